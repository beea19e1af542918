"""A small file system that can be filled."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk_at(disk: Path) -> Iterator[Path]:
    """A file system of four megabytes, where this user may make one."""
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "vidhuk-test", str(disk)]
    made = subprocess.run(mount, capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("only root may mount a small disk; the limit of a file is tested all the same")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


def fill(ballast: Path, *, keep_free: int = 0) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass  # full: that was the aim
        file.truncate(file.tell() - keep_free)
