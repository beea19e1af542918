"""A brand's promises as the clock understands them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol, TypeVar

from bot import ladder as rungs
from bot import sla
from bot.ladder import Ladder
from bot.sla import Quiet, WorkingHours
from bot.targets import read_targets
from storage.vocabulary import Kind, Tier

log = logging.getLogger(__name__)

T = TypeVar("T")

ASK_FOR_ANSWER = frozenset({Kind.COMPLAINT, Kind.QUESTION, Kind.SUGGESTION})
"""Kinds that need an answer wherever they are written."""

TARGET_LIMITS = timedelta(minutes=15), timedelta(days=30)


class BrandSettings(Protocol):
    """The columns of a brand that make its policy."""

    sla_minutes: int
    friend_sla_minutes: int | None
    kind_targets: str
    ladder: str
    working_hours: str
    quiet_hours: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Policy:
    target: timedelta
    awaited: frozenset[Kind]  # kinds that need an answer wherever they are written
    hours: WorkingHours | None
    ladder: Ladder
    quiet: Quiet | None

    def due_at(self, started_at: datetime) -> datetime:
        return sla.due_at(started_at, self.target, self.hours)

    def first_alert_at(self, started_at: datetime, due_at: datetime) -> datetime:
        step = rungs.first_step(self.ladder, started_at, due_at)
        return rungs.postponed(step, self.quiet, started_at)

    def alert_after(
        self, started_at: datetime, due_at: datetime, after: datetime
    ) -> datetime | None:
        """The first moment after `after` at which an alert is to be said."""
        step = rungs.next_step(self.ladder, started_at, due_at, after)
        while step is not None:
            moment = rungs.postponed(step, self.quiet, started_at)
            if moment > after:
                return moment
            step = rungs.next_step(self.ladder, started_at, due_at, step.at)
        return None

    @property
    def due_soon(self) -> timedelta:
        """How long before the deadline a wait counts as due soon."""
        return max(self.ladder.before, default=timedelta(0))


@lru_cache(maxsize=2048)
def _policy(
    usual: timedelta,
    of_friends: timedelta | None,
    kind_targets: str,
    kind: Kind | None,
    ladder: str,
    hours: str,
    quiet: str,
    timezone: str,
) -> Policy:
    nothing: dict[Kind, timedelta] = {}
    by_kind = _read(kind_targets, lambda: read_targets(kind_targets, TARGET_LIMITS), nothing)
    of_kind = by_kind.get(kind) if kind else None
    own = [target for target in (of_friends, of_kind) if target is not None]
    return Policy(
        target=min(own, default=usual),
        awaited=ASK_FOR_ANSWER | frozenset(by_kind),
        hours=_read(hours, lambda: WorkingHours.parse(hours, timezone), None),
        ladder=_read(ladder, lambda: Ladder.parse(ladder), Ladder()),
        quiet=_read(quiet, lambda: Quiet.parse(quiet, timezone), None),
    )


def _read(text: str, parse: Callable[[], T], otherwise: T) -> T:
    """What is stored was checked when it was set; should it not be readable any more (a time
    zone that was renamed, a row changed by hand), every brand's clock must run on all the same.
    """
    try:
        return parse() if text else otherwise
    except ValueError:
        log.exception("a brand's setting %r cannot be read; it counts as not set", text)
        return otherwise


def policy_of(brand: BrandSettings, tier: Tier = Tier.REGULAR, kind: Kind | None = None) -> Policy:
    """The brand's policy for a kind of request of a client of a tier.

    Kinds and best friends may have targets of their own. Where both have, the shorter one holds.
    """
    friends = brand.friend_sla_minutes if tier is Tier.FRIEND else None
    return _policy(
        timedelta(minutes=brand.sla_minutes),
        None if friends is None else timedelta(minutes=friends),
        brand.kind_targets,
        kind,
        brand.ladder,
        brand.working_hours,
        brand.quiet_hours,
        brand.timezone,
    )
