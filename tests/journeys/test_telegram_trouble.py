"""Telegram's bad days: limits, errors, lost connections, a second copy, a revoked token."""

import logging
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.bot_process import BotProcess
from tests.stage import Stage

REPEAT = "🔁"


async def test_429_on_one_chat_holds_only_that_chat_and_for_as_long_as_asked(
    stage: Stage,
) -> None:
    await stage.set_up()
    await stage.quiet()
    stage.sandbox.fail_next("sendMessage", status=429, retry_after=40, chat_id=stage.desk.id)
    olena = stage.sandbox.person("Олена")
    olena.writes("Де посилка?")
    await stage.quiet()
    assert 1 == len(stage.said(olena))  # her receipt came at once
    assert [] == stage.said(stage.desk, "#1")

    before = stage.sandbox.calls.count
    await stage.fast_forward(seconds=39)
    assert [] == [c for c in list(stage.sandbox.calls)[before:] if c.chat_id == stage.desk.id]
    await stage.fast_forward(seconds=1)
    [card] = stage.said(stage.desk, "#1")
    assert not card.text.startswith(REPEAT)


async def test_the_bots_own_pace_never_meets_telegrams_limits(sqlite_url: str) -> None:
    async with Stage.open(sqlite_url, paced=True) as stage:
        stage.sandbox.enforce_limits = True
        await stage.set_up()
        people = [stage.sandbox.person(f"Клієнт {n}") for n in range(12)]
        for person in people:
            person.writes("Де посилка?")
        await stage.quiet()
        assert 0 == stage.sandbox.too_many_requests
        assert 12 == len(stage.said(stage.desk, "#"))


async def test_a_storm_of_5xx_loses_nothing_and_what_may_be_a_repeat_says_so(
    stage: Stage,
) -> None:
    await stage.set_up()
    await stage.quiet()
    stage.sandbox.fail_next("sendMessage", times=4, status=502)
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    olena.writes("Де посилка?")
    marko.writes("Де моя?")
    await stage.fast_forward(minutes=10)
    for place, text in ((olena, ""), (marko, ""), (stage.desk, "#1"), (stage.desk, "#2")):
        [said] = stage.said(place, text)
        assert said.text.startswith(REPEAT)


async def test_a_connection_lost_before_the_bot_api_was_reached_is_no_repeat(
    stage: Stage,
) -> None:
    """The server is down: nobody can have got anything, so nothing is marked."""
    await stage.set_up()
    await stage.quiet()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    await stage.quiet()
    port = int(stage.sandbox.url.rpartition(":")[2])
    server = stage.sandbox._server
    await server.stop()
    await stage.sandbox.advance(hours=20)
    await server.start(port)
    await stage.seen(stage.leads, "#1: ")
    await stage.quiet()
    [warning] = stage.said(stage.leads, "#1")
    assert not warning.text.startswith(REPEAT)


async def test_a_connection_dropped_in_the_middle_is_sent_again(stage: Stage) -> None:
    """The bot cannot know whether Telegram had read it, so the second says it may be one."""
    await stage.set_up()
    await stage.quiet()
    olena = stage.sandbox.person("Олена")
    stage.sandbox.drop_before("sendMessage", chat_id=olena.id)
    olena.writes("Де посилка?")
    await stage.fast_forward(minutes=1)
    [receipt] = stage.said(olena)
    assert receipt.text.startswith(REPEAT)


async def test_another_copy_is_said_clearly_in_the_log_and_the_bot_goes_on(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.set_up()
    await stage.quiet()
    with caplog.at_level(logging.WARNING):
        stage.sandbox.fail_next("getUpdates", status=409)
        await stage.sandbox.advance()
        await stage.sandbox.wait_for(lambda: "another copy of this bot is running" in caplog.text)
    stage.sandbox.person("Олена").writes("Де посилка?")
    assert await stage.seen(stage.desk, "#1")


async def test_a_revoked_token_stops_the_bot_with_the_remedy(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with Sandbox(token="42:TEST") as sandbox:
        output = tmp_path / "output"
        bot = BotProcess.command_line(
            {
                "BOT_TOKEN": sandbox.token,
                "DATABASE_URL": sqlite_url,
                "TELEGRAM_API_URL": sandbox.url,
                "OWNER_IDS": "1",
            },
            output,
        )
        await sandbox.wait_for(lambda: sandbox.calls.of("setMyCommands"), 15)
        sandbox.token = "42:NEW"
        sandbox._world.updates.release()
        code = await bot.ended()
    assert 2 == code
    said = output.read_text()
    assert "Telegram no longer knows BOT_TOKEN" in said
    assert "@BotFather" in said
    assert "Traceback" not in said
    assert "42:TEST" not in said
