"""What is on record is known when it is forwarded, though its writer hides their account."""

from datetime import timedelta

import pytest

from bot.sandbox import Group, Person
from storage.tables import Message as Logged
from tests.journeys.deeds import presses
from tests.journeys.test_forwards import elsewhere, forwards
from tests.stage import MONDAY_NOON, Stage

ON_RECORD = "This message is on record already: #1."


async def in_our_group(stage: Stage) -> tuple[Person, Group]:
    await stage.set_up()
    stage.iryna.writes("/mine", chat=stage.desk)
    olena = stage.sandbox.person("Олена")
    return olena, await stage.connect("community", "Fans", [olena, stage.iryna])


async def test_what_our_group_logged_has_one_clock_and_one_answer(
    stage_on_each_database: Stage,
) -> None:
    stage = stage_on_each_database
    olena, group = await in_our_group(stage)
    said = olena.writes("Де моє замовлення?", chat=group)
    await stage.seen(stage.desk, "❓ #1")
    await forwards(stage, said, chat=stage.desk, hidden=True)
    await stage.seen(stage.desk, ON_RECORD)
    stage.iryna.writes("Вже їде", chat=group, reply_to=said)
    await stage.fast_forward(hours=26)
    assert 1 == len(await stage.record.waits())
    assert not stage.said(stage.leads, "deadline has passed")

    anew = olena.writes("Де моє замовлення?", chat=group)  # the same words, but said anew
    await stage.quiet()
    await forwards(stage, anew, chat=stage.desk, hidden=True)
    assert 2 == len(await stage.record.waits())


async def test_a_remark_of_our_group_gets_its_own_clock(stage: Stage) -> None:
    olena, group = await in_our_group(stage)
    said = olena.writes("Ну й торти у вас цього року", chat=group)
    await stage.quiet()
    assert [] == await stage.record.waits()
    await forwards(stage, said, chat=stage.desk, hidden=True)
    await stage.seen(stage.desk, "On record as #1")
    assert (1, 1) == (await stage.record.count(Logged), len(await stage.record.waits()))


async def test_what_was_edited_since_is_known_by_its_new_words(stage: Stage) -> None:
    olena, group = await in_our_group(stage)
    said = olena.writes("Де моє замовлення?", chat=group)
    await stage.seen(stage.desk, "❓ #1")
    olena.edits(said, "Де моє замовлення 123?")
    await stage.quiet()
    await forwards(stage, said, chat=stage.desk, hidden=True)
    await stage.seen(stage.desk, ON_RECORD)


async def test_the_same_words_of_another_at_the_same_moment_are_theirs(stage: Stage) -> None:
    olena, group = await in_our_group(stage)
    petro = stage.sandbox.person("Петро")
    olena.writes("Де моє замовлення?", chat=group, at=MONDAY_NOON)
    await stage.seen(stage.desk, "❓ #1")
    other = stage.sandbox.group("Another group", [petro, stage.iryna])
    said = petro.writes("Де моє замовлення?", chat=other, at=MONDAY_NOON)
    await forwards(stage, said, chat=stage.desk, hidden=True)
    await stage.seen(stage.desk, "On record as #2")


@pytest.mark.parametrize("dated", [False, True])
async def test_whose_name_was_put_right_is_known_by_the_name_it_came_with(
    stage: Stage, dated: bool
) -> None:
    olena = stage.sandbox.person("Олена")
    group = await elsewhere(stage, olena)
    said = olena.writes("Де торт?", chat=group, at=MONDAY_NOON - timedelta(hours=1))
    await forwards(stage, said, chat=stage.desk, hidden=True)
    shown = await stage.seen(stage.desk, "On record as #1")
    await presses(stage, stage.iryna, shown, "Who")
    question = await stage.seen(stage.desk, "Who wrote #1?")
    stage.iryna.writes("Олена Коваль @olena_k", chat=stage.desk, reply_to=question)
    await stage.quiet()
    if dated:
        await presses(stage, stage.iryna, shown, "Time", "3 hr ago")
        await stage.quiet()
    await forwards(stage, said, chat=stage.desk, hidden=True)
    await stage.seen(stage.desk, ON_RECORD)
    assert (1, 1) == (await stage.record.count(Logged), len(await stage.record.waits()))
