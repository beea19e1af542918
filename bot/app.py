"""The composition root: builds the parts, starts them, and stops them in order."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import User

from bot import logs
from bot.business import watch_windows
from bot.clock import Clock
from bot.config import Settings
from bot.errors import StartError, TokenRevokedError
from bot.garbage import collect_seldom
from bot.hand_offs import watch_hand_offs
from bot.housekeeping import audit, tidy
from bot.intake import Intake
from bot.outbox import Outbox
from bot.pacing import Pacer
from bot.polling import Polling
from bot.schedule import ticking
from bot.staff import new_claim, void_claims
from bot.summaries import send_summaries
from bot.undelivered import tell_elsewhere
from bot.unit import Afterwards
from bot.watch import watch
from handlers.commands_menu import set_default_menu
from handlers.delivery import deliverer
from handlers.dispatch import build_dispatcher, feeder
from handlers.exports import Exporter
from handlers.people import learn_channels, preparer, recheck_desk
from handlers.polling import fetcher, introduce
from handlers.scene import Defaults
from handlers.session import Session
from storage.directory import load_directory
from storage.due import may_alert, summary_is_due
from storage.engine import AnotherCopyRunsError, StorageError, Store, open_store
from storage.vocabulary import MemberRole

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the duties look, in seconds."""

    poll: int = 25
    watch: float = 5.0
    summaries: float = 20.0
    audit: float = 60.0
    recheck_desk: float = 600.0
    learn_channels: float = 5.0
    tidy: float = 3600.0


async def run(
    settings: Settings, *, clock: Clock, pace: Pace | None = None, pacer: Pacer | None = None
) -> None:
    """Run until SIGINT or SIGTERM. Raises StartError when it cannot start or go on."""
    asyncio.get_running_loop().set_exception_handler(logs.asyncio_exception_handler)
    try:
        async with AsyncExitStack() as stack:
            store = await stack.enter_async_context(open_store(settings.database_url))
            bot = _bot(settings)
            stack.push_async_callback(bot.session.close)
            await _run(settings, store, bot, clock, pace or Pace(), pacer or Pacer())
    except AnotherCopyRunsError as error:
        raise StartError(
            f"{error}. Stop it first, or give this one its own DATABASE_URL."
        ) from error
    except StorageError as error:
        raise StartError(f"The database cannot be used: {error}. Check DATABASE_URL.") from error


def _bot(settings: Settings) -> Bot:
    api = TelegramAPIServer.from_base(settings.telegram_api_url)
    return Bot(settings.bot_token, session=Session(api=api))


async def _run(
    settings: Settings, store: Store, bot: Bot, clock: Clock, pace: Pace, pacer: Pacer
) -> None:
    me = await introduce(bot)
    await _offer_claim(settings, store, me, clock)
    told = asyncio.Queue[Afterwards]()

    def after_commit(afterwards: Sequence[Afterwards]) -> None:
        for one in afterwards:
            told.put_nowait(one)
        if not intake.behind:
            outbox.wake()

    defaults = Defaults(
        language=settings.language,
        timezone=settings.timezone,
        sla_minutes=round(settings.sla.total_seconds() / 60),
        owner_ids=settings.owner_ids,
    )
    exporter = Exporter(store, bot, settings.database_url, clock, pacer)
    intake = Intake(
        store,
        feeder(build_dispatcher(exporter), bot, me, defaults),
        preparer(store, bot, clock),
        bot_id=me.id,
        clock=clock,
        after_commit=after_commit,
    )
    outbox = Outbox(store, deliverer(bot, store, clock), clock, pacer, hushed=lambda: intake.behind)
    polling = Polling(store, intake, fetcher(bot, pace.poll), clock)
    duties = Duties(store, bot, outbox, intake, polling, clock, settings.audit_ping_url)
    collect_seldom()
    log.info("watching as @%s", me.username)
    async with (
        _inbox(settings, store, clock, outbox.wake),
        ticking(
            {
                "watch": (pace.watch, duties.watch),
                "summaries": (pace.summaries, duties.summaries),
                "audit": (pace.audit, duties.audit),
                "recheck desk": (pace.recheck_desk, duties.recheck_desk),
                "learn channels": (pace.learn_channels, duties.learn_channels),
                "tidy": (pace.tidy, duties.tidy),
            }
        ),
    ):
        await _until_stopped(polling, outbox, told, bot)
    log.info("stopped")


@asynccontextmanager
async def _inbox(
    settings: Settings, store: Store, clock: Clock, wake: Callable[[], None]
) -> AsyncIterator[None]:
    """The HTTP door, where it is wanted."""
    if settings.inbox is None:
        yield
        return
    from handlers.inbox import serving_inbox  # noqa: PLC0415 - a web server, for those who want one

    host, port = settings.inbox
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(serving_inbox(store, clock, wake, host, port))
        except OSError as error:
            raise StartError(
                f"INBOX_ADDRESS {host}:{port} cannot be had: {error.strerror}. "
                "Choose a free port, or leave it empty."
            ) from error
        log.info("requests may be filed at http://%s:%s/api/v1/requests", host, port)
        yield


async def _until_stopped(
    polling: Polling, outbox: Outbox, told: "asyncio.Queue[Afterwards]", bot: Bot
) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    ended_by: BaseException | None = None
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(polling.run()),
                group.create_task(outbox.run()),
                group.create_task(_tell(told)),
                group.create_task(_set_menu(bot)),
            ]
            await stop.wait()
            for task in tasks:
                task.cancel()
    except* (TokenRevokedError, AnotherCopyRunsError) as group_error:
        ended_by = _innermost(group_error)  # before Python 3.11.4 raising here makes it a group
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)
    if isinstance(ended_by, AnotherCopyRunsError):
        raise StartError(
            f"{ended_by}: it took over while this one had lost the server. Keep one of them."
        )
    if ended_by is not None:
        raise StartError(str(ended_by))


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


async def _tell(told: "asyncio.Queue[Afterwards]") -> None:
    """Answer button presses, which lapse within seconds, and make files, which say so when lost.

    So a failure is only logged.
    """
    async with asyncio.TaskGroup() as group:
        while True:
            group.create_task(_tell_one(await told.get()))


async def _tell_one(one: Afterwards) -> None:
    try:
        await one()
    except Exception as error:  # noqa: BLE001 - what was asked is done or told; only its echo is lost
        log.warning("what was asked for could not be answered: %s", error)


async def _set_menu(bot: Bot) -> None:
    try:
        await set_default_menu(bot)
    except Exception as error:  # noqa: BLE001 - cosmetic, and tried again at the next start
        log.warning("the command menu could not be set: %s", error)


async def _offer_claim(settings: Settings, store: Store, me: User, clock: Clock) -> None:
    """Without OWNER_IDS and without an owner, whoever holds the printed link may own the bot."""
    if settings.owner_ids:
        async with store.write() as session:
            await void_claims(session, clock())
        return
    async with store.write() as session:
        directory = await load_directory(session)
        owned = any(
            member.role is MemberRole.OWNER
            for members in directory.members.values()
            for member in members
        )
        if owned:
            return
        secret = await new_claim(session, clock())
    # Straight to the terminal: a log may be kept and read by others.
    print(  # noqa: T201 - see above
        f"This bot has no owner yet. Open this link within 24 hours to own it:\n"
        f"  https://t.me/{me.username}?start={secret}",
        flush=True,
    )


class Duties:
    """What the ticks do."""

    def __init__(
        self,
        store: Store,
        bot: Bot,
        outbox: Outbox,
        intake: Intake,
        polling: Polling,
        clock: Clock,
        ping_url: str | None,
    ) -> None:
        self._store = store
        self._bot = bot
        self._outbox = outbox
        self._intake = intake
        self._polling = polling
        self._clock = clock
        self._ping_url = ping_url

    async def watch(self) -> None:
        """Judge up to the moment for which Telegram's queue was seen empty, while it can be."""
        elsewhere = await tell_elsewhere(self._store, self._clock())
        if await self._polling.look() or elsewhere:
            self._outbox.wake()
        judged_until = self._polling.judged_until
        if judged_until is None:
            return
        ended_at = self._polling.outage_ended_at
        after_outage = ended_at is not None and ended_at <= judged_until
        if after_outage:
            self._polling.outage_ended_at = None
        async with self._store.read() as session:
            if not await may_alert(session, judged_until):
                return
        late = await watch_hand_offs(self._store, judged_until)
        late += await watch_windows(self._store, judged_until)
        if await watch(self._store, judged_until, after_outage=after_outage) or late:
            self._outbox.wake()

    async def summaries(self) -> None:
        judged_until = self._polling.judged_until
        if judged_until is None:
            return
        async with self._store.read() as session:
            if not await summary_is_due(session, judged_until):
                return
        if await send_summaries(self._store, judged_until):
            self._outbox.wake()

    async def audit(self) -> None:
        """Ping the outside only while all is well: silence there is the alarm."""
        problems = await audit(self._store, self._intake.judged_until, self._clock())
        if problems or self._ping_url is None:
            return
        timeout = aiohttp.ClientTimeout(total=10)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(self._ping_url) as response,
        ):
            response.raise_for_status()

    async def recheck_desk(self) -> None:
        await recheck_desk(self._store, self._bot, self._clock())

    async def learn_channels(self) -> None:
        await learn_channels(self._store, self._bot)

    async def tidy(self) -> None:
        await self._outbox.reclaim()
        await tidy(self._store, self._clock())
