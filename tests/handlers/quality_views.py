"""The views of quality and loyalty, of hand-made figures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.figures import Compliance, DayFact, Depth, Mark, Risk, Share, Standing
from bot.goals import GoalFacts
from bot.loyalty import AtRisk, Loyalty, Why
from bot.quality import Quality
from bot.reporting import Before, More, PeriodFigures, Report
from bot.speed import Closer, MemberFacts, Times
from handlers.buttons import OnReport
from handlers.texts import Texts
from handlers.views import goals, quality, rating, summary
from handlers.views.more import more_view
from handlers.views.view import View
from storage.periods import Begun
from storage.tables import Brand, Goal, Rating
from storage.vocabulary import Kind, Metric, RatingKind, RequestStatus
from tests.handlers.rows import BIG, HOUR, NOW, brand, matter, wait

WEEK = timedelta(days=7)


def quality_views(t: Texts, words: str, name: str) -> Iterator[tuple[str, View]]:
    ours = brand(t.language)
    good, loyal = some_quality(name), some_loyalty(name)
    yield "at risk", quality.at_risk_view(t, loyal.at_risk)
    yield (
        "at risk, more",
        quality.at_risk_view(
            t, loyal.at_risk, 1, lambda page: OnReport(what=f"risk{page}", first=739_000, days=2000)
        ),
    )
    yield "nobody at risk", quality.at_risk_view(t, [])
    yield "causes", quality.causes_view(t, good)
    yield "no causes", quality.causes_view(t, some_quality(name, n=0))
    members = [
        MemberFacts(number, Compliance(n, 1), Times(n, 3600.0, 90000.0))
        for number, n in enumerate((2, 30, 400))
    ]
    names: dict[int | None, str] = {0: name, 1: name}
    yield "members", quality.members_view(t, members, names)
    yield "no members", quality.members_view(t, [], {})
    first = Times(40, 3000.0, 70000.0)
    figures = period(WEEK, dict.fromkeys(Kind, 12), Compliance(47, 3), first)
    facts = list(goal_facts(name))
    report = Report(figures, figures, good, pending=4, at_risk=loyal.at_risk, goals=facts)
    more = More(Closer((), first, first), Share(4, 8), loyal)
    yield "more, whole", more_view(t, ours, report, more)
    yield "summary, whole", summary.summary(t, ours, report, t("weekly summary"), NOW)
    for may_drop in (False, True):
        shown = facts if may_drop else []
        yield f"goals, {may_drop}", goals.goals_view(t, ours, shown, may_drop=may_drop)
    yield from _ratings(t, ours, words, name)


def busy_week(name: str) -> Report:
    """Of everything something, and two goals behind."""
    hour = 3600.0
    now = period(WEEK, dict(zip(Kind, (42, 131, 18, 27, 9), strict=True)), Compliance(181, 23),
                 Times(187, 2.6 * hour, 21.4 * hour))  # fmt: skip
    week = [DayFact(date(2026, 11, 2 + n), Compliance(20 + n, n)) for n in range(7)]
    now = replace(now, days=week)
    before = Before(NOW - WEEK, NOW, 160, Compliance(150, 31), Times(140, 3.1 * hour, hour))
    late = [
        matter("?", name, wait(due_in=timedelta(hours=-hours)), number=number)
        for number, hours in ((1240, 29), (1251, 7), (1263, 3))
    ]
    causes = [("доставка запізнилась", 14), ("брак товару", 9), ("ввічливість", 4), ("", 8)]
    good = replace(some_quality(name), causes=causes, csat=Share(44, 61), asked=Share(61, 97))
    goals = [one for one in goal_facts("Ірина") if one.standing is Standing.BEHIND][:1]
    risky = some_loyalty(name, 12).at_risk
    return Report(
        now, before, good, late=late, late_in_all=7, pending=21, at_risk=risky, goals=goals
    )


def period(
    lasts: timedelta, kinds: dict[Kind, int], rate: Compliance, first: Times
) -> PeriodFigures:
    begun = Begun(kinds, confirmed=sum(kinds.values()) // 4, dismissed=3)
    return PeriodFigures(NOW - lasts, NOW, begun, rate, first)


def some_quality(name: str, n: int = 8) -> Quality:
    marks = {mark: Share(n // 2, n) for mark in Mark}
    causes = [(name, n // 2), ("", n // 2)] if n else []
    return Quality(
        Depth(marks, Share(n // 4, n)), causes, Share(n // 2, n), Share(n, 2 * n),
        12.5 if n else None, n,
    )  # fmt: skip


def some_loyalty(name: str, n: int = 40) -> Loyalty:
    at_risk = [
        AtRisk(one, name, BIG + one, one, [Why(risk, one) for risk in Risk]) for one in range(n)
    ]
    return Loyalty(Share(n // 4, n), n, Share(n // 2, n), n, at_risk, so_far=n > 20)


def goal_facts(name: str) -> Iterator[GoalFacts]:
    for number, metric in enumerate(Metric):
        for standing in Standing:
            goal = Goal(
                id=BIG + number, brand_id=1, metric=metric, baseline=0.5, target=0.9,
                begun_at=NOW, deadline=NOW + WEEK, owner=name,
            )  # fmt: skip
            if standing.value[0] == list(Standing)[number % len(Standing)].value[0]:
                yield GoalFacts(goal, None if standing is Standing.UNKNOWN else 0.72, standing)


def _ratings(t: Texts, ours: Brand, words: str, name: str) -> Iterator[tuple[str, View]]:
    for kind in RatingKind:
        for score in (None, 1, 5):
            one = Rating(
                id=BIG, brand_id=1, request_id=BIG, client_id=1, kind=kind,
                asked_at=NOW - HOUR, score=score, words=words if score == 5 else "",
            )  # fmt: skip
            yield f"rating, {kind}, {score}", rating.rating_view(t, ours, one)
            if score:
                for status in (RequestStatus.CLOSED, RequestStatus.OPEN):
                    about = matter(words, name, status=status)
                    yield f"rated, {kind}, {score}, {status}", rating.rated_view(t, about, one)
