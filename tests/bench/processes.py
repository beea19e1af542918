"""The processes that are measured: the real bot, and the least that could do its job."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.config import VARIABLES
from bot.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
STOPS_WITHIN = 30  # seconds

BOT = ("-m", "bot", "run")
NOOP_BOT = ("-m", "tests.bench.noop_bot")
BARE_AIOGRAM = ("-m", "tests.bench.bare_aiogram")


def environment(sandbox: Sandbox, database: Path) -> dict[str, str]:
    inherited = {name: text for name, text in os.environ.items() if name not in VARIABLES}
    return inherited | {
        "PYTHONPATH": str(ROOT),
        "BOT_TOKEN": sandbox.token,
        "OWNER_IDS": "1",
        "DATABASE_URL": f"sqlite:///{database}",
        "TELEGRAM_API_URL": sandbox.url,
        "LOG_LEVEL": "WARNING",
    }


@asynccontextmanager
async def running(
    arguments: tuple[str, ...], sandbox: Sandbox, database: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python process beside this one. Raises RuntimeError when it does not end well."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=database.parent,
        env=environment(sandbox, database),
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOPS_WITHIN):
            await process.wait()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}")


def memory(process: asyncio.subprocess.Process, figure: str) -> float:
    """Megabytes: "VmRSS" is resident now, "VmHWM" the most there ever was."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    [kilobytes] = re.findall(rf"^{figure}:\s*(\d+) kB$", status, re.MULTILINE)
    return int(kilobytes) / 1024
