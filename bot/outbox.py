"""The outbox: claim, recheck, render, send, record.

The sender rechecks and renders at the very moment of sending (`Deliver`), so nothing is
said that has stopped being true while it waited.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from bot.brands import move_chat
from bot.clock import Clock
from bot.delivery import (
    Deliver,
    Delivery,
    Failed,
    Gone,
    Moved,
    Refused,
    Sent,
    Superseded,
    Throttled,
    Unreachable,
    Withheld,
)
from bot.pacing import Pacer
from bot.undelivered import could_not_reach, could_not_say, overtaken
from storage.engine import DatabaseFailure, Session, Store
from storage.outbox import (
    bundle,
    claim,
    forget_message,
    next_due,
    record_failure,
    record_sent,
    release_leases,
)
from storage.tables import Notice
from storage.vocabulary import NoticeKind, NoticeStatus

log = logging.getLogger(__name__)

AT_ONCE = 16
"""Chats written to at the same time; each has at most one message under way."""

ENOUGH_QUEUED = 8
"""So many claimed notices that wait for their slot are a quarter of a second's work at
Telegram's pace: one claim for several of them spares the database."""

LEASE = timedelta(minutes=2)
"""Longer than any send with its time-outs."""

DIGEST_FROM = 4
"""So many alerts for one reader become one message."""

TRIES = 5
"""How often a notice that we fail to make is tried before it is given up."""

LONGEST_PAUSE = timedelta(minutes=5)
"""Between two tries of one notice; the pauses double from two seconds up to this."""

IDLE_SECONDS = 1.0
"""How long the outbox sleeps when nobody wakes it: retries and quiet hours come due by time."""


class Outbox:
    """The one sender of a bot token."""

    def __init__(
        self,
        store: Store,
        deliver: Deliver,
        clock: Clock,
        pacer: Pacer,
        *,
        hushed: Callable[[], bool] = lambda: False,
    ) -> None:
        """While `hushed`, nothing more is begun: the intake is behind, and what it is about to
        read may leave less to say.
        """
        self._store = store
        self._deliver = deliver
        self._clock = clock
        self._pacer = pacer
        self._hushed = hushed
        self._wake = asyncio.Event()
        self._busy: dict[int, int] = {}  # chat -> the notice under way there
        self._claiming = False  # claimed, and not yet on the way
        self._queued: set[int] = set()  # those of the notices that wait for their slot

    def wake(self) -> None:
        """Something was queued: look at once."""
        self._wake.set()

    async def run(self) -> None:
        """Send for ever; cancel to stop. What is under way is finished first."""
        async with self._store.write() as session:
            await release_leases(session, None)
        async with asyncio.TaskGroup() as group:
            starting: asyncio.Future[int] | None = None
            try:
                while True:
                    self._wake.clear()
                    # A stop must not come between a claim and its sending.
                    starting = asyncio.ensure_future(self._start_or_log(group))
                    if not await asyncio.shield(starting):
                        await self._rest()
            except asyncio.CancelledError:
                if starting is not None:
                    await asyncio.wait([starting])
                await self._finish()
                raise

    async def reclaim(self) -> None:
        """Free leases that ran out without a sender of ours behind them."""
        async with self._store.write() as session:
            await release_leases(session, self._clock(), except_ids=self._busy.values())

    async def drained(self) -> bool:
        """Whether nothing is due or under way."""
        if self._busy or self._claiming:
            return False
        async with self._store.read() as session:
            due = await next_due(session)
        under_way = bool(self._busy) or self._claiming
        return not under_way and (due is None or due > self._clock())

    async def _start_or_log(self, group: asyncio.TaskGroup) -> int:
        try:
            return await self._start(group)
        except DatabaseFailure:
            log.exception("the outbox could not read its notices; trying again")
            return 0

    async def _start(self, group: asyncio.TaskGroup) -> int:
        """Claim what may go out now and begin sending it."""
        free = AT_ONCE - len(self._busy)
        if free <= 0 or len(self._queued) >= ENOUGH_QUEUED or self._hushed():
            return 0
        now = self._clock()
        async with self._store.read() as session:
            due = await next_due(session)
        if due is None or due > now:
            return 0
        self._claiming = True
        try:
            notices = await self._claim(now, free)
            for notice in notices:
                self._busy[notice.chat_id] = notice.id
                self._queued.add(notice.id)
                group.create_task(self._send(notice))
        finally:
            self._claiming = False
        return len(notices)

    async def _claim(self, now: datetime, free: int) -> list[Notice]:
        async with self._store.write() as session:
            notices = await claim(
                session,
                now,
                now + LEASE,
                limit=free,
                except_chats=self._pacer.resting() | set(self._busy),
            )
            for notice in notices:
                await self._gather(session, notice)
        return list(notices)

    async def _gather(self, session: Session, notice: Notice) -> None:
        """Put the reader's other due alerts under this one, when there are enough for a digest."""
        if notice.kind is NoticeKind.ALERT and notice.message_id is None:
            at_least = 2 if notice.payload.get("digest") else DIGEST_FROM
            await bundle(session, notice, self._clock(), at_least=at_least)

    async def _send(self, notice: Notice) -> None:
        try:
            while delay := self._pacer.delay(notice.chat_id):  # noqa: ASYNC110 - a pace, no event
                await asyncio.sleep(delay)
            self._queued.discard(notice.id)
            self._wake.set()
            await self._keep(notice, await self._try(notice))
        finally:
            self._busy.pop(notice.chat_id, None)
            self._queued.discard(notice.id)
            self._wake.set()

    async def _try(self, notice: Notice) -> Delivery:
        try:
            return await self._deliver(notice)
        except Exception as error:  # one bad row must not stop the sender: told, retried, kept
            log.exception("notice %s (%s) could not be made", notice.id, notice.kind)
            reason = f"{type(error).__name__}: {error}"
            return Failed(reason, maybe_sent=False) if notice.attempts < TRIES else Refused(reason)

    async def _keep(self, notice: Notice, outcome: Delivery) -> None:
        """Record until it is recorded: forgetting that it was sent would repeat it."""
        recorded = False
        while not recorded:
            recorded = await self._record_or_log(notice, outcome)

    async def _record_or_log(self, notice: Notice, outcome: Delivery) -> bool:
        try:
            async with self._store.write() as session:
                await self._record(session, notice, outcome)
        except DatabaseFailure:
            log.exception("notice %s: its outcome could not be recorded yet", notice.id)
            await asyncio.sleep(IDLE_SECONDS)
            return False
        except Exception as error:  # one bad row must not stop the sender: told, and given up
            log.exception("notice %s: its outcome cannot be recorded", notice.id)
            return await self._give_up(notice, type(error).__name__)
        return True

    async def _give_up(self, notice: Notice, reason: str) -> bool:
        try:
            async with self._store.write() as session:
                await record_failure(session, notice, NoticeStatus.DEAD, reason)
        except DatabaseFailure:
            return False
        return True

    async def _record(self, session: Session, notice: Notice, outcome: Delivery) -> None:
        now = self._clock()
        match outcome:
            case Sent(message_id):
                await record_sent(session, notice, message_id, now)
            case Superseded(reason):
                await overtaken(session, notice, reason)
            case Throttled(seconds):
                self._pacer.hold(notice.chat_id, seconds)
                await record_failure(
                    session,
                    notice,
                    NoticeStatus.RETRY,
                    "429",
                    send_at=now + timedelta(seconds=seconds),
                    counts=False,
                )
            case Failed(reason, maybe_sent):
                pause = min(timedelta(seconds=2 ** min(notice.attempts, 9)), LONGEST_PAUSE)
                self._pacer.hold(notice.chat_id, pause.total_seconds())
                await record_failure(
                    session,
                    notice,
                    NoticeStatus.RETRY,
                    reason,
                    send_at=now + pause,
                    maybe_repeat=maybe_sent,
                )
            case Moved(chat_id):
                await move_chat(session, notice.chat_id, chat_id)
                edits = notice.kind is NoticeKind.EDIT  # of a message that did not move
                status = NoticeStatus.SUPERSEDED if edits else NoticeStatus.RETRY
                await record_failure(session, notice, status, "moved", send_at=now)
            case Gone():
                await forget_message(session, notice.id)
                await record_failure(session, notice, NoticeStatus.RETRY, "gone", send_at=now)
            case Unreachable(reason):
                log.warning("chat %s cannot be reached: %s", notice.chat_id, reason)
                await could_not_reach(session, notice, reason, now)
            case Withheld():
                await could_not_say(session, notice, "no longer a reader", now)
            case Refused(reason):
                log.error("notice %s (%s) was refused: %s", notice.id, notice.kind, reason)
                await could_not_say(session, notice, reason, now)

    async def _rest(self) -> None:
        pause = IDLE_SECONDS if self._queued else self._pacer.rest() or IDLE_SECONDS
        with suppress(TimeoutError):  # not wait_for: in 3.11 a wake-up can make it lose a stop
            async with asyncio.timeout(min(pause, IDLE_SECONDS)):
                await self._wake.wait()

    async def _finish(self, seconds: float = 10.0) -> None:
        """Let the sends under way end, so that a stop causes no repeats."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._busy:
                    self._wake.clear()
                    await self._wake.wait()
