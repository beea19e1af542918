"""When a client really wrote, said after logging by hand: the clock is judged by it anew."""

from datetime import timedelta

import pytest

from bot.sandbox import Message
from storage.tables import Message as Logged
from tests.journeys.deeds import answers, presses
from tests.journeys.test_forwards import HOUR, elsewhere, forwards, waits
from tests.stage import MONDAY_NOON, Stage


async def logs(stage: Stage) -> tuple[Message, Message]:
    """The confirmation, and the card."""
    await stage.set_up()
    stage.iryna.writes("/log instagram Олена: де торт?", chat=stage.desk)
    shown = await stage.seen(stage.desk, "On record as #1")
    return shown, await stage.seen(stage.desk, "❓ #1")


async def types_time(stage: Stage, shown: Message, when: str) -> None:
    await presses(stage, stage.iryna, shown, "Time", "Type the time")
    question = await stage.seen(stage.desk, "When did the client write #1?")
    stage.iryna.writes(when, chat=stage.desk, reply_to=question)
    await stage.quiet()


async def test_a_time_corrected_after_the_answer_is_judged_as_one_corrected_before(
    stage: Stage,
) -> None:
    shown, card = await logs(stage)
    await answers(stage, card, "Вже їде")
    await types_time(stage, shown, "31.10 10:00")
    late = "🟠 answered in 2 days 2 hr, 26 hr late"
    await stage.turns(card, late)
    assert late in stage.said(stage.desk, "wrote Sat 31 Oct, 10:00")[-1].text
    stage.iryna.writes("/why 1", chat=stage.desk)
    assert "⏹ the wait ended late" in (await stage.seen(stage.desk, "The story of #1")).text
    stage.owner.writes("/report 7")
    report = await stage.seen(stage.owner, "📊")
    assert "% (0/1)" in report.text
    assert "nine of ten within 2 days 2 hr" in report.text


async def test_a_time_after_the_answer_is_refused_aloud(stage: Stage) -> None:
    shown, card = await logs(stage)
    await stage.fast_forward(minutes=30)
    await answers(stage, card, "Вже їде")
    await stage.fast_forward(hours=2)
    before = card.text
    toast = await presses(stage, stage.iryna, shown, "Time", "1 hr ago")
    assert "The answer came today at 12:30: the client wrote before that." == toast
    await types_time(stage, shown, "13:00")
    refusal = await stage.seen(stage.desk, "The answer came today at 12:30")
    assert before == card.text
    stage.iryna.writes("11:30", chat=stage.desk, reply_to=refusal)  # and it is asked again
    await stage.turns(card, "answered in 1 hr")


@pytest.mark.parametrize("hidden", [False, True])
async def test_what_is_forwarded_again_is_known_by_the_date_it_came_with(
    stage_on_each_database: Stage, hidden: bool
) -> None:
    stage = stage_on_each_database
    await stage.set_up()
    kate = stage.sandbox.person("Катя")
    group = stage.sandbox.group("Another group", [kate, stage.iryna])
    asked = kate.writes("Де торт?", chat=group, at=MONDAY_NOON - timedelta(hours=20))

    async def forwards() -> None:
        stage.iryna.writes("", chat=stage.desk, forward_of=asked, forward_hidden=hidden)
        await stage.quiet()

    await forwards()
    shown = await stage.seen(stage.desk, "On record as #1")
    for label in ("3 hr ago", "1 hr ago"):
        await presses(stage, stage.iryna, shown, "Time", label)
    await stage.turns(shown, "wrote today at 11:00")
    [wait] = await stage.record.waits()
    await forwards()
    await stage.seen(stage.desk, "This message is on record already: #1.")
    assert [wait] == await stage.record.waits()
    assert 1 == len(stage.said(stage.desk, "On record as"))

    asked = kate.writes("Де торт?", chat=group)  # the same words, but said anew
    await forwards()
    assert 2 == await stage.record.count(Logged)


async def test_the_breach_is_alerted_though_a_later_messages_time_was_put_right(
    stage: Stage,
) -> None:
    _, card = await logs(stage)
    await answers(stage, card, "це не туди")
    await presses(stage, stage.iryna, card, "More", "It was no answer")
    await stage.turns(card, "answer by")
    await stage.fast_forward(hours=18)
    stage.iryna.writes("/log instagram Олена: ну де ж?", chat=stage.desk)
    again = await stage.seen(stage.desk, "Added to #1")
    await presses(stage, stage.iryna, again, "Time", "1 hr ago")
    await stage.quiet()
    await stage.fast_forward(hours=7)
    assert stage.said(stage.leads, "deadline has passed")


async def test_a_greeting_noted_from_a_dialogue_leaves_the_clock_with_the_question(
    stage: Stage,
) -> None:
    olena = stage.sandbox.person("Олена")
    group = await elsewhere(stage, olena)
    question = olena.writes("Де торт?", chat=group, at=MONDAY_NOON - 20 * HOUR)
    greeting = stage.iryna.writes("Добрий день!", chat=group, at=MONDAY_NOON - 21 * HOUR)
    await forwards(stage, question, greeting, chat=stage.desk)
    await stage.fast_forward(hours=1)
    await forwards(stage, olena.writes("Ау?", chat=group), chat=stage.desk)
    again = stage.said(stage.desk, "On record as #1")[-1]
    assert "Ау?" in again.text
    await presses(stage, stage.iryna, again, "Time", "1 hr ago")
    await stage.quiet()
    assert [(MONDAY_NOON - 20 * HOUR, None)] == await waits(stage)
