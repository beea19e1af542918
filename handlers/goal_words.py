"""Reads a goal that a person types: "marks 92 % by 31.12 Iryna", in any of our languages."""

import re
from datetime import date, datetime
from functools import cache
from math import isfinite
from typing import NamedTuple

from bot.goals import SHARES, GoalError
from bot.periods import PeriodError, coming_day
from handlers.texts import LANGUAGES, texts
from handlers.views.names import metric_name
from storage.vocabulary import Metric

WORDS = {
    Metric.COMPLIANCE: "time, in time, compliance, вчасно, вовремя",
    Metric.FIRST_RESPONSE: "response, first response, first answer, відповідь, ответ",
    Metric.CSAT: "marks, csat, оцінки, оценки",
    Metric.RECOVERED: "won, recovered, повернені, возвращённые, возвращенные",
    Metric.DEPTH: "depth, глибина, глубина",
    Metric.BACKLOG: "waiting, backlog, черга, очередь",
    Metric.ENGAGEMENT: "engagement, залучення, вовлечённость, вовлеченность",
}
"""Beside the names that /goal itself prints."""

OWNER_LIMIT = 32
_UNIT = r"%|(?P<h>h|hr|hrs|hours?|год\w*|ч|час\w*)\.?|(?P<m>m|min\w*|хв\w*|мин\w*)\.?"
_TARGET = re.compile(rf"(?P<number>[-+]?\w[\w.,]*?)\s*(?P<unit>{_UNIT})?(?:\s+|$)", re.IGNORECASE)
_BY = re.compile(
    r"(?:(?:by|till|until|to|до|к|ко|на)\s+)?(?:the\s+)?(?:(?:end\s+of|кінця|кінець|конца|концу|конец)\s+)?",
    re.IGNORECASE,
)
LONGEST_DAY = 5
"""Words of a day: "31st of December 2026 року"."""


class TypedGoal(NamedTuple):
    metric: Metric
    target: float  # a share, hours or a count
    deadline: date
    owner: str


@cache
def _names() -> list[tuple[str, Metric]]:
    """Longest first: "marks of 4 and 5" before "marks"."""
    found = {word.strip(): metric for metric, words in WORDS.items() for word in words.split(",")}
    for metric in Metric:
        for t in map(texts, LANGUAGES):
            name = metric_name(t, metric).casefold()
            found[name] = found[name.partition(",")[0]] = metric
    return sorted(found.items(), key=lambda one: -len(one[0]))


def read_goal(args: str, now: datetime, timezone: str) -> TypedGoal:
    """What, how much, by when, who. Raises GoalError."""
    typed = " ".join(args.split())
    lower = typed.casefold()
    name, metric = next(
        (
            (name, metric)
            for name, metric in _names()
            if re.match(rf"{re.escape(name)}(?!\w)", lower)
        ),
        ("", None),
    )
    if metric is None:
        raise GoalError("metric")
    rest = typed[len(name) :].lstrip(" :=")
    found = _TARGET.match(rest)
    words = _BY.sub("", rest[found.end() :], count=1).split() if found else []
    if found is None or len(words) < 2:
        raise GoalError("short")
    deadline, owner = _day_and_owner(words, now, timezone)
    return TypedGoal(metric, _target(metric, found), deadline, owner[:OWNER_LIMIT])


def _day_and_owner(words: list[str], now: datetime, timezone: str) -> tuple[date, str]:
    """The day is as many of the words as make one."""
    for n in range(min(LONGEST_DAY, len(words)), 0, -1):
        try:
            day = coming_day(" ".join(words[:n]).rstrip(".,;"), now, timezone)
        except PeriodError:
            continue
        if n == len(words):
            raise GoalError("short")
        return day, " ".join(words[n:])
    raise GoalError("deadline")


def _target(metric: Metric, found: re.Match[str]) -> float:
    try:
        number = float(found["number"].replace(",", "."))
    except ValueError as error:
        raise GoalError("target") from error
    unit = "h" if found["h"] else "m" if found["m"] else found["unit"] or ""
    fits = {"%": metric in SHARES, "h": metric is Metric.FIRST_RESPONSE}
    fits["m"] = fits["h"]
    if not isfinite(number) or not fits.get(unit, True):
        raise GoalError("target")
    if metric in SHARES:
        return number / 100
    return number / 60 if unit == "m" else number
