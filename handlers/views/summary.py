"""The weekly summary and /report: a dozen lines for a phone, always with n."""

from datetime import datetime, timedelta

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from bot.figures import Compliance, DayFact
from bot.reporting import PeriodFigures, Report
from handlers.buttons import OnPage, OnRequest
from handlers.texts import Texts
from handlers.views.names import kind_icon, kind_name
from handlers.views.view import View, button, lines
from handlers.wording import clip, day, duration, local_day, percent
from storage.tables import Brand
from storage.vocabulary import Kind


def summary(t: Texts, brand: Brand, report: Report, title: str, now: datetime) -> View:
    period = report.period
    return View(
        lines(
            Text("📊 ", Bold(clip(f"{brand.name}: {title}", 120))),
            _span(t, brand, period),
            "",
            _late(t, report, now),
            _compliance(t, report),
            _response(t, period),
            _requests(t, period),
            *_kinds(t, period),
            _days(t, report),
            _before(t, report),
            _pending(t, report),
        ),
        _buttons(t, report),
    )


def _span(t: Texts, brand: Brand, period: PeriodFigures) -> str:
    last = period.end - timedelta(microseconds=1)
    return f"{day(t, period.start, brand.timezone)} – {day(t, last, brand.timezone)}"


def _late(t: Texts, report: Report, now: datetime) -> Text | str:
    if not report.late_in_all:
        return t("✅ Nobody is waiting past the deadline.")
    n = report.late_in_all
    head = t.plural(
        "🔴 {n} client is waiting past the deadline:",
        "🔴 {n} clients are waiting past the deadline:",
        n,
    )
    named = ", ".join(
        f"#{matter.request.number} ({duration(t, now - matter.wait.due_at)})"
        for matter in report.late
        if matter.wait is not None
    )
    return Text(Bold(head), " ", named, "…" if n > len(report.late) else "")


def _compliance(t: Texts, report: Report) -> Text:
    compliance = report.period.compliance
    if compliance.share is None:
        return Text(t("⏱ In time: no deadline fell in this period."))
    return Text(
        "⏱ ",
        Bold(t("In time: {share}", share=percent(t, compliance.share))),
        f" ({compliance.met}/{compliance.n}), ",
        t("95 % interval {low}–{high}", **_interval(t, compliance)),
        _arrow(report),
    )


def _interval(t: Texts, compliance: Compliance) -> dict[str, str]:
    low, high = compliance.interval
    return {"low": percent(t, low), "high": percent(t, high)}


def _arrow(report: Report) -> str:
    """An arrow only where the change is more than chance."""
    before, after = report.before.compliance.share, report.period.compliance.share
    if not report.differs or before is None or after is None:
        return ""
    return " ↑" if after > before else " ↓"


def _response(t: Texts, period: PeriodFigures) -> str | None:
    if period.median_seconds is None or period.p90_seconds is None:
        return t("💬 No answers in this period.")
    return t(
        "💬 First answer: half within {median}, nine of ten within {p90} (n = {n})",
        median=duration(t, timedelta(seconds=period.median_seconds)),
        p90=duration(t, timedelta(seconds=period.p90_seconds)),
        n=period.answered,
    )


def _requests(t: Texts, period: PeriodFigures) -> str:
    said = t.plural("📥 {n} request", "📥 {n} requests", period.requests)
    if period.dismissed:
        said += ", " + t.plural("{n} dismissed", "{n} dismissed", period.dismissed)
    return said


def _kinds(t: Texts, period: PeriodFigures) -> list[str]:
    shown = [
        f"{kind_icon(kind)} {kind_name(t, kind)}: {period.kinds[kind]}"
        for kind in Kind
        if period.kinds.get(kind)
    ]
    return [" · ".join(shown)] if shown else []


def _days(t: Texts, report: Report) -> str | None:
    if report.best is None or report.worst is None:
        return None
    return t(
        "📅 Best day: {best}; worst: {worst}",
        best=_day(t, report.best),
        worst=_day(t, report.worst),
    )


def _day(t: Texts, fact: DayFact) -> str:
    return f"{local_day(t, fact.day)} ({fact.compliance.met}/{fact.compliance.n})"


def _before(t: Texts, report: Report) -> str:
    before = report.before
    if before.compliance.share is None:
        return t.plural(
            "↩️ The period before: {n} request, no deadlines.",
            "↩️ The period before: {n} requests, no deadlines.",
            before.requests,
        )
    return t(
        "↩️ The period before: {share} in time ({met}/{n}){median}",
        share=percent(t, before.compliance.share),
        met=before.compliance.met,
        n=before.compliance.n,
        median=_median_of(t, before),
    )


def _median_of(t: Texts, period: PeriodFigures) -> str:
    if period.median_seconds is None:
        return ""
    took = duration(t, timedelta(seconds=period.median_seconds))
    return t(", half answered within {took}", took=took)


def _pending(t: Texts, report: Report) -> str | None:
    if not report.pending:
        return None
    return t.plural(
        "⏳ {n} client is waiting, still in time.",
        "⏳ {n} clients are waiting, still in time.",
        report.pending,
    )


def _buttons(t: Texts, report: Report) -> list[list[InlineKeyboardButton]]:
    rows: list[list[InlineKeyboardButton]] = []
    if report.late:
        rows.append(
            [
                button(
                    f"🔴 #{matter.request.number}",
                    OnRequest(request_id=matter.request.id, verb="show"),
                )
                for matter in report.late[:4]
            ]
        )
        rows.append([button(t("All that are late"), OnPage(what="late", offset=0))])
    return rows
