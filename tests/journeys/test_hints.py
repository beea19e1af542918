"""Hints on the card: about the last answer alone, as it now reads."""

from tests.journeys.test_business import account_of
from tests.journeys.test_business import asked as asked_in_business
from tests.journeys.test_teamwork import asked, at_work, chooses
from tests.stage import Stage

BRUSH_OFF = "💡 a hint: a polite phrase"
TEMPLATE = "💡 a hint: several clients got these very words"
GOOD = "Олено, добрий день! Вибачте, помилка складу, завтра привеземо новий"


async def test_each_answer_is_judged_by_itself_and_an_edit_clears_its_hint(stage: Stage) -> None:
    await at_work(stage)
    olena, card = await asked(stage, "Олена", "Прийшов брак, жахлива якість! Чому?")
    stage.iryna.writes(GOOD, chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")
    assert "💡" not in card.text
    await stage.fast_forward(minutes=5)
    olena.writes("Знову нічого не привезли, жах!")
    await stage.turns(card, "answer by")
    assert "💡" not in card.text  # nobody has answered this
    await stage.fast_forward(minutes=5)
    said = stage.iryna.writes("Дякуємо за відгук!", chat=stage.desk, reply_to=card)
    await stage.turns(card, BRUSH_OFF)
    assert "asked why" not in card.text  # that was before
    stage.iryna.edits(said, "Перепрошуємо, машина зламалася. Кур'єр буде сьогодні до 18:00")
    await stage.turns(card, "машина зламалася")
    assert "💡" not in card.text


async def test_a_canned_answer_is_the_same_for_whomever_it_names(stage: Stage) -> None:
    await at_work(stage)
    canned = "Доставка: Доброго дня, {client}! Слідкуйте за посилкою №{number}. З повагою, {member}"
    stage.owner.writes(f"/templates add uk {canned}", chat=stage.desk)
    await stage.seen(stage.desk, "Kept: “Доставка” (uk).")
    for number, name in enumerate(("Олена", "Петро", "Ігор", "Марта"), 1):
        _client, card = await asked(stage, name, f"Де моя посилка, {name}?")
        await chooses(stage, stage.iryna, card, "Canned answer…", "Доставка")
        preview = await stage.seen(stage.desk, f"Your answer to #{number}")
        await stage.iryna.presses(preview, "Send to the client")
        await stage.turns(card, "answered in")
    await stage.turns(card, TEMPLATE)


async def test_the_same_words_count_in_business_chats_too(stage: Stage) -> None:
    account = await account_of(stage)
    for name in ("Олена", "Петро", "Ігор", "Марта"):
        client, card = await asked_in_business(stage, account, name, f"Де моя посилка, {name}?")
        account.answers(client, f"Вітаю, {name}! Посилка вже їде")
        await stage.turns(card, "answered in")
    await stage.turns(card, TEMPLATE)
