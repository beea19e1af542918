"""Ratings: who was asked, and what they said."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from storage.engine import Session
from storage.periods import BRAND, END, START, STATEMENTS
from storage.slices import WHOLE, Slice
from storage.tables import Brand, Client, Notice, Rating, Request
from storage.vocabulary import NoticeKind, RatingKind, RequestStatus, Source


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


async def asked_lately(
    session: Session,
    brand_id: int,
    external_id: str,
    chat_id: int,
    business_id: int | None,
    since: datetime,
) -> Sequence[Rating]:
    """What a client was asked, or rated, in this chat since then; the newest first."""
    rows = await session.scalars(
        select(Rating)
        .join(Client, col(Client.id) == Rating.client_id)
        .join(Request, col(Request.id) == Rating.request_id)
        .where(
            Client.brand_id == brand_id,
            Client.source == Source.TELEGRAM,
            Client.external_id == external_id,
            Request.chat_id == chat_id,
            col(Request.business_id).is_not_distinct_from(business_id),
            (col(Rating.asked_at) >= since) | (col(Rating.rated_at) >= since),
        )
        .order_by(col(Rating.asked_at).desc(), col(Rating.id).desc())
    )
    return rows.all()


async def clients_asked_lately(session: Session, since: datetime) -> set[tuple[int, str]]:
    """(brand, Telegram's user id) of whom we asked, or who rated, since then."""
    rows = await session.execute(
        select(Client.brand_id, Client.external_id)
        .join(Rating, col(Rating.client_id) == Client.id)
        .where(
            col(Rating.brand_id).in_(select(Brand.id)),  # the indexes begin with it
            (col(Rating.asked_at) >= since) | (col(Rating.rated_at) >= since),
        )
        .distinct()
    )
    return {(brand_id, external_id) for brand_id, external_id in rows}


async def questions_at(session: Session, chat_id: int, message_id: int) -> Sequence[Notice]:
    """The questions that stand there: a business chat numbers its messages for itself."""
    rows = await session.scalars(
        select(Notice)
        .where(
            Notice.chat_id == chat_id,
            Notice.message_id == message_id,
            Notice.kind == NoticeKind.RATING,
        )
        .order_by(col(Notice.id))
    )
    return rows.all()


async def wrote_since(session: Session, client_id: int, moment: datetime) -> bool:
    """Whether a client has written after that moment, or waits."""
    found = await session.scalar(
        select(func.count())
        .select_from(Request)
        .where(
            Request.client_id == client_id,
            (col(Request.last_client_at) > moment) | (col(Request.status) == RequestStatus.OPEN),
        )
    )
    return bool(found)


async def move_ratings(session: Session, from_request: int, to_request: int) -> None:
    """What a client said of a request that goes on in another; one of a kind stays there.

    The questions and alerts go along: a mark changes what stands in them.
    """
    there = {one.kind for one in await ratings_of(session, to_request)}
    moved = [one for one in await ratings_of(session, from_request) if one.kind not in there]
    for one in moved:
        one.request_id = to_request
    said = await session.scalars(
        select(Notice).where(
            Notice.request_id == from_request,
            col(Notice.kind).in_([NoticeKind.RATING, NoticeKind.RATED]),
        )
    )
    for notice in said:
        if notice.payload["rating_id"] in {one.id for one in moved}:
            notice.request_id = to_request
    await session.flush()


def counted_rating() -> ColumnElement[bool]:
    """Ratings of requests that were set aside count no more; of merged ones they do."""
    return (col(Request.status) != RequestStatus.DISMISSED) | col(Request.merged_into_id).is_not(
        None
    )


async def scores_given(
    session: Session,
    brand_id: int,
    kind: RatingKind,
    start: datetime,
    end: datetime,
    part: Slice = WHOLE,
) -> Sequence[int]:
    """What clients answered within [start, end), whenever they were asked."""
    known = {"brand": brand_id, "start": start, "end": end}
    connection = await session.connection()
    rows = await connection.scalars(_scores(kind, part), known)
    return [score for score in rows.all() if score is not None]


async def count_asked(
    session: Session,
    brand_id: int,
    kind: RatingKind,
    start: datetime,
    end: datetime,
    part: Slice = WHOLE,
) -> tuple[int, int]:
    """(how many of them answered, whom we asked within [start, end))."""
    known = {"brand": brand_id, "start": start, "end": end}
    connection = await session.connection()
    answered, asked = (await connection.execute(_asked(kind, part), known)).one()
    return answered, asked


@lru_cache(maxsize=STATEMENTS)
def _scores(kind: RatingKind, part: Slice) -> Any:
    return _ratings(col(Rating.rated_at), kind, part, col(Rating.score))


@lru_cache(maxsize=STATEMENTS)
def _asked(kind: RatingKind, part: Slice) -> Any:
    counted = (func.count(col(Rating.score)), func.count())
    return _ratings(col(Rating.asked_at), kind, part, *counted)


def _ratings(when: Any, kind: RatingKind, part: Slice, *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Rating)
        .join(Request, col(Request.id) == Rating.request_id)
        .where(
            col(Rating.brand_id) == BRAND,
            col(Rating.kind) == kind,
            when >= START,
            when < END,
            counted_rating(),
            *part.of_requests(),
        )
    )
