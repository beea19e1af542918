"""The project's words, one for each thing. Stored as these short strings."""

from enum import StrEnum


class ChatRole(StrEnum):
    DESK = "desk"  # managers work here
    LEADS = "leads"  # alerts and summaries
    COMMUNITY = "community"  # a group with clients
    COMMENTS = "comments"  # a channel's discussion group
    DIRECT = "direct"  # a client's private chat with the bot
    BUSINESS = "business"  # a chat of a connected Telegram Business account
    CHANNEL = "channel"  # the brand's channel: its posts, and the messages written to it
    DEPARTMENT = "department"  # those whom the desk asks: IT, delivery…


TEAM_ROLES = frozenset({ChatRole.DESK, ChatRole.LEADS})
"""The chats where the team is among itself, as in private."""


class ChatMode(StrEnum):
    """Which messages of a client chat start a wait."""

    EVERYTHING = "everything"
    REQUESTS = "requests"  # questions, complaints, suggestions and whatever addresses the brand
    MENTIONS = "mentions"  # only on mention, or by hand


class MemberRole(StrEnum):
    MANAGER = "manager"
    LEAD = "lead"
    OWNER = "owner"


class Source(StrEnum):
    TELEGRAM = "telegram"
    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"
    VIBER = "viber"
    TIKTOK = "tiktok"
    GOOGLE = "google"
    WEBSITE = "website"
    PHONE = "phone"
    PERSON = "person"  # said face to face
    OTHER = "other"


class Tier(StrEnum):
    REGULAR = "regular"
    FRIEND = "friend"  # a best friend of the brand, with a target of their own


class Kind(StrEnum):
    COMPLAINT = "complaint"
    QUESTION = "question"
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    COMMENT = "comment"


class RequestStatus(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    DISMISSED = "dismissed"  # spam, or not a request at all


class Direction(StrEnum):
    IN = "in"  # the client's
    OUT = "out"  # the team's


class Outcome(StrEnum):
    SOLVED = "solved"
    EXPLAINED = "explained"
    REFUSED = "refused"
    NOTHING_NEEDED = "nothing_needed"


class RatingKind(StrEnum):
    """What a client was asked after closing."""

    ANSWER = "answer"  # how good the answer was, 1 to 5
    RECOMMEND = "recommend"  # how likely they are to recommend the brand, 0 to 10


class Ratings(StrEnum):
    """Which clients of a brand are asked for a rating."""

    PRIVATE = "private"  # in private chats and business chats
    EVERYWHERE = "everywhere"  # in groups and comments too
    OFF = "off"


class Metric(StrEnum):
    """What a goal can be set for."""

    COMPLIANCE = "compliance"
    FIRST_RESPONSE = "response"  # the median, in hours
    CSAT = "csat"
    RECOVERED = "recovered"
    DEPTH = "depth"
    BACKLOG = "backlog"  # clients who wait
    ENGAGEMENT = "engagement"


class WaitStop(StrEnum):
    """Why a wait ended."""

    ANSWERED = "answered"
    CLOSED = "closed"
    DISMISSED = "dismissed"
    MERGED = "merged"  # goes on in the wait of another request; no figure counts it twice
    NOT_NEEDED = "not_needed"  # a member named a kind that needs no answer; no figure counts it


UNCOUNTED = frozenset({WaitStop.MERGED, WaitStop.NOT_NEEDED})
"""The waits that are none by themselves."""


class Level(StrEnum):
    """A rung of the alert ladder."""

    DUE_SOON = "due_soon"
    BREACH = "breach"
    LATE = "late"  # the repeats after the breach


class NoticeKind(StrEnum):
    """What an outbox row says. The live ones are posted once and then edited in place."""

    SAY = "say"  # a text made beforehand
    EDIT = "edit"  # the same for a message already sent
    CARD = "card"  # live: a request's card in the desk chat
    CHECKLIST = "checklist"  # live: what is still to be set up
    ALERT = "alert"  # live: a wait that is due soon or breached; resolves itself
    LIST = "list"  # live: a page of the queue or of what was found
    RECEIPT = "receipt"  # tells a client that the message is on record
    RELAY = "relay"  # carries an answer from the desk to the client
    UNDELIVERED = "undelivered"  # tells the desk that an answer did not reach the client
    SUMMARY = "summary"  # the weekly one, and /report
    TROUBLE = "trouble"  # tells the owners what Vidhuk itself could not do
    HANDOFF = "handoff"  # live: what a department is asked
    HANDOFF_LATE = "handoff_late"  # tells the leads that a department keeps the desk waiting
    ADDED = "added"  # live: what the client adds meanwhile, for the department
    COPY = "copy"  # a department's file, for the desk
    MEDIA = "media"  # what a client sent beside words, for the desk or a department
    OUTCOME = "outcome"  # reminds the desk to tell the client what a department found
    WINDOW = "window"  # warns the desk before a business chat can be answered no more
    RATING = "rating"  # asks a client how good the answer was
    RATED = "rated"  # live: tells the leads of a bad rating
    COMMANDS = "commands"  # registers the command menu of a chat


class NoticeStatus(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    RETRY = "retry"
    SENT = "sent"
    DEAD = "dead"
    SUPERSEDED = "superseded"
    BUNDLED = "bundled"
