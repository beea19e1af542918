"""The one place where the program asks what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Tells the present moment as an aware UTC datetime."""


def system_clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - this is the one home of the real clock
