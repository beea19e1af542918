"""The claim of a due summary: one conditional update, so that it is sent once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, update
from sqlmodel import col, select

from storage.engine import Session
from storage.tables import Brand


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
