"""A date put right leaves the clock with whoever still waits; put back, it has changed nothing."""

from collections.abc import Sequence
from datetime import datetime

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.corrections import EndedBeforeError, correct_time
from storage.engine import Store
from storage.tables import Brand, Message, Request, Wait
from storage.vocabulary import Direction, RequestStatus, WaitStop
from tests.bot.test_corrections import by_hand, corrects
from tests.bot.test_merging import merges
from tests.bot.test_undoing import undo
from tests.builders import HOUR, MINUTE, NOON, Shop


async def began(shop: Shop, request: Request) -> datetime:
    wait = await shop.wait(request)
    assert wait is not None
    return wait.started_at


async def test_an_answer_taken_back_leaves_the_clock_with_the_first_message(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    await shop.answers(request, at=NOON + HOUR, elsewhere=True)
    assert await undo(shop, request, NOON + 2 * HOUR)
    await shop.client_writes(**by_hand(shop, NOON + 20 * HOUR))
    assert await corrects(shop, request, 1, NOON + 19 * HOUR)
    assert NOON == await began(shop, request)
    assert ("breach", shop.leads) in await shop.alerted(NOON + 24 * HOUR)


async def test_after_an_answer_taken_back_an_answer_too_late_stays_so(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    await shop.answers(request, at=NOON + HOUR, elsewhere=True)
    assert await undo(shop, request, NOON + 2 * HOUR)
    await shop.client_writes(**by_hand(shop, NOON + 20 * HOUR))
    await shop.answers(request, at=NOON + 30 * HOUR, elsewhere=True)
    assert await corrects(shop, request, 1, NOON + 19 * HOUR)
    [wait] = [one for one in await shop.waits(request) if one.stop is WaitStop.ANSWERED]
    assert (NOON, NOON + 24 * HOUR, NOON + 30 * HOUR) == (
        wait.started_at,
        wait.due_at,
        wait.stopped_at,
    )


async def test_an_answer_to_another_client_of_the_matter_leaves_the_clock(store: Store) -> None:
    shop = await Shop.open(store)
    told = await shop.client_writes(**by_hand(shop), client="Петро")
    asking = await shop.client_writes(**by_hand(shop), client="Олена")
    await shop.answers(told, at=NOON + HOUR, elsewhere=True)
    assert await merges(shop, asking, told, NOON + 2 * HOUR)
    await shop.client_writes(**by_hand(shop, NOON + 20 * HOUR), client="Олена")
    assert await corrects(shop, told, 2, NOON + 19 * HOUR)
    assert NOON == await began(shop, told)


async def test_what_waits_since_anothers_answer_began_holds_the_clock(store: Store) -> None:
    shop = await Shop.open(store)
    told = await shop.client_writes(**by_hand(shop), client="Петро")
    asking = await shop.client_writes(**by_hand(shop, NOON + HOUR), client="Олена")
    await shop.client_writes(**by_hand(shop, NOON + 2 * HOUR), client="Олена")
    await shop.answers(told, at=NOON + 3 * HOUR, elsewhere=True)
    assert await merges(shop, asking, told, NOON + 4 * HOUR)
    assert await corrects(shop, told, 1, NOON + 5 * HOUR)
    assert NOON + 2 * HOUR == await began(shop, told)


async def test_what_was_closed_for_another_client_before_the_merge_leaves_the_clock(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    asking = await shop.client_writes(**by_hand(shop, NOON + 2 * HOUR), client="Олена")
    await shop.client_writes(**by_hand(shop, NOON + HOUR), client="Олена")
    closed = await shop.client_writes(**by_hand(shop), client="Петро")
    await shop.closes(closed, at=NOON + 4 * HOUR)
    assert await merges(shop, asking, closed, NOON + 5 * HOUR)
    assert await corrects(shop, closed, 1, NOON + 20 * HOUR)
    assert NOON + 2 * HOUR == await began(shop, closed)


async def test_what_was_closed_does_not_pull_the_next_clock_back(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    await shop.client_writes(**by_hand(shop, NOON + 3 * HOUR))
    await shop.closes(request, at=NOON + 4 * HOUR)
    await shop.client_writes(**by_hand(shop, NOON + 20 * HOUR))
    assert await corrects(shop, request, 2, NOON + 2 * HOUR)  # mistyped
    assert NOON + 2 * HOUR == await began(shop, request)
    assert await corrects(shop, request, 2, NOON + 19 * HOUR)
    assert NOON + 19 * HOUR == await began(shop, request)


async def test_what_was_logged_after_the_end_and_is_from_before_it_holds_the_clock(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(**by_hand(shop))
    await shop.closes(request, at=NOON + 4 * HOUR)
    await shop.client_writes(**by_hand(shop, NOON + 2 * HOUR))
    await shop.client_writes(**by_hand(shop, NOON + 3 * HOUR))
    assert await corrects(shop, request, 1, NOON + 20 * HOUR)
    assert NOON + 3 * HOUR == await began(shop, request)
    assert await corrects(shop, request, 2, NOON + HOUR)
    assert await corrects(shop, request, 2, NOON + 3 * HOUR)
    assert NOON + 3 * HOUR == await began(shop, request)


Waited = tuple[int, datetime, datetime, datetime | None, WaitStop | None, datetime | None]


class Story:
    """Hand-logged words of two clients, whatever members do to them, and dates put right."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.clock = NOON

    async def waits(self) -> Sequence[Waited]:
        return [
            (one.id, one.started_at, one.due_at, one.stopped_at, one.stop, one.next_alert_at)
            for request in await self.shop.rows(Request, Request.brand_id == self.shop.brand_id)
            for one in await self.shop.rows(Wait, Wait.request_id == request.id)
        ]

    async def dates(self, message: Message, at: datetime) -> bool:
        """Whether it could be: nobody writes after the answer to it."""
        async with self.shop.store.write() as session:
            brand = await session.get_one(Brand, self.shop.brand_id)
            said = await session.get_one(Message, message.id)
            request = await session.get_one(Request, said.request_id)
            try:
                iryna, now = self.shop.iryna, self.clock
                return await correct_time(session, brand, request, said, at, iryna, now)
            except EndedBeforeError:
                return False

    async def play(self, what: str, which: int, back: int) -> None:
        self.clock += 10 * MINUTE if which % 2 else 10 * HOUR
        at = self.clock - back * MINUTE
        shop, ours = self.shop, Request.brand_id == self.shop.brand_id
        matters = [one for one in await shop.rows(Request, ours) if one.merged_into_id is None]
        if what == "writes" or not matters:
            client = ("Олена", "Петро")[which % 2]
            await shop.client_writes(f"Де {self.clock}?", client=client, **by_hand(shop, at))
            return
        request = matters[which % len(matters)]
        match what:
            case "answers":
                await shop.answers(request, at=at, now=self.clock, elsewhere=True)
            case "close":
                await shop.closes(request, at=self.clock)
            case "reopen":
                await shop.reopens(request, at=self.clock)
            case "undo" if request.status is not RequestStatus.CLOSED:
                await undo(shop, request, self.clock)
            case "merge" if len(matters) > 1:
                await merges(shop, request, matters[which % len(matters) - 1], self.clock)
            case "date":
                await self.dates(await self.message(which), at)

    async def message(self, which: int) -> Message:
        brand = Message.brand_id == self.shop.brand_id
        said = await self.shop.rows(Message, brand, Message.direction == Direction.IN)
        return said[which % len(said)]


deeds = st.sampled_from(
    ["writes", "writes", "answers", "answers", "close", "reopen", "undo", "merge", "date"]
)
steps_of = st.tuples(deeds, st.integers(0, 5), st.sampled_from([0, 1, 7, 100, 700, 2000]))


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(
    steps=st.lists(steps_of, min_size=2, max_size=10),
    which=st.integers(0, 5),
    back=st.sampled_from([0, 7, 70, 700, 2000]),
)
@example([("close", 1, 0), ("writes", 0, 0)], 1, 2000)
@example([("answers", 1, 0), ("undo", 0, 0), ("writes", 0, 0)], 1, 7)
@example(
    [("writes", 5, 2000), ("date", 0, 7), ("date", 3, 7), ("close", 5, 1), ("merge", 3, 9)], 1, 2000
)
@example([("writes", 0, 7), ("close", 1, 0), ("writes", 0, 0)], 2, 700)
async def test_a_date_put_right_and_put_back_changes_nothing(
    store: Store, steps: list[tuple[str, int, int]], which: int, back: int
) -> None:
    story = Story(await Shop.open(store))
    await story.play("writes", 0, 0)
    for what, each, minutes in steps:
        await story.play(what, each, minutes)
    message, before = await story.message(which), await story.waits()
    if await story.dates(message, story.clock - back * MINUTE):
        assert await story.dates(message, message.sent_at)
    assert before == await story.waits()
