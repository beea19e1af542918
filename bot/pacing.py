"""Keeps sending below Telegram's limits: one send per 1/29 s in all, and per chat."""

import math
import time
from collections.abc import Callable

from pyrate_limiter import InMemoryBucket, Rate, RateItem

ALL = Rate(1, math.ceil(1000 / 29))
"""Telegram allows 30 messages a second in all; single slots keep bursts from the window's edge."""

GROUP = [Rate(20, 60_300)]
"""Telegram allows 20 messages a minute in a group; 300 ms for its clock and ours."""

PRIVATE = [Rate(1, 1_050)]
"""About one message a second in a private chat."""

Milliseconds = Callable[[], int]


def monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Pacer:
    """Says when a chat may be written to. Times are milliseconds of a monotonic clock."""

    def __init__(
        self,
        clock: Milliseconds = monotonic_ms,
        *,
        group: list[Rate] = GROUP,
        private: list[Rate] = PRIVATE,
    ) -> None:
        self._clock = clock
        self._group, self._private = group, private
        self._all = InMemoryBucket([ALL])
        self._chats: dict[int, InMemoryBucket] = {}
        self._held: dict[int, int] = {}

    def delay(self, chat_id: int) -> float:
        """Take a slot for this chat: 0.0 when it may be written to now, else seconds to wait."""
        now = self._clock()
        wait = max(self._held.get(chat_id, 0) - now, self._wait(self._chat(chat_id), now))
        if wait <= 0:
            self._held.pop(chat_id, None)
            wait = self._wait(self._all, now)
        if wait > 0:
            return wait / 1000
        self._chat(chat_id).put(RateItem("", now))
        self._all.put(RateItem("", now))
        return 0.0

    def resting(self) -> set[int]:
        """The chats that may not be written to at this moment."""
        now = self._clock()
        self._forget(now)
        held = {chat_id for chat_id, until in self._held.items() if until > now}
        return held | {
            chat_id for chat_id, bucket in self._chats.items() if self._wait(bucket, now) > 0
        }

    def rest(self) -> float:
        """Seconds until some resting chat may be written to again; 0.0 when none rests."""
        now = self._clock()
        waits = [until - now for until in self._held.values()]
        waits += [self._wait(bucket, now) for bucket in self._chats.values()]
        return min((wait for wait in waits if wait > 0), default=0) / 1000

    def hold(self, chat_id: int, seconds: float) -> None:
        """Telegram said 429: leave this chat, and only this one, alone for so long."""
        self._held[chat_id] = self._clock() + math.ceil(seconds * 1000)

    def _chat(self, chat_id: int) -> InMemoryBucket:
        if chat_id not in self._chats:
            self._chats[chat_id] = InMemoryBucket(self._group if chat_id < 0 else self._private)
        return self._chats[chat_id]

    @staticmethod
    def _wait(bucket: InMemoryBucket, now: int) -> int:
        """Milliseconds until the bucket has room; asking takes nothing."""
        bucket.leak(now)
        rate = bucket.rates[0]
        if bucket.count() < rate.limit:
            return 0
        oldest = bucket.peek(rate.limit - 1)
        return 0 if oldest is None else max(0, oldest.timestamp + rate.interval - now + 1)

    def _forget(self, now: int) -> None:
        """Drop the chats whose windows are empty, so that memory does not grow with clients."""
        for chat_id, bucket in list(self._chats.items()):
            bucket.leak(now)
            if bucket.count() == 0:
                del self._chats[chat_id]
