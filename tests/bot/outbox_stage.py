"""A stage for the outbox: the real one, with a Telegram that only writes down and answers."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pyrate_limiter import InMemoryBucket, Rate
from sqlmodel import col, select

from bot.delivery import Delivery, Sent
from bot.outbox import Outbox
from bot.pacing import Pacer, monotonic_ms
from storage.engine import Store
from storage.notices import add_notices, notice_row
from storage.outbox import WAITING
from storage.tables import Notice
from storage.vocabulary import NoticeKind, NoticeStatus
from tests.builders import NOON

QUICK = [Rate(1000, 1000)]
"""Pacing has its own tests: here a thousand a second go to each chat."""


@dataclass
class Post:
    """What `deliver` is to the outbox: keeps what it was given, answers as told."""

    given: list[Notice] = field(default_factory=list)
    at: list[datetime] = field(default_factory=list)
    replies: dict[str, list[Delivery | Exception]] = field(default_factory=dict)
    now: datetime = NOON
    milliseconds: int = 0
    seconds_each: float = 0.0
    gate: asyncio.Event | None = None  # closed until it is set
    under_way: dict[int, int] = field(default_factory=dict)
    most_at_once: dict[int, int] = field(default_factory=dict)
    finished: list[str] = field(default_factory=list)

    async def deliver(self, notice: Notice) -> Delivery:
        self.given.append(notice)
        self.at.append(self.now)
        chat = notice.chat_id
        self.under_way[chat] = self.under_way.get(chat, 0) + 1
        self.most_at_once[chat] = max(self.most_at_once.get(chat, 0), self.under_way[chat])
        try:
            await asyncio.sleep(self.seconds_each)
            if self.gate is not None:
                await self.gate.wait()
        finally:
            self.under_way[chat] -= 1
        planned = self.replies.get(notice.dedup_key) or [Sent(1000 + len(self.given))]
        reply = planned.pop(0)
        if isinstance(reply, Exception):
            raise reply
        self.finished.append(notice.dedup_key)
        return reply

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not condition():  # noqa: ASYNC110 - what is awaited is another task's progress
                await asyncio.sleep(0.01)

    def pass_time(self, **step: float) -> None:
        self.now += timedelta(**step)
        self.milliseconds += round(timedelta(**step).total_seconds() * 1000)

    @property
    def keys(self) -> list[str]:
        return [notice.dedup_key for notice in self.given]


@dataclass
class OutboxStage:
    store: Store
    post: Post
    outbox: Outbox

    @classmethod
    def of(cls, store: Store, post: Post | None = None) -> "OutboxStage":
        post = post or Post()
        pacer = Pacer(lambda: monotonic_ms() + post.milliseconds, group=QUICK, private=QUICK)
        pacer._all = InMemoryBucket(QUICK)
        return cls(store, post, Outbox(store, post.deliver, lambda: post.now, pacer))

    async def queue(self, *keys: str, chat: int = -1, **about: Any) -> None:
        known: dict[str, Any] = {"kind": NoticeKind.SAY, "chat_id": chat}
        async with self.store.write() as session:
            await add_notices(
                session,
                [
                    notice_row(dedup_key=key, now=self.post.now, **{**known, **about})
                    for key in keys
                ],
            )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.ensure_future(self.outbox.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def drains(self) -> None:
        """Run until nothing is due any more."""
        async with asyncio.timeout(30):
            async with self.running():
                await asyncio.sleep(0)
                async with self.store.write():
                    pass  # after the outbox has freed the leases of the one before it
                while not await self.outbox.drained():
                    await self._pass_rest()
                    self.outbox.wake()
                    await asyncio.sleep(0.005)

    async def _pass_rest(self) -> None:
        """Where all that is due waits for its chat alone, that rest passes at once."""
        pacer = self.outbox._pacer
        due = {
            row.chat_id
            for row in await self.rows()
            if row.status == NoticeStatus.SENDING
            or (row.status in WAITING and row.send_at <= self.post.now)
        }
        if due and due <= pacer.resting() - set(self.outbox._busy):
            self.post.milliseconds += math.ceil(pacer.rest() * 1000)

    async def rows(self) -> Sequence[Notice]:
        async with self.store.read() as session:
            return (await session.scalars(select(Notice).order_by(col(Notice.id)))).all()

    async def row(self, key: str) -> Notice:
        return next(row for row in await self.rows() if row.dedup_key == key)

    async def state(self, key: str) -> tuple[NoticeStatus, datetime]:
        row = await self.row(key)
        return row.status, row.send_at

    async def runs_shortly(self, seconds: float = 0.15) -> None:
        """Long enough for whatever would be sent now."""
        async with self.running():
            await asyncio.sleep(seconds)
