"""Who was answered, as it is lived: colleagues, hearts, crossing answers, a credit taken back."""

from bot.sandbox import Group, Message, Person
from tests.stage import Stage


async def asked_in_group(stage: Stage, words: str) -> tuple[Group, Person, Message, Message]:
    """A group with Iryna and a client who wrote; the group, the client, her words, the card."""
    await stage.set_up()
    olena = stage.sandbox.person("Олена", username="olena")
    group = await stage.connect("community", "Наш чат", [olena, stage.iryna])
    await stage.record.set_chat(group.id, mode="everything")
    stage.iryna.writes("Я тут", chat=stage.desk)
    await stage.quiet()
    said = olena.writes(words, chat=group)
    return group, olena, said, await stage.seen(stage.desk, "#1")


async def test_words_to_a_colleague_are_asked_about_and_the_clock_runs_on(stage: Stage) -> None:
    group, _olena, said, card = await asked_in_group(stage, "Де моя посилка?")
    stage.owner.writes("Я теж", chat=stage.desk)
    await stage.quiet()
    stage.iryna.writes("@oksana глянь, будь ласка", chat=group, reply_to=said)
    question = await stage.seen(stage.desk, "Was this the answer to #1?")
    await stage.quiet()
    assert "⏳ answer by" in card.text
    await stage.iryna.presses(question, "Not an answer")
    await stage.turns(question, "Noted: not an answer")
    assert "⏳ answer by" in card.text


async def test_words_to_a_colleague_under_the_card_do_not_reach_the_client(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де моя посилка?")
    card = await stage.seen(stage.desk, "#1")
    stage.iryna.writes("@oksana знаєш?", chat=stage.desk, reply_to=card)
    question = await stage.seen(stage.desk, "Was this the answer to #1?")
    await stage.quiet()
    assert [] == stage.said(olena, "знаєш")
    await stage.iryna.presses(question, "#1")  # it was meant for the client after all
    await stage.seen(olena, "@oksana знаєш?")


async def test_a_heart_answers_praise_and_never_a_complaint(stage: Stage) -> None:
    group, olena, praise, card = await asked_in_group(stage, "Ви найкращі, дуже смачна кава!")
    blame = olena.writes("А сьогодні жахливо довго чекали", chat=group)
    await stage.quiet()
    stage.iryna.reacts(blame, "❤")
    await stage.quiet()
    assert "⏳ answer by" in card.text  # one request by now, and a complaint
    other = stage.sandbox.person("Петро")
    group.join(other)
    thanks = other.writes("Дуже смачно, ви супер!", chat=group)
    second = await stage.seen(stage.desk, "#2")
    stage.iryna.reacts(thanks, "👎")
    await stage.quiet()
    assert "🟢" not in second.text
    stage.iryna.reacts(thanks, "❤")
    await stage.turns(second, "🟢 answered in")
    assert praise.id != thanks.id


async def test_a_client_named_by_account_is_the_one_who_is_answered(stage: Stage) -> None:
    group, _olena, _said, card = await asked_in_group(stage, "Де моя посилка?")
    marko = stage.sandbox.person("Марко")
    group.join(marko)
    name = {"type": "text_mention", "offset": 0, "length": 5, "user": marko.user}
    stage.iryna.writes("Марко, вітаємо!", chat=group, entities=[name])
    await stage.seen(stage.desk, "Was this the answer to #1?")
    assert "⏳ answer by" in card.text
    marko.writes("Дякую! Коли відкриття?", chat=group)
    second = await stage.seen(stage.desk, "#2")
    stage.iryna.writes("Марко, у суботу!", chat=group, entities=[name])
    await stage.turns(second, "🟢 answered in")
    await stage.quiet()
    assert "⏳ answer by" in card.text


async def test_two_who_answer_at_once_are_told(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де моя посилка?")
    card = await stage.seen(stage.desk, "#1")
    hers = stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.seen(olena, "Вже їде")
    his = stage.owner.writes("Завтра буде", chat=stage.desk, reply_to=card)
    told = await stage.seen(stage.desk, "Ірина answered #1 a moment ago")
    first_told = await stage.seen(stage.desk, "Оксана has answered #1 as well")
    assert (his.id, hers.id) == (told.reply_to_id, first_told.reply_to_id)
    await stage.seen(olena, "Завтра буде")
    assert 2 == len(stage.said(stage.desk, "a moment ago"))


async def test_answers_among_clients_cross_others_too_and_the_desk_is_told(stage: Stage) -> None:
    group, _olena, said, card = await asked_in_group(stage, "Де моя посилка?")
    stage.iryna.writes("Вже їде", chat=group, reply_to=said)
    await stage.turns(card, "🟢 answered in")
    anonymous = stage.owner.writes_as(group, "Загубилась", chat=group, reply_to=said)
    await stage.seen(stage.desk, "Ірина answered #1 a moment ago")
    await stage.seen(stage.desk, "the team has answered #1 as well")
    stage.iryna.writes("Знайшлась", chat=stage.desk, reply_to=card)
    told = await stage.seen(stage.desk, "the team answered #1 a moment ago")
    assert told.reply_to_id is not None
    await stage.seen(stage.desk, "Ірина has answered #1 as well")
    assert [] == [one for one in stage.said(group) if "a moment ago" in one.text]
    assert anonymous


async def test_a_wrong_credit_is_taken_back_on_the_card(stage: Stage) -> None:
    group, _olena, _said, card = await asked_in_group(stage, "Де моя посилка?")
    due = card.text
    stage.iryna.writes("Усім гарного дня!", chat=group)
    await stage.turns(card, "🟢 answered in")
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "It was no answer")
    await stage.iryna.presses(card, "It was no answer")
    await stage.turns(card, "⏳ answer by")
    await stage.quiet()
    assert due.splitlines()[3:4] == card.text.splitlines()[3:4]  # the same deadline
    stage.iryna.writes("/why 1", chat=stage.desk)
    story = await stage.seen(stage.desk, "The story of #1")
    assert "it was no answer; the clock ran on" in story.text


async def test_anonymous_admins_are_told_apart_by_their_titles(stage: Stage) -> None:
    group, _olena, said, card = await asked_in_group(stage, "Де моя посилка?")
    stage.owner.writes_as(group, "Вже їде", chat=group, reply_to=said, title="Склад")
    await stage.turns(card, "↩️ the team (Склад): Вже їде")
    stage.owner.writes_as(group, "Буде о шостій", chat=group, reply_to=said, title="Склад")
    await stage.turns(card, "Буде о шостій")
    await stage.quiet()
    assert [] == stage.said(stage.desk, "a moment ago")
    stage.iryna.writes_as(group, "Загубилась", chat=group, reply_to=said, title="Зал")
    await stage.seen(stage.desk, "the team (Склад) answered #1 a moment ago")
    await stage.seen(stage.desk, "the team (Зал) has answered #1 as well")


async def test_an_answer_confirmed_after_a_later_one_ends_the_wait_at_its_own_date(
    stage: Stage,
) -> None:
    group, _olena, said, card = await asked_in_group(stage, "Де моя посилка?")
    stage.owner.writes("Я теж", chat=stage.desk)
    await stage.fast_forward(minutes=30)
    stage.iryna.writes("@oksana казала, вже їде", chat=group, reply_to=said)
    question = await stage.seen(stage.desk, "Was this the answer to #1?")
    await stage.fast_forward(hours=1)
    stage.iryna.writes("Буде о шостій", chat=group, reply_to=said)
    await stage.turns(card, "🟢 answered in 1 hr 30 min")
    await stage.iryna.presses(question, "#1")
    await stage.turns(card, "🟢 answered in 30 min")
