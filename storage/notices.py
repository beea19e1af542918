"""The outbox: notices are inserted with the change that causes them, and sent from here."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, distinct, func, literal, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.engine import Session
from storage.log import Row, table_of
from storage.tables import Notice, Wait
from storage.vocabulary import NoticeKind, NoticeStatus

AT_ONCE = 1000
"""Requests named in one statement; PostgreSQL takes at most 32,767 values."""

WAITING = (NoticeStatus.PENDING, NoticeStatus.RETRY)


def one_of(column: Any, words: Collection[StrEnum]) -> ColumnElement[bool]:
    """Spelt out, not bound: SQLite uses a partial index only where it sees that it applies."""
    found: ColumnElement[bool] = column.in_(
        [literal(word, column.type, literal_execute=True) for word in words]
    )
    return found


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
    business_id: int = 0,
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
        "business_id": business_id,
    }


def _insert_into(session: Session, table: Any) -> Any:
    dialect = session.get_bind().dialect.name
    if dialect == "sqlite":
        return sqlite_insert(table)
    from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415 - 2 MB, not for SQLite

    return insert(table)


async def add_notices(session: Session, rows: Sequence[Row]) -> None:
    """Rows whose dedup_key is known already are left as they are: said once.

    One that was overtaken or found no reader before it was ever said is due again.
    """
    if rows:
        table = table_of(Notice)
        statement = _insert_into(session, table)
        status = table.c.status
        given_up = (status == NoticeStatus.SUPERSEDED) | (status == NoticeStatus.DEAD)
        unsaid = given_up & table.c.message_id.is_(None)
        statement = statement.on_conflict_do_update(
            index_elements=["dedup_key"],
            set_={
                "status": statement.excluded.status,
                "send_at": statement.excluded.send_at,
                "reason": statement.excluded.reason,
                "attempts": 0,
                "failing_since": None,
            },
            where=unsaid,
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
    wanted = list(request_ids)
    connection = await session.connection()
    for begin in range(0, len(wanted), AT_ONCE):
        some = table.c.request_id.in_(wanted[begin : begin + AT_ONCE])
        # Two steps, each over an index: one with an OR reads the whole table on PostgreSQL.
        digests = select(table.c.bundle_id).where(some, table.c.bundle_id.is_not(None)).distinct()
        leaders = list((await connection.execute(digests)).scalars())
        of_kind = table.c.kind.in_(kinds)
        await _touch(session, some & table.c.bundle_id.is_(None) & of_kind, now)
        if leaders:
            await _touch(session, table.c.id.in_(leaders) & of_kind, now)


async def touch_kind(session: Session, brand_id: int, kind: NoticeKind, now: datetime) -> None:
    """The same for all of a brand's live notices of a kind."""
    table = table_of(Notice)
    await _touch(session, (table.c.brand_id == brand_id) & (table.c.kind == kind), now)


async def touch_since(session: Session, kind: NoticeKind, since: datetime, now: datetime) -> None:
    """The same for all of a kind that were queued since then."""
    table = table_of(Notice)
    await _touch(session, (table.c.kind == kind) & (table.c.created_at >= since), now)


async def touch_chats(
    session: Session,
    brand_id: int,
    chat_ids: Collection[int],
    kinds: Collection[NoticeKind],
    now: datetime,
) -> None:
    """The same for all that stands in these chats, though it could not be edited last time."""
    table = table_of(Notice)
    there = table.c.chat_id.in_(chat_ids) & table.c.message_id.is_not(None)
    which = there & (table.c.brand_id == brand_id) & table.c.kind.in_(kinds)
    await _touch(session, which, now, done=(NoticeStatus.SENT, NoticeStatus.DEAD))


async def _touch(
    session: Session,
    which: ColumnElement[bool],
    now: datetime,
    *,
    done: Collection[NoticeStatus] = (NoticeStatus.SENT,),
) -> None:
    table = table_of(Notice)
    was_sent = table.c.status.in_(done)
    connection = await session.connection()
    await connection.execute(
        update(table)
        .where(which, table.c.status.in_([*WAITING, NoticeStatus.SENDING, *done]))
        .values(
            version=table.c.version + 1,
            send_at=case((was_sent, now), else_=table.c.send_at),
            status=case((was_sent, NoticeStatus.PENDING), else_=table.c.status),
        )
    )


async def notice_of_message(
    session: Session, chat_id: int, message_id: int, business_id: int = 0
) -> Notice | None:
    """What one of our own messages was: a reply to it is about that."""
    return await session.scalar(
        select(Notice)
        .where(
            col(Notice.chat_id) == chat_id,
            col(Notice.message_id) == message_id,
            col(Notice.business_id) == business_id,
            col(Notice.kind) != NoticeKind.EDIT,  # a correction is of what was said before
        )
        .order_by(col(Notice.id).desc())
        .limit(1),
        execution_options={"populate_existing": True},
    )


async def notice_named(session: Session, key: str) -> Notice | None:
    return await session.scalar(
        select(Notice).where(col(Notice.dedup_key) == key),
        execution_options={"populate_existing": True},
    )


async def notices_named(session: Session, prefix: str) -> Sequence[Notice]:
    """Those whose name begins so."""
    return (
        await session.scalars(
            select(Notice).where(name_begins(prefix)),
            execution_options={"populate_existing": True},
        )
    ).all()


def name_begins(prefix: str) -> ColumnElement[bool]:
    """The range lets the index be used; it is wider where the database passes over colons."""
    key = col(Notice.dedup_key)
    return key.between(prefix, f"{prefix}z") & key.startswith(prefix, autoescape=True)


async def asked_in(session: Session, chat_id: int, asks: str) -> Sequence[Notice]:
    """Our open questions of this sort in a chat."""
    return (
        await session.scalars(
            select(Notice).where(
                col(Notice.chat_id) == chat_id,
                col(Notice.kind) == NoticeKind.SAY,
                col(Notice.payload)["asks"].as_string() == asks,
            ),
            execution_options={"populate_existing": True},
        )
    ).all()


async def latest_said(session: Session, chat_id: int, before: int, most: int) -> Sequence[Notice]:
    """Our newest messages in a chat before one of its messages, the newest first."""
    return (
        await session.scalars(
            select(Notice)
            .where(
                col(Notice.chat_id) == chat_id,
                col(Notice.message_id) < before,
                col(Notice.kind) != NoticeKind.EDIT,
            )
            .order_by(col(Notice.message_id).desc())
            .limit(most),
            execution_options={"populate_existing": True},
        )
    ).all()


async def count_unheard_waits(session: Session) -> int:
    """Open waits whose newest alert found no reader at all."""
    later = aliased(Notice)
    heard_since = select(col(later.id)).where(
        col(later.request_id) == col(Notice.request_id),
        col(later.wait_id) == col(Notice.wait_id),
        col(later.kind) == NoticeKind.ALERT,
        col(later.id) > col(Notice.id),
        col(later.status) != NoticeStatus.DEAD,
    )
    found = await session.scalar(
        select(func.count(distinct(col(Notice.wait_id))))
        .join(Wait, col(Wait.id) == col(Notice.wait_id))
        .where(
            col(Notice.kind) == NoticeKind.ALERT,
            col(Notice.status) == literal(NoticeStatus.DEAD.value, literal_execute=True),
            col(Notice.reason).like("nobody left%"),
            col(Wait.stopped_at).is_(None),
            ~heard_since.exists(),
        )
    )
    return found or 0


async def show_anew(
    session: Session, notice: Notice, changes: dict[str, Any], now: datetime
) -> None:
    """Change what one live message is about and have it rendered anew."""
    notice.payload = {**notice.payload, **changes}
    await session.flush()
    await _touch(session, table_of(Notice).c.id == notice.id, now)
