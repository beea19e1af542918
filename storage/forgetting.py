"""What was said plainly is forgotten in a month, but for questions that may still be answered."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select
from sqlmodel import col

from storage.engine import Session
from storage.notices import one_of
from storage.tables import Notice
from storage.vocabulary import NoticeKind, NoticeStatus

KEEP_TOLD = timedelta(days=30)
"""Plain messages are kept a month, for replies to them; cards and alerts for good."""

FORGETTABLE = (NoticeKind.SAY, NoticeKind.EDIT, NoticeKind.TROUBLE)


async def forget_told(session: Session, now: datetime, but: Collection[int] = ()) -> None:
    """Those of the rows `but` are kept."""
    done = [NoticeStatus.SENT, NoticeStatus.DEAD, NoticeStatus.SUPERSEDED]
    await session.execute(
        delete(Notice).where(_is_old(now), col(Notice.status).in_(done), col(Notice.id).not_in(but))
    )


async def old_questions(session: Session, now: datetime, ask: str) -> Sequence[Notice]:
    """Those of this sort that would be forgotten by now, and were not settled."""
    prompt = col(Notice.payload)["prompt"]
    found = await session.scalars(
        select(Notice).where(
            _is_old(now),
            prompt["ask"].as_string() == ask,
            prompt["settled"].as_string().is_(None),
        )
    )
    return found.all()


def _is_old(now: datetime) -> ColumnElement[bool]:
    plain = one_of(col(Notice.kind), FORGETTABLE)
    return and_(plain, col(Notice.created_at) < now - KEEP_TOLD)
