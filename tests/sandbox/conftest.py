from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.sandbox import Person, Sandbox, ShiftedClock
from tests.quick_aiogram import spare_the_starts

spare_the_starts()

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=ShiftedClock(start=MONDAY, frozen=True)) as running:
        yield running


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """The real aiogram client, so that every answer must parse as its types."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url), timeout=60)
    yield Bot(sandbox.token, session=session)
    await (await session.create_session()).close()


@pytest.fixture
def olena(sandbox: Sandbox) -> Person:
    return sandbox.person("Олена", username="olena")


@pytest.fixture
def taras(sandbox: Sandbox) -> Person:
    return sandbox.person("Тарас", last_name="Мельник", username="taras")
