from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moments import OLDEST, MomentError, read_moment

NOW = datetime(2026, 11, 4, 12, tzinfo=UTC)  # 14:00 in Kyiv
KYIV = "Europe/Kyiv"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("10:30", "2026-11-04T08:30"),
        ("10.30", "2026-11-04T08:30"),
        ("today 9:05", "2026-11-04T07:05"),
        ("Вчора, 18:00", "2026-11-03T16:00"),
        ("вчера 18:00", "2026-11-03T16:00"),
        ("yesterday", "2026-11-03T10:00"),
        ("21.10 09:15", "2026-10-21T06:15"),
        ("21.11 09:15", "2025-11-21T07:15"),  # of last year: this one's is still to come
        ("21.10.2026", "2026-10-21T09:00"),
        ("2026-10-21 9:15", "2026-10-21T06:15"),
        ("21.10", "2026-10-21T09:00"),  # a day, though it could be a time
        ("4.11", "2026-11-04T10:00"),  # today at noon
        ("вчора 10.11", "2026-11-03T08:11"),
        ("25.10 03:30", "2026-10-25T00:30"),  # comes twice: the first time
    ],
)
def test_a_moment_is_read_by_the_brands_clock(text: str, utc: str) -> None:
    assert datetime.fromisoformat(utc).replace(tzinfo=UTC) == read_moment(text, NOW, KYIV)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "unreadable"),
        ("soon", "unreadable"),
        ("25:00", "unreadable"),
        ("31.02 10:00", "unreadable"),
        ("yesterday at noon 10:00", "unreadable"),
        ("14:01", "future"),
        ("today 23:00", "future"),
        ("5.11.2026 10:00", "future"),
        ("1.11.2025 10:00", "old"),
        ("0001-01-01 00:00", "unreadable"),
    ],
)
def test_what_cannot_be_says_why(text: str, code: str) -> None:
    with pytest.raises(MomentError) as told:
        read_moment(text, NOW, KYIV)
    assert code == told.value.code


def test_a_day_alone_is_noon_or_now_before_noon() -> None:
    morning = NOW.replace(hour=5)
    assert morning == read_moment("4.11", morning, KYIV)


@given(st.text(max_size=25) | st.text(alphabet="0123456789.:- ", max_size=20))
def test_whatever_is_typed_is_a_past_moment_or_refused(text: str) -> None:
    try:
        moment = read_moment(text, NOW, KYIV)
    except MomentError as error:
        refused = error.code
    else:
        refused = None
        assert NOW - OLDEST <= moment <= NOW
    assert refused in {"unreadable", "future", "old", None}
