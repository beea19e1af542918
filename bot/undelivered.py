"""What follows when a notice cannot reach its reader: nobody learns by silence."""

from datetime import datetime, timedelta

from bot.arrivals import did_not_arrive, not_arrived_yet
from bot.delivery import LONG_REST, STILL_FAILS
from bot.hand_offs import could_not_ask, could_not_show
from bot.lost_desk import desk_lost
from bot.notices import SOON, leads_chats, next_reader
from bot.ratings import unasked
from bot.untold import not_corrected
from storage.chats import find_chat
from storage.directory import Directory, load_directory
from storage.engine import Session, Store
from storage.failing import chats_out_of_order, unsaid_in
from storage.hand_offs import get_hand_off
from storage.notices import add_notices, notice_row
from storage.outbox import bundled, record_failure
from storage.relays import is_correction
from storage.requests import get_request
from storage.staff import note_reach
from storage.summaries import sum_up_again
from storage.tables import Notice
from storage.told import Told, told_of
from storage.vocabulary import NoticeKind, NoticeStatus
from storage.waits import look_again

TRY_AGAIN = timedelta(hours=1)
"""How soon an alert or a summary that found nobody looks for a reader again."""

PASSED_ON = {
    NoticeKind.ALERT,
    NoticeKind.SUMMARY,
    NoticeKind.TROUBLE,
    NoticeKind.HANDOFF_LATE,
    NoticeKind.RATED,
    NoticeKind.UNDELIVERED,
}
"""What somebody must hear: it goes to the next in line."""

BESIDE = frozenset({NoticeKind.COPY, NoticeKind.MEDIA, NoticeKind.ADDED})
"""What goes between the desk and a department beside question and answer."""

MISSED = PASSED_ON | {NoticeKind.RELAY}
"""Whose delay somebody must hear of: not of the cards that pile up for a desk."""

PASSED_TO = ">"
"""In a notice's name, before each reader to whom it was passed on."""

GONE = ("blocked by the user", "user is deactivated")
"""How Telegram says that a private chat takes nothing more of ours, and never will by our doing."""


def must_be_heard(notice: Notice) -> bool:
    """By somebody, whoever it is; what one person asked for is for them alone."""
    is_asked_for = "on_demand" in notice.payload or "closer" in notice.payload
    return notice.kind in PASSED_ON and notice.brand_id is not None and not is_asked_for


async def could_not_reach(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """The reader blocked, left or was removed."""
    # A Business account's chats bear their client's id: whoever it is, the owner can still write.
    in_private = notice.chat_id > 0 and not notice.business_id
    if in_private:
        await note_reach(session, notice.chat_id, now)
    await desk_lost(session, notice, reason, now)
    if is_correction(notice):
        await not_corrected(session, notice, reason, now)
        return
    if notice.kind is NoticeKind.RELAY:
        gone = in_private and any(words in reason for words in GONE)
        await did_not_arrive(session, notice, reason, now, for_good=gone)
    elif notice.kind is NoticeKind.RATING:
        await unasked(session, notice)
    elif notice.kind is NoticeKind.HANDOFF:
        await _unasked(session, notice, reason, now, is_gone=True)
    elif must_be_heard(notice):
        await _pass_all_on(session, notice, reason, now)
        return
    await record_failure(session, notice, NoticeStatus.DEAD, reason)


async def overtaken(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """There was nothing left to say; an answer that is none any more leaves the client waiting."""
    if notice.kind is NoticeKind.RELAY:
        await did_not_arrive(session, notice, reason, now, for_good=False)
    elif notice.kind is NoticeKind.RATING:
        await unasked(session, notice)
    await record_failure(session, notice, NoticeStatus.SUPERSEDED, reason)


async def could_not_say(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """Telegram refused this very message, or we failed to make it."""
    if is_correction(notice):
        await not_corrected(session, notice, reason, now)
        return
    if notice.kind is NoticeKind.RELAY:
        await did_not_arrive(session, notice, reason, now, for_good=False)
    elif notice.kind is NoticeKind.RATING:
        await unasked(session, notice)
    elif notice.kind is NoticeKind.HANDOFF:
        await _unasked(session, notice, reason, now)
    elif "hand_off_id" in notice.payload and notice.kind in BESIDE:
        await could_not_show(session, notice, reason, now)
    elif must_be_heard(notice) and notice.message_id is None:
        # Perhaps it was only this chat that would not have it, in words that are new to us.
        await _pass_all_on(session, notice, reason, now)
        return
    await record_failure(session, notice, NoticeStatus.DEAD, reason)


async def tell_elsewhere(store: Store, now: datetime) -> bool:
    """Trouble is the chat's: what waits behind a message that fails for long fails with it.

    Returns whether there was anything of the kind.
    """
    async with store.read() as session:
        reasons = await chats_out_of_order(session, now - LONG_REST)
        if not reasons or not await unsaid_in(session, reasons, MISSED, now):
            return False
    async with store.write() as session:
        for notice in await unsaid_in(session, reasons, MISSED, now):
            await keeps_failing(session, notice, reasons[notice.chat_id], now)
    return True


async def keeps_failing(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """Said at each try: a digest grows meanwhile, and who was told fails in their turn."""
    if notice.kind is not NoticeKind.RELAY:
        await _tell_another_too(session, notice, now)
    elif not is_correction(notice):  # which the client can do without for longer
        await not_arrived_yet(session, notice, reason, now)


async def _tell_another_too(session: Session, notice: Notice, now: datetime) -> None:
    """It keeps failing and is still tried; meanwhile the next in line hears what they must."""
    if must_be_heard(notice) and notice.message_id is None:
        directory = await load_directory(session)
        for one in await bundled(session, notice.id) or [notice]:
            reader, news = await _next_in_line(session, directory, one)
            if reader is not None and news:
                await _say_to(session, one, reader, now)


async def _unasked(
    session: Session, notice: Notice, reason: str, now: datetime, *, is_gone: bool = False
) -> None:
    """It was not asked; or it was, and who has not answered yet `is_gone`."""
    request = await get_request(session, notice.request_id or 0)
    asked = await get_hand_off(session, notice.payload["hand_off_id"])
    if request is None or asked is None:
        return
    waits = asked.answered_at is None and asked.withdrawn_at is None
    if notice.message_id is None or (is_gone and waits):
        await could_not_ask(session, request, asked.id, reason, now)


async def _pass_all_on(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """Each alert of a digest on its own: others have had some of them."""
    directory = await load_directory(session)
    for one in await bundled(session, notice.id) or [notice]:
        await _pass_on(session, directory, one, reason, now)


async def _pass_on(
    session: Session, directory: Directory, notice: Notice, reason: str, now: datetime
) -> None:
    reader, news = await _next_in_line(session, directory, notice)
    if reader is None:
        reason = f"nobody left: {reason}"
        if notice.wait_id is not None:
            await look_again(session, notice.wait_id, now + TRY_AGAIN)
        elif notice.kind is NoticeKind.SUMMARY and notice.message_id is None:
            await sum_up_again(session, notice.brand_id, now + TRY_AGAIN)
    await record_failure(session, notice, NoticeStatus.DEAD, reason)
    if reader is not None and news:
        await _say_to(session, notice, reader, now)


async def _next_in_line(
    session: Session, directory: Directory, notice: Notice
) -> tuple[int | None, bool]:
    """Who else is to hear it, and whether it is news to them.

    Of those who were told at once, whoever is out of reach is passed over.
    """
    assert notice.brand_id is not None  # noqa: S101 - PASSED_ON notices have a brand
    is_alert = notice.kind is NoticeKind.ALERT
    told = await told_of(session, _step(notice), notice.id)
    lost = [one.chat_id for one in told if PASSED_TO not in one.key and _out_of_reach(one)]
    reader = next_reader(directory, notice.brand_id, [*_tried(notice), *lost], or_team=is_alert)
    hears = any(one.chat_id == reader and not _is_lost(one) for one in told)
    return reader, not hears


def _is_lost(told: Told) -> bool:
    return told.status is NoticeStatus.DEAD and not told.is_said


def _out_of_reach(told: Told) -> bool:
    return _is_lost(told) or (told.attempts >= STILL_FAILS and not told.is_said)


def _step(notice: Notice) -> str:
    """How the names begin of all that say the same: where they end in the chat, of one for each
    who hears it at once; and of what was passed on from them.
    """
    first, own = notice.dedup_key.partition(PASSED_TO)[0], f":{_tried(notice)[0]}"
    return first.removesuffix(own) + ":" if first.endswith(own) else first + PASSED_TO


def _tried(notice: Notice) -> list[int]:
    return [*notice.payload.get("tried", []), notice.chat_id]


async def _say_to(session: Session, notice: Notice, reader: int, now: datetime) -> None:
    said = {**notice.payload}
    said.pop("reply_to", None)  # it names a message of the other chat
    await add_notices(
        session,
        [
            notice_row(
                notice.kind,
                reader,
                f"{notice.dedup_key}{PASSED_TO}{reader}",
                now,
                brand_id=notice.brand_id,
                request_id=notice.request_id,
                wait_id=notice.wait_id,
                priority=notice.priority,
                payload={**said, "tried": _tried(notice)},
            )
        ],
    )


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
