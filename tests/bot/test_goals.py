"""Goals: measured until their last day, told of a while longer, and of one's own words."""

from datetime import date

import pytest

from bot.figures import Standing
from bot.goals import SHOWN_AFTER, GoalError, goals_of, set_goal
from storage.engine import Store
from storage.tables import Brand, Request
from storage.vocabulary import Metric
from tests.builders import DAY, HOUR, NOON, Shop


async def standing_of(shop: Shop, days: int) -> list[tuple[float | None, Standing]]:
    async with shop.store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        found = await goals_of(session, brand, NOON + days * DAY)
    return [(one.figure, one.standing) for one in found]


async def goal(shop: Shop, metric: Metric, target: float, deadline: date) -> None:
    async with shop.store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        await set_goal(session, brand, metric, target, deadline, "Ірина", shop.lead, NOON)


async def test_a_goal_met_on_its_last_day_stays_met_and_then_leaves_the_summary(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    late = await shop.client_writes(client="late", at=NOON - 10 * DAY)
    await shop.answers(late, at=NOON - 8 * DAY)
    deadline = date(2026, 11, 10)
    await goal(shop, Metric.COMPLIANCE, 0.5, deadline)
    for number in range(3):
        request = await shop.client_writes(client=f"{number}", at=NOON + HOUR)
        await shop.answers(request, at=NOON + 2 * HOUR)
    assert [(0.0, Standing.BEHIND)] != await standing_of(shop, 2)
    for days in (9, 15, 9 + SHOWN_AFTER.days - 1):
        assert [(0.75, Standing.MET)] == await standing_of(shop, days)
    assert [] == await standing_of(shop, 40)


async def test_clients_who_waited_on_the_last_day_are_those_of_that_day(store: Store) -> None:
    shop = await Shop.open(store)
    for number in range(3):
        await shop.client_writes(client=f"{number}", at=NOON - HOUR)
    await goal(shop, Metric.BACKLOG, 1, date(2026, 11, 4))
    for row, days in zip(await shop.rows(Request), (1, 1, 5), strict=True):
        await shop.answers(row, at=NOON + days * DAY)
    assert [(1.0, Standing.MET)] == await standing_of(shop, 10)


@pytest.mark.parametrize("deadline", [date(9999, 12, 31), date(2026, 11, 1), date(2028, 1, 1)])
async def test_a_day_too_far_or_past_is_no_deadline(store: Store, deadline: date) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON - HOUR)
    with pytest.raises(GoalError, match="deadline"):
        await goal(shop, Metric.BACKLOG, 0, deadline)
