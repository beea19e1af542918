"""Files on their way: how far a long one is told of, and none is promised in vain."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.clock import system_clock
from bot.sandbox import Person, Sandbox
from handlers.exports import Exporter, Order
from handlers.files.making import Form
from handlers.texts import texts
from storage.engine import Store
from storage.tables import Notice
from tests.bot_process import Unhurried
from tests.builders import Shop

LINES = [b"requests: 2000\n", b"requests: 4000\n", b"waits: 2000\n", b"Written: x.xlsx\n"]
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


async def lines() -> AsyncIterator[bytes]:
    for line in LINES:
        yield line


@dataclass
class Office:
    sandbox: Sandbox
    lead: Person
    exporter: Exporter
    shop: Shop
    path: Path

    def order(self, chat_id: int | None = None) -> Order:
        chat_id = self.lead.id if chat_id is None else chat_id
        return Order(self.shop.brand_id, chat_id, "week", Form.XLSX, NOON, texts("uk"), "file:1")

    def files(self) -> list[str]:
        return [one.raw["document"]["file_name"] for one in self.lead.inbox if one.by_bot]

    async def told(self) -> list[str]:
        return [row.payload["send"]["text"] for row in await self.shop.rows(Notice)]


@asynccontextmanager
async def opened(store: Store, folder: Path) -> AsyncIterator[Office]:
    async with Sandbox() as sandbox:
        lead = sandbox.person("Леся")
        lead.writes("/start")
        api = TelegramAPIServer.from_base(sandbox.url)
        path = folder / "vidhuk.xlsx"
        path.write_bytes(b"PK")
        async with Bot(sandbox.token, session=AiohttpSession(api=api)) as bot:
            exporter = Exporter(store, bot, "sqlite:///nowhere", system_clock, Unhurried())
            yield Office(sandbox, lead, exporter, await Shop.open(store), path)


@pytest_asyncio.fixture(loop_scope="session")
async def office(store: Store, tmp_path: Path) -> AsyncIterator[Office]:
    async with opened(store, tmp_path) as one:
        yield one


async def test_a_long_file_is_told_of_in_one_message_and_a_quick_one_not_at_all(
    office: Office,
) -> None:
    await office.exporter.show_progress(office.order(), lines(), every=1000)
    assert [] == [one for one in office.lead.inbox if one.by_bot]
    await office.exporter.show_progress(office.order(), lines(), every=0)
    [said] = [one.text for one in office.lead.inbox if one.by_bot]
    assert "Файл готується: очікування, рядків: 2000." == said
    assert ["sendMessage", "editMessageText", "editMessageText"] == [
        call.method for call in office.sandbox.calls
    ]
    # What cannot be said does not end the file.
    await office.exporter.show_progress(office.order(404), lines(), every=0)


async def test_a_file_waits_just_as_long_as_telegram_asks(office: Office) -> None:
    office.sandbox.fail_next("sendDocument", status=429, retry_after=1)
    began = asyncio.get_running_loop().time()
    assert await office.exporter.send(office.order(), office.path)
    assert 1 <= asyncio.get_running_loop().time() - began < 1.9
    assert ["vidhuk.xlsx"] == office.files()


async def test_a_file_survives_some_of_telegrams_failures_and_gives_up_at_last(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.exports.PAUSE", 0.01)
    office.sandbox.fail_next("sendDocument", times=4, status=502)
    assert await office.exporter.send(office.order(), office.path)
    assert ["vidhuk.xlsx"] == office.files()
    office.sandbox.fail_next("sendDocument", times=5, status=502)
    assert not await office.exporter.send(office.order(), office.path)
    office.lead.blocks()
    assert not await office.exporter.send(office.order(), office.path)
    assert ["vidhuk.xlsx"] == office.files()


async def test_whoever_asked_hears_when_a_stop_comes_before_the_file(office: Office) -> None:
    making = asyncio.ensure_future(office.exporter.carry_out(office.order()))
    second = asyncio.ensure_future(office.exporter.carry_out(office.order()))  # of the same key
    await asyncio.sleep(0)
    for one in (making, second):
        one.cancel()
    await asyncio.wait([making, second])
    assert making.cancelled()
    assert ["Не вдалося надіслати файл. Будь ласка, попросіть його ще раз."] == await office.told()
