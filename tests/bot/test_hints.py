"""Hints about answers: a table of what a fair reader notices, and what is left in peace."""

import pytest

from bot.hints import Hint, alike, greets, hints, normalised
from storage.vocabulary import Kind
from tests.bot.answers_to_judge import HELD_OUT, TUNED, Judged


def answer(words: str, asked: str, kind: Kind = Kind.COMPLAINT) -> set[Hint]:
    return set(hints(f"Добрий день! {words}", kind, asked)) - {Hint.SHORT}


@pytest.mark.parametrize("row", TUNED, ids=lambda row: f"{row.asked} - {row.answer}"[:60])
def test_an_answer_gets_the_hints_that_a_fair_reader_gives(row: Judged) -> None:
    assert row.hints == row.found


def test_answers_that_no_rule_was_made_for_are_mostly_read_as_fairly() -> None:
    """Each of six hints is a decision of its own; whole rows are harder."""
    whole = sum(row.hints == row.found for row in HELD_OUT)
    wrong = sum(len(row.hints ^ row.found) for row in HELD_OUT)
    assert whole / len(HELD_OUT) >= 0.85
    assert wrong / (6 * len(HELD_OUT)) <= 0.04


@pytest.mark.parametrize(
    "words",
    [
        "Дякуємо за відгук! Причина — збій складу; нову чашку надішлемо завтра.",
        "Перепрошуємо за незручності: кур'єр привезе до 18:00.",
        "Спасибо за отзыв! Ошибка наша, деньги вернём сегодня.",
        "We are sorry for the inconvenience: a refund leaves today, because the cup broke.",
        "Так, є",
        "Дякуємо за звернення! Так, є в наявності.",
        "Thank you for your message! Yes, we do.",
        "Вибачте за незручності, вже виправили!",
    ],
)
def test_a_stock_phrase_with_something_after_it_is_no_brush_off(words: str) -> None:
    assert Hint.BRUSH_OFF not in hints(words, Kind.COMPLAINT, "Прийшов брак")


@pytest.mark.parametrize(
    ("asked", "words", "found"),
    [
        ("Чому так довго?", "Перевіримо й завтра напишемо, вибачте.", {Hint.NO_CAUSE}),
        ("Чому так довго?", "Вибачте: через збій на складі. Завтра привеземо.", set()),
        ("Почему брак?", "Извините, проверим и сегодня позвоним.", {Hint.NO_CAUSE}),
        ("Why is it late?", "Sorry, it was a mistake at the depot: it ships today.", set()),
        ("Де кур'єр?!", "Нам соромно, він за п'ять хвилин від вас", set()),
        ("Ждала час", "Стыдно за это. Привезём через полчаса", set()),
        ("It never came", "Our mistake: you have it in an hour", set()),
        ("It never came", "Our fault. The next coffee is on us", set()),
        ("Прийшов брак", "Надішлемо нову чашку завтра", {Hint.NO_EMPATHY}),
        ("Прийшов брак", "Нам прикро це чути, така партія", {Hint.NO_STEP}),
        ("Чому так довго?", "Вибачте, через повітряну тривогу стояли. Їде", set()),
        ("Чому немає зв'язку?", "Через відключення світла, вибачте. Завтра буде", set()),
        ("Чому?", "Тому, що кур'єр захворів. Перепрошуємо, привеземо завтра", set()),
        ("Чому?", "У зв'язку зі святами склад стояв, вибачте. Надішлемо завтра", set()),
        ("Почему?", "Просим прощения, в связи с праздниками. Привезём в понедельник", set()),
        ("Чому?", "Вибачте за затримку через снігопад, привеземо завтра", set()),
        ("Почему брак?", "Извините, уже отправили новый", {Hint.NO_CAUSE}),
        ("Where is it?", "Sorry! We'll deliver it on Friday", set()),
        ("Чомусь посилка без чека", "Вибачте, чек надішлемо сьогодні", set()),
        ("Почему-то нет чека", "Извините, чек пришлём сегодня", set()),
    ],
)
def test_what_a_complaints_answer_may_miss(asked: str, words: str, found: set[Hint]) -> None:
    assert found == answer(words, asked)


def test_praise_and_remarks_get_no_hints() -> None:
    for kind in (Kind.PRAISE, Kind.COMMENT):
        assert [] == hints("Дякуємо за відгук!", kind, "Чому?")
    assert [] == hints("", Kind.COMPLAINT, "Чому?")


def test_only_the_first_answer_of_a_conversation_greets() -> None:
    assert Hint.NO_GREETING in hints("Вибачте, завтра", Kind.COMPLAINT, "Прийшов брак")
    assert [] == hints("Вибачте, завтра", Kind.COMPLAINT, "Прийшов брак", first=False)


def test_calling_the_client_by_name_is_a_greeting_and_signing_is_none() -> None:
    assert all(map(greets, ["Доброго дня!", "Вітаю", "Здравствуйте", "Hello", "Good morning"]))
    assert not any(map(greets, ["Так, є", "history", "Завтра", "Слідкуйте, будь ласка"]))
    assert greets("Андрію, вже їде", client="Андрій")
    assert greets("It is on its way, Anna", client="Anna K.")
    assert greets("Олено, вже їде", client="@lena_k")
    assert not greets("Вже їде. Ірина", author="Ірина")


def test_alike_answers_become_the_same_words() -> None:
    assert normalised("Доброго дня! Замовлення №15 їде.") == normalised("замовлення № 204 їде")
    assert normalised("Замовлення їде") != normalised("Замовлення приїде")
    canned = "Вітаємо, {}! Дякуємо, замовлення їде. З повагою, Kava"
    assert 1 == len({normalised(canned.format(one), one) for one in ("Олена", "Петро", "Anna")})
    assert "приїхало" == normalised("Приїхало. Ірина", author="Ірина")


def test_words_that_several_clients_got_look_like_a_template() -> None:
    said = "Добрий день! Замовлення №15 їде."
    others = ["Замовлення № 7 їде", "замовлення № 204 їде!", "Вже приїхало", "Замовлення №1 їде"]
    assert 3 == alike(normalised(said), map(normalised, others))
    assert [Hint.TEMPLATE] == hints(said, Kind.QUESTION, "Де?", repeated=3)
    assert [] == hints(said, Kind.QUESTION, "Де?", repeated=2)
    assert 0 == alike(normalised("15"), [normalised("16")])
