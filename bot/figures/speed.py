"""Speed: compliance and response times of waits."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.figures.shares import Range, wilson


class WaitFact(NamedTuple):
    """What the figures need to know of a wait. Stopped but not answered: closed unanswered."""

    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    answered: bool
    first: bool = True  # ended by the first answer that its request got
    by: int | None = None  # the member who ended it


@dataclass(frozen=True, slots=True)
class Compliance:
    """How many of the decided waits met their deadline."""

    met: int
    breached: int

    def __add__(self, other: "Compliance") -> "Compliance":
        return Compliance(self.met + other.met, self.breached + other.breached)

    @property
    def n(self) -> int:
        return self.met + self.breached

    @property
    def share(self) -> float | None:
        """Give met / (met + breached), None without data. Source: the project's definition."""
        return self.met / self.n if self.n else None

    @property
    def interval(self) -> Range:
        """Give the 95 % Wilson interval of the share."""
        return wilson(self.met, self.n)


@dataclass(frozen=True, slots=True)
class DayFact:
    """The compliance of one local day, over the waits that were due on it."""

    day: date
    compliance: Compliance


def first_answers(waits: Iterable[WaitFact]) -> list[WaitFact]:
    """Give the waits that ended with the first answer that their request ever got: one a request.

    A quick word later on must not make a late first answer look quick. Source: first response
    time, as help desks count it.
    """
    return [each for each in waits if each.answered and each.first]


def answered_compliance(waits: Iterable[WaitFact], start: datetime, end: datetime) -> Compliance:
    """Count the waits answered in [start, end), whenever they were due: what somebody answered.

        met:      stopped at or before due
        breached: stopped after due

    Source: the project's definition of a member's compliance.
    """
    verdicts = [
        each.stopped_at <= each.due_at
        for each in waits
        if each.answered and each.stopped_at is not None and start <= each.stopped_at < end
    ]
    return Compliance(verdicts.count(True), verdicts.count(False))


def _calendar(start: datetime, end: datetime) -> timedelta:
    return end - start


def response_seconds(
    waits: Iterable[WaitFact],
    start: datetime,
    end: datetime,
    lasted: Callable[[datetime, datetime], timedelta] = _calendar,
) -> list[float]:
    """Give the seconds from start to answer (stopped - started) of each wait answered in
    [start, end), by the calendar or by another clock. Waits closed without an answer have no
    response time.
    """
    return [
        lasted(each.started_at, each.stopped_at).total_seconds()
        for each in waits
        if each.answered and each.stopped_at is not None and start <= each.stopped_at < end
    ]


def local_days(
    start: datetime, end: datetime, timezone: str
) -> list[tuple[date, datetime, datetime]]:
    """Give each local day that [start, end) touches, with the part of it that lies within (UTC).

    `timezone` is an IANA name.
    """
    if end <= start:
        return []
    zone = ZoneInfo(timezone)
    first = start.astimezone(zone).date()
    last = (end - timedelta.resolution).astimezone(zone).date()
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    begins = [start, *(datetime.combine(day, time(), zone).astimezone(UTC) for day in days[1:])]
    return list(zip(days, begins, [*begins[1:], end], strict=True))


def span_before(start: datetime, end: datetime, timezone: str) -> tuple[datetime, datetime]:
    """Give the span just before [start, end) that is as long by the local clock: of a week the
    week before, whether or not the clocks were changed meanwhile.
    """
    zone = ZoneInfo(timezone)
    first, last = (one.astimezone(zone).replace(tzinfo=None) for one in (start, end))
    return (first - (last - first)).replace(tzinfo=zone).astimezone(UTC), start


def by_day(
    waits: Iterable[WaitFact], start: datetime, end: datetime, now: datetime, timezone: str
) -> list[DayFact]:
    """Count the decided waits due on each local day that [start, end) touches, on days without
    waits too.

        met:      stopped at or before due
        breached: stopped after due, or still open at or past due

    An open wait whose time has not come is left out. A wait belongs to the local day of its due
    moment. `timezone` is an IANA name. Source: the project's definition of SLA compliance.
    """
    counted = DayCount(start, end, now, timezone)
    counted.add(waits)
    return counted.facts()


class DayCount:
    """Counts as `by_day` does, waits that come a part at a time."""

    def __init__(self, start: datetime, end: datetime, now: datetime, timezone: str) -> None:
        days = local_days(start, end, timezone)
        self._start, self._end, self._now = start, end, now
        self._days = [day for day, _, _ in days]
        self._begins = [begin for _, begin, _ in days]
        self._counts = [[0, 0] for _ in days]  # met, breached

    def add(self, waits: Iterable[WaitFact]) -> None:
        for each in waits:
            if not self._start <= each.due_at < self._end:
                continue
            if (met := _met(each, self._now)) is not None:
                day = bisect_right(self._begins, each.due_at) - 1
                self._counts[day][0 if met else 1] += 1

    def facts(self) -> list[DayFact]:
        return [
            DayFact(day, Compliance(*counted))
            for day, counted in zip(self._days, self._counts, strict=True)
        ]


def best_and_worst(days: Sequence[DayFact]) -> tuple[DayFact | None, DayFact | None]:
    """Give the days of the highest and the lowest share.

    Days without waits do not compete. Of equal shares the day with more waits wins, then the
    earlier one. (None, None) when fewer than two days compete or all share the same figure.
    """
    shares = [(day.compliance.share, day) for day in days]
    known = [(share, day) for share, day in shares if share is not None]
    if len({share for share, _ in known}) < 2:
        return None, None
    best = min(known, key=lambda each: (-each[0], -each[1].compliance.n, each[1].day))
    worst = min(known, key=lambda each: (each[0], -each[1].compliance.n, each[1].day))
    return best[1], worst[1]


def _met(wait: WaitFact, now: datetime) -> bool | None:
    """Whether the deadline was met; None while that is open."""
    if wait.stopped_at is not None:
        return wait.stopped_at <= wait.due_at
    return False if wait.due_at <= now else None
