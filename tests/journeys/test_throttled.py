"""Telegram asks for a short rest again and again: each alone is nothing, all together are a chat
that is out of order, and what it hides somebody hears all the same.
"""

import pytest

from bot.sandbox import Group, Message, Person
from tests.journeys.deeds import asks
from tests.journeys.test_unreachable import found_by_audit
from tests.stage import Stage

NO_END = 10**6


def throttles(stage: Stage, place: Group | Person, seconds: int, times: int = NO_END) -> None:
    for method in ("sendMessage", "copyMessage"):
        stage.sandbox.fail_next(
            method, times=times, status=429, retry_after=seconds, chat_id=place.id
        )


async def about_to_be_late(stage: Stage, *names: str) -> None:
    """Half an hour before these clients' deadline."""
    for name in names:
        await asks(stage, stage.sandbox.person(name), f"Де посилка? {name}")
    await stage.fast_forward(hours=23.5)


@pytest.mark.parametrize("seconds", [40, 400])
async def test_a_breach_in_a_chat_that_is_throttled_without_end_reaches_the_next_in_line(
    stage: Stage, seconds: int
) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    await about_to_be_late(stage, "Олена")
    throttles(stage, stage.leads, seconds)
    await stage.fast_forward(minutes=50)
    assert 1 == len(stage.said(stage.lead, "🔴 #1"))
    assert [] == stage.said(stage.owner, "#1")
    assert [one for one in await found_by_audit(stage) if "again and again" in one]


async def test_where_every_leads_chat_is_throttled_without_end_the_desk_hears(
    stage: Stage,
) -> None:
    await stage.set_up(leads_chat=False)
    other = stage.sandbox.person("Петро")
    await stage.enrol(stage.lead, "lead")
    await stage.enrol(other, "lead")
    await about_to_be_late(stage, "Анна", "Богдан", "Віра", "Гліб")
    for one in (stage.lead, other, stage.owner):
        throttles(stage, one, 60)
    await stage.fast_forward(hours=1.5)
    [digest] = stage.said(stage.desk, "4 clients wait for an answer, all of them late")
    assert "#4" in digest.text


async def test_breaches_that_join_a_digest_which_only_fails_reach_the_next_too(
    stage: Stage,
) -> None:
    await stage.set_up()
    for name in ("Анна", "Богдан", "Віра", "Гліб"):
        await asks(stage, stage.sandbox.person(name), f"Де посилка? {name}")
    await stage.fast_forward(minutes=20)
    for name in ("Дарина", "Ельза", "Захар"):
        await asks(stage, stage.sandbox.person(name), f"Де посилка? {name}")
    await stage.fast_forward(hours=23.5)
    throttles(stage, stage.leads, 60)
    await stage.fast_forward(minutes=35)
    for number in range(1, 8):
        assert 1 == len(stage.said(stage.owner, f"#{number}"))


async def test_a_few_short_rests_are_no_trouble(stage: Stage) -> None:
    await stage.set_up()
    await about_to_be_late(stage, "Олена")
    throttles(stage, stage.leads, 60, times=6)
    await stage.fast_forward(minutes=50)
    assert 1 == len(stage.said(stage.leads, "🔴 #1"))
    assert [] == stage.said(stage.owner, "#1")
    assert [] == await found_by_audit(stage)


async def answered_in_vain(stage: Stage, client: Person) -> Message:
    card = await asks(stage, client, "Де посилка?")
    throttles(stage, client, 60)
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")
    return card


async def test_an_answer_that_is_throttled_without_end_was_none_yet_and_the_desk_hears(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await answered_in_vain(stage, olena)
    await stage.fast_forward(minutes=20)
    told = await stage.seen(stage.desk, "your answer has not reached Олена yet")
    assert "The clock runs on" in told.text
    [wait] = await stage.record.waits()
    assert wait.stopped_at is None

    stage.sandbox.heal()
    await stage.fast_forward(minutes=5)
    await stage.seen(olena, "Вже їде")
    await stage.turns(told, "your answer has reached Олена now")
    await stage.turns(card, "answered in 0 sec")
    assert [] == await found_by_audit(stage)


async def test_a_stop_and_a_start_do_not_make_an_answer_wait_anew(stage: Stage) -> None:
    await stage.set_up()
    await answered_in_vain(stage, stage.sandbox.person("Олена"))
    for _ in range(3):
        await stage.fast_forward(minutes=4)
        await stage.stop_bot()
        await stage.start_bot()
    await stage.seen(stage.desk, "your answer has not reached Олена yet")
