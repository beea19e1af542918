"""What loyalty is judged by: who wrote, how often, and what became of it."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, literal_column, or_
from sqlmodel import col, func, select

from storage.engine import Session
from storage.histories import failed, person_id
from storage.log import table_of
from storage.moments import seconds_between
from storage.quality import of_period
from storage.tables import Client, Rating, Request, Wait
from storage.vocabulary import Kind, RatingKind, RequestStatus

SINCE_ENDED = timedelta(days=30)
"""So long after a period an answer is looked for that ends a wait which failed within it."""

LONGEST_TARGET = timedelta(days=366)
"""No wait is due so long after it began: bounds what an index reads for an old period."""


async def people_of_interest(
    session: Session, brand_id: int, start: datetime, end: datetime, since: datetime, now: datetime
) -> set[int]:
    """Who rated or was failed within [start, end), or complained then, be it in a request of
    before, and more is to be said of it: few. A single message since `since` that was answered in
    time, and not rated, is none.
    """
    complained = _people(
        *of_period(brand_id, start, end),
        col(Request.kind) == Kind.COMPLAINT,
        or_(
            exists().where(col(Rating.request_id) == Request.id),
            _wrote_more(since),
            col(Request.last_client_at) > Request.started_at,
            _has_other_names(),
        ),
    )
    rated = _people(
        col(Request.id).in_(
            select(col(Rating.request_id)).where(
                col(Rating.brand_id) == brand_id,
                col(Rating.rated_at) >= start,
                col(Rating.rated_at) < end,
                col(Rating.kind) == RatingKind.ANSWER,
            )
        )
    )
    waits = [  # each by an index of its own
        and_(col(Wait.due_at) >= start, col(Wait.due_at) < end),
        and_(col(Wait.stopped_at) >= start, col(Wait.stopped_at) < end + SINCE_ENDED),
        col(Wait.stopped_at).is_(None),
    ]
    failing = [
        _people(
            col(Request.kind) == Kind.COMPLAINT,
            col(Request.status) != RequestStatus.DISMISSED,
            col(Request.id).in_(
                select(col(Wait.request_id)).where(
                    col(Wait.brand_id) == brand_id, which, failed(now)
                )
            ),
        )
        for which in waits
    ]
    found = await session.execute(complained.union(_again(brand_id, start, end), rated, *failing))
    return {row[0] for row in found}


def _again(brand_id: int, start: datetime, end: datetime) -> "Select[Any]":
    """Whose complaint of before was taken up anew: a wait of it began within [start, end)."""
    begun = select(col(Wait.request_id)).where(
        col(Wait.brand_id) == brand_id,
        col(Wait.due_at) >= start,
        col(Wait.due_at) < end + LONGEST_TARGET,
        col(Wait.started_at) >= start,
        col(Wait.started_at) < end,
    )
    return _people(
        col(Request.started_at) < start,
        col(Request.kind) == Kind.COMPLAINT,
        col(Request.status) != RequestStatus.DISMISSED,
        col(Request.id).in_(begun),
    )


def _people(*conditions: ColumnElement[bool]) -> "Select[Any]":
    return (
        select(person_id())
        .select_from(Request)
        .join(Client, col(Client.id) == Request.client_id)
        .where(*conditions)
    )


def _wrote_more(since: datetime) -> ColumnElement[bool]:
    theirs = table_of(Request).alias("theirs")
    written = (
        select(func.count())
        .where(theirs.c.client_id == Request.client_id, theirs.c.last_client_at >= since)
        .scalar_subquery()
    )
    return written > 1


def _has_other_names() -> ColumnElement[bool]:
    other = table_of(Client).alias("other")
    return or_(col(Client.same_as_id).is_not(None), exists().where(other.c.same_as_id == Client.id))


async def count_complaints(session: Session, brand_id: int, start: datetime, end: datetime) -> int:
    """Complaints that began within [start, end)."""
    found = await session.scalar(
        select(func.count())
        .select_from(Request)
        .where(*of_period(brand_id, start, end), col(Request.kind) == Kind.COMPLAINT)
    )
    return found or 0


class Clients(NamedTuple):
    """Whoever wrote within a period."""

    written: int
    repeat: int
    returned: int


async def count_clients(
    session: Session,
    brand_id: int,
    start: datetime,
    end: datetime,
    *,
    within: timedelta,
    quiet: timedelta,
) -> Clients:
    """Count the clients of [start, end) who have one name only, and of them

    repeat:   those with two requests in the span `within` before the end;
    returned: those whose first request came `quiet` or longer after their last before the start.
    """
    theirs = table_of(Request).alias("theirs")
    latest_before = (
        select(theirs.c.started_at)
        .where(
            theirs.c.client_id == Request.client_id,
            theirs.c.started_at < start,
            theirs.c.status != RequestStatus.DISMISSED,
        )
        .order_by(theirs.c.started_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    lately = end - within
    each = (
        select(
            func.count().filter(col(Request.started_at) >= lately).label("lately"),
            func.min(col(Request.started_at)).label("first"),
            latest_before.label("before"),
        )
        .where(*of_period(brand_id, start, end), col(Request.client_id).not_in(_linked(brand_id)))
        .group_by(col(Request.client_id))
        .subquery()
    )
    again = (each.c.lately > 1) | ((each.c.lately == 1) & (each.c.before >= lately))
    after = seconds_between(each.c.first, each.c.before)
    row = await session.execute(
        select(
            func.count(),
            func.count().filter(again),
            func.count().filter(after >= quiet.total_seconds()),
        ).select_from(each)
    )
    return Clients(*row.one())


def _linked(brand_id: int) -> "Select[Any]":
    """The rows of clients who have several names: few."""
    names = select(col(Client.id)).where(
        col(Client.same_as_id).is_not(None), col(Client.brand_id) == brand_id
    )
    chiefs = select(col(Client.same_as_id)).where(
        col(Client.same_as_id).is_not(None), col(Client.brand_id) == brand_id
    )
    return select(names.union(chiefs).subquery())


async def moments_of_linked(
    session: Session, brand_id: int, end: datetime
) -> dict[int, list[datetime]]:
    """When each person with several names wrote before `end`, under any of them."""
    rows = await session.execute(
        select(person_id(), col(Request.started_at))
        .select_from(Request)
        .join(Client, col(Client.id) == Request.client_id)
        .where(
            col(Client.id).in_(_linked(brand_id)),
            col(Request.started_at) < end,
            col(Request.status) != RequestStatus.DISMISSED,
        )
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for person, moment in rows:
        found[person].append(moment)
    return found


async def friends_who_wrote(
    session: Session, brand_id: int, start: datetime, end: datetime
) -> tuple[int, int]:
    """(best friends who wrote within [start, end), best friends of the brand)."""
    # Spelled out, not a parameter: only then the partial index of friends serves.
    friends = (
        select(col(Client.id).label("id"), person_id().label("person"))
        .where(col(Client.brand_id) == brand_id, literal_column("client.tier = 'friend'"))
        .subquery()
    )
    wrote = (
        select(friends.c.person)
        .join(Request, col(Request.client_id) == friends.c.id)
        .where(*of_period(brand_id, start, end))
    )
    count = func.count(func.distinct(friends.c.person))
    in_all = await session.scalar(select(count))
    part = await session.scalar(select(func.count()).select_from(wrote.distinct().subquery()))
    return part or 0, in_all or 0
