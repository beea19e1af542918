"""Credits a member's answer to the client who waits, and carries it there."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.business import reply_problem
from bot.notices import URGENT
from bot.requests import record, stop_wait
from storage.business import get_connection
from storage.clients import get_client
from storage.engine import Session
from storage.log import Origin, Row, logged_already
from storage.merging import merged_requests
from storage.messages import newest_in_place
from storage.notices import add_notices, notice_row
from storage.requests import messages_of, open_wait
from storage.tables import Message, Request, Wait
from storage.vocabulary import ChatRole, Direction, NoticeKind, RequestStatus, Source, WaitStop

CROSSING = timedelta(minutes=5)
"""Answers of two members so close together were written without knowing of each other."""

WITHOUT_FILE = frozenset({"text", "location", "venue", "contact", "poll", "dice"})
WITH_FILE = frozenset(
    {"photo", "video", "audio", "document", "animation", "voice", "video_note", "sticker"}
)
IN_BUSINESS = WITHOUT_FILE | WITH_FILE
"""What can be sent in the name of a Business account's owner, where nothing can be copied."""

NEVER_COPIED = frozenset({"paid_media"})


class NotCarriedError(Exception):
    """The answer cannot go where the client wrote, so it is none yet: the clock runs on.

    `problem` is why: do_not_message, medium, or what bot.business.reply_problem says. `name` is
    the client's who wants no messages, else the Business account owner's.
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
    is_reaction: bool = False  # to the client's own message
    elsewhere: bool = False  # the client has it already: there is nothing to carry
    thread_id: int | None = None  # of a channel's messages, the client's own topic
    is_typed: bool = True  # False for words that we show: there is no message to copy
    details: dict[str, Any] = field(default_factory=dict)
    """What sending it anew needs beside words and file: entities, a place, a contact, a poll."""

    @property
    def origin(self) -> Origin:
        return (self.chat_id, self.message_id, self.business_id or 0)


async def answer_request(
    session: Session, request: Request, answer: Answer, now: datetime
) -> Wait | None:
    """Put the answer on record, stop the clock, and carry it to the client if need be.

    Returns the wait that ended; None when nobody waited. An answer by reaction is in the story
    alone: the message it stands on is the client's. Raises NotCarriedError, and changes nothing,
    when it would have to be carried to a client who cannot or may not be written to.
    """
    if not answer.is_reaction:
        if await logged_already(session, [answer.origin]):
            return None
        if not answer.elsewhere:
            await _relay(session, request, answer, now)
        session.add(_message(request, answer))
    before = await _as_before(session, request)
    wait = await stop_wait(session, request, answer.sent_at, WaitStop.ANSWERED, answer.member_id)
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
            "message": list(answer.origin),
            "before": before,
        },
    )
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


async def _relay(session: Session, request: Request, answer: Answer, now: datetime) -> None:
    """Queue the answer for the client's chat, as a reply to their last message there.

    Whoever wrote the requests that were merged into this one waits for the same answer, each in
    their own place; who asked not to be messaged is left alone.
    """
    places = await places_of(session, request)
    rows, left = [], {at: all_ for at, all_ in places.items() if not _heard_there(at, all_, answer)}
    for where, matters in left.items():
        one = matters[0]
        if one.id == request.id and len(left) == len(places):
            await _refuse_in_vain(session, request, answer, now)
        elif await _is_silent(session, one):
            continue
        origins = [each.id for each in matters]
        reply_to = await newest_in_place(session, request.id, where[0], where[2], origins)
        rows.append(_carried(one, answer, reply_to, now))
    await add_notices(session, rows)


async def _is_silent(session: Session, request: Request) -> bool:
    client = await get_client(session, request.client_id)
    return client is not None and client.do_not_message


async def _refuse_in_vain(
    session: Session, request: Request, answer: Answer, now: datetime
) -> None:
    """Raise NotCarriedError for what is known beforehand not to reach the client's chat."""
    client = await get_client(session, request.client_id)
    if client is not None and client.do_not_message:
        raise NotCarriedError("do_not_message", client.name)
    if request.business_id is None:
        if answer.content in NEVER_COPIED:
            raise NotCarriedError("medium", content=answer.content)
        return
    account = await get_connection(session, request.business_id)
    name = account.name if account is not None else "?"
    if problem := await reply_problem(session, request, now):
        raise NotCarriedError(problem, name)
    if answer.content not in IN_BUSINESS:
        raise NotCarriedError("medium", name, answer.content)


Where = tuple[int, int | None, int]
"""Chat, thread or topic, Business account or 0: one chat may hold several clients' places."""


async def places_of(session: Session, request: Request) -> dict[Where, list[Request]]:
    """Where the clients of this matter wrote, the request's own place first."""
    places: dict[Where, list[Request]] = {}
    for one in [request, *await merged_requests(session, request.id)]:
        if one.chat_id is not None:
            where = (one.chat_id, one.thread_id, one.business_id or 0)
            places.setdefault(where, []).append(one)
    return places


def _heard_there(where: Where, matters: list[Request], answer: Answer) -> bool:
    """Said in that very chat; of messages to a channel, in that client's own topic."""
    is_own_topic = matters[0].chat_role is ChatRole.DIRECT
    elsewhere = is_own_topic and where[1] != answer.thread_id
    return (where[0], where[2]) == (answer.chat_id, answer.business_id or 0) and not elsewhere


def relay_key(said: Origin, to: Where) -> str:
    """Names what carries an answer to a client's place."""
    chat_id, message_id, from_business = said
    doors = [from_business, to[1] or 0, to[2]]
    place = "".join(f":{one}" for one in doors) if any(doors) else ""
    return f"relay:{chat_id}:{message_id}:{to[0]}{place}"


def _carried(request: Request, answer: Answer, reply_to: int | None, now: datetime) -> Row:
    assert request.chat_id is not None  # noqa: S101 - asked by the caller
    return notice_row(
        NoticeKind.RELAY,
        request.chat_id,
        relay_key(answer.origin, (request.chat_id, request.thread_id, request.business_id or 0)),
        now,
        brand_id=request.brand_id,
        request_id=request.id,
        priority=URGENT,
        payload={
            "from_chat_id": answer.chat_id,
            "message_id": answer.message_id,
            "content": answer.content,
            "reply_to": reply_to,
            **_topic(request),
            "from_business": answer.business_id or 0,
            "as_text": not answer.is_typed,
            "details": answer.details,
        },
        business_id=request.business_id or 0,
    )


async def just_answered(session: Session, request: Request, answer: Answer) -> Message | None:
    """Another's answer that this one crosses. Anonymous administrators cannot be told apart."""
    if request.undeliverable:
        return None
    said = await messages_of(session, request.id, limit=1)
    last = said[-1] if said else None
    if last is None or last.direction is Direction.IN or last.member_id == answer.member_id:
        return None
    return last if answer.sent_at - last.sent_at <= CROSSING else None


def _topic(request: Request) -> dict[str, int | None]:
    """Messages to a channel are answered in the client's own topic, forums in the thread's.

    Comments are no topic: an answer comes under their post by being a reply there.
    """
    match request.chat_role:
        case ChatRole.DIRECT:
            return {"topic_id": request.thread_id}
        case ChatRole.COMMENTS:
            return {"root_id": request.thread_id}
    return {"thread_id": request.thread_id}


def is_carried(request: Request) -> bool:
    """Whether a reply to the card reaches the client by itself."""
    return request.chat_id is not None and request.source is Source.TELEGRAM
