"""A wait that a member's word had ended goes on: up to the answer given since, or until now."""

from datetime import datetime

from bot.addressees import reached_by
from bot.endings import end_with, said_at, wait_of, wait_since
from bot.planning import replan_wait
from storage.engine import Session
from storage.messages import asks_since, first_unanswered
from storage.tables import Brand, Event, Request, Wait
from storage.vocabulary import WaitStop


async def resume_wait(session: Session, brand: Brand, request: Request, wait: Wait) -> bool:
    """As if it had not been cut off: it ends with the first answer to it that reached the client,
    and what they asked after that waits in its turn.

    Returns whether the client waits now.
    """
    named = wait.stopped_at if wait.stop is WaitStop.NOT_NEEDED else None
    had = (await reached_by(session, request)).values()
    wait.stopped_at = wait.stop = wait.stopped_by = None
    while True:
        await replan_wait(session, brand, wait)
        given = [one for one in had if said_at(one) >= wait.started_at]
        if not given:
            await session.flush()
            return True
        first = await _end(session, wait, given)
        since = await _asked_after(session, request, said_at(first), named)
        if since is None:
            return False
        wait = await wait_since(session, request, since)


async def _end(session: Session, wait: Wait, given: list[Event]) -> Event:
    """Whoever takes the answer back, or learns that it did not arrive, finds what it ended."""
    wait.stop, wait.next_alert_at = WaitStop.ANSWERED, None
    first = await end_with(session, wait, given)
    for one in given:
        if wait_of(one) is None:
            one.data = {**one.data, "wait": wait.id}
    await session.flush()
    return first


async def _asked_after(
    session: Session, request: Request, at: datetime, named: datetime | None
) -> datetime | None:
    """A member's word that this asks for an answer holds for all that was written before they had
    `named` it otherwise; of what came later each message speaks for itself.
    """
    since = min((await asks_since(session, request.id, at)).values(), default=None)
    if named is None:
        return since
    spoken_of = await first_unanswered(session, request.id, at)
    return spoken_of if spoken_of is not None and spoken_of <= named else since
