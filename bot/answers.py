"""Credits a member's answer to the client who waits, and carries it there."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.business import reply_problem
from bot.endings import await_the_rest, end_earlier
from bot.notices import SOON, URGENT
from bot.places import Where, relay_key, topic_of, where_of
from bot.requests import record, stop_wait
from storage.business import get_connection
from storage.clients import person_id
from storage.directory import load_directory
from storage.engine import Session
from storage.log import Origin, Row, logged_already
from storage.merging import parties_of
from storage.messages import newest_in_place, newest_origin
from storage.notices import add_notices, notice_row
from storage.requests import messages_of, open_wait
from storage.tables import Client, Message, Request, Wait
from storage.vocabulary import ChatRole, Direction, NoticeKind, RequestStatus, WaitStop

CROSSING = timedelta(minutes=5)
"""Answers of two members so close together were written without knowing of each other."""

WITHOUT_FILE = frozenset({"text", "location", "venue", "contact", "poll", "dice"})
WITH_FILE = frozenset(
    {"photo", "video", "audio", "document", "animation", "voice", "video_note", "sticker"}
)
IN_BUSINESS = WITHOUT_FILE | WITH_FILE
"""What can be sent in the name of a Business account's owner, where nothing can be copied."""

SAID_TO_ANOTHER = "another"

NEVER_COPIED = frozenset({"paid_media"})


class NotCarriedError(Exception):
    """The answer cannot go where the client wrote, so it is none yet: the clock runs on.

    `problem` is why: do_not_message, medium, or what bot.business.reply_problem says; for one of
    several clients, source (nothing can be carried there) or SAID_TO_ANOTHER, too. `name` is the
    client's who wants no messages, else the Business account owner's.
    """

    def __init__(self, problem: str, name: str = "", content: str = "") -> None:
        super().__init__(problem)
        self.problem, self.name, self.content = problem, name, content


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member said, where and when. Its own date stops the clock."""

    chat_id: int
    message_id: int
    sent_at: datetime
    author: str
    member_id: int | None  # None for an anonymous admin: the team
    content: str
    text: str = ""
    file_id: str | None = None
    business_id: int | None = None
    album_id: str | None = None
    is_reaction: bool = False  # to the client's own message
    elsewhere: bool = False  # the client has it already: there is nothing to carry
    thread_id: int | None = None  # of a channel's messages, the client's own topic
    moved_to: int | None = None  # the chat's id by now, where it became a supergroup since
    is_typed: bool = True  # False for words that we show: there is no message of theirs
    words: dict[int, str] = field(default_factory=dict)
    """What clients read instead of the text, by their own requests: each their own name."""
    details: dict[str, Any] = field(default_factory=dict)
    """What sending it anew needs beside words and file: entities, a place, a contact, a poll."""

    @property
    def origin(self) -> Origin:
        return (self.chat_id, self.message_id, self.business_id or 0)


async def answer_request(
    session: Session, request: Request, answer: Answer, now: datetime
) -> Wait | None:
    """Put the answer on record, stop the clock, and carry it to the client if need be.

    Returns the wait that ended; None when nobody waited. One that had ended with a later answer
    ends with this one. An answer by reaction is in the story
    alone: the message it stands on is the client's. Raises NotCarriedError, and changes nothing,
    when it would have to be carried and no client of the matter can or may be written to.
    """
    if not answer.is_reaction and await logged_already(session, [answer.origin]):
        return None
    untold = await _carry(session, request, answer, now)
    await _tell_desk(session, request, answer, untold, now)
    if not answer.is_reaction:
        session.add(_message(request, answer))
    before = await _as_before(session, request)
    at, member_id = answer.sent_at, answer.member_id
    wait = await stop_wait(session, request, at, WaitStop.ANSWERED, member_id)
    of = wait or await end_earlier(session, request, at, member_id)
    if request.status is RequestStatus.OPEN and wait is not None:
        request.status = RequestStatus.ANSWERED
    request.answered_at = max(answer.sent_at, request.answered_at or answer.sent_at)
    request.undeliverable = ""
    if request.assignee_id is None:
        request.assignee_id = answer.member_id
    await record(
        session,
        request,
        "answered",
        now,
        actor=answer.author,
        data={
            "at": answer.sent_at.isoformat(),
            "stopped": wait is not None,
            "wait": of.id if of is not None else None,
            "member": member_id,
            **({"album": answer.album_id} if answer.album_id else {}),
            "message": list(answer.origin),
            "in_client_chat": request.chat_id == (answer.moved_to or answer.chat_id),
            "before": before,
            **({"untold": [one["client"] for one in untold]} if untold else {}),
        },
    )
    if wait is not None:
        await await_the_rest(session, request, wait)
    return wait


async def note_words(session: Session, request: Request, answer: Answer) -> bool:
    """Put the words on record; False when they are."""
    if await logged_already(session, [answer.origin]):
        return False
    session.add(_message(request, answer))
    return True


def _message(request: Request, answer: Answer) -> Message:
    return Message(
        brand_id=request.brand_id,
        request_id=request.id,
        direction=Direction.OUT,
        chat_id=answer.chat_id,
        message_id=answer.message_id,
        author=answer.author,
        member_id=answer.member_id,
        sent_at=answer.sent_at,
        content=answer.content,
        text=answer.text,
        file_id=answer.file_id,
        album_id=answer.album_id,
        business_id=answer.business_id or 0,
    )


async def _as_before(session: Session, request: Request) -> dict[str, Any]:
    """What undoing the answer puts back: bot/undoing.py."""
    wait = await open_wait(session, request.id)
    return {
        "status": request.status.value,
        "answered_at": request.answered_at.isoformat() if request.answered_at else None,
        "undeliverable": request.undeliverable,
        "assignee_id": request.assignee_id,
        "wait_id": wait.id if wait is not None else None,
    }


async def _carry(
    session: Session, request: Request, answer: Answer, now: datetime
) -> list[dict[str, str]]:
    """Queue the answer for each client's own place, as a reply to their last message there.

    Whoever wrote the requests that were merged into this one waits for the same answer. What was
    said in one client's own place, or logged as said elsewhere, was meant for that client: it is
    carried to nobody else. Returns who of several was not told by it, and why. Raises
    NotCarriedError where nobody at all can be.
    """
    parties = await parties_of(session, request.id)
    heard = {own.id for own, _ in parties if _heard_there(own, answer)}
    if answer.elsewhere:
        heard.add(await newest_origin(session, request.id) or request.id)
    told: set[int] = set()
    refused: list[tuple[Client, NotCarriedError]] = []
    places: dict[Where, list[Request]] = {}
    for own, client in parties:
        refusal = None
        if own.id not in heard:
            refusal = await _refusal(session, own, client, answer, now)
            if refusal is None and heard:
                refusal = NotCarriedError(SAID_TO_ANOTHER)
        where = where_of(own)
        if refusal is not None:
            refused.append((client, refusal))
            continue
        told.add(person_id(client))
        if where is not None and not heard:
            places.setdefault(where, []).append(own)
    if not told and request.chat_id is not None:
        raise refused[0][1]
    rows = []
    for where, matters in places.items():
        origins = [each.id for each in matters]
        reply_to = await newest_in_place(session, request.id, where[0], where[2], origins)
        rows.append(_carried(matters[0], answer, reply_to, now))
    await add_notices(session, rows)
    if len(parties) == 1:  # a client elsewhere: whoever answered is told by itself
        return []
    left = {client.name: one for client, one in refused if person_id(client) not in told}
    return [{"client": name, "problem": one.problem} for name, one in left.items()]


async def _refusal(
    session: Session, request: Request, client: Client, answer: Answer, now: datetime
) -> NotCarriedError | None:
    """What is known beforehand not to reach the client's place."""
    if client.do_not_message:
        return NotCarriedError("do_not_message", client.name)
    if request.chat_id is None:
        return NotCarriedError("source", client.name)
    if request.business_id is None:
        refused = answer.content in NEVER_COPIED
        return NotCarriedError("medium", content=answer.content) if refused else None
    account = await get_connection(session, request.business_id)
    name = account.name if account is not None else "?"
    if problem := await reply_problem(session, request, now):
        return NotCarriedError(problem, name)
    refused = answer.content not in IN_BUSINESS
    return NotCarriedError("medium", name, answer.content) if refused else None


def _heard_there(request: Request, answer: Answer) -> bool:
    """Said in that very chat; of messages to a channel, in that client's own topic."""
    is_own_topic = request.chat_role is ChatRole.DIRECT
    elsewhere = is_own_topic and request.thread_id != answer.thread_id
    here = (answer.moved_to or answer.chat_id, answer.business_id or 0)
    return (request.chat_id, request.business_id or 0) == here and not elsewhere


async def _tell_desk(
    session: Session,
    request: Request,
    answer: Answer,
    untold: list[dict[str, str]],
    now: datetime,
) -> None:
    """Once for each answer: who of the matter has not had it."""
    directory = await load_directory(session)
    desk = directory.chat_of(request.brand_id, ChatRole.DESK)
    if desk is None or not untold:
        return
    on_desk = answer.chat_id == desk.chat_id and answer.is_typed
    row = notice_row(
        NoticeKind.UNDELIVERED,
        desk.chat_id,
        f"untold:{':'.join(map(str, answer.origin))}",
        now,
        brand_id=request.brand_id,
        request_id=request.id,
        priority=SOON,
        payload={
            "untold": untold,
            "content": answer.content,
            "reply_to": answer.message_id if on_desk else None,
        },
    )
    await add_notices(session, [row])


def _carried(request: Request, answer: Answer, reply_to: int | None, now: datetime) -> Row:
    where = where_of(request)
    assert where is not None  # noqa: S101 - asked by the caller
    return notice_row(
        NoticeKind.RELAY,
        where[0],
        relay_key(answer.origin, where),
        now,
        brand_id=request.brand_id,
        request_id=request.id,
        priority=URGENT,
        payload={
            "from_chat_id": answer.chat_id,
            "message_id": answer.message_id,
            "content": answer.content,
            "reply_to": reply_to,
            **topic_of(request),
            "from_business": answer.business_id or 0,
            "details": answer.details,
            **({"words": answer.words[request.id]} if request.id in answer.words else {}),
        },
        business_id=request.business_id or 0,
    )


async def just_answered(session: Session, request: Request, answer: Answer) -> Message | None:
    """Another's answer that this one crosses.

    Anonymous administrators are told apart by their custom titles alone: two of one title, or of
    none, are one person to us, and neither hears of the other.
    """
    if request.undeliverable:
        return None
    said = await messages_of(session, request.id, limit=1)
    last = said[-1] if said else None
    if last is None or last.direction is Direction.IN:
        return None
    nameless = answer.member_id is None
    if last.member_id == answer.member_id and not (nameless and last.author != answer.author):
        return None
    return last if answer.sent_at - last.sent_at <= CROSSING else None


def is_carried(request: Request) -> bool:
    """Whether a reply to the card reaches the client by itself."""
    return request.chat_id is not None
