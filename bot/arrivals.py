"""What becomes of an answer that is refused, is still tried, or arrives at last, and of its wait.

An answer that did not reach its client is none: the wait runs on as if it had not been given, or
ends with another that arrived. One that keeps failing and is still tried is none until it has
arrived; then its own date ends the wait. Both hold for whoever it was given to, wherever their
words are by then.
"""

from collections.abc import Container, Mapping
from datetime import datetime

from bot.addressees import addressees, reached_by, unanswered
from bot.delivery import STILL_TRIED
from bot.endings import (
    ENDED,
    answers_in,
    await_the_rest,
    end_at,
    end_earlier,
    member_of,
    said_at,
    wait_of,
)
from bot.merged_waits import end_part, hand_over, wait_again
from bot.places import relays_of, said_by
from bot.requests import record, stop_wait
from bot.undoing import end_without, ended_since
from bot.untold import tell_desk, tell_desk_it_arrived, whose_place
from storage.engine import Session
from storage.log import Origin
from storage.merging import parties_of, parts_of, standing_request
from storage.messages import asks_since
from storage.relays import any_delayed, is_delayed, mark_delayed, still_carried
from storage.requests import events_of, get_wait, message_at, open_wait, waits_of
from storage.tables import Event, Notice, Request, Wait
from storage.vocabulary import RequestStatus, WaitStop


async def did_not_arrive(
    session: Session, notice: Notice, reason: str, now: datetime, *, for_good: bool
) -> None:
    """The desk is told, and the request says so.

    An answer that was refused, or has not arrived yet, was none: the wait runs on as if it had not
    been given, for somebody can still answer, in the app or in the group itself. Not so where the
    client has blocked us or is gone (`for_good`): nobody here can answer them, and alerts without
    end would help nobody. The team did answer in time, or too late; the request stays marked.
    """
    request = await standing_request(session, notice.request_id or 0)
    if request is None:
        return
    request.undeliverable = reason
    runs_on = not for_good and await _runs_on(session, request, notice)
    if for_good and is_delayed(notice):
        await _counts(session, notice)
    told = {
        "reason": reason,
        "delayed": reason.startswith(STILL_TRIED),
        "runs_on": runs_on,
        "for_good": for_good,
        "client": await whose_place(session, notice),
    }
    data = {**told, "message": list(said_by(notice)[:2])}
    await record(session, request, "undelivered", now, data=data)
    await tell_desk(session, request, notice, told, now)


async def not_arrived_yet(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """It keeps failing and is still tried: the desk hears of it once."""
    if not is_delayed(notice):
        await mark_delayed(session, notice)
        reason = f"{STILL_TRIED} {reason}"
        await did_not_arrive(session, notice, reason, now, for_good=False)


async def arrived_after_all(session: Session, notice: Notice, now: datetime) -> None:
    """One that was given up for the while was sent: its own date ends the wait."""
    request = await standing_request(session, notice.request_id or 0)
    if request is None or not is_delayed(notice):
        return
    said = said_by(notice)
    await _counts(session, notice)
    marked = request.undeliverable.startswith(STILL_TRIED)
    if marked and not await any_delayed(session, relays_of(said), said):
        request.undeliverable = ""
    data = {"message": list(said[:2]), "client": await whose_place(session, notice)}
    await record(session, request, "arrived", now, data=data)
    await tell_desk_it_arrived(session, notice, now)


async def _runs_on(session: Session, request: Request, notice: Notice) -> bool:
    """Whether the client waits; of an answer that was delayed they have since then."""
    if is_delayed(notice) and await open_wait(session, request.id) is not None:
        return True
    return await _counts_no_more(session, notice)


async def _counts(session: Session, notice: Notice) -> None:
    """It has arrived: each wait that it answered ends at its own date, and no other."""
    answered = await _given(session, said_by(notice))
    if answered is None:
        return
    for request, own in await _standing(session, answered):
        await _end(session, request, own, answered)


async def _counts_no_more(session: Session, notice: Notice) -> bool:
    """It did not arrive, or not yet; returns whether a client waits on for that.

    Not while something else carries it to one of those to whom it was given.
    """
    said = said_by(notice)
    if await still_carried(session, relays_of(said), said, but=notice.id):
        return False
    answered = await _given(session, said)
    if answered is None:
        return False
    wait = await get_wait(session, wait_of(answered) or 0)
    if wait is not None and wait.stop is not WaitStop.ANSWERED:
        wait = None
    home = wait.request_id if wait is not None else None
    standing = await _standing(session, answered)
    standing.sort(key=lambda one: one[0].id == home)  # the start of its wait is read by all
    runs_on = False
    for request, own in standing:
        reached = {key: await reached_by(session, one, but=said) for key, one in own.items()}
        for one in await _ended_by(session, request, answered, wait):
            runs_on |= await _without(session, request, own, answered, one, reached)
    if wait is not None and home not in [request.id for request, _ in standing]:
        hand_over(wait)  # its words are elsewhere by now
    await session.flush()
    return runs_on


async def _given(session: Session, said: Origin) -> Event | None:
    """The answer as it stands in the story, unless it was taken back."""
    message = await message_at(session, *said)
    if message is None:
        return None
    story = await events_of(session, message.written_to_id or message.request_id)
    given = [one for one in answers_in(story) if tuple(one.data.get("message", ())) == said]
    return given[0] if given else None


async def _standing(session: Session, answered: Event) -> list[tuple[Request, dict[int, Request]]]:
    """The clients' own requests to which it was given, by the request in which they go on."""
    found: dict[int, tuple[Request, dict[int, Request]]] = {}
    for own in await addressees(session, answered):
        request = await standing_request(session, own.id) or own
        found.setdefault(request.id, (request, {}))[1][own.id] = own
    return list(found.values())


async def _are_all(session: Session, request: Request, own: Container[int]) -> bool:
    """Whether nobody else is in this matter."""
    return all(one.id in own for one, _ in await parties_of(session, request.id))


async def _end(
    session: Session, request: Request, own: Mapping[int, Request], answered: Event
) -> None:
    """In this matter, for these of its clients; what they wrote after the answer waits on."""
    at, member_id = said_at(answered), await member_of(session, answered)
    given_in = await get_wait(session, wait_of(answered) or 0)
    wait = await open_wait(session, request.id)
    parts = await parts_of(session, wait.id) if wait is not None else ()
    theirs = [one for one in parts if one.request_id in own and one.started_at <= at]
    alone = await _are_all(session, request, own)
    if wait is not None and theirs and len(theirs) < len(parts):
        again = await asks_since(session, request.id, at)
        ids = [one.request_id for one in theirs]
        await end_part(session, request, wait, ids, (given_in, at, member_id), again)
        return
    ended = None
    if theirs or (alone and not parts):
        ended = await stop_wait(session, request, at, WaitStop.ANSWERED, member_id)
    if ended is not None and request.status is RequestStatus.OPEN:
        request.status = RequestStatus.ANSWERED
    elif ended is None and alone:
        await end_earlier(session, request, at, member_id)
    elif ended is None and given_in and await _is_theirs(session, given_in, request, own):
        await end_at(session, request, given_in, at, member_id)
    request.answered_at = max(at, request.answered_at or at)
    if request.assignee_id is None:
        request.assignee_id = member_id
    await session.flush()
    if ended is not None:
        await await_the_rest(session, request, ended)


async def _is_theirs(session: Session, wait: Wait, request: Request, own: Container[int]) -> bool:
    """Whether it ended here, for nobody else."""
    is_here = wait.request_id == request.id and wait.stop in ENDED
    return is_here and all(one.request_id in own for one in await parts_of(session, wait.id))


async def _ended_by(
    session: Session, request: Request, answered: Event, given_in: Wait | None
) -> list[Wait | None]:
    """The newest first: an older one that runs on takes up what was written since."""
    at = said_at(answered)
    others = set()  # which ended at the same moment with answers of their own
    for own, _ in await parties_of(session, request.id):
        given = [one for one in answers_in(await events_of(session, own.id)) if one is not answered]
        others |= {wait_of(one) for one in given if said_at(one) == at}
    also = [
        one
        for one in await waits_of(session, request.id)
        if one.stop is WaitStop.ANSWERED and one.stopped_at == at and one.id not in others
    ]
    ended = also if given_in is None or given_in in also else [*also, given_in]
    return [*sorted(ended, key=lambda one: one.started_at, reverse=True)] or [None]


async def _without(
    session: Session,
    request: Request,
    own: Mapping[int, Request],
    answered: Event,
    wait: Wait | None,
    reached: Mapping[int, Mapping[int, Event]],
) -> bool:
    """Have those of this matter wait on; False where other answers are enough, or it had ended."""
    if wait is None and not request.awaited:
        return False  # a remark
    ended = await ended_since(session, request, next(iter(own.values())), answered)
    since = await unanswered(session, request, wait, reached) if ended is None else {}
    here = wait if wait is not None and wait.request_id == request.id else None
    if here is not None:
        others = [
            one
            for one in _had(reached, by_all=bool(since))
            if here.started_at <= said_at(one)
            and (ended is None or said_at(one) <= ended[0] or wait_of(one) == here.id)
        ]
        if since and not others and await _are_all(session, request, own):
            here.started_at = min(since.values())
            await end_without(session, request, here, answered, (), None)
            return True
        if others or ended is not None:
            await end_without(session, request, here, answered, others, ended)
            here = None
        elif not since:
            hand_over(here)  # its words are elsewhere by now
    if since:
        await wait_again(session, request, since, here)
    return bool(since)


def _had(reached: Mapping[int, Mapping[int, Event]], *, by_all: bool) -> list[Event]:
    """The answers that all of these clients had, or some."""
    known = {key: one for given in reached.values() for key, one in given.items()}
    meet = set.intersection if by_all else set.union
    return [known[one] for one in meet(*(set(given) for given in reached.values()))]
