"""What every file of a period shows: the report's figures in words, and the days behind them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.export import Asked
from bot.figures import Compliance, DayFact, Share
from bot.reporting import More, Report, make_more, make_report
from handlers.texts import Texts, texts
from handlers.views.names import kind_name, metric_name, metric_value
from handlers.wording import day, duration, of, percent
from storage.engine import Store
from storage.periods import Plotted, some_plotted
from storage.tables import Brand
from storage.vocabulary import Kind, Metric
from storage.words import begun_between

POINTS = 5000
"""Answers that a picture shows as dots; of more it shows each second, each third…"""


class Fate(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    OPEN = "open"  # past its deadline, and nobody answered yet


@dataclass(frozen=True, slots=True)
class Dot:
    """A wait in the picture: answered within the period, or still open past its deadline."""

    at: datetime  # answered, or due where it is open; by the brand's own clock
    used: float  # of the time that was allowed; 1 is the deadline
    fate: Fate


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A brand's period, read once. Moments and hours are of the brand's own clock."""

    t: Texts
    brand: Brand
    asked: Asked
    report: Report | None = None  # None: only the rows are wanted
    more: More | None = None
    dots: Sequence[Dot] = ()  # for the picture alone, as are the next two
    every: int = 1  # how many answers each of them stands for
    begun: Counter[tuple[int, int]] = field(default_factory=Counter)
    """(weekday from Monday 0, hour) -> requests"""

    @property
    def days(self) -> Sequence[DayFact]:
        return self.more.closer.days if self.more else ()

    @property
    def title(self) -> str:
        return " · ".join(filter(None, (self.brand.name, self.asked.part_name)))

    @property
    def span(self) -> str:
        last = self.asked.end - timedelta(microseconds=1)
        first, until = (
            day(self.t, one, self.brand.timezone, year=True) for one in (self.asked.start, last)
        )
        return f"{first} – {until}"


async def read_brand(store: Store, asked: Asked) -> FileFacts:
    """What the bare rows need."""
    async with store.read() as session:
        brand = await session.get_one(Brand, asked.brand_id)
    return FileFacts(texts(brand.language), brand, asked)


async def read_report(store: Store, asked: Asked) -> FileFacts:
    """The same with the figures."""
    facts = await read_brand(store, asked)
    about = (facts.brand, asked.start, asked.end, asked.now, asked.part)
    async with store.read() as session:
        report = await make_report(session, *about)
        return replace(facts, report=report, more=await make_more(session, *about))


async def read_facts(store: Store, asked: Asked) -> FileFacts:
    """The same with all that a picture shows."""
    facts = await read_report(store, asked)
    span = (asked.start, asked.end)
    async with store.read() as session:
        plotted, every = await some_plotted(
            session, asked.brand_id, *span, asked.now, POINTS, asked.part
        )
        moments = await begun_between(session, asked.brand_id, *span, asked.part)
    zone = ZoneInfo(facts.brand.timezone)
    local = (moment.astimezone(zone) for moment in moments)
    return replace(
        facts,
        dots=[_dot(one, asked.now, zone) for one in plotted],
        every=every,
        begun=Counter((moment.weekday(), moment.hour) for moment in local),
    )


def _dot(one: Plotted, now: datetime, zone: ZoneInfo) -> Dot:
    allowed = max(one.due_at - one.started_at, timedelta.resolution)
    if one.stopped_at is None:
        return Dot(one.due_at.astimezone(zone), (now - one.started_at) / allowed, Fate.OPEN)
    fate = Fate.IN_TIME if one.stopped_at <= one.due_at else Fate.LATE
    return Dot(one.stopped_at.astimezone(zone), (one.stopped_at - one.started_at) / allowed, fate)


class Row(NamedTuple):
    """A figure: in words, and as numbers to reckon with (hours, counts, `number` of `n`)."""

    name: str
    shown: str
    number: float | None = None
    n: int | None = None


def summary_rows(facts: FileFacts) -> list[Row]:
    """Every figure that has data: always n of N."""
    t, report, more = facts.t, facts.report, facts.more
    if report is None or more is None:
        return []
    rows = [*_speed(t, report), *_closer(t, more), *_quality(t, report), *_loyalty(t, more)]
    if not report.part.is_whole:
        return rows
    goals = [_goal(t, one.goal.metric, one.figure, one.goal.target) for one in report.goals]
    now = [
        _count(t("late now"), report.late_in_all),
        _count(t("waiting, still in time"), report.pending),
        _count(t("clients at risk"), len(report.at_risk)),
    ]
    return [*rows, *now, *goals]


def client_rows(facts: FileFacts) -> list[Row]:
    """The figures that concern the agency's client: how well people were answered, not whom the
    team has still to call.
    """
    if facts.report is None or facts.more is None:
        return []
    return [*_speed(facts.t, facts.report), *_quality(facts.t, facts.report)]


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
    period, before = report.period, report.before
    counted = [kind for kind in Kind if period.begun.kinds.get(kind)]
    return [
        _count(t("requests"), period.requests),
        *[_count(kind_name(t, kind), period.begun.kinds[kind]) for kind in counted],
        *_rate(t, t("answers in time"), period.compliance),
        *_rate(t, t("answers in time, the period before"), before.compliance),
        *_times(t, t("first answer: half within"), period.first.median),
        *_times(t, t("first answer: nine of ten within"), period.first.p90),
        *([_count(t("first answers"), period.first.n)] if period.first.n else []),
    ]


def _rate(t: Texts, name: str, rate: Compliance) -> list[Row]:
    return _share(name, rate, f"{percent(t, rate.share or 0)} ({rate.met}/{rate.n})")


def _closer(t: Texts, more: More) -> list[Row]:
    every, working = more.closer.every, more.closer.working
    rows = [
        *_times(t, t("every answer: half within"), every.median),
        *_times(t, t("every answer: nine of ten within"), every.p90),
        *([_count(t("answers"), every.n)] if every.n else []),
    ]
    if working is None:
        return rows
    return [
        *rows,
        *_times(t, t("first answer in working time: half within"), working.median),
        *_times(t, t("first answer in working time: nine of ten within"), working.p90),
    ]


def _quality(t: Texts, report: Report) -> list[Row]:
    quality = report.quality
    csat, deep = quality.csat, quality.depth.deep
    marks = f"{percent(t, csat.share or 0)} ({of(csat)})"
    return [
        *_share(t("marks of 4 and 5"), csat, marks),
        *_share(t("asked clients who gave a mark"), quality.asked, of(quality.asked)),
        *_share(t("deep answers"), deep, of(deep)),
    ]


def _loyalty(t: Texts, more: More) -> list[Row]:
    loyalty, repeated = more.loyalty, more.repeated
    alike = _share(t("answers alike"), repeated, of(repeated))
    if loyalty is None:
        return alike
    return [
        *alike,
        *_share(
            t("won back so far") if loyalty.so_far else t("won back"),
            loyalty.recovered,
            of(loyalty.recovered),
        ),
        *_share(t("clients who wrote before"), loyalty.repeat, of(loyalty.repeat)),
        *_share(t("best friends who wrote"), loyalty.friends, of(loyalty.friends)),
    ]


def _goal(t: Texts, metric: Metric, figure: float | None, target: float) -> Row:
    name = t("goal: {metric}", metric=metric_name(t, metric))
    shown = f"{metric_value(t, metric, figure)} → {metric_value(t, metric, target)}"
    return Row(name, shown, figure)
