"""An answer that Telegram does not take for minutes is none until the client has it."""

from bot.sandbox import Message, Person
from storage.vocabulary import WaitStop
from tests.stage import MONDAY_NOON, Stage

CARRIED_BY = ("copyMessage", "sendMessage")
NOT_YET = "has not reached Олена yet"


async def answered_in_vain(stage: Stage, after: float = 0) -> tuple[Person, Message]:
    """Iryna answers after so many hours, in vain; returns the client and the card."""
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    await stage.quiet()
    await stage.fast_forward(hours=after)
    for method in CARRIED_BY:
        stage.sandbox.fail_next(method, times=1_000_000, status=502, chat_id=olena.id)
    stage.iryna.writes("Уже їде", chat=stage.desk, reply_to=card)
    return olena, card


async def test_the_desk_and_the_card_say_so_until_it_has_arrived(stage: Stage) -> None:
    olena, card = await answered_in_vain(stage)
    await stage.fast_forward(minutes=20)
    [told] = stage.said(stage.desk, f"#1: your answer {NOT_YET}")
    assert "I keep trying" in told.text
    assert "The clock runs on" in told.text
    await stage.turns(card, f"the last answer {NOT_YET}: the clock runs on")

    stage.sandbox.heal()
    await stage.fast_forward(minutes=6)
    [arrived] = stage.said(olena, "Уже їде")
    assert arrived.text.startswith("🔁")  # a failing Telegram may have taken an earlier try
    await stage.turns(told, "#1: your answer has reached Олена now")
    await stage.turns(card, "🟢 answered in")
    assert NOT_YET not in card.text
    [wait] = await stage.record.waits()
    assert (MONDAY_NOON, WaitStop.ANSWERED) == (wait.stopped_at, wait.stop)


async def test_a_breach_is_told_and_takes_itself_back_when_the_answer_arrives(
    stage: Stage,
) -> None:
    await answered_in_vain(stage, after=23.5)
    await stage.fast_forward(minutes=40)
    breach = await stage.seen(stage.leads, "🔴 #1")
    stage.sandbox.heal()
    await stage.fast_forward(minutes=6)
    await stage.turns(breach, "🟢 #1 · answered by Ірина")
