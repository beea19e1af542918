"""One matter is one request with one clock; two matters are two."""

from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import requests as verbs
from bot.merging import merge, split
from bot.reporting import make_report
from storage.engine import Store
from storage.requests import get_matter
from storage.tables import Brand, Message, Request, Wait
from storage.vocabulary import Direction, Kind, NoticeKind, RequestStatus, WaitStop
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop


async def merges(shop: Shop, request: Request, into: Request, at: datetime = NOON) -> bool:
    async with shop.store.write() as session:
        one = await session.get_one(Request, request.id)
        other = await session.get_one(Request, into.id)
        return await merge(session, one, other, shop.iryna, at)


async def splits(shop: Shop, request: Request, text: str, at: datetime) -> Request | None:
    [message] = await shop.rows(Message, Message.text == text)
    async with shop.store.write() as session:
        one = await session.get_one(Request, request.id)
        return await split(session, one, await session.merge(message), shop.iryna, at)


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(first=st.integers(0, 600), second=st.integers(0, 600))
async def test_the_earliest_open_clock_stays(store: Store, first: int, second: int) -> None:
    shop = await Shop.alone(store)
    one = await shop.client_writes(at=NOON + first * MINUTE)
    other = await shop.client_writes(at=NOON + second * MINUTE, client="Петро")
    assert await merges(shop, one, other, NOON + DAY)
    wait = await shop.wait(other)
    assert wait is not None
    earliest = NOON + min(first, second) * MINUTE
    assert (earliest, earliest + DAY) == (wait.started_at, wait.due_at)
    assert await shop.wait(one) is None


async def test_a_merged_request_brings_its_messages_and_leaves_the_figures(store: Store) -> None:
    shop = await Shop.open(store)
    one = await shop.client_writes("Де посилка?", at=NOON)
    other = await shop.client_writes(
        "Поверніть гроші", client="Олена 2", at=NOON, kind=Kind.COMPLAINT
    )
    await merges(shop, one, other)
    await shop.answers(other, at=NOON + HOUR)
    gone = await shop.request(one.id)
    assert (RequestStatus.DISMISSED, other.id) == (gone.status, gone.merged_into_id)
    assert 3 == len(await shop.rows(Message, Message.request_id == other.id))
    async with store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        report = await make_report(session, brand, NOON - DAY, NOON + 2 * DAY, NOON + 2 * DAY)
        matter = await get_matter(session, one.id)
    assert {Kind.COMPLAINT: 1} == report.period.begun.kinds
    assert (0, 1, 1) == (
        report.period.begun.dismissed,
        report.period.first.n,
        report.period.compliance.n,
    )
    assert matter is not None
    assert other.number == matter.merged_into


async def test_an_open_matter_merged_into_an_ended_one_opens_it_with_its_clock(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    ended = await shop.client_writes(at=NOON)
    await shop.closes(ended, at=NOON + HOUR)
    one = await shop.client_writes(at=NOON + 2 * HOUR, client="Петро")
    await merges(shop, one, ended, NOON + 3 * HOUR)
    wait = await shop.wait(ended)
    assert wait is not None
    assert NOON + 2 * HOUR == wait.started_at
    assert RequestStatus.OPEN is (await shop.request(ended.id)).status
    assert ["breach"] == [step for step, _ in await shop.alerted(NOON + 2 * HOUR + DAY)]


async def test_nothing_is_merged_into_itself_another_brand_or_what_was_set_aside(
    store: Store,
) -> None:
    shop, foreign = await Shop.open(store), await Shop.open(store)
    one, theirs = await shop.client_writes(), await foreign.client_writes()
    spam = await shop.client_writes(client="Спам")
    await shop.dismisses(spam, at=NOON)
    for into in (one, theirs, spam):
        assert not await merges(shop, one, into)
    assert await shop.wait(one) is not None


async def test_a_merged_request_is_not_reopened(store: Store) -> None:
    shop = await Shop.open(store)
    one, other = await shop.client_writes(), await shop.client_writes(client="Петро")
    await merges(shop, one, other)
    async with store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        row = await session.get_one(Request, one.id)
        assert not await verbs.reopen(session, brand, row, shop.iryna, NOON)


async def test_a_message_split_off_waits_since_it_was_written(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes("Де посилка?", at=NOON)
    await shop.client_writes("І ще: чи є 42 розмір?", at=NOON + HOUR)
    other = await splits(shop, request, "І ще: чи є 42 розмір?", NOON + 2 * HOUR)
    assert other is not None
    first, second = await shop.wait(request), await shop.wait(other)
    assert first is not None
    assert second is not None
    assert (NOON, NOON + HOUR) == (first.started_at, second.started_at)
    assert (2, "І ще: чи є 42 розмір?", request.id) == (
        other.number,
        other.preview,
        other.previous_id,
    )
    cards = [one.request_id for one in await shop.notices(NoticeKind.CARD)]
    assert [request.id, other.id] == sorted(cards)


async def test_splitting_off_the_first_message_moves_the_clock_of_the_rest(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes("Перше", at=NOON)
    await shop.client_writes("Друге", at=NOON + HOUR)
    await splits(shop, request, "Перше", NOON + 2 * HOUR)
    wait = await shop.wait(request)
    assert wait is not None
    assert (NOON + HOUR, NOON + HOUR + DAY) == (wait.started_at, wait.due_at)


async def test_what_was_left_had_its_answer(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes("Перше", at=NOON)
    await shop.answers(request, at=NOON + MINUTE)
    await shop.client_writes("Друге", at=NOON + HOUR)
    other = await splits(shop, request, "Друге", NOON + 2 * HOUR)
    assert other is not None
    assert await shop.wait(other) is not None
    assert await shop.wait(request) is None
    assert RequestStatus.ANSWERED is (await shop.request(request.id)).status
    assert 1 == len(await shop.rows(Wait, Wait.stop == WaitStop.MERGED))


async def test_an_album_goes_together_and_the_only_message_stays(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes("Фото 1", at=NOON, album_id="a")
    await shop.client_writes("Фото 2", at=NOON, album_id="a")
    assert await splits(shop, request, "Фото 1", NOON) is None  # nothing would be left
    await shop.client_writes("А це питання", at=NOON + HOUR)
    other = await splits(shop, request, "Фото 1", NOON + HOUR)
    assert other is not None
    moved = await shop.rows(
        Message, Message.request_id == other.id, Message.direction == Direction.IN
    )
    assert {"Фото 1", "Фото 2"} == {one.text for one in moved}
