from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moments import OLDEST, MomentError, read_moment
from handlers.texts import texts
from handlers.wording import moment_dated, moment_near

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
        ("вчора о 18:00", "2026-11-03T16:00"),
        ("учора об 11:00", "2026-11-03T09:00"),
        ("вчера в 18:00", "2026-11-03T16:00"),
        ("Yesterday at 18:00", "2026-11-03T16:00"),
        ("сьогодні о 9:05", "2026-11-04T07:05"),
        ("сегодня в 9:05", "2026-11-04T07:05"),
        ("позавчора 18:00", "2026-11-02T16:00"),
        ("о 10:30", "2026-11-04T08:30"),
        ("2 години тому", "2026-11-04T10:00"),
        ("2 часа назад", "2026-11-04T10:00"),
        ("2 hours ago", "2026-11-04T10:00"),
        ("30 хв тому", "2026-11-04T11:30"),
        ("30хв. тому", "2026-11-04T11:30"),
        ("30 мин назад", "2026-11-04T11:30"),
        ("1 год 20 хв тому", "2026-11-04T10:40"),
        ("годину тому", "2026-11-04T11:00"),
        ("an hour ago", "2026-11-04T11:00"),
        ("3 дні тому", "2026-11-01T12:00"),
        ("тиждень тому", "2026-10-28T12:00"),
        ("пн 18:00", "2026-11-02T16:00"),
        ("у понеділок о 18:00", "2026-11-02T16:00"),
        ("в п'ятницю 18:00", "2026-10-30T16:00"),
        ("ср 18:00", "2026-10-28T16:00"),  # today's is still to come: a week ago
        ("ср 9:00", "2026-11-04T07:00"),
        ("on Monday at 9:00", "2026-11-02T07:00"),
        ("нд", "2026-11-01T10:00"),
        ("2 лист., 10:12", "2026-11-02T08:12"),
        ("пн 2 лист., 10:12", "2026-11-02T08:12"),
        ("пн, 2 нояб., 10:12", "2026-11-02T08:12"),
        ("Mon 2 Nov, 10:12", "2026-11-02T08:12"),
        ("Nov 2 10:12", "2026-11-02T08:12"),
        ("2 листопада", "2026-11-02T10:00"),
        ("2 груд. 2025, 10:12", "2025-12-02T08:12"),
        ("2 грудня о 10:12", "2025-12-02T08:12"),
        ("2 мая 10:12", "2026-05-02T07:12"),
        ("15 червня 10:12", "2026-06-15T07:12"),
        ("15 липня 10:12", "2026-07-15T07:12"),
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
        ("завтра 10:00", "future"),
        ("tomorrow at 9:00", "future"),
        ("послезавтра", "future"),
        ("Післязавтра о 10:00", "future"),
        ("5.11.2026 10:00", "future"),
        ("1.11.2025 10:00", "old"),
        ("0001-01-01 00:00", "unreadable"),
        ("тому", "unreadable"),
        ("2 тому", "unreadable"),
        ("2 3 години тому", "unreadable"),
        ("два роки тому", "unreadable"),
        ("9999 днів тому", "old"),
        ("ср 2 жовтобр 10:00 11:00", "unreadable"),
        ("32 лист 10:00", "unreadable"),
    ],
)
def test_what_cannot_be_says_why(text: str, code: str) -> None:
    with pytest.raises(MomentError) as told:
        read_moment(text, NOW, KYIV)
    assert code == told.value.code


def test_a_day_alone_is_noon_or_now_before_noon() -> None:
    morning = NOW.replace(hour=5)
    assert morning == read_moment("4.11", morning, KYIV)


@given(
    st.integers(min_value=0, max_value=364 * 24 * 60),
    st.sampled_from(["uk", "ru", "en"]),
)
def test_whatever_the_bot_shows_it_reads(minutes: int, language: str) -> None:
    moment = NOW - timedelta(minutes=minutes)
    for shown in (moment_near, moment_dated):
        said = shown(texts(language), moment, NOW, KYIV)
        read = read_moment(said, NOW, KYIV)
        assert read in {moment, moment - timedelta(hours=1)}, said  # an hour that comes twice


_WORDS = "вчора о об в at 18:00 2 30 години хв тому назад ago hour an пн on mon лист. 21.11 2026"
_PIECES = st.sampled_from(_WORDS.split())


@given(
    st.text(max_size=25)
    | st.text(alphabet="0123456789.:- ", max_size=20)
    | st.lists(_PIECES, max_size=6).map(" ".join)
)
def test_whatever_is_typed_is_a_past_moment_or_refused(text: str) -> None:
    try:
        moment = read_moment(text, NOW, KYIV)
    except MomentError as error:
        refused = error.code
    else:
        refused = None
        assert NOW - OLDEST <= moment <= NOW
    assert refused in {"unreadable", "future", "old", None}
