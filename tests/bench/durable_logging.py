"""How fast clients' messages get on record, against the same polling with nothing done to them."""

import asyncio
import time
from itertools import cycle
from pathlib import Path
from statistics import median

from bot.sandbox import Person, Sandbox
from tests.bench.brand import found_brand, on_record
from tests.bench.processes import BOT, NOOP_BOT, memory, running
from tests.bench.report import Comparison

WORDS = (
    "Де моє замовлення? Обіцяли вчора, а його досі немає",
    "Добрий день! Скільки коштує доставка у Львів і чи є самовивіз?",
    "Прийшла не та куртка, розмір S замість M. Поверніть гроші!!!",
    "Дякую, все чудово, дуже швидко привезли 👍",
    "Здравствуйте, подскажите, пожалуйста, есть ли этот чайник в наличии?",
    "Було б зручно, якби на сайті можна було платити частинами",
)
TARGET = 0.25  # of the throughput of doing nothing
LONGEST = 120  # seconds
WARM_UP = 10  # messages
CALM = 1.5  # seconds


async def measure(folder: Path, *, messages: int, rounds: int) -> list[Comparison]:
    """Messages per second until all are on record and acknowledged, and the bot's peak memory."""
    speeds: dict[tuple[str, ...], list[float]] = {BOT: [], NOOP_BOT: []}
    peaks = []
    for number in range(rounds):
        for program, measured in speeds.items():
            database = folder / f"{program[-1]}{number}" / "vidhuk.sqlite3"
            database.parent.mkdir()
            speed, peak = await _run(program, database, messages)
            measured.append(speed)
            if program is BOT:
                peaks.append(peak)
                if on_record(database) != WARM_UP + messages:
                    raise RuntimeError(f"{on_record(database)} messages are on record")
    return [
        Comparison(
            f"messages put on record ({messages:,} of as many clients)",
            median(speeds[BOT]),
            "/s",
            median(speeds[NOOP_BOT]),
            at_least=TARGET,
        ),
        Comparison("peak memory of that", max(peaks), "MB"),
    ]


async def _run(program: tuple[str, ...], database: Path, messages: int) -> tuple[float, float]:
    """Messages per second and the peak of memory in megabytes, of one new process."""
    async with Sandbox() as sandbox:
        owner = sandbox.person("Оксана")
        desk = sandbox.group("Desk", admins=[owner])
        sandbox.add_bot(desk, by=owner)
        await found_brand(database, desk.id)
        async with running(program, sandbox, database) as process:
            await _warm_up(sandbox)
            seconds = await _time(sandbox, [sandbox.person("Олена") for _ in range(messages)])
            return messages / seconds, memory(process, "VmHWM")


async def _warm_up(sandbox: Sandbox) -> None:
    """Let the process start, read a few messages and, if it is one to answer, answer them."""
    for _ in range(WARM_UP):
        sandbox.person("Ірина").writes(WORDS[0])
    await sandbox.settled(LONGEST)
    await asyncio.sleep(CALM)


async def _time(sandbox: Sandbox, clients: list[Person]) -> float:
    """Seconds from the moment when all have written to the last acknowledgement."""
    for number, (client, words) in enumerate(zip(clients, cycle(WORDS), strict=False)):
        client.writes(f"{words} №{number}")
    began = time.perf_counter()
    async with asyncio.timeout(LONGEST):
        while sandbox.pending:  # noqa: ASYNC110 - the emulator tells of no event for this
            await asyncio.sleep(0.001)
    return time.perf_counter() - began
