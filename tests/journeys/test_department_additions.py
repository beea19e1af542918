"""What a client adds after a department was asked stands under its question."""

import pytest

from bot.sandbox import Group, Message, Person
from tests.journeys.test_department_moves import another_group
from tests.journeys.test_hand_offs import asks, found_department, picks, with_department
from tests.journeys.test_inbox import FORM, Door, opened
from tests.journeys.test_media import copied, media
from tests.stage import Stage

ADDS = "💬 The client of #1 adds:"


async def is_asked(stage: Stage) -> tuple[Group, Person, Person, Message]:
    """IT's group and Taras in it; Olena, about whose question it is asked; the question."""
    group, taras = await with_department(stage)
    olena, _card = await asks(stage, "Чи впала оплата?")
    asked = await stage.seen(group, "Чи впала оплата?")
    await stage.recorded()
    return group, taras, olena, asked


async def test_words_and_files_come_as_replies_and_a_reply_to_them_is_an_answer(
    stage: Stage,
) -> None:
    group, taras, olena, asked = await is_asked(stage)
    olena.writes("Номер замовлення 1234")
    added = await stage.seen(group, ADDS)
    assert f"{ADDS}\nНомер замовлення 1234" == added.text
    assert asked.id == added.reply_to_id
    assert "Олена" not in added.text
    olena.sends("photo", caption="Ось помилка")
    copy = await copied(stage, "photo", group)
    assert (asked.id, "Ось помилка") == (copy.reply_to_id, copy.text)
    taras.writes("Бачимо, уже лагодимо", chat=group, reply_to=added)
    await stage.seen(stage.desk, "Бачимо, уже лагодимо")


async def test_thanks_and_phone_numbers_are_not_passed_on_nor_what_comes_after_the_answer(
    stage: Stage,
) -> None:
    group, taras, olena, asked = await is_asked(stage)
    olena.writes("дякую")
    olena.sends("contact")
    await stage.quiet()
    taras.writes("Так, впала", chat=group, reply_to=asked)
    await stage.seen(stage.desk, "IT answered about #1")
    await stage.quiet()
    olena.writes("А коли запрацює?")
    olena.sends("photo")
    await copied(stage, "photo")
    await stage.quiet()
    assert [] == stage.said(group, ADDS) + media(group) + media(group, "contact")


async def test_an_edit_shows_there_too_in_what_was_added_and_in_the_question(
    stage: Stage,
) -> None:
    group, _taras = await with_department(stage)
    olena = stage.sandbox.person("Олена")
    first = olena.writes("Чому не працює оплата на 10 грн?")
    card = await stage.seen(stage.desk, "#1")
    olena.edits(first, "Чому не працює оплата на 100 грн?")
    await stage.turns(card, "на 100 грн")
    _olena, _card, prompt = await picks(stage, again=(olena, card))
    stage.iryna.writes("Чи впала оплата?", chat=stage.desk, reply_to=prompt)
    asked = await stage.seen(group, "Чи впала оплата?")
    assert "на 100 грн" in asked.text
    await stage.recorded()
    second = olena.writes("Номер 1234")
    added = await stage.seen(group, "Номер 1234")
    await stage.recorded()
    olena.edits(first, "Чому не працює оплата на 1000 грн?")
    olena.edits(second, "Номер 1235")
    await stage.turns(asked, "на 1000 грн")
    await stage.turns(added, "Номер 1235")


async def test_of_a_flood_ten_come_in_an_hour(stage: Stage) -> None:
    group, _taras, olena, _asked = await is_asked(stage)
    for number in range(14):
        olena.writes(f"Ще одне питання {number}?")
    await stage.seen(group, "Ще одне питання 9?")
    await stage.quiet()
    assert 10 == len(stage.said(group, ADDS))
    await stage.fast_forward(hours=1, minutes=1)
    olena.writes("Чи є новини?")
    await stage.seen(group, "Чи є новини?")


async def test_who_is_asked_in_another_chat_now_hears_there(stage: Stage) -> None:
    group, taras, olena, _asked = await is_asked(stage)
    other = await another_group(stage, taras, target="8h")
    asked = await stage.seen(other, "Чи впала оплата?")
    await stage.recorded()
    olena.writes("Номер замовлення 1234")
    added = await stage.seen(other, ADDS)
    assert asked.id == added.reply_to_id
    assert [] == stage.said(group, ADDS)


async def test_what_a_member_logs_for_the_client_comes_too(stage: Stage) -> None:
    group, _taras = await with_department(stage)
    told = stage.iryna.writes("/log instagram Олена: де мій торт?", chat=stage.desk)
    card = await stage.seen(stage.desk, "#1 · ")
    await stage.quiet()
    _olena, _card, prompt = await picks(stage, again=(stage.iryna, card))
    stage.iryna.writes("Чи спекли?", chat=stage.desk, reply_to=prompt)
    await stage.seen(group, "Чи спекли?")
    await stage.recorded()
    stage.iryna.writes("/log instagram Олена: торт на ім'я Марко", chat=stage.desk)
    await stage.seen(group, f"{ADDS}\nторт на ім'я Марко")
    assert told.text not in "".join(one.text for one in group.messages)


@pytest.fixture
async def door(stage_url: str) -> object:
    async with opened(stage_url) as one:
        yield one


async def test_what_a_program_files_comes_too(door: Door) -> None:
    stage = door.stage
    group, _taras = await found_department(stage)
    await door.files()
    card = await stage.seen(stage.desk, "#1 · ")
    await stage.quiet()
    _olena, _card, prompt = await picks(stage, again=(stage.iryna, card))
    stage.iryna.writes("Чи відправили?", chat=stage.desk, reply_to=prompt)
    await stage.seen(group, "Чи відправили?")
    await stage.recorded()
    for text in ("Номер 1234", "І ще: до п'ятниці"):
        await door.files({**FORM, "text": text})
        await stage.seen(group, f"{ADDS}\n{text}")
