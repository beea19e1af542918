"""A wait ends with its earliest real answer, in whatever order the answers become known."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.reporting import make_report
from storage.engine import Store
from storage.tables import Brand, Request
from storage.vocabulary import WaitStop
from tests.bot.test_merging import merges
from tests.bot.test_undoing import undo
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop


@dataclass
class ModelWait:
    start: int
    answers: list[tuple[int, int]] = field(default_factory=list)  # date, which of all

    @property
    def stop(self) -> int | None:
        return min(self.answers)[0] if self.answers else None


@dataclass
class Model:
    """What people would say: each answer is of the wait that ran, or had run, when it was said."""

    waits: list[ModelWait] = field(default_factory=list)
    written: list[int] = field(default_factory=list)
    known: int = 0
    taken_back: list[tuple[int, ModelWait]] = field(default_factory=list)

    def client_writes(self, at: int) -> None:
        self.written.append(at)
        if not self.waits or self.waits[-1].answers:
            self.waits.append(ModelWait(at))

    def answered(self, at: int) -> None:
        self.known += 1
        begun = [one for one in self.waits if one.start <= at]
        if not begun:
            return
        was_open = not begun[-1].answers
        begun[-1].answers.append((at, self.known))
        if was_open and (since := [one for one in self.written if one > at]):
            self.waits.append(ModelWait(min(since)))  # what it could not speak to

    def undo(self) -> bool:
        ended = [one for one in self.waits if one.answers]
        last = max(ended, key=lambda one: one.stop or 0, default=None)
        if last is None:
            return False
        first = min(last.answers)
        if any(since >= first[1] and of is not last for since, of in self.taken_back):
            return False
        last.answers.remove(first)
        self.taken_back.append((self.known, last))
        if not last.answers:  # it runs on, and what was written since belongs to it
            self.waits = self.waits[: self.waits.index(last) + 1]
        return True


Step = tuple[str, int]
steps = st.lists(
    st.one_of(
        st.just(("writes", 0)),
        st.tuples(st.just("answered"), st.integers(0, 40)),  # minutes ago
        st.just(("undo", 0)),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(steps=steps)
async def test_every_wait_ends_as_the_model_says(store: Store, steps: list[Step]) -> None:
    shop, model, clock = await Shop.alone(store), Model(), 0
    request = await shop.client_writes(at=NOON)
    model.client_writes(0)
    for what, ago in steps:
        clock += 10
        now = NOON + clock * MINUTE
        match what:
            case "writes":
                await shop.client_writes(at=now)
                model.client_writes(clock)
            case "answered":
                said = max(clock - ago, -5)
                await shop.answers(request, at=NOON + said * MINUTE, now=now)
                model.answered(said)
            case "undo":
                assert model.undo() == await undo(shop, request, now)
    expected = [(one.start, one.stop) for one in model.waits]
    assert expected == [
        (minutes(one.started_at), one.stopped_at and minutes(one.stopped_at))
        for one in await shop.waits(request)
        if one.stop is not WaitStop.MERGED
    ]


def minutes(moment: datetime) -> int:
    return (moment - NOON) // timedelta(minutes=1)


async def compliance(shop: Shop, at: datetime) -> tuple[int, int]:
    async with shop.store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        report = await make_report(session, brand, NOON - DAY, NOON + 3 * DAY, at)
    return report.period.compliance.met, report.period.compliance.n


async def test_an_answer_confirmed_late_was_in_time_and_the_figures_say_so(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    about = {"member_id": shop.lead.id, "author": shop.lead.name}
    await shop.answers(request, at=NOON + DAY + HOUR, **about)
    assert (0, 1) == await compliance(shop, NOON + 2 * DAY)
    await shop.answers(request, at=NOON + HOUR, now=NOON + DAY + 2 * HOUR)
    assert (1, 1) == await compliance(shop, NOON + 2 * DAY)
    [wait] = await shop.waits(request)
    assert (NOON + HOUR, shop.iryna.id) == (wait.stopped_at, wait.stopped_by)
    assert NOON + DAY + HOUR == (await shop.request(request.id)).answered_at


@pytest.mark.parametrize("said_at", [NOON - MINUTE, NOON + 3 * HOUR])
async def test_what_was_said_before_the_wait_or_after_its_answer_moves_nothing(
    store: Store, said_at: datetime
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + 2 * HOUR)
    await shop.answers(request, at=said_at, now=NOON + 4 * HOUR)
    [wait] = await shop.waits(request)
    assert NOON + 2 * HOUR == wait.stopped_at


async def test_what_was_closed_without_an_answer_had_one(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.closes(request, at=NOON + 2 * HOUR)
    await shop.answers(request, at=NOON + HOUR, now=NOON + 3 * HOUR)
    [wait] = await shop.waits(request)
    assert (NOON + HOUR, WaitStop.ANSWERED) == (wait.stopped_at, wait.stop)


async def test_a_merged_matters_late_answer_never_ends_it_before_it_began(store: Store) -> None:
    shop = await Shop.open(store)
    olena: Request = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON + HOUR, client="Петро")
    await merges(shop, olena, petro, NOON + 2 * HOUR)
    await shop.answers(petro, at=NOON + 3 * HOUR)
    for said_at, stop in ((NOON - MINUTE, NOON + 3 * HOUR), (NOON + MINUTE, NOON + MINUTE)):
        await shop.answers(petro, at=said_at, now=NOON + 4 * HOUR)
        [wait] = [one for one in await shop.waits(petro) if one.stop is WaitStop.ANSWERED]
        assert stop == wait.stopped_at


async def test_an_answer_in_the_second_of_closing_ended_the_wait(store: Store) -> None:
    """Telegram's dates are whole seconds: closing follows the answer."""
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.closes(request, at=NOON + HOUR)
    await shop.answers(request, at=NOON + HOUR, now=NOON + 2 * HOUR)
    [wait] = await shop.waits(request)
    assert (NOON + HOUR, WaitStop.ANSWERED) == (wait.stopped_at, wait.stop)
