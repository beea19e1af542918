"""What follows when sending goes wrong: the queue goes on, and somebody hears."""

from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.delivery import OUR_FAULT, STILL_FAILS, Failed
from bot.housekeeping import audit
from bot.outcomes import IN_ORDER
from bot.summaries import send_summaries
from storage.engine import DatabaseFailure, Store
from storage.staff import note_reach
from storage.vocabulary import NoticeKind, NoticeStatus
from tests.bot.outbox_stage import OutboxStage, Post
from tests.builders import DAY, HOUR, NOON, Shop

BAD_GATEWAY = Failed("502", maybe_sent=True)
LOST = OperationalError("SELECT 1", None, Exception("server closed the connection"))


async def tried(stage: OutboxStage, key: str, times: int) -> None:
    """Let the outbox run until it has tried this one so often."""
    async with stage.running():
        await stage.post.until(lambda: stage.post.keys.count(key) == times)


async def test_one_message_that_only_fails_does_not_close_its_chat_to_the_others(
    store: Store,
) -> None:
    stage = OutboxStage.of(store, Post(replies={"bad": [BAD_GATEWAY] * 100}))
    await stage.queue("bad", "good")
    for tries in range(1, IN_ORDER + 2):
        await tried(stage, "bad", tries)
        assert "good" not in stage.post.keys
        stage.post.pass_time(seconds=2**tries if tries <= IN_ORDER else 2 ** (tries - 1))
    await tried(stage, "good", 1)
    assert IN_ORDER + 1 == stage.post.keys.count("bad")


async def test_a_mere_hiccup_keeps_the_order_of_a_chat(store: Store) -> None:
    stage = OutboxStage.of(store, Post(replies={"first": [BAD_GATEWAY]}))
    await stage.queue("first", "second")
    await tried(stage, "first", 1)
    stage.post.pass_time(seconds=2)
    await stage.drains()
    assert ["first", "first", "second"] == stage.post.keys


async def test_the_audit_sees_what_fails_again_and_again(store: Store) -> None:
    stage = OutboxStage.of(store, Post(replies={"bad": [BAD_GATEWAY] * 100}))
    await stage.queue("bad")
    for _ in range(STILL_FAILS):
        assert [] == await audit(store, stage.post.now, stage.post.now)
        await stage.drains()
        stage.post.pass_time(minutes=4)
    [problem] = await audit(store, stage.post.now, stage.post.now)
    assert "fail again and again: 1" in problem


async def test_a_database_that_fails_meanwhile_costs_no_message(store: Store) -> None:
    stage = OutboxStage.of(store, Post(replies={"a": [BAD_GATEWAY] * 5 + [LOST] * 5}))
    await stage.queue("a")
    for _ in range(11):
        await stage.drains()
        stage.post.pass_time(minutes=5)
    assert NoticeStatus.SENT is (await stage.state("a"))[0]


async def test_what_we_fail_to_make_is_given_up_as_our_own_fault(store: Store) -> None:
    stage = OutboxStage.of(store, Post(replies={"a": [BAD_GATEWAY] * 5 + [KeyError("secret")] * 9}))
    await stage.queue("a")
    for _ in range(10):
        await stage.drains()
        stage.post.pass_time(minutes=5)
    row = await stage.row("a")
    assert (NoticeStatus.DEAD, f"{OUR_FAULT} KeyError") == (row.status, row.reason)


async def test_no_free_connection_is_a_database_failure(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store._reader.sync_engine.pool, "_timeout", 0.05)
    async with AsyncExitStack() as stack:
        readers = [await stack.enter_async_context(store.read()) for _ in range(4)]
        for reader in readers:
            await reader.execute(text("SELECT 1"))
        with pytest.raises(DatabaseFailure, match="QueuePool"):
            async with store.read() as session:
                await session.execute(text("SELECT 1"))


async def test_of_several_missed_mondays_the_newest_is_told(store: Store) -> None:
    shop = await Shop.open(store)
    missed = (await shop.brand()).next_summary_at
    assert missed is not None
    await send_summaries(store, missed + 8 * DAY)
    [summary] = await shop.notices(NoticeKind.SUMMARY)
    assert (missed + 7 * DAY).replace(hour=0).isoformat() == summary.payload["end"]


async def test_a_summary_that_nobody_could_read_waits_for_a_reader(store: Store) -> None:
    shop = await Shop.open(store, leads_chat=False)
    due = (await shop.brand()).next_summary_at
    assert due is not None
    people = (shop.owner.user_id, shop.lead.user_id)
    async with store.write() as session:
        for one in people:
            await note_reach(session, one, NOON)
    assert 0 == await send_summaries(store, due)
    async with store.write() as session:
        for one in people:
            await note_reach(session, one, None)
    assert 0 == await send_summaries(store, due + HOUR / 2)
    assert 1 == await send_summaries(store, due + HOUR)
    [summary] = await shop.notices(NoticeKind.SUMMARY)
    assert due.replace(hour=0).isoformat() == summary.payload["end"]
    assert due + 7 * DAY == (await shop.brand()).next_summary_at
