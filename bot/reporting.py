"""What a period looked like: the figures behind the weekly summary and /report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import figures, sla
from bot.figures import Compliance, DayFact
from bot.goals import GoalFacts, goals_of
from bot.loyalty import Loyalty, make_loyalty
from bot.policy import policy_of
from bot.quality import Quality, make_quality
from bot.speed import response_times
from storage.engine import Session
from storage.periods import (
    Begun,
    Span,
    answered_spans,
    count_begun,
    count_decided,
)
from storage.posts import PostFigures, post_figures
from storage.requests import Matter, queue
from storage.slices import WHOLE, Slice
from storage.tables import Brand
from storage.vocabulary import Kind
from storage.waits import count_waiting

LATE_SHOWN = 5
"""Late requests named one by one; the rest are a tap away in the queue."""

POSTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """One period's figures. Response times are in seconds."""

    start: datetime
    end: datetime
    kinds: dict[Kind, int]
    dismissed: int
    compliance: Compliance
    answered: int
    median_seconds: float | None
    p90_seconds: float | None
    working_median_seconds: float | None = None  # None also where the clock never stops
    working_p90_seconds: float | None = None

    @property
    def requests(self) -> int:
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Report:
    period: PeriodFigures
    before: PeriodFigures  # the same length, just before
    best: DayFact | None
    worst: DayFact | None
    late: Sequence[Matter]  # late at `now`, soonest due first
    late_in_all: int
    pending: int  # waiting at `now` and still in time
    days: Sequence[DayFact] = ()  # every local day of the period
    posts: Sequence[PostFigures] = ()  # what the channel's posts drew, the busiest first
    quality: Quality | None = None
    loyalty: Loyalty | None = None  # of the brand as a whole only
    confirmed: int = 0  # requests whose kind a human confirmed
    goals: Sequence[GoalFacts] = ()

    @property
    def differs(self) -> bool:
        """Whether compliance moved by more than chance: the 95 % intervals lie apart."""
        one, other = self.period.compliance, self.before.compliance
        return bool(one.n and other.n) and not figures.overlap(one.interval, other.interval)


async def make_report(
    session: Session,
    brand: Brand,
    start: datetime,
    end: datetime,
    now: datetime,
    part: Slice = WHOLE,
) -> Report:
    """Figures of [start, end) beside the same span before it, and what is late at `now`.

    A part of the requests has no figures of loyalty, goals, posts or of who waits now.
    """
    parts = figures.local_days(start, end, brand.timezone)
    earlier_span = figures.span_before(start, end, brand.timezone)
    spans = [earlier_span, *((since, until) for _, since, until in parts)]
    earlier, *daily = [
        Compliance(*counts) for counts in await count_decided(session, brand.id, spans, now, part)
    ]
    days = [DayFact(day, each) for (day, _, _), each in zip(parts, daily, strict=True)]
    best, worst = figures.best_and_worst(days)
    in_all = Compliance(sum(one.met for one in daily), sum(one.breached for one in daily))
    begun = await count_begun(session, brand.id, start, end, part)
    begun_before = await count_begun(session, brand.id, *earlier_span, part)
    period = await _figures(session, brand, (start, end), in_all, begun, part)
    before = await _figures(session, brand, earlier_span, earlier, begun_before, part)
    quality = await make_quality(session, brand.id, start, end, part)
    known = Report(
        period,
        before,
        best,
        worst,
        late=[],
        late_in_all=0,
        pending=0,
        days=days,
        quality=quality,
        confirmed=begun.confirmed,
    )
    if not part.is_whole:
        return known
    in_time, late = await count_waiting(session, brand.id, now)
    page = await queue(session, brand.id, offset=0, limit=LATE_SHOWN, due_before=now)
    return replace(
        known,
        late=page.matters,
        late_in_all=late,
        pending=in_time,
        posts=await post_figures(session, brand.id, start, end, POSTS_SHOWN),
        loyalty=await make_loyalty(session, brand.id, start, end, now),
        goals=await goals_of(session, brand, now),
    )


async def _figures(
    session: Session, brand: Brand, span: Span, decided: Compliance, begun: Begun, part: Slice
) -> PeriodFigures:
    times = await response_times(session, brand.id, *span, part)
    working = await _working_seconds(session, brand, span, part)
    return PeriodFigures(
        start=span[0],
        end=span[1],
        kinds=begun.kinds,
        dismissed=begun.dismissed,
        compliance=decided,
        answered=times.n,
        median_seconds=times.median,
        p90_seconds=times.p90,
        working_median_seconds=figures.median(working),
        working_p90_seconds=figures.quantile(working, 0.9),
    )


async def _working_seconds(session: Session, brand: Brand, span: Span, part: Slice) -> list[float]:
    """The same answers in working time; nothing for a brand that works around the clock."""
    hours = policy_of(brand).hours
    if hours is None:
        return []
    lasted = await answered_spans(session, brand.id, *span, part)
    return sorted(sla.working_time(*each, hours).total_seconds() for each in lasted)
