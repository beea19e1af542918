"""Finding requests again: the queue, a search, one by its number; always within the brand."""

import pytest

from storage.engine import Store
from storage.requests import get_matter, queue, request_by_number
from storage.search import find
from storage.status import load_status
from storage.vocabulary import NoticeKind, NoticeStatus
from tests.builders import DAY, HOUR, NOON, Shop


async def found(shop: Shop, words: str) -> list[int]:
    async with shop.store.read() as session:
        page = await find(session, shop.brand_id, words)
    assert page.total == len(page.matters)
    return [matter.request.number for matter in page.matters]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("ЗАМОВЛЕННЯ", [1]),
        ("їжак", [2]),
        ("ОЛЕНА", [1]),
        ("#2", [2]),
        ("3", [3]),
        ("@petro", [2]),
        ("100%", [3]),
        ("100_", []),
        ("a\\b", [3]),
        ("'", []),
        ("немає такого", []),
        ("²", []),
    ],
)
async def test_a_search_knows_cyrillic_and_takes_signs_as_they_are(
    store: Store, words: str, numbers: list[int]
) -> None:
    shop, other = await Shop.open(store), await Shop.open(store)
    await shop.client_writes("Де моє замовлення?", client="Олена")
    await shop.client_writes("ЇЖАК у коробці", client="Петро", username="Petro")
    await shop.client_writes("100% вовна, a\\b", client="Марія")
    await other.client_writes("Де моє замовлення? їжак 100% a\\b", client="Олена")
    assert numbers == await found(shop, words)


async def test_the_queue_is_soonest_due_first_and_paged(store: Store) -> None:
    shop, other = await Shop.open(store), await Shop.open(store)
    for hours in (3, 1, 2):
        await shop.client_writes(client=f"{hours}", at=NOON + hours * HOUR)
    await other.client_writes(at=NOON)
    answered = await shop.client_writes(client="answered", at=NOON)
    await shop.answers(answered, at=NOON + HOUR)

    async with store.read() as session:
        first = await queue(session, shop.brand_id, offset=0, limit=2)
        second = await queue(session, shop.brand_id, offset=2, limit=2)
        late = await queue(session, shop.brand_id, offset=0, limit=9, due_before=NOON + DAY + HOUR)
    assert (["1", "2"], ["3"], ["1"]) == tuple(
        [matter.client.name for matter in page.matters] for page in (first, second, late)
    )
    assert (3, 3, 1) == (first.total, second.total, late.total)


async def test_mine_are_those_i_took(store: Store) -> None:
    shop = await Shop.open(store)
    mine, _other = [await shop.client_writes(client=f"{n}") for n in range(2)]
    await shop.takes(mine, at=NOON)
    async with store.read() as session:
        page = await queue(session, shop.brand_id, offset=0, limit=9, assignee_id=shop.iryna.id)
        matter = await get_matter(session, mine.id)
    assert [mine.id] == [one.request.id for one in page.matters]
    assert matter is not None
    assert matter.assignee is not None
    assert shop.iryna.name == matter.assignee.name


async def test_a_number_is_looked_up_within_its_brand(store: Store) -> None:
    shop, other = await Shop.open(store), await Shop.open(store)
    request = await shop.client_writes()
    async with store.read() as session:
        seen = await request_by_number(session, shop.brand_id, 1)
        assert seen is not None
        assert request.id == seen.id
        assert await request_by_number(session, other.brand_id, 1) is None
        assert await get_matter(session, 987_654) is None


async def test_the_status_counts_what_waits_and_what_went_wrong(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(client="late", at=NOON - 2 * DAY)
    await shop.client_writes(client="in time", at=NOON)
    async with store.write() as session:
        [receipt, _] = await shop.notices(NoticeKind.RECEIPT)
        (await session.merge(receipt)).status = NoticeStatus.DEAD
    async with store.read() as session:
        status = await load_status(session, shop.brand_id, NOON)
    assert (1, 1, 1, 0, None) == (
        status.in_time,
        status.late,
        status.not_sent,
        status.set_aside,
        status.heard_at,
    )
    assert status.to_send > 0
