"""What every file of a period shows, read once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.export import Asked
from bot.figures import DayFact
from bot.reporting import More, Report, make_more, make_report
from handlers.texts import Texts, texts
from handlers.wording import day
from storage.engine import Store
from storage.periods import Plotted, some_plotted
from storage.tables import Brand
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
        return first if first == until else f"{first} – {until}"


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
