"""What a period held. No plan here hangs on statistics: SQLite has none in production."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    exists,
    literal,
    or_,
    union_all,
)
from sqlmodel import col, func, select

from storage.counting import counts
from storage.engine import Session
from storage.log import table_of
from storage.moments import by_another_index, whole_seconds_between
from storage.slices import WHOLE, Slice
from storage.tables import Request, Wait
from storage.vocabulary import Kind, RequestStatus, WaitStop

Span = tuple[datetime, datetime]
"""From a moment (UTC) up to another, which is not part of it."""


async def count_decided(
    session: Session, brand_id: int, days: Sequence[Span], now: datetime, part: Slice = WHOLE
) -> list[tuple[int, int]]:
    """(met, breached) of the waits due within each of the spans, which follow one another, as
    `bot.figures.by_day` counts them.
    """
    met = col(Wait.stopped_at) <= Wait.due_at
    late = or_(
        col(Wait.stopped_at) > Wait.due_at,
        and_(col(Wait.stopped_at).is_(None), col(Wait.due_at) <= now),
    )
    whole = (days[0][0], days[-1][1])
    ends = [(col(Wait.due_at) < end, literal(place)) for place, (_, end) in enumerate(days[:-1])]
    last = literal(len(days) - 1)
    which = (case(*ends, else_=last) if ends else last).label("which")
    counted = [func.count().filter(met), func.count().filter(late)]
    connection = await session.connection()
    rows = await connection.execute(
        _waits(brand_id, _between(Wait.due_at, whole), part, which, *counted).group_by("which")
    )
    found = {place: (met_n, late_n) for place, met_n, late_n in rows}
    return [found.get(place, (0, 0)) for place in range(len(days))]


async def first_answer_seconds(
    session: Session, brand_id: int, span: Span, part: Slice = WHOLE
) -> list[float]:
    """How long each request waited for its first answer, of those that got it within the span, as
    `bot.figures.response_seconds` reckons.
    """
    took = whole_seconds_between(col(Wait.stopped_at), col(Wait.started_at))
    # One text of numbers: ten thousand rows would take twice as long to come.
    text = func.aggregate_strings(cast(took, String), " ")
    connection = await session.connection()
    found = await connection.scalar(
        _waits(brand_id, _answered(span), part, text).where(is_first_answer())
    )
    return list(map(float, found.split())) if found else []


def _answered(span: Span) -> ColumnElement[bool]:
    return and_(_between(Wait.stopped_at, span), col(Wait.stop) == WaitStop.ANSWERED)


def is_first_answer() -> ColumnElement[bool]:
    """Whether an answered wait ended with the first answer that its request ever got."""
    earlier = table_of(Wait).alias("earlier")
    answered_before = exists().where(
        earlier.c.request_id == Wait.request_id,
        earlier.c.stop == WaitStop.ANSWERED,
        earlier.c.stopped_at < Wait.stopped_at,
    )
    # Nearly every wait began with its request, and then nothing need be looked up.
    return or_(col(Wait.started_at) <= Request.started_at, ~answered_before)


class Waited(NamedTuple):
    """A wait, as `bot.figures.WaitFact` has it."""

    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    answered: bool
    first: bool  # ended by the first answer that its request got
    stopped_by: int | None


async def waits_of_period(
    session: Session, brand_id: int, spans: Sequence[Span], part: Slice = WHOLE
) -> AsyncIterator[list[Waited]]:
    """Each wait once that was due or ended within the period, which `spans` make up in their
    order: some of them with each span, so that neither a million waits are held nor a bot that
    answers meanwhile is kept waiting for long.
    """
    if not spans:
        return
    start, end = spans[0][0], spans[-1][1]
    columns = (
        col(Wait.started_at),
        col(Wait.due_at),
        col(Wait.stopped_at),
        func.coalesce(col(Wait.stop) == WaitStop.ANSWERED, False),
        is_first_answer(),
        col(Wait.stopped_by),
    )
    connection = await session.connection()
    for span in spans:
        ended = _between(Wait.stopped_at, span)
        due = and_(
            _between(Wait.due_at, span),
            or_(
                col(Wait.stopped_at).is_(None),
                col(Wait.stopped_at) < start,
                col(Wait.stopped_at) >= end,  # else it comes with the span in which it ended
            ),
        )
        halves = [_waits(brand_id, which, part, *columns) for which in (ended, due)]
        rows = await connection.execute(union_all(*halves))
        yield [Waited._make(row) for row in rows.all()]


def _between(column: Any, span: Span) -> ColumnElement[bool]:
    return and_(column >= span[0], column < span[1])


def _waits(brand_id: int, which: ColumnElement[bool], part: Slice, *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Wait)
        .join(Request, col(Request.id) == Wait.request_id)
        .where(col(Wait.brand_id) == brand_id, which, *_counted(), *part.of_waits())
    )


def _counted() -> list[ColumnElement[bool]]:
    """Dismissed requests, merged waits and needless ones are left out of every figure."""
    return [
        col(Request.status) != RequestStatus.DISMISSED,
        counts(),
    ]


class Plotted(NamedTuple):
    """A wait as a dot: answered within the period, or open past its deadline at its end."""

    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None


async def some_plotted(
    session: Session,
    brand_id: int,
    start: datetime,
    end: datetime,
    until: datetime,
    limit: int,
    part: Slice = WHOLE,
) -> tuple[list[Plotted], int]:
    """Waits answered within [start, end), and how many each of them stands for; with those due
    then that were still open at `until`.

    Where there are more than `limit`, rows spread evenly are taken: each second, each third…
    """
    late = and_(
        col(Wait.stopped_at).is_(None),
        _between(by_another_index(Wait.due_at), (start, min(end, until))),
    )
    answered = _answered((start, end))
    columns = (col(Wait.started_at), col(Wait.due_at), col(Wait.stopped_at))
    connection = await session.connection()
    n = await connection.scalar(_waits(brand_id, answered, part, func.count()))
    every = 1 + (n or 0) // limit
    found: list[Plotted] = []
    for which in (and_(answered, col(Wait.id) % every == 0), late):
        rows = await connection.execute(_waits(brand_id, which, part, *columns))
        found += [Plotted._make(row) for row in rows.all()]
    return found, every


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
            _between(Request.started_at, (start, end)),
            *part.of_requests(),
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
