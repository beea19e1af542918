"""What loyalty is judged by: who wrote, how often, and what became of it."""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
)
from sqlmodel import col, func, select

from storage.counting import counts
from storage.engine import Session
from storage.histories import failed, person_id
from storage.log import table_of
from storage.moments import by_another_index, seconds_between
from storage.periods import BRAND, END, MOMENT, START
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
    known = {
        "brand": brand_id,
        "start": start,
        "end": end,
        "until": end + SINCE_ENDED,
        "latest": end + LONGEST_TARGET,
        "since": since,
        "now": now,
    }
    connection = await session.connection()
    found = await connection.execute(_of_interest(), known)
    return {person for (person,) in found.all()}


@cache  # to make it takes as long as to look at a thousand complaints
def _of_interest() -> Any:
    since, now = (bindparam(name, type_=MOMENT) for name in ("since", "now"))
    complained = _people(
        *of_period(BRAND, START, END),
        _is_complaint(),
        or_(
            col(Request.last_client_at) > Request.started_at,
            col(Request.client_id).in_(_linked(BRAND)),
            exists().where(col(Rating.request_id) == Request.id),
            _wrote_more(since),
        ),
    )
    rated = _people(
        col(Request.id).in_(
            select(col(Rating.request_id)).where(
                col(Rating.brand_id) == BRAND,
                col(Rating.rated_at) >= START,
                col(Rating.rated_at) < END,
                col(Rating.kind) == RatingKind.ANSWER,
            )
        )
    )
    return complained.union(rated, *_failed_or_again(now))


def _failed_or_again(now: Any) -> "list[Select[Any]]":
    """Whom a wait failed that was due or ended then, or is open; and whose complaint of before
    was taken up anew: a wait of it began then. Each by an index of its own.
    """
    until, latest = (bindparam(name, type_=MOMENT) for name in ("until", "latest"))
    of_before = and_(col(Request.started_at) < START, col(Wait.started_at) >= START)
    ours = col(Wait.brand_id) == BRAND
    due = [  # gone through once for both: a wait that failed by then began before as well
        ours,
        col(Wait.due_at) >= START,
        col(Wait.due_at) < latest,
        col(Wait.started_at) < END,
        or_(of_before, and_(col(Wait.due_at) < END, failed(now))),
    ]
    late = [
        ours,
        col(Wait.stopped_at) >= START,
        col(Wait.stopped_at) < until,
        _is_late(),
        counts(),
    ]
    still_open = [ours, col(Wait.stopped_at).is_(None), failed(now)]
    return [
        _people(  # what most requests are not goes first: SQLite looks no further
            col(Request.kind) == Kind.COMPLAINT,
            col(Request.status) != RequestStatus.DISMISSED,
            *which,
        ).join(Wait, col(Wait.request_id) == Request.id)
        for which in (due, late, still_open)
    ]


def _is_complaint() -> ColumnElement[bool]:
    """Spelled as the partial index of complaints has it: only then that serves."""
    spelled: ColumnElement[Any] = literal_column("request.kind = 'complaint'")
    return spelled


def _is_late() -> ColumnElement[bool]:
    """Of an ended wait. Spelled as its partial index has it: only then that serves."""
    closed: Any = literal_column("wait.stop = 'closed'")
    return or_(col(Wait.stopped_at) > Wait.due_at, closed)


def _people(*conditions: ColumnElement[bool]) -> "Select[Any]":
    return (
        select(person_id())
        .select_from(Request)
        .join(Client, col(Client.id) == Request.client_id)
        .where(*conditions)
    )


def _wrote_more(since: ColumnElement[Any]) -> ColumnElement[bool]:
    theirs = table_of(Request).alias("theirs")
    written = (
        select(func.count())
        .where(theirs.c.client_id == Request.client_id, theirs.c.last_client_at >= since)
        .scalar_subquery()
    )
    return written > 1


async def count_complaints(session: Session, brand_id: int, start: datetime, end: datetime) -> int:
    """Complaints that began within [start, end)."""
    connection = await session.connection()
    known = {"brand": brand_id, "start": start, "end": end}
    return await connection.scalar(_complaints(), known) or 0


@cache
def _complaints() -> Any:
    return (
        select(func.count())
        .select_from(Request)
        .where(*of_period(BRAND, START, END), _is_complaint())
    )


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
    known = {"brand": brand_id, "start": start, "end": end, "lately": end - within}
    connection = await session.connection()
    row = await connection.execute(_came_back(), {**known, "quiet": quiet.total_seconds()})
    return Clients(*row.one())


@cache
def _came_back() -> Any:
    theirs = table_of(Request).alias("theirs")
    latest_before = (
        select(theirs.c.started_at)
        .where(
            theirs.c.client_id == Request.client_id,
            theirs.c.started_at < START,
            theirs.c.status != RequestStatus.DISMISSED,
        )
        .order_by(theirs.c.started_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    lately = bindparam("lately", type_=MOMENT)
    each = (
        select(
            func.count().filter(col(Request.started_at) >= lately).label("lately"),
            func.min(col(Request.started_at)).label("first"),
            latest_before.label("before"),
        )
        .where(*of_period(BRAND, START, END), col(Request.client_id).not_in(_linked(BRAND)))
        .group_by(col(Request.client_id))
        .subquery()
    )
    again = (each.c.lately > 1) | ((each.c.lately == 1) & (each.c.before >= lately))
    after = seconds_between(each.c.first, each.c.before)
    return select(
        func.count(),
        func.count().filter(again),
        func.count().filter(after >= bindparam("quiet", type_=Float())),
    ).select_from(each)


def _linked(brand_id: Any) -> "Select[Any]":
    """The rows of clients who have several names: few, and only their index is read."""
    ours = [
        col(Client.same_as_id).is_not(None),
        by_another_index(Client.brand_id) == brand_id,
    ]
    names = select(col(Client.id)).where(*ours)
    chiefs = select(col(Client.same_as_id)).where(*ours)
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
    connection = await session.connection()
    known = {"brand": brand_id, "start": start, "end": end}
    in_all = await connection.scalar(_friends(), known)
    part = await connection.scalar(_friends_who_wrote(), known)
    return part or 0, in_all or 0


@cache
def _friends() -> Any:
    return select(func.count(func.distinct(_friend().c.person)))


@cache
def _friends_who_wrote() -> Any:
    friends = _friend()
    wrote = (
        select(friends.c.person)
        .join(Request, col(Request.client_id) == friends.c.id)
        .where(*of_period(BRAND, START, END))
    )
    return select(func.count()).select_from(wrote.distinct().subquery())


def _friend() -> Any:
    # Spelled out, not a parameter: only then the partial index of friends serves.
    return (
        select(col(Client.id).label("id"), person_id().label("person"))
        .where(col(Client.brand_id) == BRAND, literal_column("client.tier = 'friend'"))
        .subquery()
    )
