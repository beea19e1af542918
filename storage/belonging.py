"""To which brand a person who writes in private belongs."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, func, select

from storage.engine import Session
from storage.tables import Client, Member
from storage.vocabulary import Source


async def brand_of_stranger(
    session: Session, brand_ids: Collection[int], user_id: int
) -> int | None:
    """The brand by whose link they last came, else the one that they wrote to last anew."""
    return await session.scalar(
        select(Client.brand_id)
        .where(
            col(Client.brand_id).in_(brand_ids),  # the unique index begins with it
            Client.source == Source.TELEGRAM,
            Client.external_id == str(user_id),
        )
        .order_by(col(Client.came_at).desc().nulls_last(), col(Client.id).desc())
        .limit(1)
    )


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
