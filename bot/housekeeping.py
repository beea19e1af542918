"""Keeps the database small and checks that nothing is stuck."""

import logging
from datetime import datetime, timedelta

from bot.delivery import STILL_FAILS
from bot.inbox import FORGET_AFTER
from bot.questions import still_asked
from storage.engine import Store
from storage.failing import count_failing
from storage.forgetting import forget_told
from storage.inbox import forget_filed
from storage.notices import count_unheard_waits
from storage.outbox import next_due
from storage.updates import forget_seen
from storage.waits import unwatched_breaches

log = logging.getLogger(__name__)

LONGEST_REST = timedelta(days=2)
"""Telegram asks for rests of hours; none that was heard of is longer."""

STUCK_AFTER = timedelta(minutes=5)
"""How late a duty may be before the audit calls it stuck."""


async def tidy(store: Store, now: datetime) -> None:
    """Forget update ids and plain messages that nobody will ask about again."""
    async with store.write() as session:
        await forget_seen(session, now)
        await forget_told(session, now, but=await still_asked(session, now))
        await forget_filed(session, now - FORGET_AFTER)


async def audit(store: Store, judged_until: datetime | None, now: datetime) -> list[str]:
    """What is wrong with our promise right now; empty when all is well.

    `judged_until` is the moment for which the intake saw an empty queue.
    """
    if judged_until is None:
        return ["no word from Telegram yet"]
    problems = []
    if now - judged_until > STUCK_AFTER:
        problems.append(f"Telegram was last heard at {judged_until.isoformat()}")
    async with store.read() as session:
        stuck = await unwatched_breaches(session, judged_until, judged_until - STUCK_AFTER)
        unheard = await count_unheard_waits(session)
        unsent = await next_due(session)
        failing = await count_failing(session, STILL_FAILS, now + LONGEST_REST)
    if stuck:
        problems.append(f"{stuck} breached waits have not been alerted")
    if unsent is not None and now - unsent > STUCK_AFTER:
        problems.append(f"messages wait to be sent since {unsent.isoformat()}")
    if failing:
        problems.append(f"messages that fail again and again: {failing}")
    if unheard:
        problems.append(f"waiting clients whose alerts found no reader: {unheard}")
    for problem in problems:
        log.error("audit: %s", problem)
    return problems
