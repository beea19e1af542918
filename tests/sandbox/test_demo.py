"""The demo is what a newcomer runs first: the real bot in its own process, a week in a minute."""

import os
import re
import signal
import string
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox, ShiftedClock
from bot.sandbox.demo import play
from bot.sandbox.demo.bot_process import BotDiedError, BotProcess
from bot.sandbox.demo.chat_log import ChatLog
from bot.sandbox.demo.lines import LINES
from bot.sandbox.demo.looks import changed_lines, marked
from bot.sandbox.demo.play import TIMEZONE, moment
from bot.sandbox.demo.set_up import set_up

DEMO = [sys.executable, "-m", "bot", "demo", "--fast"]


def demo(tmp_path: Path, language: str) -> str:
    """Everything the demo prints; its temporary folder lies in `tmp_path`."""
    done = subprocess.run(
        [*DEMO, "--language", language],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout


def processes_with(text: str) -> list[str]:
    listed = subprocess.run(
        ["ps", "-axww", "-o", "args="], capture_output=True, text=True, check=True
    )
    return [line for line in listed.stdout.splitlines() if text in line]


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    clock = ShiftedClock(BotProcess.clock_path(tmp_path), start=moment("mon 09:00"), frozen=True)
    async with Sandbox(clock) as opened:
        yield opened


@pytest.mark.parametrize(
    "language",
    [one if one == "uk" else pytest.param(one, marks=pytest.mark.soak) for one in LINES],
)
def test_the_week_shows_warning_breach_resolution_and_summary(
    tmp_path: Path, language: str
) -> None:
    lines = LINES[language]
    shown = [" ".join(line.split()) for line in demo(tmp_path, language).splitlines()]

    def after(start: int, pattern: str) -> int:
        found = (n for n in range(start, len(shown)) if re.search(pattern, shown[n]))
        place = next(found, None)
        assert place is not None, f"{pattern!r} is not shown after line {start}"
        return place

    leads = re.escape(lines["leads_shown"])
    warned = after(0, r"🟡 #3")
    resolved = after(warned, rf"{leads} ✎ .*🟢 #3 .*{lines['iryna']}")
    breached = after(resolved, r"🔴 #5")
    taken = after(breached, rf"{leads} ✎ .*🙋 #5 .*{lines['lesia']}")
    late = after(taken, rf"{leads} ✎ .*🟠 #5 .*{lines['lesia']}")
    blocked = after(late, "⛔ .*bot was blocked by the user")
    summary = after(blocked, "📊")
    assert after(summary, r"#20") < after(summary, r"\(16/17\)")
    after(summary, rf"{leads} ✎ .*🟠 #20 .*{lines['lesia']}")
    assert "$ make run" in " ".join(shown[-6:])
    assert [] == [*tmp_path.iterdir()]


@pytest.mark.soak  # the week begins with it
async def test_a_brand_is_set_up(capsys: pytest.CaptureFixture[str]) -> None:
    await play(ChatLog(LINES["en"], "en", TIMEZONE), "en", pause=0.0, scenes=[set_up])

    shown = " ".join(capsys.readouterr().out.split())
    assert "Filizhanka: getting ready" in shown
    assert "All set." in shown
    assert "Welcome to the team of Filizhanka!" in shown
    assert "Iryna (@iryna) · manager" in shown


async def test_a_bot_that_dies_is_noticed_with_its_last_words(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    async with BotProcess(tmp_path, sandbox, "en") as bot:
        sandbox.token = "42:REVOKED"
        with pytest.raises(BotDiedError, match="does not know this BOT_TOKEN"):
            await sandbox.wait_for(bot.check, timeout=60)


@pytest.mark.parametrize(
    "stop",
    [
        signal.SIGINT,
        pytest.param(signal.SIGTERM, marks=pytest.mark.soak),
        pytest.param(signal.SIGKILL, marks=pytest.mark.soak),
    ],
)
def test_no_bot_outlives_an_interrupted_demo(tmp_path: Path, stop: signal.Signals) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(DEMO, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert any("/start" in line for line in running.stdout), "the demo ended early"
        running.send_signal(stop)
        running.stdout.read()

    if stop is not signal.SIGKILL:
        assert 130 == running.returncode
        assert [] == [*tmp_path.iterdir()]
    deadline = time.monotonic() + 30
    while alive := processes_with(str(tmp_path)):
        assert time.monotonic() < deadline, alive
        time.sleep(0.1)


def test_every_language_has_the_same_lines() -> None:
    def places(lines: dict[str, str]) -> dict[str, set[str]]:
        parse = string.Formatter().parse
        return {key: {name for _, name, _, _ in parse(text) if name} for key, text in lines.items()}

    expected, *others = [places(dict(lines)) for lines in LINES.values()]
    assert [expected] * len(others) == others


def test_a_quotation_has_a_bar_and_emoji_before_it_do_no_harm() -> None:
    text = "🔥 #1\none\ntwo\nend"
    shown = marked(text, [{"type": "blockquote", "offset": 6, "length": 7}])
    assert "🔥 #1\n▏ one\n▏ two\nend" == shown.plain


def test_an_edit_is_shown_by_its_new_lines() -> None:
    assert ["🟢 answered"] == changed_lines("#1\n⏳ due", "#1\n🟢 answered")
