"""The first sheet of the spreadsheet: the figures, and the charts with their numbers beside."""

from datetime import datetime, time
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from handlers.files.facts import FileFacts, summary_rows

CELL = 32_767
"""Characters that a cell of Excel takes."""

HEAD = 2
"""The row of the figures' header; above it stands whose they are."""

CHARTS = 5
"""The column from which the charts stand."""


def write_summary(book: Workbook, facts: FileFacts) -> None:
    t = facts.t
    page = book.add_worksheet(t("summary"))
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "bg_color": "#D9E6F2"})
    for column, width in enumerate((44, 26, 16, 10)):
        page.set_column(column, column, width)
    page.write_string(0, 0, facts.title[:CELL], bold)
    page.write_string(0, 1, facts.span)
    titles = (t("figure"), t("in words"), t("number; hours for times"), t("of"))
    for column, title in enumerate(titles):
        page.write_string(HEAD, column, title, head)
    page.freeze_panes(HEAD + 1, 0)
    row = HEAD + 1
    for one in summary_rows(facts):
        page.write_string(row, 0, one.name)
        page.write_string(row, 1, one.shown)
        for column, number in ((2, one.number), (3, one.n)):
            if number is not None:
                page.write_number(row, column, number)
        row += 1
    page.autofilter(HEAD, 0, row - 1, len(titles) - 1)
    row = _chart_of_causes(book, page, facts, row + 1)
    _chart_of_days(book, page, facts, row + 1)


def _chart_of_causes(book: Workbook, page: Worksheet, facts: FileFacts, row: int) -> int:
    """Why complaints arose; returns the first row below the numbers."""
    t = facts.t
    causes = list(facts.report.quality.causes) if facts.report else []
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
    page.insert_chart(18, CHARTS, chart)
    return last + 1


def _chart_of_days(book: Workbook, page: Worksheet, facts: FileFacts, row: int) -> None:
    """Answers in time by day: the numbers stand beside the chart that shows them."""
    t = facts.t
    dated = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    first = row + 1
    for column, title in enumerate((t("day"), t("in time"), t("late"))):
        page.write_string(row, column, title)
    for offset, day in enumerate(facts.days, first):
        page.write_datetime(offset, 0, datetime.combine(day.day, time()), dated)
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
    chart.set_title({"name": t("Deadlines by day: met and missed")})
    chart.set_x_axis({"date_axis": True, "num_format": "d.mm"})
    page.insert_chart(2, CHARTS, chart)
