"""A complaint is closed with its cause and the client's knowledge; without, it is shallow."""

from storage.tables import HandOff, Request
from tests.journeys.deeds import answers, asks, presses, types_setting
from tests.journeys.test_hand_offs import with_department
from tests.stage import Stage


async def complaint(stage: Stage) -> tuple[object, ...]:
    await stage.set_up()
    stage.iryna.writes("Я тут", chat=stage.desk)
    olena = stage.sandbox.person("Олена")
    olena.writes("Прийшов брак, жахлива якість!")
    card = await stage.seen(stage.desk, "Прийшов брак")
    await answers(stage, card, "Міняємо завтра")
    return olena, card


async def only(stage: Stage) -> Request:
    [request] = await stage.record.all(Request)
    return request


async def test_a_complaint_is_asked_why_how_it_ended_and_whether_the_client_knows(
    stage: Stage,
) -> None:
    _olena, card = await complaint(stage)
    await stage.iryna.presses(card, "Close")
    await stage.offers(card, "quality")
    assert "Without a cause" in str(card.buttons)
    assert "Noted: quality." == (await stage.iryna.presses(card, "quality")).text
    await stage.offers(card, "Solved")
    said = (await stage.iryna.presses(card, "Solved")).text
    assert "Closed. Was the client told the outcome?" == said
    await stage.offers(card, "Yes, they know")
    await stage.iryna.presses(card, "Yes, they know")
    await stage.turns(card, "🔎 cause: quality")
    await stage.turns(card, "📣 the client knows")
    request = await only(stage)
    assert ("quality", "", True) == (request.cause, request.cause_department, request.told)
    stage.iryna.writes("/why 1", chat=stage.desk)
    story = await stage.seen(stage.desk, "The story of #1")
    assert "the cause is quality" in story.text
    assert "the client knows the outcome" in story.text


async def test_a_cause_in_ones_own_words_is_a_note_too(stage: Stage) -> None:
    _olena, card = await complaint(stage)
    await presses(stage, stage.iryna, card, "Close", "Other…")
    question = await stage.seen(stage.desk, "Why did #1 happen?")
    stage.iryna.writes("партія 14\nпостачальник змінив тканину", chat=stage.desk, reply_to=question)
    await stage.seen(stage.desk, "Noted for #1: партія 14.")
    await stage.turns(card, "🔎 cause: партія 14")
    await stage.turns(card, "постачальник змінив тканину")


async def test_a_complaint_may_be_closed_without_and_told_later(stage: Stage) -> None:
    _olena, card = await complaint(stage)
    await presses(stage, stage.iryna, card, "Close", "Without a cause", "Solved", "Not yet")
    await stage.turns(card, "📣 still to be told")
    assert ("", False) == ((await only(stage)).cause, (await only(stage)).told)
    await presses(stage, stage.iryna, card, "More…", "The client knows")
    await stage.turns(card, "📣 the client knows")


async def test_a_brands_own_causes_name_who_can_mend_them(stage: Stage) -> None:
    _olena, card = await complaint(stage)
    await types_setting(stage, "Causes", "the usual ones", "швець, швець")
    again = await stage.seen(stage.owner, "Up to 12 different causes")
    stage.owner.writes("пошив: Цех, ціна", reply_to=again)
    await stage.seen(stage.owner, "Causes: пошив: Цех, ціна")
    await stage.seen(stage.owner, "I know no department “Цех”")
    await presses(stage, stage.iryna, card, "Close", "пошив")
    await stage.turns(card, "🔎 cause: пошив")
    assert "Цех" == (await only(stage)).cause_department


async def test_who_can_mend_the_cause_is_asked_first_and_heard_after_closing_too(
    stage: Stage,
) -> None:
    group, taras = await with_department(stage)
    await types_setting(stage, "Causes", "the usual ones", "оплата: it")
    await stage.seen(stage.owner, "Causes: оплата: it")
    stage.sandbox.person("Олена").writes("Жахливий сайт, оплата не працює!")
    card = await stage.seen(stage.desk, "Жахливий сайт")
    await answers(stage, card, "Вибачте, перевіримо сьогодні")
    await stage.iryna.presses(card, "Close")
    await stage.offers(card, "оплата")
    await stage.iryna.presses(card, "оплата")
    await stage.offers(card, "Close all the same")
    await stage.iryna.presses(card, "Ask IT first")
    prompt = await stage.seen(stage.desk, "What shall I ask IT about #1?")
    stage.iryna.writes("Чи впала оплата?", chat=stage.desk, reply_to=prompt)
    asked = await stage.seen(group, "Чи впала оплата?")
    await stage.turns(card, "➡️ IT: due")
    await stage.iryna.presses(card, "Close")
    await stage.offers(card, "Wait for IT")
    await stage.iryna.presses(card, "Close all the same")
    await stage.offers(card, "Solved")
    await stage.iryna.presses(card, "Solved")
    await stage.turns(asked, "reply to this message all the same")
    taras.writes("Так, полагодили", chat=group, reply_to=asked)
    await stage.seen(stage.desk, "IT answered about #1")
    await stage.turns(card, "➡️ IT: answered by Тарас · Так, полагодили")
    [found] = await stage.record.all(HandOff)
    assert (None, "IT") == (found.withdrawn_at, (await only(stage)).cause_department)


async def test_a_question_is_closed_in_one_tap_as_before(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Чи є доставка?")
    await stage.iryna.presses(card, "Close")
    await stage.offers(card, "Explained")
    assert "Closed: explained." == (await stage.iryna.presses(card, "Explained")).text


async def test_a_forged_cause_changes_nothing(stage: Stage) -> None:
    _olena, card = await complaint(stage)
    assert "out of date" in (await stage.iryna.forges(card, "r:1:cause:deadbeef")).text
    assert "out of date" in (await stage.iryna.forges(card, "r:1:told:maybe")).text
    assert ("", None) == ((await only(stage)).cause, (await only(stage)).told)
