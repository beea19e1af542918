"""Every schema change can be walked up, down and up again, and loses nobody's data."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

import storage.migrate
from storage.engine import StorageError, open_store
from storage.migrate import alembic_config, newest_revision, revisions
from storage.updates import pulse
from tests.builders import NOON, Shop
from tests.storage.work import write_one

NEXT = """
from alembic import op
import sqlalchemy as sa

revision, down_revision = "0099", "{before}"


def upgrade():
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    {more}


def downgrade():
    op.drop_table("later")
"""


@pytest.fixture
def later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations of a Vidhuk that is one revision ahead."""
    scripts = shutil.copytree(storage.migrate.SCRIPTS, tmp_path / "migrations")
    revision = scripts / "versions" / "0099_later.py"
    revision.write_text(NEXT.format(before=newest_revision(), more=""))
    monkeypatch.setattr(storage.migrate, "SCRIPTS", scripts)
    return revision


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def difference(connection: Connection) -> list[object]:
    """What autogenerate would still change."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, SQLModel.metadata))


async def walk(url: str) -> list[tuple[str, set[str]]]:
    """Up, down and up again, one revision after the other."""
    seen = []

    def stairway(connection: Connection) -> None:
        config = alembic_config(connection)
        script = ScriptDirectory.from_config(config)
        assert revisions() == [one.revision for one in reversed(list(script.walk_revisions()))]
        for revision in revisions():
            command.upgrade(config, revision)
            above = tables(connection)
            command.downgrade(config, "-1")
            seen.append((f"below {revision}", tables(connection)))
            command.upgrade(config, revision)
            assert above == tables(connection)
        seen.append(("top", tables(connection)))
        assert [] == difference(connection)

    async with open_store(url) as store:
        engine = store._writer
        async with engine.begin() as connection:
            await connection.run_sync(lambda one: command.downgrade(alembic_config(one), "base"))
        async with engine.begin() as connection:
            await connection.run_sync(stairway)
    return seen


async def test_every_revision_goes_up_and_down_and_up(new_database_url: str) -> None:
    seen = await walk(new_database_url)

    assert ("below 0001", set()) == seen[0]
    assert ("top", set(SQLModel.metadata.tables)) == seen[-1]


async def test_the_migrated_tables_are_the_tables_we_use(database_url: str) -> None:
    async with open_store(database_url) as store, store._writer.connect() as connection:
        assert [] == await connection.run_sync(difference)


async def test_the_comparison_sees_a_difference(database_url: str) -> None:
    """Else the test above could not fail."""
    async with open_store(database_url) as store, store._writer.connect() as connection:
        await connection.execute(text("DROP INDEX ix_wait_due"))
        assert 1 == len(await connection.run_sync(difference))
        await connection.rollback()


async def test_a_second_start_does_not_migrate(
    new_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_store(new_database_url) as store:
        await write_one(store, "kept")

    def refuse(_connection: Connection) -> None:
        raise AssertionError("migrated again")

    monkeypatch.setattr(storage.migrate, "_upgrade", refuse)
    async with open_store(new_database_url) as store, store.read() as session:
        assert NOON == await pulse(session, "kept")


def backups(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("*.before-*")]


async def test_a_new_file_is_not_backed_up(tmp_path: Path) -> None:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path}/new.sqlite3"):
        pass
    assert [] == backups(tmp_path)


async def test_a_used_file_is_copied_before_its_upgrade(
    sqlite_url: str, tmp_path: Path, later_version: Path
) -> None:
    path = tmp_path / "vidhuk.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("INSERT INTO pulse VALUES ('only in the WAL', '2026-11-02 10:00:00')")
        connection.commit()
        connection.execute("PRAGMA wal_autocheckpoint=0")
        async with open_store(sqlite_url):
            pass

    backup = tmp_path / "vidhuk.sqlite3.before-0099"
    with closing(sqlite3.connect(backup)) as connection:
        assert [("only in the WAL",)] == connection.execute("SELECT duty FROM pulse").fetchall()
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert "later" not in names
    assert [backup.name] == backups(tmp_path)


async def test_an_upgrade_keeps_what_is_on_record(
    new_database_url: str, request: pytest.FixtureRequest
) -> None:
    async with open_store(new_database_url) as store:
        written = await (await Shop.open(store)).client_writes("Де моє замовлення?")
    request.getfixturevalue("later_version")
    async with open_store(new_database_url) as store, store._writer.connect() as connection:
        assert "later" in await connection.run_sync(tables)
        assert written.preview == await connection.scalar(text("SELECT preview FROM request"))


@pytest.fixture
def broken_version(later_version: Path) -> str:
    """The same, with a mistake in its last statement. Returns the revision before it."""
    before = revisions()[-2]
    later_version.write_text(
        NEXT.format(before=before, more='op.execute("INSERT INTO nowhere VALUES (1)")')
    )
    return before


async def test_an_upgrade_that_fails_changes_nothing(
    sqlite_url: str, tmp_path: Path, broken_version: str
) -> None:
    with pytest.raises(StorageError, match="nowhere"):
        async with open_store(sqlite_url):
            pass
    with closing(sqlite3.connect(tmp_path / "vidhuk.sqlite3")) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        [revision] = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert "later" not in names
    assert broken_version == revision


async def test_a_database_of_a_later_version_is_refused(new_database_url: str) -> None:
    async with open_store(new_database_url) as store, store._writer.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StorageError, match=r"revision 9999.*newer version"):
        async with open_store(new_database_url):
            pass
