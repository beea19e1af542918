"""The weekly summary: at the brand's wall time, for the week before, once."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brand_settings import apply_setting
from bot.brands import create_brand
from bot.summaries import next_summary, send_summaries, week_before
from storage.engine import Store
from storage.notices import add_notices, notice_row
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


MONDAY_NINE = NOON.replace(hour=9) + 7 * DAY  # the shop's first summary


async def told(shop: Shop, *moments: datetime) -> list[str]:
    """Each moment the summaries are looked at; the last days of the weeks that were told."""
    for moment in moments:
        await send_summaries(shop.store, moment)
    summaries = await shop.notices(NoticeKind.SUMMARY)
    return [one.payload["end"][:10] for one in summaries]


async def test_a_time_moved_before_the_moment_loses_no_week(store: Store) -> None:
    """At 8:50 of the day the time is changed from 9:00 to 8:00, which has passed."""
    shop = await Shop.open(store)
    at = MONDAY_NINE - 10 * MINUTE
    await shop.sets(at=at, summary_time="08:00")
    assert ["2026-11-09"] == await told(shop, at, at + HOUR, at + 2 * DAY)
    assert MONDAY_NINE - HOUR + 7 * DAY == (await shop.brand()).next_summary_at


@pytest.mark.parametrize(
    "changed",
    [
        {"summary_time": "10:00"},
        {"timezone": "America/New_York"},
        {"timezone": "Pacific/Auckland"},
        {"summary_day": "6"},  # yesterday's: Monday's summary has told it
    ],
)
async def test_a_week_that_was_told_is_not_told_again(
    store: Store, changed: dict[str, str]
) -> None:
    shop = await Shop.open(store)
    assert ["2026-11-09"] == await told(shop, MONDAY_NINE)
    at = MONDAY_NINE + 30 * MINUTE
    await shop.sets(at=at, **changed)
    assert ["2026-11-09"] == await told(shop, at, at + 4 * HOUR, at + 5 * DAY)
    assert 2 == len(await told(shop, at + 8 * DAY))


async def test_a_day_that_has_passed_is_told_at_once(store: Store) -> None:
    """On Thursday from Monday to Wednesday: what the next Wednesday tells begins with this one."""
    shop = await Shop.open(store)
    thursday = MONDAY_NINE + 3 * DAY
    assert ["2026-11-09"] == await told(shop, MONDAY_NINE)
    await shop.sets(at=thursday, summary_day="2")
    assert ["2026-11-09", "2026-11-11"] == await told(shop, thursday, thursday + HOUR)
    assert MONDAY_NINE + 9 * DAY == (await shop.brand()).next_summary_at


async def test_a_brand_that_has_just_begun_has_no_week_to_tell_yet(store: Store) -> None:
    shop = await Shop.open(store)
    async with store.write() as session:
        (await session.get_one(Brand, shop.brand_id)).created_at = NOON
    await shop.sets(at=NOON, summary_time="08:00")
    assert MONDAY_NINE - HOUR == (await shop.brand()).next_summary_at


async def test_a_week_that_an_earlier_version_told_is_not_told_again(store: Store) -> None:
    """Its notice is named by the moment at which it was due; its plan may stand as well."""
    shop = await Shop.open(store)
    old = f"summary:{shop.brand_id}:{MONDAY_NINE.isoformat()}:{shop.leads}"
    week = {"end": MONDAY_NINE.replace(hour=0).isoformat()}
    async with store.write() as session:
        row = notice_row(
            NoticeKind.SUMMARY,
            shop.leads,
            old,
            MONDAY_NINE,
            brand_id=shop.brand_id,
            payload=week,
        )
        await add_notices(session, [row])
        brand = await session.get_one(Brand, shop.brand_id)
        brand.summary_time = "10:00"
        brand.next_summary_at = MONDAY_NINE + HOUR
    at = MONDAY_NINE + HOUR
    assert ["2026-11-09"] == await told(shop, at)
    assert at + 7 * DAY == (await shop.brand()).next_summary_at
    await shop.sets(at=at, summary_time="11:00")
    assert ["2026-11-09"] == await told(shop, at + 2 * HOUR)


def test_a_zone_and_a_time_as_typed_are_what_is_planned() -> None:
    which = brand()
    apply_setting(which, "timezone", "America/New_York")
    apply_setting(which, "summary_time", "7.05")
    assert utc("2026-11-02T12:05") == next_summary(which, NOON)


WEDNESDAY = NOON + 2 * DAY


async def born(store: Store, at: datetime) -> Shop:
    """A brand that was made then, with its first summary planned for the Monday after."""
    shop = await Shop.open(store)
    async with store.write() as session:
        row = await session.get_one(Brand, shop.brand_id)
        row.created_at = at
        row.next_summary_at = next_summary(row, at)
    return shop


@pytest.mark.parametrize("day", range(7))
async def test_no_week_that_ended_before_a_brand_was_made_is_told(store: Store, day: int) -> None:
    shop = await born(store, WEDNESDAY)
    at = WEDNESDAY + HOUR
    await shop.sets(at=at, summary_day=str(day))
    assert [] == await told(shop, at)
    [first] = await told(shop, WEDNESDAY + 7 * DAY)
    assert "2026-11-05" <= first <= "2026-11-11"


async def test_a_new_brand_that_tries_every_day_is_told_no_week_before_its_own(
    store: Store,
) -> None:
    shop = await born(store, WEDNESDAY)
    for minute, day in enumerate([1, 0, 6, 5, 4, 3, 2, 1]):
        at = WEDNESDAY + minute * MINUTE
        await shop.sets(at=at, summary_day=str(day))
        assert [] == await told(shop, at)


async def test_a_brand_that_is_made_on_its_summarys_day_waits_for_a_week_of_its_own(
    store: Store,
) -> None:
    monday = NOON.replace(hour=8)  # an hour before the summary's time
    async with store.write() as session:
        made = await create_brand(
            session, name="Кава", language="uk", timezone="UTC", sla_minutes=1440, now=monday
        )
    assert monday + 7 * DAY + HOUR == made.next_summary_at
