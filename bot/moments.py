"""Reads a moment that a person types: "10:30", "yesterday 18:00", "21.11", "21.11 09:15"."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OLDEST = timedelta(days=366)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})$")
_DAYS_AGO = {
    "today": 0,
    "сьогодні": 0,
    "сегодня": 0,
    "yesterday": 1,
    "вчора": 1,
    "учора": 1,
    "вчера": 1,
}
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?$")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")


class MomentError(ValueError):
    """`code` is unreadable, future or old."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_moment(text: str, now: datetime, timezone: str) -> datetime:
    """The UTC moment of a local day and time, today's where no day is named.

    A day alone is meant at noon. What may be a day of a month, as 21.11, is one; with 10.30
    only a time can be meant.

    Raises MomentError for what cannot be read, lies ahead of `now` or over a year back.
    """
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    words = text.strip().casefold().replace(",", " ").split()
    try:
        is_timed = bool(words) and _TIME.fullmatch(words[-1]) is not None
        if len(words) == 1 and _is_date(words[0]):
            is_timed = False
        at = _wall_time(words.pop()) if is_timed else None
        day = _day(words[0], today) if words else today
        if len(words) > 1 or (at is None and not words):
            raise MomentError("unreadable")
        moment = datetime.combine(day, at or time(12), zone).astimezone(UTC)
        if at is None and day == today:
            moment = min(moment, now)  # noon may still be to come
    except (ValueError, OverflowError) as error:
        raise MomentError("unreadable") from error
    if moment > now:
        raise MomentError("future")
    if moment < now - OLDEST:
        raise MomentError("old")
    return moment


def _is_date(word: str) -> bool:
    found = _DATE.fullmatch(word)
    return found is not None and 1 <= int(found[1]) <= 31 and 1 <= int(found[2]) <= 12


def _wall_time(word: str) -> time:
    match = _TIME.fullmatch(word)
    if match is None:
        raise MomentError("unreadable")
    return time(int(match[1]), int(match[2]))


def _day(word: str, today: date) -> date:
    if word in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[word])
    if match := _ISO.fullmatch(word):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DATE.fullmatch(word):
        day = date(int(match[3] or today.year), int(match[2]), int(match[1]))
        return day.replace(year=day.year - 1) if not match[3] and day > today else day
    raise MomentError("unreadable")
