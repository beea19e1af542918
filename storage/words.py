"""What was written within a period: beginnings, causes, answers."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import col, select

from storage.engine import Session
from storage.periods import BRAND, END, START, STATEMENTS
from storage.quality import of_period
from storage.slices import WHOLE, Slice
from storage.tables import Client, Message, Request, Revision, Wait
from storage.vocabulary import Direction, Kind, WaitStop


async def begun_between(
    session: Session, brand_id: int, start: datetime, end: datetime, part: Slice = WHOLE
) -> Sequence[datetime]:
    """When each request of [start, end) began."""
    rows = await session.scalars(
        select(col(Request.started_at)).where(*of_period(brand_id, start, end), *part.of_requests())
    )
    return rows.all()


async def is_known_cause(session: Session, brand_id: int, name: str) -> str:
    """The cause as the record spells it; "" where no request has it."""
    found = await session.scalars(
        select(col(Request.cause))
        .where(Request.brand_id == brand_id, col(Request.closed_at).is_not(None))
        .where(Request.cause != "")
        .distinct()
    )
    return next((one for one in found if one.casefold() == name.casefold()), "")


def newest_words() -> ColumnElement[str]:
    """Of a message: its words as they were last edited."""
    edited = (
        select(col(Revision.text))
        .where(Revision.message_row_id == Message.id)
        .order_by(col(Revision.edited_at).desc(), col(Revision.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(edited, col(Message.text))


class Said(NamedTuple):
    """What a client was told, and by whom."""

    client_id: int
    client: str
    author: str
    text: str


def _said() -> tuple[Any, ...]:
    return col(Request.client_id), col(Client.name), col(Message.author), newest_words()


class Given(NamedTuple):
    """An answer of the team."""

    message_row_id: int
    request_id: int
    client_id: int
    member_id: int | None
    client: str
    author: str
    text: str  # as it was last edited
    sent_at: datetime
    kind: Kind


async def answers_between(
    session: Session, brand_id: int, start: datetime, end: datetime, part: Slice = WHOLE
) -> list[Given]:
    """Written answers of [start, end), by the requests that were answered last within it."""
    columns: tuple[Any, ...] = (
        col(Message.id),
        col(Request.id),
        col(Request.client_id),
        col(Message.member_id),
        col(Client.name),
        col(Message.author),
        newest_words(),
        col(Message.sent_at),
        col(Request.kind),
    )
    rows = await session.execute(
        _written_answers(columns, brand_id).where(*_stopped_within(start, end), *part.of_waits())
    )
    return [Given(*row) for row in rows]


AT_ONCE = 20
"""Answers whose words are gone through at a time: a part of a millisecond's work."""


async def words_between(
    session: Session, brand_id: int, start: datetime, end: datetime, part: Slice = WHOLE
) -> AsyncIterator[list[Said]]:
    """What the same answers said, a few at a time."""
    connection = await session.connection()
    known = {"brand": brand_id, "start": start, "end": end}
    rows = await connection.execute(_words(part), known)
    for some in rows.partitions(AT_ONCE):
        yield [Said._make(row) for row in some]


@lru_cache(maxsize=STATEMENTS)
def _words(part: Slice) -> Any:
    return _written_answers(_said(), BRAND).where(*_stopped_within(START, END), *part.of_waits())


def _stopped_within(start: Any, end: Any) -> tuple[ColumnElement[bool], ...]:
    return col(Wait.stopped_at) >= start, col(Wait.stopped_at) < end


def _written_answers(columns: Sequence[Any], brand_id: Any) -> Any:
    """Of the brand's messages those in words that ended a wait."""
    stopped = and_(col(Wait.request_id) == Request.id, col(Wait.stopped_at) == Message.sent_at)
    return (
        select(*columns)
        .join(Request, col(Request.id) == Message.request_id)
        .join(Client, col(Client.id) == Request.client_id)
        .join(Wait, stopped)
        .where(
            col(Wait.brand_id) == brand_id,
            col(Wait.stop) == WaitStop.ANSWERED,
            col(Message.direction) == Direction.OUT,
            col(Message.text) != "",
        )
    )


LATELY = 100
"""Answers of a brand that are looked through for the same words."""


async def latest_answers(session: Session, brand_id: int, *, but_to: int) -> list[Said]:
    """The newest words with which the brand answered each other client."""
    rows = await session.execute(
        _written_answers(_said(), brand_id)
        .where(col(Wait.stopped_at).is_not(None), col(Request.client_id) != but_to)
        .order_by(col(Wait.stopped_at).desc())
        .limit(LATELY)
    )
    found: dict[int, Said] = {}
    for row in rows:
        found.setdefault(row[0], Said(*row))
    return list(found.values())
