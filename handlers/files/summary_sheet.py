"""The first sheet of the spreadsheet: the figures, the goals, what posts drew, and the charts with
their numbers.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.figures import engagement_rate
from bot.goals import SHARES
from handlers.files.facts import FileFacts
from handlers.files.figure_rows import Row, summary_rows
from handlers.texts import Texts
from handlers.views.figure_names import post_title, standing_name, what_it_drew
from handlers.views.names import metric_name

CELL = 32_767
"""Characters that a cell of Excel takes."""

HEAD = 2
"""The row of the figures' header; above it stands whose they are."""

CHARTS = 8
"""The column from which the charts stand."""

WIDTHS = (44, 32, 16, 12, 12, 14, 18)
"""Characters that each column shows."""

Cell = str | float | date | None


class Formats(NamedTuple):
    """How cells look."""

    head: Any
    share: Any
    day: Any


def write_summary(book: Workbook, facts: FileFacts) -> None:
    t = facts.t
    page = book.add_worksheet(t("summary"))
    looks = Formats(
        book.add_format({"bold": True, "bg_color": "#D9E6F2"}),
        book.add_format({"num_format": "0.0%"}),
        book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
    )
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    page.write_string(0, 0, facts.title[:CELL], book.add_format({"bold": True}))
    page.write_string(0, 1, facts.span)
    page.freeze_panes(HEAD + 1, 0)
    row = _figures(page, t, summary_rows(facts), looks)
    row = _goals(page, facts, row + 1, looks)
    row = _posts(page, facts, row + 1, looks)
    row = _chart_of_causes(book, page, facts, row + 1)
    _chart_of_days(book, page, facts, row + 1, looks)


def _figures(page: Worksheet, t: Texts, rows: Sequence[Row], looks: Formats) -> int:
    """The figures under their header; returns the first row below them."""
    titles = [t("figure"), t("in words"), t("number; hours for times"), t("of")]
    titles += [t("95 % interval from"), t("to")]
    _write(page, HEAD, titles, looks.head)
    for row, one in enumerate(rows, HEAD + 1):
        _write(page, row, [one.name, one.shown, one.number, one.n])
        if one.interval is not None:
            _write(page, row, one.interval, looks.share, since=4)
    last = HEAD + len(rows)
    page.autofilter(HEAD, 0, last, len(titles) - 1)
    return last + 1


def _write(
    page: Worksheet, row: int, cells: Sequence[Cell], look: Any = None, *, since: int = 0
) -> None:
    for column, cell in enumerate(cells, since):
        if isinstance(cell, str):
            page.write_string(row, column, cell[:CELL], look)
        elif isinstance(cell, date):
            page.write_datetime(row, column, datetime.combine(cell, time()), look)
        elif cell is not None:
            page.write_number(row, column, cell, look)


def _goals(page: Worksheet, facts: FileFacts, row: int, looks: Formats) -> int:
    """A goal a row; returns the first row below them."""
    t = facts.t
    goals = facts.report.goals if facts.report else ()
    if not goals:
        return row
    titles = [t("goal"), t("how it stands"), t("now"), t("target"), t("at the start")]
    _write(page, row, [*titles, t("deadline"), t("sees to it")], looks.head)
    for place, one in enumerate(goals, row + 1):
        goal = one.goal
        last = goal.deadline - timedelta(microseconds=1)
        _write(page, place, [metric_name(t, goal.metric), standing_name(t, one.standing)])
        values = [one.figure, goal.target, goal.baseline]
        _write(page, place, values, looks.share if goal.metric in SHARES else None, since=2)
        _write(page, place, [last.astimezone(ZoneInfo(facts.brand.timezone)).date()], looks.day,
               since=5)  # fmt: skip
        _write(page, place, [goal.owner], since=6)
    return row + len(goals) + 1


def _posts(page: Worksheet, facts: FileFacts, row: int, looks: Formats) -> int:
    """A post of the channel a row; returns the first row below them."""
    t = facts.t
    posts = facts.more.posts if facts.more else ()
    if not posts:
        return row
    titles = [t("post"), t("in words"), t("requests"), t("reactions"), t("reach"), "ERR", t("link")]
    _write(page, row, titles, looks.head)
    for place, one in enumerate(posts, row + 1):
        post = one.post
        rate = engagement_rate(post.reactions, post.reach)
        said = " · ".join(what_it_drew(t, one))
        _write(page, place, [post_title(one), said, one.requests, post.reactions, post.reach])
        _write(page, place, [rate], looks.share, since=5)
        _write(page, place, [post.link], since=6)
    return row + len(posts) + 1


def _chart_of_causes(book: Workbook, page: Worksheet, facts: FileFacts, row: int) -> int:
    """Why complaints arose; returns the first row below the numbers."""
    t = facts.t
    causes = list(facts.report.quality.causes) if facts.report else []
    if not causes:
        return row
    title = t("Causes of closed complaints")
    _write(page, row, [title])
    first, last = row + 1, row + len(causes)
    for place, (name, count) in enumerate(causes, first):
        _write(page, place, [name or t("no cause recorded"), count])
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


def _chart_of_days(
    book: Workbook, page: Worksheet, facts: FileFacts, row: int, looks: Formats
) -> None:
    """Answers in time by day: the numbers stand beside the chart that shows them."""
    t = facts.t
    first = row + 1
    _write(page, row, [t("day"), t("in time"), t("late")])
    for place, one in enumerate(facts.days, first):
        _write(page, place, [one.day], looks.day)
        _write(page, place, [one.compliance.met, one.compliance.breached], since=1)
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
