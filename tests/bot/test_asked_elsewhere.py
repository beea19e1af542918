"""What asks for an answer by a member's word, and wherever its words go on."""

from typing import Any

import pytest

from bot.brands import move_chat
from storage.engine import Store
from storage.vocabulary import ChatMode, Kind
from tests.bot.test_asked import (
    ADDRESSED,
    COMMUNITY,
    LATE,
    MENTIONS,
    REMARK,
    REQUESTS,
    THANKS,
    since,
)
from tests.bot.test_corrections import by_hand, corrects
from tests.bot.test_merging import merges, splits
from tests.bot.test_undoing import names_kind, undo
from tests.builders import HOUR, NOON, Shop

# --- a member's word --------------------------------------------------------------------------


async def test_a_remark_that_a_member_calls_a_question_asks_in_all_its_words(store: Store) -> None:
    shop = await Shop.open(store)
    about = {"role": COMMUNITY, **REMARK}
    request = await shop.client_writes("Посилка", at=NOON, **about)
    await shop.client_writes("Тиждень", at=NOON + 2 * HOUR, **about)
    await names_kind(shop, request, Kind.QUESTION, NOON + 3 * HOUR)
    assert 0 == await since(shop, request)
    await shop.answers(request, at=NOON + HOUR, now=LATE)
    assert 2 == await since(shop, request)


@pytest.mark.parametrize(
    ("kinds", "waits"), [([Kind.PRAISE], None), ([Kind.PRAISE, Kind.QUESTION], 2)]
)
async def test_what_a_member_called_praise_waits_after_no_answer_until_it_is_a_question_again(
    store: Store, kinds: list[Kind], waits: float | None
) -> None:
    """Of one client, whose matter goes on with that of another, answered between the two."""
    shop = await Shop.open(store)
    olena = await shop.client_writes(at=NOON, role=COMMUNITY)
    guessed = {"client": "Петро", "role": COMMUNITY}
    petro = await shop.client_writes("Хіба не краса?", at=NOON + 2 * HOUR, **guessed)
    for kind in kinds:
        await names_kind(shop, petro, kind, NOON + 3 * HOUR)
    await merges(shop, petro, olena, NOON + 4 * HOUR)
    assert 0 == await since(shop, olena)
    await shop.answers(olena, at=NOON + HOUR, now=LATE)
    assert waits == await since(shop, olena)


async def test_what_a_member_called_praise_stays_so_when_an_earlier_credit_is_taken_back(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON, role=COMMUNITY)
    await shop.answers(request, at=NOON + 2 * HOUR)
    await shop.client_writes("Хіба не краса?", at=NOON + 3 * HOUR, role=COMMUNITY)
    await names_kind(shop, request, Kind.PRAISE, NOON + 4 * HOUR)
    assert await undo(shop, request, NOON + 5 * HOUR)
    assert 0 == await since(shop, request)
    await shop.answers(request, at=NOON + HOUR, now=LATE)
    assert await since(shop, request) is None


@pytest.mark.parametrize("answered_before", [False, True])
async def test_called_a_question_again_after_a_late_answer_the_rest_waits(
    store: Store, *, answered_before: bool
) -> None:
    shop = await Shop.open(store)
    if answered_before:
        request = await shop.client_writes(at=NOON - 2 * HOUR, role=COMMUNITY)
        await shop.answers(request, at=NOON - HOUR)
    request = await shop.client_writes("Хіба не краса?", at=NOON, role=COMMUNITY)
    await shop.client_writes("А коли?", at=NOON + 2 * HOUR, role=COMMUNITY)
    await names_kind(shop, request, Kind.PRAISE, NOON + 3 * HOUR)
    await shop.answers(request, at=NOON + HOUR, now=NOON + 4 * HOUR)
    assert await since(shop, request) is None
    await names_kind(shop, request, Kind.QUESTION, LATE)
    assert 2 == await since(shop, request)


@pytest.mark.parametrize(("written", "corrected", "waits"), [(2, 0.5, None), (0.5, 2, 2)])
async def test_a_message_whose_date_is_put_right_asks_from_then(
    store: Store, written: float, corrected: float, waits: float | None
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    await shop.client_writes("А коли?", **by_hand(shop, NOON + written * HOUR))
    assert await corrects(shop, request, 1, NOON + corrected * HOUR)
    await shop.answers(request, at=NOON + HOUR, now=LATE, elsewhere=True)
    assert waits == await since(shop, request)


# --- where words go ---------------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "waits"), [(REQUESTS, 2), (MENTIONS, None)])
async def test_merged_words_ask_as_where_they_were_written(
    store: Store, mode: ChatMode, waits: float | None
) -> None:
    shop = await Shop.open(store)
    olena = await shop.client_writes(at=NOON)
    place: dict[str, Any] = {"client": "Петро", "role": COMMUNITY, "mode": mode}
    petro = await shop.client_writes("Агов", at=NOON + HOUR / 2, **place, **ADDRESSED)
    await shop.client_writes("Є хто?", at=NOON + 2 * HOUR, **place)
    await merges(shop, petro, olena, NOON + 3 * HOUR)
    await shop.client_writes("Дякую", at=NOON + 4 * HOUR, **place, **THANKS)
    await shop.answers(olena, at=NOON + HOUR, now=LATE)
    assert waits == await since(shop, olena)


async def test_what_was_split_off_asks_in_its_own_request_alone(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes("Де замовлення?", at=NOON)
    await shop.client_writes("А де друге?", at=NOON + 2 * HOUR)
    await shop.client_writes("Дякую", at=NOON + 3 * HOUR, **THANKS)
    other = await splits(shop, request, "А де друге?", NOON + 4 * HOUR)
    assert other is not None
    await shop.answers(request, at=NOON + HOUR, now=LATE)
    assert (None, 2) == (await since(shop, request), await since(shop, other))
    await shop.answers(other, at=NOON + 2.5 * HOUR, now=LATE)
    assert await since(shop, other) is None


async def test_a_group_that_became_a_supergroup_keeps_who_asked(store: Store) -> None:
    shop = await Shop.open(store)
    place: dict[str, Any] = {"role": COMMUNITY, "mode": MENTIONS}
    request = await shop.client_writes(at=NOON, **place, **ADDRESSED)
    await shop.client_writes("А мені?", at=NOON + 2 * HOUR, **place)
    await shop.client_writes("Ау", at=NOON + 3 * HOUR, **place, **ADDRESSED, **REMARK)
    async with store.write() as session:
        await move_chat(session, shop.community, shop.community - 10**12)
    await shop.answers(request, at=NOON + HOUR, now=LATE)
    assert 3 == await since(shop, request)
