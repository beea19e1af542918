"""Lists of requests, a page at a time."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from handlers.buttons import OnPage, OnRequest
from handlers.texts import Texts
from handlers.views.clock import clock_line
from handlers.views.names import awaited, kind_icon
from handlers.views.view import View, button, lines
from handlers.wording import clip, moment_near
from storage.messages import Words
from storage.requests import Matter, Page
from storage.tables import Brand

PAGE = 6
"""Requests on a page: what fits a phone's screen."""


def request_list(
    t: Texts,
    brand: Brand,
    title: str,
    page: Page,
    offset: int,
    what: str,
    now: datetime,
    asked: Mapping[int, Words | None] = MappingProxyType({}),
) -> View:
    """`asked` is what each client waits for, by the request's row id."""
    body: list[object] = []
    for matter in page.matters:
        body += ["", *_entry(t, brand, matter, now, asked.get(matter.request.id))]
    numbers = [
        button(f"#{matter.request.number}", OnRequest(request_id=matter.request.id, verb="show"))
        for matter in page.matters
    ]
    rows = [numbers[:3], numbers[3:], _turn(t, page, offset, what)]
    head = Text(Bold(title), f" · {page.total}")
    return View(lines(head, *body), [row for row in rows if row])


def remark_list(t: Texts, brand: Brand, title: str, page: Page, offset: int, now: datetime) -> View:
    """With a button for each that was taken wrongly as needing no answer."""
    body: list[object] = []
    rows = []
    for matter in page.matters:
        request = matter.request
        said = moment_near(t, request.started_at, now, brand.timezone)
        body += ["", *_entry(t, brand, matter, now)[:2], f"🕒 {said}"]
        show = button(f"#{request.number}", OnRequest(request_id=request.id, verb="show"))
        needs = t("#{number} needs an answer", number=request.number)
        rows.append([show, button(needs, OnRequest(request_id=request.id, verb="await"))])
    head = Text(Bold(title), f" · {page.total}")
    turn = _turn(t, page, offset, "remarks")
    return View(lines(head, *body), [row for row in [*rows, turn] if row])


def _entry(
    t: Texts, brand: Brand, matter: Matter, now: datetime, asked: Words | None = None
) -> list[object]:
    request = matter.request
    name = clip(matter.client.name, 30)
    who = f" · 🙋 {clip(matter.assignee.name, 20)}" if matter.assignee else ""
    said = " ".join(awaited(t, request, asked).split())
    return [
        Text(kind_icon(request.kind), " ", Bold(f"#{request.number}"), f" {name}{who}"),
        clip(said, 90),
        clock_line(t, brand, matter, now),
    ]


def _turn(t: Texts, page: Page, offset: int, what: str) -> list[InlineKeyboardButton]:
    row = []
    if offset > 0:
        row.append(button(t("‹ Back"), OnPage(what=what, offset=max(0, offset - PAGE))))
    if offset + PAGE < page.total:
        row.append(button(t("More ›"), OnPage(what=what, offset=offset + PAGE)))
    return row
