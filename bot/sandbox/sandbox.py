"""The sandbox: a small Telegram of one's own, with people to play in it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from bot.clock import Clock
from bot.sandbox.business import BusinessAccount
from bot.sandbox.calls import CallLog
from bot.sandbox.clock import ShiftedClock
from bot.sandbox.faults import Drop, Hang, Refusal, refusal
from bot.sandbox.groups import Channel, Group
from bot.sandbox.limits import FloodLimits
from bot.sandbox.messages import Json
from bot.sandbox.people import Person
from bot.sandbox.server import ApiServer
from bot.sandbox.world import World

_RECHECK_SECONDS = 0.02
PATIENCE = 30.0
"""Seconds of real time to wait for what is to happen: a busy machine is slow, not broken."""
T = TypeVar("T")


class Sandbox:
    """A Bot API on loopback, and the driver of all that happens behind it.

    Inside `async with` a bot, in this process or another, is pointed at `url` and people act:
    `olena = sandbox.person("Олена"); olena.starts(); await sandbox.settled()`.

    `privacy` is the bot's privacy mode; Vidhuk's owners are told to switch it off, so it is
    off unless asked for. `press_timeout` is in seconds of real time.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        token: str = "42:TEST",  # noqa: S107 - a token of no bot
        bot_username: str = "vidhuk_test_bot",
        port: int = 0,
        *,
        privacy: bool = False,
        press_timeout: float = PATIENCE,
    ) -> None:
        self.clock: Clock = clock or ShiftedClock()
        bot_id = int(token.partition(":")[0])
        self._world = World(self.clock, bot_id=bot_id, bot_username=bot_username, privacy=privacy)
        self._changed = asyncio.Event()
        self._server = ApiServer(self._world, token, self._changed.set)
        self._port = port
        self._press_timeout = press_timeout

    async def __aenter__(self) -> Self:
        await self._server.start(self._port)
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._server.stop()

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def bot(self) -> Json:
        return self._world.bot

    @property
    def token(self) -> str:
        return self._server.token

    @token.setter
    def token(self, token: str) -> None:
        """As when BotFather revokes the old one."""
        self._server.token = token

    @property
    def privacy(self) -> bool:
        return self._world.privacy

    @privacy.setter
    def privacy(self, on: bool) -> None:
        self._world.privacy = on

    @property
    def calls(self) -> CallLog:
        return self._server.calls

    @property
    def commands(self) -> dict[tuple[str, str], list[Json]]:
        """What the bot registered, by scope (as JSON) and language."""
        return self._world.commands

    @property
    def enforce_limits(self) -> bool:
        return self._server.limits is not None

    @enforce_limits.setter
    def enforce_limits(self, on: bool) -> None:
        """Flood limits by real time; switching them on starts from a clean slate."""
        self._server.limits = FloodLimits() if on else None

    @property
    def too_many_requests(self) -> int:
        """How many calls were answered 429."""
        return self.calls.too_many_requests

    # Who and where

    def person(
        self,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = "uk",
        *,
        user_id: int | None = None,
    ) -> Person:
        profile = {
            "first_name": first_name,
            "last_name": last_name,
            "username": username,
            "language_code": language,
        }
        known = {name: value for name, value in profile.items() if value is not None}
        return Person(self._world, self._world.add_user(known, user_id), self._press_timeout)

    def group(
        self,
        title: str,
        members: Iterable[Person] = (),
        admins: Sequence[Person] = (),
        kind: Literal["supergroup", "group"] = "supergroup",
        *,
        forum: bool = False,
        username: str | None = None,
    ) -> Group:
        """A group that stands already; the first admin made it. The bot is not in it yet."""
        profile: Json = {"title": title}
        if username is not None:
            profile["username"] = username
        if forum:
            profile["is_forum"] = True
        chat = self._world.add_chat(kind, profile)
        chat.statuses |= {person.id: "member" for person in members}
        chat.statuses |= {person.id: "administrator" for person in admins}
        if admins:
            chat.statuses[admins[0].id] = "creator"
        return Group(self._world, chat)

    def channel(self, title: str, owner: Person, username: str | None = None) -> Channel:
        profile = {"title": title} | ({"username": username} if username else {})
        chat = self._world.add_chat("channel", profile)
        chat.statuses[owner.id] = "creator"
        return Channel(self._world, chat)

    def business(self, owner: Person) -> BusinessAccount:
        """A person connects the bot to their Telegram Business account."""
        connection_id = f"business{len(self._world.accounts) + 1}"
        account = BusinessAccount(self._world, owner, connection_id)
        self._world.accounts[connection_id] = account
        account.tells()
        return account

    def add_bot(self, place: Group | Channel, by: Person, *, admin: bool = False) -> None:
        """In a channel a bot is always an admin."""
        chat = place.chat
        is_channel = chat.type == "channel"
        status = "administrator" if admin or is_channel else "member"
        self._world.set_status(chat, self.bot, status, by=by.user)
        if not is_channel:
            self._world.service(chat, {"from": by.user}, {"new_chat_members": [self.bot]})

    def withhold(self, channel: Channel, right: str, by: Person) -> None:
        """The bot is an administrator there, without this right."""
        self._world.set_status(
            channel.chat, self.bot, "administrator", by=by.user, withheld=[right]
        )

    def promote_bot(self, group: Group, by: Person) -> None:
        self._world.set_status(group.chat, self.bot, "administrator", by=by.user)

    def demote_bot(self, group: Group, by: Person) -> None:
        self._world.set_status(group.chat, self.bot, "member", by=by.user)

    def mute_bot(self, group: Group, by: Person) -> None:
        """The bot stays and may not write."""
        self._world.set_status(group.chat, self.bot, "restricted", by=by.user)

    def remove_bot(self, place: Group | Channel, by: Person) -> None:
        chat = place.chat
        if chat.type != "channel":
            self._world.service(chat, {"from": by.user}, {"left_chat_member": self.bot})
        self._world.set_status(chat, self.bot, "kicked", by=by.user)

    def file(self, file_id: str) -> bytes:
        """What was sent under this id. Raises ApiError for an unknown one."""
        return self._world.files.get(file_id).data

    # Failures

    def fail_next(
        self,
        method: str,
        times: int = 1,
        status: int = 429,
        retry_after: int = 3,
        *,
        description: str | None = None,
        chat_id: int | None = None,
    ) -> None:
        """Refuse the next calls without doing anything. "*" is any method."""
        error = refusal(status, retry_after, description)
        self._server.faults.plan(Refusal(method, times, chat_id, error))

    def hang(
        self,
        method: str,
        times: int = 1,
        seconds: float | None = None,
        *,
        chat_id: int | None = None,
    ) -> None:
        """Do what the next calls ask, but answer `seconds` late, or never (None)."""
        self._server.faults.plan(Hang(method, times, chat_id, seconds))

    def drop_before(self, method: str, times: int = 1, *, chat_id: int | None = None) -> None:
        """Close the connection of the next calls without doing anything."""
        self._server.faults.plan(Drop(method, times, chat_id))

    def set_webhook(self) -> None:
        """Somebody sets a webhook with the bot's token: polls are refused until it is deleted."""
        self._world.updates.set_webhook()

    def heal(self) -> None:
        """Forget all failures still planned."""
        self._server.faults.clear()

    # Updates and time

    def push_raw(self, update: dict[str, Any]) -> int:
        """Queue any update, also a broken one; returns its update_id."""
        return self._world.updates.push_raw(update)

    def feed(self, updates: Iterable[dict[str, Any]]) -> None:
        for update in updates:
            self._world.updates.push_raw(update)

    @property
    def pending(self) -> int:
        """Updates not acknowledged yet."""
        return len(self._world.updates)

    async def advance(self, **step: float) -> None:
        """Move the clock (`hours=3`) and tell a waiting bot at once that its queue is empty."""
        if not isinstance(self.clock, ShiftedClock):
            raise TypeError("only a ShiftedClock can be advanced")
        self.clock.advance(timedelta(**step))
        self._world.updates.release()
        await asyncio.sleep(0)

    async def settled(self, timeout: float = PATIENCE) -> None:  # noqa: ASYNC109 - callers think in seconds
        """Wait until every update was fetched and acknowledged."""
        await self.wait_for(lambda: not self.pending, timeout)

    async def wait_for(self, condition: Callable[[], T], timeout: float = PATIENCE) -> T:  # noqa: ASYNC109 - callers think in seconds
        """Wait until the condition holds and return its value; seconds of real time."""
        deadline = asyncio.get_running_loop().time() + timeout
        while True:
            self._changed.clear()
            if value := condition():
                return value
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                raise TimeoutError(f"not within {timeout} s. {self._last_said()}")
            with suppress(TimeoutError):
                async with asyncio.timeout(min(_RECHECK_SECONDS, left)):
                    await self._changed.wait()

    def _last_said(self) -> str:
        lines = [f"{self.pending} updates not acknowledged; last said by the bot:"]
        for chat in self._world.chats.values():
            said = [message for message in chat.messages.values() if message.by_bot]
            if said:
                lines.append(f"  {chat.name} ({chat.id}): {said[-1].text!r}")
        return "\n".join(lines)
