"""The outbox: notices are inserted with the change that causes them, and sent from here."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Insert, case, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import col

from storage.engine import Session
from storage.log import Row, table_of
from storage.tables import Notice
from storage.vocabulary import NoticeKind, NoticeStatus

WAITING = (NoticeStatus.PENDING, NoticeStatus.RETRY)


def notice_row(
    kind: NoticeKind,
    chat_id: int,
    dedup_key: str,
    now: datetime,
    *,
    brand_id: int | None = None,
    request_id: int | None = None,
    wait_id: int | None = None,
    payload: dict[str, Any] | None = None,
    priority: int = 5,
    send_at: datetime | None = None,
) -> Row:
    return {
        "brand_id": brand_id,
        "kind": kind,
        "status": NoticeStatus.PENDING,
        "chat_id": chat_id,
        "request_id": request_id,
        "wait_id": wait_id,
        "dedup_key": dedup_key,
        "payload": payload or {},
        "priority": priority,
        "send_at": send_at or now,
        "version": 1,
        "attempts": 0,
        "maybe_repeat": False,
        "reason": "",
        "created_at": now,
    }


def _insert_into(session: Session, table: Any) -> Any:
    dialect = session.get_bind().dialect.name
    return sqlite_insert(table) if dialect == "sqlite" else postgres_insert(table)


async def add_notices(session: Session, rows: Sequence[Row]) -> None:
    """Rows whose dedup_key is known already are left as they are: said once."""
    if rows:
        statement: Insert = _insert_into(session, table_of(Notice)).on_conflict_do_nothing(
            index_elements=["dedup_key"]
        )
        connection = await session.connection()
        await connection.execute(statement, rows)


async def post_or_touch(session: Session, rows: Sequence[Row]) -> None:
    """For live notices: a new one is posted, a known one is rendered anew and edited."""
    if not rows:
        return
    table = table_of(Notice)
    statement = _insert_into(session, table)
    statement = statement.on_conflict_do_update(
        index_elements=["dedup_key"],
        set_={
            "version": table.c.version + 1,
            "send_at": statement.excluded.send_at,
            # One being sent right now is put back by record_sent, which sees the version.
            "status": case(
                (table.c.status == NoticeStatus.SENDING, table.c.status),
                else_=statement.excluded.status,
            ),
        },
    )
    connection = await session.connection()
    await connection.execute(statement, rows)


async def touch(
    session: Session,
    request_ids: Collection[int],
    kinds: Collection[NoticeKind],
    now: datetime,
) -> None:
    """Have the requests' live notices rendered anew, those that were sent or still wait."""
    table = table_of(Notice)
    digests = select(table.c.bundle_id).where(
        table.c.request_id.in_(request_ids), table.c.bundle_id.is_not(None)
    )
    own = table.c.request_id.in_(request_ids) & table.c.bundle_id.is_(None)
    await _touch(session, or_(own, table.c.id.in_(digests)) & table.c.kind.in_(kinds), now)


async def touch_kind(session: Session, brand_id: int, kind: NoticeKind, now: datetime) -> None:
    """The same for all of a brand's live notices of a kind."""
    table = table_of(Notice)
    await _touch(session, (table.c.brand_id == brand_id) & (table.c.kind == kind), now)


async def _touch(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    table = table_of(Notice)
    was_sent = table.c.status == NoticeStatus.SENT
    connection = await session.connection()
    await connection.execute(
        update(table)
        .where(which, table.c.status.in_([*WAITING, NoticeStatus.SENT, NoticeStatus.SENDING]))
        .values(
            version=table.c.version + 1,
            send_at=case((was_sent, now), else_=table.c.send_at),
            status=case((was_sent, NoticeStatus.PENDING), else_=table.c.status),
        )
    )


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
    due = (
        select(
            table.c.id,
            func.row_number()
            .over(partition_by=table.c.chat_id, order_by=(table.c.priority, table.c.id))
            .label("place"),
            func.count().over(partition_by=table.c.chat_id).label("behind"),
            table.c.priority,
        )
        .where(
            table.c.status.in_(WAITING),
            table.c.send_at <= now,
            table.c.chat_id.not_in(list(except_chats)),
        )
        .subquery()
    )
    connection = await session.connection()
    ids = list(
        (
            await connection.execute(
                select(due.c.id)
                .where(due.c.place == 1)
                .order_by(due.c.priority, due.c.behind.desc(), due.c.id)
                .limit(limit)
            )
        ).scalars()
    )
    if not ids:
        return []
    claimed = await connection.execute(
        update(table)
        .where(table.c.id.in_(ids), table.c.status.in_(WAITING))
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


async def next_due(session: Session) -> datetime | None:
    """When the next waiting notice may go out."""
    return await session.scalar(
        select(func.min(Notice.send_at)).where(col(Notice.status).in_(WAITING))
    )


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
                col(Notice.status).in_(WAITING),
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
    """Sent, unless it was touched meanwhile: then it is due again, as an edit."""
    table = table_of(Notice)
    untouched = table.c.version == notice.version
    connection = await session.connection()
    await connection.execute(
        update(table)
        .where(table.c.id == notice.id)
        .values(
            status=case((untouched, NoticeStatus.SENT), else_=NoticeStatus.PENDING),
            message_id=message_id or table.c.message_id,
            sent_at=func.coalesce(table.c.sent_at, now),
            lease_until=None,
            maybe_repeat=False,
            attempts=0,
            reason="",
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
) -> None:
    table = table_of(Notice)
    values: Row = {"status": status, "reason": reason[:500], "lease_until": None}
    if send_at is not None:
        values["send_at"] = send_at
    if maybe_repeat:
        values["maybe_repeat"] = True
    connection = await session.connection()
    await connection.execute(update(table).where(table.c.id == notice.id).values(values))


async def notice_of_message(session: Session, chat_id: int, message_id: int) -> Notice | None:
    """What one of our own messages was: a reply to it is about that."""
    return await session.scalar(
        select(Notice)
        .where(col(Notice.chat_id) == chat_id, col(Notice.message_id) == message_id)
        .order_by(col(Notice.id).desc())
        .limit(1),
        execution_options={"populate_existing": True},
    )


async def move_chat(session: Session, old_chat_id: int, new_chat_id: int) -> None:
    """A group became a supergroup: what is still to be said goes to the new id."""
    await session.execute(
        update(Notice)
        .where(
            col(Notice.chat_id) == old_chat_id,
            col(Notice.status).in_([*WAITING, NoticeStatus.SENDING]),
        )
        .values(chat_id=new_chat_id)
    )


async def count_dead_alerts(session: Session, since: datetime) -> int:
    """Alerts that found no reader at all."""
    found = await session.scalar(
        select(func.count())
        .select_from(Notice)
        .where(
            col(Notice.kind) == NoticeKind.ALERT,
            col(Notice.status) == NoticeStatus.DEAD,
            col(Notice.reason).like("nobody left%"),
            col(Notice.created_at) >= since,
        )
    )
    return found or 0


async def forget_message(session: Session, notice_id: int) -> None:
    """The live message was deleted: the next sending posts it anew."""
    table = table_of(Notice)
    connection = await session.connection()
    await connection.execute(update(table).where(table.c.id == notice_id).values(message_id=None))


KEEP_TOLD = timedelta(days=30)
"""Plain messages are kept a month, for replies to them; cards and alerts for good."""

FORGETTABLE = (NoticeKind.SAY, NoticeKind.EDIT, NoticeKind.TROUBLE)


async def forget_told(session: Session, now: datetime) -> None:
    await session.execute(
        delete(Notice).where(
            col(Notice.kind).in_(FORGETTABLE),
            col(Notice.status).in_([NoticeStatus.SENT, NoticeStatus.DEAD, NoticeStatus.SUPERSEDED]),
            col(Notice.created_at) < now - KEEP_TOLD,
        )
    )


async def set_menu(session: Session, notice: Notice, menu: str) -> None:
    """Open a choice under one live message."""
    notice.payload = {**notice.payload, "menu": menu}
    await session.flush()
