"""Tells the owners what Vidhuk itself could not do: outages, updates set aside."""

from datetime import datetime
from typing import Any

from bot.notices import URGENT
from storage.directory import Directory, load_directory
from storage.engine import Session
from storage.notices import add_notices, notice_row
from storage.tables import Member
from storage.vocabulary import MemberRole, NoticeKind


def owners(directory: Directory) -> dict[int, Member]:
    """Every owner who can be written to, by user id."""
    return {
        member.user_id: member
        for members in directory.members.values()
        for member in members
        if member.role is MemberRole.OWNER and member.private_chat
    }


async def tell_owners(session: Session, key: str, payload: dict[str, Any], now: datetime) -> None:
    """Queue a word for every owner who can be written to, once per `key`."""
    told = owners(await load_directory(session))
    await add_notices(
        session,
        [
            notice_row(
                NoticeKind.TROUBLE,
                user_id,
                f"trouble:{key}:{user_id}",
                now,
                brand_id=member.brand_id,
                payload=payload,
                priority=URGENT,
            )
            for user_id, member in told.items()
        ],
    )
