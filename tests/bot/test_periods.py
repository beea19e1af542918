from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.periods import LONGEST_DAYS, PeriodError, read_period

NOW = datetime(2026, 11, 4, 22, 30, tzinfo=UTC)  # in Kyiv it is the 5th already
KYIV = "Europe/Kyiv"


def local(text: str) -> datetime:
    """Kyiv's midnight, two hours ahead in winter."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=2)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("", "2026-10-30", "2026-11-06"),
        ("week", "2026-10-30", "2026-11-06"),
        (" Тиждень ", "2026-10-30", "2026-11-06"),
        ("сьогодні", "2026-11-05", "2026-11-06"),
        ("3", "2026-11-03", "2026-11-06"),
        ("1.11.2026", "2026-11-01", "2026-11-02"),
        ("2026-11-01", "2026-11-01", "2026-11-02"),
        ("1.11.2026..3.11.2026", "2026-11-01", "2026-11-04"),
        ("1.11.26 — 3.11.26", "2026-11-01", "2026-11-04"),
        ("2026-11-01 2026-11-05", "2026-11-01", "2026-11-06"),
        ("01.11..03.11.2026", "2026-11-01", "2026-11-04"),
        ("01.11..03.11", "2026-11-01", "2026-11-04"),
        ("31.12", "2025-12-31", "2026-01-01"),
        ("30.12..02.01", "2025-12-30", "2026-01-03"),
    ],
)
def test_a_period_is_whole_local_days(text: str, start: str, end: str) -> None:
    found = read_period(text, NOW, KYIV)
    assert (local(start), local(end)) == (found.start, found.end)


def test_a_day_of_the_autumn_change_has_twenty_five_hours() -> None:
    day = read_period("25.10.2026", NOW, KYIV)
    assert timedelta(hours=25) == day.end - day.start


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("soon", "unreadable"),
        ("31.02.2026", "unreadable"),
        ("0", "unreadable"),
        ("01.01.0001", "unreadable"),
        ("6.11.2026", "future"),
        ("3.11.2026..1.11.2026", "reversed"),
        ("1.1.2020..1.11.2026", "long"),
        ("1.11.2026..31.12.9999", "long"),
        ("99999", "long"),
    ],
)
def test_what_cannot_be_reported_says_why(text: str, code: str) -> None:
    with pytest.raises(PeriodError) as told:
        read_period(text, NOW, KYIV)
    assert code == told.value.code


@given(st.text(max_size=30) | st.text(alphabet="0123456789.- —", max_size=25))
def test_whatever_is_typed_is_a_period_or_refused(text: str) -> None:
    try:
        found = read_period(text, NOW, KYIV)
    except PeriodError as error:
        refused = error.code
    else:
        refused = None
        assert found.start < found.end
        assert found.end - found.start <= timedelta(days=LONGEST_DAYS + 1, hours=2)
    assert refused in {"unreadable", "future", "reversed", "long", None}
