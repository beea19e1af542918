"""XLSX and CSV. No cell can become a formula; moments are true dates, in the brand's time."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from handlers.files.facts import FileFacts, summary_rows
from handlers.texts import Texts
from handlers.views.names import sheet_name
from storage.export import Sheet

CELL = 32_767
"""Characters that a cell of Excel takes."""

MOST_ROWS = 1_048_575
"""Rows of one sheet of Excel below its header; the rest go on in another."""

AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for the beginning of a formula."""

Pages = Callable[[Sheet], AsyncIterator[list[tuple[Any, ...]]]]
Progress = Callable[[str, int], None]


async def write_xlsx(
    path: Path, facts: FileFacts, sheets: Sequence[Sheet], pages: Pages, progress: Progress
) -> None:
    """One sheet a table, and the summary with its charts. Rows are streamed."""
    # Rows go to the disk as they come; with strings kept in place no table of them grows.
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
    try:
        _write_summary(book, facts)
        for sheet in sheets:
            await _write_sheet(book, facts, sheet, pages, progress)
    finally:
        _close(book)


def _close(book: Workbook) -> None:
    """The file is written here. Raises OSError, where XlsxWriter has an error of its own."""
    try:
        book.close()
    except FileCreateError as error:
        for page in book.worksheets():  # XlsxWriter leaves the files of their rows open
            page.row_data_fh.close()
        raise OSError(str(error)) from error


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
            _write_row(page, row, values, zone, moments)
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
        page.set_column(column, column, 40 if title in {"text", "preview"} else 18)
        page.write_string(0, column, column_name(t, title), bold)
    return page


def _write_summary(book: Workbook, facts: FileFacts) -> None:
    t = facts.t
    page = book.add_worksheet(t("summary"))
    bold = book.add_format({"bold": True})
    page.set_column(0, 0, 44)
    page.set_column(1, 1, 26)
    page.write_string(0, 0, facts.brand.name[:CELL], bold)
    page.write_string(0, 1, facts.span)
    page.write_string(2, 2, t("number; hours for times"))
    page.write_string(2, 3, t("of"))
    row = 3
    for one in summary_rows(facts):
        page.write_string(row, 0, one.name)
        page.write_string(row, 1, one.shown)
        for column, number in ((2, one.number), (3, one.n)):
            if number is not None:
                page.write_number(row, column, number)
        row += 1
    row = _chart_of_causes(book, page, facts, row + 1)
    _chart_of_days(book, page, facts, row + 1)


def _chart_of_causes(book: Workbook, page: Worksheet, facts: FileFacts, row: int) -> int:
    """Why complaints arose; returns the first row below the numbers."""
    t, quality = facts.t, facts.report.quality if facts.report else None
    causes = list(quality.causes) if quality else []
    if not causes:
        return row
    title = t("Causes of closed complaints")
    page.write_string(row, 0, title)
    first, last = row + 1, row + len(causes)
    for place, (name, count) in enumerate(causes, first):
        page.write_string(place, 0, name[:CELL] or t("no cause recorded"))
        page.write_number(place, 1, count)
    chart: Any = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": [page.get_name(), first, 0, last, 0],
            "values": [page.get_name(), first, 1, last, 1],
            "fill": {"color": "#3B7DB8"},
        }
    )
    chart.set_title({"name": title})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    page.insert_chart(18, 5, chart)
    return last + 1


def _chart_of_days(book: Workbook, page: Worksheet, facts: FileFacts, row: int) -> None:
    """Answers in time by day: the numbers stand beside the chart that shows them."""
    t = facts.t
    first = row + 1
    for column, title in enumerate((t("day"), t("in time"), t("late"))):
        page.write_string(row, column, title)
    for offset, day in enumerate(facts.days, first):
        page.write_string(offset, 0, day.day.isoformat())
        page.write_number(offset, 1, day.compliance.met)
        page.write_number(offset, 2, day.compliance.breached)
    if not facts.days:
        return
    last = first + len(facts.days) - 1
    chart: Any = book.add_chart({"type": "column", "subtype": "stacked"})
    for column, colour in ((1, "#2E9E6B"), (2, "#D64545")):
        chart.add_series(
            {
                "name": [page.get_name(), row, column],
                "categories": [page.get_name(), first, 0, last, 0],
                "values": [page.get_name(), first, column, last, column],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": t("Answers by day")})
    page.insert_chart(2, 5, chart)


async def write_csv(
    path: Path, facts: FileFacts, sheets: Sequence[Sheet], pages: Pages, progress: Progress
) -> None:
    """A ZIP of one CSV a table: UTF-8, moments as ISO 8601 with their offset."""
    zone = ZoneInfo(facts.brand.timezone)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in sheets:
            with archive.open(f"{sheet.name}.csv", "w", force_zip64=True) as raw:
                text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
                writer = csv.writer(text)
                writer.writerow(sheet.columns)
                done = 0
                async for rows in pages(sheet):
                    writer.writerows([_plain(value, zone) for value in row] for row in rows)
                    done += len(rows)
                    progress(sheet.name, done)
                text.flush()
                text.detach()


def _plain(value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    words = str(value)
    return f"'{words}" if words.startswith(AS_FORMULA) else words


def column_name(t: Texts, name: str) -> str:
    return {
        "number": t("number"),
        "kind": t("kind"),
        "status": t("status"),
        "source": t("source"),
        "own_source": t("own source"),
        "client": t("client"),
        "username": t("handle"),
        "started_at": t("began"),
        "answered_at": t("answered at"),
        "closed_at": t("closed at"),
        "outcome": t("outcome"),
        "cause": t("cause"),
        "told": t("client told"),
        "assignee": t("with"),
        "preview": t("first words"),
        "note": t("note"),
        "due_at": t("due"),
        "stopped_at": t("ended"),
        "stop": t("why it ended"),
        "stopped_by": t("by whom"),
        "direction": t("direction"),
        "author": t("author"),
        "sent_at": t("sent"),
        "content": t("medium"),
        "text": t("text"),
        "asked_at": t("asked"),
        "score": t("mark"),
        "rated_at": t("marked"),
        "words": t("words"),
        "name": t("name"),
        "role": t("role"),
        "active": t("active"),
        "joined_at": t("joined"),
    }[name]
