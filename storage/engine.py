"""Opens the database: one writer at a time, readers beside it, one running copy."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import DateTime, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from storage.migrate import UnknownRevisionError, expect_newest, migrate
from storage.postgres import postgres_engine
from storage.sqlite import Moment, connect

Session = AsyncSession
"""What verbs pass along: one transaction's view of the tables."""

DatabaseFailure = (OperationalError, InterfaceError, PoolTimeoutError)
"""The database itself failed: a full disk, a lost connection, none free. Nothing was changed."""

WRITERS = "writers"
"""Under this name a reader's session knows whose turn it is to write."""

PATIENCE = 0.1  # seconds
"""A reader gives way for so long at a time: there may always be somebody who writes."""

A_WEEKS_PAGES = 32_000  # kB
"""A report goes through the pages of a week of ten thousand requests several times."""

ONE_COPY = 0x76696468756B  # the advisory lock's key: "vidhuk" in ASCII


class StorageError(Exception):
    """The database cannot be used; the text says why and what to do."""


class AnotherCopyRunsError(StorageError):
    """Another process holds this database's lock."""


class Store:
    """Transactions over the tables.

    Writes go through a single connection one after another, so that what a transaction
    read is still true when it writes.
    """

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader
        self._write = async_sessionmaker(writer, expire_on_commit=False)
        self._read = async_sessionmaker(reader, expire_on_commit=False)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """Commit on leaving, roll back on any exception, cancellation included."""
        async with self._turn:
            session = self._write()
            try:
                yield session
                await _finish(session.commit())
            except BaseException:
                await _finish(session.rollback())
                raise
            finally:
                await _finish(session.close())

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A consistent snapshot; nothing written here is kept."""
        session = self._read(info={WRITERS: self._turn})
        try:
            yield session
        finally:
            await _finish(session.close())


async def give_way(session: Session) -> None:
    """Let whoever else has work go on, and whoever writes finish first: what reads for long does
    so between a little and the next. A client's message goes before a report.
    """
    await asyncio.sleep(0)
    writers: asyncio.Lock | None = session.info.get(WRITERS)  # none where we write ourselves
    if writers is None or not writers.locked():
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE), writers:
            pass


async def _finish(step: Any) -> None:
    """Let the step run to its end however often we are cancelled meanwhile.

    A cancelled BEGIN or COMMIT would leave the connection inside its transaction.
    """
    task = asyncio.ensure_future(step)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        task.exception()  # looked at: the cancellation is what our caller must see
        raise cancelled
    task.result()


@asynccontextmanager
async def open_store(url: str) -> AsyncIterator[Store]:
    """Lock, migrate and open the database.

    Raises AnotherCopyRunsError or StorageError.
    """
    address = make_url(url)
    is_sqlite = address.get_backend_name() == "sqlite"
    async with AsyncExitStack() as stack:
        try:
            opening = _open_sqlite(address, stack) if is_sqlite else _open_postgres(address, stack)
            store = await opening
        except UnknownRevisionError as error:
            raise StorageError(str(error)) from error
        except DBAPIError as error:
            where = address.render_as_string(hide_password=True)
            raise StorageError(f"cannot open {where}: {error.orig}") from error
        yield store


@asynccontextmanager
async def open_to_read(url: str) -> AsyncIterator[Store]:
    """The database as it is, also beside a bot that writes; `write` is not for this one.

    Raises StorageError where it cannot be opened or is not of this version.
    """
    address = make_url(url)
    is_sqlite = address.get_backend_name() == "sqlite"
    if is_sqlite:
        _expect_file(Path(str(address.database)))
        reader = _sqlite_engine(address, pool=2, begin="BEGIN")
    else:
        reader = postgres_engine(address, pool_size=2, isolation_level="REPEATABLE READ")
    try:
        await expect_newest(reader)
        yield Store(reader, reader)
    except UnknownRevisionError as error:
        raise StorageError(str(error)) from error
    except DBAPIError as error:
        where = address.render_as_string(hide_password=True)
        raise StorageError(f"cannot read {where}: {error.orig}") from error
    finally:
        await reader.dispose()


async def _open_sqlite(url: URL, stack: AsyncExitStack) -> Store:
    path = Path(str(url.database))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # clients' words are in it
        lock = FileLock(path.with_name(path.name + ".lock"), timeout=0)
        lock.acquire()
    except Timeout as error:
        raise AnotherCopyRunsError(f"another copy of Vidhuk is using {path}") from error
    except OSError as error:
        raise StorageError(f"cannot write to {path.parent}: {error.strerror}") from error
    stack.callback(lock.release)
    _probe(path)
    writer = _sqlite_engine(url, pool=1, begin="BEGIN IMMEDIATE")
    stack.push_async_callback(writer.dispose)
    reader = _sqlite_engine(url, pool=4, begin="BEGIN", cache=A_WEEKS_PAGES)
    stack.push_async_callback(reader.dispose)
    await migrate(writer, backup=path)
    return Store(writer, reader)


def _expect_file(path: Path) -> None:
    """Opening to read must not make an empty database."""
    if not path.exists():
        raise StorageError(f"there is no database at {path}")
    _probe(path)


def _probe(path: Path) -> None:
    """Tell a file that cannot be used before the driver does: it would leave a thread behind."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        raise StorageError(f"cannot open {path}: {error}") from error


def _sqlite_engine(url: URL, *, pool: int, begin: str, cache: int = 16_000) -> AsyncEngine:
    """Each connection holds up to `cache` kB of pages."""
    engine = create_async_engine(
        url,
        pool_size=pool,
        max_overflow=0,
        pool_use_lifo=True,  # the same ones again: their pages are at hand, and others hold none
        hide_parameters=True,
        async_creator=lambda: connect(str(url.database)),
    )

    engine.dialect.colspecs = {**engine.dialect.colspecs, DateTime: Moment}

    @event.listens_for(engine.sync_engine, "connect")
    def tune(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=30000",
            f"cache_size=-{cache}",
            "wal_autocheckpoint=4000",  # pages: a burst need not stop to tidy up
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        # SQLite's own lower() knows only ASCII.
        connection.create_function("lower_unicode", 1, lambda text: text and text.lower())

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


async def _open_postgres(url: URL, stack: AsyncExitStack) -> Store:
    writer = postgres_engine(url, pool_size=1)
    # Two statements of one reader must not see two states.
    reader = postgres_engine(url, pool_size=4, isolation_level="REPEATABLE READ")
    for engine in (writer, reader):
        stack.push_async_callback(engine.dispose)

    @event.listens_for(writer.sync_engine, "connect")
    def lock(connection: Any, _record: Any) -> None:
        """The writer's own session holds the lock: without it nobody writes, and when it is
        lost with the connection, the next connection takes it again or finds it taken.
        """
        cursor = connection.cursor()
        cursor.execute(f"SELECT pg_try_advisory_lock({ONE_COPY})")
        [held] = cursor.fetchone()
        cursor.close()
        connection.commit()  # ends the transaction; the lock belongs to the session and stays
        if not held:
            connection.close()
            raise AnotherCopyRunsError("another copy of Vidhuk is using this database")

    await migrate(writer, backup=None)
    return Store(writer, reader)
