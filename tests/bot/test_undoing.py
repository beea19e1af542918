"""A wrong credit taken back leaves no trace on the clock."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.delivery import Superseded
from bot.requests import set_kind
from bot.undoing import last_answer, undo_answer
from storage.engine import Store
from storage.tables import Message, Request, Wait
from storage.vocabulary import (
    ChatRole,
    Direction,
    Kind,
    NoticeKind,
    NoticeStatus,
    RequestStatus,
    WaitStop,
)
from tests.bot.outbox_stage import OutboxStage, Post
from tests.bot.test_undelivered import refused
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop


async def undo(shop: Shop, request: Request, at: datetime) -> bool:
    async with shop.store.write() as session:
        fresh = await session.get_one(Request, request.id)
        return await undo_answer(session, fresh, shop.iryna, at)


def clock(waits: list[Wait]) -> list[tuple[object, ...]]:
    return [
        (one.started_at, one.due_at, one.stopped_at, one.stop, one.stopped_by)
        for one in waits
        if one.stop is not WaitStop.MERGED
    ]


def standing(request: Request) -> tuple[object, ...]:
    return (request.status, request.answered_at, request.assignee_id, request.undeliverable)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(
    alerted=st.booleans(),
    taken=st.booleans(),
    answered_before=st.booleans(),
    wrote_again=st.booleans(),
)
async def test_undoing_restores_the_wait_exactly(
    store: Store, *, alerted: bool, taken: bool, answered_before: bool, wrote_again: bool
) -> None:
    shop = await Shop.alone(store)
    request = await shop.client_writes(at=NOON)
    if answered_before:
        await shop.answers(request, at=NOON + MINUTE)
        await shop.client_writes(at=NOON + 2 * MINUTE)
    if taken:
        await shop.takes(request, at=NOON + HOUR)
    if alerted:
        await shop.alerted(NOON + 21 * HOUR)
    waits, before = clock(list(await shop.waits(request))), await shop.request(request.id)

    await shop.answers(request, at=NOON + 22 * HOUR)
    if wrote_again:
        await shop.client_writes(at=NOON + 22 * HOUR + MINUTE)
    assert await undo(shop, request, NOON + 22 * HOUR + 2 * MINUTE)
    assert waits == clock(list(await shop.waits(request)))
    assert standing(before) == standing(await shop.request(request.id))
    told = {step for step, _ in await shop.alerted(NOON + 22 * HOUR + 2 * MINUTE)}
    assert (set() if alerted else {"due_soon:240"}) == told  # said once, and not forgotten


async def test_a_breach_is_told_though_its_wrong_answer_was_taken_back_after_it(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR)
    assert [] == await shop.alerted(NOON + DAY + HOUR)
    await undo(shop, request, NOON + DAY + HOUR)
    assert ["breach"] == [step for step, _ in await shop.alerted(NOON + DAY + 2 * HOUR)]


async def test_words_from_the_clients_chat_may_then_answer_somebody_else(store: Store) -> None:
    shop = await Shop.open(store)
    wrong = await shop.client_writes(role=ChatRole.COMMUNITY, at=NOON)
    right = await shop.client_writes(role=ChatRole.COMMUNITY, at=NOON, client="Петро")
    await shop.answers(wrong, at=NOON + HOUR, chat_id=shop.community, message_id=5)
    await undo(shop, wrong, NOON + 2 * HOUR)
    assert [] == await shop.rows(Message, Message.direction == Direction.OUT)
    await shop.answers(right, at=NOON + HOUR, chat_id=shop.community, message_id=5)
    assert await shop.wait(right) is None


async def test_words_that_the_client_got_stay_on_record(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR)
    await undo(shop, request, NOON + 2 * HOUR)
    assert 1 == len(await shop.rows(Message, Message.direction == Direction.OUT))


async def test_only_the_answer_that_ended_the_wait_of_an_open_request_can_be_taken_back(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    assert not await undo(shop, request, NOON + MINUTE)  # no answer yet
    await shop.answers(request, at=NOON + HOUR)
    assert await undo(shop, request, NOON + 2 * HOUR)
    assert not await undo(shop, request, NOON + 2 * HOUR)  # once
    await shop.answers(request, at=NOON + 3 * HOUR, message_id=77)
    await shop.closes(request, at=NOON + 4 * HOUR)
    async with store.read() as session:
        assert await last_answer(session, await session.get_one(Request, request.id)) is None
    assert not await undo(shop, request, NOON + 5 * HOUR)
    assert RequestStatus.CLOSED is (await shop.request(request.id)).status


@pytest.mark.parametrize("reopened", [False, True], ids=["open", "closed and reopened"])
async def test_the_second_answer_stands_when_the_first_is_taken_back(
    store: Store, *, reopened: bool
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR)
    about = {"member_id": shop.lead.id, "author": shop.lead.name}
    await shop.answers(request, at=NOON + HOUR + MINUTE, **about)
    if reopened:
        await shop.closes(request, at=NOON + 2 * HOUR)
        await shop.reopens(request, at=NOON + 3 * HOUR)
    assert await undo(shop, request, NOON + 4 * HOUR)
    [wait] = await shop.waits(request)
    assert (NOON, NOON + HOUR + MINUTE, shop.lead.id) == (
        wait.started_at,
        wait.stopped_at,
        wait.stopped_by,
    )
    answered = await shop.request(request.id)
    assert (RequestStatus.ANSWERED, NOON + HOUR + MINUTE, shop.lead.id) == (
        answered.status,
        answered.answered_at,
        answered.assignee_id,
    )
    assert await undo(shop, request, NOON + 5 * HOUR)  # nor was that one an answer
    [wait] = await shop.waits(request)
    assert (NOON, NOON + DAY, None) == (wait.started_at, wait.due_at, wait.stopped_at)
    answered = await shop.request(request.id)
    assert (RequestStatus.OPEN, None, None) == (
        answered.status,
        answered.answered_at,
        answered.assignee_id,
    )


async def test_an_album_is_taken_back_as_one_answer(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    for _ in range(3):
        await shop.answers(request, at=NOON + HOUR, album_id="a", content="photo")
    assert await undo(shop, request, NOON + 2 * HOUR)
    assert await shop.wait(request) is not None


async def test_a_second_answer_that_was_refused_does_not_stand(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR, message_id=1)
    await shop.answers(request, at=NOON + 2 * HOUR, message_id=2)
    await refused(store, shop, request, 2)
    assert await undo(shop, request, NOON + 3 * HOUR)
    assert await shop.wait(request) is not None


async def test_an_answer_before_a_wait_that_closing_ended_is_not_the_last(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR)
    await shop.client_writes(at=NOON + 2 * HOUR)
    await shop.closes(request, at=NOON + 3 * HOUR)
    await shop.client_writes(at=NOON + 4 * HOUR)  # reopens it
    assert not await undo(shop, request, NOON + 5 * HOUR)


async def test_a_reaction_taken_back_leaves_the_clients_words_on_record(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(role=ChatRole.COMMUNITY, at=NOON)
    [said] = await shop.rows(Message)
    heart = {"chat_id": said.chat_id, "message_id": said.message_id, "is_reaction": True}
    await shop.answers(request, at=NOON + HOUR, **heart)
    assert await undo(shop, request, NOON + 2 * HOUR)
    assert [said.text] == [one.text for one in await shop.rows(Message)]
    assert await shop.wait(request) is not None


async def test_an_alert_that_the_wrong_answer_silenced_is_said_after_all(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.alerted(NOON + 20 * HOUR)
    post = Post(now=NOON + 20 * HOUR)
    post.replies = {
        one.dedup_key: [Superseded("answered meanwhile")]
        for one in await shop.notices(NoticeKind.ALERT)
    }
    await shop.answers(request, at=NOON + 20 * HOUR)
    await OutboxStage.of(store, post).drains()
    assert await undo(shop, request, NOON + 21 * HOUR)
    await shop.alerted(NOON + 21 * HOUR)
    pending = [
        one.dedup_key
        for one in await shop.notices(NoticeKind.ALERT)
        if one.status is NoticeStatus.PENDING
    ]
    assert set(post.replies) == set(pending)


async def test_a_kind_named_after_an_answer_was_taken_back_finds_the_client_waiting(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON, role=ChatRole.COMMUNITY)
    await shop.answers(request, at=NOON + 30 * MINUTE)
    await shop.client_writes("А коли?", at=NOON + HOUR, role=ChatRole.COMMUNITY)
    await names_kind(shop, request, Kind.PRAISE, NOON + 70 * MINUTE)
    assert await undo(shop, request, NOON + 80 * MINUTE)
    await names_kind(shop, request, Kind.QUESTION, NOON + 90 * MINUTE)
    running = [one for one in await shop.waits(request) if one.stopped_at is None]
    assert [NOON] == [one.started_at for one in running]


async def names_kind(shop: Shop, request: Request, kind: Kind, at: datetime) -> None:
    async with shop.store.write() as session:
        fresh = await session.get_one(Request, request.id)
        await set_kind(session, fresh, kind, shop.iryna, at)
