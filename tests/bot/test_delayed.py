"""An answer that Telegram does not take for minutes: its client waits on until it has arrived."""

from datetime import datetime

import pytest

from bot.delivery import STILL_FAILS, Delivery, Failed, Refused, Throttled, Unreachable
from bot.merging import merge
from bot.undoing import undo_answer
from storage.engine import Store
from storage.tables import Notice, Request, Wait
from storage.vocabulary import NoticeKind, RequestStatus, WaitStop
from tests.bot.outbox_stage import OutboxStage, Post
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop

FAILS: list[Delivery | Exception] = [Failed("502", maybe_sent=True)]
SAID = NOON + HOUR


class Line:
    """A client asked at noon; the answer of an hour later stands before a Telegram that fails."""

    def __init__(self, shop: Shop, request: Request, key: str) -> None:
        self.shop, self.request, self.key = shop, request, key
        self.post = Post(now=SAID)
        self.stage = OutboxStage.of(shop.store, self.post)

    @classmethod
    async def open(cls, store: Store) -> "Line":
        shop = await Shop.open(store)
        request = await shop.client_writes(at=NOON)
        await shop.answers(request, at=SAID, message_id=4711)
        return cls(shop, request, f"relay:{shop.desk}:4711:{request.chat_id}")

    async def fails(self, times: int = STILL_FAILS, key: str = "") -> None:
        self.post.replies[key or self.key] = FAILS * times
        await self.stage.drains()
        for _ in range(times - 1):
            self.post.pass_time(minutes=5)
            await self.stage.drains()

    async def then(self, outcome: Delivery | None = None) -> None:
        """The next try; without an outcome it is sent."""
        if outcome is not None:
            self.post.replies[self.key] = [outcome]
        self.post.pass_time(minutes=5)
        await self.stage.drains()

    async def waits(self) -> list[tuple[datetime, WaitStop | None]]:
        return [(one.stopped_at, one.stop) for one in await self.rows()]  # type: ignore[misc]

    async def rows(self) -> list[Wait]:
        return list(await self.shop.waits(self.request))

    async def told(self) -> list[Notice]:
        return await self.shop.notices(NoticeKind.UNDELIVERED)

    async def fresh(self) -> Request:
        return await self.shop.request(self.request.id)


async def test_the_desk_hears_once_that_it_is_still_tried_and_the_wait_runs_on(
    store: Store,
) -> None:
    line = await Line.open(store)
    await line.fails(STILL_FAILS - 1)
    assert ([], [(SAID, WaitStop.ANSWERED)]) == (await line.told(), await line.waits())

    await line.fails(STILL_FAILS + 3)
    [told] = await line.told()
    assert (line.shop.desk, 4711, True, True) == (
        told.chat_id,
        told.payload["reply_to"],
        told.payload["delayed"],
        told.payload["runs_on"],
    )
    [wait] = await line.rows()
    assert (NOON, NOON + DAY, NOON + 20 * HOUR, None) == (
        wait.started_at,
        wait.due_at,
        wait.next_alert_at,
        wait.stop,
    )
    fresh = await line.fresh()
    assert (RequestStatus.OPEN, None) == (fresh.status, fresh.assignee_id)
    assert fresh.undeliverable
    assert 1 == (await line.shop.story(line.request)).count("undelivered")
    assert ("breach", line.shop.leads) in await line.shop.alerted(NOON + DAY)


async def test_once_it_is_sent_the_wait_ends_when_the_answer_was_given(store: Store) -> None:
    line = await Line.open(store)
    await line.fails()
    await line.shop.alerted(NOON + DAY)
    line.post.now = NOON + DAY + HOUR
    await line.then()

    assert [(SAID, WaitStop.ANSWERED)] == await line.waits()
    [wait] = await line.rows()
    assert (line.shop.iryna.id, None) == (wait.stopped_by, wait.next_alert_at)
    fresh = await line.fresh()
    assert (RequestStatus.ANSWERED, SAID, "", line.shop.iryna.id) == (
        fresh.status,
        fresh.answered_at,
        fresh.undeliverable,
        fresh.assignee_id,
    )
    [told] = await line.told()
    assert told.payload["arrived"]
    assert told.id in [one.id for one in line.post.given if one.message_id is not None]  # edited
    assert "arrived" == (await line.shop.story(line.request))[-1]


async def test_what_arrives_after_some_tries_is_not_spoken_of(store: Store) -> None:
    line = await Line.open(store)
    await line.fails(STILL_FAILS - 1)
    await line.then()
    assert [] == await line.told()
    assert "arrived" not in await line.shop.story(line.request)


async def test_a_chat_that_telegram_closes_for_long_is_told_too(store: Store) -> None:
    line = await Line.open(store)
    line.post.replies[line.key] = [Throttled(1200)]
    async with line.stage.running():
        await line.post.until(
            lambda: any(one.kind is NoticeKind.UNDELIVERED for one in line.post.given)
        )
    assert 1 == len(await line.told())
    assert [(None, None)] == await line.waits()


async def test_another_answer_ends_the_wait_until_the_first_has_arrived(store: Store) -> None:
    line = await Line.open(store)
    await line.fails()
    await line.shop.answers(line.request, at=SAID + 2 * HOUR, message_id=4712)
    await line.stage.drains()
    assert [(SAID + 2 * HOUR, WaitStop.ANSWERED)] == await line.waits()
    await line.then()
    assert [(SAID, WaitStop.ANSWERED)] == await line.waits()
    assert SAID + 2 * HOUR == (await line.fresh()).answered_at


async def test_taking_the_second_back_leaves_the_client_waiting_for_the_first(
    store: Store,
) -> None:
    line = await Line.open(store)
    await line.fails()
    await line.shop.answers(line.request, at=SAID + 2 * HOUR, message_id=4712)
    async with store.write() as session:
        request = await session.get_one(Request, line.request.id)
        assert await undo_answer(session, request, line.shop.iryna, SAID + 3 * HOUR)
    assert [(None, None)] == await line.waits()
    await line.then()
    assert [(SAID, WaitStop.ANSWERED)] == await line.waits()


async def test_what_the_client_wrote_since_the_answer_waits_for_one(store: Store) -> None:
    line = await Line.open(store)
    await line.fails()
    await line.shop.client_writes("Дякую", at=SAID + 10 * MINUTE, courtesy=True)
    await line.shop.client_writes("А скільки коштує?", at=SAID + 20 * MINUTE)
    await line.then()
    first, second = await line.rows()
    assert (SAID, WaitStop.ANSWERED) == (first.stopped_at, first.stop)
    assert (SAID + 20 * MINUTE, None) == (second.started_at, second.stopped_at)
    assert second.next_alert_at is not None
    assert RequestStatus.OPEN is (await line.fresh()).status


async def test_of_a_request_closed_meanwhile_the_answer_counts(store: Store) -> None:
    line = await Line.open(store)
    await line.fails()
    await line.shop.closes(line.request, at=SAID + 2 * HOUR)
    await line.then()
    assert [(SAID, WaitStop.ANSWERED)] == await line.waits()
    assert RequestStatus.CLOSED is (await line.fresh()).status


async def test_one_that_is_refused_at_last_was_none(store: Store) -> None:
    line = await Line.open(store)
    await line.fails()
    await line.then(Refused("Bad Request: message is too long"))
    assert [(None, None)] == await line.waits()
    assert [False, False] == [one.payload.get("delayed", False) for one in await line.told()]
    assert [True, True] == [one.payload["runs_on"] for one in await line.told()]


async def test_a_client_who_blocked_us_meanwhile_is_not_waited_for(store: Store) -> None:
    line = await Line.open(store)
    await line.fails()
    await line.then(Unreachable("Forbidden: bot was blocked by the user"))
    assert [(SAID, WaitStop.ANSWERED)] == await line.waits()
    assert "Forbidden: bot was blocked by the user" == (await line.fresh()).undeliverable


async def test_an_answer_that_was_taken_back_ends_nothing_when_it_arrives(store: Store) -> None:
    line = await Line.open(store)
    async with store.write() as session:
        request = await session.get_one(Request, line.request.id)
        assert await undo_answer(session, request, line.shop.iryna, SAID + MINUTE)
    await line.fails()
    await line.then()
    assert [(None, None)] == await line.waits()


@pytest.mark.parametrize("failing", [1, 2])
async def test_of_merged_clients_one_who_has_the_answer_is_enough(
    store: Store, failing: int
) -> None:
    shop = await Shop.open(store)
    into = await shop.client_writes(at=NOON, client="Олена")
    other = await shop.client_writes(at=NOON, client="Марко")
    async with store.write() as session:
        rows = [await session.get_one(Request, one.id) for one in (other, into)]
        await merge(session, *rows, shop.iryna, NOON + MINUTE)
    await shop.answers(into, at=SAID, message_id=4711)
    keys = [f"relay:{shop.desk}:4711:{one.chat_id}" for one in (into, other)]
    line = Line(shop, into, keys[0])
    for key in keys[:failing]:
        line.post.replies[key] = FAILS * STILL_FAILS
    for _ in range(STILL_FAILS):
        await line.stage.drains()
        line.post.pass_time(minutes=5)
    current = [one for one in await line.rows() if one.stop is not WaitStop.MERGED]
    assert [SAID if failing == 1 else None] == [one.stopped_at for one in current]
    assert failing == len(await line.told())
    await line.then()
    current = [one for one in await line.rows() if one.stop is not WaitStop.MERGED]
    assert [SAID] == [one.stopped_at for one in current]
