"""Pictures and pages of hostile, empty and usual figures, in each language; what is drawn."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.export import Asked, file_name
from bot.figures import Compliance, DayFact, Share
from bot.periods import Period
from bot.reporting import More, Report
from bot.speed import Closer, Times
from handlers.files.facts import Dot, Fate, FileFacts
from handlers.files.figure_rows import client_rows, summary_rows
from handlers.files.page import write_page
from handlers.files.picture import TOP, draw, figure_of
from handlers.texts import LANGUAGES, texts
from storage.vocabulary import Kind
from tests.handlers.quality_views import goal_facts, period, some_loyalty, some_quality
from tests.handlers.rows import brand

WEEK = timedelta(days=7)
START = datetime(2026, 11, 1, 22, tzinfo=UTC)  # Monday's midnight in Kyiv
FIRST = date(2026, 11, 2)
HOSTILE = "\u202e<b>$x$ & $\\frac{1}{2}$ ☕🔥\n" * 20


def facts(language: str, name: str = "Кава", *, empty: bool = False, **more: Any) -> FileFacts:
    n = 0 if empty else 8
    times = Times(n, 3600.0 if n else None, 7200.0 if n else None)
    figures = period(WEEK, {Kind.QUESTION: n} if n else {}, Compliance(n, 0), times)
    loyal = some_loyalty(name, n)
    report = Report(
        figures, figures, some_quality(name, n), late_in_all=n, at_risk=loyal.at_risk,
        goals=list(goal_facts(name)),
    )  # fmt: skip
    days = [DayFact(FIRST + timedelta(days=one), Compliance(0, 0)) for one in range(7)]
    if n:
        days[3] = DayFact(days[3].day, Compliance(2, 1))
    known: dict[str, Any] = {
        "dots": [] if empty else [Dot(noon(1), 0.5, Fate.IN_TIME), Dot(noon(2), 1.4, Fate.LATE)],
        "begun": Counter() if empty else Counter({(0, 9): 2}),
    }
    return FileFacts(
        texts(language),
        brand(language, name=name[:64]),
        Asked(1, START, START + WEEK, START + WEEK),
        report,
        More(Closer(days, times), Share(n, n), loyal),
        **known | more,
    )


def noon(day: int) -> datetime:
    return datetime(2026, 11, 2 + day, 12)  # noqa: DTZ001 - by the brand's own clock


def labels(ticks: list[Any]) -> list[str]:
    return [one.get_text() for one in ticks]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["Кава", HOSTILE, "🔥☕"], ids=["plain", "hostile", "emoji"])
def test_a_picture_is_drawn_of_whatever_there_is(language: str, name: str) -> None:
    for empty in (False, True):
        assert draw(facts(language, name, empty=empty)).startswith(b"\x89PNG")
    assert draw(facts(language, name, every=7), dark=True).startswith(b"\x89PNG")


def test_an_empty_week_says_so_in_every_panel() -> None:
    figure = figure_of(facts("en", empty=True))
    assert [["no data"]] * 4 == [[one.get_text() for one in panel.texts] for panel in figure.axes]
    assert not any(panel.axison for panel in figure.axes)


@pytest.mark.parametrize(
    ("language", "days"),
    [
        ("en", ["2 Nov", "3 Nov", "4 Nov", "5 Nov", "6 Nov", "7 Nov", "8 Nov"]),
        ("uk", ["2.11", "3.11", "4.11", "5.11", "6.11", "7.11", "8.11"]),
        ("ru", ["2.11", "3.11", "4.11", "5.11", "6.11", "7.11", "8.11"]),
    ],
)
def test_one_answer_in_the_week_still_shows_the_whole_week(language: str, days: list[str]) -> None:
    figure = figure_of(facts(language, dots=[Dot(noon(2), 0.2, Fate.IN_TIME)]))
    times, bars = figure.axes[:2]
    assert days == labels(times.get_xticklabels()) == labels(bars.get_xticklabels())
    assert 7 == times.get_xlim()[1] - times.get_xlim()[0]  # days
    assert (-0.5, 6.5) == bars.get_xlim()
    # Thursday alone had deadlines; the others keep their places.
    assert [0, 0, 0, 2, 0, 0, 0] == [bar.get_height() for bar in bars.containers[0]]
    assert ["–", "–", "–", "2/3", "–", "–", "–"] == labels(bars.texts)


def test_the_deadline_is_the_line_of_every_target_and_an_outlier_flattens_nothing() -> None:
    dots = [
        Dot(noon(1), 0.5, Fate.IN_TIME),
        Dot(noon(2), 1.5, Fate.LATE),
        Dot(noon(3), 40.0, Fate.LATE),
        Dot(noon(4), 3.0, Fate.OPEN),
    ]
    times = figure_of(facts("en", dots=dots)).axes[0]
    [line] = times.lines
    assert [1, 1] == list(line.get_ydata())
    assert (0, TOP * 1.08) == times.get_ylim()
    heights = [height for one in times.collections for _, height in one.get_offsets()]
    assert [0.5, 1.5, TOP, TOP] == sorted(heights)
    assert ["0 %", "50 %", "100 %", "150 %", "≥ 200 %"] == [
        one.replace("\u202f", " ") for one in labels(times.get_yticklabels())
    ]
    assert "× still without an answer" == times.get_xlabel()


def test_the_heat_map_has_a_scale_in_whole_requests() -> None:
    figure = figure_of(facts("en", begun=Counter({(0, 9): 3, (6, 23): 1})))
    heat, scale = figure.axes[2], figure.axes[4]
    [image] = heat.images
    assert (3, 1) == (image.get_array()[0][9], image.get_array()[6][23])
    assert (0, 3) == image.get_clim()
    assert all(float(one).is_integer() for one in scale.get_yticks())
    assert ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] == labels(heat.get_yticklabels())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_escapes_every_word_and_says_what_the_picture_shows(language: str) -> None:
    page = write_page(facts(language, "<script>alert(1)</script>"))
    assert "<script>" not in page
    assert f'lang="{language}"' in page
    assert 'alt=""' not in page
    assert "@media print" in page
    assert all(one.shown for one in summary_rows(facts(language, empty=True)))


def test_the_clients_page_leaves_out_whom_the_team_has_still_to_call() -> None:
    ours = {one.name for one in summary_rows(facts("en"))}
    theirs = {one.name for one in client_rows(facts("en"))}
    assert {"late now", "clients at risk", "waiting, still in time"} <= ours - theirs
    assert {"answers in time", "first answer: half within", "marks of 4 and 5"} <= theirs
    assert not any(name.startswith("goal") for name in theirs)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Кава & Co.", "Кава-Co-2026-11-02-2026-11-08.html"),
        ("../../etc/passwd", "etc-passwd-2026-11-02-2026-11-08.html"),
        ("\u202e\0:<>|?*", "vidhuk-2026-11-02-2026-11-08.html"),
        ("Я" * 300, f"{'Я' * 40}-2026-11-02-2026-11-08.html"),
    ],
)
def test_a_file_is_named_after_its_brand_and_period(name: str, expected: str) -> None:
    found = file_name(brand("en", name=name), Period(START, START + WEEK), "html")
    assert expected == found == Path(found).name
