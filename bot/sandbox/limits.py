"""Telegram's flood limits, measured in real time."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable

_ALL_PER_SECOND = 30
_GROUP_PER_MINUTE = 20
_PRIVATE_BURST = 3  # then one a second


class Window:
    """At most `count` events in any `seconds` that follow each other."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._times: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until one more event fits; 0 when it fits now."""
        while self._times and self._times[0] <= now - self._seconds:
            self._times.popleft()
        if len(self._times) < self._count:
            return 0.0
        return self._times[0] + self._seconds - now

    def note(self, now: float) -> None:
        self._times.append(now)


class FloodLimits:
    """30 a second in all, 20 a minute in a group, about one a second in a private chat."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._all = Window(_ALL_PER_SECOND, 1.0)
        self._groups: dict[int, Window] = defaultdict(lambda: Window(_GROUP_PER_MINUTE, 60.0))
        self._private: dict[int, Window] = defaultdict(
            lambda: Window(_PRIVATE_BURST, float(_PRIVATE_BURST))
        )

    def retry_after(self, chat_id: int) -> int:
        """0 and the message counts, or the whole seconds to wait."""
        now = self._monotonic()
        chat = self._groups[chat_id] if chat_id < 0 else self._private[chat_id]
        wait = max(self._all.wait(now), chat.wait(now))
        if wait > 0:
            return math.ceil(wait)
        self._all.note(now)
        chat.note(now)
        return 0
