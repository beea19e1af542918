"""To which brand a person who writes in private belongs."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select
from sqlalchemy import select as sql_select
from sqlmodel import col, func, select

from storage.engine import Session
from storage.tables import Client, Member, Message, Notice, Request
from storage.vocabulary import NoticeKind, Source


async def brand_of_message(
    session: Session, brand_ids: Collection[int], user_id: int, message_id: int
) -> int | None:
    """Whose message in the private chat it is: what we said there, or what was written to us."""
    said = await session.scalar(
        _said_in_private(user_id, brand_ids)
        .where(col(Notice.message_id) == message_id)
        .order_by(col(Notice.id).desc())
        .limit(1)
    )
    if said is not None:
        return said
    return await session.scalar(
        select(Message.brand_id).where(
            Message.chat_id == user_id,
            Message.message_id == message_id,
            Message.business_id == 0,
            col(Message.brand_id).in_(brand_ids),
        )
    )


def _said_in_private(user_id: int, brand_ids: Collection[int]) -> Select[int | None]:
    """Brands of what stands there. A Business account's chat with the person has the same id."""
    return (
        sql_select(col(Notice.brand_id))
        .outerjoin(Request, col(Request.id) == col(Notice.request_id))
        .where(
            col(Notice.chat_id) == user_id,
            col(Notice.message_id).is_not(None),
            col(Notice.brand_id).in_(brand_ids),
            col(Notice.kind) != NoticeKind.EDIT,
            col(Request.business_id).is_(None),
        )
    )


async def brand_of_stranger(
    session: Session, brand_ids: Collection[int], user_id: int
) -> int | None:
    """The brand that spoke with them last, or by whose link they came since.

    Else the one that they wrote to last anew.
    """
    last = (
        await session.execute(
            _said_in_private(user_id, brand_ids)
            .add_columns(col(Notice.sent_at))
            .order_by(col(Notice.message_id).desc())  # numbered as they came, and so indexed
            .limit(1)
        )
    ).one_or_none()
    came = (
        await session.execute(
            select(Client.brand_id, Client.came_at)
            .where(
                col(Client.brand_id).in_(brand_ids),  # the unique index begins with it
                Client.source == Source.TELEGRAM,
                Client.external_id == str(user_id),
            )
            .order_by(col(Client.came_at).desc().nulls_last(), col(Client.id).desc())
            .limit(1)
        )
    ).one_or_none()
    spoke_at = last[1] if last is not None else None
    came_at = came[1] if came is not None else None
    came_since = came_at is not None and (spoke_at is None or came_at > spoke_at)
    newest = came if last is None or came_since else last
    brand_id: int | None = newest[0] if newest is not None else None
    return brand_id


async def note_coming(
    session: Session,
    brand_id: int,
    user_id: int,
    name: str,
    username: str | None,
    language: str,
    now: datetime,
) -> None:
    """Somebody came by a brand's own link: what they write in private is for that brand."""
    client = await session.scalar(
        select(Client).where(
            Client.brand_id == brand_id,
            Client.source == Source.TELEGRAM,
            Client.external_id == str(user_id),
        )
    )
    if client is None:
        client = Client(
            brand_id=brand_id,
            source=Source.TELEGRAM,
            external_id=str(user_id),
            name=name,
            username=username,
            language=language,
            first_seen_at=now,
        )
        session.add(client)
    client.came_at = now
    await session.flush()


async def works_for_several(session: Session, user_id: int) -> bool:
    """Whether the person is of the staff of more than one brand."""
    brands = await session.scalar(
        select(func.count())
        .select_from(Member)
        .where(col(Member.user_id) == user_id, col(Member.active))
    )
    return (brands or 0) > 1
