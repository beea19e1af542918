"""While Telegram cannot be read: who is told, and what they are told once it can be again."""

from datetime import datetime
from typing import Any

from bot.trouble import tell_leads, tell_owners
from storage.directory import load_directory
from storage.engine import Session
from storage.notices import notices_named, show_anew, touch, touch_since
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


async def tell_unread(
    session: Session, since: datetime, now: datetime, *, rival: bool, partly: bool = False
) -> None:
    """Tell owners and leads once; `rival` where something else takes the bot's updates, `partly`
    where it takes only some.
    """
    await beat(session, UNREAD, since)
    brand_ids = (await load_directory(session)).brands
    payload = {"code": "unread", "from": since.isoformat(), "rival": rival, "partly": partly}
    await tell_leads(session, brand_ids, _key(since), payload, now)


async def told_of_rival(session: Session, since: datetime) -> bool:
    """Whether people heard then that something else takes the bot's updates."""
    heard = await notices_named(session, f"trouble:{_key(since)}:")
    return any(one.payload.get("rival") for one in heard)


async def tell_read_again(session: Session, since: datetime, now: datetime) -> None:
    """Who heard of the trouble sees in its place that it is over; the other owners hear it."""
    payload: dict[str, Any] = {"code": "outage", "from": since.isoformat(), "to": now.isoformat()}
    heard = await notices_named(session, f"trouble:{_key(since)}:")
    if await told_of_rival(session, since):
        payload["rival"] = True  # what it took is lost to us
    for told in heard:
        await show_anew(session, told, payload, now)
    await tell_owners(session, _key(since), payload, now)
    if await unread_since(session) is not None:
        await forget_pulse(session, UNREAD)
        # Alerts and summaries that were said meanwhile had a word of doubt.
        await touch(session, await alerted_since(session, JUDGED, since), JUDGED, now)
        await touch_since(session, NoticeKind.SUMMARY, since, now)


def _key(since: datetime) -> str:
    return f"outage:{since.isoformat()}"
