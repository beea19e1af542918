"""What follows from an attempt to send a notice: recorded, retried, passed on, given up."""

import logging
from datetime import datetime, timedelta

from bot.arrivals import arrived_after_all
from bot.brands import move_chat, post_cards
from bot.delivery import (
    LONG_REST,
    NO_READER,
    STILL_FAILS,
    Delivery,
    Failed,
    Gone,
    Moved,
    Refused,
    Sent,
    Superseded,
    Throttled,
    Unreachable,
    Withheld,
)
from bot.lost_desk import is_known_lost
from bot.notices import AFTER
from bot.pacing import Pacer
from bot.undelivered import (
    could_not_reach,
    could_not_say,
    keeps_failing,
    overtaken,
    topic_lost,
)
from bot.untold import not_corrected
from storage.chats import find_chat
from storage.engine import Session
from storage.moving import MOVED
from storage.outbox import (
    bundled,
    forget_message,
    record_failure,
    record_sent,
    unbundle,
)
from storage.relays import is_correction
from storage.tables import Notice
from storage.vocabulary import ChatRole, NoticeKind, NoticeStatus

log = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(minutes=5)
"""Between two tries of one notice; the pauses double from two seconds up to this."""

IN_ORDER = 3
"""So many tries hold back the chat's other notices; then they may overtake one that only fails."""


async def record_outcome(
    session: Session, notice: Notice, outcome: Delivery, pacer: Pacer, now: datetime
) -> None:
    match outcome:
        case Sent():
            await _sent(session, notice, outcome, now)
        case Superseded(reason):
            await _superseded(session, notice, reason, now)
        case Throttled(seconds):
            await _throttled(session, notice, seconds, pacer, now)
        case Failed():
            await _failed(session, notice, outcome, pacer, now)
        case Moved(chat_id):
            await _moved(session, notice, chat_id, now)
        case Gone():
            await forget_message(session, notice.id)
            await record_failure(session, notice, NoticeStatus.RETRY, "gone", send_at=now)
        case Unreachable(reason):
            log.warning("chat %s cannot be reached: %s", notice.chat_id, reason)
            await could_not_reach(session, notice, reason, now)
        case Withheld():
            await could_not_say(session, notice, NO_READER, now)
        case Refused(reason):
            log.error("notice %s (%s) was refused: %s", notice.id, notice.kind, reason)
            await could_not_say(session, notice, reason, now)


async def _sent(session: Session, notice: Notice, outcome: Sent, now: datetime) -> None:
    await topic_lost(session, notice.chat_id, outcome.lost_topic, now)
    arrives = notice.kind is NoticeKind.RELAY and not is_correction(notice)
    await record_sent(session, notice, outcome.message_id, now)
    if arrives:
        await arrived_after_all(session, notice, now)
    if notice.kind is NoticeKind.CARD and notice.message_id is None:
        await _card_arrived(session, notice.chat_id, now)
    if outcome.left_out:
        await unbundle(session, notice, outcome.left_out)


async def _card_arrived(session: Session, chat_id: int, now: datetime) -> None:
    """A desk that was lost gets what it missed."""
    if await is_known_lost(session, chat_id):
        desk = await find_chat(session, chat_id)
        if desk is not None and desk.active and desk.role is ChatRole.DESK:
            await post_cards(session, desk, now)


async def _superseded(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """A digest that was never sent frees its alerts: each can be said again."""
    await overtaken(session, notice, reason, now)
    if notice.bundle_id is not None and notice.message_id is None:
        for one in await bundled(session, notice.id):
            one.bundle_id, one.status = None, NoticeStatus.SUPERSEDED
        await session.flush()


async def _throttled(
    session: Session, notice: Notice, seconds: float, pacer: Pacer, now: datetime
) -> None:
    """To be asked to wait is no failure, until it has lasted: short rests may have no end."""
    pacer.hold(notice.chat_id, seconds)
    again = now + timedelta(seconds=seconds)
    for_long = again - (notice.failing_since or now) >= LONG_REST
    await record_failure(
        session,
        notice,
        NoticeStatus.RETRY,
        "429",
        send_at=again,
        failed_at=now,
        attempts=max(notice.attempts - 1, STILL_FAILS if for_long else 0),
        priority=_priority(notice),
    )
    if for_long:
        await keeps_failing(session, notice, "429", now)


async def _failed(
    session: Session, notice: Notice, outcome: Failed, pacer: Pacer, now: datetime
) -> None:
    pause = min(timedelta(seconds=2 ** min(notice.attempts, 9)), LONGEST_PAUSE)
    # Once it is no mere hiccup, the chat opens to others before this one is due again.
    held = pause if notice.attempts <= IN_ORDER else pause / 2
    pacer.hold(notice.chat_id, held.total_seconds())
    await record_failure(
        session,
        notice,
        NoticeStatus.RETRY,
        outcome.reason,
        send_at=now + pause,
        maybe_repeat=outcome.maybe_sent,
        failed_at=now,
        priority=_priority(notice),
    )
    if notice.attempts >= STILL_FAILS:
        await keeps_failing(session, notice, outcome.reason, now)


def _priority(notice: Notice) -> int:
    """What only edits something said lets the chat's new messages go first from now on."""
    return notice.priority if notice.message_id is None else AFTER


async def _moved(session: Session, notice: Notice, chat_id: int, now: datetime) -> None:
    await move_chat(session, notice.chat_id, chat_id)
    if is_correction(notice):
        await not_corrected(session, notice, MOVED, now)
        return
    edits = notice.kind is NoticeKind.EDIT  # of a message that did not move
    status = NoticeStatus.SUPERSEDED if edits else NoticeStatus.RETRY
    await record_failure(session, notice, status, "moved", send_at=now)
