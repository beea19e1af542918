"""How soon and how lightly the bot starts, against a process that imports aiogram and asks once."""

import asyncio
import time
from pathlib import Path
from statistics import median

from bot.sandbox import Sandbox
from tests.bench.brand import found_brand
from tests.bench.processes import BARE_AIOGRAM, BOT, memory, running
from tests.bench.report import Comparison

LONGER = 1.3  # times the bare process's start
LARGER = 1.25  # times its memory
LONGEST = 60  # seconds
CALM = 1.0  # seconds after which a started process has nothing left to do


async def measure(folder: Path, *, rounds: int, warm_ups: int) -> list[Comparison]:
    database = folder / "vidhuk.sqlite3"
    seconds: dict[tuple[str, ...], list[float]] = {BOT: [], BARE_AIOGRAM: []}
    megabytes: dict[tuple[str, ...], list[float]] = {BOT: [], BARE_AIOGRAM: []}
    async with Sandbox() as sandbox:
        owner = sandbox.person("Оксана")
        await found_brand(database, sandbox.group("Desk", admins=[owner]).id)
        for number in range(-warm_ups, rounds):
            for program, times in seconds.items():
                started_in, resident = await _start(program, sandbox, database)
                if number >= 0:  # the first time compiles and warms the disk
                    times.append(started_in)
                    megabytes[program].append(resident)
    return [
        Comparison(
            "start to the first getUpdates",
            median(seconds[BOT]),
            "s",
            median(seconds[BARE_AIOGRAM]),
            at_most=LONGER,
        ),
        Comparison(
            "resident memory when idle",
            median(megabytes[BOT]),
            "MB",
            median(megabytes[BARE_AIOGRAM]),
            at_most=LARGER,
        ),
    ]


async def _start(program: tuple[str, ...], sandbox: Sandbox, database: Path) -> tuple[float, float]:
    """Seconds to the first getUpdates, and megabytes resident a while later."""
    asked = len(sandbox.calls.of("getUpdates"))
    await sandbox.advance(seconds=0)  # the first poll is answered, and so noted, at once
    began = time.perf_counter()
    async with running(program, sandbox, database) as process:
        await sandbox.wait_for(lambda: len(sandbox.calls.of("getUpdates")) > asked, LONGEST)
        seconds = time.perf_counter() - began
        await asyncio.sleep(CALM)
        return seconds, memory(process, "VmRSS")
