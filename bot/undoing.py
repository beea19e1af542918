"""Takes back an answer that was none, or that reached nobody: the wait runs on as if nothing had
happened.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.addressees import course_of, has_reached
from bot.endings import (
    answers_of,
    earliest,
    end_with,
    member_of,
    said_at,
    wait_of,
    whole_of,
)
from bot.merged_waits import hand_over
from bot.planning import replan_wait
from bot.requests import record
from storage.engine import Session
from storage.requests import events_of, get_wait, message_at, open_wait, waits_of
from storage.tables import Brand, Event, Member, Request, Wait
from storage.undoing import forget_message
from storage.vocabulary import UNCOUNTED, Direction, RequestStatus, WaitStop

ENDED = frozenset({RequestStatus.CLOSED, RequestStatus.DISMISSED})

ENDINGS = {"closed": WaitStop.CLOSED, "dismissed": WaitStop.DISMISSED}
"""How the story names what ends a wait without an answer."""

Ending = tuple[datetime, WaitStop]

MOVED_ON = frozenset({"merged_here", "split"})
"""Events after which an earlier answer can no longer simply be taken back."""


async def last_answer(session: Session, request: Request) -> Event | None:
    """The answer that ended the request's last wait, where it can be taken back now.

    Not after closing (reopen it first). What was said later and stopped nothing, a second reply
    or the rest of an album, does not hide it.
    """
    if request.status in ENDED:
        return None
    wait = _last_ended(await waits_of(session, request.id))
    story = await events_of(session, request.id)
    given = answers_of(story, wait) if wait is not None else []
    if wait is None or not given:
        return None
    answered = earliest(given)
    since = story[[one.id for one in story].index(answered.id) :]
    undone = [one for one in since if one.what == "unanswered"]
    of_another = any(one.data.get("wait") != wait.id for one in undone)
    return None if of_another or any(one.what in MOVED_ON for one in since) else answered


def _last_ended(waits: Sequence[Wait]) -> Wait | None:
    """The wait that ended last, if an answer ended it."""
    ended = [one for one in waits if one.stopped_at and one.stop not in UNCOUNTED]
    last = max(ended, key=lambda one: (one.stopped_at, one.id), default=None)
    return last if last is not None and last.stop is WaitStop.ANSWERED else None


async def undo_answer(session: Session, request: Request, member: Member, now: datetime) -> bool:
    """Have the wait end with the next answer that was one, or run on from its start without any.

    False when there is no answer to be taken back. Words that were carried to the client stay on
    record, as they were said; words said in the client's own chat are free to be the answer to
    somebody else.
    """
    answered = await last_answer(session, request)
    if answered is None:
        return False
    wait = await get_wait(session, wait_of(answered) or 0)
    assert wait is not None  # noqa: S101 - events and waits are never deleted
    story = await events_of(session, request.id)
    given = answers_of(story, wait)
    reached = [one for one in given if await has_reached(session, story, one)]
    answered = earliest(reached) if reached else answered  # what never arrived ended nothing
    whole = whole_of(answered, given)
    others = [one for one in reached if one not in whole]
    ended = await ended_since(session, request, request, answered)
    if not await end_without(session, request, wait, answered, others, ended):
        request.undeliverable = answered.data["before"]["undeliverable"]
    for one in whole:
        await _free_words(session, request, one)
    data = {"events": [one.id for one in whole], "wait": wait_of(answered)}
    await record(session, request, "unanswered", now, actor=member.name, data=data)
    return True


async def end_without(
    session: Session,
    request: Request,
    wait: Wait,
    answered: Event,
    others: Sequence[Event],
    ended: Ending | None,
) -> bool:
    """This answer was none: the wait ends with the earliest of the others.

    False where there is none: then it runs on, or had `ended` with the matter; and the request is
    as it was before the first.
    """
    story = await events_of(session, request.id)
    ever = [one for one in story if one.what == "answered" and wait_of(one) == wait.id]
    before = min([*ever, answered], key=lambda one: one.id).data["before"]
    by_answering = before["assignee_id"] is None and request.taken_at is None
    if not others:
        if ended is not None:
            await _cut_off(session, request, wait, ended)
        else:
            await _run_on(session, request, wait)
        request.answered_at = _moment(before["answered_at"])
        if by_answering:
            request.assignee_id = None
        return False
    ending = await end_with(session, wait, others)
    if by_answering and request.assignee_id == await member_of(session, answered):
        request.assignee_id = await member_of(session, ending)
    dates = [said_at(one) for one in others]
    if (earlier := _moment(before["answered_at"])) is not None:
        dates.append(earlier)
    request.answered_at = max(dates)
    return True


async def _run_on(session: Session, request: Request, wait: Wait) -> None:
    """What the client wrote since belongs to the same wait again.

    It is planned anew by the policy of today: an alert that the answer silenced before it was
    said is due at once, and what was said stays said once.
    """
    newer = await open_wait(session, request.id)
    if newer is not None:
        hand_over(newer)
        await session.flush()  # a request has one open wait at a time
    wait.stopped_at = wait.stop = wait.stopped_by = None
    request.status = RequestStatus.OPEN
    await replan_wait(session, await session.get_one(Brand, request.brand_id), wait)
    await session.flush()


async def _cut_off(session: Session, request: Request, wait: Wait, ended: Ending) -> None:
    """With what the client wrote since, as the whole."""
    for newer in await waits_of(session, request.id):
        if newer.stop is ended[1] and newer.stopped_at == ended[0] and newer is not wait:
            hand_over(newer)
    wait.stopped_at, wait.stop = max(ended[0], wait.started_at), ended[1]
    wait.stopped_by = None
    await session.flush()


async def _free_words(session: Session, request: Request, answered: Event) -> None:
    """A reaction stands on the client's own message, which stays.

    Where it was said was kept with the answer: its chat may have another id since.
    """
    chat_id, message_id, business_id = answered.data["message"]
    said = await message_at(session, chat_id, message_id, business_id)
    in_client_chat = answered.data.get("in_client_chat", chat_id == request.chat_id)
    if (
        said is not None
        and said.request_id == request.id
        and said.direction is Direction.OUT
        and in_client_chat
    ):
        await forget_message(session, said)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


async def ended_since(
    session: Session, request: Request, own: Request, answered: Event
) -> Ending | None:
    """When the matter was closed or dismissed, after this answer or before it had one, unless a
    member opened it again.

    A client who writes again waits anew: what was closed before stays so.
    """
    closings: list[Event] = []
    had_ended = not answered.data.get("stopped", True)
    for event in await course_of(session, own):
        if event.what in ENDINGS and (had_ended or event.id > answered.id):
            closings.append(event)
        elif event.what == "reopened" and "member" in event.data:
            closings = closings[:-1]
        elif event.what == "reopened" and event.at <= said_at(answered):
            closings = []
    if closings:
        return closings[0].at, ENDINGS[closings[0].what]
    if request.status in ENDED and request.closed_at is not None:
        return request.closed_at, WaitStop.CLOSED
    return None
