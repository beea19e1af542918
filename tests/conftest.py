"""What all tests share: a real database of each kind, and a stage for whole stories."""

import os
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from storage.engine import Store, open_store
from tests.stage import Stage

LOCAL_POSTGRES = "postgresql://postgres@127.0.0.1:5432/test"


def postgres_url() -> str | None:
    """The server to test on: TEST_POSTGRES_URL, else a local one that answers."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        return url.replace("postgresql+asyncpg://", "postgresql://")
    try:
        socket.create_connection(("127.0.0.1", 5432), timeout=1).close()
    except OSError:
        return None
    return LOCAL_POSTGRES


@asynccontextmanager
async def scratch_postgres(url: str) -> AsyncIterator[str]:
    """An empty database of its own, dropped afterwards."""
    name = f"vidhuk_test_{uuid.uuid4().hex[:12]}"
    server = await asyncpg.connect(url)
    try:
        await server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"postgresql+asyncpg://{url.removeprefix('postgresql://').rsplit('/', 1)[0]}/{name}"
        finally:
            await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await server.close()


@pytest.fixture(params=["sqlite", "postgres"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/vidhuk.sqlite3"
        return
    url = postgres_url()
    if url is None:
        if os.environ.get("VIDHUK_REQUIRE_POSTGRES") == "1":
            pytest.fail("PostgreSQL must be tested here and does not answer")
        pytest.skip("no PostgreSQL answers: set TEST_POSTGRES_URL to test on it")
    async with scratch_postgres(url) as scratch:
        yield scratch


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url) as opened:
        yield opened


@pytest.fixture
async def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/vidhuk.sqlite3"


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    """Vidhuk running for real on SQLite, against the emulator."""
    async with Stage.open(sqlite_url) as opened:
        yield opened


@pytest.fixture
async def stage_on_each_database(database_url: str) -> AsyncIterator[Stage]:
    async with Stage.open(database_url) as opened:
        yield opened

