"""How far a long file is: one message that changes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.sandbox import Sandbox
from handlers.exports import Order, show_progress
from handlers.files.making import Form
from handlers.texts import texts

LINES = [b"requests: 2000\n", b"requests: 4000\n", b"waits: 2000\n", b"Written: x.xlsx\n"]


async def lines() -> AsyncIterator[bytes]:
    for line in LINES:
        yield line


def order(chat_id: int) -> Order:
    return Order(1, chat_id, "week", Form.XLSX, datetime(2026, 11, 2, tzinfo=UTC), texts("uk"))


async def test_a_long_file_is_told_of_in_one_message_and_a_quick_one_not_at_all() -> None:
    async with Sandbox() as sandbox:
        lead = sandbox.person("Леся")
        lead.writes("/start")
        api = TelegramAPIServer.from_base(sandbox.url)
        async with Bot(sandbox.token, session=AiohttpSession(api=api)) as bot:
            await show_progress(bot, order(lead.id), lines(), every=1000)
            assert [] == [one for one in lead.private.messages.values() if one.by_bot]
            await show_progress(bot, order(lead.id), lines(), every=0)
            [said] = [one.text for one in lead.private.messages.values() if one.by_bot]
            assert "Файл готується: очікування, рядків: 2000." == said
            assert ["sendMessage", "editMessageText", "editMessageText"] == [
                call.method for call in sandbox.calls
            ]
            # What cannot be said does not end the file.
            await show_progress(bot, order(404), lines(), every=0)
