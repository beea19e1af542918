"""Fetches raw updates for ever and hands them to the intake; acknowledges only what it kept."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import UnreachableError
from bot.intake import Intake, Raw
from bot.trouble import tell_owners
from storage.engine import DatabaseFailure, Store
from storage.updates import beat, pulse

log = logging.getLogger(__name__)

BATCH = 100
"""Telegram gives at most so many updates at once; fewer means that the queue is empty."""

LONGEST_PAUSE = 30.0
WORTH_TELLING = timedelta(minutes=5)
"""A shorter silence is a restart, not an outage."""

PULSE_EVERY = timedelta(minutes=1)
POLLED = "polled"
"""The pulse's name: when Telegram was last heard."""

Fetch = Callable[[int | None, int], Awaitable[list[Raw]]]
"""(offset, limit) -> raw updates; raises UnreachableError or TokenRevokedError."""


class Polling:
    def __init__(self, store: Store, intake: Intake, fetch: Fetch, clock: Clock) -> None:
        self._store = store
        self._intake = intake
        self._fetch = fetch
        self._clock = clock
        self._offset: int | None = None
        self._heard_at: datetime | None = None
        self._beaten_at: datetime | None = None
        self._failed = True  # until the first answer, we were away
        self.outage_ended_at: datetime | None = None
        """When an outage ended, until what it held up has been judged."""

    async def run(self) -> None:
        """Poll until cancelled. Raises TokenRevokedError: nothing can be done without a token."""
        async with self._store.read() as session:
            self._heard_at = await pulse(session, POLLED)
        failures = 0
        while True:
            try:
                await self._once()
                failures = 0
            except UnreachableError as error:
                failures += 1
                self._failed, self._intake.behind = True, False
                pause = error.after or pause_after(failures)
                log.warning("%s; trying again in %.1f s", error, pause)
                await asyncio.sleep(pause)
            except DatabaseFailure:
                failures += 1
                self._failed, self._intake.behind = True, False
                log.exception("the database failed; nothing was acknowledged, trying again")
                await asyncio.sleep(pause_after(failures))

    async def _once(self) -> None:
        raws = await self._fetch(self._offset, BATCH)
        fetched_at = self._clock()
        self._intake.behind = len(raws) == BATCH
        await self._intake.take(raws)
        # Before the outage is judged: a database that fails while nobody writes is one too.
        if self._beaten_at is None or fetched_at - self._beaten_at >= PULSE_EVERY:
            async with self._store.write() as session:
                await beat(session, POLLED, fetched_at)
            self._beaten_at = fetched_at
        await self._notice_outage(fetched_at)
        if raws:
            self._offset = raws[-1]["update_id"] + 1
        if not self._intake.behind:
            self._intake.saw_empty(fetched_at)

    async def _notice_outage(self, now: datetime) -> None:
        """Compare with when updates were last kept: before a restart, or before failures."""
        heard_at = self._heard_at
        if heard_at is not None and self._failed and now - heard_at >= WORTH_TELLING:
            self.outage_ended_at = now
            async with self._store.write() as session:
                await tell_owners(
                    session,
                    f"outage:{heard_at.isoformat()}",
                    {"code": "outage", "from": heard_at.isoformat(), "to": now.isoformat()},
                    now,
                )
        self._heard_at, self._failed = now, False


def pause_after(failures: int) -> float:
    """Seconds before the next try: half a second, doubling up to half a minute."""
    return min(2.0 ** min(failures, 10) / 4, LONGEST_PAUSE)
