"""A period's figures, against a table reckoned by hand."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import figures
from bot.figures import Compliance
from bot.reporting import Report, make_report
from bot.speed import wait_fact
from storage.engine import Store
from storage.tables import Brand
from storage.vocabulary import ChatRole, Kind
from storage.waits import wait_facts
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop

MONDAY = NOON.replace(hour=0)
NEXT = MONDAY + 7 * DAY


async def report(shop: Shop, now: object = NEXT) -> Report:
    async with shop.store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        return await make_report(session, brand, MONDAY, NEXT, now)  # type: ignore[arg-type]


# (asked, answered) in hours from Monday's midnight; the target is 24 hours
WEEK = [
    (1, 3),  # due Tuesday, met after 2 h
    (2, 26),  # due Tuesday, met at the very moment, after 24 h
    (3, 28),  # due Tuesday, late by an hour, after 25 h
    (30, 31),  # due Wednesday, met after 1 h
    (40, None),  # due Wednesday, never answered
    (150, None),  # due after the week
    (-30, -20),  # due before it
    (-10, 4),  # asked before it, due and answered in it after 14 h
]


async def fill(shop: Shop) -> None:
    for number, (asked, answered) in enumerate(WEEK):
        request = await shop.client_writes(
            client=f"{number}",
            at=MONDAY + asked * HOUR,
            kind=Kind.COMPLAINT if number < 2 else Kind.QUESTION,
        )
        if answered is not None:
            await shop.answers(request, at=MONDAY + answered * HOUR)
    spam = await shop.client_writes(client="spam", at=MONDAY + HOUR)
    await shop.dismisses(spam, at=MONDAY + 2 * HOUR)
    closed = await shop.client_writes(client="closed", at=MONDAY + 50 * HOUR)
    await shop.closes(closed, at=MONDAY + 60 * HOUR)  # met, without a response time
    await shop.client_writes(
        client="fan", at=MONDAY + HOUR, kind=Kind.PRAISE, role=ChatRole.COMMUNITY
    )


async def test_the_figures_are_those_of_the_table(store: Store) -> None:
    shop, other = await Shop.open(store), await Shop.open(store)
    await fill(shop)
    await other.client_writes(at=MONDAY)
    period = (await report(shop)).period

    assert {Kind.COMPLAINT: 2, Kind.QUESTION: 5, Kind.PRAISE: 1} == period.kinds
    assert (8, 1) == (period.requests, period.dismissed)
    assert Compliance(met=5, breached=2) == period.compliance
    hours = sorted([2, 24, 25, 1, 14])
    assert (5, hours[2] * 3600) == (period.answered, period.median_seconds)
    assert (24 + 0.6 * 1) * 3600 == period.p90_seconds  # h = 4·0.9: 0.6 of the way from 24 to 25


async def test_best_and_worst_day_and_what_is_late_now(store: Store) -> None:
    shop = await Shop.open(store)
    await fill(shop)
    found = await report(shop)

    assert found.best is not None
    assert found.worst is not None
    # Monday: 1 of 1. Tuesday: 2 of 3. Wednesday: 1 of 2. Thursday: 1 of 1.
    assert ("2026-11-02", "2026-11-04") == (str(found.best.day), str(found.worst.day))
    assert (1, [5], 1) == (
        found.late_in_all,
        [matter.request.number for matter in found.late],
        found.pending,
    )


async def test_the_period_before_stands_beside_it(store: Store) -> None:
    shop = await Shop.open(store)
    await fill(shop)
    found = await report(shop)
    assert (MONDAY - 7 * DAY, MONDAY) == (found.before.start, found.before.end)
    assert Compliance(met=1, breached=0) == found.before.compliance
    assert not found.differs


async def test_a_reopened_dismissal_counts_again(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=MONDAY)
    await shop.dismisses(request, at=MONDAY + HOUR)
    assert (0, 1) == ((await report(shop)).period.requests, (await report(shop)).period.dismissed)
    await shop.reopens(request, at=MONDAY + 2 * HOUR)
    period = (await report(shop)).period
    assert (1, 0, Compliance(0, 1)) == (period.requests, period.dismissed, period.compliance)


async def test_a_brand_without_a_single_message_has_empty_figures(store: Store) -> None:
    found = await report(await Shop.open(store))
    assert (0, {}, Compliance(0, 0), None, None) == (
        found.period.requests,
        found.period.kinds,
        found.period.compliance,
        found.period.median_seconds,
        found.period.p90_seconds,
    )
    assert (None, None, [], 0, 0, False) == (
        found.best,
        found.worst,
        list(found.late),
        found.late_in_all,
        found.pending,
        found.differs,
    )


async def test_only_the_latest_of_many_are_named(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.log(*[shop.message(client=f"{n}", at=MONDAY + n * HOUR) for n in range(8)])
    found = await report(shop)
    assert (8, [1, 2, 3, 4, 5]) == (
        found.late_in_all,
        [matter.request.number for matter in found.late],
    )


# --- what the database counts is what the plain formulas say ------------------------------------

minutes = st.integers(-8 * 24 * 60, 8 * 24 * 60)
waited = st.tuples(minutes, st.none() | st.integers(0, 4 * 24 * 60), st.booleans())


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(
    waits=st.lists(waited, max_size=12),
    timezone=st.sampled_from(["UTC", "Europe/Kyiv", "Asia/Kathmandu", "America/St_Johns"]),
    from_minute=st.integers(-3000, 3000),
    minutes_long=st.integers(1, 9 * 24 * 60),
)
async def test_the_figures_are_those_of_the_plain_formulas(
    store: Store,
    waits: list[tuple[int, int | None, bool]],
    timezone: str,
    from_minute: int,
    minutes_long: int,
) -> None:
    shop = await Shop.open(store, timezone=timezone)
    for number, (asked, took, dismissed) in enumerate(waits):
        at = NOON + asked * MINUTE
        request = await shop.client_writes(client=f"{number}", at=at)
        if took is not None:
            await shop.answers(request, at=at + took * MINUTE)
        if dismissed:
            await shop.dismisses(request, at=at + 5 * DAY)
    start = NOON + from_minute * MINUTE
    end, now = start + minutes_long * MINUTE, NOON + DAY
    async with store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        found = await make_report(session, brand, start, end, now)
        for period in (found.period, found.before):
            rows = await wait_facts(session, brand.id, period.start, period.end)
            facts = [wait_fact(row) for row in rows]
            seconds = figures.first_response_seconds(facts, period.start, period.end)
            assert figures.compliance(facts, period.start, period.end, now) == period.compliance
            assert (
                len(seconds),
                pytest.approx(figures.median(seconds), abs=0.002),
                pytest.approx(figures.quantile(seconds, 0.9), abs=0.002),
            ) == (period.answered, period.median_seconds, period.p90_seconds)
        rows = await wait_facts(session, brand.id, start, end)
    days = figures.by_day([wait_fact(row) for row in rows], start, end, now, timezone)
    assert figures.best_and_worst(days) == (found.best, found.worst)


async def test_a_period_of_thirty_years_has_its_days(store: Store) -> None:
    shop = await Shop.open(store, timezone="Europe/Kyiv")
    await fill(shop)
    async with store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        long = await make_report(session, brand, MONDAY - 10_950 * DAY, NEXT, NEXT)
    assert (6, 2) == (long.period.compliance.met, long.period.compliance.breached)
    assert long.best is not None


async def test_working_time_stands_beside_calendar_time_where_the_clock_stops(store: Store) -> None:
    shop = await Shop.open(store, hours="mon-fri 09:00-18:00")
    request = await shop.client_writes(at=MONDAY + 17 * HOUR)
    await shop.answers(request, at=MONDAY + 34 * HOUR)  # Tuesday, 10:00
    period = (await report(shop)).period
    assert (17 * 3600, 2 * 3600) == (period.median_seconds, period.working_median_seconds)
    assert timedelta(hours=2).total_seconds() == period.working_p90_seconds
    around = await Shop.open(store)
    await around.answers(await around.client_writes(at=MONDAY), at=MONDAY + HOUR)
    assert (await report(around)).period.working_median_seconds is None
