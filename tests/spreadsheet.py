"""Reads a spreadsheet as a person sees it: sheets, rows, cells."""

import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def spaced(said: str) -> str:
    return said.replace("\u202f", " ").replace("\u2068", "").replace("\u2069", "")


def cells(book: Path) -> dict[str, list[list[Any]]]:
    """Every row of every sheet: numbers as numbers, empty cells as None up to the last full one."""
    with zipfile.ZipFile(book) as archive:
        names = [
            one.attrib["name"]
            for one in ET.fromstring(archive.read("xl/workbook.xml")).iter(f"{SHEET}sheet")
        ]
        pages = [
            ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            for number in range(1, len(names) + 1)
        ]
    return {
        name: [_row(row) for row in page.iter(f"{SHEET}row")]
        for name, page in zip(names, pages, strict=True)
    }


def _row(row: ET.Element) -> list[Any]:
    found: list[Any] = []
    for cell in row.iter(f"{SHEET}c"):
        letters = cell.attrib["r"].rstrip("0123456789")
        found += [None] * (ord(letters) - ord("A") - len(found))
        text = "".join(cell.itertext())
        found.append(spaced(text) if cell.attrib.get("t") == "inlineStr" else float(text))
    return found
