"""Everything that Vidhuk says, in its three languages, from harmless and from hostile rows."""

import json
import re
from collections.abc import Iterator
from textwrap import wrap

import pytest

from bot.answers import Answer
from bot.brand_settings import SettingError, apply_setting
from bot.questions import Question
from handlers.buttons import OnReport
from handlers.settings import setting_reason
from handlers.texts import LANGUAGES, texts
from handlers.views.asking import ask_whose_answer
from handlers.views.help import client_commands, lead_commands
from handlers.views.quality import at_risk_view
from handlers.views.summary import summary
from handlers.views.view import View
from handlers.wording import utf16_length
from storage.engine import open_store
from tests.catalogues import TRANSLATED
from tests.handlers.every_view import every_view
from tests.handlers.quality_views import busy_week, some_loyalty
from tests.handlers.rows import NOW, brand, matter

RTL = "\u202e\u200f\u2067"  # turn the direction of all that follows
HOSTILE_WORDS = (RTL + "<b>&amp;</b>{number}*_`\n👩‍👩‍👧‍👦" * 400)[:4096]
HOSTILE_NAME = (RTL + "<&>{0}🧨" * 60)[:300]

FITS = {1: 40, 2: 24, 3: 16, 4: 10, 5: 8, 6: 6}
"""How many characters a phone shows on a button, by the buttons in its row."""

UNTRANSLATED = {
    "BotFather", "Disable", "Facebook", "Google", "Instagram", "Olena", "Prom", "Rozetka",
    "Telegram", "TikTok",
    "UTC", "Viber", "Vidhuk", "English", "blocked",
}  # fmt: skip


def rows_of(view: View) -> Iterator[list[str]]:
    yield from ([button.text for button in row] for row in view.buttons)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("words", "name"),
    [
        pytest.param("Де моє?", "Олена", id="plain"),
        pytest.param(HOSTILE_WORDS, HOSTILE_NAME, id="hostile"),
        pytest.param("", "", id="empty"),
    ],
)
def test_every_view_keeps_telegrams_limits(language: str, words: str, name: str) -> None:
    seen = 0
    for what, view in every_view(texts(language), words, name):
        payload = view.payload()
        length = utf16_length(payload["text"])
        assert 0 < length <= 4096, what
        assert payload["text"].strip(), what
        assert len(payload["entities"]) <= 100, what
        assert all(one["offset"] + one["length"] <= length for one in payload["entities"]), what
        assert {"bold", "blockquote", "text_link"} >= {
            one["type"] for one in payload["entities"]
        }, what
        json.dumps(payload).encode()
        for button in (button for row in view.buttons for button in row):
            assert button.text.strip(), what
            assert len((button.callback_data or "").encode()) <= 64, what
        assert sum(len(row) for row in view.buttons) <= 100, what
        seen += 1

    assert seen > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_button_texts_fit_a_phone(language: str) -> None:
    long = {
        (what, text)
        for what, view in every_view(texts(language))
        for row in rows_of(view)
        for text in row
        if len(text) > FITS[len(row)]
    }

    assert set() == long


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_is_left_in_a_translation(language: str) -> None:
    left = {
        (what, word)
        for what, view in every_view(texts(language))
        for text in [view.payload()["text"], *[text for row in rows_of(view) for text in row]]
        for word in re.findall(r"(?<![/@\w])[A-Za-z]{2,}(?![\w/.])", _without_names(text))
        if word not in UNTRANSLATED
    }

    assert set() == left


def _without_names(text: str) -> str:
    """Without commands and their arguments, mentions, addresses and time zones."""
    return re.sub(
        r"/(invite \w+|connect \w+|shift \w+|log \w+|\w+)|@\w+|t\.me/\w+|\w+/\w+", " ", text
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_left_unfilled(language: str) -> None:
    left = {what for what, view in every_view(texts(language)) if "{" in view.payload()["text"]}

    assert set() == left


@pytest.mark.parametrize("language", LANGUAGES)
def test_command_menus_are_what_telegram_takes(language: str) -> None:
    t = texts(language)
    commands = {**lead_commands(t), **client_commands(t)}

    assert all(re.fullmatch("[a-z]{1,32}", name) for name in commands)
    assert all(0 < len(what) <= 256 for what in commands.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", ["Так, маємо!", HOSTILE_WORDS, ""], ids=str.__len__)
async def test_the_question_whose_answer_it_is(sqlite_url: str, language: str, words: str) -> None:
    waiting = [matter(words, HOSTILE_NAME, id=number).request for number in range(1, 9)]
    answer = Answer(
        chat_id=1,
        message_id=1,
        sent_at=NOW,
        author=HOSTILE_NAME,
        member_id=None,
        content="text",
        text=words,
        file_id=None,
    )
    question = Question([one.id for one in waiting], (answer,), automatic=True)
    async with open_store(sqlite_url) as store, store.read() as session:
        view = await ask_whose_answer(session, texts(language), question, waiting)

    assert utf16_length(view.payload()["text"]) <= 4096
    assert 9 == len(view.buttons)  # six clients, more, nobody, and an automatic text
    assert len(view.buttons[-1][0].text) <= FITS[1]


def test_the_list_to_call_goes_on_past_its_first_page() -> None:
    loyalty = some_loyalty("Олена", n=40)
    shown = [
        at_risk_view(
            texts("en"),
            loyalty.at_risk,
            page,
            lambda to: OnReport(what=f"risk{to}", first=739_000, days=7),
        )
        for page in range(3)
    ]
    assert [15, 15, 10] == [view.payload()["text"].count("👤") for view in shown]
    last = [view.buttons[-1][0] for view in shown]
    assert ["Show 15 more", "Show 10 more"] == [button.text for button in last[:2]]
    assert ["w:risk1:739000:7", "w:risk2:739000:7"] == [one.callback_data for one in last[:2]]
    assert last[2].text.startswith("#")


PHONE = 38
"""Characters of a row on a phone, about."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_busy_weeks_summary_fits_a_phones_screen(language: str) -> None:
    t = texts(language)
    view = summary(t, brand(language), busy_week("Ірина Шевченко"), t("weekly summary"), NOW)
    said = view.payload()["text"]
    rows = [row for line in said.split("\n") for row in wrap(line, PHONE) or [""]]
    assert len(rows) <= 24, said


@pytest.mark.parametrize(("language", "limits"), [("uk", "0,25–720 год"), ("en", "0.25–720 hr")])
def test_limits_are_written_as_their_reader_does_with_their_unit(
    language: str, limits: str
) -> None:
    with pytest.raises(SettingError) as refused:
        apply_setting(brand(language), "sla", "0")
    assert f" {limits}," in setting_reason(texts(language), refused.value)
