"""Goals: a line each."""

from datetime import timedelta

from aiogram.utils.formatting import Bold, Text

from bot.figures.loyalty import RECOVERY_WITHIN
from bot.goals import MEASURED_OVER, GoalFacts
from handlers.buttons import OnGoal
from handlers.texts import Texts
from handlers.views.figure_names import standing_name
from handlers.views.names import metric_name, metric_value
from handlers.views.view import View, button, lines
from handlers.wording import clip, day
from storage.tables import Brand
from storage.vocabulary import Metric


def goal_line(t: Texts, brand: Brand, facts: GoalFacts) -> str:
    goal = facts.goal
    last = goal.deadline - timedelta(microseconds=1)
    return t(
        "🎯 {metric}: {before} → {now}, target {target} by {day}, {name}: {standing}",
        metric=metric_name(t, goal.metric),
        before=metric_value(t, goal.metric, goal.baseline),
        now=metric_value(t, goal.metric, facts.figure),
        target=metric_value(t, goal.metric, goal.target),
        day=day(t, last, brand.timezone),
        name=clip(goal.owner, 32),
        standing=standing_name(t, facts.standing),
    )


def goals_view(t: Texts, brand: Brand, goals: list[GoalFacts], *, may_drop: bool) -> View:
    how = t(
        "Set one: /goal marks 90 31.12 Iryna. What: time, response, marks, won, depth, waiting, "
        "engagement."
    )
    rows = [
        [
            button(
                t("Drop: {metric}", metric=metric_name(t, one.goal.metric)),
                OnGoal(goal_id=one.goal.id),
            )
        ]
        for one in goals
        if may_drop
    ]
    head = t("Goals") if goals else t("There are no goals yet.")
    told = [goal_line(t, brand, one) for one in goals]
    return View(lines(Text(Bold(head)), *_windows(t, goals), *told, how), rows)


def _windows(t: Texts, goals: list[GoalFacts]) -> list[str]:
    """Over which days these goals are measured, each kind where there is one."""
    metrics = {one.goal.metric for one in goals}
    days, old = MEASURED_OVER.days, RECOVERY_WITHIN.days
    said = []
    if metrics - {Metric.RECOVERED, Metric.BACKLOG}:
        said.append(
            t.plural("Measured over the last {n} day.", "Measured over the last {n} days.", days)
        )
    if Metric.RECOVERED in metrics:
        said.append(
            t(
                "Won back: of the complaints made {old} to {days} days ago.",
                old=old + days,
                days=old,
            )
        )
    if Metric.BACKLOG in metrics:
        said.append(t("Clients who wait: at this moment."))
    return said
