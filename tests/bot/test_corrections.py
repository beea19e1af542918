"""What was understood wrongly when logging by hand is put right, the clock with it."""

from datetime import datetime
from typing import Any

import pytest

from bot.corrections import EndedBeforeError, correct_kind, correct_source, correct_time
from storage.engine import Store
from storage.requests import messages_of
from storage.tables import Brand, Message, Request
from storage.vocabulary import Direction, Kind, Source, WaitStop
from tests.bot.test_merging import merges
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


async def test_a_corrected_time_of_what_is_answered_decides_anew_if_it_was_in_time(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    await shop.answers(request, at=NOON + HOUR)
    assert await corrects(shop, request, 0, NOON - DAY)
    [wait] = await shop.waits(request)
    assert (NOON - DAY, NOON, NOON + HOUR) == (wait.started_at, wait.due_at, wait.stopped_at)
    assert (WaitStop.ANSWERED, None) == (wait.stop, wait.next_alert_at)
    assert [] == await shop.alerted(NOON + 2 * HOUR)  # it is answered

    assert await corrects(shop, request, 0, NOON)  # and back again
    [wait] = await shop.waits(request)
    assert (NOON, NOON + DAY, NOON + HOUR) == (wait.started_at, wait.due_at, wait.stopped_at)


@pytest.mark.parametrize("ends", ["answered", "closed"])
async def test_nobody_writes_after_the_answer_to_it(store: Store, ends: str) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    if ends == "answered":
        await shop.answers(request, at=NOON + HOUR)
    else:
        await shop.closes(request, at=NOON + HOUR)
    before = (await shop.waits(request), await shop.rows(Message))
    with pytest.raises(EndedBeforeError) as refused:
        await corrects(shop, request, 0, NOON + 2 * HOUR)
    assert (NOON + HOUR, ends == "answered") == (
        refused.value.ended_at,
        refused.value.was_answered,
    )
    assert before == (await shop.waits(request), await shop.rows(Message))


async def test_of_several_waits_the_one_moves_that_the_message_began(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    await shop.answers(request, at=NOON + HOUR)
    await shop.client_writes(**by_hand(shop, NOON + 5 * HOUR))
    await shop.client_writes(**by_hand(shop, NOON + 6 * HOUR))
    await shop.closes(request, at=NOON + 8 * HOUR)
    await shop.reopens(request, at=NOON + 9 * HOUR)
    await shop.answers(request, at=NOON + 10 * HOUR)
    await shop.client_writes(**by_hand(shop, NOON + 12 * HOUR))

    async def spans() -> list[tuple[datetime, datetime | None]]:
        return [(one.started_at, one.stopped_at) for one in await shop.waits(request)]

    third = (NOON + 12 * HOUR, None)
    assert await corrects(shop, request, 0, NOON - 30 * HOUR)
    assert await corrects(shop, request, 1, NOON + 7 * HOUR)  # the other one waits longer now
    assert [
        (NOON - 30 * HOUR, NOON + HOUR),
        (NOON + 6 * HOUR, NOON + 10 * HOUR),
        third,
    ] == await spans()
    assert await corrects(shop, request, 2, NOON + 2 * HOUR)
    assert (NOON + 2 * HOUR, NOON + 10 * HOUR) == (await spans())[1]
    assert await corrects(shop, request, 3, NOON + 11 * HOUR)
    assert (NOON + 11 * HOUR, None) == (await spans())[2]
    assert 3 == len(await spans())


async def test_what_an_answer_known_late_could_not_speak_to_waits_from_its_corrected_time(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    await shop.client_writes(**by_hand(shop, NOON + 5 * HOUR))
    await shop.answers(request, at=NOON + HOUR, now=NOON + 6 * HOUR, elsewhere=True)
    assert await corrects(shop, request, 1, NOON + 3 * HOUR)
    wait = await shop.wait(request)
    assert wait is not None
    assert (NOON + 3 * HOUR, NOON + 3 * HOUR + DAY) == (wait.started_at, wait.due_at)


async def test_in_an_answered_matter_of_two_clients_each_ones_deadline_follows(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    first = await shop.client_writes(**by_hand(shop))
    second = await shop.client_writes(**by_hand(shop, NOON + HOUR), client="Богдан")
    assert await merges(shop, second, first, NOON + 2 * HOUR)
    await shop.answers(first, at=NOON + 3 * HOUR)
    assert await corrects(shop, first, 1, NOON - DAY)
    [wait] = [one for one in await shop.waits(first) if one.stop is WaitStop.ANSWERED]
    assert (NOON - DAY, NOON, NOON + 3 * HOUR) == (wait.started_at, wait.due_at, wait.stopped_at)
    assert await corrects(shop, first, 1, NOON + HOUR)  # back: the other's holds
    [wait] = [one for one in await shop.waits(first) if one.stop is WaitStop.ANSWERED]
    assert (NOON, NOON + DAY) == (wait.started_at, wait.due_at)


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
