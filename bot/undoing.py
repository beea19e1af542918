"""Takes back an answer that was none, or that reached nobody: the wait runs on as if nothing had
happened.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.planning import replan_wait
from bot.requests import record
from storage.engine import Session
from storage.requests import events_of, get_wait, message_at, open_wait, waits_of
from storage.tables import Brand, Event, Member, Request, Wait
from storage.undoing import forget_message
from storage.vocabulary import Direction, RequestStatus, WaitStop

ENDED = frozenset({RequestStatus.CLOSED, RequestStatus.DISMISSED})

MOVED_ON = frozenset({"unanswered", "merged_here", "split"})
"""Events after which an earlier answer can no longer simply be taken back."""


async def last_answer(session: Session, request: Request) -> Event | None:
    """The answer that ended the request's last wait, where it can be taken back now.

    Not after closing (reopen it first). What was said later and stopped nothing, a second reply
    or the rest of an album, does not hide it.
    """
    if request.status in ENDED:
        return None
    ended = _last_ended(await waits_of(session, request.id))
    if ended is None:
        return None
    for event in reversed(await events_of(session, request.id)):
        if event.what in MOVED_ON:
            return None
        if _stopped(event) == ended.id:
            return event
    return None


def _last_ended(waits: Sequence[Wait]) -> Wait | None:
    """The wait that ended last, if an answer ended it."""
    ended = [one for one in waits if one.stopped_at and one.stop is not WaitStop.MERGED]
    last = max(ended, key=lambda one: (one.stopped_at, one.id), default=None)
    return last if last is not None and last.stop is WaitStop.ANSWERED else None


def _stopped(event: Event) -> int | None:
    """The wait that an answer stopped."""
    stopped = event.what == "answered" and event.data.get("stopped")
    wait_id: int | None = event.data.get("before", {}).get("wait_id") if stopped else None
    return wait_id


async def undo_answer(session: Session, request: Request, member: Member, now: datetime) -> bool:
    """Have the wait run on from its start; False when there is no answer to be taken back.

    Words that were carried to the client stay on record, as they were said; words said in the
    client's own chat are free to be the answer to somebody else.
    """
    answered = await last_answer(session, request)
    if answered is None:
        return False
    await run_on(session, request, answered)
    request.undeliverable = answered.data["before"]["undeliverable"]
    await _free_words(session, request, answered)
    await record(session, request, "unanswered", now, actor=member.name)
    return True


async def run_on(session: Session, request: Request, answered: Event) -> None:
    """Restore the wait that this answer ended, and the request as it then was.

    What the client wrote since belongs to the same wait again. It is planned anew by the policy
    of today: an alert that the answer silenced before it was said is due at once, and what was
    said stays said once.
    """
    before: dict[str, Any] = answered.data["before"]
    wait = await get_wait(session, before["wait_id"])
    assert wait is not None  # noqa: S101 - events and waits are never deleted
    newer = await open_wait(session, request.id)
    if newer is not None:
        newer.stopped_at, newer.stop, newer.next_alert_at = newer.started_at, WaitStop.MERGED, None
        await session.flush()  # a request has one open wait at a time
    if before["assignee_id"] is None and request.taken_at is None:  # theirs by answering alone
        request.assignee_id = None
    wait.stopped_at = wait.stop = wait.stopped_by = None
    request.status = RequestStatus(before["status"])
    request.answered_at = _moment(before["answered_at"])
    await replan_wait(session, await session.get_one(Brand, request.brand_id), wait)
    await session.flush()


async def stop_later(session: Session, answered: Event, at: datetime) -> None:
    """The answer did not count, but a later one did: the wait ended with that."""
    wait = await get_wait(session, answered.data["before"]["wait_id"])
    if wait is not None and wait.stopped_at is not None:
        wait.stopped_at = max(wait.stopped_at, at)
        await session.flush()


async def _free_words(session: Session, request: Request, answered: Event) -> None:
    """A reaction stands on the client's own message, which stays."""
    chat_id, message_id, business_id = answered.data["message"]
    said = await message_at(session, chat_id, message_id, business_id)
    in_client_chat = chat_id == request.chat_id  # nothing was carried: it was said there
    if (
        said is not None
        and said.request_id == request.id
        and said.direction is Direction.OUT
        and in_client_chat
    ):
        await forget_message(session, said)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
