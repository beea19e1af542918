"""How Vidhuk itself is doing, for /status."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import col

from storage.business import blind_connections
from storage.engine import Session
from storage.tables import DeadLetter, Notice, Pulse
from storage.vocabulary import NoticeStatus
from storage.waits import count_waiting


@dataclass(frozen=True, slots=True)
class Status:
    in_time: int
    late: int
    to_send: int  # notices due and not yet sent
    not_sent: int  # notices given up, all brands' chats aside
    set_aside: int  # updates that could not be handled
    heard_at: datetime | None  # when Telegram was last heard
    blind: tuple[str, ...] = ()  # owners of Business accounts that we cannot see or answer


async def load_status(session: Session, brand_id: int, now: datetime) -> Status:
    in_time, late = await count_waiting(session, brand_id, now)
    ours = col(Notice.brand_id) == brand_id
    waiting = col(Notice.status).in_([NoticeStatus.PENDING, NoticeStatus.RETRY])
    to_send = await session.scalar(
        select(func.count()).select_from(Notice).where(ours, waiting, col(Notice.send_at) <= now)
    )
    dead = await session.scalar(
        select(func.count())
        .select_from(Notice)
        .where(ours, col(Notice.status) == NoticeStatus.DEAD)
    )
    letters = await session.scalar(select(func.count()).select_from(DeadLetter))
    newest = await session.scalar(select(func.max(col(Pulse.at))))
    blind = tuple(one.name for one in await blind_connections(session, brand_id))
    return Status(in_time, late, to_send or 0, dead or 0, letters or 0, newest, blind)
