from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import Interval, Quiet, WorkingHours

KYIV = "Europe/Kyiv"


def kyiv(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(KYIV)).astimezone(UTC)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("mon-fri 09:00-18:00, sat 10:00-14:00", "mon-fri 09:00-18:00, sat 10:00-14:00"),
        ("mon 14:00-18:00 09:00-13:00", "mon 09:00-13:00 14:00-18:00"),
        ("mon 9-13, 14-18", "mon 09:00-13:00 14:00-18:00"),
        ("FRI 22:00 – 06:00", "fri 22:00-06:00"),
        ("пн–пт 9:00—18:00; сб нд 10.00-14.00", "mon-fri 09:00-18:00, sat-sun 10:00-14:00"),
        ("пн-пт 9-18, вс вихідний", "mon-fri 09:00-18:00"),
        ("понеділок, середа 10-16", "mon 10:00-16:00, wed 10:00-16:00"),
        ("fri-mon 10-12", "mon 10:00-12:00, fri-sun 10:00-12:00"),
        ("щодня 00:00-24:00", "mon-sun 00:00-24:00"),
        ("daily 8-20\noff 2027-01-01 25.12.2026", "mon-sun 08:00-20:00, off 2026-12-25 2027-01-01"),
        ("mon-sun off", "mon-sun off"),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, canonical: str) -> None:
    assert canonical == WorkingHours.parse(typed, KYIV).describe()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "no working hours"),
        ("off 2026-12-25", "no working hours"),
        ("9-18", "needs a day"),
        ("mon", "no hours are given for mon"),
        ("mon-fri, sat 10-14, sun", "no hours are given for sun"),
        ("mon 25:00-26:00", "no such time"),
        ("mon 09:00-24:30", "no such time"),
        ("mon 9-18, off 2026-02-30", "no such day"),
        ("mon-someday 9-18", "'mon-someday' is not an interval"),
        ("mon 9-18 mon 17-19", "hours of mon overlap"),
        ("fri 22:00-06:00 23:00-23:30", "hours of fri overlap"),
    ],
)
def test_hours_that_cannot_be_read_are_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        WorkingHours.parse(typed, KYIV)


@pytest.mark.parametrize(
    "timezone", ["", "Kyiv", "Europe", "../etc/passwd", "Europe/Kiev2", "right/UTC"]
)
def test_an_unknown_time_zone_is_refused(timezone: str) -> None:
    with pytest.raises(ValueError, match="not an IANA time zone"):
        WorkingHours.parse("mon 9-18", timezone)
    with pytest.raises(ValueError, match="not an IANA time zone"):
        Quiet.parse("22:00-08:00", timezone)


def test_a_week_of_another_length_and_seconds_are_refused() -> None:
    with pytest.raises(ValueError, match="seven days"):
        WorkingHours(KYIV, ((),) * 6)
    with pytest.raises(ValueError, match="whole minutes"):
        Interval(time(9, 0, 1), time(18))


moments = st.datetimes(
    datetime(2026, 10, 22),  # noqa: DTZ001 - UTC is put on below
    datetime(2026, 11, 3),  # noqa: DTZ001 - the same
).map(lambda moment: moment.replace(tzinfo=UTC))
zones = st.sampled_from([KYIV, "America/New_York", "Australia/Lord_Howe", "UTC"])
walls = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@pytest.mark.parametrize(
    ("moment", "since", "until"),
    [
        ("2026-11-20 21:59", None, None),
        ("2026-11-20 22:00", "2026-11-20 22:00", "2026-11-21 08:00"),
        ("2026-11-21 03:00", "2026-11-20 22:00", "2026-11-21 08:00"),
        ("2026-11-21 08:00", None, None),
        ("2026-03-29 01:00", "2026-03-28 22:00", "2026-03-29 08:00"),
    ],
)
def test_quiet_hours_know_their_bounds_around_a_moment(
    moment: str, since: str | None, until: str | None
) -> None:
    quiet = Quiet.parse("22:00-08:00", KYIV)
    assert (since and kyiv(since)) == quiet.since(kyiv(moment))
    assert (until and kyiv(until)) == quiet.until(kyiv(moment))


def test_quiet_hours_may_lie_within_one_day() -> None:
    quiet = Quiet.parse("13 - 14:30", KYIV)
    assert kyiv("2026-11-20 14:30") == quiet.until(kyiv("2026-11-20 13:10"))
    assert quiet.until(kyiv("2026-11-20 14:30")) is None


@given(moments, zones, walls, walls)
def test_the_end_of_the_quiet_hours_is_not_quiet(
    moment: datetime, zone: str, start: time, end: time
) -> None:
    if start == end:
        return
    quiet = Quiet(start, end, zone)
    ends = quiet.until(moment)
    if ends is not None:
        begins = quiet.since(moment)
        assert begins is not None
        assert begins <= moment < ends
        assert quiet.until(ends) is None
        assert ends == quiet.until(begins)


def test_quiet_hours_that_never_end_are_refused() -> None:
    with pytest.raises(ValueError, match="silence every alert"):
        Quiet.parse("08:00-08:00", KYIV)
