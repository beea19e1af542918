"""How long a client's message takes to be on record while a weekly report is made."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count

from bot.figures import quantile
from bot.incoming import Incoming
from bot.logbook import log_messages
from storage.directory import load_directory
from storage.engine import Store
from storage.vocabulary import ChatRole, Kind, Source
from tests.bench.report import Comparison

SLOWER = 3.0  # times the 99th percentile of an idle bot
PAUSE = 0.01  # seconds between messages

Report = Callable[[Store], Awaitable[float]]


async def measure(store: Store, report: Report, now: datetime, *, messages: int) -> Comparison:
    """The 99th percentile beside reports that follow one another, against that of an idle bot."""
    numbers = count(1)
    await _latencies(store, numbers, now, messages // 10)
    idle = await _latencies(store, numbers, now, messages)
    async with asyncio.TaskGroup() as group:
        reporting = group.create_task(_report_on_and_on(store, report))
        busy = await _latencies(store, numbers, now, messages)
        reporting.cancel()
    return Comparison(
        "a message on record during a report, 99th percentile, against an idle bot",
        1000 * (quantile(busy, 0.99) or 0),
        "ms",
        1000 * (quantile(idle, 0.99) or 0),
        at_most=SLOWER,
    )


async def _report_on_and_on(store: Store, report: Report) -> None:
    while True:
        await report(store)


async def _latencies(
    store: Store, numbers: "count[int]", now: datetime, messages: int
) -> list[float]:
    """Seconds from the message to its commit, one message after another."""
    found = []
    for number, _ in zip(numbers, range(messages), strict=False):
        moment = now + timedelta(seconds=number)
        began = time.perf_counter()
        async with store.write() as session:
            directory = await load_directory(session)
            await log_messages(session, directory, [_message(number, moment)], moment)
        found.append(time.perf_counter() - began)
        await asyncio.sleep(PAUSE)
    return found


def _message(number: int, sent_at: datetime) -> Incoming:
    return Incoming(
        brand_id=1,
        source=Source.TELEGRAM,
        external_id=f"new-{number}",
        name="Олена",
        sent_at=sent_at,
        content="text",
        text=f"Де моє замовлення {number}?",
        kind=Kind.QUESTION,
        language="uk",
        chat_id=8_000_000_000 + number,
        chat_role=ChatRole.DIRECT,
        message_id=number,
    )
