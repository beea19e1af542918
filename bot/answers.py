"""Credits a member's answer to the client who waits, and carries it there."""

from dataclasses import dataclass
from datetime import datetime

from bot.notices import URGENT
from bot.requests import record, stop_wait
from storage.engine import Session
from storage.log import logged_already
from storage.notices import add_notices, notice_of_message, notice_row
from storage.requests import (
    get_request,
    messages_of,
    open_of_client_in_chat,
    open_wait,
    request_of_message,
    waiting_in_chat,
)
from storage.tables import Message, Request, Wait
from storage.vocabulary import Direction, NoticeKind, RequestStatus, Source, WaitStop


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


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose answer a message in a client chat was; `unsure` holds the candidates."""

    request: Request | None = None
    unsure: tuple[Request, ...] = ()


async def answer_request(
    session: Session, request: Request, answer: Answer, now: datetime
) -> Wait | None:
    """Put the answer on record, stop the clock, and carry it to the client if need be.

    Returns the wait that ended; None when nobody waited.
    """
    if await logged_already(session, [(answer.chat_id, answer.message_id)]):
        return None
    session.add(
        Message(
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
        )
    )
    await _relay(session, request, answer, now)
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
        data={"at": answer.sent_at.isoformat(), "stopped": wait is not None},
    )
    return wait


async def _relay(session: Session, request: Request, answer: Answer, now: datetime) -> None:
    """Queue the answer for the client's chat, as a reply to their last message there."""
    if request.chat_id is None or request.chat_id == answer.chat_id:
        return
    said = await messages_of(session, request.id, direction=Direction.IN, limit=1)
    # A group that became a supergroup numbers its messages anew.
    reply_to = said[-1].message_id if said and said[-1].chat_id == request.chat_id else None
    await add_notices(
        session,
        [
            notice_row(
                NoticeKind.RELAY,
                request.chat_id,
                f"relay:{answer.chat_id}:{answer.message_id}",
                now,
                brand_id=request.brand_id,
                request_id=request.id,
                priority=URGENT,
                payload={
                    "from_chat_id": answer.chat_id,
                    "message_id": answer.message_id,
                    "content": answer.content,
                    "reply_to": reply_to,
                    "thread_id": request.thread_id,
                },
            )
        ],
    )


def is_carried(request: Request) -> bool:
    """Whether a reply to the card reaches the client by itself."""
    return request.chat_id is not None and request.source is Source.TELEGRAM


async def credit(
    session: Session,
    *,
    brand_id: int,
    chat_id: int,
    thread_id: int | None,
    reply_to: int | None,
    reply_to_author: str | None,
    reply_to_team: bool = False,
) -> Credit:
    """Find the client whom a member's message in a client chat answers.

    A reply answers its author's open request; anything else, a reply among the team too,
    answers the only one who waits in the same thread. With several waiting it is asked, never
    guessed.
    """
    if reply_to is not None:
        request = await _replied_to(session, chat_id, reply_to)
        if request is not None and request.brand_id == brand_id:
            return Credit(request=await _waiting_instead(session, request) or request)
        if request is None and reply_to_author is not None:
            request = await open_of_client_in_chat(session, brand_id, reply_to_author, chat_id)
            if request is not None:
                return Credit(request=request)
        if request is not None or not reply_to_team:
            return Credit()
    # A chat may have been another brand's before.
    waiting = [
        request
        for request, _client, _wait in await waiting_in_chat(session, chat_id, thread_id)
        if request.brand_id == brand_id
    ]
    if len(waiting) == 1:
        return Credit(request=waiting[0])
    return Credit(unsure=tuple(waiting))


async def _replied_to(session: Session, chat_id: int, message_id: int) -> Request | None:
    """The request of a logged message, or of the answer that we carried to the chat."""
    request = await request_of_message(session, chat_id, message_id)
    if request is not None:
        return request
    carried = await notice_of_message(session, chat_id, message_id)
    if carried is None or carried.kind is not NoticeKind.RELAY or carried.request_id is None:
        return None
    return await get_request(session, carried.request_id)


async def _waiting_instead(session: Session, request: Request) -> Request | None:
    """Where the request found waits no more: the one with which its client waits there now."""
    if request.chat_id is None or await open_wait(session, request.id) is not None:
        return None
    for other, client, _wait in await waiting_in_chat(session, request.chat_id, request.thread_id):
        if client.id == request.client_id:
            return other
    return None
