"""Brings the schema to the newest revision, after a backup, before anything else runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

SCRIPTS = Path(__file__).parent / "migrations"


class UnknownRevisionError(Exception):
    """The database was last used by a newer Vidhuk."""


def revisions() -> list[str]:
    """Numbered files, the oldest first: 0001_….py, 0002_….py."""
    return sorted(path.name.split("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


def newest_revision() -> str:
    return revisions()[-1]


def alembic_config(connection: Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415 - 0.2 s of import, seldom needed

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def _current_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see above

    command.upgrade(alembic_config(connection), "head")


def _expect_known(current: str | None) -> None:
    if current is not None and current not in revisions():
        raise UnknownRevisionError(
            f"the database is at revision {current}, this Vidhuk knows only up to"
            f" {newest_revision()}: use the newer version, or restore the backup"
        )


async def migrate(engine: AsyncEngine, backup: Path | None) -> None:
    """Upgrade if needed. `backup` is the SQLite file to copy before an upgrade of a used one.

    Raises UnknownRevisionError.
    """
    async with engine.connect() as connection:
        current = await connection.run_sync(_current_revision)
    if current == newest_revision():
        return
    _expect_known(current)
    if backup is not None and current is not None:
        await _copy(engine, backup.with_name(f"{backup.name}.before-{newest_revision()}"))
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade)


async def expect_newest(engine: AsyncEngine) -> None:
    """Raises UnknownRevisionError where the tables are not this version's."""
    async with engine.connect() as connection:
        current = await connection.run_sync(_current_revision)
    _expect_known(current)
    if current != newest_revision():
        raise UnknownRevisionError(
            f"the database is at revision {current}, this Vidhuk needs {newest_revision()}: start "
            "the bot once"
        )


async def _copy(engine: AsyncEngine, target: Path) -> None:
    """VACUUM INTO is a true copy; the bare file without its WAL would not be."""
    target.unlink(missing_ok=True)  # noqa: ASYNC240 - once, before anything runs
    async with engine.connect() as connection:
        await connection.exec_driver_sql("COMMIT")  # VACUUM refuses an open transaction
        await connection.exec_driver_sql("VACUUM INTO ?", (str(target),))
        await connection.exec_driver_sql("BEGIN")
