"""The picture as it is seen: nothing is cut off, nothing covers anything else, bars can be told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from matplotlib.text import Text

from bot.figures import Compliance, DayFact
from handlers.files.facts import Dot, Fate, FileFacts
from handlers.files.picture import figure_of
from handlers.files.spells import gathered
from handlers.texts import LANGUAGES
from tests.handlers.test_files import FIRST, HOSTILE, START, facts, labels, noon

DAY = timedelta(days=1)
CAUSES = [("запізнення " * 27, 14), ("Ш" * 300, 9), ("🔥📦", 4), ("📦", 3), ("", 2), ("ціна", 1)]


def days(n: int, first: date = FIRST, most: int = 7) -> list[DayFact]:
    return [DayFact(first + timedelta(days=at), Compliance(most, at % 3)) for at in range(n)]


def lasting(language: str, known: Sequence[DayFact], name: str = "Кава", **more: Any) -> FileFacts:
    usual = facts(language, name)
    assert usual.report is not None
    assert usual.more is not None
    quality = replace(usual.report.quality, causes=CAUSES)
    first = known[0].day - FIRST
    dots = [
        Dot(noon(1) + first, 0.02, Fate.IN_TIME),
        Dot(noon(0) + first - timedelta(hours=12), 1.0, Fate.OPEN),
    ]
    return replace(
        usual,
        asked=replace(usual.asked, start=START + first, end=START + first + len(known) * DAY),
        report=replace(usual.report, quality=quality),
        more=replace(usual.more, closer=replace(usual.more.closer, days=known)),
        **{"dots": dots} | more,
    )


def drawn(known: FileFacts, *, dark: bool = False) -> Any:
    """Everything in its place; its pixels are of no matter here."""
    figure = figure_of(known, dark=dark)
    figure.draw_without_rendering()
    return figure


def words(of: Any) -> list[Text]:
    return [one for one in of.findobj(Text) if one.get_text() and one.get_visible()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [HOSTILE, "Щ" * 64, "🔥☕"])
@pytest.mark.parametrize("n", [1, 365, 1098])
def test_no_word_is_cut_off(language: str, name: str, n: int) -> None:
    figure = drawn(lasting(language, days(n), name))
    shown = [one for panel in figure.axes if panel.axison for one in words(panel)]
    for one in [*shown, *figure.texts]:
        box = one.get_window_extent()
        assert 0 <= box.x0, one
        assert box.x1 <= figure.bbox.x1, one


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_of_the_crosses_stands_where_no_answer_can(language: str) -> None:
    times = drawn(lasting(language, days(7))).axes[0]
    assert times.xaxis.label.get_window_extent().y1 < times.bbox.y0
    assert not times.texts


def test_a_mark_at_the_edge_is_drawn_whole() -> None:
    times = drawn(lasting("en", days(7))).axes[0]
    assert times.collections
    assert not any(one.get_clip_on() for one in times.collections)


def test_names_of_causes_leave_the_bars_their_width_and_signs_are_told_apart() -> None:
    causes = drawn(lasting("uk", days(7))).axes[3]
    assert causes.bbox.width > 0.75 * causes.figure.bbox.width
    names = labels(causes.get_yticklabels())[::-1]
    assert ["fire package", "package", "причину не записано", "ціна"] == names[2:]
    assert all(name.endswith("…") for name in names[:2])
    for below, above in pairwise(causes.get_yticklabels()):
        assert below.get_window_extent().y1 <= above.get_window_extent().y0


@pytest.mark.parametrize("most", [7, 60, 700, 7000])
def test_the_counts_above_the_bars_stand_apart(most: int) -> None:
    bars = drawn(lasting("en", days(7, most=most))).axes[1]
    assert f"{most}/{most + 1}" == bars.texts[1].get_text().replace("\n", "")
    for left, right in pairwise(bars.texts):
        assert left.get_window_extent().x1 < right.get_window_extent().x0
        assert left.get_window_extent().y1 < bars.bbox.y1


@pytest.mark.parametrize(
    ("n", "bars", "title"),
    [
        (45, 45, "Deadlines by day: met and missed"),
        (46, 7, "Deadlines by week: met and missed"),
        (365, 53, "Deadlines by week: met and missed"),
        (401, 14, "Deadlines by month: met and missed"),
        (1098, 37, "Deadlines by month: met and missed"),
    ],
)
def test_a_long_period_is_drawn_by_week_or_month_and_no_deadline_is_lost(
    n: int, bars: int, title: str
) -> None:
    known = days(n)
    panel = figure_of(lasting("en", known)).axes[1]
    met, missed = ([bar.get_height() for bar in one] for one in panel.containers)
    assert (bars, title) == (len(met), panel.get_title(loc="left"))
    assert sum(one.compliance.met for one in known) == sum(met)
    assert sum(one.compliance.breached for one in known) == sum(missed)


def test_weeks_begin_on_monday_and_the_first_on_the_periods_first_day() -> None:
    wednesday = FIRST + timedelta(days=2)
    weeks = gathered(days(50, wednesday))
    assert wednesday == weeks[0].day
    assert {0} == {one.day.weekday() for one in weeks[1:]}
    assert 5 * 7 == weeks[0].compliance.met


def test_where_a_year_begins_the_axes_say_which() -> None:
    figure = figure_of(lasting("en", days(365)))
    for panel in figure.axes[:2]:
        years = [one.partition("\n")[2] for one in labels(panel.get_xticklabels())]
        assert ["2026", "2027"] == [one for one in years if one]
    within = figure_of(lasting("en", days(20))).axes[1]
    assert not any("\n" in one for one in labels(within.get_xticklabels()))


def test_of_one_day_the_hours_are_named_and_its_bar_is_no_wall() -> None:
    times, bars, *_ = figure_of(lasting("en", days(1))).axes
    assert ["0:00", "6:00", "12:00", "18:00", "24:00"] == labels(times.get_xticklabels())
    low, high = bars.get_xlim()
    assert high - low >= 4
