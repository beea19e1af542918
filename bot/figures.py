"""The formulas behind the reports. Plain facts in, plain figures out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor, sqrt
from zoneinfo import ZoneInfo

Range = tuple[float, float]
"""A closed range of shares, the lower end first."""


def wilson(successes: int, n: int, z: float = 1.96) -> Range:
    """Give the Wilson score interval of a share, within which the true share likely lies.

        (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n),  p = successes / n

    z = 1.96 gives 95 %. Without data anything is possible: (0, 1). Raises ValueError for counts
    that cannot be. Source: E. B. Wilson (1927), "Probable inference, the law of succession, and
    statistical inference", JASA 22 (158), 209-212.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"there cannot be {successes} successes out of {n}")
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    centre = share + z * z / (2 * n)
    margin = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # At the extremes the formula gives exactly 0 and 1; floating point would miss them by a hair.
    low = 0.0 if successes == 0 else max(0.0, (centre - margin) / scale)
    high = 1.0 if successes == n else min(1.0, (centre + margin) / scale)
    return low, high


def overlap(a: Range, b: Range) -> bool:
    """Tell whether two closed ranges share a point: if so, a difference may be chance."""
    return a[0] <= b[1] and b[0] <= a[1]


def quantile(values: Sequence[float], q: float) -> float | None:
    """Give the q-quantile (q = 0.9 is the 90th percentile), None without data.

        h = (n - 1)·q;  x[⌊h⌋] + (h - ⌊h⌋)·(x[⌊h⌋ + 1] - x[⌊h⌋]),  x sorted, counted from 0

    Linear interpolation, the default of R, NumPy and spreadsheets. Raises ValueError for q
    outside [0, 1]. Source: type 7 in R. J. Hyndman, Y. Fan (1996), "Sample quantiles in
    statistical packages", The American Statistician 50 (4), 361-365.
    """
    if not 0 <= q <= 1:
        raise ValueError(f"a quantile lies between 0 and 1, not at {q}")
    if not values:
        return None
    ordered = sorted(values)
    position = (len(ordered) - 1) * q
    below = floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def median(values: Sequence[float]) -> float | None:
    """Give the middle value, the mean of the two middle ones for an even number: quantile 0.5."""
    return quantile(values, 0.5)


@dataclass(frozen=True, slots=True)
class WaitFact:
    """What the figures need to know of a wait. Stopped but not answered: closed unanswered."""

    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    answered: bool


@dataclass(frozen=True, slots=True)
class Compliance:
    """How many of the decided waits met their deadline."""

    met: int
    breached: int

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


def compliance(
    waits: Iterable[WaitFact], start: datetime, end: datetime, now: datetime
) -> Compliance:
    """Count the waits due in [start, end) that are decided.

        met:      stopped at or before due
        breached: stopped after due, or still open at or past due

    An open wait whose time has not come is left out; see `pending`. Source: the project's
    definition of SLA compliance.
    """
    verdicts = [_met(each, now) for each in waits if start <= each.due_at < end]
    return Compliance(verdicts.count(True), verdicts.count(False))


def pending(waits: Iterable[WaitFact], now: datetime) -> int:
    """Count the open waits that are not yet due."""
    return sum(each.stopped_at is None and each.due_at > now for each in waits)


def first_response_seconds(
    waits: Iterable[WaitFact], start: datetime, end: datetime
) -> list[float]:
    """Give the seconds from start to answer (stopped - started) of each wait answered in
    [start, end). Waits closed without an answer have no response time.
    """
    return [
        (each.stopped_at - each.started_at).total_seconds()
        for each in waits
        if each.answered and each.stopped_at is not None and start <= each.stopped_at < end
    ]


def by_day(
    waits: Iterable[WaitFact], start: datetime, end: datetime, now: datetime, timezone: str
) -> list[DayFact]:
    """Give the compliance of each local day that [start, end) touches, days without waits too.

    A wait belongs to the local day of its due moment. `timezone` is an IANA name.
    """
    if end <= start:
        return []
    zone = ZoneInfo(timezone)
    first = start.astimezone(zone).date()
    last = (end - timedelta.resolution).astimezone(zone).date()
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    counts = {day: [0, 0] for day in days}  # met, breached
    for each in waits:
        if start <= each.due_at < end and (met := _met(each, now)) is not None:
            counts[each.due_at.astimezone(zone).date()][0 if met else 1] += 1
    return [DayFact(day, Compliance(*counts[day])) for day in days]


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
