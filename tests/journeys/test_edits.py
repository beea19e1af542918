"""A client's edit that asks for an answer is heard as a new message would be."""

from datetime import timedelta

import pytest

from storage.tables import Message, Request, Revision
from storage.vocabulary import ChatMode, Kind, RequestStatus
from tests.builders import HOUR
from tests.journeys.deeds import answers, asks
from tests.journeys.test_business import account_of
from tests.journeys.test_client_chats import community
from tests.stage import Stage

ASKS = "Привіт, де моя посилка №5? Чекаю вже тиждень"


async def waits_since(stage: Stage) -> list[timedelta]:
    """How long ago each wait began."""
    await stage.quiet()
    return [stage.clock() - wait.started_at for wait in await stage.record.waits()]


async def test_a_greeting_in_a_group_that_is_edited_into_a_question_waits_from_the_edit(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await community(stage, olena)
    hello = olena.writes("Привіт", chat=group)
    await stage.quiet()
    await stage.fast_forward(hours=2)
    olena.edits(hello, ASKS)
    card = await stage.seen(stage.desk, "Чекаю вже тиждень")
    assert "#1" in card.text
    assert "answer by" in card.text
    assert [timedelta()] == await waits_since(stage)
    [request] = await stage.record.all(Request)
    assert (RequestStatus.OPEN, True) == (request.status, request.awaited)
    assert request.kind in {Kind.QUESTION, Kind.COMPLAINT}

    stage.owner.writes("/queue")
    listed = await stage.seen(stage.owner, "Waiting for an answer")
    assert "Чекаю вже тиждень" in listed.text
    await stage.fast_forward(hours=25)
    alert = await stage.seen(stage.leads, "#1")
    assert "Чекаю вже тиждень" in alert.text
    stage.iryna.writes("Уже їде", chat=group, reply_to=hello)
    await stage.turns(card, "answered in")


async def test_further_edits_and_those_of_a_waiting_or_answered_question_move_nothing(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await community(stage, olena)
    asked = olena.writes("Де моя посилка?", chat=group)
    card = await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=1)
    olena.edits(asked, "Де моя посилка №5?")
    await stage.turns(card, "Де моя посилка №5?")
    assert [HOUR] == await waits_since(stage)
    await answers(stage, card, "Уже їде")
    olena.edits(asked, "Де моя посилка №6?")
    await stage.turns(card, "Де моя посилка №6?")
    assert "🟢" in card.text
    assert 1 == len(await waits_since(stage))


async def test_thanks_after_an_answer_that_go_on_to_ask_open_a_second_wait(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Де моя посилка?")
    await answers(stage, card, "Уже їде")
    thanks = olena.writes("Дякую")
    await stage.turns(card, "Дякую")
    assert 1 == len(await waits_since(stage))
    await stage.fast_forward(hours=1)
    olena.edits(thanks, "Дякую, а чому так довго?")
    await stage.turns(card, "answer by")
    assert [2 * HOUR > one for one in await waits_since(stage)] == [True, True]
    assert timedelta() == (await waits_since(stage))[-1]
    stage.owner.writes("/queue")
    listed = await stage.seen(stage.owner, "Waiting for an answer")
    assert "чому так довго" in listed.text
    await answers(stage, card, "Черги")
    assert 2 == len(await waits_since(stage))


async def test_thanks_in_private_edited_into_a_question_get_a_receipt(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    thanks = olena.writes("Дякую")
    await stage.quiet()
    before = len(stage.said(olena))
    olena.edits(thanks, "Дякую, а коли буде знижка?")
    await stage.seen(stage.desk, "коли буде знижка")
    await stage.quiet()
    assert before + 1 == len(stage.said(olena))


async def test_where_only_mentions_count_an_edit_that_mentions_the_brand_is_heard(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await community(stage, olena)
    await stage.record.set_chat(group.id, mode=ChatMode.MENTIONS)
    said = olena.writes("Привіт", chat=group)
    await stage.quiet()
    assert 0 == await stage.record.count(Message)
    olena.edits(said, "Привіт, де моя посилка?")
    await stage.quiet()
    assert 0 == await stage.record.count(Message)
    await stage.fast_forward(minutes=30)
    olena.edits(said, "Привіт, @vidhuk_test_bot, де моя посилка?")
    await stage.seen(stage.desk, "де моя посилка")
    assert [timedelta()] == await waits_since(stage)


async def test_the_teams_own_edits_and_remarks_that_stay_remarks_open_nothing(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await community(stage, olena)
    remark = olena.writes("Привіт", chat=group)
    hers = stage.iryna.writes("Привіт", chat=group)
    await stage.quiet()
    olena.edits(remark, "Привіт усім")
    stage.iryna.edits(hers, "Привіт, де моя посилка?")
    assert [] == await waits_since(stage)


@pytest.mark.parametrize("command", ["/remarks", "/find зорі", "/client Олена"])
async def test_lists_show_the_newest_words(stage: Stage, command: str) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await community(stage, olena)
    remark = olena.writes("Привіт", chat=group)
    await stage.quiet()
    olena.edits(remark, "Привіт, зорі")
    await stage.quiet()
    assert 1 == await stage.record.count(Revision)
    stage.owner.writes(command)
    await stage.seen(stage.owner, "Привіт, зорі")


async def test_in_a_business_chat_thanks_edited_into_a_question_wait(stage: Stage) -> None:
    account = await account_of(stage)
    olena = stage.sandbox.person("Олена")
    account.hears(olena, "Дякую")
    assert [] == await waits_since(stage)
    await stage.fast_forward(minutes=10)
    account.edits(account.inbox(olena)[0], "Дякую, а де решта посилки?")
    await stage.seen(stage.desk, "де решта посилки")
    assert [timedelta()] == await waits_since(stage)
