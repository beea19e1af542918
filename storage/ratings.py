"""Ratings: who was asked, and what they said."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, cast, null, union_all
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


class Marks(NamedTuple):
    """What clients answered within a period, whenever they were asked."""

    answers: list[int]  # of an answer, 1 to 5
    likely: list[int]  # to recommend the brand, 0 to 10
    rated: int  # of those whom we asked within the period what they say of an answer…
    asked: int  # …and how many they are


async def marks_of(
    session: Session, brand_id: int, start: datetime, end: datetime, part: Slice = WHOLE
) -> Marks:
    """Of [start, end)."""
    known = {"brand": brand_id, "start": start, "end": end}
    connection = await session.connection()
    found = Marks([], [], 0, 0)
    for kind, score, asked in await connection.execute(_marks(part), known):
        if asked is not None:
            found = found._replace(rated=score, asked=asked)
        elif score is not None:
            (found.answers if kind == RatingKind.ANSWER else found.likely).append(score)
    return found


@lru_cache(maxsize=STATEMENTS)
def _marks(part: Slice) -> Any:
    """Of either kind what was given; in a row of its own who was asked."""
    none = cast(null(), BigInteger)
    answer, likely = (
        _ratings(col(Rating.rated_at), kind, part, col(Rating.kind), col(Rating.score), none)
        for kind in (RatingKind.ANSWER, RatingKind.RECOMMEND)
    )
    counted = (null(), func.count(col(Rating.score)), func.count())
    asked = _ratings(col(Rating.asked_at), RatingKind.ANSWER, part, *counted)
    return union_all(answer, likely, asked)


async def scores_given(
    session: Session, brand_id: int, kind: RatingKind, start: datetime, end: datetime
) -> Sequence[int]:
    """The same of one kind."""
    known = {"brand": brand_id, "start": start, "end": end}
    connection = await session.connection()
    rows = await connection.scalars(_scores(kind), known)
    return [score for score in rows.all() if score is not None]


@cache
def _scores(kind: RatingKind) -> Any:
    return _ratings(col(Rating.rated_at), kind, WHOLE, col(Rating.score))


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
