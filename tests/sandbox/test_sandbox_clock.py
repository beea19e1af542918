from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.sandbox import ShiftedClock

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_clock_without_a_shift_tells_real_time() -> None:
    clock = ShiftedClock(real=lambda: MONDAY)

    assert clock() == MONDAY


def test_a_shift_is_seen_by_every_clock_on_the_same_file(tmp_path: Path) -> None:
    ours = ShiftedClock(tmp_path / "clock", real=lambda: MONDAY)
    theirs = ShiftedClock(tmp_path / "clock", real=lambda: MONDAY)

    ours.advance(timedelta(hours=3))

    assert theirs() == MONDAY + timedelta(hours=3)


def test_a_started_clock_flows_on_from_its_start() -> None:
    moments = iter([MONDAY, MONDAY + timedelta(seconds=5)])
    friday = MONDAY + timedelta(days=4)

    clock = ShiftedClock(start=friday, real=lambda: next(moments))

    assert clock() == friday + timedelta(seconds=5)


def test_a_frozen_clock_moves_only_when_it_is_told(tmp_path: Path) -> None:
    clock = ShiftedClock(tmp_path / "clock", start=MONDAY, frozen=True)
    opened_later = ShiftedClock(tmp_path / "clock")

    assert opened_later() == MONDAY
    clock.advance(timedelta(minutes=1, microseconds=1))
    assert opened_later() == MONDAY + timedelta(minutes=1, microseconds=1)


def test_a_clock_jumps_to_a_moment() -> None:
    frozen = ShiftedClock(start=MONDAY, frozen=True)
    flowing = ShiftedClock(real=lambda: MONDAY)

    for clock in (frozen, flowing):
        clock.jump_to(MONDAY - timedelta(days=400))
        assert clock() == MONDAY - timedelta(days=400)
