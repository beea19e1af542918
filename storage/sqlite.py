"""SQLite behind a thread, one trip to it for each statement."""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache, partial
from typing import Any, Self

import aiosqlite
from sqlalchemy import Dialect
from sqlalchemy.dialects.sqlite import DATETIME

WAIT_FOR_LOCK = 30  # seconds, for another process that writes (a backup, a person with a shell)


class Moment(DATETIME):
    """Text in the dialect's own form. A batch writes the same few moments over and over, and
    looking one up is five times quicker than spelling it.
    """

    def bind_processor(self, dialect: Dialect) -> Any:
        spell = super().bind_processor(dialect)
        return spell and lru_cache(maxsize=512)(spell)


class WholeCursor(aiosqlite.Cursor):
    """Takes all rows of a statement in the trip that runs it.

    Four trips become one, and trips are most of a small statement's cost.
    """

    _rows: list[sqlite3.Row]

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        self._rows = await self._execute(self._run, sql, parameters or ())  # type: ignore[no-untyped-call]
        return self

    async def fetchall(self) -> list[sqlite3.Row]:
        return self._rows

    async def close(self) -> None:
        """A statement read to its end holds nothing."""

    def _run(self, sql: str, parameters: Any) -> list[sqlite3.Row]:
        self._cursor.execute(sql, parameters)
        return self._cursor.fetchall()


class WholeConnection(aiosqlite.Connection):
    def cursor(self) -> WholeCursor:  # type: ignore[override]  # a bare cursor needs no trip
        return WholeCursor(self, self._conn.cursor())

    async def close(self) -> None:
        """Roll back first: SQLite really closes a connection, and lets go of its locks, only
        with its last statement, and the traceback of a cancelled task may hold one for long.
        """
        try:
            await self.rollback()
        finally:
            await super().close()


async def connect(path: str) -> WholeConnection:
    """The driver emits no BEGIN of its own: ours say of which kind."""
    opened = WholeConnection(
        partial(
            sqlite3.connect,
            path,
            timeout=WAIT_FOR_LOCK,
            isolation_level=None,
            check_same_thread=False,  # cursors are made on the event loop and used on the thread
        ),
        iter_chunk_size=64,
    )
    await opened
    return opened
