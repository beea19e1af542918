"""Whom the brand may lose, and whom it won back: the figures' facts, read from the record."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot import figures
from bot.figures import Contact, Reason, Risk, Share, Span
from bot.figures.loyalty import QUIET, RECOVERY_WITHIN, REPEAT_WITHIN
from storage.engine import Session, give_way
from storage.histories import History, histories
from storage.loyalty import (
    count_clients,
    count_complaints,
    friends_who_wrote,
    moments_of_linked,
    people_of_interest,
)

AT_ONCE = 25
"""People who are judged at a time: a part of a millisecond's work."""

GRAVEST_FIRST = {risk: place for place, risk in enumerate(Risk)}


class Why(NamedTuple):
    risk: Risk
    number: int  # of the request that says so


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A client to call, with the requests that say why."""

    person: int
    name: str
    request_id: int  # the gravest one's
    number: int
    why: Sequence[Why]  # the gravest first
    weight: int = 0  # of the same gravest risk, the smaller is the graver

    @property
    def risks(self) -> tuple[Risk, ...]:
        return tuple(one.risk for one in self.why)


@dataclass(frozen=True, slots=True)
class Loyalty:
    repeat: Share  # of the period's clients, those with another request in 90 days
    returned: int  # after 60 quiet days
    recovered: Share  # of the period's complaints
    same_cause: int  # requests for a cause that the client had within 30 days before
    at_risk: Sequence[AtRisk]  # the gravest first
    friends: Share = Share(0, 0)  # noqa: RUF009 - frozen; best friends who wrote, of all
    so_far: bool = False  # some of the complaints may still be won back


async def make_loyalty(
    session: Session, brand_id: int, start: datetime, end: datetime, now: datetime
) -> Loyalty:
    recovered, same_cause, at_risk = await _judge(session, brand_id, start, end, now)
    complaints = await count_complaints(session, brand_id, start, end)
    repeat, returned = await _who_came_back(session, brand_id, start, end)
    return Loyalty(
        repeat=repeat,
        returned=returned,
        recovered=Share(recovered, complaints),
        same_cause=same_cause,
        at_risk=at_risk,
        friends=Share(*await friends_who_wrote(session, brand_id, start, end)),
        so_far=now < end + RECOVERY_WITHIN,
    )


async def clients_at_risk(
    session: Session, brand_id: int, start: datetime, end: datetime, now: datetime
) -> list[AtRisk]:
    """The gravest first."""
    *_, at_risk = await _judge(session, brand_id, start, end, now)
    return at_risk


async def _judge(
    session: Session, brand_id: int, start: datetime, end: datetime, now: datetime
) -> tuple[int, int, list[AtRisk]]:
    """(complaints won back, requests for the same cause again, who is at risk)."""
    since = start - RECOVERY_WITHIN
    people = await people_of_interest(session, brand_id, start, end, since, now)
    recovered = same_cause = 0
    at_risk = []
    async for rows in histories(session, sorted(people), since, start, now):
        for place, (person, written) in enumerate(_by_person(rows).items()):
            if place % AT_ONCE == 0:
                await give_way(session)
            contacts = [_contact(one) for one in written]
            for one in contacts:
                if one.complained and start <= one.at < end:
                    good = figures.recovered_at(one, contacts)
                    recovered += good is not None and good <= now
            same_cause += len(figures.repeated_causes(contacts, start, end))
            if why := figures.risks(contacts, start, end, now):
                at_risk.append(_at_risk(person, written, why))
    at_risk.sort(key=_order)
    return recovered, same_cause, at_risk


async def _who_came_back(
    session: Session, brand_id: int, start: datetime, end: datetime
) -> tuple[Share, int]:
    """(repeat clients, how many returned): by the database, but for people of several names."""
    counted = await count_clients(session, brand_id, start, end, within=REPEAT_WITHIN, quiet=QUIET)
    linked = (await moments_of_linked(session, brand_id, end)).values()
    ours = [moments for moments in linked if any(start <= one < end for one in moments)]
    repeat = counted.repeat + sum(figures.is_repeat(one, end) for one in ours)
    returned = counted.returned + sum(figures.returned(one, start, end) for one in ours)
    return Share(repeat, counted.written + len(ours)), returned


def _by_person(rows: Iterable[History]) -> dict[int, list[History]]:
    found: dict[int, list[History]] = defaultdict(list)
    for row in rows:
        found[row.person].append(row)
    return found


def _contact(one: History) -> Contact:
    return Contact(
        at=one.started_at,
        complained=one.complained,
        praised=one.praised,
        cause=one.cause,
        failures=[Span(*failure) for failure in one.failures],
        rating=one.score,
        rated_at=one.rated_at,
        number=one.number,
    )


def _at_risk(person: int, written: Sequence[History], reasons: Sequence[Reason]) -> AtRisk:
    """The request to begin with is that of the gravest reason."""
    first = reasons[0]
    begin = next(one for one in written if one.number == first.contact.number)
    why = [Why(one.risk, one.contact.number) for one in reasons]
    return AtRisk(person, begin.name, begin.request_id, begin.number, why, first.weight)


def _order(one: AtRisk) -> tuple[int, int, int, int]:
    """The gravest first; of equals, who has more reasons, and then who came first."""
    return GRAVEST_FIRST[one.why[0].risk], one.weight, -len(one.why), one.number
