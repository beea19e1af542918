"""Groups become supergroups: messages are numbered anew, and no answer goes astray."""

from sqlmodel import col, select

from bot.sandbox import Group, Person
from storage.tables import Chat, Message, Request
from storage.vocabulary import ChatRole
from tests.journeys.deeds import presses
from tests.stage import Stage


async def basic_desk(stage: Stage) -> Group:
    await stage.set_up()
    people = [stage.iryna, stage.lead]
    basic = stage.sandbox.group("Desk", members=people, admins=[stage.owner], kind="group")
    stage.desk = await stage.connect("desk", "Desk", [], group=basic)
    return basic


async def talk(person: Person, group: Group) -> None:
    """Other messages take the numbers that the old group's had."""
    for number in range(15):
        person.writes(f"Добрий день, колеги {number}", chat=group)


async def test_a_desk_that_moved_has_the_cards_of_those_who_wait_and_answers_go_to_them(
    stage: Stage,
) -> None:
    basic = await basic_desk(stage)
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    olena.writes("Де моя посилка?")
    await stage.seen(basic, "#1")
    marko.writes("А коли відкриття?")
    await stage.seen(basic, "#2")
    now = basic.upgrade()
    await talk(stage.iryna, now)
    card, other = await stage.seen(now, "#1"), await stage.seen(now, "#2")

    olena.writes("Ну де ж вона?")
    await stage.turns(card, "Ну де ж вона?")
    assert "коли відкриття" in other.text
    stage.iryna.writes("Уже їде", chat=now, reply_to=card)
    await stage.seen(olena, "Уже їде")
    await stage.turns(card, "🟢 answered in")
    await stage.quiet()
    assert [] == stage.said(marko, "Уже їде")
    assert [1, 1] == [len(stage.said(now, number)) for number in ("#1", "#2")]


async def test_a_closed_requests_card_stays_behind_until_it_is_opened_again(stage: Stage) -> None:
    basic = await basic_desk(stage)
    olena = stage.sandbox.person("Олена")
    olena.writes("Де моя посилка?")
    card = await stage.seen(basic, "#1")
    stage.iryna.writes("Уже їде", chat=basic, reply_to=card)
    await stage.turns(card, "🟢 answered in")
    now = basic.upgrade()
    await stage.quiet()
    assert [] == stage.said(now, "#1")

    olena.writes("А де вона зараз?")
    card = await stage.seen(now, "А де вона зараз?")
    stage.iryna.writes("У Києві", chat=now, reply_to=card)
    await stage.turns(card, "🟢 answered in")


async def test_an_answer_replies_to_nobody_elses_message(stage: Stage) -> None:
    await stage.set_up()
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    basic = stage.sandbox.group("Чат", members=[olena, marko], admins=[stage.owner], kind="group")
    await stage.connect("community", "Чат", [], group=basic)
    olena.writes("Де моя посилка?", chat=basic)
    card = await stage.seen(stage.desk, "#1")
    now = basic.upgrade()
    await talk(marko, now)
    stage.iryna.writes("Уже їде", chat=stage.desk, reply_to=card)
    carried = await stage.seen(now, "Уже їде")
    assert carried.reply_to_id is None


async def test_a_photo_answer_reaches_its_client_though_the_desk_moved_meanwhile(
    stage: Stage,
) -> None:
    desk = await basic_desk(stage)
    stage.iryna.writes("Я тут", chat=desk)
    olena = stage.sandbox.person("Олена")
    olena.writes("Де моя посилка?")
    card = await stage.seen(desk, "#1")
    await stage.quiet()
    stage.iryna.sends("photo", chat=desk, caption="Ось вона", reply_to=card)
    now = desk.upgrade()

    carried = await stage.sandbox.wait_for(
        lambda: next((one for one in olena.inbox if one.by_bot and "photo" in one.raw), None)
    )
    assert carried is not None
    assert "Ось вона" == carried.raw["caption"]
    await stage.quiet()
    chats = await stage.record.rows(select(col(Chat.chat_id), col(Chat.role)))
    assert now.id in {chat for chat, role in chats if role is ChatRole.DESK}
    assert olena.id in {row[0] for row in await stage.record.rows(select(col(Request.chat_id)))}


async def test_a_managers_first_answer_right_after_the_clients_group_moved_is_credited(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    basic = stage.sandbox.group(
        "Чат", members=[olena, stage.iryna], admins=[stage.owner], kind="group"
    )
    await stage.connect("community", "Чат", [], group=basic)
    olena.writes("Де моя посилка?", chat=basic)
    card = await stage.seen(stage.desk, "#1")
    await stage.stop_bot()
    now = basic.upgrade()
    stage.iryna.writes("Уже їде", chat=now)  # she never wrote before
    await stage.start_bot()
    await stage.turns(card, "🟢 answered in")
    assert "Ірина" in card.text


async def test_a_managers_first_answer_right_after_the_desk_moved_is_credited(
    stage: Stage,
) -> None:
    await basic_desk(stage)
    basic = stage.desk
    olena = stage.sandbox.person("Олена")
    group = await stage.connect("community", "Чат", [olena, stage.iryna, stage.lead])
    olena.writes("Де моя посилка?", chat=group)
    await stage.seen(basic, "#1")
    await stage.stop_bot()
    stage.desk = basic.upgrade()
    stage.lead.writes("Уже їде", chat=group)
    await stage.start_bot()
    await stage.quiet()
    [wait] = await stage.record.waits()
    assert wait.stopped_at is not None


async def test_a_long_caption_said_before_its_photo_could_follow_may_be_a_repeat_there(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    basic = stage.sandbox.group("Чат", members=[olena], admins=[stage.owner], kind="group")
    await stage.connect("community", "Чат", [], group=basic)
    olena.writes("Де моя посилка?", chat=basic)
    card = await stage.seen(stage.desk, "#1")
    stage.sandbox.fail_next("copyMessage", status=429, retry_after=60, chat_id=basic.id)
    long = ("слово " * 300).strip()
    said = stage.iryna.sends("photo", caption=long, chat=stage.desk, reply_to=card)
    await stage.seen(basic, long)
    await stage.turns(card, "answered in")
    now = basic.upgrade()
    await talk(olena, now)
    await stage.fast_forward(minutes=2)
    assert f"🔁 Можливо, повтор:\n{long}" == (await stage.seen(now, long)).text
    await stage.sandbox.wait_for(lambda: any("photo" in one.raw for one in now.messages))
    await stage.recorded()
    stage.iryna.edits(said, "Коротко")
    await stage.seen(now, "Коротко")


async def test_words_that_were_no_answer_are_off_the_record_though_their_group_moved(
    stage: Stage,
) -> None:
    await stage.set_up()
    stage.iryna.writes("Я тут", chat=stage.desk)
    olena = stage.sandbox.person("Олена")
    people = [olena, stage.iryna]
    basic = stage.sandbox.group("Чат", members=people, admins=[stage.owner], kind="group")
    await stage.connect("community", "Чат", [], group=basic)
    olena.writes("Де моя посилка?", chat=basic)
    card = await stage.seen(stage.desk, "#1")
    stage.iryna.writes("Усім гарного дня!", chat=basic)
    await stage.turns(card, "🟢 answered in")
    await stage.recorded()
    basic.upgrade()
    await stage.quiet()
    await presses(stage, stage.iryna, card, "More…", "It was no answer")
    await stage.turns(card, "⏳ answer by")
    assert ["Де моя посилка?"] == [one.text for one in await stage.record.all(Message)]
    await stage.quiet()
    assert "гарного дня" not in card.text


async def test_carried_words_that_were_no_answer_stay_on_record_though_the_desk_moved(
    stage: Stage,
) -> None:
    basic = await basic_desk(stage)
    stage.iryna.writes("Я тут", chat=basic)
    olena = stage.sandbox.person("Олена")
    olena.writes("Де моя посилка?")
    card = await stage.seen(basic, "#1")
    stage.iryna.writes("Уже їде", chat=basic, reply_to=card)
    await stage.turns(card, "🟢 answered in")
    await stage.recorded()
    stage.desk = basic.upgrade()
    stage.iryna.writes("/request 1", chat=stage.desk)
    card = await stage.seen(stage.desk, "Де моя посилка?")
    await presses(stage, stage.iryna, card, "More…", "It was no answer")
    await stage.turns(card, "⏳ answer by")
    assert ["Де моя посилка?", "Уже їде"] == [one.text for one in await stage.record.all(Message)]
