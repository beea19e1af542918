"""What a closed request goes on with when a member opens it again."""

import pytest

from storage.engine import Store
from storage.vocabulary import ChatRole, Kind, RequestStatus, WaitStop
from tests.bot.test_merging import merges
from tests.bot.test_undelivered import refused
from tests.bot.test_undoing import names_kind
from tests.builders import HOUR, MINUTE, NOON, Shop


async def test_reopening_what_was_answered_starts_no_clock(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR)
    await shop.closes(request, at=NOON + 2 * HOUR)
    assert await shop.reopens(request, at=NOON + 3 * HOUR)
    assert not await shop.reopens(request, at=NOON + 3 * HOUR)

    again = await shop.request(request.id)
    assert (RequestStatus.ANSWERED, None, None) == (again.status, again.closed_at, again.outcome)
    assert await shop.wait(request) is None


async def test_reopening_brings_no_wait_back_that_needed_no_answer(store: Store) -> None:
    shop = await Shop.open(store)
    about = {"role": ChatRole.COMMUNITY}
    request = await shop.client_writes(at=NOON, **about)
    await shop.answers(request, at=NOON + HOUR)
    await shop.client_writes("Чому ви такі класні?", at=NOON + HOUR + MINUTE, **about)
    await names_kind(shop, request, Kind.PRAISE, NOON + 2 * HOUR)
    await shop.closes(request, at=NOON + 3 * HOUR)
    assert await shop.reopens(request, at=NOON + 4 * HOUR)
    assert await shop.wait(request) is None
    assert RequestStatus.ANSWERED is (await shop.request(request.id)).status


async def test_reopening_brings_back_the_wait_that_was_really_unanswered(store: Store) -> None:
    shop = await Shop.open(store)
    about = {"role": ChatRole.COMMUNITY}
    request = await shop.client_writes(at=NOON, **about)
    await shop.closes(request, at=NOON + HOUR)
    await shop.client_writes("Чому ви такі класні?", at=NOON + HOUR + MINUTE, **about)
    await names_kind(shop, request, Kind.PRAISE, NOON + 2 * HOUR)
    assert await shop.reopens(request, at=NOON + 4 * HOUR)
    running = [one for one in await shop.waits(request) if one.stopped_at is None]
    assert [NOON] == [one.started_at for one in running]


async def test_of_merged_clients_the_wait_that_closing_ended_comes_back(store: Store) -> None:
    shop = await Shop.open(store)
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON + MINUTE, client="Петро")
    await shop.answers(petro, at=NOON + HOUR)
    await merges(shop, petro, olena, NOON + HOUR)
    await shop.closes(olena, at=NOON + 2 * HOUR)
    assert await shop.reopens(olena, at=NOON + 3 * HOUR)
    wait = await shop.wait(olena)
    assert wait is not None
    assert NOON == wait.started_at


@pytest.mark.parametrize("then", ["a member reopens it", "the client writes again"])
async def test_what_was_answered_in_vain_before_closing_was_closed_without_an_answer(
    store: Store, then: str
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR, message_id=1)
    await shop.closes(request, at=NOON + 2 * HOUR)
    if then == "the client writes again":
        await shop.client_writes("А коли?", at=NOON + 3 * HOUR)
    await refused(store, shop, request, 1)
    ended = (await shop.waits(request))[0]
    assert (NOON + 2 * HOUR, WaitStop.CLOSED) == (ended.stopped_at, ended.stop)
    if then == "a member reopens it":
        assert await shop.reopens(request, at=NOON + 3 * HOUR)
    wait = await shop.wait(request)
    assert wait is not None
    assert (NOON if then == "a member reopens it" else NOON + 3 * HOUR) == wait.started_at
