"""The spreadsheet's first sheet holds every figure that the chat shows."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from bot.export import Asked
from bot.figures import Compliance, DayFact, Depth, Mark, Share, Standing
from bot.goals import GoalFacts
from bot.loyalty import Loyalty
from bot.quality import Quality
from bot.reporting import Before, More, PeriodFigures, Report
from bot.speed import Closer, Times
from handlers.files.facts import FileFacts
from handlers.files.summary_sheet import write_summary
from handlers.texts import texts
from handlers.views.more import more_view
from handlers.views.summary import summary
from storage.periods import Begun
from storage.posts import PostFigures
from storage.tables import Goal, Post
from storage.vocabulary import Kind, Metric
from tests.golden_week import MONDAY, NEXT, NOW
from tests.handlers.quality_views import some_loyalty
from tests.handlers.rows import brand
from tests.spreadsheet import cells, spaced

HOURS = 3600.0
FIGURE = re.compile(
    r"\d+ (?:days?|hr|min)(?: \d+ (?:hr|min))?|\d+(?:\.\d+)?(?:/\d+| %)?"  # 2 hr 3 min, 4.5 %, 6/7
)
NAMED = re.compile(r"#\d+( \([^)]*\))?")  # a request by its number is no figure
DAY_ZERO = date(1899, 12, 30)  # as spreadsheets count days


def times(n: int, median: float, p90: float) -> Times:
    return Times(n, median * HOURS, p90 * HOURS)


def busy() -> FileFacts:
    """Of everything something, and no two figures alike."""
    days = [DayFact(date(2026, 11, 2 + n), Compliance(3 + n, n)) for n in range(7)]
    begun = Begun(dict(zip(Kind, (401, 403, 407, 409, 419), strict=True)), 421, 431)
    period = PeriodFigures(MONDAY, NEXT, begun, Compliance(433, 439), times(443, 1.1, 31.2), days)
    before = Before(MONDAY, NEXT, 449, Compliance(457, 461), times(463, 3.3, 4.4))
    marks = {mark: Share(467 + n, 479 + n) for n, mark in enumerate(Mark)}
    quality = Quality(
        Depth(marks, Share(491, 499)), [("delivery", 503), ("", 509)], Share(521, 523),
        Share(541, 547), 47.0, 557, 83.0, 563,
    )  # fmt: skip
    loyalty = Loyalty(Share(569, 571), 577, Share(587, 593), 599, (), Share(601, 607))
    at_risk = some_loyalty("Petro", 17).at_risk
    report = Report(
        period, before, quality, late_in_all=613, pending=617, at_risk=at_risk, goals=goals()
    )
    closer = Closer(days, times(619, 5.6, 35.7), times(631, 6.8, 36.9))
    more = More(closer, Share(641, 643), loyalty, [post()])
    ours = brand("en", name="Cafe", working_hours="mon-fri 9-18")
    return FileFacts(texts("en"), ours, Asked(1, MONDAY, NEXT, NOW), report, more)


def goals() -> list[GoalFacts]:
    return [
        GoalFacts(
            Goal(
                brand_id=1, metric=metric, baseline=0.21 + n / 100, target=0.51 + n / 100,
                begun_at=MONDAY, deadline=NEXT + timedelta(days=20 + n), owner="Iryna",
            ),
            0.31 + n / 100,
            Standing.BEHIND,
        )
        for n, metric in enumerate(Metric)
    ]  # fmt: skip


def post() -> PostFigures:
    counted = {"1": {"❤": 647, "🔥": 653}}
    row = Post(
        brand_id=1, channel_id=-1, channel_message_id=2, last_message_id=2, counted=counted,
        reactions=1300, reach=10_007, link="https://t.me/cafe/2", preview="New menu", posted_at=NOW,
    )  # fmt: skip
    return PostFigures(row, {Kind.QUESTION: 659, Kind.COMPLAINT: 661})


def in_chat(facts: FileFacts) -> set[str]:
    """Every figure of the summary and of what stands behind it."""
    assert facts.report is not None
    assert facts.more is not None
    folded = replace(
        facts.report, period=replace(facts.report.period, days=())
    )  # days move to More
    shown = [
        summary(facts.t, facts.brand, facts.report, "week", NOW),
        more_view(facts.t, facts.brand, folded, facts.more),
    ]
    said = " ".join(spaced(one.payload()["text"]) for one in shown)
    return set(FIGURE.findall(NAMED.sub("", said)))


def in_sheet(path: Path, facts: FileFacts) -> set[str]:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    write_summary(book, facts)
    book.close()
    [rows] = cells(path).values()
    return {figure for row in rows for cell in row for figure in _shown(cell)}


def _shown(cell: Any) -> list[str]:
    """The figures of a cell: a number also as a share, or as a day of the month."""
    if not isinstance(cell, float):
        return FIGURE.findall(cell or "")
    day = DAY_ZERO + timedelta(days=int(cell))
    days = [str(day.day)] if day.year == MONDAY.year else []
    return [f"{round(cell, 1):g}", f"{cell * 100:.0f} %", f"{cell * 100:.1f} %", *days]


def test_every_figure_that_the_chat_shows_is_in_the_sheet(tmp_path: Path) -> None:
    facts = busy()
    shown = in_chat(facts)
    assert {"433/872", "521/523", "569/571", "5 hr 36 min", "13.0 %", "647"} <= shown
    assert set() == shown - in_sheet(tmp_path / "week.xlsx", facts)


def test_a_sheet_of_an_empty_week_says_nothing_of_shares(tmp_path: Path) -> None:
    none = Times.of([])
    empty = PeriodFigures(MONDAY, NEXT, Begun({}, 0, 0), Compliance(0, 0), none)
    nothing = Share(0, 0)
    quality = Quality(Depth({}, nothing), [], nothing, nothing, None, 0)
    before = Before(MONDAY, NEXT, 0, Compliance(0, 0), none)
    facts = replace(
        busy(), report=Report(empty, before, quality), more=More(Closer((), none), nothing)
    )
    assert not [one for one in in_sheet(tmp_path / "empty.xlsx", facts) if "/" in one]


def test_recommendations_are_shown_without_marks_too() -> None:
    facts = busy()
    assert facts.more is not None
    unmarked = replace(facts.report.quality, csat=Share(0, 0), asked=Share(0, 0))
    report = replace(facts.report, quality=unmarked)
    said = spaced(more_view(facts.t, facts.brand, report, facts.more).payload()["text"])
    assert "Would recommend us: 47 of 100 (n = 557)" in said
    assert "Marks of 4 and 5" not in said
