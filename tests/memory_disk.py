"""A file system in memory for the tests' files, where there is one.

Every commit of Vidhuk waits for the disk, which takes a hundred times as long as all else in it.
No test pulls the plug of the machine, so none needs that disk. TMPDIR chooses another place.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2**30  # bytes; a container's own is often of 64 megabytes


def write_to_memory() -> None:
    """From now on, in this process and all that it starts."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
