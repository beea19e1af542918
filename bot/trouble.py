"""Tells owners and leads what Vidhuk itself could not do: outages, updates set aside."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.notices import URGENT, leads_chats
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
    readers = {user_id: member.brand_id for user_id, member in told.items()}
    await _tell(session, readers, key, payload, now)


async def tell_leads(
    session: Session, brand_ids: Iterable[int], key: str, payload: dict[str, Any], now: datetime
) -> None:
    """The same for the leads of these brands, and for their owners."""
    directory = await load_directory(session)
    readers: dict[int, int] = {}
    for brand_id in brand_ids:
        owning = [one for one in directory.leads(brand_id) if one.role is MemberRole.OWNER]
        own = [one.user_id for one in owning if one.private_chat]
        readers |= dict.fromkeys([*leads_chats(directory, brand_id), *own], brand_id)
    await _tell(session, readers, key, payload, now)


async def _tell(
    session: Session,
    readers: Mapping[int, int],
    key: str,
    payload: dict[str, Any],
    now: datetime,
) -> None:
    """`readers` are chats, each with the brand for which it hears."""
    await add_notices(
        session,
        [
            notice_row(
                NoticeKind.TROUBLE,
                chat_id,
                f"trouble:{key}:{chat_id}",
                now,
                brand_id=brand_id,
                payload=payload,
                priority=URGENT,
            )
            for chat_id, brand_id in readers.items()
        ],
    )
