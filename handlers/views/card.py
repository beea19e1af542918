"""A request's card: what it is, who waits, what was said, how the clock stands, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import BlockQuote, Bold, Text

from handlers.buttons import OnRequest
from handlers.texts import Texts
from handlers.views.clock import lasting_clock_line
from handlers.views.names import (
    content_name,
    door_name,
    kind_icon,
    kind_name,
    outcome_name,
    source_name,
)
from handlers.views.view import View, button, lines
from handlers.wording import clip, duration
from storage.requests import Matter
from storage.tables import Brand, Message
from storage.vocabulary import Direction, Kind, Outcome, RequestStatus, Source

QUOTE = 900
"""UTF-16 units of the client's words on a card; /request shows them all."""

SHOWN = 5
"""Newest messages quoted on a card."""

SNOOZES = (1, 3, 8)  # hours


@dataclass(frozen=True, slots=True)
class CardFacts:
    matter: Matter
    messages: Sequence[Message]
    revised: dict[int, str]  # message row -> its newest words
    menu: str = ""  # which choice is open: outcome, kind, snooze


def card(t: Texts, brand: Brand, facts: CardFacts, now: datetime) -> View:
    matter = facts.matter
    request = matter.request
    return View(
        lines(
            Text(
                kind_icon(request.kind),
                " ",
                Bold(f"#{request.number}"),
                f" · {kind_name(t, request.kind)} · {_door(t, matter)}",
            ),
            client_line(t, matter),
            *_quotes(t, facts),
            lasting_clock_line(t, brand, matter, now),
            _people(t, matter),
            _ending(t, matter),
            advice(t, matter),
        ),
        buttons(t, matter, facts.menu),
    )


def _door(t: Texts, matter: Matter) -> str:
    source = source_name(t, matter.request.source)
    door = door_name(t, matter.request.chat_role)
    return f"{source}, {door}" if door else source


def client_line(t: Texts, matter: Matter) -> Text:
    client = matter.client
    before = matter.before
    known = (
        t.plural("{n} request before", "{n} requests before", before)
        if before > 0
        else t("first request")
    )
    handle = f" (@{client.username})" if client.username else ""
    return Text("👤 ", Bold(clip(client.name, 64)), f"{handle} · {known}")


def _quotes(t: Texts, facts: CardFacts) -> list[object]:
    """The newest messages, an album as one, each clipped so that the card stays a card."""
    shown = list(_albums_joined(facts.messages))[-SHOWN:]
    left_out = len(facts.messages) - sum(count for _message, count in shown)
    parts: list[object] = []
    if left_out > 0:
        parts.append(t.plural("… {n} earlier message", "… {n} earlier messages", left_out))
    for message, count in shown:
        words = facts.revised.get(message.id, message.text)
        body = clip(words, QUOTE // len(shown)) if words else ""
        if message.content != "text":
            medium = content_name(t, message.content)
            medium = f"{medium} ×{count}" if count > 1 else medium
            body = f"{medium}: {body}" if body else medium
        if message.id in facts.revised:
            body = f"{body} ✏️"
        if message.direction is Direction.OUT:
            parts.append(Text("↩️ ", Bold(clip(message.author, 40)), ": ", body))
        else:
            parts.append(BlockQuote(body))
    return parts


def _albums_joined(messages: Sequence[Message]) -> list[tuple[Message, int]]:
    """Each album as its first message (the one with words, if any) and how many there are."""
    joined: dict[object, tuple[Message, int]] = {}
    for message in messages:
        key = (message.chat_id, message.album_id) if message.album_id else message.id
        first, count = joined.get(key, (message, 0))
        joined[key] = (first if first.text else message, count + 1)
    return list(joined.values())


def _people(t: Texts, matter: Matter) -> str | None:
    if matter.assignee is None:
        return None
    return t("🙋 with {name}", name=clip(matter.assignee.name, 40))


def _ending(t: Texts, matter: Matter) -> Text | None:
    request = matter.request
    parts: list[object] = []
    if request.status is RequestStatus.CLOSED and request.outcome and request.awaited:
        parts.append(t("☑️ closed: {outcome}", outcome=outcome_name(t, request.outcome)))
    if request.note:
        parts.append(t("📝 {note}", note=clip(request.note, 300)))
    if request.undeliverable:
        parts.append(t("⛔ the last answer did not reach the client"))
    return lines(*parts) if parts else None


def advice(t: Texts, matter: Matter) -> str | None:
    """Where a reply to this message goes."""
    request = matter.request
    if request.status is not RequestStatus.OPEN:
        return None
    if request.chat_id is None or request.source is not Source.TELEGRAM:
        source = source_name(t, request.source)
        return t("Answer via {source}, then reply here with what you said.", source=source)
    return t("Reply to this message: your answer goes to the client.")


def buttons(t: Texts, matter: Matter, menu: str) -> list[list[InlineKeyboardButton]]:
    match menu:
        case "outcome":
            return _outcome_menu(t, matter)
        case "kind":
            return _kind_menu(t, matter)
        case "snooze":
            return _snooze_menu(t, matter)
    request = matter.request
    if request.status in {RequestStatus.CLOSED, RequestStatus.DISMISSED}:
        return [[_on(matter, t("Reopen"), "reopen"), _on(matter, t("Kind"), "menu", "kind")]]
    mine = (
        _on(matter, t("Take"), "take")
        if matter.assignee is None
        else _on(matter, t("Release"), "release")
    )
    row = [mine, _on(matter, t("Close"), "menu", "outcome")]
    if matter.wait is not None and matter.wait.stopped_at is None:
        row.append(_on(matter, t("Snooze"), "menu", "snooze"))
    return [
        row,
        [_on(matter, t("Kind"), "menu", "kind"), _on(matter, t("Not a request"), "dismiss")],
    ]


def _on(matter: Matter, text: str, verb: str, value: str = "") -> InlineKeyboardButton:
    return button(text, OnRequest(request_id=matter.request.id, verb=verb, value=value))


def _back(t: Texts, matter: Matter) -> InlineKeyboardButton:
    return _on(matter, t("‹ Back"), "menu", "")


def _outcome_menu(t: Texts, matter: Matter) -> list[list[InlineKeyboardButton]]:
    choices = [
        _on(matter, outcome_name(t, one).capitalize(), "close", one.value) for one in Outcome
    ]
    return [choices[:2], choices[2:], [_back(t, matter)]]


def _kind_menu(t: Texts, matter: Matter) -> list[list[InlineKeyboardButton]]:
    choices = [
        _on(matter, f"{kind_icon(one)} {kind_name(t, one)}", "kind", one.value) for one in Kind
    ]
    return [choices[:2], choices[2:4], [*choices[4:], _back(t, matter)]]


def _snooze_menu(t: Texts, matter: Matter) -> list[list[InlineKeyboardButton]]:
    choices = [
        _on(matter, duration(t, timedelta(hours=hours)), "snooze", str(hours)) for hours in SNOOZES
    ]
    return [choices, [_back(t, matter)]]
