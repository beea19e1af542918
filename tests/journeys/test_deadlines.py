"""Around the deadline: who is told, when, and how an alert ends."""

from datetime import datetime, timedelta

from bot.sandbox import Message, Person
from storage.tables import Notice
from storage.vocabulary import NoticeKind, NoticeStatus
from tests.stage import MONDAY_NOON, Stage


async def asked(stage: Stage, name: str = "Олена", *, number: int = 1) -> tuple[Person, Message]:
    """A client's question and its card."""
    client = stage.sandbox.person(name)
    client.writes("Де посилка?")
    return client, await stage.seen(stage.desk, f"#{number}")


def headlines(stage: Stage) -> list[tuple[float, str]]:
    """What the leads were told of #1: hours since Monday noon, first line."""
    return [
        ((m.date - MONDAY_NOON) / timedelta(hours=1), m.text.split("\n")[0])
        for m in stage.said(stage.leads, "#1")
    ]


async def forward_to(stage: Stage, moment: datetime) -> None:
    await stage.fast_forward(seconds=(moment - stage.clock()).total_seconds())


async def test_the_ladder_of_one_unanswered_request(stage: Stage) -> None:
    await stage.set_up()
    await asked(stage)
    await stage.fast_forward(hours=33)
    assert [
        (20, "🟡 #1: 4 hr left to answer"),
        (23, "🟡 #1: 1 hr left to answer"),
        (24, "🔴 #1: the deadline has passed"),
        (28, "🔴 #1 is late by 4 hr"),
        (32, "🔴 #1 is late by 8 hr"),
    ] == headlines(stage)


async def test_the_first_warning_also_reaches_the_desk_and_whoever_took_it(stage: Stage) -> None:
    await stage.set_up()
    _, card = await asked(stage)
    await stage.iryna.presses(card, "Take")
    stage.iryna.starts()
    await stage.fast_forward(hours=20)
    assert 1 == len(stage.said(stage.desk, "left to answer"))
    assert 1 == len(stage.said(stage.iryna, "left to answer"))
    await stage.fast_forward(hours=4)
    assert 1 == len(stage.said(stage.iryna, "#1"))  # the breach is for the leads


async def test_an_answer_between_two_ticks_of_the_watch_is_in_time(stage: Stage) -> None:
    """It is sent a second before the deadline and read when the deadline has passed."""
    await stage.set_up()
    _, card = await asked(stage)
    await stage.fast_forward(hours=23.5)
    due_at = MONDAY_NOON + timedelta(hours=24)
    stage.iryna.writes("Їде", chat=stage.desk, reply_to=card, at=due_at - timedelta(seconds=1))
    await forward_to(stage, due_at + timedelta(seconds=1))

    [wait] = await stage.record.waits()
    assert wait.stopped_at == due_at - timedelta(seconds=1)
    assert [] == stage.said(stage.leads, "🔴")
    await stage.turns(card, "🟢 answered in")


async def test_an_answer_after_the_deadline_is_late_and_says_by_how_much(stage: Stage) -> None:
    await stage.set_up()
    _, card = await asked(stage)
    await stage.fast_forward(hours=25)
    [alert] = stage.said(stage.leads, "🔴 #1")
    stage.iryna.writes("Їде", chat=stage.desk, reply_to=card)
    await stage.turns(card, "🟠 answered in")
    assert "1 hr late" in card.text
    await stage.turns(alert, "answered by Ірина")


async def test_a_late_night_deadline_without_quiet_hours_is_told_at_night(stage: Stage) -> None:
    await stage.set_up()
    await stage.fast_forward(hours=15)  # 03:00 in Kyiv
    await asked(stage)
    await stage.fast_forward(hours=24)
    assert (39, "🔴 #1: the deadline has passed") == headlines(stage)[-1]


async def test_quiet_hours_bring_the_warning_forward_and_put_the_breach_off(stage: Stage) -> None:
    await stage.set_up()
    await stage.record.set_brand(quiet_hours="22:00-08:00")
    await stage.fast_forward(hours=15)  # 03:00 in Kyiv, due 03:00 on the next night
    await asked(stage)
    await stage.fast_forward(hours=30)  # 09:00
    assert [
        (34, "🟡 #1: 5 hr left to answer"),  # 22:00, before the quiet
        (44, "🔴 #1 is late by 5 hr"),  # 08:00, after it
    ] == headlines(stage)


async def test_taking_a_request_silences_its_repeats_for_a_while_only(stage: Stage) -> None:
    await stage.set_up()
    _, card = await asked(stage)
    await stage.fast_forward(hours=24)
    [alert] = stage.said(stage.leads, "🔴 #1")
    await stage.iryna.presses(card, "Take")
    await stage.turns(alert, "taken by Ірина")
    await stage.fast_forward(hours=7)
    assert [alert] == stage.said(stage.leads, "#1")[2:]  # after the two warnings
    await stage.fast_forward(hours=1)
    assert (32, "🔴 #1 is late by 8 hr") == headlines(stage)[-1]


async def test_snoozing_postpones_warnings_never_the_breach(stage: Stage) -> None:
    await stage.set_up()
    _, card = await asked(stage)
    await stage.fast_forward(hours=19)
    await stage.iryna.presses(card, "Snooze")
    await stage.sandbox.wait_for(lambda: "8 hr" in str(card.buttons))
    await stage.iryna.presses(card, "8 hr")
    await stage.fast_forward(hours=4)
    assert [] == stage.said(stage.leads, "left to answer")
    await stage.fast_forward(hours=1)
    assert stage.said(stage.leads, "🔴 #1")


async def four_waiting(stage: Stage) -> list[Message]:
    cards = []
    for number, name in enumerate(("Анна", "Богдан", "Віра", "Гліб"), start=1):
        cards.append((await asked(stage, name, number=number))[1])
    await stage.quiet()
    return cards


async def test_four_alerts_at_once_are_one_digest_that_resolves_line_by_line(
    stage: Stage,
) -> None:
    await stage.set_up()
    cards = await four_waiting(stage)
    await stage.fast_forward(hours=20)
    [digest] = stage.said(stage.leads, "#1")
    assert "4 clients wait" in digest.text
    assert all(name in digest.text for name in ("Анна", "Богдан", "Віра", "Гліб"))

    stage.iryna.writes("Їде", chat=stage.desk, reply_to=cards[1])
    await stage.turns(digest, "3 clients wait")
    assert "🟢 #2 · answered by Ірина" in digest.text
    assert "#1 Анна" in digest.text

    for card in (cards[0], cards[2], cards[3]):
        stage.iryna.writes("Їде", chat=stage.desk, reply_to=card)
    await stage.turns(digest, "🟢 #4 · answered by Ірина")
    assert 4 == digest.text.count("answered by Ірина")
    assert [] == digest.buttons


async def test_three_alerts_at_once_are_three_messages(stage: Stage) -> None:
    await stage.set_up()
    for number, name in enumerate(("Анна", "Богдан", "Віра"), start=1):
        await asked(stage, name, number=number)
    await stage.fast_forward(hours=20)
    assert 3 == len(stage.said(stage.leads, "left to answer"))


async def test_a_digest_resolved_before_it_could_be_sent_is_not_sent(stage: Stage) -> None:
    await stage.set_up()
    cards = await four_waiting(stage)
    stage.sandbox.fail_next("sendMessage", status=429, retry_after=600, chat_id=stage.leads.id)
    await stage.fast_forward(hours=19)
    await stage.fast_forward(hours=1)
    for card in cards:
        stage.iryna.writes("Їде", chat=stage.desk, reply_to=card)
    await stage.fast_forward(minutes=11)

    assert [] == stage.said(stage.leads, "#")
    alerts = (Notice.kind == NoticeKind.ALERT) & (Notice.chat_id == stage.leads.id)
    assert 4 == await stage.record.count(Notice, alerts, Notice.status == NoticeStatus.SUPERSEDED)


async def test_an_alert_answered_before_it_could_be_sent_is_not_sent(stage: Stage) -> None:
    await stage.set_up()
    _, card = await asked(stage)
    stage.sandbox.fail_next("sendMessage", status=429, retry_after=600, chat_id=stage.leads.id)
    await stage.fast_forward(hours=20)
    stage.iryna.writes("Їде", chat=stage.desk, reply_to=card)
    await stage.fast_forward(hours=1)
    assert [] == stage.said(stage.leads, "#1")
