"""A canned answer without the name of whom it is for still reads well."""

import pytest

from bot.templates import filled, filled_for_each
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


@pytest.mark.parametrize(
    ("key", "reads"),
    [
        ("unnamed:1:2", "Доброго дня! Вже їде."),
        ("namesake:1:2", "Доброго дня, Клієнт! Вже їде."),
        ("42", "Доброго дня, Клієнт! Вже їде."),
    ],
)
def test_whom_nobody_named_is_not_greeted_by_a_word_of_ours(key: str, reads: str) -> None:
    template = Template(
        brand_id=1, language="uk", name="x", text="Доброго дня, {client}! Вже їде.", changed_at=NOW
    )
    about, who = matter("words", "Клієнт"), member(MemberRole.MANAGER, "Ірина")
    about.client.external_id = key
    parties = [(about.request, about.client)]
    read = filled_for_each(template, brand("uk"), about, who, parties)
    assert {about.request.id: reads} == read


def test_a_name_without_a_letter_is_left_out() -> None:
    template = Template(
        brand_id=1, language="uk", name="x", text="Доброго дня, {client}!", changed_at=NOW
    )
    who = member(MemberRole.MANAGER, "Ірина")
    assert "Доброго дня!" == filled(template, brand("uk"), matter("words", "?"), who)


def test_a_template_that_is_the_name_alone_is_never_empty() -> None:
    template = Template(brand_id=1, language="uk", name="x", text="{client}", changed_at=NOW)
    about, who = matter("words", "Клієнт"), member(MemberRole.MANAGER, "Ірина")
    about.client.external_id = "unnamed:1:2"
    parties = [(about.request, about.client)]
    assert ["Клієнт"] == [*filled_for_each(template, brand("uk"), about, who, parties).values()]
