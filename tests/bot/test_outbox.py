"""The outbox: every notice is said once, in order, whatever Telegram or the database do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.delivery import Delivery, Failed, Gone, Moved, Refused, Sent, Superseded, Throttled
from bot.notices import card_row
from storage.engine import Session, Store
from storage.notices import post_or_touch, touch
from storage.outbox import claim
from storage.tables import Notice
from storage.vocabulary import NoticeKind, NoticeStatus
from tests.bot.outbox_stage import OutboxStage, Post
from tests.builders import NOON, Shop

SENT, RETRY, DEAD = NoticeStatus.SENT, NoticeStatus.RETRY, NoticeStatus.DEAD


async def test_a_chat_hears_in_order_and_one_at_a_time(store: Store) -> None:
    stage = OutboxStage.of(store, Post(seconds_each=0.002))
    for number in range(4):
        for chat in (-1, -2):
            await stage.queue(f"{chat}:{number}", chat=chat)
    await stage.drains()

    for chat in (-1, -2):
        assert [f"{chat}:{n}" for n in range(4)] == [
            key for key in stage.post.keys if key.startswith(f"{chat}:")
        ]
    assert {-1: 1, -2: 1} == stage.post.most_at_once
    assert {SENT} == {row.status for row in await stage.rows()}


async def test_the_urgent_goes_first(store: Store) -> None:
    stage = OutboxStage.of(store)
    await stage.queue("card", priority=5)
    await stage.queue("receipt", priority=3)
    await stage.queue("alert", priority=1)
    await stage.drains()
    assert ["alert", "receipt", "card"] == stage.post.keys


async def test_what_is_sent_is_recorded_with_its_message(store: Store) -> None:
    stage = OutboxStage.of(store, Post(replies={"a": [Sent(77)]}))
    await stage.queue("a")
    await stage.drains()
    row = await stage.row("a")
    assert (SENT, 77, NOON, None) == (row.status, row.message_id, row.sent_at, row.lease_until)


async def test_what_is_not_due_waits(store: Store) -> None:
    stage = OutboxStage.of(store)
    await stage.queue("later", send_at=NOON + timedelta(hours=1))
    await stage.drains()
    assert [] == stage.post.keys
    stage.post.pass_time(hours=1)
    await stage.drains()
    assert ["later"] == stage.post.keys


async def test_what_was_under_way_in_a_crash_is_sent_again_as_a_possible_repeat(
    store: Store,
) -> None:
    stage = OutboxStage.of(store)
    await stage.queue("a")
    async with store.write() as session:  # a sender that died right after its claim
        await claim(session, NOON, NOON + timedelta(minutes=2), limit=9, except_chats=())
    await stage.drains()
    assert [True] == [notice.maybe_repeat for notice in stage.post.given]
    assert not (await stage.row("a")).maybe_repeat


async def test_a_lease_is_freed_once_it_ran_out(store: Store) -> None:
    stage = OutboxStage.of(store)
    await stage.queue("a")
    async with store.write() as session:
        await claim(session, NOON, NOON + timedelta(minutes=2), limit=9, except_chats=())
    await stage.outbox.reclaim()
    assert NoticeStatus.SENDING == (await stage.row("a")).status
    stage.post.pass_time(minutes=2)
    await stage.outbox.reclaim()
    assert RETRY == (await stage.row("a")).status


async def test_too_many_requests_hold_one_chat_for_exactly_as_long_as_asked(store: Store) -> None:
    stage = OutboxStage.of(store, Post(replies={"a": [Throttled(37)]}))
    await stage.queue("a", "b", chat=-1)
    await stage.queue("c", chat=-2)
    await stage.runs_shortly()

    assert ["a", "c"] == sorted(stage.post.keys)
    assert (RETRY, NOON + timedelta(seconds=37)) == await stage.state("a")
    stage.post.pass_time(seconds=36)
    await stage.runs_shortly()
    assert ["a", "c"] == sorted(stage.post.keys)
    stage.post.pass_time(seconds=1)
    await stage.drains()
    assert ["a", "b"] == stage.post.keys[-2:]


async def test_a_failure_is_tried_again_at_growing_distances(store: Store) -> None:
    stage = OutboxStage.of(store, Post(replies={"a": [Failed("502", maybe_sent=True)] * 12}))
    await stage.queue("a")
    pauses = []
    for _ in range(11):
        await stage.drains()
        status, send_at = await stage.state("a")
        assert RETRY == status
        pauses.append((send_at - stage.post.now).total_seconds())
        stage.post.pass_time(seconds=pauses[-1])
    assert [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300] == pauses
    assert [False, True, True] == [notice.maybe_repeat for notice in stage.post.given[:3]]


async def test_being_asked_to_wait_is_no_failure(store: Store) -> None:
    """However often: the pause after a real failure begins at two seconds."""
    replies: list[Delivery | Exception] = [Throttled(3) for _ in range(8)]
    replies.append(Failed("502", maybe_sent=False))
    stage = OutboxStage.of(store, Post(replies={"a": replies}))
    await stage.queue("a")
    while len(stage.post.given) < 9:
        await stage.drains()
        stage.post.pass_time(seconds=3)
    assert (RETRY, stage.post.at[-1] + timedelta(seconds=2)) == await stage.state("a")


async def test_after_a_thousand_failures_it_is_still_tried(store: Store) -> None:
    """A chat that was out of reach for days must not end the sender."""
    stage = OutboxStage.of(store, Post(replies={"a": [Failed("404", maybe_sent=False)]}))
    await stage.queue("a")
    async with store.write() as session:
        (await session.merge(await stage.row("a"))).attempts = 5000
    await stage.drains()
    assert (RETRY, NOON + timedelta(minutes=5)) == await stage.state("a")


async def test_a_group_that_became_a_supergroup_is_written_to_there(store: Store) -> None:
    shop = await Shop.open(store)
    stage = OutboxStage.of(store)
    await stage.drains()
    stage.post.replies["a"] = [Moved(-100500), Sent(5)]
    await stage.queue("a", "b", chat=shop.leads)
    await stage.drains()

    assert [shop.leads, -100500, -100500] == [one.chat_id for one in stage.post.given[-3:]]
    assert (SENT, SENT) == ((await stage.state("a"))[0], (await stage.state("b"))[0])
    shop.leads = -100500
    await shop.client_writes(at=NOON)
    assert ("breach", -100500) in await shop.alerted(NOON + timedelta(days=1))


async def test_many_touches_while_sending_make_one_more_edit(store: Store) -> None:
    shop = await Shop.open(store)
    gate = asyncio.Event()
    stage = OutboxStage.of(store, Post(gate=gate))
    request = await shop.client_writes(at=NOON)
    async with stage.running():
        await stage.post.until(lambda: f"card:{request.id}:{shop.desk}" in stage.post.keys)
        for _ in range(7):
            async with store.write() as session:
                await touch(session, [request.id], [NoticeKind.CARD], NOON)
        gate.set()
    await stage.drains()
    cards = [one for one in stage.post.given if one.kind is NoticeKind.CARD]
    assert [None, True] == [one.message_id and True for one in cards]


async def test_touches_before_the_first_sending_make_one_message(store: Store) -> None:
    shop = await Shop.open(store)
    stage = OutboxStage.of(store)
    for minute in range(5):
        await shop.client_writes(at=NOON - timedelta(minutes=minute))
    await stage.drains()
    assert 1 == sum(one.kind is NoticeKind.CARD for one in stage.post.given)


async def test_a_live_message_that_was_deleted_is_posted_anew(store: Store) -> None:
    shop = await Shop.open(store)
    stage = OutboxStage.of(store)
    request = await shop.client_writes(at=NOON)
    key = f"card:{request.id}:{shop.desk}"
    await stage.drains()
    stage.post.replies[key] = [Gone(), Sent(4242)]
    await shop.takes(request, at=NOON)
    await stage.drains()
    assert 4242 == (await stage.row(key)).message_id
    assert [False, True, False] == [
        one.message_id is not None for one in stage.post.given if one.dedup_key == key
    ]


async def test_what_is_overtaken_is_not_said(store: Store) -> None:
    stage = OutboxStage.of(store, Post(replies={"a": [Superseded("answered")]}))
    await stage.queue("a")
    await stage.drains()
    row = await stage.row("a")
    assert (NoticeStatus.SUPERSEDED, "answered", None) == (row.status, row.reason, row.message_id)


async def test_one_that_cannot_be_made_is_given_up_alone(store: Store) -> None:
    stage = OutboxStage.of(store, Post(replies={"bad": [ZeroDivisionError("x")] * 9}))
    await stage.queue("bad", chat=-1)
    await stage.queue("good", chat=-2)
    for _ in range(6):
        await stage.drains()
        stage.post.pass_time(minutes=5)
    assert 5 == stage.post.keys.count("bad")
    assert (DEAD, SENT) == ((await stage.state("bad"))[0], (await stage.state("good"))[0])
    assert "ZeroDivisionError" in (await stage.row("bad")).reason


async def test_an_outcome_that_no_database_takes_does_not_end_the_sender(store: Store) -> None:
    stage = OutboxStage.of(store, Post(replies={"a": [Refused("half a pair: \ud83d")]}))
    await stage.queue("a", chat=-1)
    await stage.queue("b", chat=-2)
    await stage.drains()
    assert (DEAD, SENT) == ((await stage.state("a"))[0], (await stage.state("b"))[0])


class FailingStore(Store):
    """A database whose next writes fail, as on a full disk."""

    failures = 0

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Session]:
        async with super().write() as session:
            yield session
            if self.failures > 0:
                self.failures -= 1
                raise OperationalError("COMMIT", None, Exception("disk full"))


async def test_a_database_that_fails_does_not_forget_that_it_was_sent(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outbox.IDLE_SECONDS", 0.02)
    failing = FailingStore(store._writer, store._reader)
    stage = OutboxStage.of(failing)
    await stage.queue("a")

    async def deliver(notice: Notice) -> Sent:
        failing.failures = 3  # the disk is full from now on
        stage.post.given.append(notice)
        return Sent(7)

    stage.outbox._deliver = deliver
    await stage.drains()
    row = await stage.row("a")
    assert (["a"], SENT, 7) == (stage.post.keys, row.status, row.message_id)


async def test_a_stop_finishes_what_is_under_way(store: Store) -> None:
    stage = OutboxStage.of(store, Post(seconds_each=0.15))
    await stage.queue("a", chat=-1)
    await stage.queue("b", chat=-2)
    task = asyncio.ensure_future(stage.outbox.run())
    await stage.post.until(lambda: len(stage.post.given) == 2)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert ["a", "b"] == sorted(stage.post.finished)
    assert {SENT} == {row.status for row in await stage.rows()}


async def test_a_stop_at_any_moment_leaves_nothing_half_claimed(store: Store) -> None:
    """Else the next start would call a message a possible repeat that was never sent."""
    stage = OutboxStage.of(store)
    for turns in range(20):
        await stage.queue(f"{turns}")
        task = asyncio.ensure_future(stage.outbox.run())
        for _ in range(turns):
            await asyncio.sleep(0.0005)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert NoticeStatus.SENDING not in {row.status for row in await stage.rows()}
    await stage.drains()
    assert [f"{turns}" for turns in range(20)] == stage.post.keys


async def test_posting_a_dead_live_notice_revives_it(store: Store) -> None:
    shop = await Shop.open(store)
    stage = OutboxStage.of(store)
    request = await shop.client_writes(at=NOON)
    key = f"card:{request.id}:{shop.desk}"
    stage.post.replies[key] = [Refused("no")]
    await stage.drains()
    assert DEAD == (await stage.state(key))[0]
    async with store.write() as session:
        await post_or_touch(session, [card_row(shop.desk, shop.brand_id, request.id, NOON)])
    await stage.drains()
    assert SENT == (await stage.state(key))[0]
