import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from bot.config import VARIABLES

ROOT = Path(__file__).parents[2]
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
NO_SERVER = "http://127.0.0.1:9"  # the discard port: nothing listens


def clean_environment() -> dict[str, str]:
    inherited = {name: text for name, text in os.environ.items() if name not in VARIABLES}
    return inherited | {"PYTHONPATH": str(ROOT)}


def vidhuk(
    folder: Path, *arguments: str, python: tuple[str, ...] = (), **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, in `folder`, with no settings but `environ`."""
    return subprocess.run(
        [sys.executable, *python, "-m", "bot", *arguments],
        cwd=folder,
        env=clean_environment() | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class BotApi(BaseHTTPRequestHandler):
    """Knows one token and answers getMe; under /shop and /app it is another server."""

    OTHERS: ClassVar = {
        "/shop/": (404, "text/html", b"<html>Not Found</html>"),
        "/app/": (404, "application/json", b'{"detail": "Not Found"}'),
        "/page/": (200, "text/html", b"<html>Welcome</html>"),
    }

    def do_GET(self) -> None:
        for path, (status, kind, page) in self.OTHERS.items():
            if self.path.startswith(path):
                self.answer(status, kind, page)
                return
        known = self.path == f"/bot{TOKEN}/getMe"
        reply = (
            b'{"ok": true, "result": {"id": 1, "is_bot": true, "username": "vidhuk_bot"}}'
            if known
            else b'{"ok": false, "error_code": 401, "description": "Unauthorized"}'
        )
        self.answer(200 if known else 401, "application/json", reply)

    def answer(self, status: int, kind: str, reply: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def bot_api() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), BotApi) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


# --- without a command ------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_help_names_the_commands(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = vidhuk(tmp_path, *arguments)

    assert (0, "") == (done.returncode, done.stderr)
    for command in ("run", "check", "demo", "--version"):
        assert f"\n  {command} " in done.stdout


@pytest.mark.parametrize("command", ["--help", "run", "check"])
def test_help_and_wrong_settings_do_not_wait_for_heavy_libraries(
    tmp_path: Path, command: str
) -> None:
    done = vidhuk(tmp_path, command, python=("-X", "importtime"))

    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "typer" in imported
    assert not {"aiogram", "sqlalchemy", "aiohttp", "asyncio", "rich"} & imported


def test_the_version_is_shown(tmp_path: Path) -> None:
    done = vidhuk(tmp_path, "--version")

    assert 0 == done.returncode
    assert done.stdout.startswith("vidhuk")


def test_an_unknown_command_is_refused(tmp_path: Path) -> None:
    assert 2 == vidhuk(tmp_path, "dance").returncode


# --- run --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["run", "check"])
def test_wrong_settings_are_told_and_nothing_else(tmp_path: Path, command: str) -> None:
    done = vidhuk(tmp_path, command, LANGUAGE="pl", DATABASE_URL="sqlite:///x.db?timeout=abc")

    assert 2 == done.returncode
    assert "" == done.stdout
    first, *problems, last = done.stderr.splitlines()
    assert "Vidhuk cannot start with these settings:" == first
    assert ["BOT_TOKEN", "DATABASE_URL", "LANGUAGE"] == [line.split()[1] for line in problems]
    assert ".env" in last


def test_settings_are_read_from_the_folder_it_runs_in(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_TOKEN=123:abc\nLANGUAGE=xx\n")

    done = vidhuk(tmp_path, "run")

    assert "LANGUAGE is 'xx'" in done.stderr
    assert "BOT_TOKEN" not in done.stderr


def catches(process: int, number: signal.Signals) -> bool:
    status = Path(f"/proc/{process}/status").read_text()
    [mask] = re.findall(r"^SigCgt:\s*(\w+)$", status, re.MULTILINE)
    return bool(int(mask, 16) >> (number - 1) & 1)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to look inside")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_before_the_bot_is_up_is_a_clean_one(tmp_path: Path, number: signal.Signals) -> None:
    environ = clean_environment() | {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": NO_SERVER}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=tmp_path, env=environ, stderr=subprocess.PIPE
    ) as bot:
        while not catches(bot.pid, signal.SIGTERM):
            assert bot.poll() is None
            time.sleep(0.01)
        bot.send_signal(number)
        _, told = bot.communicate(timeout=30)

    assert (0, b"") == (bot.returncode, told)


# --- check ------------------------------------------------------------------------------------


def test_check_says_that_all_is_well(tmp_path: Path, bot_api: str) -> None:
    done = vidhuk(tmp_path, "check", BOT_TOKEN=TOKEN, TELEGRAM_API_URL=bot_api)

    settings, database, token = done.stdout.splitlines()
    assert settings.startswith("ok     settings  language uk, time zone Europe/Kyiv")
    assert database.startswith("ok     database  opens")
    assert "ok     token     belongs to @vidhuk_bot" == token
    assert (0, "") == (done.returncode, done.stderr)


def test_check_tells_a_wrong_token_from_an_unreachable_server(tmp_path: Path, bot_api: str) -> None:
    wrong = vidhuk(tmp_path, "check", BOT_TOKEN="1:wrong", TELEGRAM_API_URL=bot_api)
    unreachable = vidhuk(tmp_path, "check", BOT_TOKEN=TOKEN, TELEGRAM_API_URL=NO_SERVER)

    assert (2, 2) == (wrong.returncode, unreachable.returncode)
    assert "WRONG  token     Telegram does not know it" in wrong.stdout
    assert f"WRONG  token     no answer from {NO_SERVER}" in unreachable.stdout
    assert TOKEN not in unreachable.stdout + unreachable.stderr


@pytest.mark.parametrize("other", ["/shop", "/app", "/page"])
def test_check_blames_no_token_where_another_server_answers(
    tmp_path: Path, bot_api: str, other: str
) -> None:
    done = vidhuk(tmp_path, "check", BOT_TOKEN=TOKEN, TELEGRAM_API_URL=bot_api + other)

    assert 2 == done.returncode
    said = f"WRONG  token     {bot_api}{other} is not a Bot API server. Check TELEGRAM_API_URL"
    assert said == done.stdout.splitlines()[-1]


def test_check_tells_that_the_database_cannot_be_opened(tmp_path: Path, bot_api: str) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")

    done = vidhuk(tmp_path, "check", BOT_TOKEN=TOKEN, TELEGRAM_API_URL=bot_api)

    assert 2 == done.returncode
    assert "WRONG  database" in done.stdout
    assert "Traceback" not in done.stderr


# --- demo -------------------------------------------------------------------------------------


def test_the_demo_speaks_only_languages_it_knows(tmp_path: Path) -> None:
    done = vidhuk(tmp_path, "demo", "--language", "pl")

    assert 2 == done.returncode
    assert "'uk', 'ru', 'en'" in done.stderr
