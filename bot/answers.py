"""Credits a member's answer to the client who waits, and carries it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.notices import URGENT
from bot.requests import record, stop_wait
from storage.engine import Session
from storage.log import Row, logged_already
from storage.merging import merged_requests
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
    elsewhere: bool = False  # the client has it already: there is nothing to carry
    is_typed: bool = True  # False for words that we show: there is no message to copy


async def answer_request(
    session: Session, request: Request, answer: Answer, now: datetime
) -> Wait | None:
    """Put the answer on record, stop the clock, and carry it to the client if need be.

    Returns the wait that ended; None when nobody waited. An answer by reaction is in the story
    alone: the message it stands on is the client's.
    """
    if not answer.is_reaction:
        if not await note_words(session, request, answer):
            return None
        if not answer.elsewhere:
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


async def note_words(session: Session, request: Request, answer: Answer) -> bool:
    """Put the words on record; False when they are."""
    origin = (answer.chat_id, answer.message_id, answer.business_id or 0)
    if await logged_already(session, [origin]):
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

    Whoever wrote the requests that were merged into this one waits for the same answer.
    """
    matters = [request, *await merged_requests(session, request.id)]
    places = {one.chat_id: one for one in reversed(matters)}
    places = {
        chat_id: one for chat_id, one in places.items() if chat_id not in {None, answer.chat_id}
    }
    if not places:
        return
    said = await messages_of(session, request.id, direction=Direction.IN)
    await add_notices(session, [_carried(one, answer, said, now) for one in places.values()])


def relay_key(chat_id: int | None, message_id: int | None, to: int | None) -> str:
    """Names what carries an answer to a client's chat."""
    return f"relay:{chat_id}:{message_id}:{to}"


def _carried(request: Request, answer: Answer, said: Sequence[Message], now: datetime) -> Row:
    assert request.chat_id is not None  # noqa: S101 - asked by the caller
    # A group that became a supergroup numbers its messages anew: those from before are no place.
    here = [one.message_id for one in said if one.chat_id == request.chat_id]
    return notice_row(
        NoticeKind.RELAY,
        request.chat_id,
        relay_key(answer.chat_id, answer.message_id, request.chat_id),
        now,
        brand_id=request.brand_id,
        request_id=request.id,
        priority=URGENT,
        payload={
            "from_chat_id": answer.chat_id,
            "message_id": answer.message_id,
            "content": answer.content,
            "reply_to": here[-1] if here else None,
            **_topic(request),
            "as_text": not answer.is_typed,
        },
    )


async def just_answered(session: Session, request: Request, answer: Answer) -> str:
    """The name of another member whose answer crosses this one; "" where none does."""
    said = await messages_of(session, request.id, limit=1)
    last = said[-1] if said else None
    if last is None or last.direction is Direction.IN or last.member_id == answer.member_id:
        return ""
    return last.author if answer.sent_at - last.sent_at <= CROSSING else ""


def _topic(request: Request) -> dict[str, int | None]:
    """Messages to a channel are answered in the client's own topic, others in their thread."""
    name = "topic_id" if request.chat_role is ChatRole.DIRECT else "thread_id"
    return {name: request.thread_id}


def is_carried(request: Request) -> bool:
    """Whether a reply to the card reaches the client by itself."""
    return request.chat_id is not None and request.source is Source.TELEGRAM
