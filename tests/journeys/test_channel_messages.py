"""Messages that people write to a channel: each in a topic of their own, answered there."""

from bot.sandbox import DirectMessages, Person
from storage.tables import Chat, Request
from storage.vocabulary import ChatRole
from tests.stage import Stage


async def channel(stage: Stage) -> DirectMessages:
    await stage.set_up()
    stage.iryna.writes("Я тут", chat=stage.desk)
    place = stage.sandbox.channel("Канал", owner=stage.owner)
    stage.sandbox.add_bot(place, by=stage.owner)
    await stage.seen(stage.owner, "“Канал” is connected")
    return place.opens_messages()


def said_to(messages: DirectMessages, person: Person) -> list[str]:
    return [one.text for one in messages.of(person) if one.by_bot]


async def test_each_is_answered_in_their_own_topic(stage: Stage) -> None:
    messages = await channel(stage)
    olena, petro = stage.sandbox.person("Олена"), stage.sandbox.person("Петро")
    stage.sandbox.fail_next("getChat", status=500)  # it is asked again whose channel it is
    messages.hears(olena, "Де моя посилка?")
    messages.hears(petro, "А чи є чай?")
    first = await stage.seen(stage.desk, "Де моя посилка?")
    second = await stage.seen(stage.desk, "А чи є чай?")
    assert "message to the channel" in first.text
    await stage.sandbox.wait_for(lambda: len(said_to(messages, petro)) == 1)  # the receipt

    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=first)
    await stage.sandbox.wait_for(lambda: "Вже їде" in said_to(messages, olena))
    await stage.turns(first, "🟢 answered in")
    stage.iryna.sends("photo", chat=stage.desk, caption="Ось який", reply_to=second)
    await stage.turns(second, "🟢 answered in")
    await stage.quiet()
    assert "Вже їде" not in said_to(messages, petro)
    assert any("photo" in one.raw for one in messages.of(petro))


async def test_an_administrator_who_answers_in_the_app_is_credited(stage: Stage) -> None:
    messages = await channel(stage)
    olena, petro = stage.sandbox.person("Олена"), stage.sandbox.person("Петро")
    messages.hears(olena, "Де моя посилка?")
    messages.hears(petro, "А чи є чай?")
    first = await stage.seen(stage.desk, "Де моя посилка?")
    second = await stage.seen(stage.desk, "А чи є чай?")
    messages.answers(petro, "Так, є")
    await stage.turns(second, "🟢 answered in")
    await stage.quiet()
    assert "⏳ answer by" in first.text
    assert 2 == await stage.record.count(Request)


async def test_messages_to_a_channel_that_nobody_connected_open_nothing(stage: Stage) -> None:
    await stage.set_up()
    stranger = stage.sandbox.person("Хтось")
    place = stage.sandbox.channel("Чужий", owner=stranger)
    stage.sandbox.add_bot(place, by=stranger)
    place.opens_messages().hears(stage.sandbox.person("Олена"), "Де моя посилка?")
    await stage.quiet()
    assert 0 == await stage.record.count(Request)
    assert 0 == await stage.record.count(Chat, Chat.role == ChatRole.DIRECT)


async def test_without_the_right_to_answer_them_the_leads_and_the_checklist_say_so(
    stage: Stage,
) -> None:
    await stage.set_up()
    place = stage.sandbox.channel("Канал", owner=stage.owner)
    stage.sandbox.withhold(place, "can_manage_direct_messages", by=stage.owner)
    told = await stage.seen(stage.owner, "“Канал” is connected")
    assert "answer the messages" not in told.text
    await stage.seen(stage.leads, "I may not answer the messages written to “Канал”")
    checklist = await stage.seen(stage.owner, "getting ready")
    await stage.turns(checklist, "🙈 I may not answer the messages written to Канал")
    stage.sandbox.add_bot(place, by=stage.owner)
    await stage.sandbox.wait_for(lambda: "🙈" not in checklist.text)
    stage.sandbox.withhold(place, "can_manage_direct_messages", by=stage.owner)
    await stage.turns(checklist, "🙈 I may not answer the messages written to Канал")
    await stage.quiet()
    assert 2 == len(stage.said(stage.leads, "I may not answer the messages written to"))
