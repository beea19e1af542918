"""Working hours and quiet hours of a brand: how they are typed, and which moments they cover.

Everything is reckoned in UTC. A wall time of a local day means *the first moment at which the
local clock shows that time or a later one*. This one rule settles both daylight-saving changes:
in spring a time inside the skipped hour means the moment of the jump, in autumn a time that
comes twice means its first coming. It also keeps the order of wall times, so an interval can
shrink to nothing in the skipped hour but never turn round.

An interval belongs to the local day on which it begins. So a holiday closes what begins on that
day, overnight hours included, while a night shift begun the evening before still runs to its end.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_ONE_DAY = timedelta(days=1)
_NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})
"""In the zone database or beside it: none of a place, or of whichever machine it is read on."""
_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_WORDS = (
    "mon monday пн понеділок понедельник",
    "tue tuesday вт вівторок вторник",
    "wed wednesday ср середа среда",
    "thu thursday чт четвер четверг",
    "fri friday пт п'ятниця пятниця пятница",
    "sat saturday сб субота суббота",
    "sun sunday нд неділя вс воскресенье",
)
_DAYS = {word: day for day, words in enumerate(_DAY_WORDS) for word in words.split()}
_DAILY = frozenset({"daily", "щодня", "ежедневно"})
_CLOSED = frozenset({"off", "closed", "вихідний", "вихідні", "выходной", "выходные"})
_DASH = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_SEPARATOR = re.compile(r"[\s,;]+")
_TIMES = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?-(\d{1,2})(?:[:.](\d{2}))?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_POINT_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True, slots=True)
class Interval:
    """Wall-clock times [start, end) that begin on one local day, in whole minutes.

    An end at or before the start lies on the next day; equal times are a whole day.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        for moment in (self.start, self.end):
            if moment.second or moment.microsecond or moment.tzinfo or moment.fold:
                raise ValueError(f"hours are plain wall times in whole minutes, not {moment!r}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "09:00-18:00", also "9-18" and "18:00-24:00".

        Raises ValueError when the text is no such interval.
        """
        found = _TIMES.fullmatch(_DASH.sub("-", text.strip()))
        if not found:
            raise ValueError(f"{text!r} is not an interval like 09:00-18:00")
        hour, minute, end_hour, end_minute = (int(part or 0) for part in found.groups())
        if (end_hour, end_minute) == (24, 0):
            end_hour = 0
        try:
            return cls(time(hour, minute), time(end_hour, end_minute))
        except ValueError as error:
            raise ValueError(f"{text!r}: there is no such time of day") from error

    def describe(self) -> str:
        end = "24:00" if self.end == time.min else f"{self.end:%H:%M}"
        return f"{self.start:%H:%M}-{end}"

    @property
    def length(self) -> timedelta:
        """By the wall clock."""
        minutes = [60 * each.hour + each.minute for each in (self.start, self.end)]
        return timedelta(minutes=(minutes[1] - minutes[0]) % 1440 or 1440)

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Give the UTC bounds of the interval that begins on this local day."""
        end_day = day if self.end > self.start else day + _ONE_DAY
        return _first_moment(day, self.start, zone), _first_moment(end_day, self.end, zone)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When a brand works: an IANA time zone, seven days (Monday first) and closed local days.

    A day without intervals is closed. Raises ValueError for an unknown zone, a week that has not
    seven days, or intervals of one day that overlap.
    """

    timezone: str
    week: tuple[tuple[Interval, ...], ...]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        zone_named(self.timezone)
        if len(self.week) != 7:
            raise ValueError(f"a week has seven days, not {len(self.week)}")
        week = tuple(tuple(sorted(day, key=lambda each: each.start)) for day in self.week)
        for name, day in zip(_DAY_NAMES, week, strict=True):
            for earlier, later in pairwise(day):
                if earlier.end <= earlier.start or later.start < earlier.end:
                    raise ValueError(
                        f"the hours of {name} overlap: {earlier.describe()}, {later.describe()}"
                    )
        object.__setattr__(self, "week", week)

    @classmethod
    def parse(cls, text: str, timezone: str) -> Self:
        """Read hours as people type them.

        "mon-fri 09:00-18:00, sat 10:00-14:00", several intervals a day
        ("mon 09:00-13:00 14:00-18:00"), overnight ("fri 22:00-06:00"), closed days ("sun off")
        and holidays ("off 2026-12-25 01.01.2027"); English, Ukrainian and Russian day names.
        Raises ValueError that says which piece cannot be read.
        """
        week: list[list[Interval]] = [[] for _ in range(7)]
        holidays: set[date] = set()
        named: list[int] = []  # the days that the next hours are for
        settled = True  # those days have got their hours, or are closed
        any_day = False
        for token in filter(None, _SEPARATOR.split(_DASH.sub("-", text.strip().casefold()))):
            days = _days_of(token)
            if days:
                named = days if settled else named + days
                settled, any_day = False, True
            elif token in _CLOSED:
                named, settled = [], True
            elif holiday := _date_of(token):
                holidays.add(holiday)
            else:
                hours = Interval.parse(token)
                if not named:
                    raise ValueError(f"{token!r} needs a day before it, like mon-fri")
                for day in dict.fromkeys(named):
                    week[day].append(hours)
                settled = True
        if not settled:
            raise ValueError(f"no hours are given for {_DAY_NAMES[named[-1]]}")
        if not any_day:
            raise ValueError("no working hours are given, as in 'mon-fri 09:00-18:00'")
        return cls(timezone, tuple(map(tuple, week)), frozenset(holidays))

    @property
    def weekly(self) -> timedelta:
        """Working time of a week without holidays; overnight hours that overlap count twice."""
        return sum((each.length for day in self.week for each in day), timedelta())

    def describe(self) -> str:
        """Canonical English text; `parse` reads it back to an equal value."""
        runs: list[tuple[int, int]] = []  # first and last day of equal hours
        for day in range(7):
            if runs and self.week[runs[-1][1]] == self.week[day]:
                runs[-1] = (runs[-1][0], day)
            else:
                runs.append((day, day))
        parts = [
            f"{_run_name(first, last)} {' '.join(each.describe() for each in self.week[first])}"
            for first, last in runs
            if self.week[first]
        ]
        if not parts:
            parts.append("mon-sun off")
        if self.holidays:
            parts.append(" ".join(["off", *(day.isoformat() for day in sorted(self.holidays))]))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Daily quiet hours [start, end) by the wall clock of a time zone, overnight or not.

    Raises ValueError for an unknown zone and for equal times, which would silence everything.
    """

    start: time
    end: time
    timezone: str

    def __post_init__(self) -> None:
        zone_named(self.timezone)
        if self.start == self.end:
            raise ValueError("quiet hours that last all day would silence every alert")

    @classmethod
    def parse(cls, text: str, timezone: str) -> Self:
        """Read "22:00-08:00". Raises ValueError when the text is no such interval."""
        hours = Interval.parse(text)
        return cls(hours.start, hours.end, timezone)

    def until(self, moment: datetime) -> datetime | None:
        """When the quiet period that holds this moment ends (UTC), or None when none does."""
        period = self._holding(moment)
        return period and period[1]

    def since(self, moment: datetime) -> datetime | None:
        """When the quiet period that holds this moment began (UTC), or None when none does."""
        period = self._holding(moment)
        return period and period[0]

    def _holding(self, moment: datetime) -> tuple[datetime, datetime] | None:
        zone = zone_named(self.timezone)
        today = moment.astimezone(zone).date()
        hours = Interval(self.start, self.end)
        for day in (today - _ONE_DAY, today):
            begin, end = hours.on(day, zone)
            if begin <= moment < end:
                return begin, end
        return None


def zone_named(name: str) -> ZoneInfo:
    """Give the IANA time zone. Raises ValueError when there is none of that name."""
    try:
        if name not in _NO_PLACES and not name.startswith(("posix/", "right/")):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not an IANA time zone like Europe/Kyiv") from error
    raise ValueError(f"{name!r} is not an IANA time zone like Europe/Kyiv")


def _first_moment(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Give the first UTC moment at which the local clock shows this time of this day, or later."""
    local = datetime.combine(day, wall, zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    # The clock skipped this time. The two readings of it lie on either side of the jump.
    before = local.replace(fold=1).astimezone(UTC)
    seconds = range(int(before.timestamp()), int(moment.timestamp()) + 1)
    jumped = moment.astimezone(zone).utcoffset()
    jump = bisect_left(
        seconds, 1, key=lambda each: int(datetime.fromtimestamp(each, zone).utcoffset() == jumped)
    )
    return datetime.fromtimestamp(seconds[jump], UTC)


def _days_of(token: str) -> list[int]:
    """Weekdays that a word or a range of words names; none when it is something else."""
    if token in _DAILY:
        return list(range(7))
    first, _, last = token.partition("-")
    if first not in _DAYS or (last and last not in _DAYS):
        return []
    start, end = _DAYS[first], _DAYS[last or first]
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]


def _date_of(token: str) -> date | None:
    iso, point = _ISO_DATE.fullmatch(token), _POINT_DATE.fullmatch(token)
    if not iso and not point:
        return None
    try:
        if iso:
            return date(*map(int, iso.groups()))
        return date(*map(int, reversed(point.groups() if point else ())))
    except ValueError as error:
        raise ValueError(f"{token!r}: there is no such day") from error


def _run_name(first: int, last: int) -> str:
    return _DAY_NAMES[first] if first == last else f"{_DAY_NAMES[first]}-{_DAY_NAMES[last]}"
