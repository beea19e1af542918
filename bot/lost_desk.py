"""A desk that takes no card any more, though no update says so: the leads hear of it once."""

from datetime import datetime

from bot.notices import SOON, leads_chats
from storage.directory import load_directory
from storage.engine import Session
from storage.notices import add_notices, notice_row
from storage.tables import Notice
from storage.updates import beat, forget_pulse, pulse
from storage.vocabulary import ChatRole, NoticeKind

WORDS = frozenset({NoticeKind.CARD, NoticeKind.ALERT, NoticeKind.UNDELIVERED})
"""What shows that a desk is lost; a file may be refused where words are not."""


async def desk_lost(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """Tell the leads, if it was the brand's desk that could not be reached and they know of none
    of it yet.
    """
    directory = await load_directory(session)
    desk = directory.chats.get(notice.chat_id)
    if desk is None or desk.role is not ChatRole.DESK or notice.kind not in WORDS:
        return
    readers = leads_chats(directory, desk.brand_id)
    if not readers or await is_known_lost(session, desk.chat_id):
        return
    await know_lost(session, desk.chat_id, now)
    await add_notices(
        session,
        [
            notice_row(
                NoticeKind.TROUBLE,
                reader,
                f"desk_lost:{desk.chat_id}:{now.isoformat()}:{reader}",
                now,
                brand_id=desk.brand_id,
                priority=SOON,
                payload={"code": "desk_lost", "chat": desk.title, "reason": reason},
            )
            for reader in readers
        ],
    )


async def is_known_lost(session: Session, chat_id: int) -> bool:
    return await pulse(session, _name(chat_id)) is not None


async def know_lost(session: Session, chat_id: int, now: datetime) -> None:
    """The leads have been told."""
    await beat(session, _name(chat_id), now)


async def know_found(session: Session, chat_id: int) -> None:
    """Its next loss is news again."""
    await forget_pulse(session, _name(chat_id))


def _name(chat_id: int) -> str:
    return f"lost:{chat_id}"
