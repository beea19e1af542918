"""Files and pictures: made beside the bot, whole or not at all, and of one brand only."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.sandbox import Message
from tests.stage import Stage

FORMULA = '=HYPERLINK("http://evil","x")'
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


async def a_day(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    for name, words in (("Олена", FORMULA), ("+Петро", "Чи є доставка?")):
        stage.sandbox.person(name).writes(words)
    card = await stage.seen(stage.desk, "Чи є доставка?")
    await stage.fast_forward(hours=1)
    stage.iryna.writes("Так, є", chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")


def file_of(stage: Stage, message: Message) -> bytes:
    document = message.raw.get("document") or message.raw["photo"][-1]
    return stage.sandbox.file(document["file_id"])


async def sent(stage: Stage, kind: str) -> Message:
    """The file that the bot sent to the leads' chat."""

    def find() -> Message | None:
        stage.bot_died()
        return next((m for m in stage.leads.messages if m.by_bot and kind in m.raw), None)

    found = await stage.sandbox.wait_for(find, timeout=60)
    assert found is not None
    return found


def cells(book: bytes) -> dict[str, list[list[str]]]:
    """The strings and numbers of every sheet, and a proof that none is a formula."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        names = [
            one.attrib["name"]
            for one in ET.fromstring(archive.read("xl/workbook.xml")).iter(f"{SHEET}sheet")
        ]
        found = {}
        for number, name in enumerate(names, 1):
            page = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            assert [] == list(page.iter(f"{SHEET}f"))
            found[name] = [
                ["".join(cell.itertext()) for cell in row] for row in page.iter(f"{SHEET}row")
            ]
    return found


async def test_a_spreadsheet_holds_the_period_and_no_formula(stage: Stage) -> None:
    await a_day(stage)
    stage.lead.writes("/export week", chat=stage.leads)
    await stage.seen(stage.leads, "I am making the file.")
    book = cells(file_of(stage, await sent(stage, "document")))
    assert ["summary", "requests", "waits", "messages", "marks", "team"] == list(book)
    head, first, second = book["requests"]
    assert ["number", "kind", "status", "source", "own source", "client"] == head[:6]
    assert ["question", "answered", "Telegram"] == second[1:4]
    assert ("1", "Олена") == (first[0], first[5])
    assert FORMULA in first
    assert ("2", "+Петро") == (second[0], second[5])
    assert [["requests", "2", "2"], ["questions", "1", "1"]] == [
        row for row in book["summary"] if row and row[0] in {"requests", "questions"}
    ]


async def test_csv_is_utf8_with_offsets_and_disarmed(stage: Stage) -> None:
    await a_day(stage)
    stage.lead.writes("/export csv week", chat=stage.leads)
    raw = file_of(stage, await sent(stage, "document"))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("requests.csv").decode("utf-8-sig"))))
        waits = list(csv.DictReader(io.StringIO(archive.read("waits.csv").decode("utf-8-sig"))))
    assert ["Олена", "'+Петро"] == [row["client"] for row in rows]
    assert f"'{FORMULA}" == rows[0]["preview"]
    assert datetime.fromisoformat("2026-11-02T12:00:00+02:00") == datetime.fromisoformat(
        rows[0]["started_at"]
    )
    assert rows[0]["started_at"].endswith("+02:00")
    assert ["answered", ""] == [row["stop"] for row in waits]  # what ended comes first


async def test_a_page_for_the_brands_owner_shows_its_name_and_escapes_words(stage: Stage) -> None:
    await stage.set_up()
    await stage.record.set_brand(name="Чай & <b>Кава</b>")
    await stage.enrol(stage.lead, "lead")
    stage.lead.writes("/export html week", chat=stage.leads)
    page = file_of(stage, await sent(stage, "document")).decode()
    assert "Чай &amp; &lt;b&gt;Кава&lt;/b&gt;: how clients were answered" in page
    assert "data:image/png;base64," in page


async def test_a_picture_comes_light_or_dark_from_the_report(stage: Stage) -> None:
    await a_day(stage)
    stage.lead.writes("/report week", chat=stage.leads)
    report = await stage.seen(stage.leads, "My brand: report")
    assert "Drawing…" == (await stage.lead.presses(report, "🌙 Dark")).text
    assert file_of(stage, await sent(stage, "photo")).startswith(b"\x89PNG")
    stranger = stage.sandbox.person("Хтось")
    refused = await stranger.forges(report, "f:2026-10-27..2026-11-02:0")
    assert "Ви ще не в команді" in refused.text


async def test_two_files_asked_for_at_once_both_come(stage: Stage) -> None:
    await a_day(stage)
    stage.lead.writes("/export csv week", chat=stage.leads)
    stage.lead.writes("/export week", chat=stage.leads)
    await stage.seen(stage.leads, "yours is next in line")

    def both() -> set[str]:
        stage.bot_died()
        files = [m.raw["document"] for m in stage.leads.messages if "document" in m.raw]
        return {one["file_name"] for one in files} if len(files) == 2 else set()

    names = await stage.sandbox.wait_for(both, timeout=90)
    days = "2026-10-27-2026-11-02"
    assert {f"My-brand-{days}.zip", f"My-brand-{days}.xlsx"} == names


async def test_who_may_export_and_what_cannot_be_read(stage: Stage) -> None:
    await a_day(stage)
    stage.iryna.writes("/export week", chat=stage.desk)
    await stage.seen(stage.desk, "Only leads and the owner can do this.")
    for typed in ("pdf", "csv колись", "2030-01-01", "1990..2026"):
        stage.lead.writes(f"/export {typed}", chat=stage.leads)
        await stage.seen(stage.leads, "Examples: /export month")
    assert [] == [m for m in stage.leads.messages if "document" in m.raw]


async def test_a_full_disk_leaves_a_clear_word_and_no_half_file(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_day(stage)
    # A folder in which nothing can be written, as on a disk without room.
    gone = tmp_path / "gone"
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    monkeypatch.setattr("handlers.exports.file_name", lambda *_: f"{gone}/nowhere/x.xlsx")
    stage.lead.writes("/export week", chat=stage.leads)
    said = "The file could not be made"
    await stage.sandbox.wait_for(lambda: stage.said(stage.leads, said), timeout=60)
    assert "“vidhuk export”" in stage.said(stage.leads, said)[0].text


async def test_a_file_that_telegram_does_not_take_is_told_of(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_day(stage)
    monkeypatch.setattr("handlers.exports.PAUSE", 0.01)
    stage.sandbox.fail_next("sendDocument", times=5, status=500)
    stage.lead.writes("/export csv week", chat=stage.leads)
    said = "The file could not be delivered. Please ask for it again."
    await stage.sandbox.wait_for(lambda: stage.said(stage.leads, said), timeout=60)
    assert [] == [m for m in stage.leads.messages if "document" in m.raw]
