"""What every file of a period shows: the report's figures in words, and the days behind them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.figures import Compliance, DayFact, Share
from bot.reporting import Report, make_report
from handlers.texts import Texts, texts
from handlers.views.names import kind_name, metric_name, metric_value
from handlers.wording import day, duration, of, percent
from storage.engine import Store
from storage.periods import some_answered
from storage.tables import Brand
from storage.vocabulary import Kind, Metric
from storage.words import begun_between

HOUR = timedelta(hours=1)


POINTS = 5000
"""Answers that a picture shows as dots; of more it shows each second, each third…"""


@dataclass(frozen=True, slots=True)
class Answer:
    at: datetime  # by the brand's own clock
    hours: float
    in_time: bool


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A brand's period, read once. Hours are of the brand's own clock."""

    t: Texts
    brand: Brand
    span: str
    report: Report | None = None  # None: only the rows are wanted
    answers: Sequence[Answer] = ()  # for the picture alone, as are the next two
    every: int = 1  # how many answers each of them stands for
    begun: Counter[tuple[int, int]] = field(default_factory=Counter)
    """(weekday from Monday 0, hour) -> requests"""

    @property
    def days(self) -> Sequence[DayFact]:
        return self.report.days if self.report else ()


async def read_brand(store: Store, brand_id: int, start: datetime, end: datetime) -> FileFacts:
    """What the bare rows need."""
    async with store.read() as session:
        brand = await session.get_one(Brand, brand_id)
    t = texts(brand.language)
    return FileFacts(t, brand, _span(t, start, end, brand.timezone))


async def read_report(
    store: Store, brand_id: int, start: datetime, end: datetime, now: datetime
) -> FileFacts:
    """The same with the figures."""
    facts = await read_brand(store, brand_id, start, end)
    async with store.read() as session:
        return replace(facts, report=await make_report(session, facts.brand, start, end, now))


async def read_facts(
    store: Store, brand_id: int, start: datetime, end: datetime, now: datetime
) -> FileFacts:
    """The same with all that a picture shows."""
    facts = await read_report(store, brand_id, start, end, now)
    async with store.read() as session:
        answered, every = await some_answered(session, brand_id, start, end, POINTS)
        moments = await begun_between(session, brand_id, start, end)
    zone = ZoneInfo(facts.brand.timezone)
    local = (moment.astimezone(zone) for moment in moments)
    return replace(
        facts,
        answers=[
            Answer(
                at=one.stopped_at.astimezone(zone),
                hours=(one.stopped_at - one.started_at) / HOUR,
                in_time=one.stopped_at <= one.due_at,
            )
            for one in answered
        ],
        every=every,
        begun=Counter((moment.weekday(), moment.hour) for moment in local),
    )


def _span(t: Texts, start: datetime, end: datetime, zone: str) -> str:
    last = end - timedelta(microseconds=1)
    return f"{day(t, start, zone, year=True)} – {day(t, last, zone, year=True)}"


class Row(NamedTuple):
    """A figure: in words, and as numbers to reckon with (hours, counts, `number` of `n`)."""

    name: str
    shown: str
    number: float | None = None
    n: int | None = None


def summary_rows(facts: FileFacts) -> list[Row]:
    """Every figure that has data: always n of N."""
    t, report = facts.t, facts.report
    if report is None:
        return []
    goals = [_goal(t, one.goal.metric, one.figure, one.goal.target) for one in report.goals]
    return [*_speed(t, report), *_quality(t, report), *_loyalty(t, report), *goals]


def _count(name: str, n: int) -> Row:
    return Row(name, str(n), n)


def _times(t: Texts, name: str, seconds: float | None) -> list[Row]:
    if seconds is None:
        return []
    return [Row(name, duration(t, timedelta(seconds=seconds)), round(seconds / 3600, 3))]


def _share(name: str, share: Share | Compliance, shown: str) -> list[Row]:
    part = share.part if isinstance(share, Share) else share.met
    return [Row(name, shown, part, share.n)] if share.n else []


def _speed(t: Texts, report: Report) -> list[Row]:
    period = report.period
    counted = [kind for kind in Kind if period.kinds.get(kind)]
    rate = period.compliance
    met = f"{percent(t, rate.share or 0)} ({rate.met}/{rate.n})"
    return [
        _count(t("requests"), period.requests),
        *[_count(kind_name(t, kind), period.kinds[kind]) for kind in counted],
        *_share(t("answers in time"), rate, met),
        *_times(t, t("half answered within"), period.median_seconds),
        *_times(t, t("nine of ten answered within"), period.p90_seconds),
        *_times(t, t("half answered within, in working time"), period.working_median_seconds),
        *_times(t, t("nine of ten, in working time"), period.working_p90_seconds),
        _count(t("late now"), report.late_in_all),
    ]


def _quality(t: Texts, report: Report) -> list[Row]:
    quality = report.quality
    if quality is None:
        return []
    csat, deep = quality.csat, quality.depth.deep
    marks = f"{percent(t, csat.share or 0)} ({of(csat)})"
    return [
        *_share(t("marks of 4 and 5"), csat, marks),
        *_share(t("asked clients who gave a mark"), quality.asked, of(quality.asked)),
        *_share(t("deep answers"), deep, of(deep)),
    ]


def _loyalty(t: Texts, report: Report) -> list[Row]:
    loyalty = report.loyalty
    if loyalty is None:
        return []
    return [
        *_share(
            t("won back so far") if loyalty.so_far else t("won back"),
            loyalty.recovered,
            of(loyalty.recovered),
        ),
        *_share(t("clients who wrote before"), loyalty.repeat, of(loyalty.repeat)),
        *_share(t("best friends who wrote"), loyalty.friends, of(loyalty.friends)),
        _count(t("clients at risk"), len(loyalty.at_risk)),
    ]


def _goal(t: Texts, metric: Metric, figure: float | None, target: float) -> Row:
    name = t("goal: {metric}", metric=metric_name(t, metric))
    shown = f"{metric_value(t, metric, figure)} → {metric_value(t, metric, target)}"
    return Row(name, shown, figure)
