"""`vidhuk export`: a file of a period beside the running bot, or a sentence why not."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.export import ExportError, Wanted, export
from handlers.files.making import Form, maker_of
from storage.engine import open_store
from tests.builders import NOON, Shop


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
    assert not (tmp_path / "x.part").exists()


def test_a_full_disk_leaves_no_half_file(sqlite_url: str, tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "export", "--form=html", f"--out={full}/x.html"],
        env={"DATABASE_URL": sqlite_url, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert 2 == done.returncode
    assert "Traceback" not in done.stderr


def test_what_makes_files_stays_small_and_starts_quickly() -> None:
    """It needs no aiogram, which takes 130 MB and three seconds."""
    heavy = "{'aiogram', 'matplotlib'} & set(sys.modules)"
    code = f"import sys, bot.export, handlers.files.making; sys.exit(str({heavy} or ''))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert ("", "") == (done.stdout, done.stderr.strip())
