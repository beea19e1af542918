"""What a period held, counted by the database: a report moves numbers, not rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, case, column, null, or_, values
from sqlmodel import col, func, select

from storage.engine import Session
from storage.log import table_of
from storage.moments import seconds_between
from storage.slices import WHOLE, Slice
from storage.tables import Request, Wait
from storage.vocabulary import Kind, RequestStatus, WaitStop

Span = tuple[datetime, datetime]
"""From a moment (UTC) up to another, which is not part of it."""

AT_ONCE = 1000
"""Spans that one statement counts: databases limit a statement's parameters."""


async def count_decided(
    session: Session, brand_id: int, spans: Sequence[Span], now: datetime, part: Slice = WHOLE
) -> list[tuple[int, int]]:
    """(met, breached) of the waits due within each span, as `bot.figures.compliance` counts."""
    found: list[tuple[int, int]] = []
    for begin in range(0, len(spans), AT_ONCE):
        found += await _count_decided(session, brand_id, spans[begin : begin + AT_ONCE], now, part)
    return found


async def _count_decided(
    session: Session, brand_id: int, spans: Sequence[Span], now: datetime, part: Slice
) -> list[tuple[int, int]]:
    waits, requests = table_of(Wait), table_of(Request)
    moment = waits.c.due_at.type
    span = (
        values(column("place", Integer), column("since", moment), column("until", moment))
        .data([(place, *each) for place, each in enumerate(spans)])
        .cte("span")
    )
    met = waits.c.stopped_at <= waits.c.due_at
    breached = or_(
        waits.c.stopped_at > waits.c.due_at,
        and_(waits.c.stopped_at.is_(None), waits.c.due_at <= now),
    )
    within = and_(
        waits.c.brand_id == brand_id,
        waits.c.due_at >= span.c.since,
        waits.c.due_at < span.c.until,
    )
    connection = await session.connection()
    rows = await connection.execute(
        select(span.c.place, func.count().filter(met), func.count().filter(breached))
        .select_from(span.join(waits, within).join(requests, requests.c.id == waits.c.request_id))
        .where(*_counted(), *part.conditions())
        .group_by(span.c.place)
    )
    counts = {place: (one, other) for place, one, other in rows}
    return [counts.get(place, (0, 0)) for place in range(len(spans))]


@dataclass(slots=True)
class Responses:
    """Waits that one member (or the whole team) answered."""

    n: int
    met: int  # answered by their deadline
    seconds: dict[int, float]
    """How long an answer took, by its place from 0 among all: those about the median and the
    90th percentile, which is all that a report needs of a million.
    """


async def responses(
    session: Session,
    brand_id: int,
    start: datetime,
    end: datetime,
    part: Slice = WHOLE,
    *,
    by_member: bool = False,
) -> dict[int | None, Responses]:
    """Of the waits answered within [start, end), as `bot.figures.first_response_seconds` takes
    them. By the member's row, None for the team; without `by_member` everything is the team's.
    """
    waits, requests = table_of(Wait), table_of(Request)
    member = waits.c.stopped_by if by_member else null()
    took = seconds_between(waits.c.stopped_at, waits.c.started_at)
    met = case((waits.c.stopped_at <= waits.c.due_at, 1), else_=0)
    columns: tuple[Any, ...] = (
        member.label("member"),
        took.label("seconds"),
        (func.row_number().over(partition_by=member, order_by=took) - 1).label("place"),
        func.count().over(partition_by=member).label("n"),
        func.sum(met).over(partition_by=member).label("met"),
    )
    each = (
        select(*columns)
        .join(requests, requests.c.id == waits.c.request_id)
        .where(*_answered(brand_id, start, end), *part.conditions())
        .subquery()
    )
    last = each.c.n - 1
    # One more on either side: the exact place is for the formula to say.
    beside = [each.c.place.between(last * n // 10 - 1, last * n // 10 + 1) for n in (5, 9)]
    connection = await session.connection()
    rows = await connection.execute(select(each).where(or_(*beside)))
    found: dict[int | None, Responses] = {}
    for whose, seconds, place, n, in_time in rows:
        found.setdefault(whose, Responses(n, in_time, {})).seconds[place] = seconds
    return found


class Answered(NamedTuple):
    """A wait that an answer ended."""

    started_at: datetime
    due_at: datetime
    stopped_at: datetime


async def some_answered(
    session: Session, brand_id: int, start: datetime, end: datetime, limit: int
) -> tuple[list[Answered], int]:
    """Waits answered within [start, end), and how many each of them stands for.

    Where there are more than `limit`, rows spread evenly are taken: each second, each third…
    """
    waits, requests = table_of(Wait), table_of(Request)
    connection = await session.connection()
    wanted = _answered(brand_id, start, end)
    joined = waits.join(requests, requests.c.id == waits.c.request_id)
    n = await connection.scalar(select(func.count()).select_from(joined).where(*wanted))
    every = 1 + (n or 0) // limit
    rows = await connection.execute(
        select(waits.c.started_at, waits.c.due_at, waits.c.stopped_at)
        .select_from(joined)
        .where(*wanted, waits.c.id % every == 0)
    )
    return [Answered(*row) for row in rows.all()], every


async def answered_spans(
    session: Session, brand_id: int, start: datetime, end: datetime, part: Slice = WHOLE
) -> list[Span]:
    """From when to when each wait answered within [start, end) lasted."""
    waits, requests = table_of(Wait), table_of(Request)
    connection = await session.connection()
    rows = await connection.execute(
        select(waits.c.started_at, waits.c.stopped_at)
        .join(requests, requests.c.id == waits.c.request_id)
        .where(*_answered(brand_id, start, end), *part.conditions())
    )
    return [(begun, ended) for begun, ended in rows.all()]


def _answered(brand_id: int, start: datetime, end: datetime) -> list[ColumnElement[bool]]:
    return [
        col(Wait.brand_id) == brand_id,
        col(Wait.stopped_at) >= start,
        col(Wait.stopped_at) < end,
        col(Wait.stop) == WaitStop.ANSWERED,
        *_counted(),
    ]


def _counted() -> list[ColumnElement[bool]]:
    """Dismissed requests and merged waits are left out of every figure."""
    return [
        col(Request.status) != RequestStatus.DISMISSED,
        col(Wait.stop).is_distinct_from(WaitStop.MERGED),
    ]


@dataclass(slots=True)
class Begun:
    """Requests that began within a period."""

    kinds: dict[Kind, int] = field(default_factory=dict)  # dismissed ones left out
    confirmed: int = 0  # of these, those whose kind a human confirmed
    dismissed: int = 0  # merged ones left out: they count where they go on


async def count_begun(
    session: Session, brand_id: int, start: datetime, end: datetime, part: Slice = WHOLE
) -> Begun:
    dismissed = col(Request.status) == RequestStatus.DISMISSED
    merged = col(Request.merged_into_id).is_not(None)
    columns: tuple[Any, ...] = (
        col(Request.kind),
        dismissed,
        func.count().filter(~merged),
        func.count(),
        func.count().filter(col(Request.kind_confirmed)),
    )
    rows = await session.execute(
        select(*columns)
        .where(
            col(Request.brand_id) == brand_id,
            col(Request.started_at) >= start,
            col(Request.started_at) < end,
            *part.conditions(),
        )
        .group_by(col(Request.kind), dismissed)
    )
    found = Begun()
    for kind, is_dismissed, unmerged, count, confirmed in rows:
        if is_dismissed:
            found.dismissed += unmerged
        else:
            found.kinds[kind] = count
            found.confirmed += confirmed
    return found
