"""A chat that Telegram asks us to leave alone hides nothing that waits behind its first message.

Here the pacer keeps its holds, by the clock of the stage.
"""

import asyncio
from functools import partial

import pytest

import tests.stage
from bot.clock import Clock
from bot.sandbox import Group, Message, Person
from tests.bot_process import Unhurried
from tests.journeys.deeds import asks
from tests.journeys.test_throttled import NO_END, about_to_be_late
from tests.stage import Stage


class Holding(Unhurried):
    def __init__(self, clock: Clock) -> None:
        super().__init__(lambda: int(clock().timestamp() * 1000))

    def delay(self, chat_id: int) -> float:
        return max(0, self._held.get(chat_id, 0) - self._clock()) / 1000

    def resting(self) -> set[int]:
        now = self._clock()
        return {chat_id for chat_id, until in self._held.items() if until > now}


@pytest.fixture
def held(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(tests.stage, "Unhurried", partial(Holding, stage.clock))
    return stage


async def passes(stage: Stage, *, minutes: int, step: int) -> None:
    """By steps of so many seconds, for a chat that rests is never done."""
    for _ in range(minutes * 60 // step):
        await stage.sandbox.advance(seconds=step)
        await asyncio.sleep(0.2)


def throttles(stage: Stage, place: Group | Person, seconds: int, *methods: str) -> None:
    for method in methods:
        stage.sandbox.fail_next(
            method, times=NO_END, status=429, retry_after=seconds, chat_id=place.id
        )


async def one_late_and_one_about_to_be(stage: Stage) -> Message:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    card = await asks(stage, stage.sandbox.person("Анна"), "Де посилка Анна?")
    await stage.fast_forward(hours=2)
    await asks(stage, stage.sandbox.person("Богдан"), "Де посилка Богдан?")
    await stage.fast_forward(hours=22.5)
    assert stage.said(stage.leads, "🔴 #1")
    return card


async def test_a_breach_goes_before_an_edit_that_is_throttled_without_end(held: Stage) -> None:
    card = await one_late_and_one_about_to_be(held)
    throttles(held, held.leads, 120, "editMessageText")
    held.iryna.writes("Відповідь", chat=held.desk, reply_to=card)
    await passes(held, minutes=100, step=120)
    assert 1 == len(held.said(held.leads, "🔴 #2"))
    assert [] == held.said(held.lead, "🔴 #2")


@pytest.mark.parametrize("seconds", [120, 600])
async def test_a_breach_behind_such_an_edit_in_a_chat_that_takes_nothing_reaches_the_next(
    held: Stage, seconds: int
) -> None:
    card = await one_late_and_one_about_to_be(held)
    throttles(held, held.leads, seconds, "sendMessage", "copyMessage", "editMessageText")
    held.iryna.writes("Відповідь", chat=held.desk, reply_to=card)
    await passes(held, minutes=150, step=120)
    assert 1 == len(held.said(held.lead, "🔴 #2"))


async def test_every_breach_in_a_chat_that_is_throttled_without_end_reaches_the_next(
    held: Stage,
) -> None:
    await held.set_up()
    await held.enrol(held.lead, "lead")
    await about_to_be_late(held, "Анна", "Богдан", "Віра")
    throttles(held, held.leads, 120, "sendMessage", "copyMessage")
    await passes(held, minutes=60, step=60)
    assert [1, 1, 1] == [len(held.said(held.lead, f"🔴 #{number}")) for number in (1, 2, 3)]


async def test_so_it_does_in_a_chat_that_only_fails(held: Stage) -> None:
    await held.set_up()
    await held.enrol(held.lead, "lead")
    await about_to_be_late(held, "Анна", "Богдан", "Віра")
    held.sandbox.fail_next("sendMessage", times=NO_END, status=500, chat_id=held.leads.id)
    await passes(held, minutes=60, step=60)
    assert [1, 1, 1] == [len(held.said(held.lead, f"🔴 #{number}")) for number in (1, 2, 3)]


async def test_answers_behind_one_that_does_not_arrive_have_not_arrived_either(
    held: Stage,
) -> None:
    await held.set_up()
    olena = held.sandbox.person("Олена")
    card = await asks(held, olena, "Де посилка?")
    throttles(held, olena, 120, "sendMessage", "copyMessage")
    held.iryna.writes("Перевіряю", chat=held.desk, reply_to=card)
    held.iryna.writes("Уже їде", chat=held.desk, reply_to=card)
    await passes(held, minutes=20, step=60)
    assert 2 == len(held.said(held.desk, "#1: your answer has not reached"))
