"""`vidhuk export`: one file of one brand's period, beside a bot that runs or without one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from bot.periods import PeriodError, read_period
from storage.directory import load_directory
from storage.engine import Session, StorageError, Store, open_to_read
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


class Make(Protocol):
    """Writes the file, whole or not at all. Raises OSError."""

    async def __call__(
        self,
        store: Store,
        brand_id: int,
        start: datetime,
        end: datetime,
        path: Path,
        *,
        now: datetime,
        progress: Callable[[str, int], None],
    ) -> None: ...


def _heard(say: Callable[[str], object], sheet: str, rows: int) -> None:
    say(f"{sheet}: {rows}")


async def export(url: str, wanted: Wanted, make: Make, say: Callable[[str], object]) -> Path:
    """Have the file made and give its path; `say` hears how far it is. Raises ExportError."""
    try:
        async with open_to_read(url) as store:
            async with store.read() as session:
                brand = await _brand(session, wanted.brand)
            period = read_period(wanted.period, wanted.now, brand.timezone)
            name = f"vidhuk-{brand.id}-{period.start:%Y%m%d}-{period.end:%Y%m%d}"
            path = wanted.out or Path(f"{name}.{wanted.suffix}")
            heard = partial(_heard, say)
            await make(
                store, brand.id, period.start, period.end, path, now=wanted.now, progress=heard
            )
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
