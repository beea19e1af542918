"""What one reader cannot be told goes to the next in line, and to nobody who has it already."""

import pytest

from bot.sandbox import Person
from tests.journeys.deeds import answers, asks, closes
from tests.stage import Stage

SUMMARY = "weekly summary"
NEW_WORDS = "Bad Request: CHAT_RESTRICTED"


async def two_leads(stage: Stage) -> Person:
    """Both hear in private; the other of them."""
    await stage.set_up(leads_chat=False)
    other = stage.sandbox.person("Петро")
    await stage.enrol(stage.lead, "lead")
    await stage.enrol(other, "lead")
    return other


def loses(stage: Stage, person: Person) -> None:
    stage.sandbox.fail_next(
        "sendMessage",
        times=9,
        status=403,
        description="Forbidden: user is deactivated",
        chat_id=person.id,
    )


async def gives_a_bad_mark(stage: Stage, client: Person) -> None:
    card = await asks(stage, client, "Де посилка?")
    await answers(stage, card, "Вже їде")
    await closes(stage, card)
    await client.presses(stage.said(client)[-1], "1")
    await stage.quiet()


def heard(stage: Stage, text: str, *people: Person) -> list[int]:
    return [len(stage.said(one, text)) for one in people]


async def test_of_two_leads_one_is_lost_and_the_other_has_the_summary_once(stage: Stage) -> None:
    other = await two_leads(stage)
    await stage.fast_forward(days=6)
    loses(stage, stage.lead)
    await stage.fast_forward(days=1)
    assert [0, 1, 0] == heard(stage, SUMMARY, stage.lead, other, stage.owner)


async def test_a_chat_that_fails_for_minutes_gives_the_other_lead_no_second_summary(
    stage: Stage,
) -> None:
    other = await two_leads(stage)
    await stage.fast_forward(days=6, hours=20)
    stage.sandbox.fail_next("sendMessage", times=999, status=500, chat_id=stage.lead.id)
    await stage.fast_forward(hours=1, minutes=40)
    stage.sandbox.heal()
    await stage.fast_forward(minutes=30)
    assert [1, 1, 0] == heard(stage, SUMMARY, stage.lead, other, stage.owner)


async def test_a_bad_mark_that_one_lead_cannot_read_is_no_news_to_the_other(stage: Stage) -> None:
    other = await two_leads(stage)
    loses(stage, stage.lead)
    await gives_a_bad_mark(stage, stage.sandbox.person("Олена"))
    assert [0, 1, 0] == heard(stage, "1 of 5", stage.lead, other, stage.owner)


async def test_that_telegram_cannot_be_read_is_told_to_each_once_though_one_is_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.polling.LONGEST_PAUSE", 0.1)
    other = await two_leads(stage)
    loses(stage, stage.lead)
    stage.sandbox.fail_next("getUpdates", times=100_000, status=502)
    await stage.sandbox.advance()
    polls = stage.sandbox.calls
    await stage.sandbox.wait_for(lambda: not any(one.ok for one in polls.of("getUpdates")[-2:]))
    await stage.sandbox.advance(minutes=6)
    await stage.seen(other, "I cannot read Telegram")
    await stage.seen(stage.owner, "I cannot read Telegram")
    await stage.until(stage.nothing_due)
    assert [1, 1] == heard(stage, "I cannot read Telegram", other, stage.owner)


async def test_a_report_that_was_asked_for_is_for_nobody_else(stage: Stage) -> None:
    await stage.set_up()
    stage.sandbox.fail_next(
        "sendMessage", times=9, status=403, chat_id=stage.leads.id, description="Forbidden: kicked"
    )
    stage.lead.writes("/report week", chat=stage.leads)
    await stage.quiet()
    assert [] == stage.said(stage.owner, "report")


async def test_a_summary_whose_only_reader_is_lost_comes_once_they_are_back(stage: Stage) -> None:
    await stage.set_up(leads_chat=False)
    stage.sandbox.fail_next(
        "sendMessage",
        status=403,
        description="Forbidden: bot was blocked by the user",
        chat_id=stage.owner.id,
    )
    await stage.fast_forward(days=7)
    stage.owner.writes("/status")
    await stage.fast_forward(hours=5)
    [summary] = stage.said(stage.owner, SUMMARY)
    assert "Mon 2 Nov – Sun 8 Nov" in summary.text
    await stage.fast_forward(days=7)
    assert 2 == len(stage.said(stage.owner, SUMMARY))


async def test_a_summary_that_the_leads_chat_refuses_for_a_new_reason_goes_to_the_lead(
    stage: Stage,
) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    await stage.fast_forward(days=6, hours=20)
    stage.sandbox.fail_next(
        "sendMessage", times=99, status=400, description=NEW_WORDS, chat_id=stage.leads.id
    )
    await stage.fast_forward(hours=5)
    assert [1, 0] == heard(stage, SUMMARY, stage.lead, stage.owner)


async def test_a_bad_mark_that_the_leads_chat_refuses_for_a_new_reason_goes_to_the_lead(
    stage: Stage,
) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    stage.sandbox.fail_next(
        "sendMessage", times=9, status=400, description=NEW_WORDS, chat_id=stage.leads.id
    )
    await gives_a_bad_mark(stage, stage.sandbox.person("Олена"))
    assert [1, 0] == heard(stage, "1 of 5", stage.lead, stage.owner)


async def test_a_summary_whose_lead_left_while_it_waited_goes_to_the_next_in_line(
    stage: Stage,
) -> None:
    await stage.set_up(leads_chat=False)
    await stage.enrol(stage.lead, "lead")
    await stage.fast_forward(days=6, hours=20)
    stage.sandbox.fail_next("sendMessage", status=429, retry_after=300, chat_id=stage.lead.id)
    await stage.fast_forward(hours=1)
    stage.owner.writes("/staff")
    team = await stage.seen(stage.owner, "Леся")
    await stage.owner.presses(team, "Remove Леся")
    await stage.turns(team, "Remove Леся from the team?")
    await stage.owner.presses(team, "Yes, remove")
    await stage.fast_forward(hours=1)
    assert [0, 1] == heard(stage, SUMMARY, stage.lead, stage.owner)
