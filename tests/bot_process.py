"""The bot as a process of its own, for tests that kill it.

Processes are forked from one that has imported everything already, so that a start takes a
tenth of a second. `kill` is SIGKILL: nothing gets a chance to tidy up.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.app import Pace, run
from bot.config import Settings, load_settings
from bot.pacing import Pacer
from bot.sandbox import ShiftedClock

QUICK = Pace(
    poll=2, watch=0.05, summaries=0.05, audit=60, recheck_desk=60, learn_channels=0.1, tidy=60
)
STOPS_WITHIN = 60.0  # seconds

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.bot_process", "bot.__main__"])


class Unhurried(Pacer):
    """Writes as often as it likes; what Telegram itself asks for is kept by the notices."""

    def delay(self, chat_id: int) -> float:
        return 0.0

    def resting(self) -> set[int]:
        return set()

    def rest(self) -> float:
        return 0.1  # look often for what the moved clock made due


class BotProcess:
    """One running copy; its clock is shared through a file."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process

    @classmethod
    def start(cls, settings: dict[str, str], clock: Path) -> "BotProcess":
        process = _forks.Process(target=_run, args=(settings, str(clock)), daemon=True)
        process.start()
        return cls(process)

    @classmethod
    def command_line(
        cls, settings: dict[str, str], output: Path, errors: Path | None = None
    ) -> "BotProcess":
        """`vidhuk run`, as a person would start it; what it says goes to `output`."""
        streams = (str(output), str(errors or output))
        process = _forks.Process(target=_command, args=(settings, *streams), daemon=True)
        process.start()
        return cls(process)

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    @property
    def exit_code(self) -> int | None:
        return self._process.exitcode

    async def ended(self, within: float = STOPS_WITHIN) -> int:
        """The exit code, once there is one. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while self._process.is_alive():  # noqa: ASYNC110 - a process sends no event
                await asyncio.sleep(0.02)
        self._process.join()
        code = self._process.exitcode
        assert code is not None
        return code

    async def kill(self) -> None:
        self._signal(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> None:
        self._signal(signal.SIGTERM)
        code = await self.ended()
        assert 0 == code

    def _signal(self, name: signal.Signals) -> None:
        if self._process.is_alive() and self._process.pid is not None:
            os.kill(self._process.pid, name)


def _run(settings: dict[str, str], clock: str) -> None:
    loaded: Settings = load_settings(settings, None)
    asyncio.run(run(loaded, clock=ShiftedClock(Path(clock)), pace=QUICK, pacer=Unhurried()))


def _command(settings: dict[str, str], output: str, errors: str) -> None:
    for number, path in enumerate((output, errors), start=1):
        with Path(path).open("a", encoding="utf-8") as said:
            os.dup2(said.fileno(), number)
    os.chdir(Path(output).parent)
    os.environ.update(settings)
    sys.argv = ["vidhuk", "run"]
    from bot.__main__ import main  # noqa: PLC0415 - reads the environment

    main()
