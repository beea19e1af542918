"""/why: the clock's story of one request."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from aiogram.utils.formatting import Bold, Text

from bot.endings import said_at
from handlers.texts import Texts
from handlers.views.clock import clock_line
from handlers.views.names import kind_name, outcome_name
from handlers.views.view import View, lines
from handlers.wording import clip, moment_near
from storage.edits import Edit
from storage.requests import Matter
from storage.tables import Brand, Event, Wait
from storage.vocabulary import Kind, Outcome, WaitStop

Tellers = dict[str, Callable[[], str]]
"""What is said of each kind of event; only the one that is told is put into words."""

AT_ONCE = timedelta(minutes=5)
"""Of an answer heard of no later than this it is not said when that was."""

MOST = 40
"""Newest events told; a story longer than that does not fit one message."""


def story(
    t: Texts,
    brand: Brand,
    matter: Matter,
    waits: Sequence[Wait],
    events: Sequence[Event],
    edits: Sequence[Edit],
    now: datetime,
) -> View:
    rows: list[tuple[datetime, str]] = []
    for wait in waits:
        if wait.stop is WaitStop.MERGED:  # told by the wait in which it went on
            continue
        due = moment_near(t, wait.due_at, now, brand.timezone)
        rows.append((wait.started_at, t("⏱ the client began to wait; due {due}", due=due)))
        if wait.stopped_at is not None:
            rows.append((wait.stopped_at, _ended(t, wait, wait.stopped_at)))
        elif wait.due_at <= now:
            rows.append((wait.due_at, t("🔴 the deadline passed")))
    rows += [(_when(event), told) for event in events if (told := _tell(t, brand, event, now))]
    rows += [(one.at, _edited(t, one)) for one in edits]
    rows.sort(key=lambda row: row[0])
    return View(
        lines(
            Bold(t("The story of #{number}", number=matter.request.number)),
            *[
                Text(Bold(moment_near(t, at, now, brand.timezone)), f" — {told}")
                for at, told in rows[-MOST:]
            ],
            clock_line(t, brand, matter, now),
        )
    )


def _ended(t: Texts, wait: Wait, at: datetime) -> str:
    if wait.stop is WaitStop.NOT_NEEDED:
        return t("💬 no answer needed")
    return t("⏹ the wait ended in time") if at <= wait.due_at else t("⏹ the wait ended late")


def _edited(t: Texts, edit: Edit) -> str:
    before, after = clip(edit.before, 120) or "—", clip(edit.after, 120) or "—"
    name = clip(edit.author, 40)
    return t("✏️ {name} edited: “{before}” → “{after}”", name=name, before=before, after=after)


def _when(event: Event) -> datetime:
    """An answer of which we learnt late stands where it was given."""
    return said_at(event) if event.what == "answered" else event.at


def _tell(t: Texts, brand: Brand, event: Event, now: datetime) -> str | None:
    told = {
        **_of_words(t, event),
        **_of_answers(t, brand, event, now),
        **_of_hands(t, event),
        **_of_departments(t, event),
        **_of_findings(t, event),
        **_of_alerts(t, brand, event, now),
    }
    return told[event.what]() if event.what in told else None


def _name(event: Event) -> str:
    return clip(event.actor, 40)


def _of_words(t: Texts, event: Event) -> Tellers:
    """What the client said."""
    name, data = _name(event), event.data
    return {
        "logged": lambda: t("📥 logged by {name}", name=name) if name else t("📥 logged"),
        "added": lambda: t("📥 {name} added more of the client's words", name=name),
        "wrote_again": lambda: t("📥 {name} wrote again", name=name),
        "rated": lambda: t("⭐ the client's mark: {score} of 5", score=data["score"]),
    }


def _of_answers(t: Texts, brand: Brand, event: Event, now: datetime) -> Tellers:
    name, data = _name(event), event.data
    return {
        "answered": lambda: _answered(t, brand, event, now),
        "unanswered": lambda: t("↩️ {name}: it was no answer; the clock ran on", name=name),
        "undelivered": lambda: _undelivered(t, data),
        "arrived": lambda: t("✅ the answer reached the client after all"),
        "uncorrected": lambda: t("⛔ a correction did not reach the client"),
    }


def _answered(t: Texts, brand: Brand, event: Event, now: datetime) -> str:
    if event.at - said_at(event) <= AT_ONCE:
        return t("💬 answered by {name}", name=_name(event))
    when = moment_near(t, event.at, now, brand.timezone)
    return t("💬 answered by {name}, credited {when}", name=_name(event), when=when)


def _undelivered(t: Texts, data: dict[str, Any]) -> str:
    if data.get("delayed"):
        return (
            t("⏳ the answer had not reached the client yet; the clock ran on")
            if data.get("runs_on")
            else t("⏳ the answer had not reached the client yet")
        )
    return (
        t("⛔ the answer did not reach the client; the clock ran on")
        if data.get("runs_on")
        else t("⛔ the answer did not reach the client")
    )


def _of_hands(t: Texts, event: Event) -> Tellers:
    """Who had it, and where it went on."""
    name, data = _name(event), event.data
    return {
        "taken": lambda: t("🙋 taken by {name}", name=name),
        "assigned": lambda: t("🙋 {name} gave it to {other}", name=name, other=data["to"]),
        "released": lambda: t("↩️ released by {name}", name=name),
        "merged": lambda: t("🔗 {name} merged it into #{number}", name=name, **data),
        "merged_here": lambda: t("🔗 {name} merged #{number} into it", name=name, **data),
        "split": lambda: t("✂️ {name} split #{number} off", name=name, **data),
        "split_off": lambda: t("✂️ {name} split it off #{number}", name=name, **data),
        "reopened": lambda: t("🔄 reopened by {name}", name=name),
        "closed": lambda: t(
            "☑️ closed by {name}: {outcome}",
            name=name,
            outcome=outcome_name(t, Outcome(data["outcome"])),
        ),
        "dismissed": lambda: t("🚫 {name}: not a request", name=name),
    }


def _of_departments(t: Texts, event: Event) -> Tellers:
    """With the beginning of what was said: all of it stands in the whole conversation."""
    name, data = _name(event), event.data
    said = data.get("question") or data.get("answer")
    words = f": {clip(said, 200)}" if said else ""
    return {
        "handed_off": lambda: t("➡️ {name} asked {department}", name=name, **data) + words,
        "question_corrected": lambda: (
            t("✏️ {name} corrected the question to {department}", name=name, **data) + words
        ),
        "department_answered": lambda: (
            t("➡️ {department} answered ({name})", name=name, **data) + words
        ),
        "department_corrected": lambda: (
            t("✏️ {department} corrected its answer ({name})", name=name, **data) + words
        ),
        "hand_off_withdrawn": lambda: t(
            "➡️ {name} withdrew it from {department}", name=name, **data
        ),
        "department_unreachable": lambda: t("⛔ {department} could not be asked", **data),
    }


def _of_findings(t: Texts, event: Event) -> Tellers:
    """What the team made of it."""
    name, data = _name(event), event.data
    return {
        "kind": lambda: t(
            "🏷 {name}: {before} → {after}",
            name=name,
            before=kind_name(t, Kind(data["from"])),
            after=kind_name(t, Kind(data["to"])),
        ),
        "corrected": lambda: t("✏️ corrected by {name}", name=name),
        "note": lambda: t("📝 {name}: {note}", name=name, note=clip(data["note"], 200)),
        "note_edited": lambda: f"📝 ✏️ {name}: {clip(data['note'], 200)}",
        "cause": lambda: t("🔎 {name}: the cause is {cause}", name=name, cause=data["cause"]),
        "told": lambda: t("📣 {name}: the client knows the outcome", name=name),
        "not_told": lambda: t("📣 {name}: the client is still to be told", name=name),
    }


def _of_alerts(t: Texts, brand: Brand, event: Event, now: datetime) -> Tellers:
    name, data = _name(event), event.data
    return {
        "snoozed": lambda: t(
            "💤 {name} snoozed reminders until {until}; the clock ran on",
            name=name,
            until=moment_near(t, datetime.fromisoformat(data["until"]), now, brand.timezone),
        ),
        "alerted": lambda: {
            "due_soon": t("🔔 warning: due soon"),
            "breach": t("🔔 alert: the deadline passed"),
        }.get(data["level"], t("🔔 alert: still late")),
        "nobody_to_alert": lambda: t("🔕 there was nobody to alert"),
    }
