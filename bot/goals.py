"""Goals: a figure, a target, a day and a person; refused where it says nothing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import figures
from bot.figures import Course, Standing
from bot.figures.loyalty import RECOVERY_WITHIN
from bot.loyalty import make_loyalty
from bot.quality import depth_of
from bot.speed import compliance_of, first_answers_of
from storage.engine import Session
from storage.goals import engagement_between, open_goals
from storage.quality import closed_complaints
from storage.ratings import scores_given
from storage.tables import Brand, Goal, Member
from storage.vocabulary import Metric, RatingKind
from storage.waits import count_waiting_at

MEASURED_OVER = timedelta(days=28)
"""The days before now over which a goal's figure is reckoned: one week jumps too much."""

SHOWN_AFTER = timedelta(days=14)
"""A goal is told of so long after its deadline, that its end be read in a summary."""

MOST_GOALS = 5
FARTHEST = timedelta(days=366)
SHARES = frozenset(
    {Metric.COMPLIANCE, Metric.CSAT, Metric.RECOVERED, Metric.DEPTH, Metric.ENGAGEMENT}
)
"""Typed and shown in per cent."""

FALLING = frozenset({Metric.FIRST_RESPONSE, Metric.BACKLOG})
"""Where less is better."""


class GoalError(ValueError):
    """`code` says why there is no such goal: metric, target, deadline, data, met, many."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class GoalFacts:
    goal: Goal
    figure: float | None
    standing: Standing


async def measure(session: Session, brand: Brand, metric: Metric, now: datetime) -> float | None:
    """The metric's figure now: a share, hours or a count; None without data."""
    start, end = now - MEASURED_OVER, now + timedelta.resolution  # what happens now counts
    match metric:
        case Metric.BACKLOG:
            return float(await count_waiting_at(session, brand.id, now))
        case Metric.ENGAGEMENT:
            reactions, reach = await engagement_between(session, brand.id, start, end)
            return figures.engagement_rate(reactions, reach)
        case Metric.COMPLIANCE | Metric.FIRST_RESPONSE:
            return await _of_waits(session, brand, metric, start, end)
    return await _of_quality(session, brand, metric, start, end)


async def _of_waits(
    session: Session, brand: Brand, metric: Metric, start: datetime, end: datetime
) -> float | None:
    if metric is Metric.COMPLIANCE:
        return (await compliance_of(session, brand, (start, end), end)).share
    middle = (await first_answers_of(session, brand, (start, end))).median
    return None if middle is None else middle / 3600


async def _of_quality(
    session: Session, brand: Brand, metric: Metric, start: datetime, end: datetime
) -> float | None:
    if metric is Metric.RECOVERED:
        old = RECOVERY_WITHIN  # newer complaints may still be won back
        loyalty = await make_loyalty(session, brand.id, start - old, end - old, end)
        return loyalty.recovered.share
    if metric is Metric.CSAT:
        scores = await scores_given(session, brand.id, RatingKind.ANSWER, start, end)
        return figures.csat(scores).share
    closed = await closed_complaints(session, brand.id, start, end)
    return depth_of(closed).deep.share


async def set_goal(
    session: Session,
    brand: Brand,
    metric: Metric,
    target: float,
    deadline: date,
    owner: str,
    member: Member,
    now: datetime,
) -> Goal:
    """Put a goal on record; `target` is a share, hours or a count. Raises GoalError."""
    if target < 0 or (metric in SHARES and target > 1):
        raise GoalError("target")
    if deadline > (now + FARTHEST + timedelta(days=2)).date():
        raise GoalError("deadline")
    # A day's goal counts to the day's end.
    until = datetime.combine(
        deadline + timedelta(days=1), time(), ZoneInfo(brand.timezone)
    ).astimezone(UTC)
    if not now < until <= now + FARTHEST:
        raise GoalError("deadline")
    known = await open_goals(session, brand.id, now)
    if any((one.metric, one.target, one.deadline) == (metric, target, until) for one in known):
        raise GoalError("twice")
    if len(known) >= MOST_GOALS:
        raise GoalError("many")
    figure = await measure(session, brand, metric, now)
    if figure is None:
        raise GoalError("data")
    if (figure <= target) if metric in FALLING else (figure >= target):
        raise GoalError("met")
    goal = Goal(
        brand_id=brand.id,
        metric=metric,
        baseline=figure,
        target=target,
        begun_at=now,
        deadline=until,
        owner=owner,
        set_by=member.id,
    )
    session.add(goal)
    await session.flush()
    return goal


async def goals_of(session: Session, brand: Brand, now: datetime) -> list[GoalFacts]:
    """Every goal with its figure now; past its deadline, for a while, with that of its last day."""
    found = []
    for goal in await open_goals(session, brand.id, now - SHOWN_AFTER):
        figure = await measure(session, brand, goal.metric, min(now, goal.deadline))
        course = Course(goal.begun_at, goal.baseline, goal.target, goal.deadline)
        found.append(GoalFacts(goal, figure, figures.standing(course, figure, now)))
    return found
