"""What follows when a notice cannot reach its reader: nobody learns by silence."""

from collections.abc import Container
from datetime import datetime, timedelta

from bot.hand_offs import could_not_ask
from bot.notices import SOON, leads_chats, next_reader
from bot.ratings import unasked
from bot.refused import waits_again
from bot.requests import record
from bot.uncorrected import not_corrected
from storage.chats import find_chat
from storage.clients import get_client
from storage.directory import load_directory
from storage.engine import Session
from storage.merging import standing_request
from storage.notices import add_notices, notice_row
from storage.outbox import bundled, record_failure, step_readers
from storage.relays import is_correction
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

OUT_OF_REACH = frozenset({NoticeStatus.DEAD})


async def could_not_reach(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """The reader blocked, left or was removed."""
    if notice.chat_id > 0:
        await note_reach(session, notice.chat_id, now)
    if is_correction(notice):
        await not_corrected(session, notice, reason, now)
        return
    if notice.kind is NoticeKind.RELAY:
        gone = notice.chat_id > 0
        await _answer_undelivered(session, notice, reason, now, for_good=gone)
    elif notice.kind is NoticeKind.RATING:
        await unasked(session, notice)
    elif notice.kind is NoticeKind.HANDOFF:
        await _unasked(session, notice, reason, now)
    elif notice.kind in PASSED_ON and notice.brand_id is not None:
        for one in await bundled(session, notice.id) or [notice]:
            await _pass_on(session, one, reason, now)
        return
    await record_failure(session, notice, NoticeStatus.DEAD, reason)


async def overtaken(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """There was nothing left to say; an answer that is none any more leaves the client waiting."""
    if notice.kind is NoticeKind.RELAY:
        await _answer_undelivered(session, notice, reason, now, for_good=False)
    elif notice.kind is NoticeKind.RATING:
        await unasked(session, notice)
    await record_failure(session, notice, NoticeStatus.SUPERSEDED, reason)


async def could_not_say(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """Telegram refused this very message, or we failed to make it."""
    if is_correction(notice):
        await not_corrected(session, notice, reason, now)
        return
    if notice.kind is NoticeKind.RELAY:
        await _answer_undelivered(session, notice, reason, now, for_good=False)
    elif notice.kind is NoticeKind.RATING:
        await unasked(session, notice)
    elif notice.kind is NoticeKind.HANDOFF:
        await _unasked(session, notice, reason, now)
    elif notice.kind is NoticeKind.ALERT and notice.message_id is None:
        # Perhaps it was only this chat that would not have it, in words that are new to us.
        for one in await bundled(session, notice.id) or [notice]:
            await _pass_on(session, one, reason, now)
        return
    await record_failure(session, notice, NoticeStatus.DEAD, reason)


async def tell_another_too(session: Session, notice: Notice, now: datetime) -> None:
    """It keeps failing and is still tried; meanwhile the next in line hears what they must."""
    if notice.kind in PASSED_ON and notice.brand_id is not None and notice.message_id is None:
        for one in await bundled(session, notice.id) or [notice]:
            reader, news = await _next_in_line(session, one, OUT_OF_REACH | {NoticeStatus.RETRY})
            if reader is not None and news:
                await _say_to(session, one, reader, now)


async def _unasked(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    request = await get_request(session, notice.request_id or 0)
    if request is not None and notice.message_id is None:
        await could_not_ask(session, request, notice.payload["hand_off_id"], reason, now)


async def _pass_on(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    reader, news = await _next_in_line(session, notice, OUT_OF_REACH)
    if reader is None:
        reason = f"nobody left: {reason}"
        if notice.wait_id is not None:
            await look_again(session, notice.wait_id, now + TRY_AGAIN)
    await record_failure(session, notice, NoticeStatus.DEAD, reason)
    if reader is not None and news:
        await _say_to(session, notice, reader, now)


async def _next_in_line(
    session: Session, notice: Notice, out_of_reach: Container[NoticeStatus]
) -> tuple[int | None, bool]:
    """Who else is to hear it, and whether it is news to them.

    Readers whose own alert of this step is `out_of_reach` are passed over.
    """
    assert notice.brand_id is not None  # noqa: S101 - PASSED_ON notices have a brand
    directory = await load_directory(session)
    is_alert = notice.kind is NoticeKind.ALERT
    told = await step_readers(session, notice) if is_alert else {}
    lost = [one for one, status in told.items() if status in out_of_reach]
    reader = next_reader(directory, notice.brand_id, [*_tried(notice), *lost], or_desk=is_alert)
    return reader, reader not in told


def _tried(notice: Notice) -> list[int]:
    return [*notice.payload.get("tried", []), notice.chat_id]


async def _say_to(session: Session, notice: Notice, reader: int, now: datetime) -> None:
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
                payload={**notice.payload, "tried": _tried(notice)},
            )
        ],
    )


async def _answer_undelivered(
    session: Session, notice: Notice, reason: str, now: datetime, *, for_good: bool
) -> None:
    """The desk is told, and the request says so.

    A refused answer was none: the wait runs on as if it had not been given, for somebody can
    still answer, in the app or in the group itself. Not so where the client has blocked us or is
    gone (`for_good`): nobody here can answer them, and alerts without end would help nobody. The
    team did answer in time, or too late; the request stays marked.
    """
    request = await standing_request(session, notice.request_id or 0)
    if request is None:
        return
    request.undeliverable = reason
    message = [notice.payload["from_chat_id"], notice.payload["message_id"]]
    runs_on = not for_good and await waits_again(session, request, notice)
    client = await _whose_place(session, notice)
    data = {"reason": reason, "message": message, "runs_on": runs_on, "client": client}
    await record(session, request, "undelivered", now, data=data)
    directory = await load_directory(session)
    desk = directory.chat_of(request.brand_id, ChatRole.DESK)
    if desk is not None:
        said_there = notice.payload["from_chat_id"] == desk.chat_id
        reply_to = notice.payload["message_id"] if said_there else None
        told = {
            "reason": reason,
            "reply_to": reply_to,
            "runs_on": runs_on,
            "client": client,
        }
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
                    payload=told,
                )
            ],
        )


async def _whose_place(session: Session, notice: Notice) -> str:
    """Of merged requests each client has a chat of their own: who did not get the answer."""
    part = await get_request(session, notice.request_id or 0)
    client = await get_client(session, part.client_id) if part is not None else None
    return client.name if client is not None else ""


async def topic_lost(session: Session, chat_id: int, thread_id: int | None, now: datetime) -> None:
    """Where it was the chat's own, General takes its place, and the leads are told once."""
    chat = await find_chat(session, chat_id) if thread_id is not None else None
    if chat is None or chat.thread_id != thread_id:
        return
    chat.thread_id = None
    readers = leads_chats(await load_directory(session), chat.brand_id)
    await add_notices(
        session,
        [
            notice_row(
                NoticeKind.TROUBLE,
                reader,
                f"topic_lost:{chat_id}:{thread_id}:{reader}",
                now,
                brand_id=chat.brand_id,
                priority=SOON,
                payload={"code": "topic_lost", "chat": chat.title, "role": chat.role.value},
            )
            for reader in readers
        ],
    )
