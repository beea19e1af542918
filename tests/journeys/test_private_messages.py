"""What a client writes to the bot itself: albums, edits, thanks, and coming back."""

from storage.tables import Message, Request, Wait
from tests.journeys.deeds import answers, asks, closes
from tests.stage import Stage


async def test_an_album_is_one_request_with_one_card_and_one_receipt(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.sends("photo", album="a1", caption="Прийшло розбите, що робити?")
    for _ in range(3):
        olena.sends("photo", album="a1")
    card = await stage.seen(stage.desk, "#1")
    await stage.quiet()
    assert "×4" in card.text
    assert "Прийшло розбите" in card.text
    assert [card] == stage.said(stage.desk, "#")
    assert 1 == len(stage.said(olena))
    assert 4 == await stage.record.count(Message)
    assert 1 == await stage.record.count(Wait)


async def test_the_rest_of_an_album_that_comes_in_the_next_batch_joins_it(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.sends("photo", album="a1")
    await stage.quiet()
    olena.sends("photo", album="a1")
    await stage.quiet()
    assert 1 == await stage.record.count(Request)


async def test_an_edit_shows_on_the_card_beside_the_record_of_the_first_words(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    question = olena.writes("Де посилка 123?")
    card = await stage.seen(stage.desk, "#1")
    await stage.quiet()
    olena.edits(question, "Де посилка 456?")
    await stage.turns(card, "Де посилка 456?\n✏️ Mon 2 Nov, 12:00, before: Де посилка 123?")
    assert 1 == await stage.record.count(Message, Message.text == "Де посилка 123?")
    [wait] = await stage.record.waits()
    assert question.date == wait.started_at


async def test_an_answer_put_right_at_the_desk_is_put_right_at_the_client(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Коли доставка?")
    answer = stage.iryna.writes("Завтра о 10", chat=stage.desk, reply_to=card)
    copy = await stage.seen(olena, "Завтра о 10")
    await stage.quiet()
    stopped = [wait.stopped_at for wait in await stage.record.waits()]
    stage.iryna.edits(answer, "Завтра об 11")
    await stage.turns(copy, "Завтра об 11")
    assert stopped == [wait.stopped_at for wait in await stage.record.waits()]
    assert 1 == len([one for one in stage.said(olena) if "Завтра" in one.text])


async def test_more_words_of_a_waiting_client_join_and_do_not_move_the_clock(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    first = olena.writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=3)
    olena.writes("Ви тут?")
    await stage.turns(card, "Ви тут?")
    [wait] = await stage.record.waits()
    assert first.date == wait.started_at
    assert 1 == len(stage.said(olena))  # one receipt for one request


async def test_thanks_after_an_answer_open_nothing_and_a_question_opens_a_new_wait(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Де посилка?")
    await answers(stage, card, "Уже їде")
    for courtesy in ("Дякую!", "👍", "ок"):
        olena.writes(courtesy)
    olena.sends("sticker")
    await stage.quiet()
    assert 1 == await stage.record.count(Wait)
    assert "🟢 answered in" in card.text

    await stage.fast_forward(hours=1)
    olena.writes("А о котрій саме?")
    await stage.turns(card, "⏳ answer by")
    assert 2 == await stage.record.count(Wait)
    assert 1 == await stage.record.count(Request)


async def test_a_client_who_comes_back_reopens_within_the_window_and_begins_anew_after_it(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Де посилка?")
    await answers(stage, card, "Уже їде")
    await closes(stage, card)

    await stage.fast_forward(days=2)
    olena.writes("Вона не приїхала!")
    await stage.turns(card, "⏳ answer by")
    await answers(stage, card, "Перевіряємо")

    await stage.fast_forward(days=4)
    olena.writes("Хочу замовити ще, як це зробити?")
    assert "1 request before" in (await stage.seen(stage.desk, "#2")).text


async def test_a_name_says_nothing_in_the_bots_stead(stage: Stage) -> None:
    await stage.set_up()
    forger = stage.sandbox.person("Олена\n🟢 answered in 5 min", "\u202eрятувальник")
    unseen = stage.sandbox.person("\u200b", "\u3164")
    forger.writes("Де моя посилка?")
    unseen.writes("Чи є чай?")
    first = await stage.seen(stage.desk, "Де моя посилка?")
    second = await stage.seen(stage.desk, "Чи є чай?")
    assert "👤 Олена 🟢 answered in 5 min рятувальник · " in first.text
    assert "👤 ? · " in second.text
    await stage.fast_forward(hours=20)
    for said in (*stage.said(stage.desk), *stage.said(stage.leads)):
        assert not any(line.startswith("🟢 answered") for line in said.text.splitlines())
        assert "\u202e" not in said.text


async def test_praise_in_private_is_answered_like_anything_else(stage: Stage) -> None:
    """In a direct chat a wrong guess of the kind must not hide a client who waits."""
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Дякую за чудовий сервіс, ви найкращі!")
    await stage.quiet()
    assert 1 == await stage.record.count(Request)
    assert 1 == await stage.record.count(Wait)


async def test_every_medium_is_logged_and_carried_both_ways(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    kinds = ("photo", "voice", "video_note", "sticker", "document", "location")
    for kind in kinds:
        olena.sends(kind)
    card = await stage.seen(stage.desk, "#1")
    await stage.quiet()
    assert len(kinds) == await stage.record.count(Message)

    stage.iryna.sends("voice", chat=stage.desk, reply_to=card)
    await stage.sandbox.wait_for(lambda: any(m.by_bot and "voice" in m.raw for m in olena.inbox))
    await stage.turns(card, "🟢 answered in")


async def test_a_first_sticker_or_ok_of_somebody_new_comes_to_the_desk(stage: Stage) -> None:
    await stage.set_up()
    stage.sandbox.person("Олена").sends("sticker")
    stage.sandbox.person("Петро").writes("👍")
    stage.sandbox.person("Ганна").writes("ок")
    for name in ("Олена", "Петро", "Ганна"):
        await stage.seen(stage.desk, name)
    await stage.quiet()
    assert 3 == len(await stage.record.waits())
