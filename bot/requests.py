"""What members do with a request: take, snooze, close, reopen, dismiss, name its kind."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.endings import PUT_ASIDE
from bot.needless import end_needless, resume_needless
from bot.notices import LIVE, refresh, show_card
from bot.planning import replan_wait
from bot.policy import policy_of
from bot.resuming import resume_wait
from storage.directory import load_directory
from storage.engine import Session
from storage.hand_offs import withdraw_open
from storage.messages import first_since, first_unanswered, mark_asking
from storage.notices import touch
from storage.requests import last_wait, open_wait, unfinished_of
from storage.tables import Brand, Event, Member, Request, Wait
from storage.vocabulary import Kind, NoticeKind, Outcome, RequestStatus, WaitStop

TAKEN_SILENCE = timedelta(hours=8)
"""How long taking a request silences its repeats: long enough to work, not for ever."""

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


async def assign(session: Session, request: Request, to: Member, by: Member, now: datetime) -> bool:
    """Give the request to somebody; False when it is theirs already.

    Reminders go on: only who takes a request themselves has read it.
    """
    if request.assignee_id == to.id:
        return False
    request.assignee_id, request.taken_at = to.id, now
    request.silenced_until = None
    await _look_again(session, request, now, now)
    await record(session, request, "assigned", now, actor=by.name, data={"to": to.name})
    return True


async def release(session: Session, request: Request, member: Member, now: datetime) -> bool:
    """Give the request back to the queue; False when nobody has it."""
    if request.assignee_id is None:
        return False
    request.assignee_id = request.taken_at = None
    request.silenced_until = None
    await _look_again(session, request, now, now)
    await record(session, request, "released", now, actor=member.name)
    return True


async def release_all(session: Session, member: Member, now: datetime) -> None:
    """Who is off the team has nothing any more: alerts wait for nobody who will not come."""
    for request in await unfinished_of(session, member.id):
        await release(session, request, member, now)


async def snooze(
    session: Session, request: Request, member: Member, pause: timedelta, now: datetime
) -> datetime:
    """Postpone warnings and repeats; the clock runs on, and a breach is told on time.

    Returns the moment (UTC) when alerts resume.
    """
    request.snoozed_until = now + pause
    await _look_again(session, request, request.snoozed_until, now)
    data = {"until": request.snoozed_until.isoformat()}
    await record(session, request, "snoozed", now, actor=member.name, data=data)
    return request.snoozed_until


async def _look_again(
    session: Session, request: Request, pause_ends_at: datetime, now: datetime
) -> None:
    """Have the watch look when the pause now ends, where it had put an alert off for longer."""
    wait = await open_wait(session, request.id)
    if wait is None or wait.next_alert_at is None or wait.next_alert_at <= now:
        return
    policy = policy_of(await session.get_one(Brand, wait.brand_id))
    usual = policy.alert_after(wait.started_at, wait.due_at, now)
    if wait.next_alert_at != usual:  # never later: it may be a breach that waits out the night
        wait.next_alert_at = min(wait.next_alert_at, pause_ends_at, usual or pause_ends_at)


async def set_kind(
    session: Session, request: Request, kind: Kind, member: Member, now: datetime
) -> None:
    """Name the kind: a remark that asks for an answer gets its clock, another's clock ends."""
    before = request.kind
    request.kind = kind
    request.kind_confirmed = True
    brand = await session.get_one(Brand, request.brand_id)
    if policy_of(brand, kind=before) != policy_of(brand, kind=kind):
        await _plan_anew(session, brand, request, now)
    called = (
        kind in policy_of(brand).awaited
        and request.status is not RequestStatus.DISMISSED
        and await _await_after_all(session, request)
    )
    if await end_needless(session, brand, request, kind, member, now):
        await _ask_no_more(session, request, now)
    if before is not kind or called:
        await record(
            session,
            request,
            "kind",
            now,
            actor=member.name,
            data={"from": before.value, "to": kind.value},
        )
    if called:
        await show_card(session, await load_directory(session), request, now)


async def _plan_anew(session: Session, brand: Brand, request: Request, now: datetime) -> None:
    """The kind has a target of its own: whoever waits, waits by it from the start."""
    await session.flush()
    wait = await open_wait(session, request.id)
    if wait is not None:
        await replan_wait(session, brand, wait)
        await touch(session, [request.id], LIVE, now)


async def _await_after_all(session: Session, request: Request) -> bool:
    """Start the clock of a remark, from the client's first words that had no answer.

    False when the request has had a wait, or an answer without one.
    """
    brand = await session.get_one(Brand, request.brand_id)
    if await resume_needless(session, brand, request):
        return True
    if request.awaited:
        return False
    since = await first_unanswered(session, request.id, request.answered_at)
    if since is None:
        return False
    await _start_clock(session, brand, request, since)
    return True


async def _start_clock(session: Session, brand: Brand, request: Request, since: datetime) -> None:
    wait = Wait(brand_id=brand.id, request_id=request.id, started_at=since, due_at=since)
    await replan_wait(session, brand, wait)
    session.add(wait)
    await mark_asking(session, request.id, since)
    request.awaited = True
    request.status = RequestStatus.OPEN
    request.closed_at = request.outcome = None
    request.started_at = since


async def call_for_answer(
    session: Session, brand: Brand, request: Request, since: datetime, member: Member, now: datetime
) -> bool:
    """A remark that opened no wait needs an answer after all; its clock starts at `since` (UTC).

    False when the request has had a wait, or the message an answer.
    """
    if request.awaited:
        return False
    if not await resume_needless(session, brand, request):
        if request.awaited and request.answered_at and since <= request.answered_at:
            await refresh(session, request.id, now)
            return False
        await _start_clock(session, brand, request, since)
    await record(session, request, "logged", now, actor=member.name)
    await show_card(session, await load_directory(session), request, now)
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
    await _ask_no_more(session, request, now)
    await record(
        session,
        request,
        "closed",
        now,
        actor=member.name,
        data={"outcome": outcome.value, "unanswered": wait is not None},
    )
    return True


async def _ask_no_more(session: Session, request: Request, now: datetime) -> None:
    """Departments need not answer for what has ended."""
    if await withdraw_open(session, request.id, now):
        await touch(session, [request.id], [NoticeKind.HANDOFF, NoticeKind.HANDOFF_LATE], now)


async def add_note(
    session: Session,
    request: Request,
    note: str,
    author: str,
    now: datetime,
    *,
    file_id: str | None = None,
    said: tuple[int, int] | None = None,
) -> None:
    """Keep words among the team; `file_id` names the picture or file that came with them.

    `said` is the chat and the message that says them.
    """
    request.note = f"{request.note}\n{note}".strip()
    data: dict[str, Any] = {"note": note, **({"file_id": file_id} if file_id else {})}
    if said is not None:
        data["message"] = list(said)
    await record(session, request, "note", now, actor=author, data=data)


async def dismiss(session: Session, request: Request, member: Member, now: datetime) -> bool:
    """Not a request: out of the statistics, and counted there as dismissed."""
    if request.status is RequestStatus.DISMISSED:
        return False
    await stop_wait(session, request, now, WaitStop.DISMISSED, member.id)
    request.status = RequestStatus.DISMISSED
    request.closed_at = now
    await _ask_no_more(session, request, now)
    await record(session, request, "dismissed", now, actor=member.name)
    return True


async def reopen(
    session: Session, brand: Brand, request: Request, member: Member, now: datetime
) -> bool:
    """Undo closing or dismissing: a wait that was cut off runs on from its old start, unless the
    client was answered since.

    One that needed no answer does not. But what has waited for none at all, a remark, begins to.
    """
    if request.status not in {RequestStatus.CLOSED, RequestStatus.DISMISSED}:
        return False
    if request.merged_into_id is not None:  # it goes on there
        return False
    wait = await last_wait(session, request.id)
    if wait is not None and wait.stop in PUT_ASIDE:
        left = await first_since(session, request.id, wait.started_at)  # not split off since
        wait.started_at = left or wait.started_at
        runs = await resume_wait(session, brand, request, wait)
        request.status = RequestStatus.OPEN if runs else RequestStatus.ANSWERED
    elif request.awaited or not await _await_after_all(session, request):
        request.status = RequestStatus.ANSWERED
    request.closed_at = None
    forget_ending(request)
    data = {"member": member.id}  # a client who writes again reopens it too
    await record(session, request, "reopened", now, actor=member.name, data=data)
    if request.status is RequestStatus.OPEN:
        await show_card(session, await load_directory(session), request, now)
    return True


def forget_ending(request: Request) -> None:
    """What was said of an ending that was none: it is asked anew. The story keeps it."""
    request.outcome = request.told = None
    request.cause = request.cause_department = ""
