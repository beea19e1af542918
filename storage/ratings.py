"""Ratings: who was asked, and what they said."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from storage.engine import Session
from storage.slices import WHOLE, Slice
from storage.tables import Rating, Request
from storage.vocabulary import RatingKind, RequestStatus


async def get_rating(session: Session, rating_id: int) -> Rating | None:
    return await session.get(Rating, rating_id, populate_existing=True)


async def ratings_of(session: Session, request_id: int) -> Sequence[Rating]:
    rows = await session.scalars(
        select(Rating).where(Rating.request_id == request_id).order_by(col(Rating.id))
    )
    return rows.all()


async def last_asked(
    session: Session, client_ids: Collection[int], kind: RatingKind
) -> datetime | None:
    return await session.scalar(
        select(func.max(Rating.asked_at)).where(
            col(Rating.client_id).in_(client_ids), Rating.kind == kind
        )
    )


async def move_ratings(session: Session, from_request: int, to_request: int) -> None:
    """What a client said of a request that goes on in another; one of a kind stays there."""
    there = {one.kind for one in await ratings_of(session, to_request)}
    for one in await ratings_of(session, from_request):
        if one.kind not in there:
            one.request_id = to_request
    await session.flush()


def counted_rating() -> ColumnElement[bool]:
    """Ratings of requests that were set aside count no more; of merged ones they do."""
    return (col(Request.status) != RequestStatus.DISMISSED) | col(Request.merged_into_id).is_not(
        None
    )


async def ratings_between(
    session: Session,
    brand_id: int,
    kind: RatingKind,
    start: datetime,
    end: datetime,
    part: Slice = WHOLE,
) -> Sequence[Rating]:
    """What was asked within [start, end), answered or not."""
    rows = await session.scalars(
        select(Rating)
        .join(Request, col(Request.id) == Rating.request_id)
        .where(
            Rating.brand_id == brand_id,
            Rating.kind == kind,
            col(Rating.asked_at) >= start,
            col(Rating.asked_at) < end,
            counted_rating(),
            *part.of_requests(),
        )
    )
    return rows.all()
