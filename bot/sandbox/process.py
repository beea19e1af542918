"""The real bot as a process of its own, on a clock that somebody else moves.

`python -m bot.sandbox.process CLOCK`, with the settings in the environment. It stops when its
standard input is closed, so a demo that dies leaves no bot behind.
"""

import asyncio
import os
import signal
import sys
import threading
from pathlib import Path

from bot import logs
from bot.app import Pace, run
from bot.config import load_settings
from bot.errors import StartError
from bot.pacing import Pacer
from bot.sandbox.clock import ShiftedClock

QUICK = Pace(poll=25, watch=0.02, summaries=0.02, audit=60, recheck_desk=60, tidy=60)
"""Looks often in real time, because a jump of the clock may make anything due."""


class NoPacer(Pacer):
    """Never waits: Telegram's limits are in real time, which the story does not have."""

    def delay(self, chat_id: int) -> float:  # noqa: ARG002 - all chats are alike
        return 0.0


def main() -> None:
    settings = load_settings(os.environ, None)
    logs.configure(settings.log_level, settings.log_format, settings.secrets)
    threading.Thread(target=_stop_when_deserted, daemon=True).start()
    clock = ShiftedClock(Path(sys.argv[1]))
    try:
        asyncio.run(run(settings, clock=clock, pace=QUICK, pacer=NoPacer()))
    except StartError as error:
        sys.exit(str(error))


def _stop_when_deserted() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
