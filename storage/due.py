"""Whether a tick of the clock finds anything to do.

A bot that has nothing to say asks this and no more: no transaction of the one writer, and
statements that are made but once.
"""

from datetime import datetime

from sqlalchemy import bindparam, exists, or_, select
from sqlmodel import col

from storage.engine import Session
from storage.log import table_of
from storage.notices import WAITING, one_of
from storage.tables import Brand, BusinessConnection, HandOff, Notice, Wait
from storage.vocabulary import NoticeStatus

_NOW = bindparam("now", type_=table_of(Wait).c.next_alert_at.type)
_WATCH = select(
    or_(
        exists().where(col(Wait.next_alert_at) <= _NOW),
        exists().where(col(HandOff.next_alert_at) <= _NOW),
        # Their windows hang on what the clients wrote last: a question for the watch itself.
        exists().where(col(BusinessConnection.enabled)),
    )
)
_SUMMARIES = select(exists().where(col(Brand.next_summary_at) <= _NOW))
_NOTICES = select(
    or_(
        exists().where(one_of(col(Notice.status), WAITING), col(Notice.send_at) <= _NOW),
        exists().where(one_of(col(Notice.status), [NoticeStatus.SENDING])),
    )
)


async def may_alert(session: Session, now: datetime) -> bool:
    """False: by `now` the watch has nothing to say of any wait, hand-off or business window."""
    connection = await session.connection()
    return bool(await connection.scalar(_WATCH, {"now": now}))


async def summary_is_due(session: Session, now: datetime) -> bool:
    connection = await session.connection()
    return bool(await connection.scalar(_SUMMARIES, {"now": now}))


async def is_quiet(session: Session, now: datetime) -> bool:
    """Whether by `now` nothing is left to alert of, to sum up or to say, nor on its way."""
    connection = await session.connection()
    for question in (_WATCH, _SUMMARIES, _NOTICES):
        if await connection.scalar(question, {"now": now}):
            return False
    return True
