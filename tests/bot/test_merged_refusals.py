"""An answer that was refused, before the merge and after it: its client waits on."""

import pytest

from bot.delivery import Refused
from bot.untold import runs_on
from storage.engine import Store
from storage.tables import Request
from storage.vocabulary import RequestStatus, WaitStop
from tests.bot.outbox_stage import OutboxStage, Post
from tests.bot.test_merged_answers import named_on_card
from tests.bot.test_merging import merges
from tests.builders import DAY, HOUR, NOON, Shop


async def refuses(store: Store, shop: Shop, *relays: tuple[int, Request]) -> None:
    """Telegram would not take these answers, by message, to these clients' chats."""
    post = Post(now=NOON + 5 * HOUR)
    for message, request in relays:
        key = f"relay:{shop.desk}:{message}:{request.chat_id}"
        post.replies[key] = [Refused("Bad Request: message is too long")]
    await OutboxStage.of(store, post).drains()


@pytest.mark.parametrize("waits", [True, False], ids=["the other waits", "the other was answered"])
async def test_an_answer_refused_after_the_merge_has_its_client_wait_on(
    store: Store, *, waits: bool
) -> None:
    shop = await Shop.open(store)
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON + HOUR, client="Петро")
    await shop.answers(olena, at=NOON + 2 * HOUR, message_id=1)
    if not waits:
        await shop.answers(petro, at=NOON + 2 * HOUR, message_id=2)
    await merges(shop, olena, petro, NOON + 3 * HOUR)
    await refuses(store, shop, (1, olena))
    wait = await shop.wait(petro)
    assert wait is not None
    assert (NOON, NOON + DAY) == (wait.started_at, wait.due_at)
    assert RequestStatus.OPEN is (await shop.request(petro.id)).status
    assert ["Олена"] == await named_on_card(shop, petro)
    await shop.answers(petro, at=NOON + 6 * HOUR)
    ended = [one for one in await shop.waits(petro) if one.stop is WaitStop.ANSWERED]
    assert {NOON: NOON + 6 * HOUR} | ({} if waits else {NOON + HOUR: NOON + 2 * HOUR}) == {
        one.started_at: one.stopped_at for one in ended
    }
    assert [] == await named_on_card(shop, petro)


async def test_an_answer_that_all_had_since_the_merge_stands(store: Store) -> None:
    shop = await Shop.open(store)
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON + HOUR, client="Петро")
    await shop.answers(olena, at=NOON + 2 * HOUR, message_id=1)
    await merges(shop, olena, petro, NOON + 3 * HOUR)
    await shop.answers(petro, at=NOON + 4 * HOUR, message_id=2)
    await refuses(store, shop, (1, olena))
    assert await shop.wait(petro) is None


async def test_of_two_answers_before_the_merge_the_one_that_arrived_ends_the_wait(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON + HOUR, client="Петро")
    await shop.answers(olena, at=NOON + 2 * HOUR, message_id=1)
    await shop.answers(olena, at=NOON + 3 * HOUR, message_id=2)
    await merges(shop, olena, petro, NOON + 4 * HOUR)
    await refuses(store, shop, (1, olena))
    ended = [one for one in await shop.waits(petro) if one.stop is WaitStop.ANSWERED]
    assert [(NOON, NOON + 3 * HOUR)] == [(one.started_at, one.stopped_at) for one in ended]


async def test_what_was_refused_before_the_merge_is_still_named_after_it(store: Store) -> None:
    shop = await Shop.open(store)
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON + HOUR, client="Петро")
    await shop.answers(olena, at=NOON + 2 * HOUR, message_id=1)
    await refuses(store, shop, (1, olena))
    await merges(shop, olena, petro, NOON + 6 * HOUR)
    assert "" != (await shop.request(petro.id)).undeliverable
    assert ["Олена"] == await named_on_card(shop, petro)
    async with store.read() as session:
        assert await runs_on(session, await session.get_one(Request, petro.id))
