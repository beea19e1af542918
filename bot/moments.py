"""Reads a moment that a person types: "10:30", "вчора о 18:00", "2 hours ago", "21.11 09:15".

What the bot itself shows is read too: "пн 2 лист., 10:12", "today at 14:30".
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.months import month_of

OLDEST = timedelta(days=366)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})$")
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?$")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")
_NUMBER = re.compile(r"\d{1,4}$")
_SPLIT = re.compile(r"(?<=\d)(?=[^\W\d_])")
"""Between a figure and its unit: "2год" is "2 год"."""

_DAYS_AGO = {
    word: days
    for days, words in enumerate(
        (
            "післязавтра послезавтра",
            "tomorrow завтра",
            "today сьогодні сегодня",
            "yesterday вчора учора вчера",
            "позавчора позавчера",
        ),
        start=-2,
    )
    for word in words.split()
}
"""With those to come: whoever names one hears that it has not come yet."""

_AT = frozenset(["at", "о", "об", "в", "у", "во", "on"])
"""Small words before a day or a time, which say nothing more."""

_AGO = frozenset(["ago", "тому", "назад"])
_UNITS: dict[str, timedelta] = {
    word: unit
    for unit, words in {
        timedelta(minutes=1): "m min mins minute minutes хв хвилина хвилину хвилини хвилин "
        "м мин минута минуту минуты минут",
        timedelta(hours=1): "h hr hrs hour hours г год година годину години годин ч час часа часов",
        timedelta(days=1): "d day days д день дні днів дн дня дней",
        timedelta(weeks=1): "week weeks тиждень тижні тижнів неделю недели недель",
    }.items()
    for word in words.split()
}
_ONE = frozenset(["a", "an", "one", "одну", "один"])
_WEEKDAYS = {
    word: weekday
    for weekday, words in enumerate(
        (
            "mon monday пн понеділок понеділка понедельник",
            "tue tuesday вт вівторок вівторка вторник",
            "wed wednesday ср середа середу среда среду",
            "thu thursday чт четвер четверг",
            "fri friday пт пʼятниця пʼятницю пятница пятницу",
            "sat saturday сб субота суботу суббота субботу",
            "sun sunday нд вс неділя неділю воскресенье",
        )
    )
    for word in words.split()
}


class MomentError(ValueError):
    """`code` is unreadable, future or old."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_moment(text: str, now: datetime, timezone: str) -> datetime:
    """The UTC moment of a local day and time, today's where no day is named; or of "2 h ago".

    A day alone is meant at noon. What may be a day of a month, as 21.11, is one; with 10.30
    only a time can be meant. A weekday is the last such day.

    Raises MomentError for what cannot be read, lies ahead of `now` or over a year back.
    """
    words = _words(text)
    try:
        moment = _ago(words, now) or _on_a_day(words, now, ZoneInfo(timezone))
    except (ValueError, OverflowError) as error:
        raise MomentError("unreadable") from error
    if moment > now:
        raise MomentError("future")
    if moment < now - OLDEST:
        raise MomentError("old")
    return moment


def _words(text: str) -> list[str]:
    plain = re.sub(r"['’`]", "ʼ", text.casefold().replace(",", " "))
    words = [_SPLIT.sub(" ", word).removesuffix(".") for word in plain.split()]
    return " ".join(words).split()


def _ago(words: list[str], now: datetime) -> datetime | None:
    """A span before now, as "2 години тому", "1 hr 20 min ago"; None for what is none."""
    if len(words) < 2 or words[-1] not in _AGO:
        return None
    span, number = timedelta(), None
    for word in words[:-1]:
        if _NUMBER.fullmatch(word) and number is None:
            number = int(word)
        elif word in _ONE and number is None:
            number = 1
        elif word in _UNITS:
            span += _UNITS[word] * (1 if number is None else number)
            number = None
        else:
            raise MomentError("unreadable")
    if number is not None:
        raise MomentError("unreadable")
    return now - span


def _on_a_day(words: list[str], now: datetime, zone: ZoneInfo) -> datetime:
    today = now.astimezone(zone).date()
    words = [word for word in words if word not in _AT]
    is_timed = bool(words) and _TIME.fullmatch(words[-1]) is not None
    if len(words) == 1 and _is_date(words[0]):
        is_timed = False
    at = _wall_time(words.pop()) if is_timed else None
    if at is None and not words:
        raise MomentError("unreadable")
    day, is_weekday = _day(words, today) if words else (today, False)
    moment = datetime.combine(day, at or time(12), zone).astimezone(UTC)
    if at is None and day == today:
        moment = min(moment, now)  # noon may still be to come
    if is_weekday and moment > now:
        moment = datetime.combine(day - timedelta(7), at or time(12), zone).astimezone(UTC)
    return moment


def _is_date(word: str) -> bool:
    found = _DATE.fullmatch(word)
    return found is not None and 1 <= int(found[1]) <= 31 and 1 <= int(found[2]) <= 12


def _wall_time(word: str) -> time:
    match = _TIME.fullmatch(word)
    if match is None:
        raise MomentError("unreadable")
    return time(int(match[1]), int(match[2]))


def _day(words: list[str], today: date) -> tuple[date, bool]:
    """(the day, whether only its weekday was named). A weekday beside a date is for people."""
    if words[0] in _WEEKDAYS and len(words) > 1:
        words = words[1:]
    if len(words) in {2, 3}:
        return _named_day(words, today), False
    if len(words) > 1:
        raise MomentError("unreadable")
    [word] = words
    if word in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS[word]) % 7), True
    if word in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[word]), False
    if match := _ISO.fullmatch(word):
        return date(int(match[1]), int(match[2]), int(match[3])), False
    if match := _DATE.fullmatch(word):
        return _latest(int(match[1]), int(match[2]), match[3], today), False
    raise MomentError("unreadable")


def _named_day(words: list[str], today: date) -> date:
    """A day and a month by its name, in whichever order, perhaps a year."""
    day, month, *year = words
    if not _NUMBER.fullmatch(day):
        day, month = month, day
    number = month_of(month)
    if number is None or not _NUMBER.fullmatch(day) or (year and not _NUMBER.fullmatch(year[0])):
        raise MomentError("unreadable")
    return _latest(int(day), number, year[0] if year else None, today)


def _latest(day: int, month: int, year: str | None, today: date) -> date:
    """The last such day where no year is named."""
    found = date(int(year or today.year), month, day)
    return found.replace(year=found.year - 1) if not year and found > today else found
