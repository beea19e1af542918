"""How fast the team answered, from the record."""

from dataclasses import dataclass
from datetime import datetime

from bot import figures
from bot.figures import Compliance, WaitFact
from storage.engine import Session
from storage.periods import Responses, responses
from storage.slices import WHOLE, Slice
from storage.vocabulary import WaitStop
from storage.waits import Waited


def wait_fact(row: Waited) -> WaitFact:
    answered = row.stop is WaitStop.ANSWERED
    return WaitFact(row.started_at, row.due_at, row.stopped_at, answered)


@dataclass(frozen=True, slots=True)
class Times:
    """Response times in seconds, of `n` answers."""

    n: int
    median: float | None
    p90: float | None


async def response_times(
    session: Session, brand_id: int, start: datetime, end: datetime, part: Slice = WHOLE
) -> Times:
    """Of the waits answered within [start, end)."""
    found = await responses(session, brand_id, start, end, part)
    return _times(found[None]) if found else Times(0, None, None)


def _times(found: Responses) -> Times:
    middle, most = (figures.quantile_at(found.seconds, found.n, q) for q in (0.5, 0.9))
    return Times(found.n, middle, most)


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What one member answered."""

    member_id: int | None  # None: an anonymous administrator, the team
    compliance: Compliance
    median_seconds: float | None
    p90_seconds: float | None


async def by_member(
    session: Session, brand_id: int, start: datetime, end: datetime
) -> list[MemberFacts]:
    """Each member who answered within [start, end), in the order of their rows: no ranking."""
    answered = await responses(session, brand_id, start, end, by_member=True)
    found = []
    for member_id in sorted(answered, key=lambda one: (one is None, one)):
        one = answered[member_id]
        times = _times(one)
        compliance = Compliance(one.met, one.n - one.met)
        found.append(MemberFacts(member_id, compliance, times.median, times.p90))
    return found
