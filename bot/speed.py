"""How fast the team answered, from the record."""

from array import array
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import figures
from bot.figures import Compliance, DayFact, WaitFact
from bot.sla import WorkingClock, WorkingHours
from storage.engine import Session, give_way
from storage.periods import Span, count_decided, first_answer_seconds, waits_of_period
from storage.slices import WHOLE, Slice
from storage.tables import Brand

MONTH = 31
"""Days of a span that are compared with one another."""

MOST_PIECES = 60
"""In so many pieces a long period is read; a week and a month day by day."""


@dataclass(frozen=True, slots=True)
class Times:
    """Response times in seconds, of `n` answers."""

    n: int
    median: float | None
    p90: float | None

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        ordered = sorted(seconds)  # once: to sort what is sorted costs next to nothing
        return cls(len(ordered), figures.median(ordered), figures.quantile(ordered, 0.9))


async def compliance_of(
    session: Session, brand: Brand, span: Span, now: datetime, part: Slice = WHOLE
) -> Compliance:
    """Of the waits due within the span."""
    [counted] = await count_decided(session, brand.id, [span], now, part)
    return Compliance(*counted)


async def compliance_beside(
    session: Session, brand: Brand, span: Span, before: Span, now: datetime, part: Slice = WHOLE
) -> tuple[Sequence[DayFact], Compliance, Compliance]:
    """(of each local day that the span touches, of the span, of the one before): in one go.

    There are no days of a span of over a month.
    """
    days = figures.local_days(*span, brand.timezone)
    if len(days) > MONTH:
        days = []
    spans = [(since, until) for _, since, until in days] or [span]
    counted = await count_decided(session, brand.id, [*spans, before], now, part)
    *ours, earlier = [Compliance(*each) for each in counted]
    facts = [DayFact(day, one) for (day, _, _), one in zip(days, ours, strict=False)]
    return facts, sum(ours, Compliance(0, 0)), earlier


async def first_answers_of(
    session: Session, brand: Brand, span: Span, part: Slice = WHOLE
) -> Times:
    """Of the requests that got their first answer within the span."""
    seconds: list[int] = []  # the pieces are sorted: to sort them once more is to merge them
    for piece in _pieces(brand, span, at_least=8):  # a week of another zone touches eight days
        seconds.extend(await first_answer_seconds(session, brand.id, piece, part))
        await give_way(session)
    return Times.of(seconds)


@dataclass(frozen=True, slots=True)
class Closer:
    """How a period's waits went, looked at one by one."""

    days: Sequence[DayFact]  # every local day, by the deadlines that fell on it
    every: Times  # of every wait that was answered
    working: Times | None = None  # first answers in working time, where the clock ever stops


async def look_closer(
    session: Session,
    brand: Brand,
    span: Span,
    now: datetime,
    part: Slice = WHOLE,
    hours: WorkingHours | None = None,
) -> Closer:
    """Of the waits due or answered within the span; in working time too where there are hours."""
    days = figures.DayCount(*span, now, brand.timezone)
    every: array[float] = array("d")
    working: array[float] = array("d")
    async for waits in _read(session, brand, span, part):
        days.add(waits)
        every.extend(figures.response_seconds(waits, *span))
        if hours is not None:
            firsts = figures.first_answers(waits)
            begun = min((one.started_at for one in firsts), default=span[0])
            ended = max((one.stopped_at or begun for one in firsts), default=begun)
            clock = WorkingClock(hours, begun, ended)
            working.extend(figures.response_seconds(firsts, *span, clock.between))
    return Closer(days.facts(), Times.of(every), Times.of(working) if hours is not None else None)


def _pieces(brand: Brand, span: Span, *, at_least: int) -> list[Span]:
    """Of so many days each, and of more where there would be too many pieces."""
    days = max(at_least, 1 + (span[1] - span[0]).days // MOST_PIECES)
    begins = [since for _, since, _ in figures.local_days(*span, brand.timezone)[::days]]
    return list(zip(begins, [*begins[1:], span[1]], strict=False))


async def _read(
    session: Session, brand: Brand, span: Span, part: Slice = WHOLE
) -> AsyncIterator[list[WaitFact]]:
    """The span's waits, a few at a time; between them whoever else has work gets a turn."""
    pieces = _pieces(brand, span, at_least=1)
    async for rows in waits_of_period(session, brand.id, pieces, part):
        yield [WaitFact._make(row) for row in rows]
        await give_way(session)


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What one member answered."""

    member_id: int | None  # None: an anonymous administrator, the team
    compliance: Compliance
    times: Times


async def by_member(
    session: Session, brand: Brand, span: Span, part: Slice = WHOLE
) -> list[MemberFacts]:
    """Each member who answered within the span, in the order of their rows: no ranking."""
    seconds: dict[int | None, list[float]] = defaultdict(list)
    rates: dict[int | None, Compliance] = defaultdict(lambda: Compliance(0, 0))
    async for waits in _read(session, brand, span, part):
        theirs: dict[int | None, list[WaitFact]] = defaultdict(list)
        for one in waits:
            theirs[one.by].append(one)
        for member_id, ended in theirs.items():
            rates[member_id] += figures.answered_compliance(ended, *span)
            seconds[member_id] += figures.response_seconds(ended, *span)
    return [
        MemberFacts(member_id, rates[member_id], Times.of(seconds[member_id]))
        for member_id in sorted(rates, key=lambda one: (one is None, one))
        if rates[member_id].n
    ]
