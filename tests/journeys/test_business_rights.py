"""Who may answer in a Business account's chats, and until when."""

import pytest

from storage.tables import Client
from tests.journeys.test_business import account_of, asked, got
from tests.stage import Stage


async def test_without_the_right_or_the_connection_the_desk_learns_at_once_who_can(
    stage: Stage,
) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    account.allows(can_reply=False)
    await stage.seen(stage.leads, "I may not answer in the Business account of Оксана")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    told = await stage.seen(stage.desk, "Not sent: I may not answer")
    assert "Оксана can answer in the app" in told.text
    account.allows(enabled=False)
    await stage.seen(stage.leads, "is disconnected: I see nothing")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    told = await stage.seen(stage.desk, "Not sent: the Business account of Оксана is disconnected.")
    assert "stops the clock" not in told.text  # we hear of no answer given there
    assert "connect it again, or answer there and then close #1 yourself" in told.text
    await stage.quiet()
    assert "⏳ answer by" in card.text
    assert [] == got(account, olena)
    stage.owner.writes("/status")
    assert "Оксана" in (await stage.seen(stage.owner, "how things stand")).text
    checklist = await stage.seen(stage.owner, "getting ready")
    await stage.turns(checklist, "▫️ I can read and answer the Business accounts")
    account.allows(enabled=True)
    await stage.sandbox.wait_for(lambda: "Business accounts" not in checklist.text)


async def test_the_desk_is_warned_before_the_window_ends_and_told_after_it(stage: Stage) -> None:
    account = await account_of(stage)
    stage.owner.writes("/settings")
    olena, card = await asked(stage, account)
    await stage.fast_forward(hours=21)
    assert [] == stage.said(stage.desk, "I can answer only until")
    await stage.fast_forward(hours=1, minutes=5)
    warning = await stage.seen(stage.desk, "#1: I can answer only until")
    await stage.fast_forward(minutes=30)
    assert 1 == len(stage.said(stage.desk, "I can answer only until"))
    assert "later only Оксана can" in warning.text
    await stage.fast_forward(hours=2)
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.seen(stage.desk, "only within 24 hours of the client's last message")
    assert [] == got(account, olena)


@pytest.mark.parametrize("right", [{"can_reply": False}, {"enabled": False}])
async def test_nobody_is_told_to_reply_now_who_may_not(
    stage: Stage, right: dict[str, bool]
) -> None:
    account = await account_of(stage)
    await asked(stage, account)
    account.allows(**right)
    await stage.fast_forward(hours=22, minutes=5)
    assert [] == stage.said(stage.desk, "I can answer only until")


async def test_the_window_is_the_chats_whatever_request_the_client_wrote_about_last(
    stage: Stage,
) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    await stage.fast_forward(hours=10)
    account.hears(olena, "І ще питання: чи є чай?")
    await stage.turns(card, "чи є чай")
    for label in ("More…", "Split", "чай"):
        await stage.offers(card, label)
        await stage.iryna.presses(card, label)
    await stage.seen(stage.desk, "#2")
    await stage.fast_forward(hours=15)
    assert [] == stage.said(stage.desk, "I can answer only until")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.sandbox.wait_for(lambda: "Вже їде" in got(account, olena))


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_an_answer_that_a_business_chat_refuses_leaves_it_to_the_owner_and_the_clock_runs_on(
    stage: Stage, status: int, refusal: str
) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    stage.sandbox.fail_next("sendMessage", status=status, description=refusal, chat_id=olena.id)
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    told = await stage.seen(stage.desk, "#1: your answer did not reach Олена")
    assert "The clock runs on" in told.text
    await stage.turns(card, "did not reach the client: the clock runs on")
    assert 0 == await stage.record.count(Client, Client.blocked_at.is_not(None))  # type: ignore[union-attr]  # a column
    await stage.fast_forward(hours=25)
    await stage.seen(stage.leads, "🔴 #1")
    account.answers(olena, "Вже їде")
    await stage.turns(card, "answered in")
