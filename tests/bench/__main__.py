"""Measures what Vidhuk promises of its speed and size: `make bench`.

Every figure is a ratio to a floor measured in the same run, so that the machine hardly matters.
Exits with 1 when a target is missed. `--quick` only shows that everything can be measured: its
sizes are too small to judge by.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from tests.bench import durable_logging, sla_watch, start, weekly_report
from tests.bench.report import Comparison, show


@dataclass(frozen=True, slots=True)
class Sizes:
    messages: int
    due: int
    few: int
    many: int
    rounds: int
    warm_ups: int  # starts that are not counted


FULL = Sizes(messages=2000, due=1000, few=10_000, many=1_000_000, rounds=5, warm_ups=1)
QUICK = Sizes(messages=20, due=10, few=100, many=1000, rounds=1, warm_ups=0)


async def measure(sizes: Sizes, console: Console) -> list[Comparison]:
    with tempfile.TemporaryDirectory(prefix="vidhuk-bench-") as name:
        folders = [Path(name, each) for each in ("start", "logging", "watch", "report")]
        for folder in folders:
            folder.mkdir()
        console.print("Starting the bot and a bare aiogram…")
        started = await start.measure(folders[0], rounds=sizes.rounds, warm_ups=sizes.warm_ups)
        console.print("Logging clients' messages…")
        logged = await durable_logging.measure(
            folders[1], messages=sizes.messages, rounds=sizes.rounds
        )
        console.print("Watching the SLA…")
        watched = await sla_watch.measure(
            folders[2], due=sizes.due, few=sizes.few, many=sizes.many, rounds=sizes.rounds
        )
        console.print("Reporting a week…")
        reported = await weekly_report.measure(
            folders[3], few=sizes.many // 10, many=sizes.many, rounds=sizes.rounds
        )
    return [*logged, *watched, *started, *reported]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny sizes, nothing is judged")
    quick: bool = parser.parse_args(arguments).quick
    if not Path("/proc/self/status").exists():
        parser.error("a process's memory is read from /proc: run the benchmarks on Linux")
    console = Console()
    comparisons = asyncio.run(measure(QUICK if quick else FULL, console))
    show(comparisons, console)
    return 0 if quick or all(one.is_met for one in comparisons) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
