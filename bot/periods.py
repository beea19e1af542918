"""Reads the period that a person types after /report."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST_DAYS = 366 * 3
_RANGE = re.compile(r"(\S+?)\s*(?:\.\.|—|–|\s)\s*(\S+)")
_DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y")
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
    """Read "week" (also nothing), "month", "day", "30" (days), a date, or two with ".." between.

    Named spans end with today. Raises PeriodError.
    """
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    words = text.strip().casefold()
    days = _LAST_DAYS.get(words, int(words) if words.isdecimal() and len(words) < 6 else None)
    if not words:
        days = 7
    if days is not None:
        first, last = today - timedelta(days=days - 1), today
        if days < 1:
            raise PeriodError("unreadable")
        if days > LONGEST_DAYS:
            raise PeriodError("long")
    else:
        first, last = _dates(words)
    if first > today:
        raise PeriodError("future")
    if last < first:
        raise PeriodError("reversed")
    if (last - first).days > LONGEST_DAYS:
        raise PeriodError("long")
    return Period(_midnight(first, zone), _midnight(last + timedelta(days=1), zone))


def _dates(words: str) -> tuple[date, date]:
    both = _RANGE.fullmatch(words)
    parts = both.groups() if both else (words, words)
    first, last = (_date(part) for part in parts)
    return first, last


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
