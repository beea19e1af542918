"""A brand's rows for a file, a page at a time: a million of them need no more memory than a few."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, cast, func, tuple_
from sqlmodel import col, select

from storage.counting import counts
from storage.engine import Store
from storage.moments import seconds_between
from storage.periods import is_first_answer
from storage.ratings import counted_rating
from storage.slices import WHOLE, Slice
from storage.tables import Client, Member, Message, Rating, Request, Wait
from storage.vocabulary import RequestStatus, WaitStop

PAGE = 2000

Columns = tuple[Any, ...]
Within = Callable[[Any, Any], ColumnElement[bool]]
"""Whether a row, by its brand and its moment, is of the period."""

KEPT = col(Request.status) != RequestStatus.DISMISSED


class Rows(NamedTuple):
    """Rows in the order of `keys`, the last of which is unique, along an index that has this
    order: then each page costs the same, however far it is.
    """

    statement: Any  # begins with the keys; without the page's bounds
    keys: tuple[Any, ...]


class Sheet(NamedTuple):
    """A table of the export: its name, its columns' names, and what is read for it in turn."""

    name: str
    columns: tuple[str, ...]
    rows: list[Rows]


def sheets(brand_id: int, start: datetime, end: datetime, part: Slice = WHOLE) -> list[Sheet]:
    """What began, was sent or was asked within [start, end), oldest rows first; and every wait
    that a figure of the period counts.
    """
    within = _between(brand_id, start, end)
    return [
        _requests(within, part),
        _waits(brand_id, start, end, part),
        _messages(within, part),
        _ratings(within, part),
        _members(brand_id),
    ]


def _requests(within: Within, part: Slice) -> Sheet:
    columns: Columns = (
        col(Request.number),
        col(Request.kind),
        col(Request.status),
        col(Request.source),
        col(Request.own_source),
        col(Client.name).label("client"),
        col(Client.username),
        col(Request.started_at),
        col(Request.answered_at),
        col(Request.closed_at),
        col(Request.outcome),
        col(Request.cause),
        col(Request.told),
        col(Member.name).label("assignee"),
        col(Request.preview),
        col(Request.note),
    )
    keys: Columns = (col(Request.started_at), col(Request.id))
    chosen = (
        select(*keys, *columns)
        .join_from(Request, Client, col(Client.id) == Request.client_id)
        .outerjoin(Member, col(Member.id) == Request.assignee_id)
        .where(within(Request.brand_id, Request.started_at), KEPT, *part.of_requests())
    )
    return _sheet("requests", columns, Rows(chosen, keys))


def _waits(brand_id: int, start: datetime, end: datetime, part: Slice) -> Sheet:
    """Waits that began, were due or ended within the period, each once, with what the report
    makes of them.
    """
    due, stopped = col(Wait.due_at), col(Wait.stopped_at)
    due_within = _within(due, start, end)
    ended_within = func.coalesce(_within(stopped, start, end), False)
    answered = func.coalesce(col(Wait.stop) == WaitStop.ANSWERED, False)
    columns: Columns = (
        col(Request.number),
        col(Client.name).label("client"),
        col(Request.kind),
        col(Wait.started_at),
        due,
        stopped,
        col(Wait.stop),
        col(Member.name).label("stopped_by"),
        (stopped <= due).label("in_time"),
        cast(func.round(seconds_between(stopped, col(Wait.started_at)) / 60), Integer).label(
            "took"
        ),
        due_within.label("due_counted"),
        and_(ended_within, answered).label("answer_counted"),
        and_(ended_within, answered, is_first_answer()).label("first_counted"),
    )
    kept = (
        col(Wait.brand_id) == brand_id,
        KEPT,
        counts(),
        *part.of_waits(),
    )
    return _sheet(
        "waits",
        columns,
        *[
            Rows(
                select(moment, col(Wait.id), *columns)
                .join_from(Wait, Request, col(Request.id) == Wait.request_id)
                .join(Client, col(Client.id) == Request.client_id)
                .outerjoin(Member, col(Member.id) == Wait.stopped_by)
                .where(which, *kept),
                (moment, col(Wait.id)),
            )
            for moment, which in _stretches(start, end)
        ],
    )


def _stretches(start: datetime, end: datetime) -> list[tuple[Any, ColumnElement[bool]]]:
    """Each stretch of the waits that count in the period, by the moment of its index: no wait
    is of two of them.
    """
    began, due, stopped = col(Wait.started_at), col(Wait.due_at), col(Wait.stopped_at)
    due_within, ended_within = _within(due, start, end), _within(stopped, start, end)
    not_ended_within = ~func.coalesce(ended_within, False)
    return [
        (due, due_within),
        (stopped, and_(ended_within, ~due_within)),
        (due, and_(due >= end, _within(began, start, end), not_ended_within)),
    ]


def _within(moment: Any, start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(moment >= start, moment < end)


def _messages(within: Within, part: Slice) -> Sheet:
    columns: Columns = (
        col(Request.number),
        col(Message.direction),
        col(Message.author),
        col(Message.sent_at),
        col(Message.content),
        col(Message.text),
    )
    chosen = (
        select(col(Message.id), *columns)
        .join_from(Message, Request, col(Request.id) == Message.request_id)
        .where(within(Message.brand_id, Message.sent_at), KEPT, *part.of_requests())
    )
    # No index has their moments: they are read once from the first to the last.
    return _sheet("messages", columns, Rows(chosen, (col(Message.id),)))


def _ratings(within: Within, part: Slice) -> Sheet:
    columns: Columns = (
        col(Request.number),
        col(Rating.kind),
        col(Rating.asked_at),
        col(Rating.score),
        col(Rating.rated_at),
        col(Rating.words),
    )
    keys: Columns = (col(Rating.asked_at), col(Rating.id))
    chosen = (
        select(*keys, *columns)
        .join_from(Rating, Request, col(Request.id) == Rating.request_id)
        .where(within(Rating.brand_id, Rating.asked_at), counted_rating(), *part.of_requests())
    )
    return _sheet("ratings", columns, Rows(chosen, keys))


def _members(brand_id: int) -> Sheet:
    columns: Columns = (
        col(Member.name),
        col(Member.username),
        col(Member.role),
        col(Member.active),
        col(Member.joined_at),
    )
    chosen = select(col(Member.id), *columns).where(col(Member.brand_id) == brand_id)
    return _sheet("members", columns, Rows(chosen, (col(Member.id),)))


def _between(brand_id: int, start: datetime, end: datetime) -> Within:
    def within(brand: Any, moment: Any) -> ColumnElement[bool]:
        return and_(col(brand) == brand_id, _within(col(moment), start, end))

    return within


def _sheet(name: str, columns: Sequence[Any], *rows: Rows) -> Sheet:
    return Sheet(name, tuple(column.key for column in columns), list(rows))


async def pages(store: Store, sheet: Sheet) -> AsyncIterator[list[tuple[Any, ...]]]:
    """The sheet's rows, some thousands at a time, each page read in a moment of its own."""
    for statement, keys in sheet.rows:
        following = statement
        while True:
            page = following.order_by(*keys).limit(PAGE)
            async with store.read() as session:
                rows = (await session.execute(page)).all()
            if not rows:
                break
            yield [tuple(row[len(keys) :]) for row in rows]
            following = statement.where(after(keys, rows[-1][: len(keys)]))


def after(keys: Sequence[Any], last: Sequence[Any]) -> ColumnElement[bool]:
    """Whatever comes later in the order of the keys."""
    later: ColumnElement[bool] = tuple_(*keys) > tuple_(*last)
    return later
