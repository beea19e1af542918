"""The director: moves people and the clock, waits for the bot, and has it all logged."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.sandbox.calls import Call
from bot.sandbox.chats import Chat
from bot.sandbox.clock import ShiftedClock
from bot.sandbox.demo.bot_process import BotProcess
from bot.sandbox.demo.chat_log import ChatLog, Place
from bot.sandbox.groups import Group
from bot.sandbox.messages import Json, Message
from bot.sandbox.people import Person
from bot.sandbox.sandbox import Sandbox
from storage.due import is_quiet
from storage.engine import Store

TIMEZONE = "Europe/Kyiv"
MONDAY = datetime(2026, 11, 2, tzinfo=ZoneInfo(TIMEZONE))
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "next mon")

MEDIA = {"photo": "📷", "voice": "🎤"}

_LOOK_SECONDS = 0.01
"""Between two looks at whether the bot has said what it had to say."""

_PATIENCE_SECONDS = 60.0
T = TypeVar("T")


def moment(when: str) -> datetime:
    """A moment of the story, such as "tue 08:10", in the brand's time zone."""
    day, _, at = when.rpartition(" ")
    hours, minutes = map(int, at.split(":"))
    return MONDAY + timedelta(days=DAYS.index(day), hours=hours, minutes=minutes)


class Play:
    """`pause` is in seconds of real time, after each entry of the log. `record` is the bot's."""

    def __init__(
        self,
        sandbox: Sandbox,
        clock: ShiftedClock,
        bot: BotProcess,
        record: Store,
        log: ChatLog,
        lines: Mapping[str, str],
        *,
        pause: float,
    ) -> None:
        self.sandbox = sandbox
        self.bot = bot
        self._record = record
        self.log = log
        self.brief = False
        """Only people and what became of their words is logged: the cards are known by now."""
        self._clock = clock
        self._lines = lines
        self._pause = pause
        self._places: dict[int, tuple[Place, Chat]] = {}
        self._shown: dict[tuple[int, int], Json] = {}
        self._logged = 0  # calls of the bot's that the log has seen

    def line(self, key: str, **values: object) -> str:
        return self._lines[key].format(**values)

    def show(self, where: Person | Group, title: str, style: str, readers: str = "") -> None:
        """From now on what happens there is logged, under this title."""
        self._places[where.id] = (Place(title, style, readers), _chat(where))

    async def tell(self, key: str, **values: object) -> None:
        await self._log_calls()
        self.log.narrate(self.line(key, **values), self._clock())
        await self._breathe(3)

    async def at(self, when: str) -> None:
        """Let the story's time pass until then."""
        await self._log_calls()
        polls = self._count_polls()
        step = moment(when) - self._clock()
        await self.sandbox.advance(seconds=step.total_seconds())
        # The bot judges deadlines only up to a moment for which it saw an empty queue.
        await self.until(lambda: self._count_polls() > polls)

    async def says(
        self,
        who: Person,
        words: str,
        where: Group | None = None,
        reply_to: Message | None = None,
        *,
        shown: str = "",
    ) -> Message:
        """`shown` is what the log has in place of long or secret words."""
        await self._log_calls()
        replied = reply_to.text if reply_to else ""
        place, _ = self._places[where.id if where else who.id]
        self.log.says(self._clock(), place, who.name, shown or words, replied)
        await self._breathe()
        said = who.writes(words, chat=where, reply_to=reply_to)
        await self.rest()
        return said

    async def sends(self, who: Person, medium: str, caption: str) -> Message:
        await self._log_calls()
        place, _ = self._places[who.id]
        self.log.says(self._clock(), place, who.name, f"{MEDIA[medium]} {caption}".strip(), "")
        await self._breathe()
        sent = who.sends(medium, caption=caption or None)
        await self.rest()
        return sent

    async def acts(self, key: str, where: Group | Person) -> None:
        """Tell of what somebody does there that is no message."""
        await self._log_calls()
        self.log.acts(self._clock(), self._places[where.id][0], self.line(key))
        await self._breathe()

    async def presses(self, who: Person, message: Message, data: str) -> None:
        """Press the button whose callback data contains `data`, once it is there."""
        label = await self.until(lambda: _label(message, data))
        await self._log_calls()
        answer = await who.presses(message, label, timeout=_PATIENCE_SECONDS)
        place, _ = self._places[message.chat_id]
        self.log.presses(self._clock(), place, who.name, label, answer.text)
        await self._breathe()
        await self.rest()

    async def seen(
        self,
        where: Person | Group,
        words: str = "",
        data: str = "",
        after: Message | None = None,
    ) -> Message:
        """The bot's newest message there with these words and such a button, once it is there."""

        def find() -> Message | None:
            found = (
                message
                for message in reversed(_chat(where).messages.values())
                if message.by_bot
                and words in message.text
                and (not data or _label(message, data))
                and (after is None or message.id > after.id)
            )
            return next(found, None)

        message = await self.until(find)
        await self.rest()
        return message

    async def becomes(self, condition: Callable[[], bool]) -> None:
        """Wait for what the bot is to do, and log it."""
        await self.until(lambda: condition() or None)
        await self.rest()

    async def until(self, condition: Callable[[], T | None]) -> T:
        """Wait until the condition holds. Raises BotDiedError, TimeoutError."""

        def check() -> T | None:
            self.bot.check()
            return condition()

        value = await self.sandbox.wait_for(check, _PATIENCE_SECONDS)
        assert value is not None  # noqa: S101 - wait_for returns what holds
        return value

    async def rest(self) -> None:
        """Let the bot finish what it is saying, and log it."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while self.sandbox.pending or not await self._has_said_all():
                self.bot.check()
                await asyncio.sleep(_LOOK_SECONDS)
        await self._log_calls()

    async def _has_said_all(self) -> bool:
        """By its own record, which is written before an update is acknowledged."""
        async with self._record.read() as session:
            return await is_quiet(session, self._clock())

    def _count_polls(self) -> int:
        return sum(call.method == "getUpdates" for call in self.sandbox.calls)

    async def _log_calls(self) -> None:
        calls = self.sandbox.calls
        new = [*calls][len(calls) - (calls.count - self._logged) :]
        self._logged = calls.count
        # Several edits of one message at one moment count as the last.
        edits = [call for call in new if call.method == "editMessageText"]
        last_edits = {(call.at, *_edited(call)): call for call in edits}
        for call in new:
            if call.chat_id not in self._places or call.answer is None:
                continue
            if call.method in {"sendMessage", "copyMessage"}:
                await self._log_post(call, call.answer)
            elif call.ok and last_edits.get((call.at, *_edited(call))) == call:
                await self._log_edit(call, call.answer["result"])

    async def _log_post(self, call: Call, answer: Json) -> None:
        place, chat = self._places[call.chat_id]
        if not call.ok:
            self.log.fails(call.at, place, answer["description"])
            return
        message_id = answer["result"]["message_id"]
        # A copy's answer holds only the id; a sent message's is as it was then.
        raw = {**chat.messages[message_id].raw, **answer["result"]}
        self._shown[call.chat_id, message_id] = raw
        if not self.brief:
            self.log.posts(call.at, place, raw)
            await self._breathe(1 + len(raw.get("text", "")) / 150)

    async def _log_edit(self, call: Call, after: Json) -> None:
        place, _ = self._places[call.chat_id]
        before = self._shown.get(_edited(call), {})
        self._shown[_edited(call)] = after
        self.log.edits(call.at, place, before, after, brief=self.brief)
        await self._breathe()

    async def _breathe(self, entries: float = 1) -> None:
        await asyncio.sleep(self._pause * entries)


def _chat(where: Person | Group) -> Chat:
    return where.private if isinstance(where, Person) else where.chat


def _edited(call: Call) -> tuple[int, int]:
    return call.chat_id, call.params.get("message_id", 0)


def _label(message: Message, data: str) -> str | None:
    """The text of the first button whose callback data contains `data`."""
    buttons = (button for row in message.buttons for button in row)
    return next((text for text, sent in buttons if data in sent), None)
