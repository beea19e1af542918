"""Rows of the roster and of the invitations."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from storage.engine import Session
from storage.tables import Brand, Client, Invite, Member
from storage.vocabulary import Source


async def find_member(session: Session, brand_id: int, user_id: int) -> Member | None:
    """Active or not."""
    return await session.scalar(
        select(Member).where(Member.brand_id == brand_id, Member.user_id == user_id),
        execution_options={"populate_existing": True},
    )


async def get_member(session: Session, member_id: int) -> Member | None:
    return await session.get(Member, member_id, populate_existing=True)


async def find_invite(session: Session, secret_hash: str) -> Invite | None:
    return await session.scalar(
        select(Invite).where(Invite.secret_hash == secret_hash),
        execution_options={"populate_existing": True},
    )


async def open_claims(session: Session) -> Sequence[Invite]:
    return (
        await session.scalars(
            select(Invite).where(col(Invite.brand_id).is_(None), col(Invite.used_at).is_(None))
        )
    ).all()


async def confirmed_before(session: Session, moment: datetime) -> Sequence[Member]:
    """Desk people whose membership Telegram last confirmed before `moment`."""
    return (
        await session.scalars(
            select(Member).where(
                col(Member.active), col(Member.from_desk), col(Member.confirmed_at) < moment
            )
        )
    ).all()


async def note_reach(session: Session, user_id: int, blocked_at: datetime | None) -> None:
    """Whether this person's private chat takes our messages: None means that it does."""
    await session.execute(
        update(Member).where(col(Member.user_id) == user_id).values(private_chat=blocked_at is None)
    )
    brands = list(await session.scalars(select(Brand.id)))
    await session.execute(
        update(Client)
        .where(
            col(Client.brand_id).in_(brands),  # the unique index begins with it
            col(Client.source) == Source.TELEGRAM,
            col(Client.external_id) == str(user_id),
        )
        .values(blocked_at=blocked_at)
    )


async def retire_desk_people(session: Session, brand_id: int) -> None:
    """The chat is the desk no more: its people count again once seen in the new one."""
    await session.execute(
        update(Member)
        .where(col(Member.brand_id) == brand_id, col(Member.from_desk))
        .values(active=False)
    )
