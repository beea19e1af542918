"""The weekly summary: at the brand's wall time, for the week before, once."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brand_settings import apply_setting
from bot.summaries import next_summary, send_summaries, week_before
from storage.engine import Store
from storage.tables import Brand
from storage.vocabulary import NoticeKind
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop


def brand(timezone: str = "Europe/Kyiv", weekday: int = 0, at: str = "09:00") -> Brand:
    return Brand(
        name="Кава",
        language="uk",
        timezone=timezone,
        sla_minutes=1440,
        summary_weekday=weekday,
        summary_time=at,
        created_at=NOON,
    )


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("which", "after", "due"),
    [
        (brand(), "2026-11-02T06:59", "2026-11-02T07:00"),
        (brand(), "2026-11-02T07:00", "2026-11-09T07:00"),  # strictly after
        (brand(), "2026-10-20T00:00", "2026-10-26T07:00"),  # clocks went back on the 25th
        (brand(), "2026-10-19T06:00", "2026-10-26T07:00"),
        (brand(), "2026-03-23T07:00", "2026-03-30T06:00"),  # forward on the 29th
        (brand(weekday=6, at="03:30"), "2026-10-25T00:00", "2026-10-25T00:30"),  # comes twice
        (brand(weekday=6, at="03:30"), "2026-10-25T00:30", "2026-11-01T01:30"),
        (brand(weekday=6, at="03:30"), "2026-03-29T00:00", "2026-03-29T01:30"),  # skipped
        (brand("Pacific/Auckland", at="00:00"), "2026-11-01T10:00", "2026-11-01T11:00"),
    ],
)
def test_the_wall_time_holds_in_weeks_that_change_the_clocks(
    which: Brand, after: str, due: str
) -> None:
    assert utc(due) == next_summary(which, utc(after))


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis adds the zone
    st.sampled_from(["Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
    st.integers(0, 6),
    st.times().map(lambda at: at.isoformat("minutes")),
)
def test_the_next_summary_is_within_a_week_on_its_day(
    after: datetime, timezone: str, weekday: int, at: str
) -> None:
    which = brand(timezone, weekday, at)
    due = next_summary(which, after)
    local = due.astimezone(ZoneInfo(timezone))
    assert after < due <= after + timedelta(days=8)
    assert weekday == local.weekday() or at >= "23"  # a skipped time may fall past midnight
    start, end = week_before(which, due)
    assert start < end <= due
    assert timedelta(0) <= due - end < timedelta(hours=25)
    assert abs(end - start - 7 * DAY) <= 2 * HOUR


def test_the_week_before_is_seven_local_days() -> None:
    """It ends where the summary's day begins; the week of the change has 169 hours."""
    start, end = week_before(brand(), utc("2026-10-26T07:00"))
    assert (utc("2026-10-18T21:00"), utc("2026-10-25T22:00")) == (start, end)
    assert 7 * DAY + HOUR == end - start


async def test_a_due_summary_is_queued_once_for_the_leads(store: Store) -> None:
    shop = await Shop.open(store)
    monday = NOON.replace(hour=9)  # the shop's zone is UTC
    async with store.write() as session:
        row = await session.get_one(Brand, shop.brand_id)
        row.next_summary_at = monday

    assert 0 == await send_summaries(store, monday - MINUTE)
    assert [0, 0, 1] == sorted(
        await asyncio.gather(*[send_summaries(store, NOON) for _ in range(3)])
    )
    [summary] = await shop.notices(NoticeKind.SUMMARY)
    assert shop.leads == summary.chat_id
    assert {
        "start": (monday - 7 * DAY).replace(hour=0).isoformat(),
        "end": monday.replace(hour=0).isoformat(),
    } == summary.payload
    assert monday + 7 * DAY == (await shop.brand()).next_summary_at


async def test_a_missed_monday_is_sent_on_return_once(store: Store) -> None:
    shop = await Shop.open(store)
    missed = (await shop.brand()).next_summary_at
    assert missed is not None
    for _ in range(3):
        await send_summaries(store, missed + 2 * DAY)
    assert 1 == len(await shop.notices(NoticeKind.SUMMARY))
    assert missed + 7 * DAY == (await shop.brand()).next_summary_at


async def test_a_new_day_or_time_plans_the_next_one_anew(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.sets(at=NOON, summary_day="4", summary_time="18:30")
    assert utc("2026-11-06T18:30") == (await shop.brand()).next_summary_at
    await shop.sets(at=NOON, timezone="Europe/Kyiv")
    assert utc("2026-11-06T16:30") == (await shop.brand()).next_summary_at


def test_a_zone_and_a_time_as_typed_are_what_is_planned() -> None:
    which = brand()
    apply_setting(which, "timezone", "America/New_York")
    apply_setting(which, "summary_time", "7.05")
    assert utc("2026-11-02T12:05") == next_summary(which, NOON)
