"""The SLA watch: says in time what is due soon, breached, or still late.

Claiming a wait's step and inserting its notices is one transaction, so an alert can be
neither lost nor doubled by a crash between the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import ladder as rungs
from bot.ladder import Step
from bot.notices import URGENT, leads_chats, next_reader
from bot.policy import Policy, policy_of
from bot.undelivered import TRY_AGAIN
from storage.directory import Directory, load_directory
from storage.engine import Session, Store
from storage.log import Row, insert_rows
from storage.notices import add_notices, notice_row, touch
from storage.tables import Event
from storage.vocabulary import ChatRole, Level, NoticeKind, NoticeStatus
from storage.waits import DueWait, alerts_told, claim_alert, waits_to_alert

AT_ONCE = 200
"""Waits claimed in one transaction: a few milliseconds of holding the writer."""

NOBODY = 0
"""Stands for the reader of an alert that has none."""


@dataclass(frozen=True, slots=True)
class Claim:
    wait: DueWait
    step: Step | None  # None: nothing to say now, only later
    then: datetime | None


async def watch(store: Store, now: datetime, *, after_outage: bool = False) -> int:
    """Queue every alert whose moment has come by `now`; returns how many waits spoke.

    `now` must not lie beyond the moment for which the intake saw an empty queue.
    `after_outage` asks for one digest per reader instead of single alerts.
    """
    spoken = 0
    while True:
        async with store.write() as session:
            due = await waits_to_alert(session, now, AT_ONCE)
            if not due:
                return spoken
            directory = await load_directory(session)
            told = await alerts_told(session, [wait.request_id for wait in due])
            late_since = _last_said_late(told)
            decided = []
            for wait in due:
                policy = policy_of(directory.brands[wait.brand_id])
                claim = _decide(policy, wait, late_since.get(wait.wait_id), now)
                decided.append(_unheard(_once(claim, told), directory, now))
            claims = [one for one in decided if await claim_alert(session, one.wait, one.then)]
            said = [claim for claim in claims if claim.step is not None]
            await _queue(session, directory, said, told, now, after_outage=after_outage)
            spoken += len(said)


def _once(claim: Claim, told: Sequence[Row]) -> Claim:
    """Planning a wait anew does not make a breach that was told since its deadline news."""
    wait, step = claim.wait, claim.step
    if step is None or step.level is not Level.BREACH:
        return claim
    known = any(
        one["wait_id"] == wait.wait_id
        and f":{Level.BREACH}:" in one["dedup_key"]
        and one["created_at"] >= wait.due_at
        for one in told
    )
    return replace(claim, step=None) if known else claim


def _last_said_late(told: Sequence[Row]) -> dict[int, datetime]:
    """When each wait was last said to be late, by its breach or a repeat.

    What was passed on to the next in line (its key has a ">") does not count: it came when
    the first reader was found out of reach, and must not hold up the next try.
    """
    last: dict[int, datetime] = {}
    for one in told:
        key, wait_id, at = one["dedup_key"], one["wait_id"], one["created_at"]
        late = f":{Level.BREACH}:" in key or f":{Level.LATE}:" in key
        if late and ">" not in key:
            last[wait_id] = max(at, last.get(wait_id, at))
    return last


def _decide(policy: Policy, wait: DueWait, said_at: datetime | None, now: datetime) -> Claim:
    """Which step to say now (after an outage only the latest), and when to look again.

    `said_at` is when the wait was last said to be late.
    """
    step = _latest(policy, wait, now)
    if step is None:
        return Claim(wait, None, policy.alert_after(wait.started_at, wait.due_at, now))
    moment = _earliest(policy, wait, step, now)
    if moment > now:  # planned anew, or a pause ran out, in the middle of quiet hours
        return Claim(wait, None, moment)
    paused_until = _paused_until(wait, step, now)
    if paused_until is None:
        then = policy.alert_after(wait.started_at, wait.due_at, max(now, step.at))
        skipped = rungs.comes_too_soon(policy.ladder, step, said_at, now)
        return Claim(wait, None if skipped else step, then)
    if now < wait.due_at:
        breach = _breach(wait)
        paused_until = min(paused_until, rungs.postponed(breach, policy.quiet, wait.started_at))
    return Claim(wait, None, paused_until)


def _earliest(policy: Policy, wait: DueWait, step: Step, now: datetime) -> datetime:
    """When quiet hours let the step be said; a repeat whose pause ended in them waits too."""
    if step.level is Level.LATE and policy.quiet:
        return policy.quiet.until(now) or now
    return rungs.postponed(step, policy.quiet, wait.started_at)


def _unheard(claim: Claim, directory: Directory, now: datetime) -> Claim:
    """With nobody to tell, it is tried again soon: a reader may come, repeats may be off."""
    if claim.step is None or _readers(directory, claim.wait, claim.step):
        return claim
    soon = now + TRY_AGAIN
    return Claim(claim.wait, claim.step, min(claim.then or soon, soon))


def _latest(policy: Policy, wait: DueWait, now: datetime) -> Step | None:
    """The latest step whose moment has come, a breach that was not told before any repeat."""
    coming = rungs.next_step(policy.ladder, wait.started_at, wait.due_at, now)
    # Quiet hours may bring a warning forward: then its own moment is still to come.
    if coming and rungs.postponed(coming, policy.quiet, wait.started_at) <= now:
        return coming
    step = rungs.step_at(policy.ladder, wait.started_at, wait.due_at, now)
    if step is not None and step.level is Level.LATE and _breach_untold(policy, wait):
        return _breach(wait)
    return step


def _breach(wait: DueWait) -> Step:
    return Step(Level.BREACH, 0, wait.due_at, "breach")


def _breach_untold(policy: Policy, wait: DueWait) -> bool:
    """Quiet hours or an outage passed over the breach: it is told before any repeat."""
    told_at = rungs.postponed(_breach(wait), policy.quiet, wait.started_at)
    return wait.next_alert_at <= told_at


def _paused_until(wait: DueWait, step: Step | None, now: datetime) -> datetime | None:
    """Taking silences repeats, snoozing also warnings; a breach is always told."""
    if step is None or step.level is Level.BREACH:
        return None
    pauses = [wait.snoozed_until]
    if step.level is Level.LATE:
        pauses.append(wait.silenced_until)
    return max((pause for pause in pauses if pause and pause > now), default=None)


async def _queue(
    session: Session,
    directory: Directory,
    claims: list[Claim],
    told: Sequence[Row],
    now: datetime,
    *,
    after_outage: bool,
) -> None:
    known = {one["dedup_key"] for one in told}
    notices: list[Row] = []
    events: list[Row] = []
    for claim in claims:
        step = claim.step
        if step is None:
            continue
        readers = _readers(directory, claim.wait, step)
        rows = [
            _alert(claim.wait, step, chat_id, now, after_outage=after_outage)
            for chat_id in readers or [NOBODY]
        ]
        if known.issuperset(row["dedup_key"] for row in rows):
            continue
        notices += rows
        events.append(
            {
                "brand_id": claim.wait.brand_id,
                "request_id": claim.wait.request_id,
                "at": now,
                "what": "alerted" if readers else "nobody_to_alert",
                "actor": "",
                "data": {"level": step.level.value, "due_at": claim.wait.due_at.isoformat()},
            }
        )
    await add_notices(session, notices)
    await insert_rows(session, Event, events)
    # The cards turn yellow and red with the clock.
    await touch(session, [claim.wait.request_id for claim in claims], [NoticeKind.CARD], now)


def _readers(directory: Directory, wait: DueWait, step: Step) -> list[int]:
    """The first warning goes to the desk and the assignee too, the rest to the leads."""
    readers = leads_chats(directory, wait.brand_id)
    if step.level is Level.DUE_SOON and (step.number == 0 or _passed_over(directory, wait)):
        desks = directory.chats_of(wait.brand_id, ChatRole.DESK)
        readers = [*(chat.chat_id for chat in desks), *readers]
        assignee = next(
            (one for one in directory.staff(wait.brand_id) if one.id == wait.assignee_id), None
        )
        if assignee is not None and assignee.private_chat:
            readers.append(assignee.user_id)
        elif assignee is None:  # nobody has it: whoever is on shift may take it
            staff = directory.staff(wait.brand_id)
            readers += [one.user_id for one in staff if one.on_shift and one.private_chat]
    if not readers:  # better the desk than nobody, better any manager than no desk
        last = next_reader(directory, wait.brand_id, [], or_team=True)
        readers = [last] if last is not None else []
    return list(dict.fromkeys(readers))


def _passed_over(directory: Directory, wait: DueWait) -> bool:
    """Whether a later warning is said in the place of the first: a night or an outage did it."""
    policy = policy_of(directory.brands[wait.brand_id])
    first = rungs.first_step(policy.ladder, wait.started_at, wait.due_at)
    return wait.next_alert_at <= rungs.postponed(first, policy.quiet, wait.started_at)


def _alert(wait: DueWait, step: Step, chat_id: int, now: datetime, *, after_outage: bool) -> Row:
    row = notice_row(
        NoticeKind.ALERT,
        chat_id,
        f"alert:{wait.brand_id}:{wait.request_id}:{wait.wait_id}:"
        f"{step.key}:{int(wait.due_at.timestamp())}:{chat_id}",
        now,
        brand_id=wait.brand_id,
        request_id=wait.request_id,
        wait_id=wait.wait_id,
        priority=URGENT,
        payload={"level": step.level.value, "digest": after_outage},
    )
    if chat_id == NOBODY:  # kept for the audit, which must not pass in silence
        row |= {"status": NoticeStatus.DEAD, "reason": "nobody left: the brand has no reader"}
    return row
