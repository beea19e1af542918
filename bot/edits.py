"""Edits are evidence: the new words stand beside the old, and no clock moves."""

from datetime import datetime

from bot.notices import refresh
from storage.edits import add_revision
from storage.engine import Session


async def record_edit(
    session: Session,
    *,
    chat_id: int,
    message_id: int,
    text: str,
    edited_at: datetime,
    now: datetime,
) -> bool:
    """Keep an edit of a logged message; False when nothing visible changed or it is unknown."""
    request_id = await add_revision(
        session, chat_id=chat_id, message_id=message_id, text=text, edited_at=edited_at
    )
    if request_id is None:
        return False
    await refresh(session, request_id, now)
    return True
