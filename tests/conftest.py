"""What all tests share: a real database of each kind.

Nothing here imports aiogram, which takes seconds: the process that only hands tests out to the
workers loads this file too.
"""

import asyncio
import gc
import os
import shutil
import socket
import uuid
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

from bot.garbage import collect_seldom
from storage.engine import Store, open_store
from tests.compiled import share_compiled_statements
from tests.disk import small_disk_at
from tests.emptying import empty, empty_store
from tests.memory_disk import write_to_memory

# How long a test takes is for `make bench` to say: a busy machine breaks nothing.
for name, examples in {"vidhuk": 40, "soak": 1000}.items():
    settings.register_profile(
        name,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
        max_examples=examples,
        derandomize=name == "vidhuk",  # one run is like another; `make soak` looks further
    )
settings.load_profile("vidhuk")

share_compiled_statements()
write_to_memory()
gc.disable()  # for the imports; once all is collected, it looks as seldom as in the product

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
    """An empty database of its own, dropped afterwards.

    Its commits do not wait for the disk: no test stops the server's machine.
    """
    name = f"vidhuk_test_{uuid.uuid4().hex[:12]}"
    server = await asyncpg.connect(url)
    try:
        await server.execute(f'CREATE DATABASE "{name}"')
        try:
            await server.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
            scratch = make_url(url).set(drivername="postgresql+asyncpg", database=name)
            yield scratch.render_as_string(hide_password=False)
        finally:
            await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await server.close()


def postgres_or_skip() -> str:
    url = postgres_url()
    if url is None:
        if os.environ.get("VIDHUK_REQUIRE_POSTGRES") == "1":
            pytest.fail("PostgreSQL must be tested here and does not answer")
        pytest.skip("no PostgreSQL answers: set TEST_POSTGRES_URL to test on it")
    return url


async def _migrated(url: str) -> None:
    async with open_store(url):
        pass


@pytest.fixture(scope="session")
def postgres_with_tables() -> Iterator[str]:
    """One database for the whole run: making one for each test would take most of its time."""
    scratch = scratch_postgres(postgres_or_skip())
    with asyncio.Runner() as runner:
        url = runner.run(scratch.__aenter__())
        try:
            runner.run(_migrated(url))
            yield url
        finally:
            runner.run(scratch.__aexit__(None, None, None))


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "vidhuk.sqlite3"
    asyncio.run(_migrated(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(sqlite_with_tables: Path, tmp_path: Path) -> str:
    copy = shutil.copy(sqlite_with_tables, tmp_path / "vidhuk.sqlite3")
    return f"sqlite+aiosqlite:///{copy}"


@pytest.fixture
def emptied_postgres(postgres_with_tables: str) -> str:
    asyncio.run(empty(postgres_with_tables))
    return postgres_with_tables


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with tables and nothing in them, once of each kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("emptied_postgres"))


@pytest.fixture(params=["sqlite", "postgres"])
async def new_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database that Vidhuk has never opened, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/new.sqlite3"
        return
    async with scratch_postgres(postgres_or_skip()) as scratch:
        yield scratch


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=["sqlite", "postgres"])
async def _opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Store]:
    async with AsyncExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('store')}/vidhuk.sqlite3"
        else:
            url = await stack.enter_async_context(scratch_postgres(postgres_or_skip()))
        yield await stack.enter_async_context(open_store(url))


@pytest_asyncio.fixture(loop_scope="session")
async def store(_opened: Store) -> Store:
    """An open database with nothing in it, once of each kind.

    The same for all tests: opened for each, it would compile all its statements anew.
    """
    await empty_store(_opened)
    return _opened


def pytest_collection_finish() -> None:
    collect_seldom()


def pytest_xdist_auto_num_workers() -> int:
    """Of `-n auto`: a worker waits for processes and clocks about as long as it works."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever uses that database runs in its loop."""
    for item in items:
        if "_opened" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Half a surrogate pair in a captured log cannot travel from a worker of a parallel run."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "replace").decode()) for name, text in report.sections
    ]
    return report


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk_at(tmp_path / "disk") as disk:
        yield disk
