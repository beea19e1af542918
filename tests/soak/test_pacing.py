"""A busy day of the outbox, in real time."""

import asyncio
import time
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.clock import system_clock
from bot.notices import URGENT, say
from bot.outbox import Outbox
from bot.pacing import Pacer
from bot.sandbox import Group, Sandbox
from handlers.delivery import deliverer
from storage.engine import Store, open_store

GROUPS, EACH = 10, 30
PER_SECOND, PER_MINUTE = 30, 20  # Telegram's limits: in all, and in one group

# A group takes its messages by twenties, a minute apart; the last of them take turns.
LEAST = 60 * ((EACH - 1) // PER_MINUTE) + GROUPS * ((EACH - 1) % PER_MINUTE + 1) / PER_SECOND


async def queue_alerts(store: Store, groups: list[Group]) -> None:
    async with store.write() as session:
        for number in range(EACH):
            for group in groups:
                payload = {"send": {"text": f"#{number} is late"}}
                key = f"{group.id}:{number}"
                await say(session, group.id, key, payload, system_clock(), priority=URGENT)


@pytest.mark.soak
async def test_many_alerts_for_many_groups_go_out_at_telegrams_own_pace(tmp_path: Path) -> None:
    async with (
        Sandbox() as sandbox,
        open_store(f"sqlite+aiosqlite:///{tmp_path}/vidhuk.sqlite3") as store,
        Bot(
            sandbox.token,
            session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)),
        ) as bot,
    ):
        sandbox.enforce_limits = True
        owner = sandbox.person("Оксана")
        groups = [sandbox.group(f"Leads {number}", admins=[owner]) for number in range(GROUPS)]
        for group in groups:
            sandbox.add_bot(group, by=owner)
        await queue_alerts(store, groups)
        outbox = Outbox(store, deliverer(bot, store, system_clock), system_clock, Pacer())
        began = time.monotonic()
        sending = asyncio.ensure_future(outbox.run())
        await sandbox.wait_for(
            lambda: EACH * GROUPS <= sum(one.ok for one in sandbox.calls.of("sendMessage")),
            timeout=2 * LEAST,
        )
        took = time.monotonic() - began
        sending.cancel()
        await asyncio.wait([sending])

    assert 0 == sandbox.too_many_requests
    assert took <= 1.15 * LEAST
    for group in groups:
        assert EACH == sum(message.by_bot for message in group.messages)
