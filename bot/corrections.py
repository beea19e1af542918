"""Puts right what was understood wrongly when a request was logged by hand."""

from datetime import datetime

from bot.planning import replan_wait
from bot.requests import record, set_kind
from storage.engine import Session
from storage.messages import first_since, last_answer_row, span_of
from storage.requests import open_wait
from storage.tables import Brand, Member, Message, Request, Wait
from storage.vocabulary import Direction, Kind, Source


async def correct_source(
    session: Session, request: Request, source: Source, member: Member, now: datetime
) -> None:
    request.source, request.own_source = source, ""
    await record(session, request, "corrected", now, actor=member.name)


async def correct_kind(
    session: Session, request: Request, kind: Kind, member: Member, now: datetime
) -> None:
    await set_kind(session, request, kind, member, now)


def is_time_typed(request: Request, message: Message) -> bool:
    """Whether a member may put a message's date right: what Telegram brought has its own."""
    return request.chat_id is None or message.chat_id != request.chat_id


async def correct_time(
    session: Session,
    brand: Brand,
    request: Request,
    message: Message,
    sent_at: datetime,
    member: Member,
    now: datetime,
) -> bool:
    """Say when (UTC) a logged message was written; deadline and alerts follow.

    The open wait begins with the oldest of its messages. False when the date is Telegram's own.
    """
    if not is_time_typed(request, message):
        return False
    wait = await open_wait(session, request.id)
    starts_wait = wait is not None and await _is_of_wait(session, wait, message)
    message.sent_at = sent_at
    await session.flush()
    span = await span_of(session, request.id)
    if span is not None:
        request.started_at, request.last_client_at = span.first, span.last
    if wait is not None and starts_wait:
        wait.started_at = await _begun(session, wait, message)
        await replan_wait(session, brand, wait)
    await record(session, request, "corrected", now, actor=member.name)
    return True


async def _is_of_wait(session: Session, wait: Wait, message: Message) -> bool:
    """Whether it waits: logged since the last answer, and not from before the wait.

    By when it was logged: a message from before the answer may be logged after it.
    """
    logged_since = message.id > await last_answer_row(session, wait.request_id)
    is_clients = message.direction is Direction.IN
    return is_clients and logged_since and message.sent_at >= wait.started_at


async def _begun(session: Session, wait: Wait, message: Message) -> datetime:
    """The oldest of what waits, with the message whose date was put right."""
    others = await first_since(
        session,
        wait.request_id,
        wait.started_at,
        after_row=await last_answer_row(session, wait.request_id),
        but_row=message.id,
    )
    return min(others, message.sent_at) if others is not None else message.sent_at
