"""Dates, durations and figures as a reader expects them in their language."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_percent
from babel.units import format_unit

from bot.figures import Share
from handlers.texts import Texts

ELLIPSIS = "…"


def duration(t: Texts, span: timedelta) -> str:
    """Two units at most: "3 дні 4 год", "25 год 20 хв", "45 сек".

    Days only from two on: beside a promise of 24 hours, hours compare at a glance.
    """
    seconds = max(0, round(span.total_seconds()))
    if seconds < 60:
        return _unit(t, seconds, "second")
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    days, odd_hours = divmod(hours, 24)
    longest, shortest = [(days, "day"), (odd_hours, "hour")], [(hours, "hour"), (minutes, "minute")]
    parts = longest if days > 1 else shortest
    return " ".join(_unit(t, value, unit) for value, unit in parts if value)


def in_hours(t: Texts, minutes: int) -> str:
    """Never in days, as a day of working time has no one length: "48 год", "1 год 30 хв"."""
    hours, rest = divmod(minutes, 60)
    parts = ((hours, "hour"), (rest, "minute"))
    return " ".join(_unit(t, value, unit) for value, unit in parts if value)


def _unit(t: Texts, value: int, unit: str) -> str:
    return format_unit(value, unit, length="short", locale=t.language)


def clock_time(t: Texts, moment: datetime, zone: str) -> str:
    """The local wall time, "14:30"."""
    return format_time(moment, "HH:mm", tzinfo=ZoneInfo(zone), locale=t.language)


def day(t: Texts, moment: datetime, zone: str, *, year: bool = False) -> str:
    """The local day, "пн 23 лист."."""
    return local_day(t, moment.astimezone(ZoneInfo(zone)).date(), year=year)


def days_between(t: Texts, start: datetime, end: datetime, timezone: str) -> str:
    """The local days of [start, end): "Mon 2 Nov – Sun 8 Nov", or the one day that it is."""
    first, last = day(t, start, timezone), day(t, end - timedelta(microseconds=1), timezone)
    return first if first == last else f"{first} – {last}"


def local_day(t: Texts, local: date, *, year: bool = False) -> str:
    return format_date(local, "EEE d MMM y" if year else "EEE d MMM", locale=t.language)


def moment_near(t: Texts, moment: datetime, now: datetime, zone: str) -> str:
    """A local moment as seen from now: "today at 14:30", "пн 23 лист., 09:00"."""
    tz = ZoneInfo(zone)
    days = (moment.astimezone(tz).date() - now.astimezone(tz).date()).days
    at = clock_time(t, moment, zone)
    if days in {-1, 0, 1}:
        near = {
            -1: t("yesterday at {time}", time=at),
            0: t("today at {time}", time=at),
            1: t("tomorrow at {time}", time=at),
        }
        return near[days].replace(" о 11:", " об 11:")  # as Ukrainian says it before a vowel
    return moment_dated(t, moment, now, zone)


def moment_dated(t: Texts, moment: datetime, now: datetime, zone: str) -> str:
    """A local moment that reads the same tomorrow: "пн 23 лист., 09:00"."""
    tz = ZoneInfo(zone)
    far = moment.astimezone(tz).year != now.astimezone(tz).year
    at = clock_time(t, moment, zone)
    return t("{day}, {time}", day=day(t, moment, zone, year=far), time=at)


def percent(t: Texts, share: float) -> str:
    """A whole percentage in the language's manner."""
    return format_percent(share, format="#,##0\u202f%", locale=t.language)


def percent_near(t: Texts, share: float) -> str:
    """With one decimal, for shares of a few per cent."""
    return format_percent(share, format="#,##0.0\u202f%", locale=t.language)


def utf16_length(text: str) -> int:
    """Telegram counts in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, ending in an ellipsis where it was cut."""
    if utf16_length(text) <= limit:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)]
    return kept.decode("utf-16-le", "ignore").rstrip() + ELLIPSIS


def of(share: Share) -> str:
    return f"{share.part}/{share.n}"
