"""A stage for stories: the real bot, a real database, the emulator, and a brand's people.

The bot runs as `bot.app.run` runs it, in a task of this process or, to be killed, in one of its
own. Its clock is frozen and moves only by `fast_forward`. It writes to a chat as often as it
likes, unless the stage is `paced`.
"""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.app import run
from bot.config import Settings, load_settings
from bot.pacing import Pacer
from bot.sandbox import Call, Group, Message, Person, Sandbox, ShiftedClock
from storage.tables import Notice
from storage.vocabulary import NoticeStatus
from tests.bot_process import QUICK, BotProcess, Unhurried
from tests.opening_scene import OpeningScene, is_empty, opening_scene
from tests.quick_aiogram import spare_the_starts
from tests.record import Record

TOKEN = "42:TEST"
MONDAY_NOON = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)  # 12:00 in Kyiv
PATIENCE = 30.0  # seconds of real time


def _where_to_begin(database_url: str, overrides: Collection[str]) -> Path | None:
    kind, _, path = database_url.partition(":///")
    usual = kind.startswith("sqlite") and {*overrides} <= {"INBOX_ADDRESS"}
    return Path(path) if usual else None


spare_the_starts()


@dataclass
class Stage:
    sandbox: Sandbox
    clock: ShiftedClock
    settings: Settings
    owner: Person
    environment: dict[str, str]
    record: Record
    clock_file: Path
    own_process: bool = False
    begins_on: Path | None = None  # its database, where the opening scene may be put up
    paced: bool = False  # keeps to Telegram's limits of messages a minute
    _bot: "asyncio.Task[None] | BotProcess | None" = None
    desk: Group = field(init=False)
    leads: Group = field(init=False)
    iryna: Person = field(init=False)  # a manager
    lead: Person = field(init=False)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        database_url: str,
        *,
        paced: bool = False,
        own_process: bool = False,
        **overrides: str,
    ) -> AsyncIterator["Stage"]:
        """Without a bot yet: `set_up` or `start_bot` starts it."""
        with tempfile.TemporaryDirectory() as folder:
            clock_file = Path(folder) / "clock"
            clock = ShiftedClock(clock_file, start=MONDAY_NOON, frozen=True)
            async with Sandbox(clock=clock, token=TOKEN) as sandbox:
                owner = sandbox.person("Оксана", username="oksana", language="uk")
                environment = {
                    "BOT_TOKEN": TOKEN,
                    "DATABASE_URL": database_url,
                    "TELEGRAM_API_URL": sandbox.url,
                    "OWNER_IDS": str(owner.id),
                    "LANGUAGE": "en",
                    **overrides,
                }
                settings = load_settings(environment, None)
                stage = cls(
                    sandbox,
                    clock,
                    settings,
                    owner,
                    environment,
                    Record(settings.database_url),
                    clock_file,
                    own_process,
                    None if own_process else _where_to_begin(database_url, overrides),
                    paced,
                )
                try:
                    yield stage
                finally:
                    await stage.stop_bot()
                    await stage.record.close()

    # The bot

    async def start_bot(self) -> None:
        """Start it and wait until it has asked Telegram once and found its queue empty or not."""
        before = self._last_poll()
        if self.own_process:
            self._bot = BotProcess.start(self.environment, self.clock_file)
        else:
            pacer = Pacer() if self.paced else Unhurried()
            self._bot = asyncio.ensure_future(
                run(self.settings, clock=self.clock, pace=QUICK, pacer=pacer)
            )
        await self._polled_since(before)

    async def stop_bot(self) -> None:
        bot, self._bot = self._bot, None
        if isinstance(bot, BotProcess):
            await bot.stop()
        elif bot is not None:
            if not bot.done():
                os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(bot, 60)

    async def kill_bot(self) -> None:
        """Kill -9, at this very moment."""
        bot, self._bot = self._bot, None
        assert isinstance(bot, BotProcess)
        await bot.kill()

    def bot_died(self) -> bool:
        """False; raises what killed the bot when it is dead."""
        if isinstance(self._bot, BotProcess):
            assert self._bot.alive, f"the bot's process ended with {self._bot.exit_code}"
        elif self._bot is not None and self._bot.done():
            self._bot.result()
        return False

    def _last_poll(self) -> Call | None:
        return next(iter(reversed(self.sandbox.calls.of("getUpdates"))), None)

    async def _polled_since(self, before: Call | None) -> None:
        await self.sandbox.advance()  # a waiting poll, or else the next one, is answered at once
        await self.sandbox.wait_for(lambda: self.bot_died() or self._last_poll() is not before)

    # The brand

    async def set_up(self, *, leads_chat: bool = True) -> None:
        """A brand with a desk and a leads' chat; Iryna is a manager through the desk.

        Starts the bot where it does not run.
        """
        first = self._bot is None and self.clock() == MONDAY_NOON
        if first and self.begins_on is not None and is_empty(self.sandbox, self.owner):
            scene = await opening_scene(leads_chat, partial(_rehearse, leads_chat))
            scene.put_up(self.begins_on, self.sandbox)
            self._take_places(scene.names)
            await self.start_bot()
            return
        if self._bot is None:
            await self.start_bot()
        await self.play_setting_up(leads_chat=leads_chat)

    async def play_setting_up(self, *, leads_chat: bool) -> None:
        self.iryna = self.sandbox.person("Ірина", username="iryna")
        self.lead = self.sandbox.person("Леся", username="lesia")
        self.owner.starts()
        await self.sandbox.wait_for(lambda: self.owner.inbox[-1].by_bot)
        self.desk = await self.connect("desk", "Desk", [self.iryna])
        if leads_chat:
            self.leads = await self.connect("leads", "Leads", [self.lead])

    def _take_places(self, names: dict[str, int]) -> None:
        world = self.sandbox._world
        self.owner.user = world.users[self.owner.id]
        self.iryna, self.lead = (
            Person(world, world.users[names[one]], PATIENCE) for one in ("iryna", "lead")
        )
        self.desk = Group(world, world.chats[names["desk"]])
        if "leads" in names:
            self.leads = Group(world, world.chats[names["leads"]])

    async def connect(
        self, role: str, title: str, members: list[Person], *, group: Group | None = None
    ) -> Group:
        """A new group, or this one, with the bot in it and its role given by the owner."""
        group = group or self.sandbox.group(title, members=members, admins=[self.owner])
        self.sandbox.add_bot(group, by=self.owner, admin=role != "desk")
        self.owner.writes(f"/connect {role}", chat=group)
        await self.sandbox.wait_for(
            lambda: any(m.by_bot and "now" in m.text for m in group.messages)
        )
        return group

    async def end_desk(self, group: Group) -> None:
        """It becomes a client group, which the owner has to confirm."""
        self.owner.writes("/connect community", chat=group)
        asked = await self.seen(group, "is your managers' desk")
        await self.owner.presses(asked, "Yes, change it")

    async def enrol(self, person: Person, role: str) -> None:
        """By the owner's invitation, as a lead or a manager who writes to the bot."""
        before = len(self.said(self.owner, "?start="))
        self.owner.writes(f"/invite {role}")
        await self.sandbox.wait_for(lambda: len(self.said(self.owner, "?start=")) > before)
        link = self.said(self.owner, "?start=")[-1]
        secret = link.text.partition("?start=")[2].split()[0]
        person.starts(secret)
        await self.sandbox.wait_for(lambda: person.inbox[-1].by_bot)
        await self.quiet(0)

    # Time

    async def fast_forward(self, **step: float) -> None:
        """Let time pass, from one moment at which something falls due to the next.

        Without a bot the clock simply moves.
        """
        end = self.clock() + timedelta(**step)
        if self._bot is None:
            await self.sandbox.advance(**step)
            return
        while self.clock() < end:
            await self.quiet(0)
            due = await self.record.next_due_after(self.clock())
            before = self._last_poll()
            leap = min(due or end, end) - self.clock()
            await self.sandbox.advance(seconds=leap.total_seconds())
            await self._polled_since(before)
        await self.quiet(0)

    async def settled(self) -> None:
        await self.sandbox.settled()

    async def quiet(self, seconds: float = 0.05) -> None:
        """Until nothing waits to be read, watched or said; then a moment for button presses."""
        await self.settled()
        await self.until(self.nothing_due)
        await asyncio.sleep(seconds)

    async def recorded(self) -> None:
        """Until what was sent is on record too, which it is a moment later."""
        await self.quiet()
        await self.until(self._nothing_under_way)

    async def _nothing_under_way(self) -> bool:
        rows = await self.record.rows(
            Notice.__table__.select().where(Notice.status == NoticeStatus.SENDING)
        )
        return not rows

    async def nothing_due(self) -> bool:
        """Whether the bot has nothing left to watch or to say at this moment."""
        return not await self.record.due_by(self.clock())

    async def until(
        self, condition: Callable[[], Awaitable[bool]], seconds: float = PATIENCE
    ) -> None:
        """Until the condition holds; raises TimeoutError after so many real seconds."""
        async with asyncio.timeout(seconds):
            while not await condition():
                self.bot_died()
                await asyncio.sleep(0.01)

    # What is seen

    async def seen(self, place: Group | Person, text: str) -> Message:
        """The newest of the bot's messages there that shows the text, once there is one."""

        def find() -> Message | None:
            self.bot_died()
            return next(iter(reversed(self.said(place, text))), None)

        found = await self.sandbox.wait_for(find)
        assert found is not None
        return found

    async def turns(self, message: Message, text: str) -> None:
        """Until the bot has edited the message to show the text."""
        await self.sandbox.wait_for(lambda: self.bot_died() or text in message.text)

    async def offers(self, message: Message, label: str) -> None:
        """Until the message has a button whose text holds the label."""
        await self.sandbox.wait_for(
            lambda: (
                self.bot_died() or any(label in text for row in message.buttons for text, _ in row)
            )
        )

    def said(self, place: Group | Person, text: str = "") -> list[Message]:
        """The bot's messages there that show the text, oldest first."""
        messages = place.inbox if isinstance(place, Person) else place.messages
        return [m for m in messages if m.by_bot and text in m.text]


async def _rehearse(leads_chat: bool) -> OpeningScene:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vidhuk.sqlite3"
        async with Stage.open(f"sqlite+aiosqlite:///{file}") as stage:
            await stage.start_bot()
            await stage.play_setting_up(leads_chat=leads_chat)
            await stage.recorded()
            await stage.stop_bot()
            await stage.record.close()
            names = {"iryna": stage.iryna.id, "lead": stage.lead.id, "desk": stage.desk.id}
            if leads_chat:
                names["leads"] = stage.leads.id
            return OpeningScene.keep(file, stage.sandbox, names)
