"""/review: leads score answers drawn by chance; the solution is critical."""

from storage.tables import Review
from tests.stage import Stage

ALL = ("solution", "comprehension", "empathy", "cause", "tone")


async def two_answers(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    for name, words in (("Олена", "Чому брак?"), ("Петро", "Де посилка?")):
        stage.sandbox.person(name).writes(words)
        card = await stage.seen(stage.desk, words)
        stage.iryna.writes(f"{name}, завтра буде", chat=stage.desk, reply_to=card)
        await stage.turns(card, "answered in")


async def test_an_answer_is_scored_line_by_line(stage: Stage) -> None:
    await two_answers(stage)
    stage.lead.writes("/review", chat=stage.leads)
    shown = await stage.seen(stage.leads, "🧐 The answer to #")
    assert "↩️ Ірина: " in shown.text
    assert "завтра буде" in shown.text
    row = int(shown.buttons[0][0][1].split(":")[1])
    for criterion in ALL[:4]:
        await stage.lead.forges(shown, f"v:{row}:{criterion}:2")
    await stage.turns(shown, "4. cause and deadline ✔️")
    assert "Score" not in shown.text
    await stage.lead.forges(shown, f"v:{row}:tone:1")
    await stage.turns(shown, "Score: 95 of 100")
    await stage.lead.forges(shown, f"v:{row}:solution:0")
    await stage.turns(shown, "Score: 0 of 100")
    [review] = await stage.record.all(Review)
    assert 0.0 == review.score


async def test_each_answer_is_drawn_once_and_then_there_are_none(stage: Stage) -> None:
    await two_answers(stage)
    stage.lead.writes("/review", chat=stage.leads)
    drawn = set()
    for _ in range(2):
        shown = await stage.seen(stage.leads, "🧐 The answer to #")
        drawn.add(shown.text.split("\n")[0])
        row = int(shown.buttons[0][0][1].split(":")[1])
        for criterion in ALL:
            await stage.lead.forges(shown, f"v:{row}:{criterion}:2")
        await stage.turns(shown, "Score: 100 of 100")
        await stage.lead.presses(shown, "Next answer")
        await stage.quiet()
    assert 2 == len(drawn)
    await stage.seen(stage.leads, "You have seen all the week's answers.")


async def test_a_lead_sees_the_whole_exchange_not_their_own_and_may_come_back(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Чому брак?")
    card = await stage.seen(stage.desk, "Чому брак?")
    stage.iryna.writes("Добрий день!", chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")
    await stage.fast_forward(minutes=1)
    said = stage.iryna.writes("Партія з дефектом, замінимо", chat=stage.desk, reply_to=card)
    await stage.turns(card, "Партія")
    stage.iryna.edits(said, "Партія була з дефектом, завтра замінимо")
    await stage.turns(card, "Партія була")
    await stage.fast_forward(minutes=10)
    olena.writes("А коли доставка?")
    await stage.turns(card, "А коли доставка?")
    await stage.fast_forward(minutes=1)
    stage.owner.writes("О десятій", chat=stage.desk, reply_to=card)
    await stage.turns(card, "О десятій")
    for _ in range(2):  # scored in part, it comes back
        stage.owner.writes("/review", chat=stage.leads)
        await stage.quiet()
        shown = await stage.seen(stage.leads, "🧐 The answer to #")
        assert "Чому брак?\n↩️ Ірина: Добрий день!\nПартія була з дефектом" in shown.text
        assert "доставка" not in shown.text
        row = int(shown.buttons[0][0][1].split(":")[1])
        await stage.owner.forges(shown, f"v:{row}:tone:2")
        await stage.turns(shown, "5. tone ✔️")


async def test_managers_strangers_and_forgers_score_nothing(stage: Stage) -> None:
    await two_answers(stage)
    stage.iryna.writes("/review", chat=stage.desk)
    await stage.seen(stage.desk, "Only leads and the owner can do this.")
    stage.lead.writes("/review", chat=stage.leads)
    shown = await stage.seen(stage.leads, "🧐 The answer to #")
    row = int(shown.buttons[0][0][1].split(":")[1])
    refused = await stage.iryna.forges(shown, f"v:{row}:tone:2")
    assert "Only leads and the owner can do this." == refused.text
    for data in (f"v:{row}:tone:3", f"v:{row}:charm:1", "v:999:tone:1"):
        assert "out of date" in (await stage.lead.forges(shown, data)).text
    assert 0 == await stage.record.count(Review)
