"""Photos and files go both ways between the desk and a department, or the desk is told."""

import pytest

from bot.sandbox import Group, Message
from storage.tables import HandOff
from tests.journeys.test_hand_offs import asks, picks, with_department
from tests.journeys.test_media import copied, media
from tests.stage import Stage


async def the_client_sends(stage: Stage, *kinds: str) -> Message:
    """Olena's files make a request; the desk's question about it is prompted for."""
    olena = stage.sandbox.person("Олена")
    for kind in kinds:
        olena.sends(kind)
    card = await stage.seen(stage.desk, "#1")
    await stage.quiet()
    _olena, _card, prompt = await picks(stage, again=(olena, card))
    return prompt


async def replies(stage: Stage, group: Group, kind: str, asked: Message) -> Message:
    copy = await copied(stage, kind, group)
    assert asked.id == copy.reply_to_id
    return copy


async def test_the_photo_in_a_question_goes_along_and_a_reply_to_it_is_an_answer(
    stage: Stage,
) -> None:
    group, taras = await with_department(stage)
    _olena, _card, prompt = await picks(stage)
    stage.iryna.sends("photo", chat=stage.desk, caption="Чому така помилка?", reply_to=prompt)
    asked = await stage.seen(group, "Чому така помилка?\n")
    copy = await replies(stage, group, "photo", asked)
    taras.writes("Уже виправили", chat=group, reply_to=copy)
    await stage.seen(stage.desk, "Уже виправили")


async def test_a_photo_alone_is_a_question_and_an_album_is_one(stage: Stage) -> None:
    group, _taras = await with_department(stage)
    _olena, _card, prompt = await picks(stage)
    for caption in (None, "Чому так?", None):
        stage.iryna.sends("photo", chat=stage.desk, caption=caption, album="a", reply_to=prompt)
    asked = await stage.seen(group, "#1")
    await stage.quiet()
    assert "📷 photo\nЧому так?" in asked.text
    assert [asked.id] * 3 == [one.reply_to_id for one in media(group)]
    assert 1 == await stage.record.count(HandOff)
    assert 1 == len(stage.said(stage.desk, "IT is asked about #1"))


async def test_what_the_client_sent_stands_under_the_question_but_no_phone_number(
    stage: Stage,
) -> None:
    group, _taras = await with_department(stage)
    prompt = await the_client_sends(stage, "photo", *["document"] * 10, "contact")
    before = len(media(stage.desk))
    stage.iryna.writes("Що на фото?", chat=stage.desk, reply_to=prompt)
    asked = await stage.seen(group, "Що на фото?")
    assert "📎" in asked.text
    await replies(stage, group, "document", asked)
    await stage.quiet()
    assert 10 == len(media(group, "document"))  # the newest
    assert [] == media(group) + media(group, "contact")
    assert before == len(media(stage.desk))


@pytest.mark.parametrize("is_lost", [False, True])
async def test_a_departments_photo_that_cannot_be_copied_is_sent_anew_or_the_desk_is_told(
    stage: Stage, is_lost: bool
) -> None:
    group, taras = await with_department(stage)
    await asks(stage, "Чи впала оплата?")
    asked = await stage.seen(group, "Чи впала оплата?")
    refusal = "Bad Request: the message can't be copied"
    stage.sandbox.fail_next("copyMessage", status=400, description=refusal)
    if is_lost:
        wrong = "Bad Request: wrong file identifier"
        stage.sandbox.fail_next("sendPhoto", status=400, description=wrong)
    taras.sends("photo", chat=group, reply_to=asked)
    await stage.seen(stage.desk, "IT answered about #1")
    if is_lost:
        told = await stage.seen(stage.desk, "#1: a file from IT could not be shown here")
        assert "wrong file identifier" in told.text
    else:
        await copied(stage, "photo")


async def test_the_desk_is_told_what_a_department_could_not_be_shown(stage: Stage) -> None:
    group, _taras = await with_department(stage)
    prompt = await the_client_sends(stage, "photo")
    for method in ("copyMessage", "sendPhoto"):
        stage.sandbox.fail_next(method, status=400, chat_id=group.id)
    stage.iryna.writes("Що на фото?", chat=stage.desk, reply_to=prompt)
    await stage.seen(group, "Що на фото?")
    await stage.seen(stage.desk, "#1: a file could not be shown to IT")
