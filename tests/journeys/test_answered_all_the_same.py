"""An answer to what was closed, set aside or called a remark is told as one."""

import pytest

from bot.sandbox import Message
from tests.journeys.deeds import asks, presses
from tests.journeys.test_business import account_of, asked
from tests.stage import Stage


async def figures(stage: Stage) -> str:
    stage.owner.writes("/report 7")
    return (await stage.seen(stage.owner, "📊")).text


async def story(stage: Stage) -> str:
    stage.iryna.writes("/why 1", chat=stage.desk)
    return (await stage.seen(stage.desk, "The story of #1")).text


async def ends(stage: Stage, card: Message, how: str) -> None:
    await presses(stage, stage.iryna, card, how, *(["Solved"] if how == "Close" else []))
    await stage.turns(card, "closed: solved" if how == "Close" else "🚫 not a request")


async def test_closed_and_answered_is_told_as_answered_on_the_card_in_why_and_in_the_report(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Де посилка?")
    await ends(stage, card, "Close")
    assert "⚪ closed without an answer" in card.text
    await stage.fast_forward(minutes=5)
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.seen(olena, "Вже їде")
    await stage.turns(card, "🟢 answered in 5 min")
    assert "☑️ closed: solved" in card.text
    await stage.fast_forward(hours=30)
    told, report = await story(stage), await figures(stage)
    assert "⏹ the wait ended in time" in told
    assert "closed without an answer" not in told
    assert "% (1/1)" in report
    assert "half within 5 min" in report
    assert "No answers" not in report


@pytest.mark.parametrize("how", ["Close", "Not a request"])
async def test_reopened_after_its_answer_it_alarms_nobody(stage: Stage, how: str) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Де посилка?")
    await ends(stage, card, how)
    await stage.fast_forward(minutes=10)
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.seen(olena, "Вже їде")
    await stage.turns(card, "↩️ Ірина: Вже їде")
    await presses(stage, stage.iryna, card, "Reopen")
    await stage.turns(card, "🟢 answered in 10 min")
    said = len(stage.said(stage.leads))
    await stage.fast_forward(hours=26)
    assert said == len(stage.said(stage.leads))
    assert "🟢 answered in 10 min" in card.text


async def test_answered_by_the_accounts_owner_after_closing_it_is_answered_when_reopened(
    stage: Stage,
) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    await ends(stage, card, "Close")
    await stage.fast_forward(minutes=5)
    account.answers(olena, "Олено, вже їде")
    await stage.turns(card, "🟢 answered in 5 min")
    await presses(stage, stage.iryna, card, "Reopen")
    await stage.offers(card, "Close")
    assert "🟢 answered in 5 min" in card.text
    assert [True] == [one.stopped_at is not None for one in await stage.record.waits()]


async def test_a_breach_that_was_alerted_stays_one_though_a_slip_called_it_a_comment(
    stage: Stage,
) -> None:
    await stage.set_up()
    stage.iryna.writes("/mine", chat=stage.desk)
    olena = stage.sandbox.person("Олена")
    group = await stage.connect("community", "Fans", [olena, stage.iryna])
    asks_where = olena.writes("Де моє замовлення?", chat=group)
    card = await stage.seen(stage.desk, "❓ #1")
    await stage.fast_forward(hours=26)
    await presses(stage, stage.iryna, card, "Kind", "comment")
    await stage.turns(card, "💬 no answer needed")
    stage.iryna.writes("Їде", chat=group, reply_to=asks_where)
    await stage.turns(card, "↩️ Ірина: Їде")
    await presses(stage, stage.iryna, card, "Kind", "question")
    await stage.turns(card, "🟠 answered in 26 hr, 2 hr late")
    assert "⏹ the wait ended late" in await story(stage)
    assert "% (0/1)" in await figures(stage)
