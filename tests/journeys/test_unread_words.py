"""Words after a command that takes none are not dropped in silence."""

import pytest

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
