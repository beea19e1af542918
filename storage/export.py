"""A brand's rows for a file, a page at a time: a million of them need no more memory than a few."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, select

from storage.engine import Store
from storage.ratings import counted_rating
from storage.tables import Client, Member, Message, Rating, Request, Wait
from storage.vocabulary import RequestStatus, WaitStop

PAGE = 2000

Columns = tuple[Any, ...]
Within = Callable[[Any, Any], ColumnElement[bool]]
"""Whether a row, by its brand and its moment, is of the period."""

KEPT = col(Request.status) != RequestStatus.DISMISSED


class Sheet(NamedTuple):
    """A table of the export: its name, its columns' names, and what reads a page of it."""

    name: str
    columns: tuple[str, ...]
    statement: Any  # without the page's bounds
    key: Any


def sheets(brand_id: int, start: datetime, end: datetime) -> list[Sheet]:
    """What began, was sent or was asked within [start, end), oldest rows first."""
    within = _between(brand_id, start, end)
    return [
        _requests(within),
        _waits(within),
        _messages(within),
        _ratings(within),
        _members(brand_id),
    ]


def _requests(within: Within) -> Sheet:
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
    chosen = (
        _from(Request.id, columns)
        .join(Client, col(Client.id) == Request.client_id)
        .outerjoin(Member, col(Member.id) == Request.assignee_id)
        .where(within(Request.brand_id, Request.started_at), KEPT)
    )
    return _sheet("requests", columns, chosen, Request.id)


def _waits(within: Within) -> Sheet:
    columns: Columns = (
        col(Request.number),
        col(Wait.started_at),
        col(Wait.due_at),
        col(Wait.stopped_at),
        col(Wait.stop),
        col(Member.name).label("stopped_by"),
    )
    chosen = (
        _from(Wait.id, columns)
        .join(Request, col(Request.id) == Wait.request_id)
        .outerjoin(Member, col(Member.id) == Wait.stopped_by)
        .where(
            within(Wait.brand_id, Wait.started_at),
            KEPT,
            col(Wait.stop).is_distinct_from(WaitStop.MERGED),
        )
    )
    return _sheet("waits", columns, chosen, Wait.id)


def _messages(within: Within) -> Sheet:
    columns: Columns = (
        col(Request.number),
        col(Message.direction),
        col(Message.author),
        col(Message.sent_at),
        col(Message.content),
        col(Message.text),
    )
    chosen = (
        _from(Message.id, columns)
        .join(Request, col(Request.id) == Message.request_id)
        .where(within(Message.brand_id, Message.sent_at), KEPT)
    )
    return _sheet("messages", columns, chosen, Message.id)


def _ratings(within: Within) -> Sheet:
    columns: Columns = (
        col(Request.number),
        col(Rating.kind),
        col(Rating.asked_at),
        col(Rating.score),
        col(Rating.rated_at),
        col(Rating.words),
    )
    chosen = (
        _from(Rating.id, columns)
        .join(Request, col(Request.id) == Rating.request_id)
        .where(within(Rating.brand_id, Rating.asked_at), counted_rating())
    )
    return _sheet("ratings", columns, chosen, Rating.id)


def _members(brand_id: int) -> Sheet:
    columns: Columns = (
        col(Member.name),
        col(Member.username),
        col(Member.role),
        col(Member.active),
        col(Member.joined_at),
    )
    chosen = _from(Member.id, columns).where(col(Member.brand_id) == brand_id)
    return _sheet("members", columns, chosen, Member.id)


def _between(brand_id: int, start: datetime, end: datetime) -> Within:
    def within(brand: Any, moment: Any) -> ColumnElement[bool]:
        return and_(col(brand) == brand_id, col(moment) >= start, col(moment) < end)

    return within


def _from(key: Any, columns: Sequence[Any]) -> Any:
    return select(*(col(key), *columns))


def _sheet(name: str, columns: Sequence[Any], statement: Any, key: Any) -> Sheet:
    return Sheet(name, tuple(column.key for column in columns), statement, col(key))


async def pages(store: Store, sheet: Sheet) -> AsyncIterator[list[tuple[Any, ...]]]:
    """The sheet's rows, some thousands at a time, each page read in a moment of its own."""
    last = 0
    while True:
        page = sheet.statement.where(sheet.key > last).order_by(sheet.key).limit(PAGE)
        async with store.read() as session:
            rows = (await session.execute(page)).all()
        if not rows:
            return
        last = rows[-1][0]
        yield [tuple(row[1:]) for row in rows]
