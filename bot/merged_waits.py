"""The clock of a matter with several clients: each has a part of it, with their own deadline."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.addressees import reached_by, unanswered
from bot.planning import replan_wait
from storage.engine import Session
from storage.merging import merged_requests, move_parts, move_waits, parties_of, parts_of
from storage.messages import span_of
from storage.requests import open_wait
from storage.tables import Brand, Request, Wait
from storage.vocabulary import RequestStatus, WaitStop


async def merge_waits(session: Session, request: Request, into: Request) -> None:
    """Waits that ended come along as they were; of two open ones the earliest start stays.

    Each client is still owed an answer by their own deadline, and the earlier one holds.
    """
    ours, theirs = await open_wait(session, request.id), await open_wait(session, into.id)
    for wait in (ours, theirs):
        if wait is not None:
            await keep_part(session, wait)
    if ours is not None and theirs is not None:
        theirs.started_at = min(ours.started_at, theirs.started_at)
        hand_over(ours)
        await session.flush()
        await move_parts(session, ours.id, theirs.id)
    elif ours is not None:
        into.status, into.closed_at, into.outcome = RequestStatus.OPEN, None, None
    await session.flush()
    await move_waits(session, request.id, into.id)
    wait = await open_wait(session, into.id)
    if wait is not None:
        await replan_wait(session, await session.get_one(Brand, into.brand_id), wait)


async def keep_part(session: Session, wait: Wait) -> None:
    """Remember who waits since when, so that planning anew knows whose deadline it is."""
    if not await parts_of(session, wait.id):
        _add_part(session, wait, wait.request_id, wait.started_at)
        await session.flush()


async def wait_again(
    session: Session, request: Request, since: Mapping[int, datetime], wait: Wait | None
) -> None:
    """These clients wait after all, with whoever waits here: each by their own start.

    `wait` is what had ended for them, if it is this that runs on.
    """
    current, began = await open_wait(session, request.id), min(since.values())
    if current is not None:
        if await merged_requests(session, request.id):
            await keep_part(session, current)
        current.started_at = min(current.started_at, began)
        if wait is not None:
            hand_over(wait)
            await session.flush()
            await move_parts(session, wait.id, current.id)
    else:
        current = wait or Wait(
            brand_id=request.brand_id, request_id=request.id, started_at=began, due_at=began
        )
        current.started_at = began
        current.stopped_at = current.stop = current.stopped_by = None
        session.add(current)
        request.status, request.closed_at, request.outcome = RequestStatus.OPEN, None, None
        await session.flush()
    if await merged_requests(session, request.id):
        await _add_parts(session, current, since)
    await replan_wait(session, await session.get_one(Brand, request.brand_id), current)
    await session.flush()


async def _add_parts(session: Session, wait: Wait, since: Mapping[int, datetime]) -> None:
    known = {one.request_id: one for one in await parts_of(session, wait.id)}
    for own, began in since.items():
        if own in known:
            known[own].started_at = min(known[own].started_at, began)
        else:
            _add_part(session, wait, own, began)
    await session.flush()


def _add_part(session: Session, wait: Wait, own: int, began: datetime) -> None:
    part = Wait(
        brand_id=wait.brand_id,
        request_id=own,
        started_at=began,
        due_at=wait.due_at,
        merged_into_id=wait.id,
    )
    hand_over(part)
    session.add(part)


def hand_over(wait: Wait) -> None:
    """It goes on in another wait: no figure counts it, no alert speaks of it."""
    wait.stopped_at, wait.stop, wait.next_alert_at = wait.started_at, WaitStop.MERGED, None


async def shorten(session: Session, brand: Brand, request: Request) -> None:
    """The open wait begins with the oldest unanswered message that is left, or is handed over."""
    span = await span_of(session, request.id)
    if span is not None:
        request.started_at, request.last_client_at = span.first, span.last
    wait = await open_wait(session, request.id)
    if wait is None:
        return
    own = [one for one, _ in await parties_of(session, request.id)]
    reached = {one.id: await reached_by(session, one) for one in own}
    since = await unanswered(session, request, wait, reached)
    for part in await parts_of(session, wait.id):
        if part.request_id in since:
            part.started_at = since[part.request_id]
        else:
            part.merged_into_id = None
    await session.flush()
    if since:
        wait.started_at = min(since.values())
        await replan_wait(session, brand, wait)
    else:
        hand_over(wait)
        request.status = RequestStatus.ANSWERED
    await session.flush()


async def end_part(
    session: Session,
    request: Request,
    wait: Wait,
    theirs: Collection[int],
    answered: tuple[Wait | None, datetime, int | None],
    again: Mapping[int, datetime],
) -> None:
    """Some clients of several had an answer: the others wait on, by their own start.

    `answered` is the wait in which it was given, when and by whom; `again` who of them wrote
    since, and when.
    """
    parts = [one for one in await parts_of(session, wait.id) if one.request_id in theirs]
    of, at, member_id = answered
    began = min(one.started_at for one in parts)
    if of is None or (of.id != wait.id and of.stop is not WaitStop.MERGED):
        of = Wait(brand_id=wait.brand_id, request_id=request.id, started_at=began, due_at=began)
        session.add(of)
    of.request_id, of.started_at = request.id, began
    of.due_at = min(one.due_at for one in parts)
    of.stop, of.stopped_at, of.stopped_by = WaitStop.ANSWERED, at, member_id
    of.next_alert_at = None
    await session.flush()
    if of.id == wait.id:
        wait = Wait(brand_id=of.brand_id, request_id=request.id, started_at=at, due_at=at)
        session.add(wait)
        await session.flush()
        await move_parts(session, of.id, wait.id)
    for part in parts:
        if part.request_id in again:
            part.started_at = again[part.request_id]
            part.merged_into_id = wait.id
        else:
            part.merged_into_id = None
    await session.flush()
    wait.started_at = min(one.started_at for one in await parts_of(session, wait.id))
    await replan_wait(session, await session.get_one(Brand, request.brand_id), wait)
    await session.flush()
