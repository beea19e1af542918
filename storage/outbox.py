"""The sender's side of the outbox: claim, bundle, record."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Integer, Select, bindparam, case, func, or_, select, true, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.engine import Session
from storage.log import Row, table_of
from storage.notices import WAITING, one_of
from storage.tables import Notice
from storage.vocabulary import Level, NoticeKind, NoticeStatus


def _first_of_chats() -> Select[int]:
    """Ids of notices, at most one a chat. Reads nothing but the index ix_notice_queue.

    Made once: the outbox asks after every message.
    """
    table, mine = table_of(Notice), table_of(Notice).alias()
    now = bindparam("now", type_=table.c.send_at.type)
    resting = bindparam("resting", expanding=True, type_=table.c.chat_id.type)
    chats = (
        select(
            table.c.chat_id,
            func.min(table.c.priority).label("priority"),
            func.count().label("behind"),
            func.min(table.c.id).label("oldest"),
        )
        .where(
            one_of(table.c.status, WAITING),
            table.c.send_at <= now,
            table.c.chat_id.not_in(resting),
        )
        .group_by(table.c.chat_id)
        .subquery()
    )
    first = (
        select(mine.c.id)
        .where(
            mine.c.chat_id == chats.c.chat_id,
            one_of(mine.c.status, WAITING),
            mine.c.send_at <= now,
        )
        .order_by(mine.c.priority, mine.c.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(first)
        .select_from(chats)
        .order_by(chats.c.priority, chats.c.behind.desc(), chats.c.oldest)
        .limit(bindparam("limit", type_=Integer()))
    )


_FIRST_OF_CHATS = _first_of_chats()


async def claim(
    session: Session,
    now: datetime,
    lease_until: datetime,
    *,
    limit: int,
    except_chats: Collection[int],
) -> list[Notice]:
    """Lease the first due notice of each chat, the chats with the longest queue first."""
    table = table_of(Notice)
    connection = await session.connection()
    which = {"now": now, "resting": list(except_chats), "limit": limit}
    ids = list((await connection.execute(_FIRST_OF_CHATS, which)).scalars())
    if not ids:
        return []
    claimed = await connection.execute(
        update(table)
        .where(table.c.id.in_(ids), one_of(table.c.status, WAITING))
        .values(
            status=NoticeStatus.SENDING,
            lease_until=lease_until,
            attempts=table.c.attempts + 1,
        )
        .returning(table.c.id)
    )
    won = list(claimed.scalars())
    rows = await session.scalars(
        select(Notice).where(col(Notice.id).in_(won)),
        execution_options={"populate_existing": True},
    )
    return sorted(rows, key=lambda notice: ids.index(notice.id))


_NEXT_DUE = select(func.min(Notice.send_at)).where(one_of(col(Notice.status), WAITING))


async def next_due(session: Session) -> datetime | None:
    """When the next waiting notice may go out."""
    connection = await session.connection()
    found: datetime | None = await connection.scalar(_NEXT_DUE)
    return found


async def bundle(session: Session, leader: Notice, now: datetime, *, at_least: int) -> list[Notice]:
    """The other due alerts for the leader's reader and brand, put under it.

    Nothing is bundled, and the list is empty, when they are fewer than `at_least` in all.
    """
    rows = list(
        await session.scalars(
            select(Notice)
            .where(
                col(Notice.chat_id) == leader.chat_id,
                col(Notice.brand_id) == leader.brand_id,
                col(Notice.kind) == NoticeKind.ALERT,
                one_of(col(Notice.status), WAITING),
                col(Notice.message_id).is_(None),
                col(Notice.send_at) <= now,
                col(Notice.id) != leader.id,
            )
            .order_by(col(Notice.id)),
            execution_options={"populate_existing": True},
        )
    )
    if len(rows) + 1 < at_least:
        return []
    for row in [leader, *rows]:
        row.bundle_id = leader.id
        if row is not leader:
            row.status = NoticeStatus.BUNDLED
    await session.flush()
    return rows


async def bundled(session: Session, leader_id: int) -> Sequence[Notice]:
    return (
        await session.scalars(
            select(Notice).where(col(Notice.bundle_id) == leader_id).order_by(col(Notice.id))
        )
    ).all()


async def is_overtaken(session: Session, alert: Notice) -> bool:
    """Whether a later alert about the same wait goes to the same reader."""
    later = await session.scalar(
        select(func.count())
        .select_from(Notice)
        .where(
            col(Notice.request_id) == alert.request_id,
            col(Notice.kind) == NoticeKind.ALERT,
            col(Notice.wait_id) == alert.wait_id,
            col(Notice.chat_id) == alert.chat_id,
            col(Notice.id) > alert.id,
            col(Notice.status).in_(
                [*WAITING, NoticeStatus.SENDING, NoticeStatus.SENT, NoticeStatus.BUNDLED]
            ),
        )
    )
    return bool(later)


async def breach_was_said(session: Session, alert: Notice) -> bool:
    """Whether this reader was told that the alert's wait is past due, alone or in a digest."""
    leader = aliased(Notice)
    found = await session.scalar(
        select(func.count())
        .select_from(Notice)
        .outerjoin(leader, col(leader.id) == col(Notice.bundle_id))
        .where(
            col(Notice.request_id) == alert.request_id,
            col(Notice.kind) == NoticeKind.ALERT,
            col(Notice.wait_id) == alert.wait_id,
            col(Notice.chat_id) == alert.chat_id,
            col(Notice.id) != alert.id,
            col(Notice.dedup_key).contains(f":{Level.BREACH}:", autoescape=True),
            or_(col(Notice.message_id).is_not(None), col(leader.message_id).is_not(None)),
        )
    )
    return bool(found)


async def unbundle(session: Session, leader: Notice, left_out: Collection[int]) -> None:
    """Free the alerts that a digest was sent without, so that they can be said again.

    The leader's own message stays the digest's: it gives up its alert and its key.
    """
    others = [one for one in left_out if one != leader.id]
    table = table_of(Notice)
    connection = await session.connection()
    await connection.execute(
        update(table)
        .where(table.c.id.in_(others), table.c.status == NoticeStatus.BUNDLED)
        .values(status=NoticeStatus.SUPERSEDED, bundle_id=None, reason="nothing left to say")
    )
    if leader.id in left_out:
        await connection.execute(
            update(table)
            .where(table.c.id == leader.id)
            .values(request_id=None, wait_id=None, dedup_key=f"digest:{leader.id}")
        )


async def release_leases(
    session: Session, now: datetime | None, *, except_ids: Iterable[int] = ()
) -> int:
    """Put back what was being sent when its sender died; it may have gone out.

    `now` frees the leases that have run out, None every lease (at a start).
    """
    table = table_of(Notice)
    conditions = [table.c.status == NoticeStatus.SENDING, table.c.id.not_in(list(except_ids))]
    if now is not None:
        conditions.append(table.c.lease_until <= now)
    connection = await session.connection()
    freed = await connection.execute(
        update(table)
        .where(*conditions)
        .values(status=NoticeStatus.RETRY, maybe_repeat=True, reason="the lease ran out")
    )
    return freed.rowcount


async def record_sent(
    session: Session, notice: Notice, message_id: int | None, now: datetime
) -> None:
    """Sent, unless it was touched meanwhile: then it is due again, as an edit.

    An answer of which nothing is left to edit must not go out twice.
    """
    table = table_of(Notice)
    there = table.c.chat_id == notice.chat_id  # not moved meanwhile: ids are the chat's own
    untouched = table.c.version == notice.version
    if notice.kind is NoticeKind.RELAY:
        untouched = untouched | ~there if message_id is not None else true()
    connection = await session.connection()
    await connection.execute(
        update(table)
        .where(table.c.id == notice.id)
        .values(
            status=case((untouched, NoticeStatus.SENT), else_=NoticeStatus.PENDING),
            message_id=case((there, message_id or table.c.message_id), else_=None),
            sent_at=func.coalesce(table.c.sent_at, now),
            lease_until=None,
            maybe_repeat=False,
            attempts=0,
            failing_since=None,
            reason="",
            **({"payload": {}} if notice.payload.get("forget") else {}),
        )
    )


async def record_failure(
    session: Session,
    notice: Notice,
    status: NoticeStatus,
    reason: str,
    *,
    send_at: datetime | None = None,
    maybe_repeat: bool = False,
    failed_at: datetime | None = None,
    attempts: int | None = None,
    priority: int | None = None,
) -> None:
    """`failed_at` is when a try came to nothing that will be made again; `attempts` is for how
    many tries it counts with those before it, where that is not one more.
    """
    table = table_of(Notice)
    since = func.coalesce(table.c.failing_since, failed_at) if failed_at is not None else None
    values: Row = {
        "status": status,
        "reason": reason[:500],
        "lease_until": None,
        "failing_since": since,
    }
    if send_at is not None:
        values["send_at"] = send_at
    if maybe_repeat:
        values["maybe_repeat"] = True
    if attempts is not None:
        values["attempts"] = attempts
    if priority is not None:
        values["priority"] = priority
    connection = await session.connection()
    await connection.execute(update(table).where(table.c.id == notice.id).values(values))


async def forget_message(session: Session, notice_id: int) -> None:
    """The live message was deleted: the next sending posts it anew."""
    table = table_of(Notice)
    connection = await session.connection()
    await connection.execute(update(table).where(table.c.id == notice_id).values(message_id=None))
