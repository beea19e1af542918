"""XLSX and CSV. No cell can become a formula; moments are true dates, in the brand's time."""

import codecs
import csv
import zipfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.export import Progress
from handlers.files.columns import column_name, in_words
from handlers.files.facts import FileFacts
from handlers.files.summary_sheet import CELL, write_summary
from handlers.texts import Texts
from handlers.views.names import sheet_name
from storage.export import Sheet

MOST_ROWS = 1_048_575
"""Rows of one sheet of Excel below its header; the rest go on in another."""

AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for the beginning of a formula."""

WIDTHS = {"number": 9, "text": 60, "preview": 60, "note": 40, "words": 40, "client": 24, "name": 24}
"""Characters that a column shows, where 18 are too many or too few."""

Pages = Callable[[Sheet], AsyncIterator[list[tuple[Any, ...]]]]


async def write_xlsx(
    path: Path, facts: FileFacts, sheets: Sequence[Sheet], pages: Pages, progress: Progress
) -> None:
    """One sheet a table, and the summary with its charts. Rows are streamed."""
    # Rows go to the disk as they come, into the file's own folder, which is removed with all that
    # a failure leaves in it; with strings kept in place no table of them grows.
    options = {"constant_memory": True, "strings_to_urls": False, "tmpdir": str(path.parent)}
    book = xlsxwriter.Workbook(str(path), options)
    try:
        write_summary(book, facts)
        for sheet in sheets:
            await _write_sheet(book, facts, sheet, pages, progress)
        book.close()
    except FileCreateError as error:
        raise OSError(*_cause(error).args) from error
    finally:
        for page in book.worksheets():  # XlsxWriter leaves the files of their rows open
            _let_go(page.row_data_fh)


def _cause(error: FileCreateError) -> OSError:
    """What XlsxWriter has wrapped into an error of its own."""
    [cause] = error.args
    return cause if isinstance(cause, OSError) else OSError(str(cause))


def _let_go(file: Any) -> None:
    """Close without writing what is left: on a full disk that would only fail once more."""
    if not file.closed:
        with suppress(OSError):
            file.close()


async def _write_sheet(
    book: Workbook, facts: FileFacts, sheet: Sheet, pages: Pages, progress: Progress
) -> None:
    t, zone = facts.t, ZoneInfo(facts.brand.timezone)
    moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    page = _new_sheet(book, t, sheet, 1)
    row = done = 0
    number = 1
    async for rows in pages(sheet):
        for values in rows:
            if row == MOST_ROWS:
                page.autofilter(0, 0, row, len(sheet.columns) - 1)
                number, row = number + 1, 0
                page = _new_sheet(book, t, sheet, number)
            row += 1
            words = [in_words(t, *one) for one in zip(sheet.columns, values, strict=True)]
            _write_row(page, row, words, zone, moments)
        done += len(rows)
        progress(sheet.name, done)
    page.autofilter(0, 0, row, len(sheet.columns) - 1)


def _write_row(
    page: Worksheet, row: int, values: Sequence[Any], zone: ZoneInfo, moments: Any
) -> None:
    for column, value in enumerate(values):
        if value is None:
            continue
        if isinstance(value, datetime):
            page.write_datetime(row, column, value.astimezone(zone).replace(tzinfo=None), moments)
        elif isinstance(value, bool):
            page.write_boolean(row, column, value)
        elif isinstance(value, int | float):
            page.write_number(row, column, value)
        else:
            page.write_string(row, column, str(value)[:CELL])


def _new_sheet(book: Workbook, t: Texts, sheet: Sheet, number: int) -> Worksheet:
    name = sheet_name(t, sheet.name)
    page: Worksheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
    page.freeze_panes(1, 0)
    bold = book.add_format({"bold": True, "bg_color": "#D9E6F2"})
    for column, title in enumerate(sheet.columns):
        page.set_column(column, column, WIDTHS.get(title, 18))
        page.write_string(0, column, column_name(t, title), bold)
    return page


async def write_csv(
    path: Path, facts: FileFacts, sheets: Sequence[Sheet], pages: Pages, progress: Progress
) -> None:
    """A ZIP of one CSV a table: UTF-8 with its mark, by which Excel knows it; moments as ISO 8601
    with their offset; the same words in every language, for programs.
    """
    zone = ZoneInfo(facts.brand.timezone)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in sheets:
            with archive.open(f"{sheet.name}.csv", "w", force_zip64=True) as raw:
                raw.write(codecs.BOM_UTF8)
                writer = csv.writer(_Encoded(raw))
                writer.writerow(sheet.columns)
                done = 0
                async for rows in pages(sheet):
                    writer.writerows([_plain(value, zone) for value in row] for row in rows)
                    done += len(rows)
                    progress(sheet.name, done)


class _Encoded:
    """Text for a file of bytes. It holds nothing back that would be left to write when the disk
    is full already.
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw

    def write(self, text: str) -> int:
        return self._raw.write(text.encode())


def _plain(value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    words = str(value)
    return f"'{words}" if words.startswith(AS_FORMULA) else words
