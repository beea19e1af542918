"""`vidhuk export`: one file of one brand's period, beside a bot that runs or without one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.periods import Period, PeriodError, read_period
from storage.directory import load_directory
from storage.engine import Session, StorageError, Store, open_to_read
from storage.slices import WHOLE, Slice
from storage.tables import Brand


class ExportError(Exception):
    """Nothing was written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    brand: str  # a name or a number; "" where there is only one
    period: str
    suffix: str  # of the file's name, where none is given
    out: Path | None
    now: datetime
    part: Slice = WHOLE
    part_name: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file is to hold: a brand's period [start, end), seen at `now`."""

    brand_id: int
    start: datetime
    end: datetime
    now: datetime
    part: Slice = WHOLE
    part_name: str = ""  # as a person named it


Progress = Callable[[str, int], None]
"""Hears of which table how many rows are written."""


class Make(Protocol):
    """Writes the file, whole or not at all. Raises OSError."""

    async def __call__(
        self, store: Store, asked: Asked, path: Path, progress: Progress
    ) -> None: ...


LONGEST_NAME = 40


def file_name(brand: Brand, period: Period, suffix: str) -> str:
    """Such as "Кава-2026-11-02-2026-11-08.xlsx": letters, digits and dashes, as any disk takes."""
    zone = ZoneInfo(brand.timezone)
    first, last = (
        one.astimezone(zone).date() for one in (period.start, period.end - timedelta.resolution)
    )
    name = re.sub(r"[\W_]+", "-", brand.name)[:LONGEST_NAME].strip("-") or "vidhuk"
    days = f"{first}" if first == last else f"{first}-{last}"
    return f"{name}-{days}.{suffix}"


def _heard(say: Callable[[str], object], sheet: str, rows: int) -> None:
    say(f"{sheet}: {rows}")


async def export(url: str, wanted: Wanted, make: Make, say: Callable[[str], object]) -> Path:
    """Have the file made and give its path; `say` hears how far it is. Raises ExportError."""
    try:
        async with open_to_read(url) as store:
            async with store.read() as session:
                brand = await _brand(session, wanted.brand)
            period = read_period(wanted.period, wanted.now, brand.timezone)
            path = wanted.out or Path(file_name(brand, period, wanted.suffix))
            asked = Asked(
                brand.id, period.start, period.end, wanted.now, wanted.part, wanted.part_name
            )
            await make(store, asked, path, partial(_heard, say))
    except StorageError as error:
        raise ExportError(f"The database cannot be read: {error}.") from error
    except PeriodError as error:
        raise ExportError(
            f"The period is {error.code}. Examples: week, month, 01.11.2026..15.11.2026"
        ) from error
    except OSError as error:
        raise ExportError(f"The file cannot be written: {error.strerror or error}.") from error
    return path


async def _brand(session: Session, wanted: str) -> Brand:
    brands = (await load_directory(session)).brands
    found = [
        one
        for one in brands.values()
        if not wanted or wanted == str(one.id) or wanted.casefold() == one.name.casefold()
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{one.id} {one.name}" for one in brands.values()) or "none"
    raise ExportError(f"Which brand? Give --brand and its number or name. There are: {known}.")
