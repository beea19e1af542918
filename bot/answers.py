"""Credits a member's answer to the client who waits, and carries it there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.notices import URGENT
from bot.requests import record, stop_wait
from storage.clients import get_client
from storage.engine import Session
from storage.log import Row, logged_already
from storage.merging import merged_requests
from storage.messages import newest_in_place
from storage.notices import add_notices, notice_row
from storage.requests import messages_of, open_wait
from storage.tables import Message, Request, Wait
from storage.vocabulary import ChatRole, Direction, NoticeKind, RequestStatus, Source, WaitStop

CROSSING = timedelta(minutes=5)
"""Answers of two members so close together were written without knowing of each other."""


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
    thread_id: int | None = None  # of a channel's messages, the client's own topic
    is_typed: bool = True  # False for words that we show: there is no message to copy


async def answer_request(
    session: Session, request: Request, answer: Answer, now: datetime
) -> Wait | None:
    """Put the answer on record, stop the clock, and carry it to the client if need be.

    Returns the wait that ended; None when nobody waited. An answer by reaction is in the story
    alone: the message it stands on is the client's.
    """
    if not answer.is_reaction:
        origin = (answer.chat_id, answer.message_id, answer.business_id or 0)
        if await logged_already(session, [origin]):
            return None
        session.add(_message(request, answer))
        await _relay(session, request, answer, now)
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
            "message": [answer.chat_id, answer.message_id, answer.business_id or 0],
            "before": before,
        },
    )
    return wait


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
    alert_at = wait.next_alert_at if wait is not None else None
    return {
        "status": request.status.value,
        "answered_at": request.answered_at.isoformat() if request.answered_at else None,
        "undeliverable": request.undeliverable,
        "assignee_id": request.assignee_id,
        "wait_id": wait.id if wait is not None else None,
        "next_alert_at": alert_at.isoformat() if alert_at else None,
    }


async def _relay(session: Session, request: Request, answer: Answer, now: datetime) -> None:
    """Queue the answer for the client's chat, as a reply to their last message there.

    Whoever wrote the requests that were merged into this one waits for the same answer, each in
    their own place; who asked not to be messaged is left alone.
    """
    rows = []
    for place, matters in (await places_of(session, request)).items():
        one = matters[0]
        if not _heard_there(one, answer) and not await _is_silent(session, one, request):
            origins = [each.id for each in matters]
            reply_to = await newest_in_place(session, request.id, place[0], origins)
            rows.append(_carried(one, answer, reply_to, now))
    await add_notices(session, rows)


Where = tuple[int, int | None, int | None]
"""Chat, thread or topic, business connection: one chat may hold several clients' places."""


async def places_of(session: Session, request: Request) -> dict[Where, list[Request]]:
    """Where the clients of this matter wrote, the request's own place first."""
    places: dict[Where, list[Request]] = {}
    for one in [request, *await merged_requests(session, request.id)]:
        if one.chat_id is not None:
            where = (one.chat_id, one.thread_id, one.business_id)
            places.setdefault(where, []).append(one)
    return places


def _heard_there(request: Request, answer: Answer) -> bool:
    """Said in that very chat; of messages to a channel, in that client's own topic."""
    own_topic = request.chat_role is ChatRole.DIRECT and request.thread_id != answer.thread_id
    return request.chat_id == answer.chat_id and not own_topic


async def _is_silent(session: Session, one: Request, request: Request) -> bool:
    """The request's own client was asked about before; of merged ones nobody has thought."""
    if one.id == request.id:
        return False
    client = await get_client(session, one.client_id)
    return client is not None and client.do_not_message


def relay_key(answer_chat: int | None, answer_message: int | None, to: Where) -> str:
    """Names what carries an answer to a client's place."""
    chat_id, thread_id, business_id = to
    topic = f":{thread_id or 0}:{business_id or 0}" if thread_id or business_id else ""
    return f"relay:{answer_chat}:{answer_message}:{chat_id}{topic}"


def _carried(request: Request, answer: Answer, reply_to: int | None, now: datetime) -> Row:
    assert request.chat_id is not None  # noqa: S101 - asked by the caller
    to = (request.chat_id, request.thread_id, request.business_id)
    return notice_row(
        NoticeKind.RELAY,
        request.chat_id,
        relay_key(answer.chat_id, answer.message_id, to),
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
            "as_text": not answer.is_typed,
        },
    )


async def just_answered(session: Session, request: Request, answer: Answer) -> Message | None:
    """Another's answer that this one crosses. Anonymous administrators cannot be told apart."""
    said = await messages_of(session, request.id, limit=1)
    last = said[-1] if said else None
    if last is None or last.direction is Direction.IN or last.member_id == answer.member_id:
        return None
    return last if answer.sent_at - last.sent_at <= CROSSING else None


def _topic(request: Request) -> dict[str, int | None]:
    """Messages to a channel are answered in the client's own topic, others in their thread."""
    name = "topic_id" if request.chat_role is ChatRole.DIRECT else "thread_id"
    return {name: request.thread_id}


def is_carried(request: Request) -> bool:
    """Whether a reply to the card reaches the client by itself."""
    return request.chat_id is not None and request.source is Source.TELEGRAM
