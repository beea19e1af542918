"""Connected Telegram Business accounts."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from storage.engine import Session
from storage.tables import BusinessConnection, Message, Request, Wait

FRESH = {"populate_existing": True}


async def connection_named(session: Session, connection_id: str) -> BusinessConnection | None:
    """By Telegram's name for it."""
    return await session.scalar(
        select(BusinessConnection).where(BusinessConnection.connection_id == connection_id),
        execution_options=FRESH,
    )


async def get_connection(session: Session, row_id: int) -> BusinessConnection | None:
    return await session.get(BusinessConnection, row_id, populate_existing=True)


async def connections_known(session: Session, names: Collection[str]) -> set[str]:
    rows = await session.scalars(
        select(BusinessConnection.connection_id).where(
            col(BusinessConnection.connection_id).in_(names)
        )
    )
    return set(rows)


async def blind_connections(session: Session, brand_id: int) -> Sequence[BusinessConnection]:
    """Those that were connected and are not any more, or may not be answered."""
    rows = await session.scalars(
        select(BusinessConnection).where(
            BusinessConnection.brand_id == brand_id,
            ~col(BusinessConnection.enabled) | ~col(BusinessConnection.can_reply),
        )
    )
    return rows.all()


async def mark_deleted(
    session: Session, chat_id: int, business_id: int, message_ids: Collection[int], now: datetime
) -> set[int]:
    """Note when we heard that messages were deleted; returns their requests."""
    ours = (
        (col(Message.chat_id) == chat_id)
        & (col(Message.business_id) == business_id)
        & col(Message.message_id).in_(message_ids)
    )
    requests = set(await session.scalars(select(Message.request_id).where(ours)))
    await session.execute(
        update(Message).where(ours, col(Message.deleted_at).is_(None)).values(deleted_at=now)
    )
    return requests


async def windows_closing(
    session: Session, heard_after: datetime, heard_before: datetime
) -> list[tuple[Request, Wait]]:
    """Clients of business accounts who wait, and last wrote within (after, before]."""
    rows = await session.execute(
        select(Request, Wait)
        .join(Wait, col(Wait.request_id) == Request.id)
        .where(
            col(Request.business_id).is_not(None),
            col(Request.last_client_at) > heard_after,
            col(Request.last_client_at) <= heard_before,
            col(Wait.stopped_at).is_(None),
        )
    )
    return [(request, wait) for request, wait in rows]
