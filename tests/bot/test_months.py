"""Names of months, as they are shown and as people type them."""

from collections import defaultdict

import pytest
from babel.dates import get_month_names

from bot.config import LANGUAGES
from bot.months import SHORTEST, month_of


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("Dec", 12),
        ("december", 12),
        ("Sept.", 9),
        ("грудень", 12),
        ("грудня", 12),
        ("грудні", 12),
        ("гру", 12),
        ("лист.", 11),
        ("листопадом", 11),
        ("июн", 6),
        ("июля", 7),
        ("мая", 5),
        ("май", 5),
        ("марте", 3),
        ("сентябрём", 9),
        ("Марина", None),
        ("Мартин", None),
        ("серпантин", None),
        ("Ірина", None),
        ("ма", None),
        ("31", None),
        ("", None),
    ],
)
def test_a_month_is_known_by_its_name_in_any_case(word: str, month: int | None) -> None:
    assert month == month_of(word)


@pytest.mark.parametrize(
    ("word", "month"), [("жовтнем", 10), ("Oct", 10), ("марта", 3), ("окт.", 10), ("жовт", 10)]
)
def test_a_whole_name_is_one_in_any_case_or_its_usual_abbreviation(word: str, month: int) -> None:
    assert month == month_of(word, whole=True)


@pytest.mark.parametrize("word", ["octo", "листо", "сентя"])
def test_a_part_of_a_name_is_no_whole_one(word: str) -> None:
    assert month_of(word) is not None
    assert month_of(word, whole=True) is None


def test_first_letters_never_mean_two_months() -> None:
    meant = defaultdict(set)
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for month, name in get_month_names("wide", context, language).items():
                assert month == month_of(name)
                for letters in range(SHORTEST, len(name) + 1):
                    meant[name[:letters].casefold()].add(month)
    assert all(len(months) == 1 for months in meant.values())
