"""Days on which something is in the way: the right person is told, and nothing is lost."""

from tests.journeys.deeds import asks, closes
from tests.stage import Stage


async def test_words_to_a_client_whose_request_is_closed_go_out_and_it_stays_closed(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Де моє замовлення?")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await closes(stage, card)
    stage.iryna.writes("І ще: дякуємо, що ви з нами", chat=stage.desk, reply_to=card)
    told = await stage.seen(stage.desk, "#1 is closed and stays closed. The client gets your words")
    assert "І ще: дякуємо, що ви з нами" == told.raw["reply_to_message"]["text"]
    await stage.seen(olena, "І ще: дякуємо, що ви з нами")
    await stage.quiet()
    assert "☑️ closed: solved" in card.text


async def test_words_under_a_dismissed_request_go_out_and_it_stays_aside(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Чи берете оптом?")
    await stage.iryna.presses(card, "Not a request")
    await stage.offers(card, "Reopen")
    stage.iryna.writes("Ні, лише вроздріб", chat=stage.desk, reply_to=card)
    await stage.seen(stage.desk, "#1 was set aside as not a request. The client gets your words")
    await stage.seen(olena, "Ні, лише вроздріб")
    olena.writes("А чому?")
    assert "#2" in (await stage.seen(stage.desk, "А чому?")).text


async def test_a_client_who_replies_to_the_answer_of_a_closed_request_is_heard(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Де моє замовлення?")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    answer = await stage.seen(olena, "Вже їде")
    await closes(stage, card)
    await stage.fast_forward(days=1)
    olena.writes("Досі не приїхало!", reply_to=answer)
    again = await stage.seen(stage.desk, "Досі не приїхало!")
    assert "⏳ answer by: Wed 4 Nov, 12:00" in again.text


async def test_the_leads_hear_when_the_bot_is_demoted_or_muted_in_a_client_chat(
    stage: Stage,
) -> None:
    await stage.set_up()
    fans = await stage.connect("community", "Fans", [])
    stage.sandbox.demote_bot(fans, by=stage.owner)
    told = await stage.seen(stage.leads, "I am no longer an administrator in “Fans”")
    assert "@BotFather → /setprivacy" in told.text
    stage.sandbox.mute_bot(fans, by=stage.owner)
    await stage.seen(stage.leads, "I may no longer write in “Fans”")
    olena = stage.sandbox.person("Олена")
    fans.join(olena)
    question = olena.writes(f"@{stage.sandbox.bot['username']} коли знижки?", chat=fans)
    card = await stage.seen(stage.desk, "коли знижки?")
    stage.iryna.writes("З понеділка", chat=stage.desk, reply_to=card)
    await stage.turns(card, "did not reach")
    assert not [m for m in fans.messages if m.id > question.id and m.by_bot]


async def test_an_answer_to_a_deleted_topic_is_told_to_the_desk(stage: Stage) -> None:
    await stage.set_up()
    forum = stage.sandbox.group("Forum", admins=[stage.owner], forum=True)
    await stage.connect("community", "Forum", [], group=forum)
    topic = forum.topic("Доставка")
    olena = stage.sandbox.person("Олена")
    forum.join(olena)
    olena.writes("Де моє замовлення?", chat=forum, thread=topic)
    card = await stage.seen(stage.desk, "Де моє замовлення?")
    forum.delete_topic(topic)
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.seen(stage.desk, "did not reach")
