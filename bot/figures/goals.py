"""Goals: whether a figure will be where it should be, by when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    MET = "met"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MISSED = "missed"
    UNKNOWN = "unknown"  # nothing to measure yet


@dataclass(frozen=True, slots=True)
class Course:
    """From where a figure shall go where, and by when."""

    begun_at: datetime
    baseline: float
    target: float
    deadline: datetime

    @property
    def rises(self) -> bool:
        """Whether more is better here."""
        return self.target > self.baseline


def expected(course: Course, now: datetime) -> float:
    """Where the figure should be at `now` on a straight line from the baseline to the target.

        baseline + (target - baseline)·(now - begun) / (deadline - begun), between the two

    Source: linear interpolation, as in a burn-up chart.
    """
    whole = (course.deadline - course.begun_at).total_seconds()
    gone = (now - course.begun_at).total_seconds()
    part = 1.0 if whole <= 0 else min(1.0, max(0.0, gone / whole))
    return course.baseline + (course.target - course.baseline) * part


def standing(course: Course, figure: float | None, now: datetime) -> Standing:
    """How the goal stands: met once the figure reaches the target; before the deadline on track
    while it is at least where the straight line has it, else behind; after it missed.
    """
    if figure is None:
        return Standing.MISSED if now >= course.deadline else Standing.UNKNOWN
    sign = 1 if course.rises else -1
    if sign * figure >= sign * course.target:
        return Standing.MET
    if now >= course.deadline:
        return Standing.MISSED
    on_line = sign * figure >= sign * expected(course, now)
    return Standing.ON_TRACK if on_line else Standing.BEHIND
