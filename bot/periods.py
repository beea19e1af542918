"""Reads the period that a person types after /report."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.months import month_of

LONGEST_DAYS = 366 * 3
_RANGE = re.compile(r"(\S+?)\s*(?:\.\.|—|–|\s)\s*(\S+)")
_DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y")
_BETWEEN = re.compile(r"\s*(?:\.\.|—|–)\s*|\s+-\s+|(?<=\d)-(?=\d)")
"""Between two days one of which is named by its month."""

MOST_WORDS = 9
"""Of a period: "1 жовтня 2026 року .. 15 листопада 2026 року"."""

_BARE = re.compile(r"(\d{1,2})\.(\d{1,2})")
_YEAR = re.compile(r"(20\d\d)(?:\s*(?:року|рік|р|года|год|г)\.?)?")
_DAY = r"(?:st|nd|rd|th|-?го|-?е)?"
_NAMED = re.compile(
    rf"(?:(?P<first>\d{{1,2}}){_DAY}\s+(?:of\s+)?)?(?P<month>[^\W\d_]+)\.?(?:\s+(?P<last>\d{{1,2}}){_DAY})?"
    r"(?:,?\s+(?P<year>\d{4})(?:\s*(?:року|р|года|г)\.?)?)?"
)
"""A day of a month by its name, or the month alone: "31 грудня", "December 31, 2026", "грудень". A
capital Р. after the year is somebody's initial.
"""

_LAST_DAYS = {
    "week": 7,
    "тиждень": 7,
    "неделя": 7,
    "неделю": 7,
    "month": 30,
    "місяць": 30,
    "месяц": 30,
    "day": 1,
    "today": 1,
    "день": 1,
    "сьогодні": 1,
    "сегодня": 1,
}
_YESTERDAY = frozenset({"yesterday", "вчора", "учора", "вчера"})


class PeriodError(ValueError):
    """The period cannot be reported. `code` is unreadable, future, reversed or long."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Period:
    """Whole local days; `start` and `end` are UTC moments, half-open."""

    start: datetime
    end: datetime


def read_period(text: str, now: datetime, timezone: str) -> Period:
    """Read "week" (also nothing), "month", "day", "yesterday", "30" (days), "2026", a date, or two
    with ".." between: "2026-11-01", "01.11.2026", "01.11", "01.11..15.11.2026"; a month by its
    name or a day of it: "жовтень", "October 2026", "5 жовтня", "1..15 жовтня".

    Named spans end with today. Raises PeriodError.
    """
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    words = text.strip().casefold()
    year = _YEAR.fullmatch(words)
    days = _LAST_DAYS.get(words, int(words) if words.isdecimal() and len(words) < 6 else None)
    if not words:
        days = 7
    if words in _YESTERDAY:
        first = last = today - timedelta(days=1)
    elif year is not None:
        first, last = date(int(year[1]), 1, 1), date(int(year[1]), 12, 31)
        last = max(first, min(last, today))
    elif days is not None:
        first, last = today - timedelta(days=days - 1), today
        if days < 1:
            raise PeriodError("unreadable")
        if days > LONGEST_DAYS:
            raise PeriodError("long")
    else:
        first, last = _dates(words, today)
    if first > today:
        raise PeriodError("future")
    if last < first:
        raise PeriodError("reversed")
    if (last - first).days > LONGEST_DAYS:
        raise PeriodError("long")
    return Period(_midnight(first, zone), _midnight(last + timedelta(days=1), zone))


def leading_period(text: str, now: datetime, timezone: str) -> tuple[Period | None, str]:
    """(the day or days with which the text begins, the rest): "21.11 parcel", "01.11..15.11.2026",
    "October parcel".

    A day without a year is the last such day, a month the last that has begun.
    """
    first, _, rest = text.strip().partition(" ")
    today = now.astimezone(ZoneInfo(timezone)).date()
    said = text.split()
    for length in range(min(len(said), MOST_WORDS), 0, -1):
        try:
            if _by_months(" ".join(said[:length]), today) is not None:
                period = read_period(" ".join(said[:length]), now, timezone)
                return period, " ".join(said[length:])
        except PeriodError:
            return None, text.strip()
        except ValueError:
            continue
    days = [_with_year(one, today) for one in first.split("..")]
    if not 1 <= len(days) <= 2 or None in days:
        return None, text.strip()
    try:
        return read_period("..".join(map(str, days)), now, timezone), rest.strip()
    except PeriodError:
        return None, text.strip()


def coming_day(text: str, now: datetime, timezone: str) -> date:
    """Read a day to come: "31.12" (the next such day), "31.12.2026", "2026-12-31", "31 грудня",
    "December 31, 2026"; of a month alone its last day.

    Raises PeriodError.
    """
    today = now.astimezone(ZoneInfo(timezone)).date()
    try:
        if bare := _BARE.fullmatch(text):
            return _next(int(bare[1]), int(bare[2]), None, today)
        named = _NAMED.fullmatch(text)
        month = month_of(named["month"]) if named else None
        if named is None or month is None or (named["first"] and named["last"]):
            return _date(text)
        day = named["first"] or named["last"]
        return _next(int(day) if day else None, month, named["year"], today)
    except ValueError as error:
        raise PeriodError("unreadable") from error


def _next(day: int | None, month: int, year: str | None, today: date) -> date:
    """The next such day where no year is named; the month's last where no day is."""

    def of(one: int) -> date:
        return date(one, month, day or monthrange(one, month)[1])

    found = of(int(year or today.year))
    return of(found.year + 1) if not year and found < today else found


def _with_year(text: str, today: date) -> date | None:
    try:
        if bare := _BARE.fullmatch(text):
            day = date(today.year, int(bare[2]), int(bare[1]))
            return day if day <= today else day.replace(year=day.year - 1)
        return _date(text)
    except ValueError:
        return None


def _dates(words: str, today: date) -> tuple[date, date]:
    """One day or two. Without a year the last is the last such day, the first of the same year."""
    try:
        if (named := _by_months(words, today)) is not None:
            return named
    except ValueError as error:
        raise PeriodError("unreadable") from error
    both = _RANGE.fullmatch(words)
    parts = both.groups() if both else (words, words)
    last = _with_year(parts[1], today)
    if last is None:
        raise PeriodError("unreadable")
    if _BARE.fullmatch(parts[0]):
        first = _with_year(f"{parts[0]}.{last.year}", today)
        if first is not None and first > last and _BARE.fullmatch(parts[1]):
            first = _with_year(f"{parts[0]}.{last.year - 1}", today)
    else:
        first = _with_year(parts[0], today)
    if first is None:
        raise PeriodError("unreadable")
    return first, last


def _by_months(words: str, today: date) -> tuple[date, date] | None:
    """The first and the last day, one of which is named by its month. Raises ValueError."""
    sides = _BETWEEN.split(words)
    last = _named(sides[-1], today)
    if len(sides) == 1:
        return last
    if len(sides) > 2:
        return None
    until = last[1] if last is not None else _with_year(sides[1], today)
    if until is None:
        return None
    if last is not None and sides[0].isdecimal():  # "1..15 жовтня"
        return until.replace(day=int(sides[0])), until
    first = _named(sides[0], until)
    if first is not None:
        return first[0], until
    day = _with_year(sides[0], until)
    return (day, until) if last is not None and day is not None else None


def _named(text: str, today: date) -> tuple[date, date] | None:
    """A day by its month's name, or a whole month as far as it has come. Raises ValueError.

    Where no year is named it is the last that has begun.
    """
    found = _NAMED.fullmatch(text)
    month = month_of(found["month"], whole=True) if found else None
    if found is None or month is None or (found["first"] and found["last"]):
        return None
    day, year = found["first"] or found["last"], int(found["year"] or today.year)
    first = date(year, month, int(day or 1))
    if not found["year"] and first > today:
        first = date(year - 1, month, int(day or 1))
    if day:
        return first, first
    last = first.replace(day=monthrange(first.year, month)[1])
    return first, max(first, min(last, today))


def _date(text: str) -> date:
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a bare local date
        except ValueError:
            continue
    raise PeriodError("unreadable")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError as error:
        raise PeriodError("unreadable") from error
