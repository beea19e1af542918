"""Courtesy, language and address of a message: the smaller judgements of `bot.classify`."""

import pytest

from bot.classify import addresses_brand, is_courtesy, is_response, language_of


@pytest.mark.parametrize(
    "text",
    [
        "дякую",
        "Дякую!!!",
        "Дуже дякую за швидку відповідь 🙏",
        "Щиро дякуємо вам, гарного дня!",
        "ок",
        "Ок.",
        "ага, добре",
        "зрозуміла, дякую)))",
        "дякуюююю",
        "супер, домовились",
        "Отримала",
        "спасибо, понял",
        "Спасибо большое!",
        "понятно, спс",
        "thanks!",
        "Thank you so much for the quick reply",
        "ok, got it",
        "okkk",
        "👍",
        "👍🏽",
        "❤️🔥",
        "\u200fдякую\u200e",
    ],
)
def test_thanks_and_acknowledgements_are_courtesy(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        "дякую, а коли буде?",
        "Дякую, чекаю",
        "не отримала",
        "ні",
        "так",
        "yes",
        "ок?",
        "ок ❓",
        "👎",
        "дякую 😡",
        "⚠️",
        "🤷",
        "дякую за ніщо",
        "спасибо, но не работает",
        "no thanks",
        "за",
        "Доброго ранку",
        "дякую https://example.com",
        "дякую 2",
        "...",
        "",
    ],
)
def test_anything_that_may_want_an_answer_is_not_courtesy(text: str) -> None:
    assert not is_courtesy(text)


@pytest.mark.parametrize("content", ["photo", "voice", "document", "animation", "location"])
def test_a_picture_or_file_is_never_courtesy(content: str) -> None:
    assert not is_courtesy("", content)
    assert not is_courtesy("дякую", content)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Коли буде готово?", "uk"),
        ("Мені нє нравиться, получається дорого", "uk"),
        ("Де мое замовлення", "uk"),
        ("Дякую", "uk"),
        ("Когда привезёте заказ?", "ru"),
        ("Спасибо, принято", "ru"),
        ("Где заказ", "ru"),
        ("Where is my order?", "en"),
        ("Payment sent", "en"),
        ("Коли буде Black Friday Mega Sale?", "uk"),
        ("Можно посмотреть the new Instagram Reels?", "ru"),
        ("I love Львів and your coffee there", "en"),
        ("@some_long_username де?", "uk"),
    ],
)
def test_language_is_told_by_letters_and_small_words(text: str, language: str) -> None:
    for fallback in ("uk", "ru", "en"):
        assert language == language_of(text, fallback)


@pytest.mark.parametrize(
    ("text", "fallback", "language"),
    [
        ("ok", "ru", "ru"),
        ("👍", "en", "en"),
        ("", "ru", "ru"),
        ("", "pl", "uk"),
        ("Адрес", "ru", "ru"),
        ("Адрес", "en", "uk"),
        ("https://example.com/when-is-it", "ru", "ru"),
    ],
)
def test_undecided_text_has_the_language_of_the_fallback(
    text: str, fallback: str, language: str
) -> None:
    assert language == language_of(text, fallback)


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("@Vidhuk_Bot де замовлення", "Інше"),
        ("Були вчора у «Кавʼярні», сподобалось", "Кав'ярня"),
        ("люблю кав’ярню!", "Кавʼярня"),
        ("Львівською кав'ярнею задоволені", "Львівська Кав'ярня"),
        ("в Сільпо знижки", "Сільпо"),
        ("rozetka.ua не відповідає", "Rozetka.UA"),
        ("хтось купував у ROZETKA?", "Rozetka"),
        ("замовляли в Rozetkи", "Rozetka"),
        ("Vidhuk's menu", "Vidhuk"),
        ("M&M's топ", "M&M’s"),
        ("їду до 🔥", "🔥"),
        ("були в «Дім»", "Дім"),
    ],
)
def test_the_brand_is_found_by_username_or_by_name_in_any_case(text: str, brand: str) -> None:
    assert addresses_brand(text, "vidhuk_bot", brand)


@pytest.mark.parametrize(
    ("text", "username", "brand"),
    [
        ("де замовлення", "vidhuk_bot", "Сільпо"),
        ("@vidhuk_bot2 привіт", "@vidhuk_bot", "Сільпо"),
        ("mail@vidhuk_bot", "vidhuk", "Сільпо"),
        ("домовились про все", "vidhuk_bot", "Дім"),
        ("листопад уже", "vidhuk_bot", "Лист"),
        ("непередбачувано", "vidhuk_bot", "Бачу"),
        ("будь-що", "", ""),
        ("будь-що @", "@", "  "),
    ],
)
def test_other_words_do_not_address_the_brand(text: str, username: str, brand: str) -> None:
    assert not addresses_brand(text, username, brand)


@pytest.mark.parametrize(
    ("text", "content", "responds"),
    [
        ("ок", "text", True),
        ("👍", "text", True),
        ("Зрозуміло, чудово!", "text", True),
        ("", "sticker", True),
        ("Дякую!", "text", False),
        ("ок, спасибо", "text", False),
        ("Де посилка?", "text", False),
    ],
)
def test_thanks_say_something_by_themselves_and_ok_does_not(
    text: str, content: str, *, responds: bool
) -> None:
    assert responds is is_response(text, content)
