"""What a period held. No plan here hangs on statistics: SQLite has none in production."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    cast,
    exists,
    literal_column,
    or_,
    union_all,
)
from sqlmodel import col, func, select

from storage.counting import counts
from storage.engine import Session
from storage.join_order import JoinInOrder
from storage.log import table_of
from storage.moments import by_another_index, whole_seconds_between
from storage.slices import WHOLE, Slice
from storage.tables import Request, Wait
from storage.vocabulary import Kind, RequestStatus, WaitStop

STATEMENTS = 64
"""So many parts' statements are kept: to make one takes as long as to count a thousand waits."""

MOMENT = table_of(Wait).c.due_at.type
BRAND = bindparam("brand", type_=table_of(Wait).c.brand_id.type)
START, END = bindparam("start", type_=MOMENT), bindparam("end", type_=MOMENT)

Span = tuple[datetime, datetime]
"""From a moment (UTC) up to another, which is not part of it."""


async def count_decided(
    session: Session, brand_id: int, spans: Sequence[Span], now: datetime, part: Slice = WHOLE
) -> list[tuple[int, int]]:
    """(met, breached) of the waits due within each of the spans, as `bot.figures.by_day` counts
    them.
    """
    ends = {name: each for at, span in enumerate(spans) for name, each in _ends(span, at).items()}
    connection = await session.connection()
    rows = await connection.execute(
        _decided(len(spans), part), {"brand": brand_id, "now": now, **ends}
    )
    found = {place: (met, late) for place, met, late in rows}
    return [found[place] for place in range(len(spans))]


@lru_cache(maxsize=STATEMENTS)
def _decided(spans: int, part: Slice) -> Any:
    """Span by span, as their index has them: nothing is sorted."""
    met = col(Wait.stopped_at) <= Wait.due_at
    late = or_(
        col(Wait.stopped_at) > Wait.due_at,
        and_(col(Wait.stopped_at).is_(None), col(Wait.due_at) <= bindparam("now", type_=MOMENT)),
    )
    counted = (func.count().filter(met), func.count().filter(late))
    return union_all(
        *(
            _waits(_ours(Wait.due_at, _span(place)), part, literal_column(str(place)), *counted)
            for place in range(spans)
        )
    )


async def first_answer_seconds(
    session: Session, brand_id: int, span: Span, part: Slice = WHOLE
) -> list[int]:
    """How long each request waited for its first answer, of those that got it within the span, as
    `bot.figures.response_seconds` reckons; the quickest first.
    """
    connection = await session.connection()
    found = await connection.scalar(_first_answers(part), {"brand": brand_id, **_ends(span)})
    return sorted(json.loads(f"[{found}]")) if found else []  # thrice as quick as split and int


@lru_cache(maxsize=STATEMENTS)
def _first_answers(part: Slice) -> Any:
    took = whole_seconds_between(col(Wait.stopped_at), col(Wait.started_at))
    # One text of numbers: ten thousand rows would take twice as long to come.
    text = func.aggregate_strings(cast(took, String), ",")
    # By the order of the waits' rows: by that of their answers each is looked for on its own.
    waits = table_of(Wait).alias("ended")
    ended = (
        select(waits.c.id)
        .where(waits.c.brand_id == BRAND, _between(waits.c.stopped_at, _span()))
        .order_by(waits.c.id)
        .subquery()
    )
    in_turn = JoinInOrder(ended, table_of(Wait), ended.c.id == Wait.id)
    answered = and_(col(Wait.stop) == WaitStop.ANSWERED, is_first_answer())
    return _waits(answered, part, text, source=in_turn)


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


AT_ONCE = 50
"""Waits that are made of their rows at a time: a part of a millisecond's work."""


async def waits_of_period(
    session: Session, brand_id: int, spans: Sequence[Span], part: Slice = WHOLE
) -> AsyncIterator[Sequence[Any]]:
    """Each wait once that was due or ended within the period, which `spans` make up in their
    order, as `bot.figures.WaitFact` has it: a few at a time, so that neither a million are held
    nor a bot that answers meanwhile is kept waiting for long.
    """
    if not spans:
        return
    connection = await session.connection()
    known = {"brand": brand_id, "first": spans[0][0], "last": spans[-1][1]}
    for span in spans:
        rows = await connection.execute(_of_span(part), {**known, **_ends(span)})
        for some in rows.partitions(AT_ONCE):
            yield some


@lru_cache(maxsize=STATEMENTS)
def _of_span(part: Slice) -> Any:
    columns = (
        col(Wait.started_at),
        col(Wait.due_at),
        col(Wait.stopped_at),
        func.coalesce(col(Wait.stop) == WaitStop.ANSWERED, False),
        is_first_answer(),
        col(Wait.stopped_by),
    )
    ended = _ours(Wait.stopped_at, _span())
    due = and_(
        _ours(Wait.due_at, _span()),
        or_(
            col(Wait.stopped_at).is_(None),
            # Else it comes with the span in which it ended.
            col(Wait.stopped_at) < bindparam("first", type_=MOMENT),
            col(Wait.stopped_at) >= bindparam("last", type_=MOMENT),
        ),
    )
    return union_all(*(_waits(which, part, *columns) for which in (ended, due)))


def _between(column: Any, span: tuple[Any, Any]) -> ColumnElement[bool]:
    return and_(column >= span[0], column < span[1])


def _span(place: int = 0) -> tuple[Any, Any]:
    """Stands in a statement for a span; `_ends` gives its moments."""
    return (
        bindparam(f"start_{place}", type_=MOMENT),
        bindparam(f"end_{place}", type_=MOMENT),
    )


def _ends(span: Span, place: int = 0) -> dict[str, datetime]:
    return {f"start_{place}": span[0], f"end_{place}": span[1]}


def _ours(column: Any, span: tuple[Any, Any]) -> ColumnElement[bool]:
    return and_(col(Wait.brand_id) == BRAND, _between(column, span))


def _waits(which: ColumnElement[bool], part: Slice, *columns: Any, source: Any = Wait) -> Any:
    return (
        select(*columns)
        .select_from(source)
        .join(Request, col(Request.id) == Wait.request_id)
        .where(which, *_counted(), *part.of_waits())
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
        col(Wait.brand_id) == BRAND,
        col(Wait.stopped_at).is_(None),
        _between(by_another_index(Wait.due_at), _span()),
    )
    answered = and_(_ours(Wait.stopped_at, _span()), col(Wait.stop) == WaitStop.ANSWERED)
    columns = (col(Wait.started_at), col(Wait.due_at), col(Wait.stopped_at))
    whole = {"brand": brand_id, **_ends((start, end))}
    connection = await session.connection()
    n = await connection.scalar(_waits(answered, part, func.count()), whole)
    every = 1 + (n or 0) // limit
    some = _waits(and_(answered, col(Wait.id) % every == 0), part, *columns)
    found = [Plotted._make(row) for row in await connection.execute(some, whole)]
    so_far = {**whole, **_ends((start, min(end, until)))}
    rows = await connection.execute(_waits(late, part, *columns), so_far)
    return found + [Plotted._make(row) for row in rows], every


@dataclass(slots=True)
class Begun:
    """Requests that began within a period."""

    kinds: dict[Kind, int] = field(default_factory=dict)  # dismissed ones left out
    confirmed: int = 0  # of these, those whose kind a human confirmed
    dismissed: int = 0  # merged ones left out: they count where they go on


async def count_begun(
    session: Session, brand_id: int, span: Span, before: Span, part: Slice = WHOLE
) -> tuple[Begun, int]:
    """Of the span; and how many requests began within the one before, dismissed ones left out."""
    connection = await session.connection()
    known = {"brand": brand_id, **_ends(span), **_ends(before, 1)}
    row = await connection.execute(_begun(part), known)
    earlier, dismissed, confirmed, *counts = row.one()
    kinds = {kind: n for kind, n in zip(Kind, counts, strict=True) if n}
    return Begun(kinds, confirmed, dismissed), earlier


@lru_cache(maxsize=STATEMENTS)
def _begun(part: Slice) -> Any:
    """A column for each number: groups would be sorted for."""
    dismissed = col(Request.status) == RequestStatus.DISMISSED
    return _requests(
        part,
        _span(),
        _requests(part, _span(1), func.count()).where(~dismissed).scalar_subquery(),
        func.count().filter(dismissed, col(Request.merged_into_id).is_(None)),
        func.count().filter(col(Request.kind_confirmed), ~dismissed),
        *(func.count().filter(col(Request.kind) == kind, ~dismissed) for kind in Kind),
    )


def _requests(part: Slice, span: tuple[Any, Any], *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Request)
        .where(
            col(Request.brand_id) == BRAND,
            _between(Request.started_at, span),
            *part.of_requests(),
        )
    )
