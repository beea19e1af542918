"""An ordinary stop: it is never lost, and it causes no repeats."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest

from bot.clock import system_clock
from bot.delivery import Delivery, Sent
from bot.errors import StartError
from bot.outbox import Outbox
from bot.pacing import Pacer
from storage.engine import AnotherCopyRunsError, open_store
from storage.tables import Notice
from tests.stage import Stage
from tests.storage.work import cut_off


async def deliver(_notice: Notice) -> Delivery:
    return Sent(1)


async def never() -> bool:
    return False


async def test_a_stop_that_meets_a_wake_up_is_not_lost(sqlite_url: str) -> None:
    """In Python 3.11 `asyncio.wait_for` swallows a cancellation at just that moment."""
    async with open_store(sqlite_url) as store:
        for steps_between in range(5):
            outbox = Outbox(store, deliver, system_clock, Pacer())
            running = asyncio.ensure_future(outbox.run())
            await asyncio.sleep(0.05)
            outbox.wake()
            for _ in range(steps_between):
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.wait([running], timeout=2)
            assert running.done(), f"lost {steps_between} steps after the wake-up"


async def test_what_is_being_sent_at_a_stop_is_finished_and_recorded(stage: Stage) -> None:
    await stage.set_up()
    await stage.quiet()
    olena = stage.sandbox.person("Олена")
    stage.sandbox.hang("sendMessage", seconds=0.3, chat_id=olena.id)
    olena.writes("Де посилка?")
    await stage.sandbox.wait_for(lambda: stage.said(olena))
    await stage.stop_bot()
    await stage.start_bot()
    await stage.quiet()
    assert 1 == len(stage.said(olena))
    assert 1 == len(stage.said(stage.desk, "#1"))


@asynccontextmanager
async def another_copy(url: str) -> AsyncIterator[None]:
    """The server drops everybody until another copy is the first to come back."""
    async with AsyncExitStack() as stack:
        while True:
            await cut_off(url)
            with suppress(AnotherCopyRunsError):
                await stack.enter_async_context(open_store(url))
                break
        yield


async def test_a_copy_whose_place_was_taken_stops_and_says_so(emptied_postgres: str) -> None:
    async with Stage.open(emptied_postgres) as stage:
        await stage.set_up()
        await stage.quiet()
        async with another_copy(emptied_postgres):
            stage.sandbox.person("Олена").writes("Де моє замовлення?")
            with pytest.raises(StartError, match="another copy of Vidhuk is using this database"):
                await stage.until(never)
            with pytest.raises(StartError):
                await stage.stop_bot()
        await stage.start_bot()
        await stage.seen(stage.desk, "Де моє замовлення?")
