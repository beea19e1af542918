"""The weekly summary and /report: a dozen lines for a phone, always with n."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text, TextLink

from bot.figures import Compliance, DayFact, Share, engagement_rate
from bot.reporting import PeriodFigures, Report
from handlers.buttons import OnFile, OnPage, OnReport, OnRequest
from handlers.texts import Texts
from handlers.views.goals import goal_line
from handlers.views.names import kind_icon, kind_name
from handlers.views.quality import (
    at_risk_line,
    causes_line,
    depth_line,
    loyalty_line,
    marks_line,
    reviews_line,
)
from handlers.views.view import View, button, lines
from handlers.wording import clip, day, duration, local_day, of, percent, percent_near
from storage.posts import PostFigures
from storage.tables import Brand
from storage.vocabulary import Kind

LONGEST = 2000
"""Days that a button's period may have."""

MOST_SHOWN = 3
"""Kinds of reactions named for one post."""


def summary(t: Texts, brand: Brand, report: Report, title: str, now: datetime) -> View:
    period = report.period
    return View(
        lines(
            Text("📊 ", Bold(clip(f"{brand.name}: {title}", 120))),
            _span(t, brand, period),
            "",
            _late(t, report, now) if report.loyalty is not None or report.late else None,
            at_risk_line(t, report.loyalty),
            _compliance(t, report),
            _response(t, period),
            marks_line(t, report.quality),
            reviews_line(t, report.quality),
            depth_line(t, report.quality),
            causes_line(t, report.quality),
            loyalty_line(t, report.loyalty),
            _requests(t, report),
            *[goal_line(t, brand, one) for one in report.goals],
            _days(t, report),
            _before(t, report),
            *[_post(t, one) for one in report.posts],
        ),
        _buttons(t, brand, report),
    )


def _span(t: Texts, brand: Brand, period: PeriodFigures) -> str:
    last = period.end - timedelta(microseconds=1)
    return f"{day(t, period.start, brand.timezone)} – {day(t, last, brand.timezone)}"


def _late(t: Texts, report: Report, now: datetime) -> Text | str:
    pending = f" {_pending(t, report)}" if report.pending else ""
    if not report.late_in_all:
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
    return Text(Bold(head), " ", named, more, f".{pending}" if pending else "")


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
    said = t(
        "💬 First answer: half within {median}, nine of ten within {p90} (n = {n})",
        median=duration(t, timedelta(seconds=period.median_seconds)),
        p90=duration(t, timedelta(seconds=period.p90_seconds)),
        n=period.answered,
    )
    if period.working_median_seconds is None or period.working_p90_seconds is None:
        return said
    return said + t(
        "; in working time {median} and {p90}",
        median=duration(t, timedelta(seconds=period.working_median_seconds)),
        p90=duration(t, timedelta(seconds=period.working_p90_seconds)),
    )


def _requests(t: Texts, report: Report) -> str:
    period = report.period
    said = t.plural("📥 {n} request", "📥 {n} requests", period.requests)
    kinds = [
        f"{kind_icon(kind)} {kind_name(t, kind)} {period.kinds[kind]}"
        for kind in Kind
        if period.kinds.get(kind)
    ]
    if kinds:
        confirmed = t(
            "kinds confirmed by hand: {n}", n=of(Share(report.confirmed, period.requests))
        )
        said += f": {' · '.join(kinds)}; {confirmed}"
    if period.dismissed:
        said += "; " + t.plural("{n} dismissed", "{n} dismissed", period.dismissed)
    return said


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


def _pending(t: Texts, report: Report) -> str:
    return t.plural(
        "{n} client is waiting, still in time.",
        "{n} clients are waiting, still in time.",
        report.pending,
    )


def _post(t: Texts, drew: PostFigures) -> Text:
    """A channel post with what its readers did: the requests of its comments, reactions, ERR."""
    post = drew.post
    kinds = [f"{kind_icon(kind)} {drew.kinds[kind]}" for kind in Kind if drew.kinds.get(kind)]
    rate = engagement_rate(post.reactions, post.reach)
    said = [
        *kinds,
        *([_reactions(t, drew)] if post.reactions else []),
        *([f"ERR {percent_near(t, rate)}"] if rate is not None else []),
    ]
    title = clip(post.preview.partition("\n")[0] or post.link, 40)
    return Text("📣 ", TextLink(title, url=post.link), ": ", " · ".join(said))


def _reactions(t: Texts, drew: PostFigures) -> str:
    """How many there are, and of which most."""
    names = {"custom": "⭐ " + t("custom emoji"), "paid": "⭐"}
    most = [f"{names.get(one, one)} {n}" for one, n in drew.reactions.most_common(MOST_SHOWN)]
    said = t.plural("{n} reaction", "{n} reactions", drew.post.reactions)
    return f"{said} ({', '.join(most)})" if most else said


def _closer(t: Texts, brand: Brand, report: Report) -> list[list[InlineKeyboardButton]]:
    """Deeper looks at the same days; a part of the requests has none."""
    if report.loyalty is None or not report.period.requests:
        return []
    zone = ZoneInfo(brand.timezone)
    first = report.period.start.astimezone(zone).date()
    days = (report.period.end.astimezone(zone).date() - first).days
    if not 1 <= days <= LONGEST:
        return []

    def on(text: str, what: str) -> InlineKeyboardButton:
        return button(text, OnReport(what=what, first=first.toordinal(), days=days))

    span = f"{first}..{first + timedelta(days=days - 1)}"
    return [
        [on(t("By member"), "member"), on(t("Causes"), "causes"), on(t("At risk"), "risk")],
        [
            button(t("🖼 Picture"), OnFile(period=span, dark=False)),
            button(t("🌙 Dark picture"), OnFile(period=span, dark=True)),
        ],
    ]


def _buttons(t: Texts, brand: Brand, report: Report) -> list[list[InlineKeyboardButton]]:
    rows: list[list[InlineKeyboardButton]] = []
    if report.late:
        late = [
            button(f"🔴 #{one.request.number}", OnRequest(request_id=one.request.id, verb="show"))
            for one in report.late
        ]
        rows += [late[at : at + 3] for at in range(0, len(late), 3)]
        rows.append([button(t("All that are late"), OnPage(what="late", offset=0))])
    return rows + _closer(t, brand, report)
