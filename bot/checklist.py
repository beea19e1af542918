"""The set-up checklist ticks itself: every change of the set-up has it shown anew."""

from datetime import datetime

from storage.engine import Session
from storage.notices import notice_row, post_or_touch, touch_kind
from storage.vocabulary import NoticeKind


async def show_checklist(
    session: Session, brand_id: int, chat_id: int, key: str, now: datetime
) -> None:
    """Post the checklist to a chat; from then on it keeps itself true."""
    row = notice_row(
        NoticeKind.CHECKLIST, chat_id, f"checklist:{brand_id}:{key}", now, brand_id=brand_id
    )
    await post_or_touch(session, [row])


async def refresh_checklists(session: Session, brand_id: int, now: datetime) -> None:
    await touch_kind(session, brand_id, NoticeKind.CHECKLIST, now)
