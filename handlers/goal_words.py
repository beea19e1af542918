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
_DAY = re.compile(
    r"(?:(?:by|till|until|to|до|к|ко|на)\s+)?(?P<day>\S+)\s*(?P<owner>.*)", re.IGNORECASE
)


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
    last = _DAY.fullmatch(rest[found.end() :]) if found else None
    if found is None or last is None or not last["owner"]:
        raise GoalError("short")
    try:
        deadline = coming_day(last["day"].rstrip(".,;"), now, timezone)
    except PeriodError as error:
        raise GoalError("deadline") from error
    return TypedGoal(metric, _target(metric, found), deadline, last["owner"][:OWNER_LIMIT])


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
