"""Starts the bot's process, watches over it, and stops it whatever happens."""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.config import VARIABLES
from bot.sandbox.sandbox import Sandbox

_STOP_SECONDS = 15.0


class BotDiedError(Exception):
    """The bot ended by itself; the text is what it wrote to its stderr."""


class BotProcess:
    """The bot inside `async with`. `folder` holds its clock, its database and what it prints."""

    def __init__(self, folder: Path, sandbox: Sandbox, language: str) -> None:
        self._folder = folder
        self.database_url = f"sqlite+aiosqlite:///{folder}/vidhuk.sqlite3"
        self._environment = {
            # The demo must not touch the bot that the user may have set up.
            **{name: value for name, value in os.environ.items() if name not in VARIABLES},
            "BOT_TOKEN": sandbox.token,
            "TELEGRAM_API_URL": sandbox.url,
            "DATABASE_URL": self.database_url,
            "LANGUAGE": language,
            "LOG_LEVEL": "WARNING",
            "PYTHONUTF8": "1",
        }
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        with self._said.open("wb") as said, self._errors.open("wb") as errors:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.sandbox.process",
                str(self.clock_path(self._folder)),
                stdin=asyncio.subprocess.PIPE,
                stdout=said,
                stderr=errors,
                env=self._environment,
                start_new_session=True,  # Ctrl-C is for the demo, which then stops the bot
            )
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    @staticmethod
    def clock_path(folder: Path) -> Path:
        return folder / "clock"

    @property
    def _said(self) -> Path:
        return self._folder / "stdout"

    @property
    def _errors(self) -> Path:
        return self._folder / "stderr"

    @property
    def said(self) -> str:
        """What the bot printed so far."""
        return self._said.read_text("utf-8")

    def runs(self) -> bool:
        """True; raises BotDiedError as `check` does."""
        self.check()
        return True

    def check(self) -> None:
        """Raise BotDiedError when the bot is no longer there."""
        if self._process is not None and self._process.returncode is not None:
            errors = self._errors.read_text("utf-8", errors="replace").strip()
            raise BotDiedError(f"The bot stopped ({self._process.returncode}):\n{errors}")
