"""Quality and loyalty in the summary, and the views behind its buttons."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from bot.figures import Risk
from bot.loyalty import AtRisk
from bot.quality import Quality
from bot.speed import MemberFacts
from handlers.buttons import OnRequest
from handlers.texts import Texts
from handlers.views.figure_names import mark_name
from handlers.views.view import View, button, lines
from handlers.wording import clip, duration, of, percent

NAMED = 2
"""Clients at risk named in the summary; the rest are a tap away."""

CAUSES = 3
LISTED = 15
ENOUGH = 20
"""Answers below which nobody's times are set beside another's: chance would speak."""


def risk_name(t: Texts, risk: Risk) -> str:
    return {
        Risk.BAD_RATING: t("a bad mark"),
        Risk.COMPLAINT_FAILED: t("a complaint late or unanswered"),
        Risk.TWO_COMPLAINTS: t("two complaints in 30 days"),
    }[risk]


def at_risk_line(t: Texts, at_risk: Sequence[AtRisk]) -> Text | None:
    """Whom to call this week."""
    if not at_risk:
        return None
    n = len(at_risk)
    head = t.plural("⚠️ {n} client at risk:", "⚠️ {n} clients at risk:", n)
    named = ", ".join(f"{clip(one.name, 16)} (#{one.number})" for one in at_risk[:NAMED])
    return Text(Bold(head), " ", named, "…" if n > NAMED else "")


def marks_line(t: Texts, quality: Quality) -> str | None:
    if quality.csat.share is None:
        return None
    share = percent(t, quality.csat.share)
    return t("⭐ Marks of 4 and 5: {share} ({n})", share=share, n=of(quality.csat))


def depth_marks(t: Texts, quality: Quality) -> list[str]:
    """Each mark of a deep answer that applied to some complaint."""
    known = quality.depth.marks.items()
    return [f"{mark_name(t, mark)} {of(share)}" for mark, share in known if share.n]


def causes_line(t: Texts, quality: Quality) -> str | None:
    known = [(name, n) for name, n in quality.causes if name][:CAUSES]
    if not known:
        return None
    return t("🧩 Causes: {causes}", causes=", ".join(f"{clip(name, 18)} {n}" for name, n in known))


def at_risk_view(
    t: Texts,
    at_risk: Sequence[AtRisk],
    page: int = 0,
    more: Callable[[int], CallbackData] | None = None,
    of_what: str = "",
) -> View:
    """The list to call, a button for each; `more` makes the button of another page."""
    shown = at_risk[page * LISTED : (page + 1) * LISTED]
    if not shown:
        return View(Text(t("Nobody is at risk in this period.")))
    rest = len(at_risk) - (page + 1) * LISTED
    rows = _numbers(shown)
    if rest > 0 and more is not None:
        rows.append([button(t("Show {n} more", n=min(rest, LISTED)), more(page + 1))])
    return View(
        lines(
            Bold(t("⚠️ Clients at risk: call them, the gravest first")),
            of_what or None,
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


def members_view(
    t: Texts, members: Sequence[MemberFacts], names: dict[int | None, str], of_what: str = ""
) -> View:
    """Each member's own figures, by name: nobody is ranked on a handful of answers."""
    if not members:
        return View(Text(t("No answers in this period.")))
    ordered = sorted(members, key=lambda one: names.get(one.member_id, "").casefold())
    small = any(one.compliance.n < ENOUGH for one in ordered)
    return View(
        lines(
            Bold(t("👥 By member")),
            of_what or None,
            *[_member_entry(t, one, names) for one in ordered],
            t("Times are shown from 20 answers on: fewer say little.") if small else None,
        )
    )


def _member_entry(t: Texts, one: MemberFacts, names: dict[int | None, str]) -> Text:
    name = clip(names.get(one.member_id) or t("the team"), 40)
    rate = one.compliance
    said = t("{met} of {n} answers given were in time", met=rate.met, n=rate.n)
    times = one.times
    if times.n >= ENOUGH and times.median is not None and times.p90 is not None:
        said += t(
            ", half within {median}, nine of ten within {p90}",
            median=duration(t, timedelta(seconds=times.median)),
            p90=duration(t, timedelta(seconds=times.p90)),
        )
    return Text("🙋 ", Bold(name), ": ", said)


def causes_view(t: Texts, quality: Quality, of_what: str = "") -> View:
    n = quality.depth.deep.n
    if not n:
        return View(Text(t("No complaints were closed in this period.")))
    body = [
        Text("• ", Bold(clip(name, 32) if name else t("no cause recorded")), f": {count}/{n}")
        for name, count in quality.causes
    ]
    return View(
        lines(
            Bold(t("🧩 Causes of closed complaints")),
            of_what or None,
            *body,
            "",
            Bold(t("Marks of a deep answer")),
            *depth_marks(t, quality),
        )
    )
