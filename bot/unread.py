"""While Telegram cannot be read: who is told, and what they are told once it can be again."""

from datetime import datetime

from bot.notices import URGENT, leads_chats
from bot.trouble import owners, tell_owners
from storage.directory import load_directory
from storage.engine import Session
from storage.notices import (
    add_notices,
    notice_row,
    notices_named,
    show_anew,
    touch,
    touch_since,
)
from storage.updates import beat, forget_pulse, pulse
from storage.vocabulary import NoticeKind
from storage.waits import alerted_since

UNREAD = "unread"
"""The pulse's name: since when nothing could be read. It is there only while people know of it."""

JUDGED = (NoticeKind.ALERT, NoticeKind.HANDOFF_LATE)
"""What may be said though it has been answered."""


async def unread_since(session: Session) -> datetime | None:
    """Since when nothing could be read, if that has lasted for minutes."""
    return await pulse(session, UNREAD)


async def tell_unread(session: Session, since: datetime, now: datetime, *, rival: bool) -> None:
    """Tell owners and leads once; `rival` where something else takes the bot's updates."""
    await beat(session, UNREAD, since)
    directory = await load_directory(session)
    readers = {
        chat_id: brand_id
        for brand_id in directory.brands
        for chat_id in leads_chats(directory, brand_id)
    }
    readers |= {user_id: member.brand_id for user_id, member in owners(directory).items()}
    payload = {"code": "unread", "from": since.isoformat(), "rival": rival}
    await add_notices(
        session,
        [
            notice_row(
                NoticeKind.TROUBLE,
                chat_id,
                f"trouble:{_key(since)}:{chat_id}",
                now,
                brand_id=brand_id,
                payload=payload,
                priority=URGENT,
            )
            for chat_id, brand_id in readers.items()
        ],
    )


async def tell_read_again(session: Session, since: datetime, now: datetime) -> None:
    """Who heard of the trouble sees in its place that it is over; the other owners hear it."""
    payload = {"code": "outage", "from": since.isoformat(), "to": now.isoformat()}
    for told in await notices_named(session, f"trouble:{_key(since)}:"):
        await show_anew(session, told, payload, now)
    await tell_owners(session, _key(since), payload, now)
    if await unread_since(session) is not None:
        await forget_pulse(session, UNREAD)
        # Alerts and summaries that were said meanwhile had a word of doubt.
        await touch(session, await alerted_since(session, JUDGED, since), JUDGED, now)
        await touch_since(session, NoticeKind.SUMMARY, since, now)


def _key(since: datetime) -> str:
    return f"outage:{since.isoformat()}"
