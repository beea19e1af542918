"""With which answer a wait ended: the earliest that was one, whenever that became known."""

from collections.abc import Sequence
from datetime import datetime

from bot.planning import replan_wait
from storage.engine import Session
from storage.messages import asks_since, first_unanswered
from storage.requests import message_at, waits_of
from storage.tables import Brand, Event, Request, Wait
from storage.vocabulary import Direction, RequestStatus, WaitStop

ENDED = frozenset(WaitStop) - {WaitStop.MERGED}

PUT_ASIDE = frozenset({WaitStop.CLOSED, WaitStop.DISMISSED})
"""A wait that a member ended so ends with the answer that the client gets all the same."""

GIVEN_IN = PUT_ASIDE | {WaitStop.ANSWERED}
"""What is said after the end of such a wait is still an answer to it."""

CUT_OFF = ENDED - {WaitStop.ANSWERED}
"""A wait ended so without an answer of which we knew."""


async def end_earlier(
    session: Session, request: Request, at: datetime, member_id: int | None
) -> Wait | None:
    """An answer of which we learn late ends its wait at its own date, if that is the earlier; so
    does one to what had been closed without an answer.

    Returns the ended wait that it was given in: the last that had begun by then.
    """
    waits = await waits_of(session, request.id)
    begun = [
        one
        for one in waits
        if one.started_at <= at
        and (one.stop in GIVEN_IN or (one.stop in ENDED and one.stopped_at and at < one.stopped_at))
    ]
    wait = max(begun, key=lambda one: (one.started_at, one.id), default=None)
    if wait is not None:
        await end_at(session, request, wait, at, member_id)
    return wait


async def end_at(
    session: Session, request: Request, wait: Wait, at: datetime, member_id: int | None
) -> None:
    """The same of a wait that is known; what was written since ended as the whole had."""
    stop, until, by = wait.stop, wait.stopped_at, wait.stopped_by
    if until is None or (at >= until and (stop not in PUT_ASIDE or until <= wait.due_at < at)):
        return  # what was closed in time is not made late by a word that follows days after
    wait.stopped_at, wait.stop, wait.stopped_by = at, WaitStop.ANSWERED, member_id
    if stop is WaitStop.NOT_NEEDED:
        needed_after_all(request, until)
    await session.flush()
    if stop not in CUT_OFF:
        return
    if stop is WaitStop.NOT_NEEDED:  # by a member's word, which holds for all that was written
        since = await first_unanswered(session, request.id, at)
    else:
        since = min((await asks_since(session, request.id, at)).values(), default=None)
    if since is not None and since <= until:
        rest = await wait_since(session, request, since)
        rest.stopped_at, rest.stop, rest.stopped_by, rest.next_alert_at = until, stop, by, None
        await session.flush()


def needed_after_all(request: Request, named_at: datetime) -> None:
    """It had its answer, and was closed by the naming of its kind alone, if at all."""
    request.awaited = True
    if request.status is RequestStatus.CLOSED and request.closed_at == named_at:
        request.status, request.closed_at = RequestStatus.ANSWERED, None
        request.outcome = None


async def await_the_rest(session: Session, request: Request, ended: Wait) -> None:
    """An answer of which we learn late says nothing to what its client asked after it: that waits,
    as it would have if we had learnt of it at once.
    """
    if ended.stopped_at is None:
        return
    since = await asks_since(session, request.id, ended.stopped_at)
    if since:  # seldom: of most answers we learn before the client writes again
        await wait_since(session, request, min(since.values()))
        request.status = RequestStatus.OPEN
        await session.flush()


async def wait_since(session: Session, request: Request, since: datetime) -> Wait:
    """A further wait of the request, from this moment."""
    wait = Wait(brand_id=request.brand_id, request_id=request.id, started_at=since, due_at=since)
    await replan_wait(session, await session.get_one(Brand, request.brand_id), wait)
    session.add(wait)
    return wait


async def end_with(session: Session, wait: Wait, given: Sequence[Event]) -> Event:
    """Have the wait end with the earliest of these answers; returns which that is."""
    first = earliest(given)
    wait.stopped_at = max(said_at(first), wait.started_at)
    wait.stopped_by = await member_of(session, first)
    await session.flush()
    return first


def answers_in(story: Sequence[Event]) -> list[Event]:
    """The answers that were not taken back."""
    taken_back = [one.data.get("events", []) for one in story if one.what == "unanswered"]
    undone = {event_id for ids in taken_back for event_id in ids}
    return [one for one in story if one.what == "answered" and one.id not in undone]


def answers_of(story: Sequence[Event], wait: Wait) -> list[Event]:
    """Those given in this wait, as we learnt of them."""
    found: list[Event] = []
    for event in answers_in(story):
        of = wait_of(event)
        # Before it was on record, what stopped nothing followed what had.
        follows = of is None and "wait" not in event.data and bool(found)
        if of == wait.id or follows:
            found.append(event)
    return found


def lost_of(story: Sequence[Event]) -> list[list[int]]:
    """The answers (chat, message) that did not arrive, or have not yet, and so were none.

    One for a client who is gone for good was one: bot/arrivals.py.
    """
    lost: list[list[int]] = []
    for event in story:
        is_lost = event.what == "undelivered" and not event.data.get("for_good")
        if is_lost:
            lost.append(event.data.get("message", []))
        elif event.what in {"undelivered", "arrived"}:
            lost = [one for one in lost if one != event.data["message"]]
    return lost


def wait_of(event: Event) -> int | None:
    """The wait in which an answer was given; None where nobody had waited."""
    stopped = event.data.get("before", {}).get("wait_id") if event.data.get("stopped") else None
    wait_id: int | None = event.data.get("wait", stopped)
    return wait_id


def whole_of(answered: Event, given: Sequence[Event]) -> list[Event]:
    """The answer with the rest of its album."""
    album = answered.data.get("album")
    parts = [one for one in given if album and one.data.get("album") == album]
    return parts or [answered]


def earliest(given: Sequence[Event]) -> Event:
    return min(given, key=lambda one: (said_at(one), one.id))


def said_at(event: Event) -> datetime:
    return datetime.fromisoformat(event.data["at"])


async def member_of(session: Session, event: Event) -> int | None:
    """Who gave the answer; None for the team."""
    if "member" in event.data:
        member_id: int | None = event.data["member"]
        return member_id
    said = await message_at(session, *event.data["message"])
    return said.member_id if said is not None and said.direction is Direction.OUT else None
