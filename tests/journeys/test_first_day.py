"""A brand's first day: set up, asked, alerted, answered, closed."""

from tests.stage import Stage


async def test_a_question_is_logged_answered_and_closed(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена", username="olena", language="uk")
    question = olena.writes("Де моє замовлення?")

    card = await stage.seen(stage.desk, "#1")
    assert "Де моє замовлення?" in card.text
    receipt = await stage.seen(olena, "24")
    assert receipt.reply_to_id == question.id

    answer = stage.iryna.writes("Вже їде, буде о 15:00", chat=stage.desk, reply_to=card)
    carried = await stage.seen(olena, "Вже їде")
    assert carried.reply_to_id == question.id
    assert answer.text == carried.text
    await stage.sandbox.wait_for(lambda: "answered in" in card.text)

    await stage.iryna.presses(card, "Close")
    await stage.sandbox.wait_for(lambda: "Solved" in str(card.buttons))
    toast = await stage.iryna.presses(card, "Solved")
    assert "Closed: solved." in (toast.text or "")
    await stage.sandbox.wait_for(lambda: "closed: solved" in card.text)


async def test_leads_are_warned_then_alerted_and_the_alert_resolves_itself(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена", language="uk")
    olena.writes("Чому знову не той розмір?! Поверніть гроші")
    card = await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=20)
    warning = await stage.seen(stage.leads, "#1: ")
    assert "left to answer" in warning.text
    await stage.fast_forward(hours=4)
    alert = await stage.seen(stage.leads, "#1: the deadline has passed")
    stage.iryna.writes("Вибачте! Повертаємо гроші сьогодні", chat=stage.desk, reply_to=card)
    await stage.sandbox.wait_for(lambda: "answered by Ірина" in alert.text)
