"""Leaves the tables and nothing in them, in one trip to the database where it can."""

import asyncpg
from sqlalchemy import text
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - registers the tables
from storage.engine import Store

EMPTY = [f'DELETE FROM "{table.name}"' for table in reversed(SQLModel.metadata.sorted_tables)]
"""A tenth of the time of TRUNCATE here."""

RESTART = [f'TRUNCATE "{name}" RESTART IDENTITY CASCADE' for name in SQLModel.metadata.tables]

_AT_ONCE = f"DO $$ BEGIN {'; '.join(EMPTY)}; END $$"  # PostgreSQL's


async def empty(url: str, how: list[str] = EMPTY) -> None:
    connection = await asyncpg.connect(url.replace("postgresql+asyncpg://", "postgresql://"))
    try:
        await connection.execute("; ".join(how))
    finally:
        await connection.close()


async def empty_store(store: Store) -> None:
    async with store.write() as session:
        kind = (await session.connection()).dialect.name
        for statement in [_AT_ONCE] if kind == "postgresql" else EMPTY:
            await session.execute(text(statement))
