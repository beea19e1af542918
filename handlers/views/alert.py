"""Alerts, single or as a digest. An alert that is settled says by whom and when."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.utils.formatting import BlockQuote, Bold, Text

from bot.sla import WaitState
from handlers.buttons import OnPage, OnRequest
from handlers.texts import Texts
from handlers.views.card import advice, client_line
from handlers.views.clock import JUST_NOW, clock_line, state_of
from handlers.views.names import awaited, kind_icon, kind_name
from handlers.views.view import View, button, lines
from handlers.wording import clip, duration, moment_dated, moment_near
from storage.messages import Words
from storage.requests import Matter
from storage.tables import Brand, Wait
from storage.vocabulary import RequestStatus, WaitStop

DIGEST_SHOWN = 15
"""Requests named in one digest; the queue has the rest."""


def is_settled(matter: Matter, wait: Wait, alerted_at: datetime) -> bool:
    """Whether somebody answered, closed or took the request since the alert was made."""
    if wait.stopped_at is not None:
        return True
    taken_at = matter.request.taken_at
    return matter.assignee is not None and taken_at is not None and taken_at >= alerted_at


def alert(
    t: Texts,
    brand: Brand,
    matter: Matter,
    wait: Wait,
    now: datetime,
    asked: Words | None = None,
) -> View:
    """`asked` is what the client waits for; where it is not known, what the request began with."""
    request = matter.request
    head = _headline(t, brand, wait, request.number, now)
    return View(
        lines(
            head,
            Text(kind_icon(request.kind), " ", kind_name(t, request.kind)),
            client_line(t, matter),
            BlockQuote(clip(awaited(t, request, asked), 300)),
            _who(t, matter),
            advice(t, matter),
        ),
        [
            [
                button(t("Take"), OnRequest(request_id=request.id, verb="take")),
                button(t("Show the request"), OnRequest(request_id=request.id, verb="show")),
            ]
        ],
    )


def _headline(t: Texts, brand: Brand, wait: Wait, number: int, now: datetime) -> Text:
    due = moment_near(t, wait.due_at, now, brand.timezone)
    if state_of(brand, wait, now) is WaitState.BREACHED:
        over = now - wait.due_at
        said = (
            t("#{number}: the deadline has passed", number=number)
            if over < JUST_NOW
            else t("#{number} is late by {over}", number=number, over=duration(t, over))
        )
        return Text(
            "🔴 ",
            Bold(said),
            "\n",
            t("The answer was due {due}.", due=due),
        )
    left = duration(t, wait.due_at - now)
    return Text(
        "🟡 ",
        Bold(t("#{number}: {left} left to answer", number=number, left=left)),
        "\n",
        t("Due {due}.", due=due),
    )


def _who(t: Texts, matter: Matter) -> str:
    if matter.assignee is None:
        return t("Nobody has taken it.")
    return t("🙋 with {name}", name=clip(matter.assignee.name, 40))


def settled_alert(
    t: Texts, brand: Brand, matter: Matter, wait: Wait, by: str, now: datetime
) -> View:
    """What a sent alert turns into: who settled it, when, in time or not."""
    return View(Text(*settled_line(t, brand, matter, wait, by, now)))


def overtaken_alert(t: Texts, matter: Matter) -> View:
    """An earlier alert steps back, so that a reader finds the request once."""
    number = matter.request.number
    return View(Text("🔔 ", Bold(f"#{number}"), " · ", t("a newer alert stands below")))


def settled_line(
    t: Texts, brand: Brand, matter: Matter, wait: Wait, by: str, now: datetime
) -> list[object]:
    number = matter.request.number
    if wait.stopped_at is None:
        return ["🙋 ", Bold(f"#{number}"), " · ", _taken(t, brand, matter, now)]
    at = moment_dated(t, wait.stopped_at, now, brand.timezone)
    if matter.request.merged_into_id is not None:
        return ["🔗 ", Bold(f"#{number}"), " · ", t("merged into another request")]
    if matter.request.status is RequestStatus.DISMISSED:
        return ["🚫 ", Bold(f"#{number}"), " · ", t("not a request")]
    if wait.stop is WaitStop.NOT_NEEDED:
        return [Bold(f"#{number}"), " · ", t("💬 no answer needed")]
    if wait.stop is not WaitStop.ANSWERED:
        return ["⚪ ", Bold(f"#{number}"), " · ", t("closed {at}", at=at)]
    icon = "🟠 " if wait.stopped_at > wait.due_at else "🟢 "
    said = (
        t("answered by {name} {at}", name=clip(by, 40), at=at) if by else t("answered {at}", at=at)
    )
    return [icon, Bold(f"#{number}"), " · ", said]


def _taken(t: Texts, brand: Brand, matter: Matter, now: datetime) -> str:
    name = clip(matter.assignee.name, 40) if matter.assignee else ""
    taken_at = matter.request.taken_at
    if taken_at is None:
        return t("taken by {name}", name=name)
    return t("taken by {name} {at}", name=name, at=moment_dated(t, taken_at, now, brand.timezone))


def digest(
    t: Texts,
    brand: Brand,
    rows: Sequence[tuple[Matter, Wait, str]],
    now: datetime,
) -> View:
    """Many alerts as one message; `rows` carry the request, its wait and who settled it."""
    waiting = [row for row in rows if row[1].stopped_at is None]
    late = sum(row[1].due_at <= now for row in waiting)
    body: list[object] = []
    for matter, wait, by in rows[:DIGEST_SHOWN]:
        if wait.stopped_at is None:
            state = clock_line(t, brand, matter, now)
            name = clip(matter.client.name, 30)
            taken = f" · 🙋 {_taken(t, brand, matter, now)}" if matter.assignee else ""
            body.append(Text(Bold(f"#{matter.request.number}"), f" {name} · {state}{taken}"))
        else:
            body.append(Text(*settled_line(t, brand, matter, wait, by, now)))
    if len(rows) > DIGEST_SHOWN:
        more = len(rows) - DIGEST_SHOWN
        body.append(t.plural("… and {n} more", "… and {n} more", more))
    if not waiting:
        return View(lines(Text("✅ ", Bold(t("None of these clients waits any more"))), *body))
    return View(
        lines(Text("🔔 ", Bold(_waiting(t, len(waiting), late))), *body),
        [[button(t("Open the queue"), OnPage(what="queue", offset=0))]],
    )


def _waiting(t: Texts, waiting: int, late: int) -> str:
    if late == waiting:
        return t.plural(
            "{n} client waits for an answer, late",
            "{n} clients wait for an answer, all of them late",
            waiting,
        )
    said = t.plural("{n} client waits for an answer", "{n} clients wait for an answer", waiting)
    if not late:
        return said
    return said + ", " + t.plural("{n} of them late", "{n} of them late", late)
