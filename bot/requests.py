"""What members do with a request: take, snooze, close, reopen, dismiss, name its kind."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.notices import refresh
from bot.policy import Policy, policy_of
from storage.engine import Session
from storage.requests import last_wait, open_wait
from storage.tables import Brand, Event, Member, Request, Wait
from storage.vocabulary import Kind, Outcome, RequestStatus, WaitStop

TAKEN_SILENCE = timedelta(hours=8)
"""How long taking a request silences its repeats: long enough to work, not for ever."""

NOTE_LIMIT = 1000
"""Characters of one note."""


async def record(
    session: Session,
    request: Request,
    what: str,
    now: datetime,
    *,
    actor: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Add a line to the request's story and have its card and alerts shown anew."""
    session.add(
        Event(
            brand_id=request.brand_id,
            request_id=request.id,
            at=now,
            what=what,
            actor=actor,
            data=dict(data or {}),
        )
    )
    await session.flush()
    await refresh(session, request.id, now)


async def stop_wait(
    session: Session, request: Request, at: datetime, stop: WaitStop, member_id: int | None
) -> Wait | None:
    """End the open wait at `at`; None when nobody waits.

    An answer from before its start is none to it. Closing ends it all the same: our clock may
    lag behind Telegram's.
    """
    wait = await open_wait(session, request.id)
    if wait is None or (stop is WaitStop.ANSWERED and at < wait.started_at):
        return None
    wait.stopped_at = max(at, wait.started_at)
    wait.stop = stop
    wait.stopped_by = member_id
    wait.next_alert_at = None
    await session.flush()
    return wait


async def take(session: Session, request: Request, member: Member, now: datetime) -> bool:
    """Assign the request to the member; False when it is theirs already."""
    if request.assignee_id == member.id:
        return False
    request.assignee_id = member.id
    request.taken_at = now
    request.silenced_until = now + TAKEN_SILENCE
    await record(session, request, "taken", now, actor=member.name)
    return True


async def release(session: Session, request: Request, member: Member, now: datetime) -> bool:
    """Give the request back to the queue; False when nobody has it."""
    if request.assignee_id is None:
        return False
    request.assignee_id = request.taken_at = None
    request.silenced_until = None
    await record(session, request, "released", now, actor=member.name)
    return True


async def snooze(
    session: Session, request: Request, member: Member, pause: timedelta, now: datetime
) -> datetime:
    """Postpone warnings and repeats; the clock runs on, and a breach is told on time.

    Returns the moment (UTC) when alerts resume.
    """
    request.snoozed_until = now + pause
    await record(
        session,
        request,
        "snoozed",
        now,
        actor=member.name,
        data={"until": request.snoozed_until.isoformat()},
    )
    return request.snoozed_until


async def set_kind(
    session: Session, request: Request, kind: Kind, member: Member, now: datetime
) -> None:
    before = request.kind
    request.kind = kind
    request.kind_confirmed = True
    if before is kind:
        return
    await record(
        session,
        request,
        "kind",
        now,
        actor=member.name,
        data={"from": before.value, "to": kind.value},
    )


async def call_for_answer(
    session: Session, brand: Brand, request: Request, since: datetime, member: Member, now: datetime
) -> bool:
    """A remark that opened no wait needs an answer after all; its clock starts at `since` (UTC).

    False when the request has had a wait.
    """
    if request.awaited:
        return False
    wait = Wait(brand_id=brand.id, request_id=request.id, started_at=since, due_at=since)
    replan(policy_of(brand), wait)
    session.add(wait)
    request.awaited = True
    request.status = RequestStatus.OPEN
    request.closed_at = request.outcome = None
    request.started_at = since
    await record(session, request, "logged", now, actor=member.name)
    return True


async def close(
    session: Session, request: Request, outcome: Outcome, member: Member, now: datetime
) -> bool:
    """Close with an outcome; ends the wait too. False when it is closed already."""
    if request.status is RequestStatus.CLOSED:
        return False
    wait = await stop_wait(session, request, now, WaitStop.CLOSED, member.id)
    request.status = RequestStatus.CLOSED
    request.outcome = outcome
    request.closed_at = now
    await record(
        session,
        request,
        "closed",
        now,
        actor=member.name,
        data={"outcome": outcome.value, "unanswered": wait is not None},
    )
    return True


async def add_note(
    session: Session, request: Request, note: str, author: str, now: datetime
) -> None:
    request.note = f"{request.note}\n{note}".strip()
    await record(session, request, "note", now, actor=author, data={"note": note})


async def dismiss(session: Session, request: Request, member: Member, now: datetime) -> bool:
    """Not a request: out of the statistics, and counted there as dismissed."""
    if request.status is RequestStatus.DISMISSED:
        return False
    await stop_wait(session, request, now, WaitStop.DISMISSED, member.id)
    request.status = RequestStatus.DISMISSED
    request.closed_at = now
    await record(session, request, "dismissed", now, actor=member.name)
    return True


async def reopen(
    session: Session, brand: Brand, request: Request, member: Member, now: datetime
) -> bool:
    """Undo closing or dismissing: a wait that was cut off runs on from its old start."""
    if request.status not in {RequestStatus.CLOSED, RequestStatus.DISMISSED}:
        return False
    wait = await last_wait(session, request.id)
    if wait is not None and wait.stop in {WaitStop.CLOSED, WaitStop.DISMISSED}:
        wait.stopped_at = wait.stop = wait.stopped_by = None
        replan(policy_of(brand), wait)
        request.status = RequestStatus.OPEN
    else:
        request.status = RequestStatus.ANSWERED
    request.closed_at = None
    request.outcome = None
    await record(session, request, "reopened", now, actor=member.name)
    return True


def replan(policy: Policy, wait: Wait) -> None:
    """Compute an open wait's deadline and next alert anew from its start.

    An alert whose moment has passed is due at once; what was said for the same deadline
    stays said once, by its key.
    """
    wait.due_at = policy.due_at(wait.started_at)
    wait.next_alert_at = policy.first_alert_at(wait.started_at, wait.due_at)
