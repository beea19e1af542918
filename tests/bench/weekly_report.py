"""What a weekly report costs, against the bare SQL that fetches the week's waits."""

import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import text

from bot.garbage import collect_seldom
from bot.reporting import make_more, make_report
from bot.speed import by_member
from storage.engine import Store, open_store
from storage.tables import Brand
from tests.bench import beside_report
from tests.bench.brand import FOUNDED, address, found_brand
from tests.bench.report import Comparison

LONGER = 3.0  # times the bare SQL
GROWTH = 1.2  # times the same week among a tenth of the requests
DESK = -1_002_000_000_001
END = FOUNDED + timedelta(days=700)
WEEK = timedelta(days=7)
A_WEEK = 9_600
"""Requests in the reported week, however many there are in all."""

NUMBERS = """WITH RECURSIVE numbers (i) AS (
    SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < :count - 1
)
"""

FILL = (
    NUMBERS
    + """INSERT INTO client (brand_id, source, external_id, name, first_seen_at)
    SELECT 1, 'telegram', i, 'Олена', :founded FROM numbers WHERE i % 3 = 0""",
    # One after another, the latest at the end of the week. A client writes three times in all, and
    # one answer in twelve is late.
    NUMBERS
    + """INSERT INTO request (
        brand_id, number, client_id, kind, kind_confirmed, status, source, chat_id, chat_role,
        language, preview, started_at, last_client_at, awaited, note, undeliverable,
        answered_at, closed_at, cause, cause_department
    )
    SELECT
        1, i + 1, 1 + (i * 7919) % (:count / 3), iif(i % 5 = 0, 'complaint', 'question'), i % 7 = 0,
        iif(i % 50 = 0, 'answered', 'closed'), 'telegram', 7000000000 + i, 'direct', 'uk',
        'Де моє замовлення?',
        strftime(:form, :end, ((i - :count) * :step) || ' seconds'),
        strftime(:form, :end, ((i - :count) * :step) || ' seconds'), 1, '', '',
        strftime(:form, :end, ((i - :count) * :step + 3600 + i * 7919 % 90000) || ' seconds'),
        iif(i % 50 = 0, NULL,
            strftime(:form, :end, ((i - :count) * :step + 7200 + i * 7919 % 90000) || ' seconds')),
        iif(i % 5 = 0, 'доставка', ''), ''
    FROM numbers""",
    "UPDATE brand SET next_number = :count + 1",
    """INSERT INTO wait (brand_id, request_id, started_at, due_at, stopped_at, stop)
    SELECT 1, id, started_at, strftime(:form, started_at, '86400 seconds'), answered_at, 'answered'
    FROM request""",
    """INSERT INTO message (
        brand_id, request_id, direction, chat_id, message_id, author, sent_at, content, text,
        business_id
    )
    SELECT 1, id, 'out', -1, id, 'Ірина', answered_at, 'text', 'Вже їде, номер ' || id, 0
    FROM request""",
)

BARE = """
    SELECT wait.started_at, wait.due_at, wait.stopped_at, wait.stop, request.status
    FROM wait JOIN request ON request.id = wait.request_id
    WHERE wait.id IN (
        SELECT id FROM wait WHERE brand_id = 1 AND due_at >= :start AND due_at < :end
        UNION
        SELECT id FROM wait WHERE brand_id = 1 AND stopped_at >= :start AND stopped_at < :end
    )
"""


async def measure(folder: Path, *, few: int, many: int, rounds: int) -> list[Comparison]:
    """The time of a week's report among `many` requests, beside bare SQL and beside `few`."""
    collect_seldom()  # as the bot does
    databases = {count: folder / f"{count}.sqlite3" for count in (few, many)}
    for count, database in databases.items():
        await found_brand(database, DESK)
        _fill(database, count)
    reported: dict[int, list[float]] = {few: [], many: []}
    bare: list[float] = []
    beside: list[Comparison] = []
    for count, database in databases.items():
        async with open_store(address(database)) as store:
            for _ in range(rounds + 1):
                reported[count].append(await _report(store))
                if count == many:
                    bare.append(await _bare(store))
            if count == many:
                messages = 100 * rounds
                beside.append(
                    await beside_report.measure(store, _whole_report, END, messages=messages)
                )
    # The first of each only fills the caches.
    among_many, among_few = median(reported[many][1:]), median(reported[few][1:])
    return [
        Comparison(
            f"weekly report among {many:,} requests, against bare SQL",
            among_many,
            "s",
            median(bare[1:]),
            at_most=LONGER,
        ),
        Comparison(
            f"the same, against {few:,} requests in all",
            among_many,
            "s",
            among_few,
            at_most=GROWTH,
        ),
        *beside,
    ]


def _fill(database: Path, count: int) -> None:
    values = {
        "count": count,
        "founded": f"{FOUNDED:%Y-%m-%d %H:%M:%S.%f}",
        "end": f"{END:%Y-%m-%d %H:%M:%S.%f}",
        "step": WEEK.total_seconds() / min(A_WEEK, count),
        "form": "%Y-%m-%d %H:%M:%f000",
    }
    with closing(sqlite3.connect(database)) as connection, connection:
        for statement in FILL:
            connection.execute(statement, values)  # and no ANALYZE: production runs none


async def _report(store: Store) -> float:
    began = time.perf_counter()
    async with store.read() as session:
        brand = await session.get_one(Brand, 1)
        report = await make_report(session, brand, END - WEEK, END, END)
    seconds = time.perf_counter() - began
    if not report.period.compliance.n:
        raise RuntimeError("the week is empty")
    return seconds


async def _whole_report(store: Store) -> float:
    """With all that stands behind its buttons, of a brand whose clock stops at night."""
    began = time.perf_counter()
    async with store.read() as session:
        brand = await session.get_one(Brand, 1)
        session.expunge(brand)
        brand.working_hours = "mon-fri 09:00-18:00"
        await make_report(session, brand, END - WEEK, END, END)
        await make_more(session, brand, END - WEEK, END, END)
        await by_member(session, brand, (END - WEEK, END))
    return time.perf_counter() - began


async def _bare(store: Store) -> float:
    span = {"start": f"{END - WEEK:%Y-%m-%d %H:%M:%S.%f}", "end": f"{END:%Y-%m-%d %H:%M:%S.%f}"}
    began = time.perf_counter()
    async with store.read() as session:
        rows = (await session.execute(text(BARE), span)).all()
    seconds = time.perf_counter() - began
    if not rows:
        raise RuntimeError("the week is empty")
    return seconds
