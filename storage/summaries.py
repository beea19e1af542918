"""The claim of a due summary: one conditional update, so that it is sent once; the last one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, update
from sqlmodel import col, select

from storage.engine import Session
from storage.notices import name_begins
from storage.tables import Brand, Notice
from storage.vocabulary import NoticeStatus


async def brands_due(session: Session, now: datetime) -> Sequence[Brand]:
    return (
        await session.scalars(
            select(Brand)
            .where(col(Brand.next_summary_at) <= now)
            .with_for_update(skip_locked=True),
            execution_options={"populate_existing": True},
        )
    ).all()


async def claim_summary(session: Session, brand_id: int, planned: datetime, then: datetime) -> bool:
    done: CursorResult[Any] = await session.execute(
        update(Brand)
        .where(col(Brand.id) == brand_id, col(Brand.next_summary_at) == planned)
        .values(next_summary_at=then)
        .execution_options(synchronize_session=False)
    )  # type: ignore[assignment]  # an UPDATE gives a CursorResult
    return done.rowcount == 1


async def sum_up_again(session: Session, brand_id: int | None, moment: datetime) -> None:
    """Have the brand's summary looked at again at `moment` at the latest."""
    await session.execute(
        update(Brand)
        .where(col(Brand.id) == brand_id, col(Brand.next_summary_at) > moment)
        .values(next_summary_at=moment)
        .execution_options(synchronize_session=False)
    )


async def newest_key(session: Session, prefix: str) -> str | None:
    """Of the notices whose name begins so, the name of the one added last.

    One that nobody could be told does not count.
    """
    given_up = col(Notice.status).in_([NoticeStatus.DEAD, NoticeStatus.SUPERSEDED])
    newest: str | None = await session.scalar(
        select(Notice.dedup_key)
        .where(name_begins(prefix), ~given_up | col(Notice.message_id).is_not(None))
        .order_by(col(Notice.id).desc())
        .limit(1)
    )
    return newest
