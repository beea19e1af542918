"""Pictures and pages of hostile, empty and usual figures, in each language."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.figures import Compliance
from bot.reporting import PeriodFigures, Report
from handlers.files.facts import Answer, FileFacts, summary_rows
from handlers.files.page import write_page
from handlers.files.picture import draw
from handlers.texts import LANGUAGES, texts
from tests.handlers.quality_views import some_loyalty, some_quality
from tests.handlers.rows import NOW, brand

WEEK = timedelta(days=7)
HOSTILE = "\u202e<b>$x$ & $\\frac{1}{2}$ ☕🔥\n" * 20


def facts(language: str, name: str, *, empty: bool = False) -> FileFacts:
    n = 0 if empty else 8
    figures = PeriodFigures(NOW - WEEK, NOW, {}, 0, Compliance(n, 0), n, None, None)
    report = Report(
        figures, figures, None, None, [], 0, 0,
        quality=some_quality(name, n), loyalty=some_loyalty(name, n),
    )  # fmt: skip
    return FileFacts(
        texts(language),
        brand(language, name=name[:64]),
        "1 – 7",
        report,
        answers=[] if empty else [Answer(NOW, 3.0, True), Answer(NOW, 30.0, False)],
        every=1 if language == "en" else 7,
        begun=Counter() if empty else Counter({(0, 9): 2}),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["Кава", HOSTILE, "🔥☕"], ids=["plain", "hostile", "emoji"])
def test_a_picture_is_drawn_of_whatever_there_is(language: str, name: str) -> None:
    for empty in (False, True):
        assert draw(facts(language, name, empty=empty)).startswith(b"\x89PNG")
    assert draw(facts(language, name), dark=True).startswith(b"\x89PNG")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_escapes_every_word(language: str) -> None:
    page = write_page(facts(language, "<script>alert(1)</script>"))
    assert "<script>" not in page
    assert f'lang="{language}"' in page
    assert all(one.shown for one in summary_rows(facts(language, "Кава", empty=True)))
