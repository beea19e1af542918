"""The database: opened once, one writer at a time, nothing left open, every failure named."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from storage.engine import (
    AnotherCopyRunsError,
    DatabaseFailure,
    StorageError,
    Store,
    open_store,
)
from storage.tables import Pulse
from storage.updates import beat, pulse

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)


async def count_up(store: Store) -> None:
    """Read, think, write: what loses updates where transactions are not what they seem."""
    async with store.write() as session:
        row = await session.get(Pulse, "counter")
        assert row is not None
        seen = row.at
        await asyncio.sleep(0)
        row.at = seen.replace(microsecond=seen.microsecond + 1)


async def test_eighty_updates_at_once_lose_none(store: Store) -> None:
    async with store.write() as session:
        await beat(session, "counter", NOW)
    async with asyncio.TaskGroup() as group:
        for _ in range(80):
            group.create_task(count_up(store))
    async with store.read() as session:
        assert NOW.replace(microsecond=80) == await pulse(session, "counter")


async def test_readers_do_not_see_what_is_not_committed(store: Store) -> None:
    async with store.write() as writing:
        await beat(writing, "duty", NOW)
        async with store.read() as session:
            assert await pulse(session, "duty") is None
    async with store.read() as session:
        assert NOW == await pulse(session, "duty")


async def test_a_reader_sees_one_state_from_beginning_to_end(store: Store) -> None:
    async with store.read() as session:
        assert await pulse(session, "duty") is None
        async with store.write() as writing:
            await beat(writing, "duty", NOW)
        assert [] == list(await session.scalars(select(Pulse)))


async def test_what_a_reader_writes_is_not_kept(store: Store) -> None:
    async with store.read() as session:
        await beat(session, "duty", NOW)
    async with store.read() as session:
        assert await pulse(session, "duty") is None


async def test_an_exception_rolls_everything_back(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.write() as session:
            await beat(session, "duty", NOW)
            raise ZeroDivisionError
    async with store.read() as session:
        assert await pulse(session, "duty") is None


async def write_one(store: Store, duty: str) -> None:
    async with store.write() as session:
        await beat(session, duty, NOW)
        await session.execute(select(Pulse))


@pytest.mark.parametrize("cancels", [1, 2, 3])
async def test_cancelled_anywhere_leaves_no_transaction_open(store: Store, cancels: int) -> None:
    """At every turn of the loop in turn: inside BEGIN, between statements, during COMMIT."""
    for turns in range(25):
        task = asyncio.ensure_future(write_one(store, f"duty-{turns}"))
        for _ in range(turns):
            await asyncio.sleep(0.0002 if turns % 2 else 0)
        for _ in range(cancels):
            task.cancel()
            await asyncio.sleep(0)
        with suppress(asyncio.CancelledError):
            await task
        async with asyncio.timeout(5):
            await write_one(store, "after")
    async with store.read() as session:
        assert NOW == await pulse(session, "after")


async def test_a_transaction_cancelled_before_its_end_leaves_nothing_behind(store: Store) -> None:
    inside = asyncio.Event()

    async def write_and_wait() -> None:
        async with store.write() as session:
            await beat(session, "half", NOW)
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.ensure_future(write_and_wait())
    await inside.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    async with store.read() as session:
        assert await pulse(session, "half") is None


# --- one copy ---------------------------------------------------------------------------------


async def test_a_second_copy_is_refused(database_url: str) -> None:
    async with open_store(database_url):
        with pytest.raises(AnotherCopyRunsError, match="another copy of Vidhuk"):
            async with open_store(database_url):
                pass
    async with open_store(database_url):  # the first has let go
        pass


async def test_a_copy_that_was_refused_takes_nothing_from_the_first(database_url: str) -> None:
    async with open_store(database_url) as store:
        for _ in range(2):
            with pytest.raises(AnotherCopyRunsError):
                async with open_store(database_url):
                    pass
        await write_one(store, "duty")


async def test_errors_of_the_work_inside_pass_as_they_are(database_url: str) -> None:
    """A refused connection to Telegram, say, is no trouble of the database."""
    with pytest.raises(ConnectionRefusedError):
        async with open_store(database_url):
            raise ConnectionRefusedError


# --- databases that cannot be used ------------------------------------------------------------


async def opens(url: str) -> None:
    async with open_store(url):
        pass


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(StorageError, match="cannot write to .*taken"):
        await opens(f"sqlite+aiosqlite:///{tmp_path}/taken/vidhuk.sqlite3")


async def test_a_folder_without_leave_to_write_is_told() -> None:
    """/proc takes no folders, not even from root."""
    with pytest.raises(StorageError, match="cannot write to /proc/vidhuk"):
        await opens("sqlite+aiosqlite:////proc/vidhuk/vidhuk.sqlite3")


async def test_a_file_that_is_no_database_is_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "vidhuk.sqlite3"
    path.write_bytes(b"Dear diary, " * 400)
    with pytest.raises(StorageError, match="file is not a database"):
        await opens(f"sqlite+aiosqlite:///{path}")
    assert b"Dear diary, " * 400 == path.read_bytes()


async def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "vidhuk.sqlite3").mkdir()
    with pytest.raises(StorageError, match="unable to open database file"):
        await opens(f"sqlite+aiosqlite:///{tmp_path}/vidhuk.sqlite3")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"username": "nobody_of_that_name"}, "nobody_of_that_name|authentication|role"),
        ({"database": "no_such_database"}, "no_such_database"),
        ({"port": 9}, "cannot connect"),
        ({"port": 99999}, "cannot connect"),
        ({"host": "nowhere.invalid"}, "cannot connect"),
    ],
)
async def test_a_server_that_does_not_let_us_in_is_told(
    postgres_with_tables: str, change: dict[str, str | int], reason: str
) -> None:
    url = make_url(postgres_with_tables).set(password="s3cret-word", **change)  # type: ignore[arg-type]
    with pytest.raises(StorageError, match=reason) as told:
        await opens(url.render_as_string(hide_password=False))
    assert "s3cret-word" not in str(told.value)


# --- failures while running -------------------------------------------------------------------


async def end_connections(url: str) -> None:
    """What a restart of the server looks like from here, the advisory lock's keeper aside."""
    address = make_url(url).set(drivername="postgresql")
    server = await asyncpg.connect(address.render_as_string(hide_password=False))
    try:
        await server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND query NOT LIKE '%advisory%'"
        )
    finally:
        await server.close()


@pytest.fixture
async def postgres_store(
    postgres_with_tables: str, request: pytest.FixtureRequest
) -> AsyncIterator[Store]:
    async with open_store(postgres_with_tables) as store:
        yield store


async def test_a_connection_lost_in_a_transaction_is_a_failure_of_the_database(
    postgres_with_tables: str, postgres_store: Store
) -> None:
    with pytest.raises(DatabaseFailure):
        async with postgres_store.write() as session:
            await beat(session, "lost", NOW)
            await end_connections(postgres_with_tables)
            await beat(session, "lost", NOW.replace(hour=11))
            await session.execute(text("SELECT 1"))
    async with postgres_store.write() as session:
        assert await pulse(session, "lost") is None


async def test_a_connection_lost_between_transactions_is_made_anew(
    postgres_with_tables: str, postgres_store: Store
) -> None:
    await write_one(postgres_store, "before")
    async with postgres_store.read() as session:
        await pulse(session, "before")
    await end_connections(postgres_with_tables)
    async with postgres_store.read() as session:
        assert NOW == await pulse(session, "before")
    await write_one(postgres_store, "after")


@asynccontextmanager
async def gate_to(url: str) -> AsyncIterator[tuple[asyncio.Server, str]]:
    """A server address that can be shut: connections pass through it to the real one."""
    address = make_url(url)

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
        writer.close()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(address.host, address.port or 5432)
        await asyncio.gather(pump(reader, back), pump(there, writer))

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        through = address.set(host="127.0.0.1", port=port)
        yield server, through.render_as_string(hide_password=False)
    finally:
        server.close()


async def test_a_server_out_of_reach_is_a_failure_of_the_database(
    postgres_with_tables: str,
) -> None:
    async with gate_to(postgres_with_tables) as (gate, url), open_store(url) as store:
        await write_one(store, "before")
        gate.close()
        await end_connections(postgres_with_tables)
        with pytest.raises(DatabaseFailure):
            await write_one(store, "meanwhile")
        with pytest.raises(DatabaseFailure):
            async with store.read() as session:
                await pulse(session, "before")


async def test_a_wrong_statement_is_no_failure_of_the_database(store: Store) -> None:
    """Else one update that breaks a rule would be tried for ever."""
    with pytest.raises(IntegrityError) as told:
        async with store.write() as session:
            session.add_all([Pulse(duty="twice", at=NOW), Pulse(duty="twice", at=NOW)])
            session.expunge_all()
            await session.execute(
                text("INSERT INTO client (brand_id, source, external_id, name, first_seen_at,"
                     " requests) VALUES (999, 'telegram', 'x', 'x', '2026-01-01', 0)")
            )
    assert not isinstance(told.value, DatabaseFailure)


LEAKS = (
    # hidden parameters
    "INSERT INTO pulse (duty, at) SELECT :words, at FROM pulse UNION ALL SELECT :words, at FROM pulse",
    # what a server adds: the key, the failing row
    "INSERT INTO pulse (duty, at) VALUES ('known', NULL), (:words, NULL)",
    "UPDATE pulse SET duty = :words, at = NULL",
)


@pytest.mark.parametrize("statement", LEAKS)
async def test_a_clients_words_do_not_get_into_a_logged_traceback(
    store: Store, caplog: pytest.LogCaptureFixture, statement: str
) -> None:
    words = "my card number is 4111"
    await write_one(store, "known")
    try:
        async with store.write() as session:
            await session.execute(text(statement), {"words": words})
    except IntegrityError:
        logging.getLogger("test").exception("failed")
    assert "IntegrityError" in caplog.text
    assert "4111" not in caplog.text
