from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sla import (
    Interval,
    WaitState,
    WorkingClock,
    WorkingHours,
    due_at,
    wait_state,
)

KYIV = "Europe/Kyiv"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OFFICE = WorkingHours.parse("mon-fri 09:00-18:00", KYIV)
NIGHTS = WorkingHours.parse("mon-sun 22:00-06:00", KYIV)
ALWAYS = WorkingHours.parse("mon-sun 00:00-24:00", KYIV)
NEVER = WorkingHours.parse("mon-sun off", KYIV)


def kyiv(text: str, fold: int = 0) -> datetime:
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(KYIV), fold=fold)
    return local.astimezone(UTC)


def working_time(start: datetime, end: datetime, hours: WorkingHours) -> timedelta:
    """By a clock that knows of more days than these."""
    return WorkingClock(hours, min(start, end) - 9 * DAY, max(start, end) + DAY).between(start, end)


def slow_span(interval: Interval, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Step through the minutes of UTC until the local clock has reached each of the two times."""
    end_day = day if interval.end > interval.start else day + DAY
    reached = []
    for wall in (datetime.combine(day, interval.start), datetime.combine(end_day, interval.end)):
        moment = datetime.combine(wall.date(), time.min, UTC) - 15 * HOUR
        while moment.astimezone(zone).replace(tzinfo=None) < wall:
            moment += MINUTE
        reached.append(moment)
    return reached[0], reached[1]


def slow_working_minutes(start: datetime, minutes: int, hours: WorkingHours) -> list[bool]:
    """Whether each of the minutes from the start on lies in some interval."""
    zone = ZoneInfo(hours.timezone)
    first = start.astimezone(zone).date() - DAY
    spans = [
        slow_span(interval, day, zone)
        for day in (first + n * DAY for n in range(minutes // 1440 + 3))
        if day not in hours.holidays
        for interval in hours.week[day.weekday()]
    ]
    moments = (start + n * MINUTE for n in range(minutes))
    return [any(begin <= moment < end for begin, end in spans) for moment in moments]


zones = st.sampled_from([KYIV, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
walls = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))


@st.composite
def one_day(draw: st.DrawFn) -> tuple[Interval, ...]:
    edges = sorted(draw(st.sets(walls, max_size=4)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    overnight = draw(st.booleans())
    if pairs and overnight:
        begin = pairs[-1][0]
        pairs[-1] = (begin, draw(walls.filter(lambda wall: wall <= begin)))
    return tuple(Interval(*pair) for pair in pairs)


moments = st.one_of(
    st.datetimes(datetime(2026, 3, 26), datetime(2026, 4, 6)),  # noqa: DTZ001 - UTC is put on below
    st.datetimes(datetime(2026, 10, 22), datetime(2026, 11, 3)),  # noqa: DTZ001 - the same
).map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC))
weeks = st.builds(
    WorkingHours,
    zones,
    st.tuples(*[one_day()] * 7),
    st.frozensets(st.dates(date(2026, 3, 25), date(2026, 4, 7)), max_size=3),
)
targets = st.integers(1, 3000).map(lambda minutes: minutes * MINUTE)


@given(weeks, moments, st.integers(0, 2500))
def test_working_time_agrees_with_counting_minute_by_minute(
    hours: WorkingHours, start: datetime, minutes: int
) -> None:
    expected = sum(slow_working_minutes(start, minutes, hours)) * MINUTE
    assert expected == working_time(start, start + minutes * MINUTE, hours)


@given(weeks, moments, st.integers(1, 600))
def test_the_deadline_agrees_with_counting_minute_by_minute(
    hours: WorkingHours, start: datetime, minutes: int
) -> None:
    worked = 0
    for passed, working in enumerate(slow_working_minutes(start, 4 * 1440, hours), start=1):
        worked += working
        if worked == minutes:
            assert start + passed * MINUTE == due_at(start, minutes * MINUTE, hours)
            return
    assert due_at(start, minutes * MINUTE, hours) > start + minutes * MINUTE or not any(hours.week)


@given(weeks.filter(lambda hours: any(hours.week)), moments, targets)
def test_the_working_time_until_the_deadline_is_the_target(
    hours: WorkingHours, start: datetime, target: timedelta
) -> None:
    due = due_at(start, target, hours)
    if working_time(start, start + 3 * 366 * DAY, hours) >= target:
        assert target == working_time(start, due, hours)
        assert working_time(start, due - timedelta.resolution, hours) < target


@given(weeks, moments, targets, targets)
def test_more_target_or_a_later_start_is_never_due_earlier(
    hours: WorkingHours, start: datetime, target: timedelta, more: timedelta
) -> None:
    assert due_at(start, target, hours) <= due_at(start, target + more, hours)
    assert due_at(start, target, hours) <= due_at(start + more, target, hours)


@given(weeks)
def test_a_description_is_read_back_as_the_same_hours(hours: WorkingHours) -> None:
    assert hours == WorkingHours.parse(hours.describe(), hours.timezone)


def test_without_hours_the_clock_runs_day_and_night() -> None:
    start = kyiv("2026-11-20 17:00")
    assert start + DAY == due_at(start, DAY, None)


@pytest.mark.parametrize(
    ("started", "due"),
    [
        ("2026-11-19 10:00", "2026-11-19 14:00"),
        ("2026-11-19 16:00", "2026-11-20 11:00"),
        ("2026-11-20 16:00", "2026-11-23 11:00"),  # over the weekend
        ("2026-11-21 12:00", "2026-11-23 13:00"),
        ("2026-11-19 14:00", "2026-11-19 18:00"),  # the last minute of the day, not the next day
        ("2026-11-19 05:00", "2026-11-19 13:00"),
        ("2026-11-19 18:00", "2026-11-20 13:00"),  # half-open: at closing time nothing is left
    ],
)
def test_four_office_hours_are_counted_only_while_the_office_works(started: str, due: str) -> None:
    assert kyiv(due) == due_at(kyiv(started), 4 * HOUR, OFFICE)


def test_a_lunch_break_does_not_count() -> None:
    hours = WorkingHours.parse("mon 09:00-13:00 14:00-18:00", KYIV)
    assert kyiv("2026-11-23 15:00") == due_at(kyiv("2026-11-23 12:00"), 2 * HOUR, hours)


def test_hours_given_twice_through_a_night_count_once() -> None:
    hours = WorkingHours.parse("fri 20:00-08:00, sat 06:00-10:00", KYIV)
    friday = kyiv("2026-11-20 12:00")
    assert 14 * HOUR == working_time(friday, friday + 2 * DAY, hours)


def test_a_holiday_closes_what_begins_on_it() -> None:
    hours = WorkingHours.parse("mon-fri 09:00-18:00, off 2026-12-25", KYIV)
    assert kyiv("2026-12-28 10:00") == due_at(kyiv("2026-12-24 17:00"), 2 * HOUR, hours)


def test_a_night_shift_begun_before_a_holiday_runs_to_its_end() -> None:
    hours = WorkingHours.parse("mon-sun 22:00-06:00, off 2026-12-25", KYIV)
    christmas = kyiv("2026-12-25 00:00")
    assert 6 * HOUR == working_time(christmas, christmas + DAY, hours)
    assert timedelta() == working_time(christmas + 22 * HOUR, christmas + 34 * HOUR, hours)


@pytest.mark.parametrize(
    ("day", "whole_day", "night"),
    [
        ("2026-03-29", 23 * HOUR, 7 * HOUR),  # 03:00 becomes 04:00
        ("2026-10-25", 25 * HOUR, 9 * HOUR),  # 04:00 becomes 03:00
        ("2026-11-01", 24 * HOUR, 8 * HOUR),
    ],
)
def test_the_days_of_the_clock_change_have_their_real_length(
    day: str, whole_day: timedelta, night: timedelta
) -> None:
    midnight = kyiv(f"{day} 00:00")
    next_midnight = kyiv(str(date.fromisoformat(day) + DAY))
    assert whole_day == working_time(midnight, next_midnight, ALWAYS)
    assert night == working_time(midnight - 3 * HOUR, midnight + 12 * HOUR, NIGHTS)


def test_a_time_inside_the_skipped_hour_is_the_moment_of_the_jump() -> None:
    jump = kyiv("2026-03-29 04:00")
    hours = WorkingHours.parse("sun 03:30-05:00", KYIV)
    assert jump + HOUR == due_at(jump - DAY, HOUR, hours)
    only_skipped = WorkingHours.parse("sun 03:10-03:50", KYIV)
    assert timedelta() == working_time(jump - DAY, jump + DAY, only_skipped)


def test_a_time_that_comes_twice_is_its_first_coming() -> None:
    first = kyiv("2026-10-25 03:30", fold=0)
    assert first + HOUR == kyiv("2026-10-25 03:30", fold=1)
    starts_in_fold = WorkingHours.parse("sun 03:30-05:00", KYIV)
    assert 2.5 * HOUR == working_time(first - HOUR, first + DAY, starts_in_fold)
    ends_in_fold = WorkingHours.parse("sun 02:00-03:30", KYIV)
    assert 1.5 * HOUR == working_time(first - 5 * HOUR, first + DAY, ends_in_fold)


def test_hours_without_any_working_time_fall_back_to_calendar_time() -> None:
    start = kyiv("2026-11-20 17:00")
    assert start + DAY == due_at(start, DAY, NEVER)
    assert timedelta() == working_time(start, start + 400 * DAY, NEVER)


def test_what_is_left_after_the_last_working_day_is_counted_in_calendar_time() -> None:
    monday = date(2026, 11, 23)
    closed_after = frozenset(monday + n * DAY for n in range(1, 800))
    hours = WorkingHours(KYIV, OFFICE.week, closed_after)
    assert kyiv("2026-11-23 19:00") == due_at(kyiv("2026-11-23 08:00"), 10 * HOUR, hours)


def test_a_zero_target_is_due_at_once_and_a_negative_one_is_refused() -> None:
    start = kyiv("2026-11-21 12:00")
    assert start == due_at(start, timedelta(), OFFICE)
    with pytest.raises(ValueError, match="negative"):
        due_at(start, -MINUTE, OFFICE)


def test_no_time_passes_backwards() -> None:
    start = kyiv("2026-11-20 12:00")
    assert timedelta() == working_time(start, start - HOUR, OFFICE)


def test_moments_given_in_a_local_zone_are_reckoned_in_utc() -> None:
    before = kyiv("2026-10-25 02:00").astimezone(ZoneInfo(KYIV))
    after = kyiv("2026-10-25 05:00").astimezone(ZoneInfo(KYIV))
    assert 4 * HOUR == working_time(before, after, ALWAYS)
    assert after == due_at(before, 4 * HOUR, ALWAYS)


DUE = kyiv("2026-11-20 12:00")


@pytest.mark.parametrize(
    ("stopped", "now", "state"),
    [
        (None, DUE - 5 * HOUR, WaitState.ON_TIME),
        (None, DUE - 4 * HOUR - MINUTE, WaitState.ON_TIME),
        (None, DUE - 4 * HOUR, WaitState.DUE_SOON),
        (None, DUE - timedelta.resolution, WaitState.DUE_SOON),
        (None, DUE, WaitState.BREACHED),
        (None, DUE + DAY, WaitState.BREACHED),
        (DUE - HOUR, DUE + DAY, WaitState.MET),
        (DUE, DUE, WaitState.MET),
        (DUE + timedelta.resolution, DUE + DAY, WaitState.MISSED),
    ],
)
def test_where_a_wait_stands_is_told_by_its_timestamps_and_now(
    stopped: datetime | None, now: datetime, state: WaitState
) -> None:
    assert state == wait_state(DUE, stopped, now, due_soon=4 * HOUR)
