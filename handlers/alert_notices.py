"""What an alert says at the moment of sending: alone or in a digest, or nothing any more."""

from dataclasses import dataclass
from datetime import datetime

from handlers.texts import Texts
from handlers.views.alert import alert, digest, is_settled, overtaken_alert, settled_alert
from handlers.views.view import View
from storage.engine import Session
from storage.messages import Words, awaited_words
from storage.outbox import breach_was_said, bundled, is_overtaken
from storage.requests import Matter, get_matter, get_wait, name_of
from storage.tables import Brand, Notice, Wait
from storage.vocabulary import Level, NoticeKind


@dataclass(frozen=True, slots=True)
class Facts:
    matter: Matter
    wait: Wait
    by: str  # who ended the wait
    asked: Words | None  # what the client waits for


async def alert_view(
    session: Session, t: Texts, brand: Brand, notice: Notice, now: datetime
) -> View | None:
    """None when there is nothing left to say."""
    if notice.bundle_id is not None:
        return await _digest_view(session, t, brand, notice, now)
    facts = await _facts(session, notice)
    if facts is None:
        return None
    matter, wait = facts.matter, facts.wait
    if notice.message_id is not None:
        if is_settled(matter, wait, notice.created_at):
            return settled_alert(t, brand, matter, wait, facts.by, now)
        if await is_overtaken(session, notice):
            return overtaken_alert(t, matter)
    elif await _is_needless(session, facts, notice, now) or await is_overtaken(session, notice):
        return None
    return alert(t, brand, matter, wait, now, facts.asked)


async def _digest_view(
    session: Session, t: Texts, brand: Brand, notice: Notice, now: datetime
) -> View | None:
    latest: dict[int, Facts] = {}
    for one in await bundled(session, notice.id):
        facts = await _facts(session, one)
        if facts is None:
            continue
        if notice.message_id is not None or not await _is_needless(session, facts, one, now):
            latest[facts.wait.id] = facts
    rows = [(one.matter, one.wait, one.by) for one in latest.values()]
    return digest(t, brand, rows, now) if rows else None


async def left_out_of_digest(session: Session, notice: Notice, now: datetime) -> tuple[int, ...]:
    """Which of a new digest's alerts it does not show: should they be due again, they are news."""
    is_new_digest = notice.kind is NoticeKind.ALERT and notice.bundle_id is not None
    if not is_new_digest or notice.message_id is not None:
        return ()
    left_out = []
    for one in await bundled(session, notice.id):
        facts = await _facts(session, one)
        if facts is None or await _is_needless(session, facts, one, now):
            left_out.append(one.id)
    return tuple(left_out)


async def _facts(session: Session, notice: Notice) -> Facts | None:
    matter = await get_matter(session, notice.request_id or 0)
    wait = await get_wait(session, notice.wait_id or 0)
    if matter is None or wait is None:
        return None
    by = await name_of(session, wait.stopped_by) if wait.stopped_by else ""
    return Facts(matter, wait, by, await awaited_words(session, wait))


async def _is_needless(session: Session, facts: Facts, notice: Notice, now: datetime) -> bool:
    """Settled while it waited to be sent: answered, or paused where no breach is to be told.

    A repeat that stands in for a breach that never went out is said whoever took the request.
    """
    if facts.wait.stopped_at is not None:
        return True
    level, request = notice.payload.get("level"), facts.matter.request
    if level == Level.BREACH:
        return False
    pauses = [request.snoozed_until]
    if level == Level.LATE:
        pauses.append(request.silenced_until)
    if not any(pause is not None and pause > now for pause in pauses):
        return False
    return level != Level.LATE or await breach_was_said(session, notice)
