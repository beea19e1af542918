"""Groups with clients: what opens a request, whose answer it was, what stays silent."""

from bot.sandbox import Group, Message, Person
from storage.tables import Request, Wait
from storage.vocabulary import ChatMode, Kind
from tests.journeys.deeds import asks, presses
from tests.stage import Stage


async def community(stage: Stage, *clients: Person) -> Group:
    """A group with these clients and Iryna, who is an admin there."""
    group = await stage.connect("community", "Наш чат", list(clients))
    group.join(stage.iryna)
    group.promote(stage.iryna)
    stage.iryna.writes("Я тут", chat=stage.desk)  # at the desk: so she is a manager
    await stage.quiet()
    return group


async def requests(stage: Stage) -> int:
    await stage.quiet()
    return await stage.record.count(Request)


async def test_a_reply_answers_its_client_and_the_other_waits_on(stage: Stage) -> None:
    await stage.set_up()
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    group = await community(stage, olena, marko)
    olena.writes("Де моя посилка?", chat=group)
    marks = marko.writes("А коли відкриття?", chat=group)
    waiting, answered = await stage.seen(stage.desk, "#1"), await stage.seen(stage.desk, "#2")
    stage.iryna.writes("У суботу!", chat=group, reply_to=marks)
    await stage.turns(answered, "🟢 answered in")
    assert "⏳ answer by" in waiting.text


async def test_with_two_waiting_the_desk_is_asked_and_the_button_credits_the_right_one(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    group = await community(stage, olena, marko)
    olena.writes("Де моя посилка?", chat=group)
    marko.writes("А коли відкриття?", chat=group)
    first = await stage.seen(stage.desk, "#1")
    second = await stage.seen(stage.desk, "#2")
    stage.iryna.writes("У суботу!", chat=group)
    question = await stage.seen(stage.desk, "Whose answer is it?")
    said_at = stage.clock()
    assert "У суботу!" in question.text
    await stage.quiet()
    assert "⏳ answer by" in first.text
    assert "⏳ answer by" in second.text

    await stage.fast_forward(hours=2)  # pressed later: the answer's own time counts
    await stage.iryna.presses(question, "#2")
    await stage.turns(second, "🟢 answered in")
    await stage.turns(question, "Noted: the answer to #2")
    assert "⏳ answer by" in first.text
    assert [None, said_at] == [wait.stopped_at for wait in await stage.record.waits()]


async def test_not_an_answer_leaves_both_clocks_running(stage: Stage) -> None:
    await stage.set_up()
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    group = await community(stage, olena, marko)
    olena.writes("Де моя посилка?", chat=group)
    marko.writes("А коли відкриття?", chat=group)
    stage.iryna.writes("Усім гарного дня", chat=group)
    question = await stage.seen(stage.desk, "Whose answer is it?")
    await stage.iryna.presses(question, "Not an answer")
    await stage.quiet()
    assert 2 == await stage.record.count(Wait, Wait.stopped_at.is_(None))  # type: ignore[union-attr]  # a column


async def test_the_only_one_who_waits_is_answered_without_asking(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await community(stage, olena)
    olena.writes("Де моя посилка?", chat=group)
    card = await stage.seen(stage.desk, "#1")
    stage.iryna.writes("Уже їде", chat=group)
    await stage.turns(card, "🟢 answered in")
    assert [] == stage.said(group, "Уже їде")  # it was said there already


async def test_an_answer_from_the_desk_is_carried_to_the_group_as_a_reply(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await community(stage, olena)
    question = olena.writes("Де моя посилка?", chat=group)
    card = await stage.seen(stage.desk, "#1")
    stage.iryna.writes("Уже їде", chat=stage.desk, reply_to=card)
    carried = await stage.seen(group, "Уже їде")
    assert question.id == carried.reply_to_id


async def test_an_anonymous_admin_answers_for_the_team(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await community(stage, olena)
    question = olena.writes("Де моя посилка?", chat=group)
    card = await stage.seen(stage.desk, "#1")
    stage.iryna.writes_as(group, "Уже їде", reply_to=question)
    await stage.turns(card, "🟢 answered in")
    assert "↩️ the team: Уже їде" in card.text
    assert 1 == await requests(stage)


async def test_other_bots_service_messages_and_our_own_talk_open_nothing(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await community(stage, olena)
    helper = stage.sandbox.person("Rose")
    helper.user["is_bot"] = True
    group.join(helper)
    helper.writes("Чому ви не читаєте правила?", chat=group)
    group.join(stage.sandbox.person("Марко"))
    stage.iryna.writes("Чи всі бачили акцію?", chat=group)
    stage.iryna.writes_as(group, "Як вам новий каталог?")
    stage.iryna.writes("Хто сьогодні на зміні?", chat=stage.desk)
    assert 0 == await requests(stage)


async def comments(stage: Stage, *clients: Person) -> tuple[Group, Message]:
    """A channel's discussion group and a post of the channel."""
    group = await stage.connect("comments", "Обговорення", list(clients))
    channel = stage.sandbox.channel("Канал", owner=stage.owner)
    channel.link(group)
    post = channel.posts("Нова колекція! Що скажете?")
    await stage.quiet()
    return group, post


async def test_a_channels_post_opens_nothing_its_comment_does_and_a_reply_answers(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group, post = await comments(stage, olena)
    assert 0 == await requests(stage)

    comment = olena.writes("А є 42 розмір?", chat=group, reply_to=post)
    card = await stage.seen(stage.desk, "#1")
    assert "А є 42 розмір?" in card.text
    stage.owner.writes("Так, є", chat=group, reply_to=comment)
    await stage.turns(card, "🟢 answered in")


async def test_the_channel_itself_may_answer_a_comment(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await stage.connect("comments", "Обговорення", [olena])
    channel = stage.sandbox.channel("Канал", owner=stage.owner)
    channel.link(group)
    post = channel.posts("Нова колекція")
    comment = olena.writes("А є 42 розмір?", chat=group, reply_to=post)
    card = await stage.seen(stage.desk, "#1")
    stage.owner.writes_as(channel, "Так, є", chat=group, reply_to=comment)
    await stage.turns(card, "🟢 answered in")
    assert 1 == await requests(stage)


async def test_comments_under_two_posts_are_two_matters(stage: Stage) -> None:
    await stage.set_up()
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    group = await stage.connect("comments", "Обговорення", [olena, marko])
    channel = stage.sandbox.channel("Канал", owner=stage.owner)
    channel.link(group)
    first, second = channel.posts("Перший"), channel.posts("Другий")
    olena.writes("А є 42 розмір?", chat=group, reply_to=first)
    marko.writes("А скільки коштує?", chat=group, reply_to=second)
    one, two = await stage.seen(stage.desk, "#1"), await stage.seen(stage.desk, "#2")
    stage.owner.writes("Є", chat=group, reply_to=first)  # to the post: its only waiting client
    await stage.turns(one, "🟢 answered in")
    assert "⏳ answer by" in two.text


async def test_each_mode_of_a_community_opens_what_it_says(stage: Stage) -> None:
    await stage.set_up()
    group = await community(stage)

    async def opened_by(mode: ChatMode, text: str) -> bool:
        await stage.record.set_chat(group.id, mode=mode)
        somebody = stage.sandbox.person("Клієнт")
        group.join(somebody)
        before = await stage.record.count(Wait)
        somebody.writes(text, chat=group)
        await stage.quiet(0)
        return await stage.record.count(Wait) > before

    for text, opened in {
        "Сьогодні гарна погода": [True, False, False],
        "Коли буде знижка?": [True, True, False],
        "@vidhuk_test_bot гляньте": [True, True, True],
    }.items():
        assert opened == [await opened_by(mode, text) for mode in ChatMode], text


async def test_praise_in_a_group_is_counted_without_a_wait(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await community(stage, olena)
    olena.writes("Дуже гарний сервіс, я в захваті!", chat=group)
    assert 1 == await requests(stage)
    assert 1 == await stage.record.count(Request, Request.kind == Kind.PRAISE)
    assert 0 == await stage.record.count(Wait)
    assert [] == stage.said(stage.desk, "#1")


async def test_praise_in_reply_to_an_answer_opens_no_new_wait(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await stage.connect("community", "Fans", [olena, stage.iryna])
    asked = olena.writes("Де моє замовлення? Жах, чекаю тиждень!", chat=group)
    card = await stage.seen(stage.desk, "#1")
    answer = stage.iryna.writes("Сьогодні о 15:00 буде у вас.", chat=group, reply_to=asked)
    await stage.turns(card, "🟢 answered in")
    olena.writes("Дуже гарний сервіс, я в захваті!", chat=group, reply_to=answer)
    await stage.quiet()
    assert "🟢 answered in" in card.text
    assert 1 == await stage.record.count(Wait)
    olena.writes("А коли саме?", chat=group, reply_to=answer)
    await stage.turns(card, "⏳ answer by")
    assert 2 == await stage.record.count(Wait)


async def test_a_remark_that_needs_an_answer_after_all_is_found_and_called_for(
    stage: Stage,
) -> None:
    await stage.set_up()
    stage.iryna.writes("/remarks", chat=stage.desk)
    await stage.seen(stage.desk, "No remarks without an answer in the last 7 days.")
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    group = await stage.connect("community", "Fans", [olena, marko, stage.iryna])
    praise = marko.writes("Найкраща кава!", chat=group)
    await stage.fast_forward(hours=1)
    olena.writes("Ну й сервіс у вас цього року", chat=group)
    await stage.fast_forward(hours=2)

    stage.iryna.writes("/queue", chat=stage.desk)
    queue = await stage.seen(stage.desk, "Nobody is waiting. Well done!")
    await stage.iryna.presses(queue, "💬 Logged as remarks in 24 hours: 2")
    listed = await stage.seen(stage.desk, "Remarks of the last 7 days without an answer · 2")
    assert listed.text.index("сервіс") < listed.text.index("кава")  # newest first
    await stage.iryna.presses(listed, "#2 needs an answer")
    await stage.turns(listed, "without an answer · 1")
    card = await stage.seen(stage.desk, "#2 · ")
    assert "answer by: Tue 3 Nov, 13:00" in card.text  # since it was written
    toast = await stage.iryna.forges(listed, "r:2:await:")
    assert "#2 is not a remark any more." == toast.text
    toast = await olena.forges(listed, "r:1:await:")
    assert "for the team" in toast.text

    stage.iryna.writes("Дякуємо!", chat=group, reply_to=praise)
    await stage.quiet()
    stage.iryna.writes("/remarks", chat=stage.desk)
    await stage.sandbox.wait_for(lambda: 2 == len(stage.said(stage.desk, "No remarks without")))


async def test_who_replies_to_an_anonymous_admin_speaks_to_the_team(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await community(stage, olena)
    await stage.record.set_chat(group.id, mode=ChatMode.REQUESTS)
    asked = olena.writes("Де моя посилка?", chat=group)
    card = await stage.seen(stage.desk, "#1")
    answer = stage.iryna.writes_as(group, "Який номер замовлення?", reply_to=asked)
    await stage.turns(card, "🟢 answered in")
    olena.writes("12345", chat=group, reply_to=answer)
    await stage.turns(card, "⏳ answer by")


async def test_a_comment_on_a_post_is_not_yet_spoken_to_the_team(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group, post = await comments(stage, olena)
    await stage.record.set_chat(group.id, mode=ChatMode.MENTIONS)
    olena.writes("А є 42 розмір?", chat=group, reply_to=post)
    assert 0 == await requests(stage)


async def test_praise_by_a_members_word_ends_the_clock_and_its_alerts(stage: Stage) -> None:
    await stage.set_up()
    olena, petro = stage.sandbox.person("Олена"), stage.sandbox.person("Петро")
    group = await stage.connect("community", "Клієнти", [olena])
    card = await asks(stage, olena, "Чому ви такі класні?", chat=group)
    toast = await presses(stage, stage.iryna, card, "Kind", "praise")
    assert toast.endswith("No answer is needed: the clock has stopped and nothing of it counts.")
    await stage.turns(card, "💬 no answer needed")
    mine = await asks(stage, petro, "А коли відкриття?")
    toast = await presses(stage, stage.iryna, mine, "Kind", "comment")
    assert toast.endswith("clock runs on.")  # in private every message is answered
    await stage.fast_forward(hours=25)
    assert [] == stage.said(stage.leads, "Чому ви такі класні?")
    assert stage.said(stage.leads, "#2")
