"""Who else was told the same thing, found by how the notices' names begin."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.engine import Session
from storage.notices import name_begins
from storage.tables import Notice
from storage.vocabulary import NoticeStatus


class Told(NamedTuple):
    """Somebody to whom one thing goes or went, and what became of it."""

    chat_id: int
    key: str
    status: NoticeStatus
    attempts: int  # in a digest, the digest's
    is_said: bool  # it stands there, whatever became of its edits


async def told_of(session: Session, prefix: str, but: int) -> list[Told]:
    """Those whose notices' names begin so, one notice aside."""
    digest = aliased(Notice)
    rows = await session.execute(
        select(
            col(Notice.chat_id),
            col(Notice.dedup_key),
            col(Notice.status),
            func.coalesce(col(digest.attempts), col(Notice.attempts)),
            func.coalesce(col(digest.message_id), col(Notice.message_id)).is_not(None),
        )
        .outerjoin(digest, col(digest.id) == col(Notice.bundle_id))
        .where(name_begins(prefix), col(Notice.id) != but)
    )
    return [Told(*row) for row in rows]
