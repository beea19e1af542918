"""The arithmetic of the SLA clock: when a wait is due, how it stands, how long it worked.

Plain values in, plain values out; all moments are aware and reckoned in UTC.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from bot.hours import Interval, Quiet, WorkingHours, zone_named

__all__ = [
    "Interval",
    "Quiet",
    "WaitState",
    "WorkingClock",
    "WorkingHours",
    "due_at",
    "wait_state",
]

SEARCH_DAYS = 366
"""How many days without working time are looked through before calendar time takes over."""

_ONE_DAY = timedelta(days=1)
_NOTHING = timedelta()


class WaitState(StrEnum):
    """Where a wait stands. Derived from the timestamps and `now`, never stored."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    BREACHED = "breached"  # still open at or past its due moment
    MET = "met"
    MISSED = "missed"  # stopped after its due moment


def due_at(started_at: datetime, target: timedelta, hours: WorkingHours | None) -> datetime:
    """Give the first moment (UTC) by which `target` of working time has passed since the start.

    Without hours the clock runs day and night. Where the hours hold no working time for
    `SEARCH_DAYS` on end, what is left of the target is counted in calendar time, so a brand that
    closed every day by mistake still gets its deadlines. Raises ValueError for a negative target.
    """
    if target < _NOTHING:
        raise ValueError(f"a target cannot be negative: {target}")
    reached = started_at.astimezone(UTC)
    left = target
    if hours is not None and left:
        for begin, end in _spans(hours, reached):
            if end - begin >= left:
                return begin + left
            left -= end - begin
            reached = end
    return reached + left


class WorkingClock:
    """Working time between two moments of [start, end], looked up in a table: a report asks for
    the same few days thousands of times.
    """

    def __init__(self, hours: WorkingHours, start: datetime, end: datetime) -> None:
        self._opens: list[datetime] = []
        self._closes: list[datetime] = []
        self._before: list[timedelta] = []  # worked before each span
        worked = _NOTHING
        for opens, closes in _spans(hours, start.astimezone(UTC)):
            if opens >= end:
                break
            self._opens.append(opens)
            self._closes.append(closes)
            self._before.append(worked)
            worked += closes - opens

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Zero when the end is not after the start."""
        return max(self._until(end) - self._until(start), _NOTHING)

    def _until(self, moment: datetime) -> timedelta:
        place = bisect_right(self._opens, moment) - 1
        if place < 0:
            return _NOTHING
        return self._before[place] + (min(moment, self._closes[place]) - self._opens[place])


def wait_state(
    due_at: datetime, stopped_at: datetime | None, now: datetime, due_soon: timedelta
) -> WaitState:
    """Tell where a wait stands.

    The very moment of the deadline favours whoever acted: an answer at `due_at` has met it, while
    a wait that nobody stopped is breached from `due_at` on.
    """
    if stopped_at is not None:
        return WaitState.MET if stopped_at <= due_at else WaitState.MISSED
    if now >= due_at:
        return WaitState.BREACHED
    return WaitState.DUE_SOON if now >= due_at - due_soon else WaitState.ON_TIME


def _spans(hours: WorkingHours, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Working spans after the moment, in order, disjoint and not empty, in UTC.

    Ends only after `SEARCH_DAYS` without any, or at the end of the calendar.
    """
    covered = moment
    day = moment.astimezone(zone_named(hours.timezone)).date() - _ONE_DAY
    idle = 0
    while idle <= SEARCH_DAYS and day < date.max - 2 * _ONE_DAY:
        idle += 1
        for begin, end in _day_spans(hours, day):
            opens = max(begin, covered)
            if opens < end:
                yield opens, end
                covered = end
                idle = 0
        day += _ONE_DAY


@lru_cache(maxsize=4096)
def _day_spans(hours: WorkingHours, day: date) -> tuple[tuple[datetime, datetime], ...]:
    # Cached because a report asks for the same few days for every one of thousands of waits.
    if day in hours.holidays:
        return ()
    zone = zone_named(hours.timezone)
    return tuple(each.on(day, zone) for each in hours.week[day.weekday()])
