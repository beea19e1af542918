"""Hints about answers: a table of what is noticed in each language, and what is left in peace."""

import pytest

from bot.hints import Hint, alike, greets, hints, is_brush_off, normalised
from storage.vocabulary import Kind

BRUSH_OFFS = [
    "Дякуємо за відгук!",
    "Добрий день! Перепрошуємо за незручності.",
    "Нам дуже шкода. Дякуємо за ваше звернення",
    "Ваша думка дуже важлива для нас",
    "Спасибо за отзыв!",
    "Здравствуйте! Приносим свои извинения за неудобства.",
    "Нам очень жаль.",
    "We are sorry for the inconvenience.",
    "Hello! Thank you for your feedback.",
    "We apologise for any inconvenience",
    "Дякую за відгук!",
    "Дякую за звернення.",
    "Перепрошую за незручності.",
    "Мы учтем ваше мнение",
    "Нам дуже прикро це чути",
    "We are very sorry for the inconvenience. Thank you for your feedback, have a nice day!",
]
GOOD = [
    "Дякуємо за відгук! Причина — збій складу; нову чашку надішлемо завтра.",
    "Перепрошуємо за незручності: кур'єр привезе до 18:00.",
    "Спасибо за отзыв! Ошибка наша, деньги вернём сегодня.",
    "We are sorry for the inconvenience: a refund leaves today, because the cup broke on the way.",
    "Так, є",
    "Дякуємо за звернення! Так, є в наявності.",
    "Thank you for your message! Yes, we do.",
    "Вибачте за незручності, вже виправили!",
]


@pytest.mark.parametrize("words", BRUSH_OFFS)
def test_a_polite_phrase_alone_is_a_brush_off(words: str) -> None:
    assert is_brush_off(words)
    assert Hint.BRUSH_OFF in hints(words, Kind.COMPLAINT, "Прийшов брак")


@pytest.mark.parametrize("words", GOOD)
def test_a_phrase_with_something_after_it_is_none(words: str) -> None:
    assert not is_brush_off(words)


@pytest.mark.parametrize(
    ("asked", "answer", "found"),
    [
        ("Чому так довго?", "Перевіримо й завтра напишемо, вибачте.", {Hint.NO_CAUSE}),
        ("Чому так довго?", "Вибачте: через збій на складі. Завтра привеземо.", set()),
        ("Почему брак?", "Извините, проверим и сегодня позвоним.", {Hint.NO_CAUSE}),
        ("Why is it late?", "Sorry, it was a mistake at the depot: it ships today.", set()),
        ("Де кур'єр?!", "Нам соромно, він за п'ять хвилин від вас", set()),
        ("Чекала годину", "Вибачте! Сніданок за наш рахунок.", set()),
        ("Ждала час", "Стыдно за это. Привезём через полчаса", set()),
        ("It never came", "Our mistake: you have it in an hour", set()),
        ("It never came", "Our fault. The next coffee is on us", set()),
        ("Прийшов брак", "Міняємо завтра, вибачте, будь ласка", set()),
        ("Прийшов брак", "Надішлемо нову чашку завтра", {Hint.NO_EMPATHY}),
        ("Прийшов брак", "Нам прикро це чути, така партія", {Hint.NO_STEP}),
        ("Чому так довго?", "Вибачте, через повітряну тривогу стояли. Їде", set()),
        ("Чому немає зв'язку?", "Через відключення світла, вибачте. Завтра буде", set()),
        ("Чому?", "Тому, що кур'єр захворів. Перепрошуємо, привеземо завтра", set()),
        ("Чому?", "У зв'язку зі святами склад стояв, вибачте. Надішлемо завтра", set()),
        ("Почему?", "Просим прощения, в связи с праздниками. Привезём в понедельник", set()),
        ("Прийшов брак", "Вибачте! Повертаємо вам гроші", set()),
        ("Де?", "Вибачте, доставимо у вівторок", set()),
        ("Where is it?", "Sorry! We'll deliver it on Friday", set()),
        ("Чомусь посилка без чека", "Вибачте, чек надішлемо сьогодні", set()),
        ("Почему-то нет чека", "Извините, чек пришлём сегодня", set()),
        ("Прийшов брак", "Ок", {Hint.NO_STEP, Hint.NO_EMPATHY}),
    ],
)
def test_what_a_complaints_answer_may_miss(asked: str, answer: str, found: set[Hint]) -> None:
    assert found == set(hints(f"Добрий день! {answer}", Kind.COMPLAINT, asked)) - {Hint.SHORT}


def test_only_questions_and_complaints_get_hints() -> None:
    for kind in (Kind.PRAISE, Kind.COMMENT, Kind.SUGGESTION):
        assert [] == hints("Дякуємо за відгук!", kind, "Чому?")
    assert [] == hints("", Kind.COMPLAINT, "Чому?")
    assert [] == hints("Так, є", Kind.QUESTION, "Чи є доставка?")
    assert [Hint.NO_CAUSE] == hints("Так, є", Kind.QUESTION, "Чому не було доставки?")


def test_alike_answers_become_the_same_words() -> None:
    assert normalised("Доброго дня! Замовлення №15 їде.") == normalised("замовлення № 204 їде")
    assert normalised("Замовлення їде") != normalised("Замовлення приїде")


def test_greetings_are_known_in_three_languages() -> None:
    assert all(map(greets, ["Доброго дня!", "Вітаю", "Здравствуйте", "Hello", "Good morning"]))
    assert not any(map(greets, ["Так, є", "history", "Завтра"]))


def test_a_complaint_is_answered_with_a_greeting_and_more_than_a_word() -> None:
    found = hints("Вибачте, завтра", Kind.COMPLAINT, "Прийшов брак")
    assert [Hint.NO_GREETING] == found
    assert Hint.SHORT in hints("Ок", Kind.COMPLAINT, "Прийшов брак")
    assert [] == hints("Завтра", Kind.QUESTION, "Коли?")


def test_words_that_several_clients_got_look_like_a_template() -> None:
    said = "Добрий день! Замовлення №15 їде."
    others = ["Замовлення № 7 їде", "замовлення № 204 їде!", "Вже приїхало", "Замовлення №1 їде"]
    assert 3 == alike(said, others)
    assert [Hint.TEMPLATE] == hints(said, Kind.QUESTION, "Де?", repeated=3)
    assert [] == hints(said, Kind.QUESTION, "Де?", repeated=2)
    assert 0 == alike("15", ["16"])
