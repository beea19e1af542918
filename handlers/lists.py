"""The queue, one's own requests, what was found, a conversation: read when the list is sent."""

from datetime import datetime, timedelta
from typing import Any

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Text

from bot.notes import NOTES
from bot.periods import leading_period
from handlers.buttons import OnPage
from handlers.texts import Texts
from handlers.views.asking import plain
from handlers.views.conversation import all_said, conversation
from handlers.views.lists import PAGE, remark_list, request_list
from handlers.views.view import View, button
from storage.edits import newest_words
from storage.engine import Session
from storage.merging import merged_requests
from storage.messages import awaited_words
from storage.remarks import count_remarks, remarks
from storage.requests import (
    Page,
    events_of,
    get_matter,
    messages_of,
    queue,
)
from storage.search import find
from storage.tables import Brand

EVERY = 10_000
"""Messages of one request: more than any client has patience for."""

NEW = timedelta(hours=24)
LOOK_BACK = timedelta(days=7)
"""How old remarks may be that are still listed."""


async def list_view(
    session: Session, t: Texts, brand: Brand, payload: dict[str, Any], now: datetime
) -> View:
    what, offset = payload["what"], payload["offset"]
    if what == "conversation":
        return await _conversation(session, t, brand, payload, now)
    page = await _read(session, brand, payload, now)
    below = await _below(session, t, brand, what, now)
    if not page.total:
        return View(Text(_nothing(t, what)), below)
    if not page.matters:  # it has grown shorter since: show its end
        offset = (page.total - 1) // PAGE * PAGE
        page = await _read(session, brand, {**payload, "offset": offset}, now)
    title = _title(t, what, payload["words"])
    if what == "remarks":
        return remark_list(t, brand, title, page, offset, now)
    waits = [one.wait for one in page.matters if one.wait and one.wait.stopped_at is None]
    asked = {one.request_id: await awaited_words(session, one) for one in waits}
    listed = request_list(t, brand, title, page, offset, what, now, asked)
    return View(listed.text, [*listed.buttons, *below])


async def _below(
    session: Session, t: Texts, brand: Brand, what: str, now: datetime
) -> list[list[InlineKeyboardButton]]:
    """Under the queue: how many new remarks were taken as needing no answer."""
    new = await count_remarks(session, brand.id, now - NEW) if what == "queue" else 0
    if not new:
        return []
    said = t("💬 Logged as remarks in 24 hours: {count}", count=new)
    return [[button(said, OnPage(what="remarks", offset=0))]]


async def _conversation(
    session: Session, t: Texts, brand: Brand, payload: dict[str, Any], now: datetime
) -> View:
    matter = await get_matter(session, payload["request_id"])
    if matter is None or matter.request.brand_id != brand.id:
        return plain(t("This request is not there any more."))
    messages = await messages_of(session, matter.request.id, limit=EVERY)
    revised = await newest_words(session, [one.id for one in messages])
    told = [matter.request, *await merged_requests(session, matter.request.id)]
    events = [event for one in told for event in await events_of(session, one.id)]
    notes = [event for event in events if event.what in NOTES]
    said = all_said(t, brand, messages, revised, notes, now)
    return conversation(t, matter, said, payload["offset"])


async def _read(session: Session, brand: Brand, payload: dict[str, Any], now: datetime) -> Page:
    offset = payload["offset"]
    match payload["what"]:
        case "find":
            period, words = leading_period(payload["words"], now, brand.timezone)
            within = (period.start, period.end) if period is not None else None
            page = await find(session, brand.id, words, offset=offset, limit=PAGE, within=within)
        case "mine":
            assignee = payload["member_id"]
            page = await queue(session, brand.id, offset=offset, limit=PAGE, assignee_id=assignee)
        case "remarks":
            page = await remarks(session, brand.id, now - LOOK_BACK, offset=offset, limit=PAGE)
        case "late":
            page = await queue(session, brand.id, offset=offset, limit=PAGE, due_before=now)
        case _:
            page = await queue(session, brand.id, offset=offset, limit=PAGE)
    return page


def _title(t: Texts, what: str, words: str) -> str:
    return {
        "find": t("Found: “{words}”", words=words),
        "mine": t("With you"),
        "late": t("Past the deadline"),
        "remarks": t("Remarks of the last 7 days without an answer"),
    }.get(what, t("Waiting for an answer, soonest due first"))


def _nothing(t: Texts, what: str) -> str:
    return {
        "find": t("Nothing found. Try a shorter word, a client's name or a number."),
        "mine": t("Nothing waits with you. /queue shows what is free."),
        "late": t("Nobody is waiting past the deadline."),
        "remarks": t("No remarks without an answer in the last 7 days."),
    }.get(what, t("Nobody is waiting. Well done!"))
