"""The ticks. APScheduler only says when; what is due is found in the database."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

Duty = Callable[[], Awaitable[None]]

LONGEST = timedelta(minutes=5)
"""A duty that takes longer is cut off and tried again at its next tick."""


@asynccontextmanager
async def ticking(duties: dict[str, tuple[float, Duty]]) -> AsyncIterator[None]:
    """Run each duty every so many seconds while inside; one that fails does not stop another.

    Leaving waits for the duties under way: the scheduler's own shutdown would cancel them.
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        job_defaults={
            "coalesce": True,
            "max_instances": 1,
            "misfire_grace_time": None,  # the default drops a run that is a second late
        },
    )
    running: set[str] = set()
    for name, (seconds, duty) in duties.items():
        job = _guarded(name, duty, running)
        scheduler.add_job(job, "interval", seconds=seconds, id=name, name=name)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.pause()
        await asyncio.sleep(0)  # a run that was handed over just now begins, and is waited for
        async with asyncio.timeout(LONGEST.total_seconds()):
            while running:  # noqa: ASYNC110 - at a stop only, for milliseconds
                await asyncio.sleep(0.01)
        scheduler.shutdown(wait=False)


def _guarded(name: str, duty: Duty, running: set[str]) -> Duty:
    async def run() -> None:
        running.add(name)
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                await duty()
        except Exception:  # told, and tried again at the next tick
            log.exception("the duty %r failed", name)
        finally:
            running.discard(name)

    return run
