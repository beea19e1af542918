"""A canned answer without the name of whom it is for still reads well."""

import pytest

from bot.templates import filled
from storage.tables import Template
from storage.vocabulary import MemberRole
from tests.handlers.rows import NOW, brand, matter, member


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Доброго дня, {client}! Вже їде.", "Доброго дня! Вже їде."),
        ("{client}, вітаємо!", "Вітаємо!"),
        ("Вітаємо!\n{client}, вже їде", "Вітаємо!\nВже їде"),
        ("Дякуємо {client}.", "Дякуємо."),
        ("{client}", ""),
    ],
)
def test_a_name_is_left_out_with_its_comma(text: str, reads: str) -> None:
    template = Template(brand_id=1, language="uk", name="x", text=text, changed_at=NOW)
    about = matter("words", "Олена")
    assert reads == filled(
        template, brand("uk"), about, member(MemberRole.MANAGER, "Ірина"), name=""
    )
