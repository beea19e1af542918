"""Whether something else takes the bot's updates again and again, though polls succeed between."""

from collections import deque
from datetime import datetime, timedelta

WITHIN = timedelta(minutes=30)
MINUTES_WORTH_TELLING = 5
"""In so many different minutes of the last half hour: a deployment's copies meet in fewer."""

OVER_AFTER = timedelta(minutes=10)
"""Longer than the pauses of whoever is worth telling of."""


class Rivals:
    def __init__(self) -> None:
        self._met: deque[datetime] = deque()  # the first conflict of each minute
        self._last: datetime | None = None

    def meet(self, now: datetime) -> None:
        """A poll was refused because of another poll or a webhook."""
        if not self._met or _minute(self._met[-1]) != _minute(now):
            self._met.append(now)
        self._last = now
        self._forget(now)

    def since(self, now: datetime) -> datetime | None:
        """The first conflict of those that go on; None where they were few."""
        self._forget(now)
        return self._met[0] if len(self._met) >= MINUTES_WORTH_TELLING else None

    def may_be_there(self, now: datetime) -> bool:
        return self._last is not None and now - self._last < OVER_AFTER

    def _forget(self, now: datetime) -> None:
        while self._met and self._met[0] <= now - WITHIN:
            self._met.popleft()


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
