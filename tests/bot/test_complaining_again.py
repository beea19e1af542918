"""Who complained twice within 30 days is at risk, whichever requests it was in."""

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.figures import Risk
from storage.engine import Store
from tests.bot.test_loyalty import MONDAY, complains, loyalty
from tests.builders import HOUR, Shop


async def test_complaining_again_in_a_request_of_weeks_ago_is_a_second_complaint(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    for hour in (-50, -3, 20):  # one request: it is reopened each time
        request = await complains(shop, "again", hour)
        await shop.answers(request, at=MONDAY + (hour + 1) * HOUR)
    [found] = (await loyalty(shop)).at_risk
    assert ((Risk.TWO_COMPLAINTS,), request.number) == (found.risks, found.number)


complaining = st.sets(st.integers(-80 * 4, 7 * 4 - 1), max_size=5)
"""Quarters of days before and after the Monday. Some come close together: those share a request."""


@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
    deadline=None,
)
@given(st.lists(complaining, min_size=1, max_size=3))
async def test_who_complained_twice_is_found_as_the_plain_formula_says(
    store: Store, clients: list[set[int]]
) -> None:
    shop = await Shop.alone(store)
    twice = set()
    for number, quarters in enumerate(clients):
        moments = [one * 6 for one in sorted(quarters)]  # in hours
        for hour in moments:
            request = await complains(shop, f"{number}", hour)
            await shop.answers(request, at=MONDAY + (hour + 1) * HOUR)
        if any(later - earlier <= 30 * 24 and later >= 0 for earlier, later in pairwise(moments)):
            twice.add(f"{number}")
    assert twice == {one.name for one in (await loyalty(shop)).at_risk}
