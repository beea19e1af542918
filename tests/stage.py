"""A stage for stories: the real bot, a real database, the emulator, and a brand's people.

The bot runs as `bot.app.run` runs it, in a task of this process; its clock is frozen and moves
only by `fast_forward`.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.app import Pace, run
from bot.config import Settings, load_settings
from bot.sandbox import Group, Message, Person, Sandbox, ShiftedClock

TOKEN = "42:TEST"
MONDAY_NOON = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)  # 12:00 in Kyiv
QUICK = Pace(poll=2, watch=0.05, summaries=0.05, audit=60, recheck_desk=60, tidy=60)


@dataclass
class Stage:
    sandbox: Sandbox
    clock: ShiftedClock
    settings: Settings
    owner: Person
    _bot: "asyncio.Task[None] | None" = None
    desk: Group = field(init=False)
    leads: Group = field(init=False)
    iryna: Person = field(init=False)  # a manager
    lead: Person = field(init=False)

    @classmethod
    @asynccontextmanager
    async def open(cls, database_url: str, **overrides: str) -> AsyncIterator["Stage"]:
        clock = ShiftedClock(start=MONDAY_NOON, frozen=True)
        async with Sandbox(clock=clock, token=TOKEN) as sandbox:
            owner = sandbox.person("Оксана", username="oksana", language="uk")
            settings = load_settings(
                {
                    "BOT_TOKEN": TOKEN,
                    "DATABASE_URL": database_url,
                    "TELEGRAM_API_URL": sandbox.url,
                    "OWNER_IDS": str(owner.id),
                    "LANGUAGE": "en",
                    **overrides,
                },
                None,
            )
            stage = cls(sandbox, clock, settings, owner)
            try:
                await stage.start_bot()
                yield stage
            finally:
                await stage.stop_bot()

    async def start_bot(self) -> None:
        before = self.sandbox.calls.count
        self._bot = asyncio.ensure_future(run(self.settings, clock=self.clock, pace=QUICK))
        await self.sandbox.wait_for(
            lambda: self._bot_died() or self._polled_since(before), timeout=10
        )

    def _polled_since(self, count: int) -> bool:
        return self.sandbox.calls.count > count and bool(self.sandbox.calls.of("getUpdates"))

    def _bot_died(self) -> bool:
        if self._bot is not None and self._bot.done():
            self._bot.result()
        return False

    async def stop_bot(self) -> None:
        if self._bot is None:
            return
        bot, self._bot = self._bot, None
        if not bot.done():
            os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(bot, 20)

    async def set_up(self, *, leads_chat: bool = True) -> None:
        """A brand with a desk and a leads' chat; Iryna is a manager through the desk."""
        self.iryna = self.sandbox.person("Ірина", username="iryna")
        self.lead = self.sandbox.person("Леся", username="lesia")
        self.owner.starts()
        await self.sandbox.wait_for(lambda: self.owner.inbox[-1].by_bot)
        self.desk = await self.connect("desk", "Desk", [self.iryna])
        if leads_chat:
            self.leads = await self.connect("leads", "Leads", [self.lead])

    async def connect(self, role: str, title: str, members: list[Person]) -> Group:
        group = self.sandbox.group(title, members=[*members], admins=[self.owner])
        self.sandbox.add_bot(group, by=self.owner, admin=role != "desk")
        self.owner.writes(f"/connect {role}", chat=group)
        await self.sandbox.wait_for(
            lambda: any(m.by_bot and "now" in m.text for m in group.messages)
        )
        return group

    async def fast_forward(self, **step: float) -> None:
        """Let time pass, and let what falls due in it be said, an hour at a time."""
        left = timedelta(**step)
        while left > timedelta(0):
            leap = min(left, timedelta(hours=1))
            left -= leap
            await self.settled()
            await self.sandbox.advance(seconds=leap.total_seconds())
            await asyncio.sleep(0.08)

    async def settled(self) -> None:
        await self.sandbox.settled()

    async def seen(self, place: Group | Person, text: str) -> Message:
        """The newest of the bot's messages there that shows the text, once there is one."""

        def find() -> Message | None:
            self._bot_died()
            messages = place.inbox if isinstance(place, Person) else place.messages
            shown = (m for m in reversed(messages) if m.by_bot and text in m.text)
            return next(shown, None)

        found = await self.sandbox.wait_for(find)
        assert found is not None
        return found

    def said(self, place: Group | Person, text: str) -> list[Message]:
        messages = place.inbox if isinstance(place, Person) else place.messages
        return [m for m in messages if m.by_bot and text in m.text]

    async def quiet(self, seconds: float = 0.2) -> None:
        """Long enough for anything that was going to be said."""
        await self.settled()
        await asyncio.sleep(seconds)


