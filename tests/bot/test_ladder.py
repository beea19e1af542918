from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.ladder import (
    Ladder,
    Step,
    comes_too_soon,
    first_step,
    next_step,
    postponed,
    step_at,
)
from bot.sla import Quiet
from storage.vocabulary import Level

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
START = datetime(2026, 11, 20, 10, tzinfo=UTC)
DUE = START + DAY
STANDARD = Ladder()
NIGHT = Quiet.parse("22:00-08:00", "UTC")

spans = st.integers(1, 3 * 1440).map(lambda minutes: minutes * MINUTE)
ladders = st.builds(
    Ladder,
    st.sets(spans, max_size=5).map(lambda found: tuple(sorted(found, reverse=True))),
    st.none() | st.integers(15, 2880).map(lambda minutes: minutes * MINUTE),
)


def climb(ladder: Ladder, started_at: datetime, due_at: datetime, until: datetime) -> list[Step]:
    """Every step from the start of the wait on, one after the other."""
    steps = []
    step = next_step(ladder, started_at, due_at, started_at)
    while step is not None and step.at <= until:
        steps.append(step)
        step = next_step(ladder, started_at, due_at, step.at)
    return steps


def test_the_default_ladder_warns_twice_tells_the_breach_and_repeats() -> None:
    steps = climb(STANDARD, START, DUE, DUE + 9 * HOUR)
    assert [
        Step(Level.DUE_SOON, 0, DUE - 4 * HOUR, "due_soon:240"),
        Step(Level.DUE_SOON, 1, DUE - HOUR, "due_soon:60"),
        Step(Level.BREACH, 0, DUE, "breach"),
        Step(Level.LATE, 1, DUE + 4 * HOUR, "late:1"),
        Step(Level.LATE, 2, DUE + 8 * HOUR, "late:2"),
    ] == steps


@given(ladders, spans)
def test_the_steps_of_a_wait_only_go_up(ladder: Ladder, target: timedelta) -> None:
    due = START + target
    steps = climb(ladder, START, due, due + 10 * DAY)
    moments = [step.at for step in steps]
    assert moments == sorted(set(moments))
    assert [due] == [step.at for step in steps if step.level is Level.BREACH]
    assert len({step.key for step in steps}) == len(steps)
    warned = [due - step.at for step in steps if step.level is Level.DUE_SOON]
    assert [ahead for ahead in ladder.before if ahead < target] == warned
    late = [step for step in steps if step.level is Level.LATE]
    for number, step in enumerate(late, start=1):
        assert ladder.repeat is not None
        assert (number, due + number * ladder.repeat) == (step.number, step.at)
    assert bool(late) == (ladder.repeat is not None)


@given(ladders, spans, st.integers(0, 10 * 1440))
def test_the_step_at_a_moment_is_the_last_one_climbed_by_then(
    ladder: Ladder, target: timedelta, minutes: int
) -> None:
    now = START + minutes * MINUTE
    climbed = climb(ladder, START, START + target, now)
    assert (climbed[-1] if climbed else None) == step_at(ladder, START, START + target, now)


@given(ladders, spans)
def test_the_first_step_is_where_the_climb_begins(ladder: Ladder, target: timedelta) -> None:
    due = START + target
    assert climb(ladder, START, due, due)[0] == first_step(ladder, START, due)


def test_a_short_target_leaves_out_the_warnings_before_its_start() -> None:
    assert "breach" == first_step(STANDARD, START, START + HOUR).key
    assert "due_soon:60" == first_step(STANDARD, START, START + 2 * HOUR).key
    assert "breach" == first_step(STANDARD, START, START).key


def test_a_warning_keeps_its_number_when_an_earlier_one_is_left_out() -> None:
    assert 1 == first_step(STANDARD, START, START + 2 * HOUR).number


def test_after_an_outage_only_the_latest_step_is_said() -> None:
    assert step_at(STANDARD, START, DUE, DUE - 5 * HOUR) is None
    step = step_at(STANDARD, START, DUE, DUE + 3 * DAY + MINUTE)
    assert Step(Level.LATE, 18, DUE + 3 * DAY, "late:18") == step


def test_without_repeats_the_breach_is_the_last_step() -> None:
    once = Ladder(repeat=None)
    assert next_step(once, START, DUE, DUE) is None
    breach = step_at(once, START, DUE, DUE + 5 * DAY)
    assert breach is not None
    assert "breach" == breach.key


@given(ladders)
def test_a_description_is_read_back_as_the_same_ladder(ladder: Ladder) -> None:
    assert ladder == Ladder.parse(ladder.describe())


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("4h 1h, repeat 4h", "4h 1h, repeat 4h"),
        ("30m", "30m, repeat 4h"),
        ("4г 1г, 30хв", "4h 1h 30m, repeat 4h"),
        ("4ч 30м", "4h 30m, repeat 4h"),
        ("1d, every 90 min", "24h, repeat 1h30m"),
        ("30m 2h", "2h 30m, repeat 4h"),
        ("1h30m 1h 30m", "1h30m 1h 30m, repeat 4h"),
        ("4 год. 1 год., повторювати кожні 2 години", "4h 1h, repeat 2h"),
        ("2 часа; каждые 30 минут", "2h, repeat 30m"),
        ("REPEAT 6H", "4h 1h, repeat 6h"),
        ("repeat off", "4h 1h, repeat off"),
        ("repeat 0", "4h 1h, repeat off"),
        ("off", "off, repeat 4h"),
        ("ні, кожні 15 хв", "off, repeat 15m"),
    ],
)
def test_a_ladder_is_read_as_people_type_it(typed: str, canonical: str) -> None:
    assert canonical == Ladder.parse(typed).describe()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "no alerts are given"),
        ("soon", "cannot read 'soon'"),
        ("4", "cannot read '4'"),
        ("5 parsecs", "'parsecs' is not a unit"),
        ("-4h", "cannot be negative"),
        ("31d", "more than 30 days"),
        ("99999999999999999999h", "more than 30 days"),
        ("0m", "is the breach"),
        ("0", "write 'off, repeat off'"),
        ("1h 60m", "its own time"),
        ("6h 5h 4h 3h 2h 1h", "more than 5 warnings"),
        ("4h, repeat 14m", "closer than 15 minutes"),
        ("4h, repeat", "one interval for the repeats"),
        ("4h, repeat 4h 5h", "one interval for the repeats"),
        ("4h, repeat often", "cannot read 'often'"),
    ],
)
def test_an_absurd_ladder_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Ladder.parse(typed)


def test_a_repeat_of_zero_means_never() -> None:
    assert Ladder(repeat=None) == Ladder(repeat=timedelta())


def step(level: Level, at: datetime, key: str) -> Step:
    return Step(level, 0, at, key)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("level", "key", "due_to_be_said", "said"),
    [
        (Level.BREACH, "breach", at(20, 21), at(20, 21)),
        (Level.BREACH, "breach", at(20, 23), at(21, 8)),
        (Level.LATE, "late:2", at(21, 3), at(21, 8)),
        (Level.LATE, "late:2", at(21, 8), at(21, 8)),
        (Level.DUE_SOON, "due_soon:240", at(21, 6), at(21, 8)),  # due at 10:00: still in time
        (Level.DUE_SOON, "due_soon:60", at(21, 6), at(20, 22)),  # due at 07:00: in the quiet hours
        (Level.DUE_SOON, "due_soon:120", at(21, 6), at(20, 22)),  # due at 08:00 sharp
    ],
)
def test_quiet_hours_delay_an_alert_and_bring_forward_a_warning_that_would_be_too_late(
    level: Level, key: str, due_to_be_said: datetime, said: datetime
) -> None:
    assert said == postponed(step(level, due_to_be_said, key), NIGHT, started_at=at(20, 10))


def test_without_quiet_hours_a_step_is_said_when_it_is_due() -> None:
    breach = step(Level.BREACH, at(20, 23), "breach")
    assert at(20, 23) == postponed(breach, None, at(20, 10))


def test_a_warning_is_not_brought_forward_to_before_the_wait_began() -> None:
    warning = step(Level.DUE_SOON, at(21, 5), "due_soon:60")
    assert at(21, 1) == postponed(warning, NIGHT, started_at=at(21, 1))


@given(ladders, spans, st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439))
def test_a_postponed_step_is_never_dropped_and_never_before_its_wait(
    ladder: Ladder, target: timedelta, shift: int, quiet_from: int, quiet_to: int
) -> None:
    assume(quiet_from != quiet_to)
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    edges = [(midnight + minutes * MINUTE).time() for minutes in (quiet_from, quiet_to)]
    quiet = Quiet(edges[0], edges[1], "UTC")
    started = START + shift * MINUTE
    for each in climb(ladder, started, started + target, started + target + DAY):
        said = postponed(each, quiet, started)
        assert started <= said < each.at + DAY
        if each.level is Level.DUE_SOON:
            assert said < started + target
        else:
            assert said >= each.at
            assert quiet.until(said) is None


@given(ladders, st.integers(0, 10 * 1440))
def test_after_a_late_word_the_next_comes_within_half_and_one_and_a_half_repeats(
    ladder: Ladder, minutes: int
) -> None:
    assume(ladder.repeat is not None)
    assert ladder.repeat is not None
    said_at = DUE + minutes * MINUTE
    coming = climb(ladder, START, DUE, said_at + 2 * ladder.repeat)
    said = [
        each.at - said_at
        for each in coming
        if each.at > said_at and not comes_too_soon(ladder, each, said_at, each.at)
    ]
    assert ladder.repeat / 2 <= said[0] < 1.5 * ladder.repeat


def test_a_breach_never_comes_too_soon_and_nothing_does_where_nothing_was_said() -> None:
    assert not comes_too_soon(STANDARD, step(Level.BREACH, DUE, "breach"), DUE - MINUTE, DUE)
    late = step(Level.LATE, DUE + 4 * HOUR, "late:1")
    assert not comes_too_soon(STANDARD, late, None, late.at)
    assert comes_too_soon(STANDARD, late, late.at - MINUTE, late.at)
