"""A delayed answer arrives after its request was merged, split or found to need no answer: it ends
the waits that it answered, wherever they are by then, and no others.
"""

from datetime import datetime

import pytest

from bot.requests import set_kind
from storage.engine import Store
from storage.merging import parts_of
from storage.tables import Request
from storage.vocabulary import ChatRole, Kind, Outcome, RequestStatus, WaitStop
from tests.bot.test_delayed import FAILS, SAID, Line
from tests.bot.test_merging import merges, splits
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop

Ended = tuple[datetime, datetime | None, WaitStop | None]


async def counted(shop: Shop, request: Request) -> list[Ended]:
    return [
        (one.started_at, one.stopped_at, one.stop)
        for one in await shop.waits(request)
        if one.stop is not WaitStop.MERGED
    ]


async def names(shop: Shop, request: Request, kind: Kind, at: datetime) -> None:
    async with shop.store.write() as session:
        row = await session.get_one(Request, request.id)
        await set_kind(session, row, kind, shop.iryna, at)


@pytest.mark.parametrize("into", ["the other", "this one"])
async def test_it_ends_its_own_clients_wait_and_the_other_waits_on(store: Store, into: str) -> None:
    line = await Line.open(store)
    petro = await line.shop.client_writes(at=NOON + MINUTE, client="Петро")
    await line.fails()
    pair = (line.request, petro) if into == "the other" else (petro, line.request)
    assert await merges(line.shop, *pair, NOON + 3 * HOUR)
    assert [(NOON, None, None)] == await counted(line.shop, pair[1])
    await line.then()
    assert {
        (NOON, SAID, WaitStop.ANSWERED),
        (NOON + MINUTE, None, None),
    } == set(await counted(line.shop, pair[1]))
    wait = await line.shop.wait(pair[1])
    assert wait is not None
    assert (NOON + MINUTE + DAY, NOON + MINUTE + 20 * HOUR) == (wait.due_at, wait.next_alert_at)
    assert RequestStatus.OPEN is (await line.shop.request(pair[1].id)).status
    await line.shop.answers(pair[1], at=NOON + 5 * HOUR)
    assert await line.shop.wait(pair[1]) is None


async def test_what_its_client_wrote_after_it_waits_on_beside_the_other(store: Store) -> None:
    line = await Line.open(store)
    petro = await line.shop.client_writes(at=NOON + MINUTE, client="Петро")
    await line.fails()
    await merges(line.shop, line.request, petro, SAID + MINUTE)
    await line.shop.client_writes("А коли?", at=SAID + HOUR)
    await line.then()
    assert {
        (NOON, SAID, WaitStop.ANSWERED),
        (NOON + MINUTE, None, None),
    } == set(await counted(line.shop, petro))
    async with store.read() as session:
        wait = await line.shop.wait(petro)
        assert wait is not None
        parts = await parts_of(session, wait.id)
    assert {line.request.id: SAID + HOUR, petro.id: NOON + MINUTE} == {
        one.request_id: one.started_at for one in parts
    }


async def test_after_two_merges_it_still_ends_what_it_answered(store: Store) -> None:
    line = await Line.open(store)
    petro = await line.shop.client_writes(at=NOON + MINUTE, client="Петро")
    zoya = await line.shop.client_writes(at=NOON + 2 * MINUTE, client="Зоя")
    await line.fails()
    await merges(line.shop, line.request, petro, NOON + 4 * HOUR)
    await merges(line.shop, petro, zoya, NOON + 5 * HOUR)
    await line.then()
    assert {
        (NOON, SAID, WaitStop.ANSWERED),
        (NOON + MINUTE, None, None),
    } == set(await counted(line.shop, zoya))


async def test_given_to_a_merged_matter_it_ends_the_waits_of_all_who_were_in_it(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON + MINUTE, client="Петро")
    await merges(shop, olena, petro, NOON + HOUR / 2)
    await shop.answers(petro, at=SAID, message_id=4711)
    line = Line(shop, petro, f"relay:{shop.desk}:4711:{olena.chat_id}")
    other = f"relay:{shop.desk}:4711:{petro.chat_id}"
    line.post.replies[other] = FAILS * 20
    await line.fails()
    zoya = await shop.client_writes(at=NOON + 2 * MINUTE, client="Зоя")
    await merges(shop, petro, zoya, NOON + 4 * HOUR)
    assert [(NOON, None, None)] == await counted(shop, zoya)
    await line.then()
    assert {
        (NOON, SAID, WaitStop.ANSWERED),
        (NOON + 2 * MINUTE, None, None),
    } == set(await counted(shop, zoya))


async def test_what_was_split_off_waits_no_more_where_it_answered_that_too(store: Store) -> None:
    line = await Line.open(store)
    await line.shop.client_writes("І ще одне", at=NOON + MINUTE)
    await line.fails()
    other = await splits(line.shop, line.request, "І ще одне", NOON + 2 * HOUR)
    assert other is not None
    assert [(NOON + MINUTE, None, None)] == await counted(line.shop, other)
    await line.then()
    for request, began in ((line.request, NOON), (other, NOON + MINUTE)):
        assert [(began, SAID, WaitStop.ANSWERED)] == await counted(line.shop, request)
        fresh = await line.shop.request(request.id)
        assert (RequestStatus.ANSWERED, SAID) == (fresh.status, fresh.answered_at)


async def test_what_was_split_off_and_merged_into_anothers_ends_for_its_own_client(
    store: Store,
) -> None:
    line = await Line.open(store)
    await line.shop.client_writes("І ще одне", at=NOON + MINUTE)
    petro = await line.shop.client_writes(at=NOON + 2 * MINUTE, client="Петро")
    await line.fails()
    other = await splits(line.shop, line.request, "І ще одне", NOON + 2 * HOUR)
    assert other is not None
    await merges(line.shop, other, petro, NOON + 3 * HOUR)
    await line.then()
    assert [(NOON, SAID, WaitStop.ANSWERED)] == await counted(line.shop, line.request)
    assert {
        (NOON + MINUTE, SAID, WaitStop.ANSWERED),
        (NOON + 2 * MINUTE, None, None),
    } == set(await counted(line.shop, petro))


async def test_what_was_split_off_but_written_after_it_waits_on(store: Store) -> None:
    line = await Line.open(store)
    await line.shop.client_writes("І ще одне", at=SAID + MINUTE)
    await line.fails()
    other = await splits(line.shop, line.request, "І ще одне", SAID + HOUR)
    assert other is not None
    await line.then()
    assert [(SAID + MINUTE, None, None)] == await counted(line.shop, other)


async def in_group(store: Store) -> Line:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON, role=ChatRole.COMMUNITY)
    await shop.answers(request, at=SAID, message_id=4711)
    return Line(shop, request, f"relay:{shop.desk}:4711:{shop.community}")


async def test_it_counts_though_its_words_were_found_to_need_no_answer_since(store: Store) -> None:
    line = await in_group(store)
    await line.fails()
    await names(line.shop, line.request, Kind.PRAISE, SAID + HOUR)
    assert [WaitStop.NOT_NEEDED] == [stop for _, _, stop in await counted(line.shop, line.request)]
    await line.then()
    assert [(NOON, SAID, WaitStop.ANSWERED)] == await counted(line.shop, line.request)
    fresh = await line.fresh()
    assert (RequestStatus.ANSWERED, True, None, None) == (
        fresh.status,
        fresh.awaited,
        fresh.outcome,
        fresh.closed_at,
    )


async def test_it_counts_not_where_it_was_said_after_its_words_needed_none(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON, role=ChatRole.COMMUNITY)
    await names(shop, request, Kind.PRAISE, NOON + MINUTE)
    await shop.answers(request, at=SAID, message_id=4711)
    line = Line(shop, request, f"relay:{shop.desk}:4711:{shop.community}")
    await line.fails()
    await line.then()
    assert [WaitStop.NOT_NEEDED] == [stop for _, _, stop in await counted(shop, request)]
    assert RequestStatus.CLOSED is (await line.fresh()).status


async def test_what_a_member_closed_since_stays_closed_when_it_counts(store: Store) -> None:
    line = await in_group(store)
    about = {"role": ChatRole.COMMUNITY}
    await line.shop.client_writes("А ще?", at=SAID + MINUTE, **about)
    await line.fails()
    await names(line.shop, line.request, Kind.PRAISE, SAID + HOUR)
    await line.shop.reopens(line.request, at=SAID + HOUR)
    await line.shop.closes(line.request, at=SAID + 2 * HOUR, outcome=Outcome.EXPLAINED)
    await line.then()
    fresh = await line.fresh()
    assert (RequestStatus.CLOSED, Outcome.EXPLAINED) == (fresh.status, fresh.outcome)
