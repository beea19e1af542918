"""What departments are asked, and what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram.utils.formatting import BlockQuote, Bold, Text

from bot.cutting import PIECE
from bot.hand_offs import QUESTION_LIMIT
from bot.media import CONTACT
from handlers.buttons import OnHandOff
from handlers.texts import Texts
from handlers.views.names import kind_icon
from handlers.views.quote import albums_joined, formatted, with_medium
from handlers.views.view import View, button, lines
from handlers.wording import clip, duration, moment_dated
from storage.requests import Matter
from storage.tables import Brand, Department, HandOff, Message
from storage.vocabulary import RequestStatus

WORDS = 500
"""UTF-16 units of each of the client's newest messages beside the question."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """What the client said, oldest first, and the newest words of what was edited, by row."""

    said: list[Message]
    newest: Mapping[int, str]


def asked_view(
    t: Texts,
    brand: Brand,
    matter: Matter,
    asked: HandOff,
    quoted: Quoted,
    now: datetime,
) -> View:
    """For the department: the question, the client's words, the deadline; no contact details."""
    due = moment_dated(t, asked.due_at, now, brand.timezone)
    number = matter.request.number
    head = Text(kind_icon(matter.request.kind), " ", Bold(f"#{number} · {brand.name}"))
    told = albums_joined([one for one in quoted.said if one.content != CONTACT])[-3:]
    reads = {one.id: clip(quoted.newest.get(one.id, one.text), WORDS) for one, _ in told}
    words = [BlockQuote(with_medium(t, one.content, reads[one.id], count)) for one, count in told]
    if asked.withdrawn_at is not None:
        closed = matter.request.status is RequestStatus.CLOSED
        later = t("If you found something out, reply to this message all the same.")
        needless = t("☑️ No answer is needed any more. Thank you!")
        return View(lines(head, needless, later if closed else None))
    if asked.answered_at is not None:
        answered = t("🟢 answered by {name}", name=clip(asked.answered_by, 40))
        more = t("To add something, reply to this message.")
        return View(lines(head, Bold(clip(asked.question, QUESTION_LIMIT)), *words, answered, more))
    late = asked.due_at <= now
    clock = t("🔴 late: was due {due}", due=due) if late else t("⏳ answer by: {due}", due=due)
    return View(
        lines(
            head,
            Bold(clip(asked.question, QUESTION_LIMIT)),
            *words,
            clock,
            t("Reply to this message: the desk gets your answer."),
        ),
        [[button(t("Answered"), OnHandOff(hand_off_id=asked.id))]],
    )


def added_view(t: Texts, matter: Matter, words: str) -> View:
    """What the client says after the question was put; a reply to it is an answer as well."""
    head = t("💬 The client of #{number} adds:", number=matter.request.number)
    return View(lines(Bold(head), BlockQuote(words)))


def hand_off_line(
    t: Texts, brand: Brand, asked: HandOff, department: Department, now: datetime
) -> Text:
    """A hand-off on the request's card."""
    name = Bold(clip(department.name, 32))
    if asked.withdrawn_at is not None:
        return Text("➡️ ", name, ": ", t("withdrawn"))
    if asked.answered_at is not None:
        by = t("answered by {name}", name=clip(asked.answered_by, 40))
        return Text("➡️ ", name, ": ", by, f" · {clip(asked.answer, 200)}" if asked.answer else "")
    if not department.active:
        return Text("➡️ ", name, ": ", t("⛔ can no longer be asked"))
    due = moment_dated(t, asked.due_at, now, brand.timezone)
    waits = t("🔴 late: was due {due}", due=due) if asked.due_at <= now else t("due {due}", due=due)
    return Text("➡️ ", name, ": ", waits)


def late_view(
    t: Texts, matter: Matter, asked: HandOff, department: Department, now: datetime
) -> View:
    about = {"number": matter.request.number, "department": clip(department.name, 32)}
    if asked.answered_at is not None:
        return View(Text(t("🟢 {department} has answered about #{number}.", **about)))
    if asked.withdrawn_at is not None:
        return View(Text(t("☑️ Nothing more is asked of {department} about #{number}.", **about)))
    over = duration(t, now - asked.due_at)
    return View(
        lines(
            Bold(t("🔴 {department} is late about #{number}", **about)),
            t("{over} past its time. The client's own clock runs on.", over=over),
            BlockQuote(clip(asked.question, 500)),
        )
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What somebody of a department said, or as much of it as one message holds."""

    author: str
    words: str
    corrected: bool = False
    goes_on: bool = False  # the rest of a long one
    entities: Sequence[Mapping[str, Any]] = ()  # links and formatting


def outcome_view(t: Texts, matter: Matter, department: Department, said: Outcome) -> View:
    about = {"number": matter.request.number, "department": clip(department.name, 32)}
    name = clip(said.author, 40)
    head = (
        t("✏️ {department} corrected its answer about #{number} ({name}):", name=name, **about)
        if said.corrected
        else t("➡️ {department} answered about #{number} ({name}):", name=name, **about)
    )
    return _to_tell(t, f"… {head}" if said.goes_on else head, formatted(said.words, said.entities))


def reminder_view(t: Texts, matter: Matter, asked: HandOff, department: Department) -> View:
    about = {"number": matter.request.number, "department": clip(department.name, 32)}
    head = t("🔔 The client of #{number} does not know yet what {department} found.", **about)
    return _to_tell(t, head, Text(clip(asked.answer, PIECE)))


def _to_tell(t: Texts, head: str, words: Text) -> View:
    tail = t("Reply to this message to tell the client the outcome.")
    quote = BlockQuote(words) if words.render()[0] else None
    return View(lines(Bold(head), quote, tail))
