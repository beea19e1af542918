"""Words after a command that takes none, and a command that is none, are not dropped in silence."""

import pytest

from storage.tables import Request
from tests.stage import Stage

UNREAD = "takes no words"


@pytest.mark.parametrize(
    ("command", "shows"),
    [
        ("queue", "Nobody is waiting."),
        ("mine", "Nothing waits with you."),
        ("remarks", "No remarks"),
        ("status", "how things stand"),
        ("staff", "Оксана"),
        ("review", "You have seen all the week's answers"),
        ("help", "/queue"),
    ],
)
async def test_a_command_shows_what_it_shows_and_says_what_it_did_not_read(
    stage: Stage, command: str, shows: str
) -> None:
    await stage.set_up()
    stage.owner.writes(f"/{command} Ірина")
    told = await stage.seen(stage.owner, UNREAD)
    assert f"/{command} takes no words, so I did not read “Ірина”." in told.text
    await stage.seen(stage.owner, shows)

    stage.owner.writes(f"/{command} 👍")
    stage.owner.writes(f"/{command}@vidhuk_test_bot")
    await stage.quiet()
    assert 1 == len(stage.said(stage.owner, UNREAD))


async def test_settings_are_changed_with_buttons_and_shown(stage: Stage) -> None:
    await stage.set_up()
    stage.owner.writes("/settings sla 1")
    await stage.seen(stage.owner, "Settings are changed with the buttons below.")
    settings = await stage.seen(stage.owner, "Time to answer")
    assert settings.buttons


async def test_who_may_not_see_it_hears_that_alone(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("/staff Ірина", chat=stage.desk)
    stage.iryna.writes("/settings sla 1", chat=stage.desk)
    await stage.quiet()
    assert [] == stage.said(stage.desk, UNREAD)
    assert [] == stage.said(stage.desk, "changed with the buttons")


@pytest.mark.parametrize("place", ["desk", "leads", "private"])
async def test_a_command_that_is_none_is_said_to_be_none_where_the_team_works(
    stage: Stage, place: str
) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    chat = {"desk": stage.desk, "leads": stage.leads, "private": None}[place]
    writer, there = (stage.lead, chat or stage.lead)
    if chat is stage.desk:
        writer = stage.iryna
    writer.writes("/foo", chat=chat)
    await stage.seen(there, "I do not know this command. /help shows what I can do.")
    for words in ("/log: instagram Олена: де торт?", "/log, Олена", "/LOG:Олена"):
        before = len(stage.said(there, "After /log comes a space"))
        writer.writes(words, chat=chat)
        await stage.sandbox.wait_for(
            lambda n=before: len(stage.said(there, "After /log comes a space")) > n
        )
    assert 0 == await stage.record.count(Request)


async def test_what_is_no_command_of_ours_and_what_clients_write_is_let_be(stage: Stage) -> None:
    await stage.set_up()
    olena, guest = stage.sandbox.person("Олена"), stage.sandbox.person("Гість")
    group = await stage.connect("community", "Fans", [olena, stage.iryna])
    stage.leads.join(guest)
    await stage.quiet()
    before = [len(stage.said(one)) for one in (stage.desk, stage.leads, group)]
    for words in ("/roll@dice_bot", "// лише для нас", "/ 5", "/"):
        stage.iryna.writes(words, chat=stage.desk)
    guest.writes("/foo", chat=stage.leads)
    for person in (olena, stage.iryna):
        person.writes("/foo", chat=group)
        person.writes("/log: Олена", chat=group)
    await stage.quiet()
    assert before == [len(stage.said(one)) for one in (stage.desk, stage.leads, group)]
