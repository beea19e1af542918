"""A full disk: nothing is acknowledged, and all is on record once there is space again."""

import asyncio
import logging
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.disk import fill
from tests.journeys.test_corrected_answers import heard, question
from tests.stage import Stage

CLIENTS = 30
LONG = "Де моє замовлення? " * 100


@contextmanager
def no_file_may_grow_beyond(size: int) -> Iterator[None]:
    """The operating system refuses every write past so many bytes of a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def everybody_writes(stage: Stage) -> None:
    for n in range(CLIENTS):
        stage.sandbox.person(f"Клієнт {n}").writes(LONG)


async def nothing_acknowledged_yet(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await stage.sandbox.wait_for(lambda: "nothing was acknowledged" in caplog.text)
    await asyncio.sleep(0.6)  # time for another try
    assert CLIENTS == stage.sandbox.pending
    assert [] == await stage.record.client_messages()


async def all_logged(stage: Stage) -> None:
    await stage.quiet()
    assert CLIENTS == len(await stage.record.client_messages())
    assert list(range(1, CLIENTS + 1)) == await stage.record.numbers()


async def test_a_database_that_may_not_grow_loses_nothing(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Stage.open(sqlite_url) as stage:
        await stage.set_up()
        await stage.quiet()
        caplog.set_level(logging.ERROR)
        with no_file_may_grow_beyond(now_in_use(tmp_path)):
            everybody_writes(stage)
            await nothing_acknowledged_yet(stage, caplog)
        await all_logged(stage)


async def test_what_was_sent_but_could_not_be_recorded_is_not_sent_again(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Stage.open(sqlite_url) as stage:
        await stage.set_up()
        await stage.quiet()
        olena = stage.sandbox.person("Олена")
        stage.sandbox.hang("sendMessage", seconds=0.3, chat_id=olena.id)
        olena.writes(LONG)
        await stage.sandbox.wait_for(lambda: stage.said(olena))
        caplog.set_level(logging.ERROR)
        with no_file_may_grow_beyond(now_in_use(tmp_path)):
            await stage.sandbox.wait_for(lambda: "could not be recorded yet" in caplog.text)
        await stage.quiet()
        assert 1 == len(stage.said(olena))


async def test_a_long_caption_said_but_not_recorded_is_not_said_again(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Stage.open(sqlite_url) as stage:
        olena, card = await question(stage)
        stage.sandbox.hang("sendMessage", seconds=0.3, chat_id=olena.id)
        stage.iryna.sends("photo", caption=LONG, chat=stage.desk, reply_to=card)
        await stage.seen(olena, LONG.strip())
        caplog.set_level(logging.ERROR)
        with no_file_may_grow_beyond(now_in_use(tmp_path)):
            await stage.sandbox.wait_for(
                lambda: "said of it could not be recorded yet" in caplog.text
            )
        await stage.sandbox.wait_for(lambda: [LONG.strip(), ""] == heard(olena))
        await stage.fast_forward(minutes=2)
        assert [LONG.strip(), ""] == heard(olena)


def now_in_use(folder: Path) -> int:
    """The size of the write-ahead log, where SQLite writes first."""
    return (folder / "vidhuk.sqlite3-wal").stat().st_size


async def test_a_full_file_system_loses_nothing(
    small_disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Stage.open(f"sqlite+aiosqlite:///{small_disk}/vidhuk.sqlite3") as stage:
        await stage.set_up()
        await stage.quiet()
        ballast = small_disk / "ballast"
        caplog.set_level(logging.ERROR)
        fill(ballast)
        everybody_writes(stage)
        await nothing_acknowledged_yet(stage, caplog)
        ballast.unlink()
        await all_logged(stage)
