"""A name from outside is one line that shows what it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.visible import is_plain_line, one_line, shown_name

FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Олена Коваль", "Олена Коваль"),
        (" Олена\t\xa0Коваль ", "Олена Коваль"),
        ("Олена\n🟢 answered in 5 min", "Олена 🟢 answered in 5 min"),
        ("Олена\u2028\u0085#2", "Олена #2"),
        ("\u202eанелО\u202c", "анелО"),
        ("О\u200bл\u2066е\u00adна\x07", "Олена"),
        (FAMILY, FAMILY),
        ("Олена ❤️", "Олена ❤️"),
        ("...", "..."),
        ("\u200b", "?"),
        ("\u3164 \u2800\n", "?"),
        ("\u0301", "?"),
        ("", "?"),
    ],
)
def test_a_name_reads_as_one_clean_line(name: str, shown: str) -> None:
    assert shown == shown_name(name)


@given(st.text())
def test_what_was_cleaned_is_clean(text: str) -> None:
    cleaned = one_line(text)
    assert cleaned == one_line(cleaned)
    assert "" == cleaned or is_plain_line(f"О{cleaned}")
