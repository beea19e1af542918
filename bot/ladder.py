"""The alert ladder: which alerts a wait calls for, and when.

Warnings before the deadline, one alert at the breach, then repeats until somebody answers. All of
it is derived from the wait's two timestamps, so nothing is remembered and nothing can be missed:
after an outage `step_at` names the one alert that is worth saying now.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Self

from bot.sla import Quiet
from storage.vocabulary import Level

MOST_WARNINGS = 5
LONGEST = timedelta(days=30)
LONGEST_NUMBER = 9
"""Digits."""
SHORTEST_REPEAT = timedelta(minutes=15)

_MINUTE = timedelta(minutes=1)
_UNIT_WORDS = (
    (1440, "d day days д дн день дня дні днів дней"),
    (60, "h hr hrs hour hours г год година годину години годин ч час часа часов"),
    (1, "m min mins minute minutes м мин минута минуту минуты минут хв хвилина хвилину хвилин"),
)
UNITS = {word: minutes for minutes, words in _UNIT_WORDS for word in words.split()}
"""Words for units of time and their minutes."""
_REPEAT = re.compile(
    r"\b(?:repeat|every|кожн(?:і|у|ий|их)|повтор\w*|кажд(?:ые|ую|ый|ых))\b", re.IGNORECASE
)
_OFF = re.compile(r"\b(?:off|no|none|never|ні|нема|немає|вимк|нет|выкл)\b|(?<!\d)0(?!\d)")
_ONE_SPAN = r"-?\d+\s*[^\W\d_]+\.?"
_SPAN = re.compile(rf"{_ONE_SPAN}(?:\d+\s*[^\W\d_]+\.?)*")  # "1h30m" is one, "1h 30m" are two
_PIECE = re.compile(r"(-?\d+)\s*([^\W\d_]+)")


class LadderError(ValueError):
    """Alerts that make no sense. `code` is unreadable, many, far, twice, close or at_deadline;
    `limit` is what was passed: how many warnings, the most days, the fewest minutes.
    """

    def __init__(self, reason: str, code: str = "unreadable", limit: int = 0) -> None:
        super().__init__(reason)
        self.code, self.limit = code, limit


@dataclass(frozen=True, slots=True)
class Ladder:
    """`before`: how long before the deadline to warn, the longest first, in calendar time.
    `repeat`: how often to say again after the breach; zero or None for never.

    Raises LadderError for spans that make no sense (see `_refusal`).
    """

    before: tuple[timedelta, ...] = (timedelta(hours=4), timedelta(hours=1))
    repeat: timedelta | None = timedelta(hours=4)

    def __post_init__(self) -> None:
        if refusal := _refusal(self):
            raise refusal
        object.__setattr__(self, "repeat", self.repeat or None)  # one way to say "never"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "4h 1h, repeat 4h", "1d 30m", "4г 1г, кожні 4 год", "off, repeat off".

        What is left out, the warnings or the repeats, keeps its default: only "off" switches
        alerts off. Raises LadderError with the reason.
        """
        lowered = text.casefold()
        warnings, *repeats = _REPEAT.split(lowered)
        after = " ".join(repeats)
        standard = cls()
        before, repeat = standard.before, standard.repeat
        if warnings.strip(" ,;.\n") == "0":
            raise LadderError("0 may mean no warnings or no repeats; write 'off, repeat off'")
        if warnings.strip(" ,;.\n"):
            before = tuple(sorted(_spans_in(warnings), reverse=True))
        if repeats:
            found = _spans_in(after)
            if len(found) > 1 or not (found or _OFF.search(after)):
                raise LadderError("give one interval for the repeats, as in 'repeat 4h'")
            repeat = found[0] if found else None
        elif not lowered.strip():
            raise LadderError("no alerts are given, as in '4h 1h, repeat 4h'")
        return cls(before, repeat)

    def describe(self) -> str:
        """Canonical English text; `parse` reads it back to the same alerts."""
        before = " ".join(_span_text(each) for each in self.before) or "off"
        return f"{before}, repeat {_span_text(self.repeat) if self.repeat else 'off'}"


@dataclass(frozen=True, slots=True)
class Step:
    """One alert of a wait, due to be said at `at` (UTC).

    `number` is the warning's place in the ladder (0 is the earliest), 0 for the breach and 1, 2,
    3… for the repeats. `key` names the step within its wait and never changes: "due_soon:240"
    (minutes before the deadline), "breach", "late:3".
    """

    level: Level
    number: int
    at: datetime
    key: str


def first_step(ladder: Ladder, started_at: datetime, due_at: datetime) -> Step:
    """Give the first alert of a wait.

    A warning that would lie at or before the start is left out: a target of one hour has no
    warning four hours ahead, and a warning at the very arrival says nothing.
    """
    return next(_until_breach(ladder, started_at, due_at))


def step_at(ladder: Ladder, started_at: datetime, due_at: datetime, now: datetime) -> Step | None:
    """Give the latest step whose moment has come, or None when none has.

    After an outage only this one is worth saying; the earlier ones are overtaken.
    """
    if now >= due_at:
        times = (now - due_at) // ladder.repeat if ladder.repeat else 0
        return _late(ladder, due_at, times) if times else _breach(due_at)
    reached = [step for step in _until_breach(ladder, started_at, due_at) if step.at <= now]
    return reached[-1] if reached else None


def next_step(
    ladder: Ladder, started_at: datetime, due_at: datetime, after: datetime
) -> Step | None:
    """Give the first step strictly later than `after`.

    None only when the breach is past and the ladder has no repeats.
    """
    if after < due_at:
        return next(s for s in _until_breach(ladder, started_at, due_at) if s.at > after)
    if not ladder.repeat:
        return None
    return _late(ladder, due_at, (after - due_at) // ladder.repeat + 1)


def postponed(step: Step, quiet: Quiet | None, started_at: datetime) -> datetime:
    """When to say a step, given the quiet hours. Quiet hours delay, they never drop.

    A step that falls into them waits for their end. A warning that would then come at or after
    the deadline is said at their start instead, though not before the wait began.
    """
    end = quiet.until(step.at) if quiet else None
    begin = quiet.since(step.at) if quiet else None
    if end is None or begin is None:
        return step.at
    if step.level is Level.DUE_SOON and end >= step.at + _warned_ahead(step):
        return max(begin, started_at)
    return end


def comes_too_soon(ladder: Ladder, step: Step, said_at: datetime | None, now: datetime) -> bool:
    """Whether a step said `now` would follow less than half a repeat after `said_at`.

    `said_at` is when the wait was last said to be late. What a pause, quiet hours or an outage
    held back is said off the grid, and the next step of the grid may lie minutes behind it: that
    one is skipped, for its turn comes again within one and a half repeats. A breach never is.
    """
    if said_at is None or step.level is not Level.LATE or not ladder.repeat:
        return False
    return now - said_at < ladder.repeat / 2


def _until_breach(ladder: Ladder, started_at: datetime, due_at: datetime) -> Iterator[Step]:
    for number, ahead in enumerate(ladder.before):
        if due_at - ahead > started_at:
            key = f"{Level.DUE_SOON}:{ahead // _MINUTE}"
            yield Step(Level.DUE_SOON, number, due_at - ahead, key)
    yield _breach(due_at)


def _breach(due_at: datetime) -> Step:
    return Step(Level.BREACH, 0, due_at, str(Level.BREACH))


def _late(ladder: Ladder, due_at: datetime, number: int) -> Step:
    at = due_at + number * (ladder.repeat or timedelta())
    return Step(Level.LATE, number, at, f"{Level.LATE}:{number}")


def _warned_ahead(step: Step) -> timedelta:
    return int(step.key.partition(":")[2]) * _MINUTE


def _refusal(ladder: Ladder) -> LadderError | None:
    """Why this ladder cannot be used, or None."""
    before, repeat = ladder.before, ladder.repeat or timedelta()
    spans = [*before, repeat]
    shortest = SHORTEST_REPEAT // _MINUTE
    if min(spans) < timedelta():
        return LadderError("a time before the deadline or between repeats cannot be negative")
    if any(span % _MINUTE for span in spans):
        return LadderError("warnings and repeats are in whole minutes")
    reasons = {
        LadderError(
            f"more than {MOST_WARNINGS} warnings before the deadline are too many",
            "many",
            MOST_WARNINGS,
        ): len(before) > MOST_WARNINGS,
        LadderError(
            "a warning at the deadline itself is the breach, which is always said", "at_deadline"
        ): timedelta() in before,
        _too_far(): max(spans) > LONGEST,
        LadderError("each warning has its own time, the longest first", "twice"): any(
            earlier <= later for earlier, later in pairwise(before)
        ),
        LadderError(
            f"repeats closer than {shortest} minutes would only be noise", "close", shortest
        ): timedelta() < repeat < SHORTEST_REPEAT,
    }
    return next((reason for reason, wrong in reasons.items() if wrong), None)


def _too_far() -> LadderError:
    reason = f"more than {LONGEST.days} days is too long for an alert"
    return LadderError(reason, "far", LONGEST.days)


def _spans_in(text: str) -> list[timedelta]:
    """Every span of time in the text, in order; none for "off"."""
    rest = _OFF.sub(" ", _SPAN.sub(" ", text)).strip(" ,;.\n\t")
    if rest:
        raise LadderError(f"cannot read {rest!r}; write times like 4h, 30m or 1h30m")
    return [_span_of(found) for found in _SPAN.findall(text)]


def _span_of(text: str) -> timedelta:
    minutes = 0
    for number, unit in _PIECE.findall(text):
        if unit not in UNITS:
            raise LadderError(f"{unit!r} is not a unit of time; use d, h or m")
        if len(number) > LONGEST_NUMBER:
            raise _too_far()
        minutes += int(number) * UNITS[unit]
    if abs(minutes) > 10 * (LONGEST // _MINUTE):  # far beyond what a timedelta should have to hold
        raise _too_far()
    return minutes * _MINUTE


def _span_text(span: timedelta) -> str:
    hours, minutes = divmod(span // _MINUTE, 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes else "")
