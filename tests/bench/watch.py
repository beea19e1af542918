"""What the SLA watch costs as the record grows: the same thousand due among few and among many."""

import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from bot.watch import watch
from storage.engine import open_store
from tests.bench.brand import address, found_brand
from tests.bench.report import Comparison

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
SLOWER = 1.3  # times the smaller record's
AT_ONCE = 50_000  # rows of one insert

CLIENTS = """
INSERT INTO client (brand_id, source, external_id, name, language, first_seen_at)
VALUES (1, 'telegram', ?, 'Олена', 'uk', ?)
"""
REQUESTS = """
INSERT INTO request (brand_id, number, client_id, kind, kind_confirmed, status, source, chat_id,
    chat_role, language, preview, started_at, last_client_at, awaited, note, undeliverable)
VALUES (1, ?, ?, 'question', 0, ?, 'telegram', ?, 'direct', 'uk', 'Де моє замовлення?',
    ?, ?, 1, '', '')
"""
WAITS = """
INSERT INTO wait (brand_id, request_id, started_at, due_at, stopped_at, stop, next_alert_at)
VALUES (1, ?, ?, ?, ?, ?, ?)
"""


async def measure(folder: Path, *, due: int, few: int, many: int, rounds: int) -> list[Comparison]:
    """Milliseconds of one look of the watch, with `due` alerts to be said."""
    records = {}
    for requests in (few, many):
        records[requests] = folder / f"of_{requests}.sqlite3"
        await found_brand(records[requests], -1001)
        _fill(records[requests], requests, due)
    took: dict[int, list[float]] = {few: [], many: []}
    for number in range(rounds + 1):
        for requests, record in records.items():
            milliseconds = await _look(record, folder / "looked_at.sqlite3", due)
            if number:  # the first warms the disk
                took[requests].append(milliseconds)
    return [
        Comparison(
            f"the watch, {due:,} due among {many:,} (floor: among {few:,})",
            median(took[many]),
            "ms",
            median(took[few]),
            at_most=SLOWER,
        )
    ]


def _fill(database: Path, requests: int, due: int) -> None:
    """Requests of as many clients; every second one of the newest waits, the rest are over."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for begin in range(1, requests + 1, AT_ONCE):
            numbers = range(begin, min(begin + AT_ONCE, requests + 1))
            rows = [_row(number, requests, due) for number in numbers]
            connection.executemany(CLIENTS, [(str(n), start) for n, start, *_ in rows])
            connection.executemany(
                REQUESTS,
                [
                    (n, n, "answered" if end else "open", n, start, start)
                    for n, start, _, end in rows
                ],
            )
            connection.executemany(
                WAITS,
                [
                    (n, start, late, end, "answered" if end else None, None if end else late)
                    for n, start, late, end in rows
                ],
            )
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _row(number: int, requests: int, due: int) -> tuple[int, str, str, str | None]:
    """(number, start, deadline, end) as SQLite keeps moments; who waits wrote a day ago."""
    waits = number > requests - 2 * due and number % 2 == 0
    start = NOW - timedelta(hours=25 if waits else 48, seconds=number % 3000)
    end = None if waits else start + timedelta(hours=2)
    return number, _stored(start), _stored(start + timedelta(hours=24)), end and _stored(end)


def _stored(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


async def _look(record: Path, copy: Path, due: int) -> float:
    """The milliseconds of one call on a fresh copy."""
    for leftover in copy.parent.glob(f"{copy.name}*"):
        leftover.unlink()
    shutil.copyfile(record, copy)
    async with open_store(address(copy)) as store:
        async with store.read() as session:
            await session.connection()
        began = time.perf_counter()
        said = await watch(store, NOW)
        took = time.perf_counter() - began
    if said != due:
        raise RuntimeError(f"{said} of {due} were said")
    return took * 1000
