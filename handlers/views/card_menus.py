"""The buttons under a card: what can be done at once, and the choices that open."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from aiogram.types import InlineKeyboardButton

from handlers.buttons import OnRequest
from handlers.texts import Texts
from handlers.views.names import kind_icon, kind_name, outcome_name
from handlers.views.view import button
from handlers.wording import clip, duration
from storage.requests import Matter
from storage.vocabulary import Kind, Outcome, RequestStatus

SNOOZES = (1, 3, 8)  # hours

Rows = list[list[InlineKeyboardButton]]


PAGE = 8
"""Choices in one menu at a time: a phone shows them without scrolling."""

OF_THE_CARD = frozenset({"more", "cause", "ask_first", "told"})
"""Menus that open from the card itself, and so lead back to it."""


class Choice(NamedTuple):
    """One button of a menu that is read from the record: members, templates, departments…"""

    text: str
    verb: str
    value: str = ""


def card_buttons(t: Texts, matter: Matter, menu: str, choices: Sequence[Choice]) -> Rows:
    match menu:
        case "outcome":
            return _outcome_menu(t, matter)
        case "kind":
            return _kind_menu(t, matter)
        case "snooze":
            return _snooze_menu(t, matter)
        case "":
            return _usual(t, matter)
    return _choice_menu(t, matter, menu, choices)


def _usual(t: Texts, matter: Matter) -> Rows:
    request = matter.request
    if request.merged_into_id is not None:
        other = OnRequest(request_id=request.merged_into_id, verb="show")
        return [[button(t("Show #{number}", number=matter.merged_into), other)]]
    if request.status in {RequestStatus.CLOSED, RequestStatus.DISMISSED}:
        return [
            [
                _on(matter, t("Reopen"), "reopen"),
                _on(matter, t("Kind"), "menu", "kind"),
                _on(matter, t("More…"), "menu", "more"),
            ]
        ]
    mine = (
        _on(matter, t("Take"), "take")
        if matter.assignee is None
        else _on(matter, t("Release"), "release")
    )
    row = [mine, _on(matter, t("Close"), "end")]
    if matter.wait is not None and matter.wait.stopped_at is None:
        row.append(_on(matter, t("Snooze"), "menu", "snooze"))
    return [
        row,
        [
            _on(matter, t("Kind"), "menu", "kind"),
            _on(matter, t("Not a request"), "dismiss"),
            _on(matter, t("More…"), "menu", "more"),
        ],
    ]


def _choice_menu(t: Texts, matter: Matter, menu: str, choices: Sequence[Choice]) -> Rows:
    """Two in a row where they are short; a page of many with its turns, and the way back."""
    name, page = page_of(menu)
    page = min(page, max(0, len(choices) - 1) // PAGE)
    shown = choices[page * PAGE : (page + 1) * PAGE]
    buttons = [_on(matter, clip(one.text, 40), one.verb, one.value) for one in shown]
    width = 2 if all(len(one.text) <= 18 for one in shown) else 1
    rows = [buttons[at : at + width] for at in range(0, len(buttons), width)]
    turns = []
    if page > 0:
        turns.append(_on(matter, "‹", "menu", f"{name}.{page - 1}"))
    if len(choices) > (page + 1) * PAGE:
        turns.append(_on(matter, "›", "menu", f"{name}.{page + 1}"))
    up = "" if name in OF_THE_CARD else "more"
    back = [_on(matter, t("‹ Back"), "menu", up)]
    return [*rows, turns, back] if turns else [*rows, back]


def page_of(menu: str) -> tuple[str, int]:
    """The menu's name and its page: "merge.2" is the third one of "merge"."""
    name, _, page = menu.partition(".")
    return name, int(page) if page.isdecimal() and len(page) < 6 else 0


def _on(matter: Matter, text: str, verb: str, value: str = "") -> InlineKeyboardButton:
    return button(text, OnRequest(request_id=matter.request.id, verb=verb, value=value))


def _back(t: Texts, matter: Matter) -> InlineKeyboardButton:
    return _on(matter, t("‹ Back"), "menu", "")


def _outcome_menu(t: Texts, matter: Matter) -> Rows:
    choices = [
        _on(matter, outcome_name(t, one).capitalize(), "close", one.value) for one in Outcome
    ]
    return [choices[:2], choices[2:], [_back(t, matter)]]


def _kind_menu(t: Texts, matter: Matter) -> Rows:
    choices = [
        _on(matter, f"{kind_icon(one)} {kind_name(t, one)}", "kind", one.value) for one in Kind
    ]
    return [choices[:2], choices[2:4], [*choices[4:], _back(t, matter)]]


def _snooze_menu(t: Texts, matter: Matter) -> Rows:
    choices = [
        _on(matter, duration(t, timedelta(hours=hours)), "snooze", str(hours)) for hours in SNOOZES
    ]
    return [choices, [_back(t, matter)]]
