"""What cannot be said for long: where, and what waits behind it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlmodel import col

from storage.engine import Session
from storage.notices import WAITING, one_of
from storage.tables import Notice
from storage.vocabulary import NoticeKind


async def chats_out_of_order(session: Session, since: datetime) -> dict[int, str]:
    """Where something could not be said again and again since then or longer, and why."""
    found = await session.execute(
        select(col(Notice.chat_id), col(Notice.reason)).where(
            one_of(col(Notice.status), WAITING),
            col(Notice.message_id).is_(None),
            col(Notice.failing_since) <= since,
        )
    )
    return dict(found.all())


async def unsaid_in(
    session: Session, chat_ids: Collection[int], kinds: Collection[NoticeKind], now: datetime
) -> list[Notice]:
    """What was due in these chats and does not stand there, tried or behind something else."""
    found = await session.scalars(
        select(Notice)
        .where(
            one_of(col(Notice.status), WAITING),
            col(Notice.chat_id).in_(chat_ids),
            col(Notice.message_id).is_(None),
            col(Notice.kind).in_(kinds),
            or_(col(Notice.send_at) <= now, col(Notice.failing_since).is_not(None)),
        )
        .order_by(col(Notice.id))
    )
    return list(found)


async def count_failing(session: Session, tries: int, until: datetime) -> int:
    """Notices that have been tried so often and are due again by `until`."""
    found = await session.scalar(
        select(func.count())
        .select_from(Notice)
        .where(
            one_of(col(Notice.status), WAITING),
            col(Notice.send_at) <= until,
            col(Notice.attempts) >= tries,
        )
    )
    return found or 0
