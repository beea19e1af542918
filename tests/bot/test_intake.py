"""The intake: a batch is on record whole and once before it is acknowledged, or not at all."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from bot.errors import UnreachableError
from bot.intake import TRIES, TRIES_ASKING, Intake, Raw
from bot.unit import Afterwards, Unit
from storage.engine import DatabaseFailure, Session, Store
from storage.tables import DeadLetter, Message, SeenUpdate
from storage.updates import dead_letters
from storage.vocabulary import NoticeKind
from tests.builders import NOON, Shop

BOT = 42


def update(number: int, text: str = "Де?", **more: Any) -> Raw:
    return {"update_id": number, "message_id": number, "text": text, **more}


class Feed:
    """Logs what it reads as a client's message; some texts it cannot take."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.heard: list[int] = []
        self.tries: dict[int, int] = {}
        self.hurts: Callable[[Raw], Exception | None] = lambda _raw: None

    async def __call__(self, raw: Raw, unit: Unit) -> None:
        number = raw["update_id"]
        self.tries[number] = self.tries.get(number, 0) + 1
        unit.log(self.shop.message(raw["text"], message_id=raw["message_id"], client=f"{number}"))
        self.heard.append(number)

        async def tell() -> None:
            raise AssertionError(number)

        unit.afterwards.append(tell)
        if error := self.hurts(raw):
            raise error


class Stage:
    def __init__(self, store: Store, shop: Shop) -> None:
        self.store, self.shop, self.feed = store, shop, Feed(shop)
        self.told: list[Sequence[Afterwards]] = []
        self.intake = Intake(
            store,
            self.feed,
            self.prepare,
            bot_id=BOT,
            clock=lambda: NOON,
            after_commit=self.told.append,
        )

    async def prepare(self, raws: Sequence[Raw]) -> dict[str, Any]:
        return {"raws": len(raws)}

    async def texts(self) -> list[str]:
        return [row.text for row in await self.shop.rows(Message)]

    async def seen(self) -> list[int]:
        async with self.store.read() as session:
            rows = await session.scalars(
                select(SeenUpdate.update_id).order_by(SeenUpdate.update_id)
            )
            return list(rows)

    async def letters(self) -> list[DeadLetter]:
        async with self.store.read() as session:
            return await dead_letters(session)


@pytest_asyncio.fixture(loop_scope="session")
async def stage(store: Store) -> Stage:
    return Stage(store, await Shop.open(store))


async def test_a_batch_is_on_record_in_its_order(stage: Stage) -> None:
    await stage.intake.take([update(n, f"{n}") for n in range(100, 160)])
    assert [f"{n}" for n in range(100, 160)] == await stage.texts()
    assert list(range(100, 160)) == await stage.seen()
    assert [60] == [len(afterwards) for afterwards in stage.told]


async def test_nothing_is_nothing(stage: Stage) -> None:
    await stage.intake.take([])
    assert [] == stage.told


async def test_a_replay_is_skipped_in_part_and_whole(stage: Stage) -> None:
    await stage.intake.take([update(1), update(2)])
    await stage.intake.take([update(1), update(2), update(3), update(3)])
    await stage.intake.take([update(1), update(2), update(3)])
    assert [1, 2, 3] == stage.feed.heard
    assert 3 == len(await stage.texts())


async def test_another_bots_numbers_are_its_own(stage: Stage) -> None:
    await stage.intake.take([update(1)])
    other = Stage(stage.store, stage.shop)
    other.intake._bot_id = 43
    await other.intake.take([update(1, message_id=2)])
    assert [1] == other.feed.heard


async def test_one_poisonous_update_in_a_hundred_is_set_aside_alone(stage: Stage) -> None:
    stage.feed.hurts = lambda raw: (
        ValueError("cannot read \x00 this") if raw["update_id"] == 50 else None
    )
    await stage.intake.take([update(n, f"{n}") for n in range(100)])

    assert [f"{n}" for n in range(100) if n != 50] == await stage.texts()
    assert list(range(100)) == await stage.seen()
    assert (1, 1 + TRIES) == (stage.intake.set_aside, stage.feed.tries[50])
    [letter] = await stage.letters()
    assert (BOT, 50, NOON) == (letter.bot_id, letter.update_id, letter.failed_at)
    assert '"text": "50"' in letter.raw
    assert letter.error.startswith("ValueError: cannot read")
    assert 99 == sum(len(afterwards) for afterwards in stage.told)

    [told] = await stage.shop.notices(NoticeKind.TROUBLE)
    assert (stage.shop.owner.user_id, {"code": "set_aside", "update_id": 50}) == (
        told.chat_id,
        told.payload,
    )
    await stage.intake.take([update(50)])
    assert 1 == len(await stage.letters())


async def test_what_telegram_must_be_asked_about_is_left_with_it_for_a_while(stage: Stage) -> None:
    unasked = UnreachableError("Telegram asks to slow down", 7)
    stage.feed.hurts = lambda raw: unasked if raw["update_id"] == 2 else None
    batch = [update(n, f"{n}") for n in (1, 2, 3)]
    for _ in range(TRIES_ASKING - 1):
        with pytest.raises(UnreachableError) as raised:
            await stage.intake.take(batch)
        assert 7 == raised.value.after
        assert ["1", "3"] == await stage.texts()  # nobody else waits for it
        assert [1, 3] == await stage.seen()

    await stage.intake.take(batch)
    [letter] = await stage.letters()
    assert 2 == letter.update_id
    assert 1 == len(await stage.shop.notices(NoticeKind.TROUBLE))
    assert [1, 2, 3] == await stage.seen()


async def test_what_could_be_asked_at_last_is_on_record(stage: Stage) -> None:
    stage.feed.hurts = lambda _raw: UnreachableError("no answer")
    with pytest.raises(UnreachableError):
        await stage.intake.take([update(1, "Де?")])
    stage.feed.hurts = lambda _raw: None
    await stage.intake.take([update(1, "Де?")])
    assert ["Де?"] == await stage.texts()
    assert [] == await stage.letters()


async def test_a_fault_that_passes_costs_nothing(stage: Stage) -> None:
    stage.feed.hurts = lambda raw: (
        KeyError("once") if raw["update_id"] == 2 and stage.feed.tries[2] < 3 else None
    )
    await stage.intake.take([update(1), update(2), update(3)])
    assert 3 == len(await stage.texts())
    assert [] == await stage.letters()


async def test_strange_words_can_be_set_aside(
    stage: Stage,
) -> None:
    stage.feed.hurts = lambda raw: ValueError(raw["text"])
    await stage.intake.take([update(1, "half a pair \ud83d and a NUL \x00")])
    assert [1] == [letter.update_id for letter in await stage.letters()]


async def test_what_breaks_a_rule_of_the_tables_is_set_aside_too(stage: Stage) -> None:
    async def feed(raw: Raw, unit: Unit) -> None:
        session = await unit.session()
        for _ in range(raw["message_id"]):
            session.add(SeenUpdate(bot_id=7, update_id=raw["message_id"], seen_at=NOON))
            await session.flush()
            session.expunge_all()

    stage.intake._feed = feed
    await stage.intake.take([update(1), update(2)])
    assert [2] == [letter.update_id for letter in await stage.letters()]


async def test_when_the_database_fails_nothing_is_seen_and_it_is_raised(stage: Stage) -> None:
    stage.feed.hurts = lambda raw: (
        OperationalError("INSERT", None, Exception("disk full")) if raw["update_id"] == 2 else None
    )
    with pytest.raises(DatabaseFailure):
        await stage.intake.take([update(1), update(2), update(3)])

    assert ([], [], [], []) == (
        await stage.texts(),
        await stage.seen(),
        await stage.letters(),
        stage.told,
    )
    stage.feed.hurts = lambda _raw: None
    await stage.intake.take([update(1), update(2), update(3)])
    assert 3 == len(await stage.texts())


class FullDisk(Store):
    """Commits nothing more once it has committed so much."""

    left = 0

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Session]:
        async with super().write() as session:
            yield session
            self.left -= 1
            if self.left < 0:
                raise OperationalError("COMMIT", None, Exception("disk full"))


async def test_a_disk_that_fills_up_in_a_replay_keeps_what_was_committed(store: Store) -> None:
    shop = await Shop.open(store)
    full = FullDisk(store._writer, store._reader)
    full.left = 2
    stage = Stage(full, shop)
    stage.feed.hurts = lambda raw: ValueError("poison") if raw["update_id"] == 3 else None
    raws = [update(n) for n in range(1, 6)]
    with pytest.raises(DatabaseFailure):
        await stage.intake.take(raws)
    assert [1, 2] == await stage.seen()

    full.left = 1000
    await stage.intake.take(raws)
    assert [1, 2, 3, 4, 5] == await stage.seen()
    assert 4 == len(await stage.texts())
    assert [3] == [letter.update_id for letter in await stage.letters()]


async def test_an_empty_queue_is_remembered_with_its_moment(stage: Stage) -> None:
    assert stage.intake.judged_until is None
    stage.intake.saw_empty(NOON)
    assert NOON == stage.intake.judged_until
