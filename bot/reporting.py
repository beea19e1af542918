"""What a period looked like: the figures behind the weekly summary and /report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import figures
from bot.figures import Compliance, DayFact, WaitFact
from storage.engine import Session
from storage.requests import Matter, queue
from storage.tables import Brand
from storage.vocabulary import Kind, WaitStop
from storage.waits import count_by_kind, count_dismissed, count_waiting, wait_facts

LATE_SHOWN = 5
"""Late requests named one by one; the rest are a tap away in the queue."""


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

    @property
    def differs(self) -> bool:
        """Whether compliance moved by more than chance: the 95 % intervals lie apart."""
        one, other = self.period.compliance, self.before.compliance
        return bool(one.n and other.n) and not figures.overlap(one.interval, other.interval)


async def make_report(
    session: Session, brand: Brand, start: datetime, end: datetime, now: datetime
) -> Report:
    """Figures of [start, end) beside the same span before it, and what is late at `now`."""
    period, waits = await _figures(session, brand.id, start, end, now)
    before, _ = await _figures(session, brand.id, start - (end - start), start, now)
    days = figures.by_day(waits, start, end, now, brand.timezone)
    best, worst = figures.best_and_worst(days)
    in_time, late = await count_waiting(session, brand.id, now)
    page = await queue(session, brand.id, offset=0, limit=LATE_SHOWN, due_before=now)
    return Report(period, before, best, worst, page.matters, late, in_time)


async def _figures(
    session: Session, brand_id: int, start: datetime, end: datetime, now: datetime
) -> tuple[PeriodFigures, list[WaitFact]]:
    rows = await wait_facts(session, brand_id, start, end)
    waits = [
        WaitFact(
            row["started_at"],
            row["due_at"],
            row["stopped_at"],
            row["stop"] is WaitStop.ANSWERED,
        )
        for row in rows
    ]
    seconds = figures.first_response_seconds(waits, start, end)
    return (
        PeriodFigures(
            start=start,
            end=end,
            kinds=await count_by_kind(session, brand_id, start, end),
            dismissed=await count_dismissed(session, brand_id, start, end),
            compliance=figures.compliance(waits, start, end, now),
            answered=len(seconds),
            median_seconds=figures.median(seconds),
            p90_seconds=figures.quantile(seconds, 0.9),
        ),
        waits,
    )
