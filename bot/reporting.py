"""What a period looked like: the figures behind the weekly summary and /report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import figures
from bot.figures import Compliance, DayFact, Share
from bot.goals import GoalFacts, goals_of
from bot.loyalty import AtRisk, Loyalty, clients_at_risk, make_loyalty
from bot.policy import policy_of
from bot.quality import Quality, make_quality, repeated_answers
from bot.speed import (
    Closer,
    Times,
    compliance_beside,
    first_answers_of,
    look_closer,
)
from storage.engine import Session
from storage.periods import Begun, Span, count_begun
from storage.posts import PostFigures, post_figures
from storage.requests import Matter, queue
from storage.slices import WHOLE, Slice
from storage.tables import Brand
from storage.waits import count_waiting

LATE_SHOWN = 3
"""Late requests named one by one; the rest are a tap away in the queue."""

POSTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """One period's figures."""

    start: datetime
    end: datetime
    begun: Begun
    compliance: Compliance
    first: Times  # first answers, by the calendar
    days: Sequence[DayFact] = ()  # by the deadlines that fell on it; of a month at the most

    @property
    def requests(self) -> int:
        return sum(self.begun.kinds.values())


@dataclass(frozen=True, slots=True)
class Before:
    """What a period is compared with: of the one before it."""

    start: datetime
    end: datetime
    requests: int
    compliance: Compliance
    first: Times


@dataclass(frozen=True, slots=True)
class More:
    """What is told on demand: it would not fit a phone's screen beside the rest."""

    closer: Closer
    repeated: Share  # answers whose very words went to several clients
    loyalty: Loyalty | None = None  # of the brand as a whole only
    posts: Sequence[PostFigures] = ()  # what the channel's posts drew, the busiest first


@dataclass(frozen=True, slots=True)
class Report:
    """A part of the requests has no figures of loyalty, goals, posts or of who waits now."""

    period: PeriodFigures
    before: Before  # the same length, just before
    quality: Quality
    part: Slice = WHOLE
    late: Sequence[Matter] = ()  # late at `now`, soonest due first
    late_in_all: int = 0
    pending: int = 0  # waiting at `now` and still in time
    at_risk: Sequence[AtRisk] = ()  # the gravest first
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
    """Figures of [start, end) beside the same span before it, and what is late at `now`."""
    earlier = figures.span_before(start, end, brand.timezone)
    period, before = await _figures(session, brand, (start, end), earlier, now, part)
    quality = await make_quality(session, brand.id, start, end, part)
    report = Report(period, before, quality, part)
    if not part.is_whole:
        return report
    in_time, late = await count_waiting(session, brand.id, now)
    page = None
    if late:
        page = await queue(session, brand.id, offset=0, limit=LATE_SHOWN, due_before=now)
    return replace(
        report,
        late=page.matters if page else [],
        late_in_all=late,
        pending=in_time,
        at_risk=await clients_at_risk(session, brand.id, start, end, now),
        goals=await goals_of(session, brand, now),
    )


async def make_more(
    session: Session,
    brand: Brand,
    start: datetime,
    end: datetime,
    now: datetime,
    part: Slice = WHOLE,
) -> More:
    """The figures of [start, end) that the report leaves out."""
    closer = await look_closer(session, brand, (start, end), now, part, policy_of(brand).hours)
    repeated = await repeated_answers(session, brand.id, start, end, part)
    if not part.is_whole:
        return More(closer, repeated)
    loyalty = await make_loyalty(session, brand.id, start, end, now)
    return More(
        closer, repeated, loyalty, await post_figures(session, brand.id, start, end, POSTS_SHOWN)
    )


async def _figures(
    session: Session, brand: Brand, span: Span, before: Span, now: datetime, part: Slice
) -> tuple[PeriodFigures, Before]:
    days, ours, theirs = await compliance_beside(session, brand, span, before, now, part)
    begun, requests = await count_begun(session, brand.id, span, before, part)
    first, first_before = [
        await first_answers_of(session, brand, each, part) for each in (span, before)
    ]
    return (
        PeriodFigures(*span, begun, ours, first, days),
        Before(*before, requests, theirs, first_before),
    )
