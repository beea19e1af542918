"""The database is opened by one copy only, and one that cannot be used is told in words."""

from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from storage.engine import AnotherCopyRunsError, StorageError, open_store
from tests.storage.work import cut_off, write_one

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


async def test_a_server_that_restarted_still_knows_who_has_the_lock(
    postgres_with_tables: str,
) -> None:
    async with open_store(postgres_with_tables) as store:
        await cut_off(postgres_with_tables)
        await write_one(store, "the first goes on working")
        with pytest.raises(AnotherCopyRunsError):
            async with open_store(postgres_with_tables):
                pass


async def test_a_copy_whose_place_was_taken_writes_no_more(postgres_with_tables: str) -> None:
    async with open_store(postgres_with_tables) as first:
        await cut_off(postgres_with_tables)
        async with open_store(postgres_with_tables) as second:
            with pytest.raises(AnotherCopyRunsError):
                await write_one(first, "too late")
            await write_one(second, "duty")
        await write_one(first, "alone again")


async def test_errors_of_the_work_inside_pass_as_they_are(database_url: str) -> None:
    """A refused connection to Telegram, say, is no trouble of the database."""
    with pytest.raises(ConnectionRefusedError):
        async with open_store(database_url):
            raise ConnectionRefusedError


async def test_what_follows_an_address_reaches_the_driver(postgres_with_tables: str) -> None:
    said = "timeout=10&command_timeout=30.5&statement_cache_size=0&application_name=my+bot"
    async with open_store(f"{postgres_with_tables}?{said}") as store, store.read() as session:
        name = await session.scalar(text("SELECT current_setting('application_name')"))
    assert "my bot" == name


async def test_a_server_that_cannot_be_verified_is_told_in_words(
    postgres_with_tables: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # without a root certificate
    with pytest.raises(StorageError, match=r"root certificate|SSL"):
        async with open_store(f"{postgres_with_tables}?ssl=verify-full"):
            pass


# --- databases that cannot be used ------------------------------------------------------------


async def opens(url: str) -> None:
    async with open_store(url):
        pass


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(StorageError, match=r"cannot write to .*taken"):
        await opens(f"sqlite+aiosqlite:///{tmp_path}/taken/vidhuk.sqlite3")


async def test_a_folder_that_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with open_store(f"sqlite+aiosqlite:///{folder}/vidhuk.sqlite3"):
        assert 0o700 == folder.stat().st_mode & 0o777


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
