"""Takes a message off the record, with its revisions: it was put there by mistake."""

from sqlalchemy import delete
from sqlmodel import col

from storage.engine import Session
from storage.tables import Message, Revision


async def forget_message(session: Session, message: Message) -> None:
    await session.execute(delete(Revision).where(col(Revision.message_row_id) == message.id))
    await session.execute(delete(Message).where(col(Message.id) == message.id))
