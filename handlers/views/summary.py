"""The weekly summary and /report: what fits a phone's screen, exceptions first, always with n."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from bot.figures import Compliance, DayFact, Standing, best_and_worst
from bot.reporting import Before, PeriodFigures, Report
from bot.speed import Times
from handlers.buttons import OnFile, OnPage, OnReport, OnRequest
from handlers.texts import Texts
from handlers.views.figure_names import day_named
from handlers.views.goals import goal_line
from handlers.views.names import kind_icon
from handlers.views.quality import at_risk_line, causes_line, marks_line
from handlers.views.view import View, button, lines
from handlers.wording import clip, days_between, duration, percent
from storage.tables import Brand
from storage.vocabulary import Kind

LONGEST = 2000
"""Days that a button's period may have."""

TO_WORRY = frozenset({Standing.BEHIND, Standing.MISSED})
"""Goals that the first screen speaks of; the others stand behind a button."""


def summary(t: Texts, brand: Brand, report: Report, title: str, now: datetime) -> View:
    """The first screen. What else is known stands behind "More figures"."""
    return View(
        lines(
            Text("📊 ", Bold(clip(f"{brand.name}: {title}", 120))),
            period_line(t, brand, report.period),
            _late(t, report, now) if report.part.is_whole else None,
            at_risk_line(t, report.at_risk),
            _compliance(t, report),
            _response(t, report.period.first),
            marks_line(t, report.quality),
            causes_line(t, report.quality),
            _requests(t, report.period),
            days_line(t, report.period.days),
            *[goal_line(t, brand, one) for one in report.goals if one.standing in TO_WORRY],
            _before(t, report.before),
        ),
        _buttons(t, brand, report),
    )


def period_line(t: Texts, brand: Brand, period: PeriodFigures) -> str:
    return days_between(t, period.start, period.end, brand.timezone)


def days_line(t: Texts, days: Sequence[DayFact]) -> str | None:
    best, worst = best_and_worst(days)
    if best is None or worst is None:
        return None
    return t(
        "📅 Best day: {best}; worst: {worst}", best=day_named(t, best), worst=day_named(t, worst)
    )


def _late(t: Texts, report: Report, now: datetime) -> Text | str:
    if not report.late_in_all:
        pending = f" {_pending(t, report)}" if report.pending else ""
        return t("✅ Nobody is waiting past the deadline.") + pending
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
    more = "…" if n > len(report.late) else ""
    pending = f" · ⏳ {t('in time')} {report.pending}" if report.pending else ""
    return Text(Bold(head), " ", named, more, pending)


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


def _response(t: Texts, first: Times) -> str:
    if first.median is None or first.p90 is None:
        return t("💬 No answers in this period.")
    return t(
        "💬 First answer: half within {median}, nine of ten within {p90} (n = {n})",
        median=duration(t, timedelta(seconds=first.median)),
        p90=duration(t, timedelta(seconds=first.p90)),
        n=first.n,
    )


def _requests(t: Texts, period: PeriodFigures) -> str:
    said = t.plural("📥 {n} request", "📥 {n} requests", period.requests)
    known = period.begun.kinds
    kinds = [f"{kind_icon(kind)} {known[kind]}" for kind in Kind if known.get(kind)]
    return f"{said}: {' · '.join(kinds)}" if kinds else said


def _before(t: Texts, before: Before) -> str:
    if before.compliance.share is None:
        return t.plural(
            "↩️ The period before: {n} request, no deadlines.",
            "↩️ The period before: {n} requests, no deadlines.",
            before.requests,
        )
    return t(
        "↩️ Before: {share} in time ({met}/{n}){median}",
        share=percent(t, before.compliance.share),
        met=before.compliance.met,
        n=before.compliance.n,
        median=_median_of(t, before.first),
    )


def _median_of(t: Texts, first: Times) -> str:
    if first.median is None:
        return ""
    took = duration(t, timedelta(seconds=first.median))
    return t(", half within {took}", took=took)


def _pending(t: Texts, report: Report) -> str:
    return t.plural(
        "{n} client is waiting, still in time.",
        "{n} clients are waiting, still in time.",
        report.pending,
    )


def _closer(t: Texts, brand: Brand, report: Report) -> list[list[InlineKeyboardButton]]:
    """Deeper looks at the same days and the same part, which the message itself remembers."""
    zone = ZoneInfo(brand.timezone)
    first = report.period.start.astimezone(zone).date()
    days = (report.period.end.astimezone(zone).date() - first).days
    if not 1 <= days <= LONGEST:
        return []

    def on(text: str, what: str) -> InlineKeyboardButton:
        return button(text, OnReport(what=what, first=first.toordinal(), days=days))

    if not _has_figures(report):
        return [[on(t("More figures"), "more")]]
    span = f"{first}..{first + timedelta(days=days - 1)}"
    people = [on(t("At risk"), "risk")] if report.part.is_whole else []
    return [
        [on(t("By member"), "member"), on(t("Causes"), "causes"), *people],
        [
            on(t("More figures"), "more"),
            button(t("🖼 Picture"), OnFile(period=span, dark=False)),
            button(t("🌙 Dark"), OnFile(period=span, dark=True)),
        ],
    ]


def _has_figures(report: Report) -> bool:
    """Whether something began, fell due, was answered or closed, or went wrong in the period."""
    period, quality = report.period, report.quality
    counted = (period.requests, period.compliance.n, period.first.n, quality.depth.deep.n)
    return any((*counted, quality.csat.n, report.at_risk))


def _buttons(t: Texts, brand: Brand, report: Report) -> list[list[InlineKeyboardButton]]:
    rows: list[list[InlineKeyboardButton]] = []
    if report.late:
        rows.append(
            [
                button(
                    f"🔴 #{matter.request.number}",
                    OnRequest(request_id=matter.request.id, verb="show"),
                )
                for matter in report.late
            ]
        )
        rows.append([button(t("All that are late"), OnPage(what="late", offset=0))])
    return rows + _closer(t, brand, report)
