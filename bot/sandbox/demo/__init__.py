"""A brand's week, played on the emulator by the real bot: no token, no network."""

import asyncio
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from rich.status import Status

from bot.sandbox.clock import ShiftedClock
from bot.sandbox.demo.bot_process import BotDiedError, BotProcess
from bot.sandbox.demo.cast import Cast
from bot.sandbox.demo.chat_log import ChatLog
from bot.sandbox.demo.lines import LINES
from bot.sandbox.demo.play import TIMEZONE, Play, moment
from bot.sandbox.demo.set_up import set_up
from bot.sandbox.demo.two_days import monday, tuesday
from bot.sandbox.demo.week import week
from bot.sandbox.sandbox import Sandbox
from storage.engine import open_to_read

Scene = Callable[[Play, Cast], Awaitable[None]]
SCENES: Sequence[Scene] = (set_up, monday, tuesday, week)
PAUSE_SECONDS = 0.16
START_SECONDS = 60.0
INTERRUPTED = 130  # the exit code of a program that Ctrl-C stopped


def main(*, language: str, fast: bool) -> None:
    """Play the story in the terminal. Exits with 1 when the bot dies or falls silent."""
    log = ChatLog(LINES[language], language, TIMEZONE)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stop by it is a clean one too
    try:
        asyncio.run(play(log, language, pause=0.0 if fast else PAUSE_SECONDS))
    except KeyboardInterrupt:
        log.narrate(LINES[language]["interrupted"])
        sys.exit(INTERRUPTED)
    except (BotDiedError, TimeoutError) as error:
        sys.exit(f"\n{error}")


async def play(
    log: ChatLog, language: str, *, pause: float, scenes: Sequence[Scene] = SCENES
) -> None:
    """`pause` is in seconds, after each entry. Raises BotDiedError, TimeoutError."""
    lines = LINES[language]
    log.title(lines["title"], lines["about"])
    with tempfile.TemporaryDirectory(prefix="vidhuk-demo-") as name:
        folder = Path(name)
        clock = ShiftedClock(BotProcess.clock_path(folder), start=moment("mon 09:00"), frozen=True)
        async with (
            Sandbox(clock, bot_username="vidhuk_demo_bot") as sandbox,
            BotProcess(folder, sandbox, language) as bot,
        ):
            with Status(lines["starting"], console=log.console):
                await sandbox.wait_for(lambda: bot.runs() and bot.said, START_SECONDS)
            async with open_to_read(bot.database_url) as record:
                stage = Play(sandbox, clock, bot, record, log, lines, pause=pause)
                cast = Cast(stage, language)
                for scene in scenes:
                    await scene(stage, cast)
