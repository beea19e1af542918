"""What the intake remembers: updates seen, updates that failed, duties alive."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from storage.engine import Session
from storage.log import insert_rows
from storage.tables import DeadLetter, Pulse, SeenUpdate

KEEP_SEEN = timedelta(days=3)
"""Longer than the 24 hours for which Telegram keeps updates, shorter than the quiet week
after which it may number them anew."""


async def seen_updates(session: Session, bot_id: int, update_ids: Iterable[int]) -> set[int]:
    """Which of the updates were handled; they lie close together, so a range is looked at."""
    wanted = set(update_ids)
    if not wanted:
        return set()
    connection = await session.connection()
    rows = await connection.execute(
        select(col(SeenUpdate.update_id)).where(
            col(SeenUpdate.bot_id) == bot_id,
            col(SeenUpdate.update_id).between(min(wanted), max(wanted)),
        )
    )
    return wanted.intersection(rows.scalars())


async def mark_seen(
    session: Session, bot_id: int, update_ids: Iterable[int], now: datetime
) -> None:
    rows = [{"bot_id": bot_id, "update_id": one, "seen_at": now} for one in update_ids]
    await insert_rows(session, SeenUpdate, rows)


async def forget_seen(session: Session, now: datetime) -> None:
    await session.execute(delete(SeenUpdate).where(col(SeenUpdate.seen_at) < now - KEEP_SEEN))


async def keep_dead_letter(
    session: Session, *, bot_id: int, update_id: int, raw: str, error: str, now: datetime
) -> None:
    session.add(
        DeadLetter(
            bot_id=bot_id, update_id=update_id, raw=raw, error=_storable(error), failed_at=now
        )
    )
    await session.flush()


def _storable(text: str) -> str:
    """An error may quote what no database takes: a NUL, half a surrogate pair."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\x00", r"\x00")


async def dead_letters(session: Session) -> list[DeadLetter]:
    return list(await session.scalars(select(DeadLetter).order_by(col(DeadLetter.id))))


async def pulse(session: Session, duty: str) -> datetime | None:
    row = await session.get(Pulse, duty)
    return row.at if row else None


async def forget_pulse(session: Session, duty: str) -> None:
    await session.execute(delete(Pulse).where(col(Pulse.duty) == duty))


async def beat(session: Session, duty: str, now: datetime) -> None:
    await session.merge(Pulse(duty=duty, at=now))
    await session.flush()
