from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.periods import LONGEST_DAYS, PeriodError, leading_period, read_period

NOW = datetime(2026, 11, 4, 22, 30, tzinfo=UTC)  # in Kyiv it is the 5th already
KYIV = "Europe/Kyiv"


def local(text: str) -> datetime:
    """Kyiv's midnight."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(KYIV)).astimezone(UTC)


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
        ("october", "2026-10-01", "2026-11-01"),
        ("Жовтень", "2026-10-01", "2026-11-01"),
        ("жовтня", "2026-10-01", "2026-11-01"),
        ("октябрь 2026", "2026-10-01", "2026-11-01"),
        ("жовтень 2025 року", "2025-10-01", "2025-11-01"),
        ("November", "2026-11-01", "2026-11-06"),  # so far
        ("грудень", "2025-12-01", "2026-01-01"),  # the last one that has begun
        ("2026", "2026-01-01", "2026-11-06"),  # so far
        ("2025", "2025-01-01", "2026-01-01"),
        ("2025 рік", "2025-01-01", "2026-01-01"),
        ("2025 г.", "2025-01-01", "2026-01-01"),
        ("1000", "2024-02-10", "2026-11-06"),  # days
        ("3 листопада", "2026-11-03", "2026-11-04"),
        ("31 December, 2025", "2025-12-31", "2026-01-01"),
        ("1..15 жовтня", "2026-10-01", "2026-10-16"),
        ("1-15 октября", "2026-10-01", "2026-10-16"),
        ("28 жовтня — 2 листопада", "2026-10-28", "2026-11-03"),
        ("вересень..жовтень", "2026-09-01", "2026-11-01"),
        ("грудень..січень", "2025-12-01", "2026-02-01"),
        ("25.10.2026..3 листопада", "2026-10-25", "2026-11-04"),
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
        ("жовтеня", "unreadable"),
        ("31 листопада", "unreadable"),
        ("жовтень Марта", "unreadable"),
        ("5 жовтня 6", "unreadable"),
        ("грудень 2026", "future"),
        ("жовтень 0000", "unreadable"),
        ("1 жовтня..2 жовтня..3 жовтня", "unreadable"),
        ("5 листопада 2026..жовтень 2026", "reversed"),
        ("01.01.0001", "unreadable"),
        ("6.11.2026", "future"),
        ("3.11.2026..1.11.2026", "reversed"),
        ("1.1.2020..1.11.2026", "long"),
        ("1.11.2026..31.12.9999", "long"),
        ("99999", "long"),
        ("2027", "future"),
    ],
)
def test_what_cannot_be_reported_says_why(text: str, code: str) -> None:
    with pytest.raises(PeriodError) as told:
        read_period(text, NOW, KYIV)
    assert code == told.value.code


@pytest.mark.parametrize(
    ("text", "start", "end", "rest"),
    [
        ("21.10 посилка", "2026-10-21", "2026-10-22", "посилка"),
        ("жовтень посилка", "2026-10-01", "2026-11-01", "посилка"),
        ("October 2026 parcel", "2026-10-01", "2026-11-01", "parcel"),
        ("5 жовтня 2026 року посилка", "2026-10-05", "2026-10-06", "посилка"),
        ("1..15 жовтня", "2026-10-01", "2026-10-16", ""),
        ("1 жовтня .. 3 жовтня посилка", "2026-10-01", "2026-10-04", "посилка"),
    ],
)
def test_words_to_find_may_begin_with_a_period(text: str, start: str, end: str, rest: str) -> None:
    found, words = leading_period(text, NOW, KYIV)
    assert found is not None
    assert (local(start), local(end), rest) == (found.start, found.end, words)


@pytest.mark.parametrize(
    "text", ["посилка", "124", "week", "Мартин", "5 яблук", "5 грудк", "грудень 2026 x", ""]
)
def test_other_words_are_no_period(text: str) -> None:
    assert (None, text) == leading_period(text, NOW, KYIV)


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
