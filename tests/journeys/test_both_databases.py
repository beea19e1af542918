"""The main story once on each database: set up, log, alert, answer, close, sum up."""

from datetime import timedelta

from storage.tables import Message, Request
from tests.stage import MONDAY_NOON, Stage


async def test_from_the_first_message_to_mondays_summary(stage_on_each_database: Stage) -> None:
    stage = stage_on_each_database
    await stage.set_up()
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    question = olena.writes("Де посилка?")
    marko.writes("Прийшов брак, поверніть гроші!")
    card, complaint = await stage.seen(stage.desk, "#1"), await stage.seen(stage.desk, "#2")
    assert question.id == (await stage.seen(olena, "")).reply_to_id

    await stage.fast_forward(hours=1)
    stage.iryna.writes("Уже їде", chat=stage.desk, reply_to=card)
    await stage.turns(card, "🟢 answered in")
    assert question.id == (await stage.seen(olena, "Уже їде")).reply_to_id

    await stage.fast_forward(hours=23)
    alert = await stage.seen(stage.leads, "🔴 #2")
    stage.iryna.writes("Вибачте, повертаємо", chat=stage.desk, reply_to=complaint)
    await stage.turns(alert, "answered by Ірина")
    await stage.iryna.presses(complaint, "Close")
    await stage.offers(complaint, "Without a cause")
    await stage.iryna.presses(complaint, "Without a cause")
    await stage.offers(complaint, "Solved")
    await stage.iryna.presses(complaint, "Solved")
    await stage.turns(complaint, "closed: solved")

    await stage.fast_forward(days=6)
    summary = await stage.seen(stage.leads, "weekly summary")
    assert "(1/1)" in summary.text or "(2/2)" in summary.text
    assert 2 == await stage.record.count(Request)
    assert 4 == await stage.record.count(Message)


async def test_a_backlog_after_an_outage(stage_on_each_database: Stage) -> None:
    stage = stage_on_each_database
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=23)
    await stage.stop_bot()
    stage.iryna.writes("Уже їде", chat=stage.desk, reply_to=card)
    people = [stage.sandbox.person(f"Клієнт {n}") for n in range(10)]
    for n in range(120):  # more than one batch
        people[n % 10].writes("А моя?")
    await stage.fast_forward(hours=2)
    await stage.start_bot()
    await stage.quiet()
    assert list(range(1, 12)) == await stage.record.numbers()
    assert [] == stage.said(stage.leads, "🔴")
    first, *others = await stage.record.waits()
    assert MONDAY_NOON + timedelta(hours=23) == first.stopped_at
    assert {MONDAY_NOON + timedelta(hours=47)} == {wait.due_at for wait in others}


async def test_a_group_becomes_a_supergroup(stage_on_each_database: Stage) -> None:
    stage = stage_on_each_database
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    basic = stage.sandbox.group("Чат", members=[olena], admins=[stage.owner], kind="group")
    await stage.connect("community", "Чат", [], group=basic)
    olena.writes("Де моя посилка?", chat=basic)
    card = await stage.seen(stage.desk, "#1")
    now = basic.upgrade()
    await stage.settled()
    stage.iryna.writes("Уже їде", chat=stage.desk, reply_to=card)
    assert await stage.seen(now, "Уже їде")
    await stage.turns(card, "🟢 answered in")
