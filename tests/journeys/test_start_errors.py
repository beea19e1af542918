"""What whoever runs the bot is told when it cannot start, and never the token."""

import asyncio
from pathlib import Path

from bot.sandbox import Sandbox
from tests.bot_process import BotProcess

SECRET_PART = "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
TOKEN = f"42:{SECRET_PART}"
NO_SERVER = "http://127.0.0.1:9"  # the discard port: nothing listens
WITHIN = 30.0  # seconds


def start(folder: Path, **environ: str) -> BotProcess:
    """`vidhuk run` in `folder`."""
    folder.mkdir(exist_ok=True)
    settings = {"BOT_TOKEN": TOKEN, "OWNER_IDS": "1", "LANGUAGE": "en"} | environ
    return BotProcess.command_line(settings, folder / "out", folder / "err")


def printed(folder: Path) -> tuple[str, str]:
    """To stdout and to stderr."""
    return (folder / "out").read_text(), (folder / "err").read_text()


async def refusal(folder: Path, **environ: str) -> str:
    """What a start that must fail says on stderr."""
    assert 2 == await start(folder, **environ).ended(WITHIN)
    out, err = printed(folder)
    assert "" == out
    assert "Traceback" not in err
    assert SECRET_PART not in err
    return err


async def test_each_failing_start_names_its_remedy(tmp_path: Path) -> None:
    in_the_way = tmp_path / "c"
    in_the_way.mkdir()
    (in_the_way / "data").write_text("a file where the folder should be")
    async with Sandbox(token="42:ANOTHER") as sandbox:
        wrong_token, unreachable, unwritable = await asyncio.gather(
            refusal(tmp_path / "a", TELEGRAM_API_URL=sandbox.url),
            refusal(tmp_path / "b", TELEGRAM_API_URL=NO_SERVER),
            refusal(in_the_way, TELEGRAM_API_URL=NO_SERVER),
        )
        assert [] == sandbox.calls.of("getUpdates")
    assert "Telegram does not know this BOT_TOKEN. Copy the token from @BotFather" in wrong_token
    assert f"The Bot API at {NO_SERVER} cannot be reached." in unreachable
    assert "Check TELEGRAM_API_URL and the network" in unreachable
    assert "cannot write to data" in unwritable
    assert "Check DATABASE_URL" in unwritable


async def test_a_start_waits_for_a_telegram_that_is_busy_or_fails_for_a_while(
    tmp_path: Path,
) -> None:
    async with Sandbox(token=TOKEN) as sandbox:
        sandbox.fail_next("getMe", status=429, retry_after=1)
        sandbox.fail_next("getMe", status=502)
        sandbox.fail_next("deleteWebhook", status=500)
        bot = start(tmp_path / "a", TELEGRAM_API_URL=sandbox.url)
        await sandbox.wait_for(lambda: sandbox.calls.of("setMyCommands"), WITHIN)
        await bot.stop()
    _, err = printed(tmp_path / "a")
    assert "Telegram asks to slow down; trying to start again in 1.0 s" in err
    assert "Telegram does not work right now (Bad Gateway)" in err
    assert "(Internal Server Error); trying to start again in 2.0 s" in err
    assert SECRET_PART not in err


async def test_a_second_copy_refuses_and_the_first_tells_no_token_on_a_bad_day(
    tmp_path: Path,
) -> None:
    async with Sandbox(token=TOKEN) as sandbox:
        settings = {
            "DATABASE_URL": f"sqlite:///{tmp_path}/vidhuk.sqlite3",
            "TELEGRAM_API_URL": sandbox.url,
            "LOG_LEVEL": "DEBUG",
            "OWNER_IDS": "",
        }
        first = start(tmp_path / "first", **settings)
        await sandbox.wait_for(lambda: sandbox.calls.of("setMyCommands"), WITHIN)
        second = await refusal(tmp_path / "second", **settings)
        assert "Stop it first, or give this one its own DATABASE_URL." in second

        sandbox.fail_next("getUpdates", times=2, status=502)
        sandbox.drop_before("getUpdates")
        sandbox.fail_next("sendMessage", status=500)
        sandbox.drop_before("sendMessage")
        olena = sandbox.person("Олена")
        olena.starts()
        sandbox.push_raw({"message": {"chat": "broken"}})
        await sandbox.wait_for(lambda: olena.inbox[-1].by_bot, WITHIN)
        await first.stop()
    out, err = printed(tmp_path / "first")
    assert SECRET_PART not in out + err
    assert "trying again" in err
    assert "update 7" in err  # the broken one, with its traceback
    link = out.partition("?start=")[2].split()[0]
    assert 1 == out.count(link)
    assert link not in err
