"""A desk whose people Telegram does not show: nobody is off the team for it."""

from dataclasses import replace

import pytest

from bot.sandbox import Message, Sandbox
from storage.tables import Member
from tests.bot_process import QUICK
from tests.stage import Stage

FOR_EVER = 1_000_000
SAYS_NOTHING = [
    "Bad Request: member list is inaccessible",
    "Bad Request: CHAT_ADMIN_REQUIRED",
    "Bad Request: chat not found",
]
KNOWS_NOBODY = ["Bad Request: PARTICIPANT_ID_INVALID", "Bad Request: user not found"]
CANNOT_SEE = "I cannot see who is in “Desk”"


@pytest.fixture(autouse=True)
def _rechecks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.stage.QUICK", replace(QUICK, recheck_desk=0.05))


def hides(sandbox: Sandbox, words: str) -> None:
    sandbox.fail_next("getChatMember", times=FOR_EVER, status=400, description=words)


async def taken(stage: Stage) -> Message:
    """Olena's card, which Iryna took; Telegram has confirmed Iryna by that."""
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    await stage.iryna.presses(card, "Take")
    await stage.turns(card, "🙋 with Ірина")
    return card


async def asked_again(stage: Stage) -> None:
    """Two rounds of questions: what the first was told is on record then."""
    asked = stage.sandbox.calls
    before = len(asked.of("getChatMember"))
    await stage.sandbox.wait_for(lambda: len(asked.of("getChatMember")) >= before + 2)
    await stage.quiet()


async def is_on_the_team(stage: Stage) -> bool:
    return bool(await stage.record.count(Member, Member.name == "Ірина", Member.active))


@pytest.mark.parametrize("words", SAYS_NOTHING + KNOWS_NOBODY)
async def test_who_cannot_be_seen_stays_on_the_team_and_answers(stage: Stage, words: str) -> None:
    card = await taken(stage)
    hides(stage.sandbox, words)
    await stage.fast_forward(hours=7)
    await asked_again(stage)
    assert await is_on_the_team(stage)
    assert "🙋 with Ірина" in card.text
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.turns(card, "🟢 answered in")


async def test_leads_and_owners_hear_once_that_the_desk_cannot_be_seen(stage: Stage) -> None:
    await taken(stage)
    hides(stage.sandbox, SAYS_NOTHING[0])
    await stage.fast_forward(hours=7)
    await asked_again(stage)
    await stage.fast_forward(minutes=29)
    await asked_again(stage)
    assert [] == stage.said(stage.leads, CANNOT_SEE)
    await stage.fast_forward(minutes=1)
    for place in (stage.leads, stage.owner):
        said = await stage.seen(place, CANNOT_SEE)
        assert "Make me an administrator of that group" in said.text
    await stage.fast_forward(hours=7)
    await asked_again(stage)
    for place in (stage.leads, stage.owner):
        assert 1 == len(stage.said(place, CANNOT_SEE))


async def test_what_passes_within_half_an_hour_is_nobodys_trouble(stage: Stage) -> None:
    await taken(stage)
    hides(stage.sandbox, SAYS_NOTHING[0])
    await stage.fast_forward(hours=7)
    await asked_again(stage)
    stage.sandbox.heal()
    await asked_once_more_and_answered(stage)
    hides(stage.sandbox, SAYS_NOTHING[0])
    await stage.fast_forward(hours=7)
    await asked_again(stage)
    assert [] == stage.said(stage.owner, CANNOT_SEE)


async def asked_once_more_and_answered(stage: Stage) -> None:
    await stage.sandbox.wait_for(lambda: stage.sandbox.calls.of("getChatMember")[-1].ok)
    await stage.quiet()


async def test_a_newcomer_who_cannot_be_seen_is_told_of_too(stage: Stage) -> None:
    """Nobody is confirmed yet, so nobody is asked about again."""
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    hides(stage.sandbox, SAYS_NOTHING[1])
    assert "Please try again in a minute." in (await stage.iryna.presses(card, "Take")).text
    await stage.fast_forward(minutes=31)
    await stage.iryna.presses(card, "Take")
    await stage.seen(stage.owner, CANNOT_SEE)


@pytest.mark.parametrize("words", KNOWS_NOBODY)
async def test_an_administrator_is_told_the_truth_of_who_is_unknown_there(
    stage: Stage, words: str
) -> None:
    card = await taken(stage)
    stage.sandbox.promote_bot(stage.desk, by=stage.owner)
    await stage.quiet()
    hides(stage.sandbox, words)
    await stage.fast_forward(hours=7)
    await stage.sandbox.wait_for(lambda: "🙋" not in card.text)
    assert not await is_on_the_team(stage)
    assert [] == stage.said(stage.owner, CANNOT_SEE)


async def test_a_desk_that_is_hidden_again_is_told_again(stage: Stage) -> None:
    await taken(stage)
    for times in (1, 2):
        hides(stage.sandbox, SAYS_NOTHING[0])
        for pause in (7, 1, 7):
            await stage.fast_forward(hours=pause)
            await asked_again(stage)
        assert times == len(stage.said(stage.owner, CANNOT_SEE))
        stage.sandbox.heal()
        await stage.fast_forward(hours=7)
        await asked_once_more_and_answered(stage)
        await stage.fast_forward(days=30)
