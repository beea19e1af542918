"""A database that fails while running is known as such, and quotes no client."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.engine import (
    DatabaseFailure,
    Store,
    open_store,
)
from storage.updates import beat, pulse
from tests.builders import NOON
from tests.storage.work import write_one

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
    async def write_meanwhile() -> None:
        async with postgres_store.write() as session:
            await beat(session, "lost", NOON)
            await end_connections(postgres_with_tables)
            await beat(session, "lost", NOON.replace(hour=11))

    with pytest.raises(DatabaseFailure):
        await write_meanwhile()
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
        assert NOON == await pulse(session, "before")
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


NOBODYS_CHAT = """
    INSERT INTO chat (brand_id, chat_id, role, title, mode, active, bot_is_admin, connected_at)
    VALUES (999, 1, 'desk', '', 'everything', true, true, '2026-01-01')
"""


@pytest.mark.parametrize("statement", [NOBODYS_CHAT, "SELECT no_such_column FROM pulse WHERE 1"])
async def test_a_wrong_statement_is_no_failure_of_postgres(
    postgres_store: Store, statement: str
) -> None:
    """Else one update that breaks a rule would be tried for ever."""

    async def write() -> None:
        async with postgres_store.write() as session:
            await session.execute(text(statement))

    with pytest.raises(DBAPIError) as told:
        await write()
    assert not isinstance(told.value, DatabaseFailure)


async def test_a_broken_rule_is_no_failure_of_the_database(store: Store) -> None:
    async def write() -> None:
        async with store.write() as session:
            await session.execute(text(NOBODYS_CHAT))

    with pytest.raises(IntegrityError):
        await write()


KEY_IN_DETAIL = """
    INSERT INTO pulse (duty, at)
    SELECT :words, at FROM pulse UNION ALL SELECT :words, at FROM pulse
"""
ROW_IN_DETAIL = "UPDATE pulse SET duty = :words, at = NULL"


@pytest.mark.parametrize("statement", [KEY_IN_DETAIL, ROW_IN_DETAIL])
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
