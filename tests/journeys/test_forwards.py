"""What is forwarded: a client's words open a request, the team's and a bot's do not."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.sandbox import Group, Message, Person
from storage.tables import Message as Logged
from storage.tables import Request, Wait
from tests.stage import MONDAY_NOON, Stage

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NOTHING = "so I opened nothing"


async def elsewhere(stage: Stage, *people: Person) -> Group:
    await stage.set_up()
    await stage.enrol(stage.iryna, "manager")
    return stage.sandbox.group("Another group", [stage.iryna, *people])


async def forwards(
    stage: Stage, *said: Message, chat: Group | None = None, hidden: bool = False
) -> None:
    """All at once: they come in one batch."""
    await stage.stop_bot()
    for one in said:
        stage.iryna.writes("", chat=chat, forward_of=one, forward_hidden=hidden)
    await stage.start_bot()
    await stage.quiet()


async def said_in(stage: Stage, number: int) -> list[tuple[str, str]]:
    rows = await stage.record.rows(
        select(col(Logged.direction), col(Logged.text))
        .join(Request, col(Request.id) == col(Logged.request_id))
        .where(col(Request.number) == number)
        .order_by(col(Logged.sent_at))
    )
    return [(str(direction), text) for direction, text in rows]


async def waits(stage: Stage) -> list[tuple[datetime, datetime | None]]:
    rows = await stage.record.rows(
        select(col(Wait.started_at), col(Wait.stopped_at)).order_by(col(Wait.id))
    )
    return [(started, stopped) for started, stopped in rows]


async def test_what_is_no_clients_opens_nothing(stage: Stage) -> None:
    colleague = stage.sandbox.person("Богдан")  # of the desk, and has never spoken
    rival = stage.sandbox.person("Петро")
    group = await elsewhere(stage, colleague, rival)
    stage.desk.chat.statuses[colleague.id] = "member"
    comments = await stage.connect("comments", "Обговорення", [])
    channel = stage.sandbox.channel("Канал", owner=stage.owner)
    stage.sandbox.add_bot(channel, by=stage.owner)
    channel.link(comments)
    await stage.seen(stage.owner, "“Канал” is connected")
    ours = [
        colleague.writes("Завтра зустріч о 10?", chat=group),
        stage.iryna.writes("Де ключі від складу?", chat=group),
        channel.posts("Чи підете на розпродаж?"),
        (await stage.seen(stage.desk, "desk now")),
        stage.iryna.writes_as(comments, "Чи всі тут?", chat=comments),
    ]
    before = len(stage.said(stage.desk))
    for one in ours:
        await forwards(stage, one, chat=stage.desk)
    assert before == len(stage.said(stage.desk))  # chatter: nobody is bothered
    await forwards(stage, *ours)
    assert 1 == len(stage.said(stage.iryna, NOTHING))  # in private it is said why, once
    assert 0 == await stage.record.count(Request)

    other = stage.sandbox.channel("Огляди", owner=rival)
    await forwards(stage, other.posts("Чому в них такі ціни?"), chat=stage.desk)
    assert "👤 Огляди" in (await stage.seen(stage.desk, "On record as #1")).text


async def test_a_dialogue_is_one_request_and_its_end_is_the_answer(stage: Stage) -> None:
    olena = stage.sandbox.person("Олена")
    group = await elsewhere(stage, olena)
    hours = [MONDAY_NOON - n * HOUR for n in (5, 4, 3, 2, 1)]
    dialogue = [
        stage.iryna.writes("Вітаємо!", chat=group, at=hours[0]),
        olena.writes("Де посилка?", chat=group, at=hours[1]),
        stage.iryna.writes("Уточню", chat=group, at=hours[2]),
        olena.writes("Ну що там?", chat=group, at=hours[3]),
    ]
    await forwards(stage, *dialogue)
    shown = await stage.seen(stage.iryna, "On record as #1")
    assert "⏳ answer by: tomorrow at 10:00" in shown.text  # from her unanswered words on
    assert [(hours[1], hours[2]), (hours[3], None)] == await waits(stage)
    told = [one.text for one in dialogue]
    assert [("out", told[0]), ("in", told[1]), ("out", told[2]), ("in", told[3])] == (
        await said_in(stage, 1)
    )

    answer = stage.iryna.writes("Вже їде", chat=group, at=hours[4])
    last = olena.writes("Ау?", chat=group, at=hours[3] + HOUR / 2)
    await forwards(stage, last, answer)
    shown = await stage.seen(stage.iryna, "💬 answered elsewhere: Ірина, today at 11:00")
    assert "🟢 answered in 60 min" in shown.text or "🟢 answered in 1 hr" in shown.text
    assert [] == stage.said(stage.iryna, NOTHING)
    assert 1 == await stage.record.count(Request)


async def test_a_burst_is_confirmed_as_a_whole(stage: Stage) -> None:
    olena = stage.sandbox.person("Олена")
    group = await elsewhere(stage, olena)
    begun = MONDAY_NOON - HOUR
    burst = [
        olena.writes("Добрий день!\nЗамовляла торт", chat=group, at=begun),
        olena.sends("photo", chat=group, at=begun + MINUTE),
        olena.sends("voice", chat=group, at=begun + 2 * MINUTE),
    ]
    await forwards(stage, *burst)
    shown = await stage.seen(stage.iryna, "On record as #1")
    assert "✉️ 3 messages\nДобрий день! Замовляла торт\n📷 photo\n🎤 voice message\n" in shown.text
    assert [shown] == stage.said(stage.iryna, "On record")

    await stage.iryna.presses(shown, "Kind")
    await stage.offers(shown, "complaint")
    assert "✉️ 3 messages" in shown.text  # and stays so while it is put right


async def test_a_long_burst_fits_a_phone(stage: Stage) -> None:
    olena = stage.sandbox.person("Олена")
    group = await elsewhere(stage, olena)
    endless = "Торт приїхав розчавлений, а кур'єр поїхав. " * 10
    burst = [
        olena.writes(f"{n}. {endless}", chat=group, at=MONDAY_NOON - HOUR + n * MINUTE)
        for n in range(1, 9)
    ]
    await forwards(stage, *burst)
    shown = await stage.seen(stage.iryna, "✉️ 8 messages")
    quoted = shown.text.partition("8 messages\n")[2].split("\n")
    assert ["1.", "2.", "3.", "4.", "5.", "… and 3 more"] == [
        line if line.startswith("…") else line[:2] for line in quoted[:6]
    ]
    assert all(len(line) <= 60 for line in quoted[:5])


async def test_what_joins_a_request_later_is_confirmed_without_what_was_there(
    stage: Stage,
) -> None:
    olena = stage.sandbox.person("Олена")
    group = await elsewhere(stage, olena)
    first = olena.writes("Де торт?", chat=group, at=MONDAY_NOON - HOUR)
    later = [
        olena.sends(kind, chat=group, at=MONDAY_NOON - HOUR / 2 + n * MINUTE, caption=caption)
        for n, (kind, caption) in enumerate([("photo", "Ось адреса"), ("location", None)])
    ]
    await forwards(stage, first)
    await stage.seen(stage.iryna, "On record as #1")
    await stage.fast_forward(minutes=1)
    await forwards(stage, *later)
    shown = await stage.seen(stage.iryna, "✉️ 2 messages")
    assert "\n📷 photo: Ось адреса\n📍 location\n" in shown.text
    assert "Де торт?" not in shown.text

    await stage.fast_forward(minutes=1)
    voice = olena.sends("voice", chat=group, at=MONDAY_NOON - HOUR / 4)
    await forwards(stage, voice)
    assert "✉️" not in (await stage.seen(stage.iryna, "🎤 voice message")).text


async def test_a_dialogue_that_comes_in_two_batches_is_one_all_the_same(stage: Stage) -> None:
    olena = stage.sandbox.person("Олена")
    group = await elsewhere(stage, olena)
    asked = olena.writes("Де посилка?", chat=group, at=MONDAY_NOON - 2 * HOUR)
    answered = stage.iryna.writes("Вже їде", chat=group, at=MONDAY_NOON - HOUR)
    later = stage.iryna.writes("Завтра зустріч о 10?", chat=group)
    await forwards(stage, asked, chat=stage.desk)
    assert "⏳" in (await stage.seen(stage.desk, "On record as #1")).text
    await forwards(stage, answered, chat=stage.desk)
    await stage.seen(stage.desk, "💬 answered elsewhere: Ірина, today at 11:00")
    await stage.fast_forward(minutes=1)
    before = len(stage.said(stage.desk))
    await forwards(stage, later, chat=stage.desk)
    assert before == len(stage.said(stage.desk))  # not of the dialogue any more
    assert [("in", "Де посилка?"), ("out", "Вже їде")] == await said_in(stage, 1)


async def test_two_hidden_people_of_one_name_are_told_apart_by_a_tap(stage: Stage) -> None:
    first, second = stage.sandbox.person("Олена"), stage.sandbox.person("Олена")
    group = await elsewhere(stage, first, second)
    asked = first.writes("Де мій торт?", chat=group, at=MONDAY_NOON - 3 * HOUR)
    wants = [
        second.writes(words, chat=group, at=MONDAY_NOON - HOUR)
        for words in ("Добрий день", "Поверніть гроші!")
    ]
    await forwards(stage, asked, chat=stage.desk, hidden=True)
    await stage.seen(stage.desk, "On record as #1")
    await stage.fast_forward(minutes=1)
    await forwards(stage, *wants, chat=stage.desk, hidden=True)
    shown = await stage.seen(stage.desk, "Added to #1 of Олена, open since today at 09:00")
    await stage.iryna.presses(shown, "Somebody else")
    await stage.turns(shown, "On record as #2")
    assert "🔥 complaint" in shown.text
    assert "⏳ answer by: tomorrow at 11:00" in shown.text
    assert [("in", "Де мій торт?")] == await said_in(stage, 1)
    assert 2 == len(await said_in(stage, 2))
    assert [(MONDAY_NOON - 3 * HOUR, None), (MONDAY_NOON - HOUR, None)] == await waits(stage)
    card = await stage.seen(stage.desk, "#1 · ")
    await stage.turns(card, "❓ #1 · question")

    await stage.fast_forward(minutes=1)
    own = stage.iryna.writes("Я дізнаюся", chat=group)
    await forwards(stage, own, chat=stage.desk, hidden=True)  # hides her account, as many do
    await stage.seen(stage.desk, NOTHING)


async def of_two_clients(stage: Stage, *, hidden: bool = False) -> list[Message]:
    """Kate asks, Anna asks, and the team answers Kate: in another chat."""
    kate, anna = stage.sandbox.person("Катя"), stage.sandbox.person("Ганна")
    group = await elsewhere(stage, kate, anna)
    hours = [MONDAY_NOON - n * HOUR for n in (5, 4, 3)]
    said = [
        kate.writes("Де моє?", chat=group, at=hours[0]),
        anna.writes("А моє де?", chat=group, at=hours[1]),
        stage.iryna.writes("Ваше вже їде", chat=group, at=hours[2]),
    ]
    await stage.stop_bot()
    for one in said:
        shy = hidden and one is not said[2]
        stage.iryna.writes("", chat=stage.desk, forward_of=one, forward_hidden=shy)
    await stage.start_bot()
    await stage.quiet()
    return said


@pytest.mark.parametrize("hidden", [False, True])
async def test_of_two_clients_forwarded_at_once_it_is_asked_whose_answer_it_was(
    stage: Stage, hidden: bool
) -> None:
    await of_two_clients(stage, hidden=hidden)
    question = await stage.seen(stage.desk, "Several clients wait there. Whose answer is it?")
    assert "Ірина wrote:\nВаше вже їде" in question.text
    started = [MONDAY_NOON - n * HOUR for n in (5, 4)]
    assert [(started[0], None), (started[1], None)] == await waits(stage)

    await stage.iryna.presses(question, "#1 Катя")
    await stage.turns(question, "Noted: the answer to #1.")
    await stage.quiet()
    answered = MONDAY_NOON - 3 * HOUR
    assert [(started[0], answered), (started[1], None)] == await waits(stage)
    await stage.fast_forward(hours=30)
    await stage.seen(stage.leads, "#2")
    assert [] == stage.said(stage.leads, "#1")  # she has her answer


async def test_whom_else_waits_in_a_dialogue_is_known_though_it_was_forwarded_before(
    stage: Stage,
) -> None:
    kate, anna = stage.sandbox.person("Катя"), stage.sandbox.person("Ганна")
    group = await elsewhere(stage, kate, anna)
    asked = kate.writes("Де моє?", chat=group, at=MONDAY_NOON - 5 * HOUR)
    await forwards(stage, asked, chat=stage.desk)
    await stage.fast_forward(minutes=1)
    also = anna.writes("А моє де?", chat=group, at=MONDAY_NOON - 4 * HOUR)
    answer = stage.iryna.writes("Катю, ваше вже їде", chat=group, at=MONDAY_NOON - 3 * HOUR)
    for one in (asked, also, answer):  # each in a batch of its own
        await forwards(stage, one, chat=stage.desk)
    await stage.seen(stage.desk, "Whose answer is it?")
    assert [None, None] == [stopped for _, stopped in await waits(stage)]


async def test_of_two_clients_the_only_one_who_waits_by_then_has_the_answer(stage: Stage) -> None:
    kate, anna = stage.sandbox.person("Катя"), stage.sandbox.person("Ганна")
    group = await elsewhere(stage, kate, anna)
    hours = [MONDAY_NOON - n * HOUR for n in (5, 4, 3, 2)]
    dialogue = [
        kate.writes("Де моє?", chat=group, at=hours[0]),
        stage.iryna.writes("Ваше вже їде", chat=group, at=hours[1]),
        anna.writes("А моє де?", chat=group, at=hours[2]),
        stage.iryna.writes("І ваше", chat=group, at=hours[3]),
    ]
    await forwards(stage, *dialogue)
    assert [] == stage.said(stage.iryna, "Whose answer")
    assert [(hours[0], hours[1]), (hours[2], hours[3])] == await waits(stage)
    await forwards(stage, dialogue[0], dialogue[1])  # once more: nothing is new
    assert 2 == len(await said_in(stage, 1))


async def test_the_teams_album_of_a_dialogue_is_asked_about_once(stage: Stage) -> None:
    kate, anna = stage.sandbox.person("Катя"), stage.sandbox.person("Ганна")
    group = await elsewhere(stage, kate, anna)
    asked = [one.writes("Де моє?", chat=group, at=MONDAY_NOON - HOUR) for one in (kate, anna)]
    photos = [stage.iryna.sends("photo", chat=group, at=MONDAY_NOON - MINUTE) for _ in range(3)]
    await stage.stop_bot()
    for one in asked:
        stage.iryna.writes("", forward_of=one)
    for one in photos:
        stage.iryna.writes("", forward_of=one, album="album")
    await stage.start_bot()
    question = await stage.seen(stage.iryna, "Whose answer is it?")
    assert [question] == stage.said(stage.iryna, "Whose answer is it?")
    await stage.iryna.presses(question, "#2 Ганна")
    await stage.turns(question, "Noted: the answer to #2.")
    await stage.quiet()
    assert ["in", "out", "out", "out"] == [way for way, _ in await said_in(stage, 2)]
