"""A desk whose people Telegram does not show: the team stays as it is, and its leads are told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.trouble import tell_leads
from storage.engine import Store
from storage.tables import Chat
from storage.updates import beat, forget_pulse, pulse

WORTH_TELLING = timedelta(minutes=30)
"""A right that is given back at once is nobody's trouble."""


async def note_sight(store: Store, desk: Chat, words: Iterable[object], now: datetime) -> None:
    """What Telegram said of people, one word each: None where it does not say of one.

    While that goes on the leads and owners are told, once.
    """
    told = [word for word in words if word is None or isinstance(word, bool)]
    if not told:
        return  # it could not be asked
    unseen = None in told
    name = f"unseen:{desk.brand_id}"
    async with store.read() as session:
        since = await pulse(session, name)
    if not unseen and since is None:
        return
    if unseen and since is not None and now - since < WORTH_TELLING:
        return
    async with store.write() as session:
        if not unseen:
            await forget_pulse(session, name)
        elif since is None:
            await beat(session, name, now)
        else:
            key = f"unseen:{desk.chat_id}:{since.isoformat()}"  # each time anew
            payload = {"code": "desk_unseen", "chat": desk.title}
            await tell_leads(session, [desk.brand_id], key, payload, now)
