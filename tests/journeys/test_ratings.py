"""After closing the client says how good the answer was; a bad mark reaches the leads at once."""

from bot.sandbox import Message, Person
from storage.tables import Rating, Request
from tests.journeys.deeds import answers, asks, closes, sets
from tests.journeys.test_teamwork import chooses
from tests.stage import Stage

ASKED = "Наскільки добре"


async def answered(
    stage: Stage, who: Person, words: str = "Де моє замовлення?", *, answer: str = "Вже їде"
) -> Message:
    card = await asks(stage, who, words)
    await answers(stage, card, answer)
    return card


async def test_a_client_rates_and_the_card_shows_it(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена", language="uk")
    card = await answered(stage, olena)
    await closes(stage, card)
    asked = await stage.seen(olena, ASKED)
    assert [["1", "2", "3", "4", "5"]] == [[text for text, _ in row] for row in asked.buttons]
    assert "Дякуємо!" in (await olena.presses(asked, "5")).text
    await stage.turns(asked, "Ваша оцінка: 5 із 5")
    assert [] == asked.buttons
    await stage.turns(card, "⭐ 5/5")
    olena.writes("Ірина просто чудова", reply_to=asked)
    await stage.turns(card, "⭐ 5/5 · Ірина просто чудова")
    await stage.turns(asked, "Ми передали ваші слова команді")
    assert [1] == await stage.record.numbers()  # no new request, nobody waits
    assert [] == stage.said(stage.leads, "⭐")


async def test_a_typed_mark_counts_and_so_do_plain_words_after_it(stage: Stage) -> None:
    await stage.set_up()
    olena, petro = stage.sandbox.person("Олена"), stage.sandbox.person("Петро")
    card = await answered(stage, olena)
    await closes(stage, card)
    asked = await stage.seen(olena, ASKED)
    olena.writes("4", reply_to=asked)
    await stage.turns(card, "⭐ 4/5")
    await stage.turns(asked, "Ваша оцінка: 4 із 5")
    olena.writes("Ірина швидко все знайшла")
    await stage.turns(card, "⭐ 4/5 · Ірина швидко все знайшла")
    olena.writes("А коли буде знижка?")  # a request is one
    await stage.turns(card, "А коли буде знижка?")
    olena.writes("Номер картки 1234")  # and this is about it
    await stage.turns(card, "Номер картки 1234")
    await stage.fast_forward(hours=1)
    second = await answered(stage, petro, "Де чек?")
    await closes(stage, second)
    await stage.seen(petro, ASKED)
    petro.writes("5")
    await stage.turns(second, "⭐ 5/5")
    await stage.fast_forward(hours=25)
    petro.writes("Колір трохи темніший")
    await stage.turns(second, "Колір трохи темніший")
    assert "⭐ 5/5 ·" not in second.text  # too late to be about the mark


async def test_whatever_is_written_after_a_mark_waits_for_an_answer(stage: Stage) -> None:
    """Nothing in the words shows that they ask for something."""
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await answered(stage, olena)
    await closes(stage, card)
    await olena.presses(await stage.seen(olena, ASKED), "5")
    await stage.fast_forward(minutes=10)
    olena.writes("Оформіть повернення")
    await stage.turns(card, "⏳ answer by")
    assert "⭐ 5/5 · Оформіть повернення" in card.text
    await stage.fast_forward(hours=25)
    assert stage.said(stage.leads, "🔴 #1")


async def test_a_bad_mark_is_told_to_the_leads_who_reopen(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    olena = stage.sandbox.person("Олена")
    card = await answered(stage, olena)
    await closes(stage, card)
    asked = await stage.seen(olena, ASKED)
    await olena.presses(asked, "2")
    told = await stage.seen(stage.leads, "⭐ 2 of 5 for the answer to #1")
    assert "Де моє замовлення?" in told.text
    olena.writes("Ніхто так і не передзвонив. Коли ж привезуть?", reply_to=asked)
    await stage.turns(told, "💬 Ніхто так і не передзвонив")
    await stage.seen(stage.desk, "Ніхто так і не передзвонив")  # a question is logged as well
    await stage.turns(told, "It is open again.")


async def test_only_the_client_may_rate_and_only_once(stage: Stage) -> None:
    await stage.set_up()
    olena, petro = stage.sandbox.person("Олена"), stage.sandbox.person("Петро")
    await closes(stage, await answered(stage, olena))
    asked = await stage.seen(olena, ASKED)
    assert "лише до клієнта" in (await petro.presses(asked, "1")).text
    assert "лише до клієнта" in (await stage.iryna.presses(asked, "5")).text
    await olena.forges(asked, "q:1:9")
    await olena.forges(asked, "q:99:5")
    assert [None] == [one.score for one in await stage.record.all(Rating)]
    await olena.presses(asked, "4")
    assert "вже оцінили" in (await olena.forges(asked, "q:1:1")).text
    assert [4] == [one.score for one in await stage.record.all(Rating)]


async def test_nobody_is_asked_oftener_than_once_a_week(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    await closes(stage, await answered(stage, olena))
    await stage.fast_forward(days=5)
    await closes(stage, await answered(stage, olena, "А чек буде?"))
    assert 1 == len(stage.said(olena, ASKED))
    await stage.fast_forward(days=3)
    await closes(stage, await answered(stage, olena, "А гарантія?"))
    assert 2 == len(stage.said(olena, ASKED))


async def test_who_got_no_answer_or_wants_no_messages_is_not_asked(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Де моє замовлення?")
    await closes(stage, card)
    assert [] == stage.said(olena, ASKED)
    await sets(stage, "Ratings", "never")
    petro = stage.sandbox.person("Петро")
    await closes(stage, await answered(stage, petro, "Чи є доставка?"))
    assert [] == stage.said(petro, ASKED)


async def test_whom_the_answer_did_not_reach_is_not_asked_what_it_was_worth(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де моє замовлення?")
    card = await stage.seen(stage.desk, "замовлення")
    olena.blocks()
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.turns(card, "⛔ the last answer did not reach the client")
    await closes(stage, card)
    assert 0 == await stage.record.count(Rating)


async def test_in_groups_only_where_the_brand_says_so(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    fans = await stage.connect("community", "Fans", [olena])
    card = await asks(stage, olena, "Коли знижки?", chat=fans)
    await answers(stage, card, "З понеділка")
    await closes(stage, card)
    assert [] == stage.said(fans, ASKED)
    await sets(stage, "Ratings", "in groups too")
    question = olena.writes("А доставка є?", chat=fans)
    card = await stage.seen(stage.desk, "А доставка є?")
    await answers(stage, card, "Так")
    await closes(stage, card)
    asked = await stage.seen(fans, ASKED)
    assert question.id == asked.reply_to_id
    await olena.presses(asked, "5")
    await stage.turns(asked, "Ваша оцінка")
    channel = stage.sandbox.channel("Канал Петра", stage.sandbox.person("Петро"))
    before = len(stage.said(fans, ASKED))
    olena.writes_as(channel, "А повернення є?", chat=fans)  # a channel presses no buttons
    card = await stage.seen(stage.desk, "А повернення є?")
    await answers(stage, card, "Так, є")
    await closes(stage, card)
    assert before == len(stage.said(fans, ASKED))


async def test_once_a_quarter_whoever_rates_is_asked_whether_they_would_recommend(
    stage: Stage,
) -> None:
    await stage.set_up()
    await sets(stage, "Recommending", "once in three months", shown="once")
    olena = stage.sandbox.person("Олена")
    card = await answered(stage, olena)
    await closes(stage, card)
    await olena.presses(await stage.seen(olena, ASKED), "5")
    more = await stage.seen(olena, "порадите")
    await olena.presses(more, "9")
    await stage.turns(more, "Ваша оцінка: 9 із 10")
    await stage.turns(card, "⭐ 9/10")
    await stage.fast_forward(days=10)
    await closes(stage, await answered(stage, olena, "А чек буде?"))
    await olena.presses(stage.said(olena, ASKED)[-1], "4")
    await stage.quiet()
    assert [] == stage.said(olena, "порадите")
    petro = stage.sandbox.person("Петро")
    await closes(stage, await answered(stage, petro, "Чи є доставка?"))
    stage.iryna.writes("/client Петро", chat=stage.desk)
    profile = await stage.seen(stage.desk, "Known since")
    await stage.iryna.presses(profile, "not message")
    await stage.quiet()
    await petro.presses(stage.said(petro, ASKED)[-1], "5")
    await stage.quiet()
    assert [] == stage.said(petro, "порадите")  # wants no messages


async def test_a_question_goes_along_when_its_request_is_merged(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    fans = await stage.connect("community", "Fans", [olena])
    card = await answered(stage, olena)
    await closes(stage, card)
    asked = await stage.seen(olena, ASKED)
    second = await asks(stage, olena, "А чи є ще доставка?", chat=fans)
    await chooses(stage, stage.iryna, card, "Merge into…", "#2")
    await stage.turns(card, "goes on in #2")
    await olena.presses(asked, "1")
    await stage.turns(asked, "Ваша оцінка: 1 із 5")
    await stage.turns(second, "⭐ 1/5")
    told = await stage.seen(stage.leads, "⭐ 1 of 5")
    olena.writes("Довго", reply_to=asked)
    await stage.turns(told, "💬 Довго")


async def test_a_business_client_rates_too(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    account = stage.sandbox.business(stage.lead)
    await stage.seen(stage.leads, "is connected")
    olena = stage.sandbox.person("Олена")
    account.hears(olena, "Чи є розмір M?")
    card = await stage.seen(stage.desk, "Чи є розмір M?")
    await answers(stage, card, "Так, є")
    await closes(stage, card)
    [asked] = [one for one in account.inbox(olena) if ASKED in one.text]
    await olena.presses(asked, "5")
    await stage.turns(asked, "Ваша оцінка: 5 із 5")
    account.hears(olena, "Ірина швидко все знайшла", reply_to=asked)
    await stage.turns(card, "⭐ 5/5 · Ірина швидко все знайшла")
    account.hears(olena, "Дуже привітна")
    await stage.turns(card, "⏳ answer by")  # no reply to the question: like any message
    assert [1] == await stage.record.numbers()
    assert 1 == await stage.record.count(Request)
