"""The one question of a tick: it never says no where the watch would speak."""

from datetime import datetime

from sqlmodel import SQLModel

from bot.summaries import send_summaries
from storage.due import is_quiet, may_alert, summary_is_due
from storage.engine import Store
from storage.outbox import claim, record_sent
from storage.tables import BusinessConnection, Department, HandOff
from tests.builders import HOUR, MINUTE, NOON, Shop


async def may(store: Store, at: datetime) -> bool:
    async with store.read() as session:
        return await may_alert(session, at)


async def put(store: Store, row: SQLModel) -> int:
    async with store.write() as session:
        session.add(row)
        await session.flush()
        return row.id  # type: ignore[attr-defined, no-any-return] # every table has one


async def test_a_wait_is_asked_for_from_the_moment_of_its_alert_on(store: Store) -> None:
    shop = await Shop.open(store)
    assert not await may(store, NOON + 400 * HOUR)
    request = await shop.client_writes(at=NOON)
    wait = await shop.wait(request)
    assert wait is not None
    assert wait.next_alert_at is not None
    assert not await may(store, wait.next_alert_at - MINUTE)
    assert await may(store, wait.next_alert_at)
    assert [] != await shop.alerted(wait.next_alert_at)
    await shop.answers(request, at=NOON + 23 * HOUR)
    assert not await may(store, NOON + 400 * HOUR)


async def test_a_late_department_is_asked_for_until_it_answers(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + MINUTE)
    group = Department(brand_id=shop.brand_id, name="IT", chat_id=-7, target_minutes=60)
    asked = HandOff(
        brand_id=shop.brand_id,
        request_id=request.id,
        department_id=await put(store, group),
        question="Where is it?",
        asked_at=NOON,
        due_at=NOON + HOUR,
        next_alert_at=NOON + HOUR,
    )
    await put(store, asked)
    assert not await may(store, NOON + HOUR - MINUTE)
    assert await may(store, NOON + HOUR)


async def test_a_connected_business_account_is_always_asked_about(store: Store) -> None:
    shop = await Shop.open(store)
    account = BusinessConnection(
        brand_id=shop.brand_id,
        connection_id="one",
        user_id=7,
        name="Оксана",
        user_chat_id=7,
        connected_at=NOON,
    )
    await put(store, account)
    assert await may(store, NOON)


async def test_a_summary_is_due_from_its_moment_until_it_is_claimed(store: Store) -> None:
    shop = await Shop.open(store)
    moment = (await shop.brand()).next_summary_at
    assert moment is not None
    async with store.read() as session:
        assert not await summary_is_due(session, moment - MINUTE)
        assert await summary_is_due(session, moment)
    assert 1 == await send_summaries(store, moment)
    async with store.read() as session:
        assert not await summary_is_due(session, moment)


async def test_it_is_quiet_once_all_that_is_due_was_sent_and_recorded(store: Store) -> None:
    async def quiet() -> bool:
        async with store.read() as session:
            return await is_quiet(session, NOON)

    shop = await Shop.open(store)
    assert await quiet()
    await shop.client_writes(at=NOON)
    assert not await quiet()  # the card waits
    async with store.write() as session:
        claimed = await claim(session, NOON, NOON + HOUR, limit=16, except_chats=())
    assert [] != claimed
    assert not await quiet()  # it is on its way
    async with store.write() as session:
        for notice in claimed:
            await record_sent(session, notice, 1, NOON)
    assert await quiet()
