"""What the SLA watch costs among many requests, against the same alerts among few."""

import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median

from bot.watch import watch
from storage.engine import open_store
from tests.bench.brand import FOUNDED, address, found_brand
from tests.bench.report import Comparison

LONGER = 1.3  # times the watch among few
NOW = FOUNDED + timedelta(days=60)
DESK = -1_002_000_000_001

CLIENTS = """
    WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < :count)
    INSERT INTO client (brand_id, source, external_id, name, first_seen_at)
    SELECT 1, 'telegram', i, 'Олена', :founded FROM numbers
"""

REQUESTS = """
    WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < :count)
    INSERT INTO request (
        brand_id, number, client_id, kind, kind_confirmed, status, source, chat_id, chat_role,
        language, preview, started_at, last_client_at, awaited, note, undeliverable
    )
    SELECT
        1, i, i, 'question', 0, iif(i % :every = 0 OR i % 100 = 1, 'open', 'closed'), 'telegram',
        7000000000 + i, 'direct', 'uk', 'Де моє замовлення?', :founded, :founded, 1, '', ''
    FROM numbers
"""

# Each `every`-th request is late, each hundredth is open and in time, the others are answered.
WAITS = """
    WITH due (id, status, seconds) AS (
        SELECT id, status, iif(id % :every = 0, 0, 86400) - id % 9000 FROM request
    )
    INSERT INTO wait (brand_id, request_id, started_at, due_at, stopped_at, stop, next_alert_at)
    SELECT
        1, id,
        strftime(:form, :now, (seconds - 86400) || ' seconds'),
        strftime(:form, :now, seconds || ' seconds'),
        iif(status = 'open', NULL, :now),
        iif(status = 'open', NULL, 'answered'),
        iif(
            status = 'open',
            strftime(:form, :now, (seconds - iif(id % :every = 0, 0, 14400)) || ' seconds'),
            NULL
        )
    FROM due
"""

AGAIN = """
    UPDATE wait SET next_alert_at = due_at WHERE stopped_at IS NULL AND due_at <= '{now}';
    DELETE FROM notice;
    DELETE FROM event;
"""


async def measure(folder: Path, *, due: int, few: int, many: int, rounds: int) -> list[Comparison]:
    """The time that alerting `due` waits takes among `many` requests and among `few`."""
    databases = {count: folder / f"{count}.sqlite3" for count in (few, many)}
    for count, database in databases.items():
        await found_brand(database, DESK)
        _fill(database, count, due)
    seconds: dict[int, list[float]] = {few: [], many: []}
    for _ in range(rounds):
        for count, database in databases.items():
            seconds[count].append(await _watch(database, due))
    return [
        Comparison(
            f"SLA watch: {due:,} due among {many:,}, against {few:,}",
            median(seconds[many]),
            "s",
            median(seconds[few]),
            at_most=LONGER,
        )
    ]


def _fill(database: Path, count: int, due: int) -> None:
    values = {
        "count": count,
        "every": count // due,
        "founded": _text(FOUNDED),
        "now": _text(NOW),
        "form": "%Y-%m-%d %H:%M:%f000",
    }
    with closing(sqlite3.connect(database)) as connection, connection:
        for statement in (CLIENTS, REQUESTS, WAITS):
            connection.execute(statement, values)


async def _watch(database: Path, due: int) -> float:
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(AGAIN.format(now=_text(NOW)))
    async with open_store(address(database)) as store:
        began = time.perf_counter()
        spoken = await watch(store, NOW)
        seconds = time.perf_counter() - began
    if spoken != due:
        raise RuntimeError(f"{spoken} of {due} waits were alerted")
    return seconds


def _text(moment: object) -> str:
    """As the database writes moments."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"
