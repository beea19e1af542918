"""What single clients went through: requests with their failures, complaints and praise."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_
from sqlmodel import col, func, select

from storage.counting import counts
from storage.engine import Session
from storage.periods import MOMENT
from storage.tables import Client, Message, Rating, Request, Revision, Wait
from storage.vocabulary import Direction, Kind, RatingKind, RequestStatus, WaitStop

AT_ONCE = 200
"""People, or requests, that one statement reads."""

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for the end of what has not ended."""


class Failure(NamedTuple):
    """A wait that was answered late, was closed unanswered, or is past its deadline."""

    since: datetime
    until: datetime | None  # None while the client still waits


class History(NamedTuple):
    """One request of a client, as loyalty sees it. `person` stands for all of their names."""

    person: int
    name: str
    number: int
    request_id: int
    kind: Kind
    cause: str
    started_at: datetime
    last_client_at: datetime
    score: int | None
    rated_at: datetime | None
    failures: Sequence[Failure] = ()  # of a complaint
    complained: Sequence[datetime] = ()  # at its beginning, and again after an answer
    praised: Sequence[datetime] = ()


def person_id() -> ColumnElement[int]:
    return func.coalesce(col(Client.same_as_id), col(Client.id))


def failed(now: Any) -> ColumnElement[bool]:
    """Of a wait: answered late, closed unanswered, or open past its deadline."""
    return and_(
        or_(
            col(Wait.stopped_at) > Wait.due_at,
            col(Wait.stop) == WaitStop.CLOSED,
            and_(col(Wait.stopped_at).is_(None), col(Wait.due_at) <= now),
        ),
        counts(),
    )


async def histories(
    session: Session, people: Sequence[int], since: datetime, start: datetime, now: datetime
) -> AsyncIterator[list[History]]:
    """What these people wrote since `since`, what they rated since `start`, and what failed them
    since then however old it is; under all of their names, oldest first.

    Some people at a time, each of them whole: a long period may hold very many.
    """
    for begin in range(0, len(people), AT_ONCE):
        some = list(people[begin : begin + AT_ONCE])
        yield await _histories(session, some, since, start, now)


async def _histories(
    session: Session, people: list[int], since: datetime, start: datetime, now: datetime
) -> list[History]:
    connection = await session.connection()
    known = {"people": people, "since": since, "start": start, "now": now}
    found = [History(*row) for row in (await connection.execute(_written(), known)).all()]
    # Most requests are one message: of these only what failed is worth reading.
    several = {one.request_id for one in found if one.last_client_at > one.started_at}
    complaints = [one.request_id for one in found if one.kind is Kind.COMPLAINT]
    whole = [one for one in complaints if one in several]
    single = [one for one in complaints if one not in several]
    waits = await _waits(session, whole, now) | await _waits(session, single, now, failed_only=True)
    said = await _moods(session, sorted(several))
    return [_whole(one, waits[one.request_id], said[one.request_id], now) for one in found]


@cache  # to make it takes as long as to read a hundred requests
def _written() -> Any:
    people: Any = bindparam("people", expanding=True)
    since, start, now = (bindparam(name, type_=MOMENT) for name in ("since", "start", "now"))
    columns: tuple[Any, ...] = (
        person_id(),
        col(Client.name),
        col(Request.number),
        col(Request.id),
        col(Request.kind),
        col(Request.cause),
        col(Request.started_at),
        col(Request.last_client_at),
        col(Rating.score),
        col(Rating.rated_at),
    )
    lately_failed = exists().where(
        col(Wait.request_id) == Request.id,
        failed(now),
        func.coalesce(col(Wait.stopped_at), NEVER) >= start,
    )
    return (
        select(*columns)
        .join(Client, col(Client.id) == Request.client_id)
        .outerjoin(
            Rating,
            and_(col(Rating.request_id) == Request.id, col(Rating.kind) == RatingKind.ANSWER),
        )
        .where(
            or_(col(Client.id).in_(people), col(Client.same_as_id).in_(people)),
            or_(
                col(Request.last_client_at) >= since,
                col(Rating.rated_at) >= start,
                lately_failed,
            ),
            col(Request.status) != RequestStatus.DISMISSED,
        )
        .order_by(col(Request.started_at), col(Request.id))
    )


class _Wait(NamedTuple):
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    stop: WaitStop | None


async def _waits(
    session: Session, request_ids: Sequence[int], now: datetime, *, failed_only: bool = False
) -> defaultdict[int, list[_Wait]]:
    connection = await session.connection()
    found: defaultdict[int, list[_Wait]] = defaultdict(list)
    for some in _some(request_ids):
        rows = await connection.execute(
            _of_requests(failed_only=failed_only), {"requests": some, "now": now}
        )
        for request_id, *wait in rows.all():
            found[request_id].append(_Wait(*wait))
    return found


@cache
def _of_requests(*, failed_only: bool) -> Any:
    columns: tuple[Any, ...] = (
        col(Wait.request_id),
        col(Wait.started_at),
        col(Wait.due_at),
        col(Wait.stopped_at),
        col(Wait.stop),
    )
    requests: Any = bindparam("requests", expanding=True)
    which = [failed(bindparam("now", type_=MOMENT))] if failed_only else []
    return (
        select(*columns)
        .where(col(Wait.request_id).in_(requests), counts(), *which)
        .order_by(col(Wait.started_at), col(Wait.id))
    )


class _Mood(NamedTuple):
    request_id: int
    kind: Kind | None
    at: datetime


async def _moods(session: Session, request_ids: Sequence[int]) -> Mapping[int, list[_Mood]]:
    """When clients complained or praised, message by message."""
    found: dict[int, list[_Mood]] = defaultdict(list)
    for some in _some(request_ids):
        rows = await session.execute(
            select(col(Message.request_id), col(Message.kind), _said_at()).where(
                col(Message.request_id).in_(some),
                col(Message.direction) == Direction.IN,
                col(Message.kind).in_([Kind.COMPLAINT, Kind.PRAISE]),
            )
        )
        for row in rows:
            found[row[0]].append(_Mood(*row))
    return found


def _said_at() -> ColumnElement[datetime]:
    """When a message was sent, or the edit was made by which it began a wait."""
    began = (
        select(func.min(col(Wait.started_at)))
        .join(Revision, col(Revision.edited_at) == Wait.started_at)
        .where(col(Wait.request_id) == Message.request_id, Revision.message_row_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )
    return func.coalesce(began, col(Message.sent_at))


def _some(request_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (request_ids[at : at + AT_ONCE] for at in range(0, len(request_ids), AT_ONCE))


def _whole(one: History, waits: Sequence[_Wait], said: Sequence[_Mood], now: datetime) -> History:
    complaints = [mood.at for mood in said if mood.kind is Kind.COMPLAINT]
    praised = {mood.at for mood in said if mood.kind is Kind.PRAISE}
    if one.kind is Kind.PRAISE:
        praised.add(one.started_at)
    later = [wait for wait in waits[1:] if wait.started_at not in praised]  # praise may wait
    awaited = [*waits[:1], *later]
    failures = [failure for wait in awaited if (failure := _failure(wait, now)) is not None]
    again = [
        wait.started_at
        for wait in waits[1:]
        if any(wait.started_at <= at <= (wait.stopped_at or NEVER) for at in complaints)
    ]
    complained = [one.started_at, *again] if one.kind is Kind.COMPLAINT else []
    return one._replace(failures=failures, complained=complained, praised=sorted(praised))


def _failure(wait: _Wait, now: datetime) -> Failure | None:
    """The same as `failed`, with its span."""
    if wait.stopped_at is None:
        return Failure(wait.due_at, None) if wait.due_at <= now else None
    if wait.stopped_at > wait.due_at:
        return Failure(wait.due_at, wait.stopped_at)
    is_closed = wait.stop is WaitStop.CLOSED
    return Failure(wait.stopped_at, wait.stopped_at) if is_closed else None
