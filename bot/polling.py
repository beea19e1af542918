"""Fetches raw updates for ever and hands them to the intake; acknowledges only what it kept."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import RivalError, UnreachableError
from bot.intake import Intake, Raw
from bot.rivals import Rivals
from bot.unread import tell_read_again, tell_unread, told_of_rival, unread_since
from storage.engine import DatabaseFailure, Store
from storage.updates import beat, pulse

log = logging.getLogger(__name__)

BATCH = 100
"""Telegram gives at most so many updates at once; fewer means that the queue is empty."""

LONGEST_PAUSE = 30.0
WORTH_TELLING = timedelta(minutes=5)
"""A shorter silence is a restart, not an outage."""

BY_CLOCK_AFTER = timedelta(minutes=15)
"""Once nothing could be read for so long, a false alert is better than none."""

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
        self._failing_since: datetime | None = clock()  # until the first answer, we were away
        self._told_since: datetime | None = None  # since when people know that we cannot read
        self._rival = False  # at the last failure something else took the bot's updates
        self._rivals = Rivals()
        self.outage_ended_at: datetime | None = None
        """When an outage ended, until what it held up has been judged."""

    async def run(self) -> None:
        """Poll until cancelled. Raises TokenRevokedError: nothing can be done without a token."""
        async with self._store.read() as session:
            self._heard_at = await pulse(session, POLLED)
            self._told_since = await unread_since(session)
            if self._told_since is not None and await told_of_rival(session, self._told_since):
                self._rivals.meet(self._clock())  # a restart does not make it go away
        failures = 0
        while True:
            try:
                await self._once()
                failures = 0
            except UnreachableError as error:
                failures += 1
                self._note_failure(rival=isinstance(error, RivalError))
                pause = error.after or pause_after(failures)
                log.warning("%s; trying again in %.1f s", error, pause)
                await asyncio.sleep(pause)
            except DatabaseFailure:
                failures += 1
                self._note_failure(rival=False)
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
        await self._note_reading(fetched_at)
        if raws:
            self._offset = raws[-1]["update_id"] + 1
        if not self._intake.behind:
            self._intake.saw_empty(fetched_at)

    def _note_failure(self, *, rival: bool) -> None:
        self._failing_since = self._failing_since or self._clock()
        self._rival, self._intake.behind = rival, False
        if rival:
            self._rivals.meet(self._clock())

    @property
    def judged_until(self) -> datetime | None:
        """Until when waits are judged: what was read, but by the clock once nothing can be read.

        People have been told by then, and each alert says that an answer may be unseen.
        """
        now, since = self._clock(), self._failing_since
        if since is not None and self._told_since is not None and now - since >= BY_CLOCK_AFTER:
            return now
        return self._intake.judged_until

    async def look(self) -> bool:
        """Tell people, once, of minutes in which nothing could be read or something else took
        updates; whether they were told now.
        """
        now = self._clock()
        if self._told_since is not None or self._trouble(now) is None:
            return False
        async with self._store.write() as session:
            trouble = self._trouble(now)
            if trouble is None:
                return False  # it was read while we waited for our turn
            since, partly = trouble
            await tell_unread(session, since, now, rival=partly or self._rival, partly=partly)
        self._told_since = since
        return True

    def _trouble(self, now: datetime) -> tuple[datetime, bool] | None:
        """Since when not everything could be read, and whether a part could; None for moments."""
        failing_since, heard_at = self._failing_since, self._heard_at
        if failing_since is not None and now - failing_since >= WORTH_TELLING:
            return heard_at or failing_since, False
        since = self._rivals.since(now)
        if since is not None and heard_at is not None and heard_at > since:
            return since, True
        return None

    async def _note_reading(self, now: datetime) -> None:
        """Compare with when updates were last kept: before a restart, or before failures.

        One poll that succeeds does not say that whoever took updates is gone.
        """
        if self._told_since is not None and self._rivals.may_be_there(now):
            self._heard_at, self._failing_since = now, None
            return
        since = self._told_since or self._heard_at or self._failing_since
        was_away = self._failing_since is not None and since and now - since >= WORTH_TELLING
        if since is not None and (was_away or self._told_since is not None):
            async with self._store.write() as session:
                await tell_read_again(session, since, now)
            self.outage_ended_at = now
        self._heard_at, self._failing_since, self._told_since = now, None, None


def pause_after(failures: int) -> float:
    """Seconds before the next try: half a second, doubling up to half a minute."""
    return min(2.0 ** min(failures, 10) / 4, LONGEST_PAUSE)
