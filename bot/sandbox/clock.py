"""A clock that a test can move, shared by the emulator and a bot in another process."""

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import Clock, system_clock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LAYOUT = struct.Struct("<q?")  # microseconds; whether they are the moment itself or an offset


class ShiftedClock:
    """Real time plus an offset; or, when frozen, a moment that only `advance` moves.

    The state lives in a small memory-mapped file, so that every clock opened on the same
    path, in whatever process, tells the same time. Without a path it is private.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        start: datetime | None = None,
        frozen: bool = False,
        real: Clock = system_clock,
    ) -> None:
        """Open the clock at `path`, or make it. `start` and `frozen` set it anew."""
        self._real = real
        self._shared = _shared_memory(path)
        if start is not None or frozen:
            self._write(start or real(), frozen=frozen)

    def __call__(self) -> datetime:
        microseconds, frozen = _LAYOUT.unpack_from(self._shared)
        return (_EPOCH if frozen else self._real()) + timedelta(microseconds=microseconds)

    def advance(self, step: timedelta) -> None:
        microseconds, frozen = _LAYOUT.unpack_from(self._shared)
        _LAYOUT.pack_into(self._shared, 0, microseconds + step // _MICROSECOND, frozen)

    def jump_to(self, moment: datetime) -> None:
        _, frozen = _LAYOUT.unpack_from(self._shared)
        self._write(moment, frozen=frozen)

    def _write(self, moment: datetime, *, frozen: bool) -> None:
        reference = _EPOCH if frozen else self._real()
        _LAYOUT.pack_into(self._shared, 0, (moment - reference) // _MICROSECOND, frozen)


def _shared_memory(path: Path | None) -> mmap.mmap:
    if path is None:
        return mmap.mmap(-1, _LAYOUT.size)
    if not path.exists() or path.stat().st_size != _LAYOUT.size:
        path.write_bytes(bytes(_LAYOUT.size))
    with path.open("r+b") as file:
        return mmap.mmap(file.fileno(), _LAYOUT.size)
