"""Scorecards of answers."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlmodel import col, select

from storage.engine import Session
from storage.periods import BRAND, END, START
from storage.tables import Message, Review


async def review_of(session: Session, message_row_id: int, reviewer_id: int) -> Review | None:
    return await session.scalar(
        select(Review).where(
            Review.message_row_id == message_row_id, Review.reviewer_id == reviewer_id
        ),
        execution_options={"populate_existing": True},
    )


async def answer_row(session: Session, message_row_id: int) -> Message | None:
    return await session.get(Message, message_row_id)


async def reviewed_by(session: Session, brand_id: int, reviewer_id: int) -> dict[int, bool]:
    """The answers that the lead has scored: whether to the last criterion."""
    rows = await session.execute(
        select(col(Review.message_row_id), col(Review.score).is_not(None)).where(
            Review.brand_id == brand_id, Review.reviewer_id == reviewer_id
        )
    )
    return {row[0]: row[1] for row in rows}


async def scores_between(
    session: Session, brand_id: int, start: datetime, end: datetime
) -> Sequence[float]:
    """Whole scorecards of [start, end), 0 to 100."""
    connection = await session.connection()
    known = {"brand": brand_id, "start": start, "end": end}
    return [score for (score,) in await connection.execute(_scores(), known)]


@cache
def _scores() -> Any:
    return select(col(Review.score)).where(
        col(Review.brand_id) == BRAND,
        col(Review.reviewed_at) >= START,
        col(Review.reviewed_at) < END,
        col(Review.score).is_not(None),
    )
