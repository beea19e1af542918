"""A desk that is a forum: asked in a topic, answered there; a topic of the desk's own."""

from bot.sandbox import Group, Message
from tests.stage import Stage


async def forum_desk(stage: Stage) -> tuple[Group, Message]:
    """The desk, moved to a forum by /connect in General, and one of its topics."""
    await stage.set_up()
    forum = stage.sandbox.group("Форум", members=[stage.iryna], admins=[stage.owner], forum=True)
    await stage.connect("desk", "Форум", [], group=forum)
    stage.desk = forum
    await stage.quiet()
    return forum, forum.topic("Черга", by=stage.owner)


async def test_whoever_asks_in_a_topic_is_answered_there_and_cards_stay_in_general(
    stage: Stage,
) -> None:
    forum, topic = await forum_desk(stage)
    olena = stage.sandbox.person("Олена")
    olena.writes("Де замовлення?")
    card = await stage.seen(forum, "answer by")
    assert card.thread_id is None

    for asked, shown in {
        "/queue": "Waiting for an answer",
        "/help": "/queue",
        "/request 1": "answer by",
        "/why 1": "The story of #1",
        "/log": "Where did it come from",
    }.items():
        before = len(stage.said(forum))
        stage.iryna.writes(asked, chat=forum, thread=topic)
        await stage.sandbox.wait_for(lambda n=before: len(stage.said(forum)) > n)
        await stage.quiet()
        said = stage.said(forum)[-1]
        assert (topic.id, True) == (said.thread_id, shown in said.text), said.text
    stage.iryna.writes("/queue", chat=forum)
    await stage.quiet()
    assert stage.said(forum, "Waiting for an answer")[-1].thread_id is None

    queue = stage.said(forum, "Waiting for an answer")[0]
    await stage.iryna.presses(queue, "#1")
    await stage.quiet()
    assert topic.id == stage.said(forum)[-1].thread_id


async def test_a_question_whose_topic_is_gone_is_answered_in_general(stage: Stage) -> None:
    forum, topic = await forum_desk(stage)
    stage.iryna.writes("/queue", chat=forum, thread=topic)
    forum.delete_topic(topic)
    said = await stage.seen(forum, "Nobody is waiting")
    await stage.quiet()
    assert said.thread_id is None
    assert [] == stage.said(stage.leads, "🧵")


async def test_a_typed_answer_settles_the_question_what_the_group_is_for(stage: Stage) -> None:
    await stage.set_up()
    forum = stage.sandbox.group("Форум", members=[stage.iryna], admins=[stage.owner], forum=True)
    stage.sandbox.add_bot(forum, by=stage.owner)
    question = await stage.seen(forum, "What is “Форум” for?")
    data = next(data for [(text, data)] in question.buttons if text == "client group")
    topic = forum.topic("Черга", by=stage.owner)
    stage.owner.writes("/connect desk", chat=forum, thread=topic)
    await stage.turns(question, "“Форум” is connected: managers' desk.")
    assert [] == question.buttons
    stage.desk = forum

    # An app that still shows the old buttons moves nothing.
    pressed = await stage.owner.forges(question, data)
    assert "This button is out of date." == pressed.text
    stage.sandbox.person("Олена").writes("Де замовлення?")
    assert topic.id == (await stage.seen(forum, "answer by")).thread_id

    # Asked anew, it may be answered anew: here in General, which has the desk from now on.
    stage.owner.writes("/connect", chat=forum)
    await stage.sandbox.wait_for(lambda: stage.said(forum, "What is"))
    again = stage.said(forum, "What is")[-1]
    await stage.owner.presses(again, "managers' desk")
    await stage.turns(again, "This is the managers' desk now.")
    stage.sandbox.person("Зоя").writes("Де посилка?")
    assert (await stage.seen(forum, "Де посилка")).thread_id is None


async def test_a_desk_connected_in_a_topic_has_cards_alerts_and_copies_there_until_it_is_gone(
    stage: Stage,
) -> None:
    forum, topic = await forum_desk(stage)
    before = len(stage.said(forum))
    stage.owner.writes("/connect desk", chat=forum, thread=topic)
    await stage.sandbox.wait_for(lambda: len(stage.said(forum)) > before)
    olena = stage.sandbox.person("Олена")
    olena.sends("photo", caption="Де замовлення?")
    await stage.fast_forward(hours=20)
    said = stage.said(forum)[before:]
    assert {topic.id} == {one.thread_id for one in said}
    assert 4 == len(said)  # the word, the card, the photo, the alert
    stage.iryna.writes("/queue", chat=forum)
    await stage.quiet()
    assert stage.said(forum)[-1].thread_id is None

    forum.delete_topic(topic)
    olena.writes("Ау?")
    olena.sends("voice")
    told = await stage.seen(stage.leads, "🧵 The topic of “Форум”")
    await stage.quiet()
    assert "/connect desk" in told.text
    assert (await stage.seen(forum, "Ау?")).thread_id is None
    assert [None] == [one.thread_id for one in forum.messages if "voice" in one.raw and one.by_bot]
    assert [told] == stage.said(stage.leads, "🧵")
