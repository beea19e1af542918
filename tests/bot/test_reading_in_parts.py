"""That a long record is gone through a little at a time, so that others get their turns."""

import asyncio

import pytest

import storage.engine
from bot.figures import Share
from bot.reporting import make_more
from bot.speed import Times
from storage import periods, words
from storage.engine import Store
from storage.periods import waits_of_period
from storage.tables import Brand
from storage.updates import beat
from storage.words import words_between
from tests.builders import DAY, HOUR, NOON, Shop

MONDAY = NOON.replace(hour=0)
NEXT = MONDAY + 7 * DAY


async def test_waits_and_words_come_a_few_at_a_time_and_all_of_them(store: Store) -> None:
    shop = await Shop.open(store, hours="mon-sun 09:00-18:00")
    for number in range(periods.AT_ONCE + 1):
        request = await shop.client_writes(client=f"{number}", at=MONDAY + 10 * HOUR)
        await shop.answers(request, at=MONDAY + 11 * HOUR)
    week = (MONDAY, NEXT)
    async with shop.store.read() as session:
        waits = [len(some) async for some in waits_of_period(session, shop.brand_id, [week])]
        said = [len(some) async for some in words_between(session, shop.brand_id, *week)]
        brand = await session.get_one(Brand, shop.brand_id)
        told = await make_more(session, brand, *week, NEXT)
    assert [periods.AT_ONCE, 1] == waits
    assert [words.AT_ONCE, words.AT_ONCE, 11] == said
    assert Times(51, 3600, 3600) == told.closer.every == told.closer.working
    assert Share(51, 51) == told.repeated


async def test_a_report_lets_a_message_be_logged_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.engine, "PATIENCE", 60)
    shop = await Shop.open(store)
    request = await shop.client_writes(at=MONDAY + 10 * HOUR)
    await shop.answers(request, at=MONDAY + 11 * HOUR)
    ended = []

    async def report() -> None:
        async with store.read() as session:
            brand = await session.get_one(Brand, shop.brand_id)
            await make_more(session, brand, MONDAY, NEXT, NEXT)
        ended.append("report")

    async with asyncio.TaskGroup() as group:
        async with store.write() as session:
            group.create_task(report())
            for number in range(200):
                await beat(session, f"duty {number}", NOON)
        ended.append("message")
    assert ["message", "report"] == ended
