"""What was understood wrongly when logging by hand is put right, the clock with it."""

from datetime import datetime
from typing import Any

from bot.corrections import correct_kind, correct_source, correct_time
from storage.engine import Store
from storage.requests import messages_of
from storage.tables import Brand, Request
from storage.vocabulary import Direction, Kind, Source
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop


def by_hand(shop: Shop, at: datetime = NOON) -> dict[str, Any]:
    """Typed at the desk: it has no client chat."""
    return {"at": at, "by_hand": True, "chat_id": None, "chat_role": None, "noted_in": shop.desk}


async def corrects(shop: Shop, request: Request, place: int, to: datetime) -> bool:
    """Put the date of the client's message at that place in the request right."""
    async with shop.store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        row = await session.get_one(Request, request.id)
        said = await messages_of(session, request.id, direction=Direction.IN)
        by_row = sorted(said, key=lambda one: one.id)
        return await correct_time(session, brand, row, by_row[place], to, shop.iryna, NOON + DAY)


async def test_a_corrected_time_moves_the_clock_and_its_alerts(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    await shop.alerted(NOON + 20 * HOUR)
    assert await corrects(shop, request, 0, NOON - DAY)

    wait = await shop.wait(request)
    assert wait is not None
    assert (NOON - DAY, NOON) == (wait.started_at, wait.due_at)
    assert NOON - DAY == (await shop.request(request.id)).started_at
    assert [("breach", shop.leads)] == await shop.alerted(NOON + 21 * HOUR)


async def test_a_corrected_time_of_what_is_answered_changes_no_wait(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    await shop.answers(request, at=NOON + HOUR)
    before = await shop.waits(request)
    assert await corrects(shop, request, 0, NOON - DAY)
    assert before == await shop.waits(request)


async def test_a_second_message_corrected_leaves_the_clock_with_the_first(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    await shop.client_writes(**by_hand(shop, NOON + 5 * HOUR))
    assert await corrects(shop, request, 1, NOON + 2 * HOUR)
    wait = await shop.wait(request)
    assert wait is not None
    assert (NOON, NOON + DAY) == (wait.started_at, wait.due_at)

    assert await corrects(shop, request, 1, NOON - HOUR)
    wait = await shop.wait(request)
    assert wait is not None
    assert NOON - HOUR == wait.started_at
    assert await corrects(shop, request, 1, NOON + HOUR)  # and back again
    wait = await shop.wait(request)
    assert wait is not None
    assert NOON == wait.started_at


async def test_what_was_answered_before_does_not_pull_the_clock_back(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    await shop.answers(request, at=NOON + HOUR)
    await shop.client_writes(**by_hand(shop, NOON + 5 * HOUR))
    assert await corrects(shop, request, 1, NOON + 3 * HOUR)
    wait = await shop.wait(request)
    assert wait is not None
    assert NOON + 3 * HOUR == wait.started_at


async def test_the_date_of_what_telegram_brought_stands(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    assert not await corrects(shop, request, 0, NOON + HOUR)
    wait = await shop.wait(request)
    assert wait is not None
    assert NOON == wait.started_at


async def test_source_and_kind_are_corrected_by_one_tap(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop), source=Source.OTHER)
    async with store.write() as session:
        row = await session.get_one(Request, request.id)
        await correct_source(session, row, Source.INSTAGRAM, shop.iryna, NOON)
        await correct_kind(session, row, Kind.COMPLAINT, shop.iryna, NOON)
    corrected = await shop.request(request.id)
    assert (Source.INSTAGRAM, Kind.COMPLAINT, True) == (
        corrected.source,
        corrected.kind,
        corrected.kind_confirmed,
    )
    assert ["logged", "corrected", "kind"] == await shop.story(request)


async def test_in_a_burst_the_clock_still_begins_with_the_oldest_message(store: Store) -> None:
    shop = await Shop.open(store)
    messages = [shop.message(**{**by_hand(shop), "at": NOON + n * MINUTE}) for n in range(250)]
    [request_id, *_] = await shop.log(*messages)
    request = await shop.request(request_id or 0)
    assert await corrects(shop, request, -1, NOON + 5 * HOUR)
    wait = await shop.wait(request)
    assert wait is not None
    assert NOON == wait.started_at == (await shop.request(request.id)).started_at
