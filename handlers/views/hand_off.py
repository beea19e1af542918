"""What departments are asked, and what becomes of it."""

from datetime import datetime

from aiogram.utils.formatting import BlockQuote, Bold, Text

from handlers.buttons import OnHandOff
from handlers.texts import Texts
from handlers.views.names import kind_icon
from handlers.views.view import View, button, lines
from handlers.wording import clip, duration, moment_dated
from storage.requests import Matter
from storage.tables import Brand, Department, HandOff, Message
from storage.vocabulary import RequestStatus


def asked_view(
    t: Texts,
    brand: Brand,
    matter: Matter,
    asked: HandOff,
    said: list[Message],
    now: datetime,
) -> View:
    """For the department: the question, the client's words, the deadline; no contact details."""
    due = moment_dated(t, asked.due_at, now, brand.timezone)
    number = matter.request.number
    head = Text(kind_icon(matter.request.kind), " ", Bold(f"#{number} · {brand.name}"))
    words = [BlockQuote(clip(one.text, 600)) for one in said[-3:] if one.text]
    if asked.withdrawn_at is not None:
        closed = matter.request.status is RequestStatus.CLOSED
        later = t("If you found something out, reply to this message all the same.")
        needless = t("☑️ No answer is needed any more. Thank you!")
        return View(lines(head, needless, later if closed else None))
    if asked.answered_at is not None:
        answered = t("🟢 answered by {name}", name=clip(asked.answered_by, 40))
        more = t("To add something, reply to this message.")
        return View(lines(head, Bold(clip(asked.question, 900)), *words, answered, more))
    late = asked.due_at <= now
    clock = t("🔴 late: was due {due}", due=due) if late else t("⏳ answer by: {due}", due=due)
    return View(
        lines(
            head,
            Bold(clip(asked.question, 900)),
            *words,
            clock,
            t("Reply to this message: the desk gets your answer."),
        ),
        [[button(t("Answered"), OnHandOff(hand_off_id=asked.id))]],
    )


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


def outcome_view(
    t: Texts,
    matter: Matter,
    asked: HandOff,
    department: Department,
    *,
    reminder: bool,
    corrected: bool = False,
) -> View:
    about = {"number": matter.request.number, "department": clip(department.name, 32)}
    answer = [BlockQuote(clip(asked.answer, 1500))] if asked.answer else []
    name = clip(asked.answered_by, 40)
    head = (
        t("🔔 The client of #{number} does not know yet what {department} found.", **about)
        if reminder
        else t("✏️ {department} corrected its answer about #{number} ({name}):", name=name, **about)
        if corrected
        else t("➡️ {department} answered about #{number} ({name}):", name=name, **about)
    )
    tail = t("Reply to this message to tell the client the outcome.")
    return View(lines(Bold(head), *answer, tail))
