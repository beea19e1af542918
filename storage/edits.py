"""The revisions of logged messages."""

from datetime import datetime

from sqlmodel import col, select

from storage.engine import Session
from storage.tables import Message, Revision


async def add_revision(
    session: Session, *, chat_id: int, message_id: int, text: str, edited_at: datetime
) -> int | None:
    """Returns the request's id; None for an unknown message or unchanged words."""
    message = await session.scalar(
        select(Message).where(Message.chat_id == chat_id, Message.message_id == message_id)
    )
    if message is None:
        return None
    last = await session.scalar(
        select(Revision)
        .where(Revision.message_row_id == message.id)
        .order_by(col(Revision.edited_at).desc(), col(Revision.id).desc())
        .limit(1)
    )
    current = last.text if last else message.text
    known = last is not None and edited_at <= last.edited_at
    if text == current or known:
        return None
    session.add(Revision(message_row_id=message.id, edited_at=edited_at, text=text))
    await session.flush()
    return message.request_id
