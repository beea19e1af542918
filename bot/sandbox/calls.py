from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.messages import Json

_KEPT = 10_000


@dataclass(frozen=True)
class Call:
    """One call of the bot's. The answer of getUpdates is kept as a count of updates."""

    method: str
    params: Json
    answer: Json | None  # None when the connection was closed instead
    at: datetime  # by the sandbox's clock

    @property
    def chat_id(self) -> Any:
        return self.params.get("chat_id")

    @property
    def ok(self) -> bool:
        return bool(self.answer and self.answer["ok"])


class CallLog:
    """The newest calls, oldest first; `count` counts all there ever were."""

    def __init__(self) -> None:
        self.count = 0
        self.too_many_requests = 0
        self._calls: deque[Call] = deque(maxlen=_KEPT)

    def __iter__(self) -> Iterator[Call]:
        return iter(self._calls)

    def __len__(self) -> int:
        return len(self._calls)

    def __getitem__(self, index: int) -> Call:
        return self._calls[index]

    def add(self, call: Call) -> None:
        self.count += 1
        if call.answer and call.answer.get("error_code") == 429:
            self.too_many_requests += 1
        self._calls.append(call)

    def of(self, method: str) -> list[Call]:
        return [call for call in self._calls if call.method.lower() == method.lower()]
