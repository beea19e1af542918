"""Puts right what was understood wrongly when a request was logged by hand."""

from datetime import datetime

from bot.requests import record, replan_wait, set_kind
from storage.engine import Session
from storage.requests import messages_of, open_wait
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
    of_wait = await _messages_of_wait(session, wait) if wait is not None else []
    message.sent_at = sent_at
    await session.flush()
    said = await messages_of(session, request.id, direction=Direction.IN)
    request.started_at = min(one.sent_at for one in said)
    request.last_client_at = max(one.sent_at for one in said)
    if wait is not None and message.id in {one.id for one in of_wait}:
        wait.started_at = min(one.sent_at for one in of_wait)
        await replan_wait(session, brand, wait)
    await record(session, request, "corrected", now, actor=member.name)
    return True


async def _messages_of_wait(session: Session, wait: Wait) -> list[Message]:
    """The client's messages that wait: logged since the last answer, none from before the wait.

    By when they were logged: a message from before the answer may be logged after it.
    """
    said = await messages_of(session, wait.request_id)
    answered = max((one.id for one in said if one.direction is Direction.OUT), default=0)
    return [
        one
        for one in said
        if one.direction is Direction.IN and one.id > answered and one.sent_at >= wait.started_at
    ]
