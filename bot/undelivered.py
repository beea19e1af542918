"""What follows when a notice cannot reach its reader: nobody learns by silence."""

from datetime import datetime, timedelta

from bot.hand_offs import could_not_ask
from bot.notices import SOON, next_reader
from bot.ratings import unasked
from bot.requests import record
from storage.directory import load_directory
from storage.engine import Session
from storage.merging import standing_request
from storage.notices import add_notices, notice_row
from storage.outbox import bundled, record_failure, step_readers
from storage.requests import get_request
from storage.staff import note_reach
from storage.tables import Notice
from storage.vocabulary import ChatRole, NoticeKind, NoticeStatus
from storage.waits import look_again

TRY_AGAIN = timedelta(hours=1)
"""How soon an alert that found nobody looks for a reader again."""

PASSED_ON = {
    NoticeKind.ALERT,
    NoticeKind.SUMMARY,
    NoticeKind.TROUBLE,
    NoticeKind.HANDOFF_LATE,
    NoticeKind.RATED,
}
"""What somebody must hear: it goes to the next in line."""


async def could_not_reach(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """The reader blocked, left or was removed."""
    if notice.chat_id > 0:
        await note_reach(session, notice.chat_id, now)
    if notice.kind is NoticeKind.RELAY:
        await _answer_undelivered(session, notice, reason, now)
    elif notice.kind is NoticeKind.RATING:
        await unasked(session, notice)
    elif notice.kind is NoticeKind.HANDOFF and notice.request_id is not None:
        request = await get_request(session, notice.request_id)
        if request is not None and notice.message_id is None:
            await could_not_ask(session, request, notice.payload["hand_off_id"], reason, now)
    elif notice.kind in PASSED_ON and notice.brand_id is not None:
        for one in await bundled(session, notice.id) or [notice]:
            await _pass_on(session, one, reason, now)
        return
    await record_failure(session, notice, NoticeStatus.DEAD, reason)


async def overtaken(session: Session, notice: Notice, reason: str) -> None:
    """There was nothing left to say."""
    if notice.kind is NoticeKind.RATING:
        await unasked(session, notice)
    await record_failure(session, notice, NoticeStatus.SUPERSEDED, reason)


async def could_not_say(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """Telegram refused this very message, or we failed to make it."""
    if notice.kind is NoticeKind.RELAY:
        await _answer_undelivered(session, notice, reason, now)
    elif notice.kind is NoticeKind.RATING:
        await unasked(session, notice)
    elif notice.kind is NoticeKind.ALERT and notice.message_id is None:
        # Perhaps it was only this chat that would not have it, in words that are new to us.
        for one in await bundled(session, notice.id) or [notice]:
            await _pass_on(session, one, reason, now)
        return
    await record_failure(session, notice, NoticeStatus.DEAD, reason)


async def _pass_on(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    assert notice.brand_id is not None  # noqa: S101 - PASSED_ON notices have a brand
    directory = await load_directory(session)
    tried = [*notice.payload.get("tried", []), notice.chat_id]
    is_alert = notice.kind is NoticeKind.ALERT
    told = await step_readers(session, notice) if is_alert else {}
    tried += [one for one, status in told.items() if status is NoticeStatus.DEAD]
    reader = next_reader(directory, notice.brand_id, tried, or_desk=is_alert)
    if reader in told:  # who is next in line hears of it already
        await record_failure(session, notice, NoticeStatus.DEAD, reason)
        return
    if reader is None:
        await record_failure(session, notice, NoticeStatus.DEAD, f"nobody left: {reason}")
        if notice.wait_id is not None:
            await look_again(session, notice.wait_id, now + TRY_AGAIN)
        return
    await record_failure(session, notice, NoticeStatus.DEAD, reason)
    await add_notices(
        session,
        [
            notice_row(
                notice.kind,
                reader,
                f"{notice.dedup_key}>{reader}",
                now,
                brand_id=notice.brand_id,
                request_id=notice.request_id,
                wait_id=notice.wait_id,
                priority=notice.priority,
                payload={**notice.payload, "tried": tried},
            )
        ],
    )


async def _answer_undelivered(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """The desk is told, and the request says so."""
    request = await standing_request(session, notice.request_id or 0)
    if request is None:
        return
    request.undeliverable = reason
    await record(session, request, "undelivered", now, data={"reason": reason})
    directory = await load_directory(session)
    desk = directory.chat_of(request.brand_id, ChatRole.DESK)
    if desk is not None:
        said_there = notice.payload["from_chat_id"] == desk.chat_id
        reply_to = notice.payload["message_id"] if said_there else None
        await add_notices(
            session,
            [
                notice_row(
                    NoticeKind.UNDELIVERED,
                    desk.chat_id,
                    f"undelivered:{notice.id}",
                    now,
                    brand_id=request.brand_id,
                    request_id=request.id,
                    priority=SOON,
                    payload={"reason": reason, "reply_to": reply_to},
                )
            ],
        )
