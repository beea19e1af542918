"""Connected Telegram Business accounts."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Executable, bindparam, func, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.engine import Session
from storage.log import table_of
from storage.tables import BusinessConnection, Message, Request, Wait
from storage.vocabulary import Direction

FRESH = {"populate_existing": True}


async def connection_named(session: Session, connection_id: str) -> BusinessConnection | None:
    """By Telegram's name for it."""
    return await session.scalar(
        select(BusinessConnection).where(BusinessConnection.connection_id == connection_id),
        execution_options=FRESH,
    )


async def connection_of(session: Session, brand_id: int, user_id: int) -> BusinessConnection | None:
    """By its owner, whatever Telegram calls it now."""
    return await session.scalar(
        select(BusinessConnection)
        .where(BusinessConnection.brand_id == brand_id, BusinessConnection.user_id == user_id)
        .order_by(col(BusinessConnection.id).desc())
        .limit(1),
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


async def last_heard(session: Session, business_id: int, chat_id: int) -> datetime | None:
    """When the client last wrote in a business chat."""
    return await session.scalar(
        _heard().where(Message.business_id == business_id, Message.chat_id == chat_id)
    )


def _heard() -> SelectOfScalar[datetime]:
    """A chat numbers its messages in their order, so that the index gives the newest at once."""
    newest = select(col(Message.sent_at)).where(Message.direction == Direction.IN)
    return newest.order_by(col(Message.message_id).desc()).limit(1)


def _closing() -> Executable:
    """Made once: where a business account is connected, every tick of the watch asks."""
    moment = table_of(Message).c.sent_at.type
    after, before = bindparam("after", type_=moment), bindparam("before", type_=moment)
    heard = (
        _heard()
        .where(
            col(Message.business_id) == col(Request.business_id),
            col(Message.chat_id) == col(Request.chat_id),
        )
        .correlate(Request)
        .scalar_subquery()
    )
    lately = aliased(Request)  # the index tells whose last words are younger, of any request
    wrote = select(col(lately.client_id)).where(
        col(lately.business_id).is_not(None), col(lately.last_client_at) > after
    )
    return (
        select(Request, Wait, heard)
        .join(Wait, col(Wait.request_id) == func.coalesce(Request.merged_into_id, Request.id))
        .join(BusinessConnection, col(BusinessConnection.id) == Request.business_id)
        .where(
            col(Request.client_id).in_(wrote),
            col(BusinessConnection.enabled),
            col(BusinessConnection.can_reply),
            heard > after,
            heard <= before,
            col(Wait.stopped_at).is_(None),
            # Where several wait in one matter: not who was silent when it began to wait.
            col(Request.merged_into_id).is_(None) | (heard >= col(Wait.started_at)),
        )
    )


_CLOSING = _closing()


async def windows_closing(
    session: Session, heard_after: datetime, heard_before: datetime
) -> list[tuple[Request, Wait, datetime]]:
    """Clients of business accounts who wait, and last wrote to them within (after, before].

    With when that was. Only where we may answer. The request is the client's own: it may go on in
    another, whose wait it then is.
    """
    rows = await session.execute(_CLOSING, {"after": heard_after, "before": heard_before})
    return [(request, wait, at) for request, wait, at in rows]
