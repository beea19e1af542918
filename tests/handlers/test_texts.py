"""The catalogues are whole, and say the same as the code. After a change of texts: `make texts`."""

import ast
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from string import Formatter

import pytest
from babel.messages.catalog import Message

from bot.brand_settings import apply_setting
from bot.moments import read_moment
from bot.periods import read_period
from bot.typed import read_typed
from handlers.texts import LANGUAGES, LOCALES, Texts, language_of_user, texts
from handlers.views.settings import ask_value
from handlers.wording import duration, in_hours, moment_near, percent
from storage.vocabulary import Source
from tests.catalogues import (
    CODE,
    KEYWORDS,
    ROOT,
    TRANSLATED,
    compiled,
    extracted,
    stored,
    untranslated,
    written,
)
from tests.handlers.rows import HOUR, NOW, brand

in_each_language = pytest.mark.parametrize("language", LANGUAGES)
in_each_translation = pytest.mark.parametrize("language", TRANSLATED)


def forms_of(message: Message) -> tuple[str, ...]:
    """The source's one text, or its singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """(English, translation), for plurals the English plural with each form."""
    for message in stored(language):
        if message.id:
            said = message.string or ""
            translated = (said,) if isinstance(said, str) else said
            yield from ((forms_of(message)[-1], one) for one in translated)


# --- nothing is missing -----------------------------------------------------------------------


@in_each_translation
def test_every_text_of_the_code_is_in_the_catalogue_and_no_other(language: str) -> None:
    catalogue = stored(language)
    there = {forms_of(message) for message in catalogue if message.id}
    wanted = {forms_of(message) for message in extracted() if message.id}

    assert set() == wanted - there
    assert set() == there - wanted
    assert {} == catalogue.obsolete


@in_each_translation
def test_what_the_bot_reads_is_what_was_translated(language: str) -> None:
    assert compiled(language) == (LOCALES / f"{language}.mo").read_bytes()


@in_each_translation
def test_every_text_is_translated_for_certain(language: str) -> None:
    fuzzy = [message.id for message in stored(language) if message.id and message.fuzzy]

    assert [] == fuzzy
    assert [] == untranslated(stored(language))


@in_each_translation
def test_plurals_have_the_three_forms(language: str) -> None:
    counts = {
        message.id: len(message.string or ())
        for message in stored(language)
        if message.id and not isinstance(message.id, str)
    }

    assert counts
    assert {3} == set(counts.values())


def test_no_text_hides_from_the_extraction() -> None:
    """Only a literal that is given to t, plural or mark by that name can be found."""
    seen: set[tuple[str, ...]] = set()
    hidden = []
    for path in (ROOT / CODE).rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            count = {"plural": 2}.get(name, 1)
            if name in KEYWORDS and all(isinstance(arg, ast.Constant) for arg in call.args[:count]):
                seen.add(tuple(ast.literal_eval(arg) for arg in call.args[:count]))
            elif name in KEYWORDS or isinstance(call.func, ast.Call):
                hidden.append(f"{path.relative_to(ROOT)}:{call.lineno}")

    assert [] == hidden
    assert seen == {forms_of(message) for message in extracted() if message.id}


@in_each_translation
def test_writing_a_catalogue_anew_changes_nothing_that_was_not_changed(language: str) -> None:
    first = written(stored(language))

    assert b"-Date" not in first
    assert first == written(stored(language))


# --- it says the same -------------------------------------------------------------------------


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def signs_of(text: str) -> list[str]:
    """Emoji and other pictures, in their order."""
    return [each for each in text if unicodedata.category(each) in {"So", "Sk"}]


def commands_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"(?<![\w/])/[a-z]+|@\w+|t\.me/", text))


@in_each_translation
def test_placeholders_signs_commands_and_line_breaks_are_kept(language: str) -> None:
    for english, translated in pairs(language):
        assert fields_of(english) == fields_of(translated), translated
        assert signs_of(english) == signs_of(translated), translated
        assert commands_of(english) == commands_of(translated), translated
        assert english.count("\n") == translated.count("\n"), translated
        edges = (english[0].isspace(), english[-1].isspace(), english.startswith(","))
        assert edges == (translated[0].isspace(), translated[-1].isspace(), translated[0] == ",")


@in_each_translation
def test_letters_and_marks_are_the_language_s_own(language: str) -> None:
    foreign = {"uk": "ёыэъЁЫЭЪ", "ru": "іїєґІЇЄҐʼ"}[language]
    others = "'\"`“”’"  # Ukrainian has the apostrophe ʼ, as Babel has it in its "пʼятниця"

    for _, translated in pairs(language):
        assert set() == set(translated) & set(foreign + others), translated
        assert translated.count("«") == translated.count("»"), translated
        assert " - " not in translated, translated


# --- the examples work ------------------------------------------------------------------------


@in_each_language
@pytest.mark.parametrize("key", ["ladder", "hours", "quiet"])
def test_the_example_of_a_setting_can_be_typed_as_it_stands(language: str, key: str) -> None:
    about = ask_value(texts(language), key).payload()["text"].splitlines()[1]
    typed, standard = brand(language), brand("en")
    apply_setting(typed, key, about.rpartition(": ")[2])
    english = ask_value(texts("en"), key).payload()["text"].splitlines()[1]
    apply_setting(standard, key, english.rpartition(": ")[2])

    fields = ("ladder", "working_hours", "quiet_hours")
    assert [getattr(standard, one) for one in fields] == [getattr(typed, one) for one in fields]


@in_each_language
def test_the_examples_of_a_report_and_of_a_moment_can_be_typed(language: str) -> None:
    t = texts(language)
    reports = t("Examples: /report week, /report month, /report 01.11.2026..15.11.2026")
    moments = t("For example: 10:30, yesterday 18:00 or 21.11 09:15. Reply to this message.")
    given = re.split(", | or | або | или ", moments.split(": ", 1)[1].split(". ")[0])
    periods = [
        read_period(one, NOW + 20 * HOUR, "Europe/Kyiv")
        for one in re.findall(r"/report ([^,]+)", reports)
    ]

    assert 3 == len({(one.start, one.end) for one in periods})
    assert 3 == len({read_moment(one, NOW, "Europe/Kyiv") for one in given})


@in_each_language
def test_the_example_of_a_request_logged_by_hand_is_understood(language: str) -> None:
    said = texts(language)(
        "Tell me who wrote what, for example:\n/log instagram Olena: where is my order?\n"
        "Or send /log as a reply to a client's message."
    )
    source, _, who, words = read_typed(said.splitlines()[1].removeprefix("/log "))

    assert Source.INSTAGRAM == source
    assert who.name in {"Olena", "Олена", "Елена"}
    assert words.endswith("?")


# --- figures and dates ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("uk", ["45 с", "1 год 20 хв", "2 дн. 3 год", "48 год", "94\u202f%"]),
        ("ru", ["45 с", "1 ч 20 мин", "2 дн. 3 ч", "48 ч", "94\u202f%"]),
        ("en", ["45 sec", "1 hr 20 min", "2 days 3 hr", "48 hr", "94\u202f%"]),
    ],
)
def test_durations_and_shares_read_well(language: str, expected: list[str]) -> None:
    t = texts(language)
    spans = [timedelta(seconds=45), timedelta(minutes=80), 51 * HOUR]

    assert expected == [
        *[duration(t, span) for span in spans],
        in_hours(t, 48 * 60),
        percent(t, 0.94),
    ]


@pytest.mark.parametrize(
    ("language", "hours", "expected"),
    [
        ("uk", 0, "сьогодні о 12:00"),
        ("uk", -1, "сьогодні об 11:00"),
        ("uk", 24 * 21, "пн 23 лист., 12:00"),
        ("ru", 24, "завтра в 12:00"),
        ("ru", 24 * 365, "вт 2 нояб. 2027, 12:00"),
        ("en", -24, "yesterday at 12:00"),
    ],
)
def test_a_moment_is_told_as_people_tell_it(language: str, hours: int, expected: str) -> None:
    assert expected == moment_near(texts(language), NOW + hours * HOUR, NOW, "Europe/Kyiv")


def test_numerals_agree_with_their_nouns() -> None:
    def days(t: Texts) -> list[str]:
        return [t.plural("{n} day", "{n} days", n) for n in (1, 3, 5, 11, 21)]

    assert ["1 день", "3 дні", "5 днів", "11 днів", "21 день"] == days(texts("uk"))
    assert ["1 день", "3 дня", "5 дней", "11 дней", "21 день"] == days(texts("ru"))
    assert ["1 day", "3 days", "5 days", "11 days", "21 days"] == days(texts("en"))


def test_a_phone_s_language_is_taken_where_we_speak_it() -> None:
    codes = ("uk", "ru-UA", "EN-gb", "pl", "", None)

    assert ["uk", "ru", "en", "uk", "uk", "uk"] == [language_of_user(one, "uk") for one in codes]
