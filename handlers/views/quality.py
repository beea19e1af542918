"""Quality and loyalty in the summary, and the views behind its buttons."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from bot.figures import Mark, Risk, Share
from bot.loyalty import AtRisk, Loyalty
from bot.quality import Quality
from bot.speed import MemberFacts
from handlers.buttons import OnRequest
from handlers.texts import Texts
from handlers.views.view import View, button, lines
from handlers.wording import clip, duration, of, percent

NAMED = 3
"""Clients at risk named in the summary; the rest are a tap away."""

LISTED = 15
ENOUGH = 20
"""Answers below which nobody's times are set beside another's: chance would speak."""


def mark_name(t: Texts, mark: Mark) -> str:
    return {
        Mark.CAUSE: t("the cause"),
        Mark.DEPARTMENT: t("the department"),
        Mark.TOLD: t("the client told"),
        Mark.RATED: t("a mark"),
    }[mark]


def risk_name(t: Texts, risk: Risk) -> str:
    return {
        Risk.BAD_RATING: t("a bad mark"),
        Risk.COMPLAINT_FAILED: t("a complaint late or unanswered"),
        Risk.TWO_COMPLAINTS: t("two complaints in 30 days"),
    }[risk]


def at_risk_line(t: Texts, loyalty: Loyalty | None) -> Text | None:
    """Whom to call this week."""
    if loyalty is None or not loyalty.at_risk:
        return None
    n = len(loyalty.at_risk)
    head = t.plural("⚠️ {n} client at risk:", "⚠️ {n} clients at risk:", n)
    named = ", ".join(f"{clip(one.name, 20)} (#{one.number})" for one in loyalty.at_risk[:NAMED])
    return Text(Bold(head), " ", named, "…" if n > NAMED else "")


def reviews_line(t: Texts, quality: Quality | None) -> str | None:
    if quality is None or quality.review_median is None:
        return None
    return t(
        "📝 Reviewed answers: half score {median} of 100 or more (n = {n})",
        median=round(quality.review_median),
        n=quality.reviews,
    )


def marks_line(t: Texts, quality: Quality | None) -> str | None:
    if quality is None or quality.csat.share is None:
        return None
    low, high = (percent(t, end) for end in quality.csat.interval)
    said = t(
        "⭐ Marks of 4 and 5: {share} ({n}), 95 % interval {low}–{high}; {rated} asked clients "
        "answered",
        share=percent(t, quality.csat.share),
        n=of(quality.csat),
        low=low,
        high=high,
        rated=of(quality.asked),
    )
    if quality.nps is not None:
        score = round(quality.nps)
        said += t("; would recommend: {score} of 100 (n = {n})", score=score, n=quality.nps_n)
    return said


def depth_line(t: Texts, quality: Quality | None) -> str | None:
    if quality is None or not quality.depth.deep.n:
        return None
    marks = " · ".join(
        f"{mark_name(t, mark)} {of(share)}"
        for mark, share in quality.depth.marks.items()
        if share.n
    )
    return t("🔎 Deep answers to complaints: {n} ({marks})", n=of(quality.depth.deep), marks=marks)


def _marks(t: Texts, quality: Quality) -> list[str]:
    """Each mark of a deep answer that applied to some complaint."""
    known = quality.depth.marks.items()
    return [f"{mark_name(t, mark)} {of(share)}" for mark, share in known if share.n]


def causes_line(t: Texts, quality: Quality | None) -> str | None:
    known = [(name, n) for name, n in quality.causes if name] if quality else []
    if not known:
        return None
    return t("🧩 Causes: {causes}", causes=", ".join(f"{clip(name, 32)} {n}" for name, n in known))


def loyalty_line(t: Texts, loyalty: Loyalty | None) -> str | None:
    if loyalty is None or not loyalty.repeat.n:
        return None
    parts = [
        _won_back(t, loyalty) if loyalty.recovered.n else "",
        t("wrote before {n}", n=of(loyalty.repeat)),
        t("returned {n}", n=loyalty.returned) if loyalty.returned else "",
        t("the same cause again {n}", n=loyalty.same_cause) if loyalty.same_cause else "",
        t("⭐ best friends who wrote {n}", n=of(loyalty.friends)) if loyalty.friends.n else "",
    ]
    return "💚 " + " · ".join(part for part in parts if part)


def _won_back(t: Texts, loyalty: Loyalty) -> str:
    """A complaint of the last thirty days may still be made good."""
    n = of(loyalty.recovered)
    if loyalty.so_far:
        return t("won back {n} of those who complained, so far", n=n)
    return t("won back {n} of those who complained", n=n)


def at_risk_view(
    t: Texts, loyalty: Loyalty, page: int = 0, more: Callable[[int], CallbackData] | None = None
) -> View:
    """The list to call, a button for each; `more` makes the button of another page."""
    shown = loyalty.at_risk[page * LISTED : (page + 1) * LISTED]
    if not shown:
        return View(Text(t("Nobody is at risk in this period.")))
    rest = len(loyalty.at_risk) - (page + 1) * LISTED
    rows = _numbers(shown)
    if rest > 0 and more is not None:
        rows.append([button(t("Show {n} more", n=min(rest, LISTED)), more(page + 1))])
    return View(
        lines(
            Bold(t("⚠️ Clients at risk: call them, the gravest first")),
            *[_risk_entry(t, one) for one in shown],
            t("and {n} more", n=rest) if rest > 0 else None,
        ),
        rows,
    )


def _risk_entry(t: Texts, one: AtRisk) -> Text:
    why = ", ".join(f"{risk_name(t, each.risk)} (#{each.number})" for each in one.why)
    return Text("👤 ", Bold(clip(one.name, 40)), f": {why}")


def _numbers(shown: Sequence[AtRisk]) -> list[list[InlineKeyboardButton]]:
    buttons = [
        button(f"#{one.number}", OnRequest(request_id=one.request_id, verb="show")) for one in shown
    ]
    return [buttons[at : at + 4] for at in range(0, len(buttons), 4)]


def members_view(t: Texts, members: Sequence[MemberFacts], names: dict[int | None, str]) -> View:
    """Each member's own figures, by name: nobody is ranked on a handful of answers."""
    if not members:
        return View(Text(t("No answers in this period.")))
    ordered = sorted(members, key=lambda one: names.get(one.member_id, "").casefold())
    small = any(one.compliance.n < ENOUGH for one in ordered)
    return View(
        lines(
            Bold(t("👥 By member")),
            *[_member_entry(t, one, names) for one in ordered],
            t("Times are shown from 20 answers on: fewer say little.") if small else None,
        )
    )


def _member_entry(t: Texts, one: MemberFacts, names: dict[int | None, str]) -> Text:
    name = clip(names.get(one.member_id) or t("the team"), 40)
    said = t("in time {n}", n=f"{one.compliance.met}/{one.compliance.n}")
    if (
        one.compliance.n >= ENOUGH
        and one.median_seconds is not None
        and one.p90_seconds is not None
    ):
        said += t(
            ", half within {median}, nine of ten within {p90}",
            median=duration(t, timedelta(seconds=one.median_seconds)),
            p90=duration(t, timedelta(seconds=one.p90_seconds)),
        )
    return Text("🙋 ", Bold(name), ": ", said)


def causes_view(t: Texts, quality: Quality, repeated: Share) -> View:
    n = quality.depth.deep.n
    alike = (
        t("Answers whose very words went to several clients: {n}", n=of(repeated))
        if repeated.n
        else None
    )
    if not n:
        return View(lines(t("No complaints were closed in this period."), alike))
    body = [
        Text("• ", Bold(clip(name, 32) if name else t("no cause recorded")), f": {count}/{n}")
        for name, count in quality.causes
    ]
    return View(
        lines(
            Bold(t("🧩 Causes of closed complaints")),
            *body,
            "",
            Bold(t("Marks of a deep answer")),
            *_marks(t, quality),
            alike,
        )
    )
