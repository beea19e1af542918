"""`vidhuk export`: a file of a period beside the running bot, or a sentence why not."""

import asyncio
import subprocess
import sys
import zipfile
from hashlib import sha512
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.export import ExportError, Wanted, export
from handlers.files.making import Form, maker_of, suffix_of
from storage.engine import Store, open_store
from tests.builders import NOON, Shop
from tests.disk import fill

ROOT = Path(__file__).parents[2]


def wanted(out: Path | None, *, brand: str = "", period: str = "month") -> Wanted:
    return Wanted(brand, period, "xlsx", out, NOON)


async def test_it_writes_beside_a_bot_that_holds_the_database(
    database_url: str, tmp_path: Path
) -> None:
    out = tmp_path / "month.xlsx"
    heard: list[str] = []
    async with open_store(database_url) as store:
        shop = await Shop.open(store)
        await shop.client_writes(at=NOON)
        path = await export(database_url, wanted(out), maker_of(Form.XLSX), heard.append)
    assert out == path
    assert out.read_bytes().startswith(b"PK")
    assert "requests: 1" in heard


async def test_several_brands_are_told_apart(database_url: str, tmp_path: Path) -> None:
    async with open_store(database_url) as store:
        first, second = await Shop.open(store), await Shop.open(store)
        with pytest.raises(ExportError, match="Which brand"):
            await export(database_url, wanted(tmp_path / "x"), maker_of(Form.CSV), print)
        with pytest.raises(ExportError, match="Which brand"):
            await export(database_url, wanted(tmp_path / "x", brand="?"), maker_of(Form.CSV), print)
        for shop in (first, second):
            out = tmp_path / f"{shop.brand_id}.zip"
            number = str(shop.brand_id)
            await export(database_url, wanted(out, brand=number), maker_of(Form.CSV), lambda _: 0)
            assert out.exists()


@pytest.mark.parametrize(
    ("revision", "remedy"), [("9999", "use the newer version"), ("0001", "start the bot once")]
)
async def test_a_database_of_another_version_is_refused_with_what_mends_it(
    new_database_url: str, tmp_path: Path, revision: str, remedy: str
) -> None:
    async with open_store(new_database_url) as store, store._writer.begin() as connection:
        await connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    with pytest.raises(ExportError, match=f"at revision {revision}.*{remedy}"):
        await export(new_database_url, wanted(tmp_path / "x"), maker_of(Form.XLSX), print)


async def test_what_cannot_be_is_said_and_leaves_nothing(sqlite_url: str, tmp_path: Path) -> None:
    async with open_store(sqlite_url) as store:
        await Shop.open(store)
    make = maker_of(Form.XLSX)
    for period in ("sometime", "2030-01-01", "1990-01-01..2026-01-01"):
        with pytest.raises(ExportError, match="The period is"):
            await export(sqlite_url, wanted(tmp_path / "x", period=period), make, print)
    with pytest.raises(ExportError, match="The file cannot be written"):
        await export(sqlite_url, wanted(tmp_path / "no" / "folder" / "x.xlsx"), make, print)
    nowhere = f"sqlite+aiosqlite:///{tmp_path}/nowhere.sqlite3"
    with pytest.raises(ExportError, match="there is no database"):
        await export(nowhere, wanted(tmp_path / "x"), make, print)
    assert not (tmp_path / "nowhere.sqlite3").exists()
    assert not (tmp_path / "x").exists()
    assert [] == [one for one in files(tmp_path) if not one.name.startswith("vidhuk.sqlite3")]


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (40960, 40960))  # SQLite needs 32 KB beside a bot
from bot.__main__ import main
main()
"""


def words(n: int) -> str:
    """Some that do not compress well."""
    return "".join(sha512(f"{n} {part}".encode()).hexdigest() for part in range(12))


async def a_long_talk(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.log(*[shop.message(words(n), at=NOON) for n in range(100)])


def _export(
    form: Form, sqlite_url: str, folder: Path, *how: str
) -> subprocess.CompletedProcess[str]:
    arguments = ["export", f"--form={form.value}", f"--out={folder}/x.{suffix_of(form)}"]
    return subprocess.run(
        [sys.executable, *how, *arguments, f"--at={NOON.isoformat()}"],
        env={"DATABASE_URL": sqlite_url, "PATH": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("form", [Form.XLSX, Form.CSV, Form.HTML], ids=str)
async def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(
    form: Form, sqlite_url: str, small_disk: Path
) -> None:
    async with open_store(sqlite_url) as store:
        await a_long_talk(store)
    ballast = small_disk / "ballast"
    fill(ballast, keep_free=8192)
    done = _export(form, sqlite_url, small_disk, "-m", "bot")
    assert (2, "The file cannot be written: No space left on device.") == (
        done.returncode,
        done.stderr.strip(),
    )
    assert [ballast] == files(small_disk)


async def test_a_file_that_may_not_grow_is_one_sentence_too(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with open_store(sqlite_url) as store:
        await a_long_talk(store)
    out = tmp_path / "out"
    out.mkdir()
    for form in (Form.XLSX, Form.CSV):
        done = _export(form, sqlite_url, out, "-c", LIMITED)
        assert (2, "The file cannot be written: File too large.") == (
            done.returncode,
            done.stderr.strip(),
        )
        assert [] == files(out)


async def test_two_exports_to_one_name_are_both_whole_and_the_last_stays(
    sqlite_url: str, tmp_path: Path
) -> None:
    out = tmp_path / "week.zip"
    async with open_store(sqlite_url) as store:
        await a_long_talk(store)
        make = maker_of(Form.CSV)
        both = [export(sqlite_url, wanted(out), make, lambda _: 0) for _ in range(2)]
        assert [out, out] == await asyncio.gather(*both)
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        assert "messages.csv" in archive.namelist()
    assert [out] == [one for one in files(tmp_path) if not one.name.startswith("vidhuk.sqlite3")]


def test_what_makes_files_stays_small_and_starts_quickly() -> None:
    """It needs no aiogram, which takes 130 MB and three seconds, and draws only pictures."""
    code = """
import sys, bot.export, handlers.files.making, handlers.files.sheets
assert not {"aiogram", "matplotlib"} & {*sys.modules}
import handlers.files.page, handlers.files.picture
assert "aiogram" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
