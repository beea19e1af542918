"""How long an answer may take by kind."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import requests
from bot.brand_settings import change_setting
from bot.clients import set_tier
from bot.merging import merge
from bot.policy import TARGET_LIMITS, policy_of
from bot.targets import WORDS, read_targets, written
from storage.engine import Store
from storage.tables import Brand, Client, Request
from storage.vocabulary import Kind, NoticeKind, Tier
from tests.builders import HOUR, MINUTE, NOON, Shop

BY_KIND = "complaint 4, question 12"


async def numbered(shop: Shop, number: int) -> Request:
    [found] = await shop.rows(Request, Request.brand_id == shop.brand_id, Request.number == number)
    assert isinstance(found, Request)
    return found


async def hours_left(shop: Shop, number: int) -> float:
    """The whole target of the request's open wait, in hours."""
    wait = await shop.wait(await numbered(shop, number))
    assert wait is not None
    return (wait.due_at - wait.started_at) / HOUR


@given(st.dictionaries(st.sampled_from(Kind), st.integers(15, 720 * 60), min_size=1))
def test_what_is_written_is_read_the_same(minutes: dict[Kind, int]) -> None:
    targets = {kind: each * MINUTE for kind, each in minutes.items()}
    assert targets == read_targets(written(targets), TARGET_LIMITS)


def test_every_kind_has_its_words_in_three_languages_and_no_word_means_two() -> None:
    assert set(Kind) == set(WORDS)
    words = [word for each in WORDS.values() for word in each]
    assert len(words) == len(set(words))
    assert {kind.value for kind in Kind} <= set(words)


@pytest.mark.parametrize(
    ("kind", "tier", "hours"),
    [
        (Kind.COMPLAINT, Tier.REGULAR, 4),
        (Kind.QUESTION, Tier.REGULAR, 12),
        (Kind.SUGGESTION, Tier.REGULAR, 24),
        (Kind.COMPLAINT, Tier.FRIEND, 4),  # both have one: the shorter holds
        (Kind.QUESTION, Tier.FRIEND, 6),
        (Kind.SUGGESTION, Tier.FRIEND, 6),
        (None, Tier.FRIEND, 6),
    ],
)
async def test_the_most_specific_target_holds(
    store: Store, kind: Kind | None, tier: Tier, hours: int
) -> None:
    shop = await Shop.open(store, by_kind=BY_KIND, friend_sla="6")
    async with store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
    assert timedelta(hours=hours) == policy_of(brand, tier, kind).target


async def test_a_kind_named_by_hand_plans_the_wait_anew_from_its_start(store: Store) -> None:
    shop = await Shop.open(store, by_kind=BY_KIND)
    [request_id] = await shop.log(shop.message(kind=Kind.SUGGESTION))
    assert 24 == await hours_left(shop, 1)
    async with store.write() as session:
        request = await session.get_one(Request, request_id)
        await requests.set_kind(session, request, Kind.COMPLAINT, shop.iryna, NOON + HOUR)
    assert 4 == await hours_left(shop, 1)
    assert await shop.notices(NoticeKind.CARD)


async def test_a_graver_message_plans_the_wait_anew_from_its_start(store: Store) -> None:
    shop = await Shop.open(store, by_kind=BY_KIND)
    await shop.log(shop.message(kind=Kind.QUESTION))
    assert 12 == await hours_left(shop, 1)
    await shop.log(shop.message("Це жах!", kind=Kind.COMPLAINT, at=NOON + HOUR))
    wait = await shop.wait(await numbered(shop, 1))
    assert wait is not None
    assert (NOON, NOON + 4 * HOUR) == (wait.started_at, wait.due_at)


async def test_setting_the_targets_plans_all_who_wait_anew(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.log(
        shop.message(kind=Kind.QUESTION),
        shop.message(client="Петро", kind=Kind.COMPLAINT),
        shop.message(client="Ігор", kind=Kind.PRAISE),
    )
    for text, hours in ((BY_KIND, [12, 4, 24]), ("off", [24, 24, 24])):
        async with store.write() as session:
            brand = await session.get_one(Brand, shop.brand_id)
            await change_setting(session, brand, "by_kind", text, NOON)
        assert hours == [await hours_left(shop, number) for number in (1, 2, 3)]


async def test_a_best_friend_keeps_the_target_of_the_kind_where_it_is_shorter(store: Store) -> None:
    shop = await Shop.open(store, by_kind=BY_KIND, friend_sla="6")
    [request_id] = await shop.log(shop.message(kind=Kind.COMPLAINT))
    async with store.write() as session:
        request = await session.get_one(Request, request_id)
        client = await session.get_one(Client, request.client_id)
        brand = await session.get_one(Brand, shop.brand_id)
        await set_tier(session, brand, client, Tier.FRIEND, NOON)
    assert 4 == await hours_left(shop, 1)


async def test_merging_into_a_lesser_kind_takes_the_graver_target_along(store: Store) -> None:
    shop = await Shop.open(store, by_kind=BY_KIND)
    first, second = await shop.log(
        shop.message(kind=Kind.QUESTION),
        shop.message(client="Петро", kind=Kind.COMPLAINT, at=NOON + HOUR),
    )
    async with store.write() as session:
        complaint = await session.get_one(Request, second)
        question = await session.get_one(Request, first)
        assert await merge(session, complaint, question, shop.iryna, NOON + 2 * HOUR)
    assert 4 == await hours_left(shop, 1)
