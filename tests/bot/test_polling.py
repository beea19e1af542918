"""Polling: only what is kept is acknowledged, and an outage is told once."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.exc import OperationalError

from bot.errors import RivalError, TokenRevokedError, UnreachableError
from bot.intake import Intake, Raw
from bot.polling import BATCH, Polling, pause_after
from bot.unit import Unit
from storage.engine import Store
from storage.updates import beat, pulse
from storage.vocabulary import NoticeKind
from tests.builders import HOUR, MINUTE, NOON, Shop

Answer = list[Raw] | Exception


class Stage:
    """Telegram answers as planned, then falls silent."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOON
        self.asked: list[int | None] = []
        self.handled: list[int] = []
        self.plan: list[tuple[datetime, Answer]] = []
        self.failures = 0
        self.silent = asyncio.Event()

    async def fetch(self, offset: int | None, limit: int) -> list[Raw]:
        assert BATCH == limit
        self.asked.append(offset)
        if not self.plan:
            self.silent.set()
            await asyncio.sleep(60)
        self.now, answer = self.plan.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def feed(self, raw: Raw, _unit: Unit) -> None:
        if self.failures:
            self.failures -= 1
            raise OperationalError("INSERT", None, Exception("disk full"))
        self.handled.append(raw["update_id"])

    async def prepare(self, _raws: Sequence[Raw]) -> dict[str, Any]:
        return {}

    async def polls(self, *plan: tuple[datetime, Answer]) -> Polling:
        """Run until Telegram has nothing more to say."""
        self.plan = list(plan)
        self.silent.clear()
        self.intake = Intake(
            self.store,
            self.feed,
            self.prepare,
            bot_id=1,
            clock=lambda: self.now,
            after_commit=lambda _afterwards: None,
        )
        polling = Polling(self.store, self.intake, self.fetch, lambda: self.now)
        task = asyncio.ensure_future(polling.run())
        silent = asyncio.ensure_future(self.silent.wait())
        async with asyncio.timeout(30):
            await asyncio.wait([task, silent], return_when=asyncio.FIRST_COMPLETED)
        for one in (task, silent):
            one.cancel()
            with suppress(asyncio.CancelledError):
                await one
        return polling


@pytest_asyncio.fixture(loop_scope="session")
async def stage(store: Store, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr("bot.polling.LONGEST_PAUSE", 0.01)
    return Stage(store)


def raws(*numbers: int) -> list[Raw]:
    return [{"update_id": number} for number in numbers]


async def test_a_batch_is_acknowledged_by_the_next_offset(stage: Stage) -> None:
    await stage.polls((NOON, raws(5, 6, 9)), (NOON, []))
    assert [None, 10, 10] == stage.asked
    assert [5, 6, 9] == stage.handled


async def test_what_the_database_refused_is_not_acknowledged(stage: Stage) -> None:
    stage.failures = 2
    await stage.polls((NOON, raws(5)), (NOON, raws(5)), (NOON, raws(5)), (NOON, []))
    assert [None, None, None, 6, 6] == stage.asked
    assert [5] == stage.handled


async def test_the_queue_is_empty_once_a_batch_is_not_full(stage: Stage) -> None:
    later = NOON + MINUTE
    await stage.polls((NOON, raws(*range(BATCH))))
    assert stage.intake.judged_until is None
    await stage.polls((NOON, raws(*range(BATCH, 2 * BATCH))), (later, raws(2 * BATCH)))
    assert later == stage.intake.judged_until


async def test_an_unreachable_telegram_is_asked_again(stage: Stage) -> None:
    refused = UnreachableError("502")
    await stage.polls((NOON, refused), (NOON, UnreachableError("429", after=0.02)), (NOON, raws(1)))
    assert [1] == stage.handled


async def test_a_revoked_token_ends_the_polling(store: Store) -> None:
    stage = Stage(store)
    with pytest.raises(TokenRevokedError):
        await stage.polls((NOON, TokenRevokedError("gone")))


async def test_an_outage_is_told_to_the_owners_once(stage: Stage) -> None:
    shop = await Shop.open(stage.store)
    back = NOON + HOUR
    polling = await stage.polls(
        (NOON, []), (NOON + MINUTE, UnreachableError("x")), (back, raws(1)), (back + MINUTE, [])
    )
    [told] = await shop.notices(NoticeKind.TROUBLE)
    assert shop.owner.user_id == told.chat_id
    assert {"code": "outage", "from": NOON.isoformat(), "to": back.isoformat()} == told.payload
    assert back == polling.outage_ended_at


async def test_a_restart_remembers_when_telegram_was_last_heard(stage: Stage) -> None:
    shop = await Shop.open(stage.store)
    await stage.polls((NOON, []))
    async with stage.store.read() as session:
        assert NOON == await pulse(session, "polled")
    await stage.polls((NOON + 2 * HOUR, []))
    [told] = await shop.notices(NoticeKind.TROUBLE)
    assert (NOON + 2 * HOUR).isoformat() == told.payload["to"]


async def test_a_short_silence_or_a_first_start_is_no_outage(stage: Stage) -> None:
    shop = await Shop.open(stage.store)
    polling = await stage.polls((NOON, []), (NOON, UnreachableError("x")), (NOON + 4 * MINUTE, []))
    assert [] == await shop.notices(NoticeKind.TROUBLE)
    assert polling.outage_ended_at is None


OFF = UnreachableError("502")


async def told(shop: Shop) -> list[tuple[int, str]]:
    return [(one.chat_id, one.payload["code"]) for one in await shop.notices(NoticeKind.TROUBLE)]


async def test_five_minutes_of_failures_are_told_to_owners_and_leads_once(stage: Stage) -> None:
    shop = await Shop.open(stage.store)
    polling = await stage.polls((NOON, []), (NOON + MINUTE, OFF))
    stage.now = NOON + 5 * MINUTE
    assert not await polling.look()
    assert [] == await told(shop)
    stage.now = NOON + 6 * MINUTE
    assert await polling.look()
    assert not await polling.look()
    everyone = {(shop.owner.user_id, "unread"), (shop.leads, "unread")}
    assert everyone == set(await told(shop))
    assert 2 == len(await told(shop))
    for one in await shop.notices(NoticeKind.TROUBLE):
        payload = {"code": "unread", "from": NOON.isoformat(), "rival": False, "partly": False}
        assert payload == one.payload


async def test_a_rival_for_the_updates_is_named(stage: Stage) -> None:
    shop = await Shop.open(stage.store)
    polling = await stage.polls((NOON, []), (NOON, RivalError("409")))
    stage.now = NOON + 5 * MINUTE
    await polling.look()
    assert all(one.payload["rival"] for one in await shop.notices(NoticeKind.TROUBLE))


def taken(*minutes: float) -> list[tuple[datetime, Answer]]:
    """In each of these minutes something else takes updates; a moment before and after we do."""
    plan: list[tuple[datetime, Answer]] = []
    for one in minutes:
        moment, little = NOON + one * MINUTE, MINUTE / 30
        plan += [(moment - little, []), (moment, RivalError("409")), (moment + little, [])]
    return plan


@pytest.mark.parametrize(
    ("minutes", "is_told"),
    [
        ([1], False),
        ([1, 1.1, 1.2, 1.3, 1.4, 2], False),
        ([1, 2, 3, 4], False),
        ([1, 10, 20, 30, 40, 50], False),
        ([1, 2, 3, 4, 5], True),
        ([1, 7, 13, 19, 25], True),
    ],
)
async def test_a_rival_is_told_of_who_was_met_in_five_minutes_of_half_an_hour(
    stage: Stage, minutes: list[float], *, is_told: bool
) -> None:
    shop = await Shop.open(stage.store)
    polling = await stage.polls(*taken(*minutes))
    assert is_told is await polling.look()
    assert not await polling.look()
    said = [one.payload for one in await shop.notices(NoticeKind.TROUBLE)]
    since = (NOON + minutes[0] * MINUTE).isoformat()
    payload = {"code": "unread", "from": since, "rival": True, "partly": True}
    assert [payload] * 2 * is_told == said


async def test_where_a_rival_takes_everything_no_part_is_said_to_be_read(stage: Stage) -> None:
    shop = await Shop.open(stage.store)
    conflict = RivalError("409")
    polling = await stage.polls((NOON, []), *[(NOON + n * MINUTE, conflict) for n in range(1, 6)])
    assert not await polling.look()
    stage.now = NOON + 6 * MINUTE
    assert await polling.look()
    assert not any(one.payload["partly"] for one in await shop.notices(NoticeKind.TROUBLE))


async def test_who_was_told_sees_in_its_place_that_reading_goes_on(stage: Stage) -> None:
    """After a restart in the middle of it, too."""
    shop = await Shop.open(stage.store)
    polling = await stage.polls((NOON, []), (NOON + MINUTE, OFF))
    stage.now = NOON + 6 * MINUTE
    await polling.look()
    back = NOON + HOUR
    await stage.polls((NOON + 7 * MINUTE, OFF), (back, []), (back + MINUTE, []))
    everyone = {(shop.owner.user_id, "outage"), (shop.leads, "outage")}
    assert everyone == set(await told(shop))
    assert 2 == len(await told(shop))
    for one in await shop.notices(NoticeKind.TROUBLE):
        assert {"from": NOON.isoformat(), "to": back.isoformat()}.items() <= one.payload.items()


async def test_after_a_quarter_of_an_hour_waits_are_judged_by_the_clock(stage: Stage) -> None:
    polling = await stage.polls((NOON, []), (NOON + MINUTE, OFF))
    stage.now = NOON + 15 * MINUTE
    await polling.look()
    assert NOON == polling.judged_until
    stage.now = NOON + 17 * MINUTE
    assert stage.now == polling.judged_until


async def test_a_start_whose_first_poll_fails_counts_from_the_start(stage: Stage) -> None:
    polling = await stage.polls((NOON, OFF))
    stage.now = NOON + 14 * MINUTE
    await polling.look()
    assert polling.judged_until is None
    stage.now = NOON + 15 * MINUTE
    assert stage.now == polling.judged_until


async def test_once_telegram_is_read_again_it_alone_says_what_may_be_judged(stage: Stage) -> None:
    polling = await stage.polls((NOON, OFF))
    stage.now = NOON + HOUR
    await polling.look()
    stage.plan = [(NOON + HOUR, raws(*range(BATCH))), (NOON + HOUR + MINUTE, [])]
    await polling._once()
    assert polling.judged_until is None  # there is more at Telegram
    await polling._once()
    stage.now += HOUR
    assert NOON + HOUR + MINUTE == polling.judged_until


def test_the_pauses_double_up_to_half_a_minute() -> None:
    assert [0.5, 1, 2, 4, 8, 16, 30, 30] == [pause_after(failures) for failures in range(1, 9)]


async def test_a_database_that_fails_while_nobody_writes_is_told_as_an_outage(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = await Shop.open(stage.store)
    back = NOON + HOUR

    async def full(*_args: object) -> None:
        if NOON < stage.now < back:
            raise OperationalError("UPDATE", None, Exception("disk full"))
        await beat(*_args)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr("bot.polling.beat", full)
    quiet = [(NOON + minutes * MINUTE, []) for minutes in range(0, 60, 10)]
    await stage.polls(*quiet, (back, []), (back + MINUTE, []))  # type: ignore[arg-type]
    [told] = await shop.notices(NoticeKind.TROUBLE)
    assert {"code": "outage", "from": NOON.isoformat(), "to": back.isoformat()} == told.payload
