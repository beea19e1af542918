"""A period's figures, against a table reckoned by hand."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import col, select

from bot import figures
from bot.figures import Compliance, WaitFact
from bot.policy import policy_of
from bot.reporting import More, Report, make_more, make_report
from bot.sla import WorkingClock
from bot.speed import Times, by_member
from storage.engine import Store
from storage.slices import Slice
from storage.tables import Brand, Request, Wait
from storage.vocabulary import ChatRole, Kind, RequestStatus, WaitStop
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop

MONDAY = NOON.replace(hour=0)
NEXT = MONDAY + 7 * DAY


async def report(shop: Shop, now: object = NEXT) -> Report:
    async with shop.store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        return await make_report(session, brand, MONDAY, NEXT, now)  # type: ignore[arg-type]


async def more(shop: Shop, now: object = NEXT) -> More:
    async with shop.store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        return await make_more(session, brand, MONDAY, NEXT, now)  # type: ignore[arg-type]


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

    assert {Kind.COMPLAINT: 2, Kind.QUESTION: 5, Kind.PRAISE: 1} == period.begun.kinds
    assert (8, 1) == (period.requests, period.begun.dismissed)
    assert Compliance(met=5, breached=2) == period.compliance
    hours = sorted([2, 24, 25, 1, 14])
    assert (5, hours[2] * 3600) == (period.first.n, period.first.median)
    assert (24 + 0.6 * 1) * 3600 == period.first.p90  # h = 4·0.9: 0.6 of the way from 24 to 25


async def test_best_and_worst_day_and_what_is_late_now(store: Store) -> None:
    shop = await Shop.open(store)
    await fill(shop)
    found = await report(shop)
    best, worst = figures.best_and_worst((await more(shop)).closer.days)

    assert best is not None
    assert worst is not None
    # Monday: 1 of 1. Tuesday: 2 of 3. Wednesday: 1 of 2. Thursday: 1 of 1.
    assert ("2026-11-02", "2026-11-04") == (str(best.day), str(worst.day))
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
    assert 2 == found.before.requests
    assert not found.differs


async def test_a_reopened_dismissal_counts_again(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=MONDAY)
    await shop.dismisses(request, at=MONDAY + HOUR)
    assert (0, 1) == (
        (await report(shop)).period.requests,
        (await report(shop)).period.begun.dismissed,
    )
    await shop.reopens(request, at=MONDAY + 2 * HOUR)
    period = (await report(shop)).period
    assert (1, 0, Compliance(0, 1)) == (period.requests, period.begun.dismissed, period.compliance)


async def test_a_brand_without_a_single_message_has_empty_figures(store: Store) -> None:
    found = await report(await Shop.open(store))
    assert (0, {}, Compliance(0, 0), None, None) == (
        found.period.requests,
        found.period.begun.kinds,
        found.period.compliance,
        found.period.first.median,
        found.period.first.p90,
    )
    assert ([], 0, 0, False) == (
        list(found.late),
        found.late_in_all,
        found.pending,
        found.differs,
    )


async def test_only_the_latest_of_many_are_named(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.log(*[shop.message(client=f"{n}", at=MONDAY + n * HOUR) for n in range(8)])
    found = await report(shop)
    assert (8, [1, 2, 3]) == (
        found.late_in_all,
        [matter.request.number for matter in found.late],
    )


# --- what the database counts is what the plain formulas say ------------------------------------

minutes = st.integers(-8 * 24 * 60, 8 * 24 * 60)
took = st.integers(0, 4 * 24 * 60)
waited = st.tuples(minutes, st.none() | took, st.none() | took, st.booleans())


async def plain_facts(store: Store, brand_id: int) -> list[WaitFact]:
    """Every wait of the brand; which answer was its request's first is told by looking at all."""
    async with store.read() as session:
        rows = (
            await session.execute(
                select(Wait, Request)
                .join(Request, col(Request.id) == Wait.request_id)
                .where(Wait.brand_id == brand_id)
            )
        ).all()
    waits = [wait for wait, request in rows if request.status is not RequestStatus.DISMISSED]
    answered = [one for one in waits if one.stop is WaitStop.ANSWERED]
    facts = []
    for one in waits:
        earlier = [
            other
            for other in answered
            if other.request_id == one.request_id and other.stopped_at < one.stopped_at
        ] if one in answered else []  # fmt: skip
        facts.append(
            WaitFact(one.started_at, one.due_at, one.stopped_at, one in answered, not earlier)
        )
    return facts


def about(seconds: list[float]) -> tuple[int, object, object]:
    return (
        len(seconds),
        pytest.approx(figures.median(seconds), abs=0.002),
        pytest.approx(figures.quantile(seconds, 0.9), abs=0.002),
    )


def shown(times: Times) -> tuple[int, object, object]:
    return times.n, times.median, times.p90


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(
    waits=st.lists(waited, max_size=12),
    timezone=st.sampled_from(["UTC", "Europe/Kyiv", "Asia/Kathmandu", "America/St_Johns"]),
    from_minute=st.integers(-3000, 3000),
    minutes_long=st.integers(1, 90 * 24 * 60),
)
async def test_the_figures_are_those_of_the_plain_formulas(
    store: Store,
    waits: list[tuple[int, int | None, int | None, bool]],
    timezone: str,
    from_minute: int,
    minutes_long: int,
) -> None:
    shop = await Shop.alone(store, timezone=timezone, hours="mon-fri 09:00-18:00")
    for number, (asked, first, again, dismissed) in enumerate(waits):
        at = NOON + asked * MINUTE
        request = await shop.client_writes(client=f"{number}", at=at)
        if first is not None:
            await shop.answers(request, at=at + first * MINUTE)
            if again is not None:
                asked_again = at + (first + 1) * MINUTE
                await shop.client_writes("А коли?", client=f"{number}", at=asked_again)
                await shop.answers(request, at=asked_again + again * MINUTE)
        if dismissed:
            await shop.dismisses(request, at=at + 9 * DAY)
    start = NOON + from_minute * MINUTE
    end, now = start + minutes_long * MINUTE, NOON + DAY
    async with store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        found = await make_report(session, brand, start, end, now)
        closer = (await make_more(session, brand, start, end, now)).closer
        members = await by_member(session, brand, (start, end))
    facts = await plain_facts(store, shop.brand_id)
    firsts = figures.first_answers(facts)
    for period in (found.period, found.before):
        days = figures.by_day(facts, period.start, period.end, now, timezone)
        assert sum((one.compliance for one in days), Compliance(0, 0)) == period.compliance
        seconds = figures.response_seconds(firsts, period.start, period.end)
        assert about(seconds) == shown(period.first)
    assert figures.by_day(facts, start, end, now, timezone) == list(closer.days)
    assert about(figures.response_seconds(facts, start, end)) == shown(closer.every)
    hours = policy_of(brand).hours
    assert hours is not None
    clock = WorkingClock(hours, NOON - 100 * DAY, NOON + 100 * DAY)
    assert closer.working is not None
    worked = figures.response_seconds(firsts, start, end, clock.between)
    assert about(worked) == shown(closer.working)
    answered = figures.answered_compliance(facts, start, end)
    assert sum((one.compliance for one in members), Compliance(0, 0)) == answered


async def test_a_dismissed_request_of_the_week_before_is_not_counted(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(client="asks", at=MONDAY - 2 * DAY)
    spam = await shop.client_writes(client="spams", at=MONDAY - 2 * DAY)
    assert await shop.dismisses(spam, at=MONDAY - DAY)
    assert 1 == (await report(shop)).before.requests


async def test_a_late_first_answer_is_not_made_quick_by_quick_words_after_it(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=MONDAY)
    await shop.answers(request, at=MONDAY + 20 * HOUR)
    for minute in range(9):
        again = MONDAY + 21 * HOUR + 2 * minute * MINUTE
        await shop.client_writes("А коли?", at=again)
        await shop.answers(request, at=again + MINUTE)
    assert Times(1, 20 * 3600, 20 * 3600) == (await report(shop)).period.first
    every = (await more(shop)).closer.every
    assert (10, 60) == (every.n, every.median)


async def test_a_part_of_a_member_is_what_they_answered_whoever_it_is_with(store: Store) -> None:
    shop = await Shop.open(store)
    helped = await shop.client_writes(client="a", at=MONDAY)
    await shop.takes(helped, at=MONDAY + HOUR)  # Iryna's
    await shop.answers(helped, at=MONDAY + 2 * HOUR, member_id=shop.lead.id)
    own = await shop.client_writes(client="b", at=MONDAY)
    await shop.answers(own, at=MONDAY + 30 * HOUR)
    async with store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        for member, rate in ((shop.lead, Compliance(1, 0)), (shop.iryna, Compliance(0, 1))):
            part = Slice(member_id=member.id)
            found = (await make_report(session, brand, MONDAY, NEXT, NEXT, part)).period
            assert (rate, 1, 1) == (found.compliance, found.requests, found.first.n)


async def test_a_period_of_thirty_years_has_its_days_and_is_read_in_few_pieces(
    store: Store,
) -> None:
    shop = await Shop.open(store, timezone="Europe/Kyiv")
    await fill(shop)
    asked = count()

    def ask(*_: object) -> None:
        next(asked)

    event.listen(store._reader.sync_engine, "before_cursor_execute", ask)
    async with store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        long = await make_report(session, brand, MONDAY - 10_950 * DAY, NEXT, NEXT)
        closer = (await make_more(session, brand, MONDAY - 10_950 * DAY, NEXT, NEXT)).closer
    event.remove(store._reader.sync_engine, "before_cursor_execute", ask)
    assert next(asked) < 300
    assert (6, 2) == (long.period.compliance.met, long.period.compliance.breached)
    assert 10_958 == len(closer.days)  # by UTC's midnights, so that both ends are parts of days
    assert figures.best_and_worst(closer.days)[0] is not None


async def test_working_time_stands_beside_calendar_time_where_the_clock_stops(store: Store) -> None:
    shop = await Shop.open(store, hours="mon-fri 09:00-18:00")
    request = await shop.client_writes(at=MONDAY + 17 * HOUR)
    await shop.answers(request, at=MONDAY + 34 * HOUR)  # Tuesday, 10:00
    assert Times(1, 17 * 3600, 17 * 3600) == (await report(shop)).period.first
    assert Times(1, 2 * 3600, 2 * 3600) == (await more(shop)).closer.working
    around = await Shop.open(store)
    await around.answers(await around.client_writes(at=MONDAY), at=MONDAY + HOUR)
    assert (await more(around)).closer.working is None
