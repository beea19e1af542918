"""The whole conversation of a request, word for word, a page at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from bot.cutting import cut
from bot.notes import NOTES
from handlers.buttons import OnPage, OnRequest
from handlers.texts import Texts
from handlers.views.names import content_name
from handlers.views.view import View, button, lines
from handlers.wording import clip, moment_dated, utf16_length
from storage.requests import Matter
from storage.tables import Brand, Event, Message
from storage.vocabulary import Direction

ROOM = 3800
"""UTF-16 units of a page: under Telegram's 4096, with room for the head."""

MOST = 50
"""Messages on a page: Telegram marks up a hundred pieces of a text."""


INSIDE = NOTES | {
    "handed_off",
    "question_corrected",
    "department_answered",
    "department_corrected",
}
"""Events that hold words of the team and of departments."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message or note, or as much of it as a page holds."""

    head: str  # who, when, and what became of it
    words: str

    @property
    def length(self) -> int:
        return utf16_length(self.head) + utf16_length(self.words) + 3


def conversation(t: Texts, matter: Matter, said: Sequence[Said], page: int) -> View:
    """A page that is not there any more is the last one."""
    pages = paged(said)
    page = min(page, len(pages) - 1)
    head = t("The whole conversation of #{number}", number=matter.request.number)
    body: list[object] = []
    for one in pages[page]:
        body += ["", Bold(one.head), *([one.words] if one.words else [])]
    shown = button(
        f"#{matter.request.number}", OnRequest(request_id=matter.request.id, verb="show")
    )
    buttons = [[shown, *_turn(t, page, len(pages))]]
    count = f" · {page + 1}/{len(pages)}" if len(pages) > 1 else ""
    return View(lines(Text(Bold(head), count), *body), buttons)


def all_said(
    t: Texts,
    brand: Brand,
    messages: Sequence[Message],
    revised: Mapping[int, str],
    notes: Sequence[Event],
    now: datetime,
) -> list[Said]:
    """Messages, the team's notes and its talk with departments, in the order they were written."""
    entries = [(one.sent_at, _message(t, brand, one, revised.get(one.id), now)) for one in messages]
    entries += [(one.at, _inside(t, brand, one, now)) for one in notes]
    return [said for _, said in sorted(entries, key=lambda entry: entry[0])]


def _message(t: Texts, brand: Brand, one: Message, newest: str | None, now: datetime) -> Said:
    """An edited one with its newest words first: edits never overwrite."""
    arrow = "↩️ " if one.direction is Direction.OUT else "👤 "
    head = f"{arrow}{clip(one.author, 40)} · {moment_dated(t, one.sent_at, now, brand.timezone)}"
    if one.deleted_at is not None:
        at = moment_dated(t, one.deleted_at, now, brand.timezone)
        head = f"{head} 🗑 " + t("deleted {at}", at=at)
    words = one.text
    if newest is not None and newest != one.text:
        head = f"{head} ✏️"
        words = "\n".join([newest, t("✏️ before the edit:"), one.text])
    if one.content != "text":
        words = f"{content_name(t, one.content)}\n{words}".strip()
    return Said(head, words)


def _inside(t: Texts, brand: Brand, event: Event, now: datetime) -> Said:
    at, data = moment_dated(t, event.at, now, brand.timezone), event.data
    name, department = clip(event.actor, 40), data.get("department", "")
    heads = {
        "note_edited": lambda: f"📝 ✏️ {name}",
        "handed_off": lambda: t("➡️ {name} asked {department}", name=name, department=department),
        "question_corrected": lambda: t(
            "✏️ {name} corrected the question to {department}", name=name, department=department
        ),
        "department_answered": lambda: t(
            "➡️ {department} answered ({name})", name=name, department=department
        ),
        "department_corrected": lambda: t(
            "✏️ {department} corrected its answer ({name})", name=name, department=department
        ),
    }
    head = heads[event.what]() if event.what in heads else f"📝 {name}"
    words = next((data[key] for key in ("note", "question", "answer") if data.get(key)), "")
    return Said(f"{head} · {at}", words)


def paged(said: Sequence[Said], room: int = ROOM) -> list[list[Said]]:
    """What fits a page, and never less than everything: a long text goes on over pages."""
    pages: list[list[Said]] = [[]]
    left = room
    for one in said:
        for part in _parts(one, room):
            if (part.length > left and pages[-1]) or len(pages[-1]) == MOST:
                pages.append([])
                left = room
            pages[-1].append(part)
            left -= part.length
    return pages


def _parts(one: Said, room: int) -> Iterator[Said]:
    rest = one
    while rest.length > room:
        fits = room - utf16_length(rest.head) - 3
        words, after = cut(rest.words, fits)
        yield replace(rest, words=words)
        head = one.head if one.head.startswith("… ") else f"… {one.head}"
        rest = Said(head, after)
    yield rest


def _turn(t: Texts, page: int, pages: int) -> list[InlineKeyboardButton]:
    row = []
    if page > 0:
        row.append(button(t("‹ Back"), OnPage(what="conversation", offset=page - 1)))
    if page + 1 < pages:
        row.append(button(t("More ›"), OnPage(what="conversation", offset=page + 1)))
    return row
