"""The watch's claim, and the facts from which every response-time figure is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CursorResult, bindparam, func, or_, select, update
from sqlmodel import col

from storage.engine import Session
from storage.log import Row, table_of
from storage.tables import Notice, Request, Wait
from storage.vocabulary import NoticeKind, NoticeStatus


@dataclass(frozen=True, slots=True)
class DueWait:
    """A wait whose next alert has come, with what decides who hears of it."""

    wait_id: int
    brand_id: int
    request_id: int
    number: int
    started_at: datetime
    due_at: datetime
    next_alert_at: datetime
    assignee_id: int | None
    silenced_until: datetime | None
    snoozed_until: datetime | None


async def waits_to_alert(session: Session, now: datetime, limit: int) -> list[DueWait]:
    """Locked against a second reader where the database can."""
    waits, requests = table_of(Wait), table_of(Request)
    connection = await session.connection()
    rows = await connection.execute(
        select(
            waits.c.id.label("wait_id"),
            waits.c.brand_id,
            waits.c.request_id,
            requests.c.number,
            waits.c.started_at,
            waits.c.due_at,
            waits.c.next_alert_at,
            requests.c.assignee_id,
            requests.c.silenced_until,
            requests.c.snoozed_until,
        )
        .join(requests, requests.c.id == waits.c.request_id)
        .where(waits.c.next_alert_at.is_not(None), waits.c.next_alert_at <= now)
        .order_by(waits.c.next_alert_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=waits)
    )
    return [DueWait(**row) for row in rows.mappings()]


async def claim_alert(session: Session, wait: DueWait, then: datetime | None) -> bool:
    """Move the wait on to its next alert; False when somebody else has."""
    waits = table_of(Wait)
    connection = await session.connection()
    done: CursorResult[tuple[()]] = await connection.execute(
        update(waits)
        .where(waits.c.id == wait.wait_id, waits.c.next_alert_at == wait.next_alert_at)
        .values(next_alert_at=then)
    )
    return done.rowcount == 1


async def alerts_told(session: Session, request_ids: Sequence[int]) -> list[Row]:
    """What the alerts of these requests said or will say, and when they were queued."""
    notices = table_of(Notice)
    connection = await session.connection()
    rows = await connection.execute(
        select(notices.c.wait_id, notices.c.dedup_key, notices.c.created_at).where(
            notices.c.request_id.in_(request_ids),
            notices.c.kind == NoticeKind.ALERT,
            notices.c.status.not_in((NoticeStatus.DEAD, NoticeStatus.SUPERSEDED)),
        )
    )
    return [dict(row) for row in rows.mappings()]


async def look_again(session: Session, wait_id: int, moment: datetime) -> None:
    """Have the watch look at the wait at `moment` at the latest, while it is open."""
    waits = table_of(Wait)
    connection = await session.connection()
    later = waits.c.next_alert_at.is_(None) | (waits.c.next_alert_at > moment)
    await connection.execute(
        update(waits)
        .where(waits.c.id == wait_id, waits.c.stopped_at.is_(None), later)
        .values(next_alert_at=moment)
    )


async def alerted_since(
    session: Session, kinds: Sequence[NoticeKind], since: datetime
) -> Sequence[int]:
    """The requests that wait for an answer and were spoken of, in such notices, since then."""
    found = await session.scalars(
        select(col(Notice.request_id))
        .join(Wait, col(Wait.request_id) == col(Notice.request_id))
        .where(
            col(Wait.stopped_at).is_(None),
            col(Notice.kind).in_(kinds),
            col(Notice.created_at) >= since,
        )
        .distinct()
    )
    return [one for one in found if one is not None]


async def open_waits(session: Session, brand_id: int) -> Sequence[Wait]:
    return (
        await session.scalars(
            select(Wait).where(col(Wait.brand_id) == brand_id, col(Wait.stopped_at).is_(None)),
            execution_options={"populate_existing": True},
        )
    ).all()


async def unwatched_breaches(session: Session, now: datetime, lag: datetime) -> int:
    """Open waits past due that nothing will speak of, or whose alert is overdue since `lag`."""
    found = await session.scalar(
        select(func.count())
        .select_from(Wait)
        .where(
            col(Wait.stopped_at).is_(None),
            col(Wait.due_at) <= now,
            col(Wait.next_alert_at) < lag,
        )
    )
    return found or 0


async def count_waiting(session: Session, brand_id: int, now: datetime) -> tuple[int, int]:
    """(open and still in time, open and late)."""
    connection = await session.connection()
    waiting, late = (await connection.execute(_waiting(), {"brand": brand_id, "now": now})).one()
    return waiting - late, late


@cache
def _waiting() -> Any:
    waits = table_of(Wait)
    late = func.count().filter(waits.c.due_at <= bindparam("now", type_=waits.c.due_at.type))
    ours = waits.c.brand_id == bindparam("brand", type_=waits.c.brand_id.type)
    return select(func.count(), late).where(ours, waits.c.stopped_at.is_(None))


async def count_waiting_at(session: Session, brand_id: int, moment: datetime) -> int:
    """Waits that were open at a moment, now or in the past."""
    found = await session.scalar(
        select(func.count())
        .select_from(Wait)
        .where(
            col(Wait.brand_id) == brand_id,
            col(Wait.started_at) <= moment,
            or_(col(Wait.stopped_at).is_(None), col(Wait.stopped_at) > moment),
        )
    )
    return found or 0
