"""Failures made on purpose: what a bot meets on a bad day."""

from dataclasses import dataclass

from bot.sandbox.errors import ApiError, too_many_requests
from bot.sandbox.messages import Json

_WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    409: "Conflict",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass
class Fault:
    """One kind of failure for the next `times` calls of a method ("*": of any)."""

    method: str
    times: int
    chat_id: int | None

    def fits(self, method: str, params: Json) -> bool:
        if self.times <= 0 or self.method.lower() not in {"*", method.lower()}:
            return False
        return self.chat_id is None or params.get("chat_id") == self.chat_id


@dataclass
class Refusal(Fault):
    """Nothing is done; the answer is an error."""

    error: ApiError


@dataclass
class Drop(Fault):
    """Nothing is done and the connection closes."""


@dataclass
class Hang(Fault):
    """All is done, but the answer comes after `seconds`, or never (None)."""

    seconds: float | None


class Faults:
    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)

    def clear(self) -> None:
        self._planned.clear()

    def next_for(self, method: str, params: Json) -> Fault | None:
        """The failure that this call meets, counted as used."""
        for fault in self._planned:
            if fault.fits(method, params):
                fault.times -= 1
                if fault.times <= 0:
                    self._planned.remove(fault)
                return fault
        return None


def refusal(status: int, retry_after: int, description: str | None) -> ApiError:
    if status == 429:
        return too_many_requests(retry_after)
    return ApiError(status, description or _WORDS.get(status, "Error"))
