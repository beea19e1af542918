"""A desk that can no longer be written to, though no update says so."""

import pytest

from tests.journeys.deeds import answers, asks
from tests.stage import Stage

LOST = "I cannot write to “Desk”"
DELETED = (403, "Forbidden: the group chat was deleted")


def loses_the_desk(stage: Stage, status: int, words: str) -> None:
    stage.sandbox.fail_next(
        "sendMessage", times=10**6, status=status, description=words, chat_id=stage.desk.id
    )


async def asks_unseen(stage: Stage, name: str) -> None:
    stage.sandbox.person(name).writes(f"Де посилка? {name}")
    await stage.quiet()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        DELETED,
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_the_leads_hear_of_it_once_with_why_and_how_to_mend_it(
    stage: Stage, status: int, words: str
) -> None:
    await stage.set_up()
    loses_the_desk(stage, status, words)
    for name in ("Олена", "Марко"):
        await asks_unseen(stage, name)
    [told] = stage.said(stage.leads, LOST)
    assert words in told.text
    assert "/connect desk" in told.text


async def test_where_the_leads_chat_is_gone_too_the_owner_hears(stage: Stage) -> None:
    await stage.set_up()
    loses_the_desk(stage, *DELETED)
    stage.sandbox.fail_next(
        "sendMessage", times=9, status=403, description=DELETED[1], chat_id=stage.leads.id
    )
    await asks_unseen(stage, "Олена")
    assert 1 == len(stage.said(stage.owner, LOST))


async def test_once_it_takes_a_card_it_has_those_it_missed_and_its_next_loss_is_told(
    stage: Stage,
) -> None:
    await stage.set_up()
    loses_the_desk(stage, *DELETED)
    await asks_unseen(stage, "Олена")
    stage.sandbox.heal()
    await asks_unseen(stage, "Марко")
    assert [1, 1] == [
        len(stage.said(stage.desk, f"Де посилка? {one}")) for one in ("Олена", "Марко")
    ]

    await stage.fast_forward(minutes=1)
    loses_the_desk(stage, *DELETED)
    await asks_unseen(stage, "Назар")
    assert 2 == len(stage.said(stage.leads, LOST))


async def test_a_desk_that_is_connected_anew_has_its_next_loss_told(stage: Stage) -> None:
    await stage.set_up()
    loses_the_desk(stage, *DELETED)
    await asks_unseen(stage, "Олена")
    stage.sandbox.heal()
    stage.owner.writes("/connect desk", chat=stage.desk)
    await stage.seen(stage.desk, "Де посилка? Олена")
    await stage.fast_forward(minutes=1)
    loses_the_desk(stage, *DELETED)
    await asks_unseen(stage, "Марко")
    assert 2 == len(stage.said(stage.leads, LOST))


async def test_a_desk_that_was_muted_in_sight_is_told_of_once(stage: Stage) -> None:
    await stage.set_up()
    stage.sandbox.mute_bot(stage.desk, by=stage.owner)
    await stage.seen(stage.leads, "I may no longer write in “Desk”")
    await asks_unseen(stage, "Олена")
    assert [] == stage.said(stage.leads, LOST)


async def test_an_answer_that_did_not_arrive_is_told_to_the_leads_instead(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Де посилка?")
    for method in ("copyMessage", "sendMessage"):
        stage.sandbox.fail_next(
            method,
            times=9,
            status=400,
            description="Bad Request: message to copy not found",
            chat_id=olena.id,
        )
    loses_the_desk(stage, *DELETED)
    await answers(stage, card, "Вже їде")
    await stage.quiet()
    [told] = stage.said(stage.leads, "#1: your answer did not reach Олена")
    assert "The clock runs on" in told.text
