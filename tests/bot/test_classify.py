"""The messages here are made up by hand for the test."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classify import classify, is_courtesy, language_of
from bot.cues import CUES, cue_at
from storage.vocabulary import Kind

COMPLAINT, QUESTION, SUGGESTION, PRAISE, COMMENT = (
    Kind.COMPLAINT,
    Kind.QUESTION,
    Kind.SUGGESTION,
    Kind.PRAISE,
    Kind.COMMENT,
)

UKRAINIAN = [
    ("Замовлення їде вже два тижні, де воно?", COMPLAINT),
    ("Піца приїхала холодна і без соусу", COMPLAINT),
    ("Ми не задоволені якістю зйомки", COMPLAINT),
    ("На сайті нічого не працює!!!", COMPLAINT),
    ("Ні відповіді, ні привіту від вашого менеджера", COMPLAINT),
    ("Це просто жахіття, а не сервіс", COMPLAINT),
    ("Мені тричі списали гроші за одну підписку", COMPLAINT),
    ("Дуже дякую, але реклама знову не запустилась", COMPLAINT),
    ("Чому мій коментар ніхто не читає вже добу?", COMPLAINT),
    ("Хотілося б отримати свої гроші назад", COMPLAINT),
    ("Адміністраторка нахамила моїй мамі", COMPLAINT),
    ("шо це таке, букет зів'яв за годину", COMPLAINT),
    ("😡😡😡", COMPLAINT),
    ("Не раджу нікому, витрачені гроші", COMPLAINT),
    ("О котрій ви завтра відкриваєтесь?", QUESTION),
    ("Доброго вечора! А доставка в Бровари є?", QUESTION),
    ("Підкажіть, будь ласка, розмір 42 ще буде", QUESTION),
    ("Скільки коштує манікюр з покриттям", QUESTION),
    ("Надішліть рахунок на оплату, будь ласка", QUESTION),
    ("Чи є у вас подарункові сертифікати", QUESTION),
    ("А вегетаріанське шось є?", QUESTION),
    ("Було б чудово, якби ви працювали в неділю", SUGGESTION),
    ("Додайте, будь ласка, темну тему в застосунок", SUGGESTION),
    ("А якщо зробити знижку для студентів?", SUGGESTION),
    ("Пропоную перенести ефір на сьому вечора", SUGGESTION),
    ("Варто зробити шрифт більшим", SUGGESTION),
    ("Найсмачніша кава в місті, люблю вас 💛", PRAISE),
    ("Непогано вийшло, нам подобається", PRAISE),
    ("Все пройшло без помилок, ви супер", PRAISE),
    ("Щиро вдячні за вашу роботу, результат перевершив очікування", PRAISE),
    ("🔥🔥🔥", PRAISE),
    ("Надіслала лого на пошту", COMMENT),
    ("Ми переїхали на Поділ", COMMENT),
    ("Добре, домовились", COMMENT),
    ("Буду о 15:00", COMMENT),
    ("Чекаю на кур'єра біля входу", COMMENT),
]

RUSSIAN = [
    ("Заказ так и не приехал, деньги никто не вернул", COMPLAINT),
    ("Вы нам сорвали запуск, мы крайне недовольны", COMPLAINT),
    ("Почему я третий раз пишу одно и то же?", COMPLAINT),
    ("Не понравилось, еда холодная", COMPLAINT),
    ("Курьер нагрубил и уехал", COMPLAINT),
    ("Ну и где мой возврат? Прошло две недели", COMPLAINT),
    ("Ничего не работает, кнопка оплаты не нажимается", COMPLAINT),
    ("Спасибо, конечно, но фото ужасного качества", COMPLAINT),
    ("Верните деньги за подписку", COMPLAINT),
    ("Пришёл не тот размер", COMPLAINT),
    ("Хуже сервиса я не видела", COMPLAINT),
    ("👎👎", COMPLAINT),
    ("Во сколько вы закрываетесь?", QUESTION),
    ("Здравствуйте! Интересует доставка в Одессу", QUESTION),
    ("Подскажите пожалуйста есть ли скидка на второй заказ", QUESTION),
    ("Где можно посмотреть каталог", QUESTION),
    ("Пришлите, пожалуйста, договор", QUESTION),
    ("Можно оплатить картой", QUESTION),
    ("Какие документы нужны для оформления?", QUESTION),
    ("Было бы удобно получать чек на почту", SUGGESTION),
    ("А почему бы не сделать доставку бесплатной?", SUGGESTION),
    ("Добавьте, пожалуйста, оплату по QR", SUGGESTION),
    ("Предлагаю убрать всплывающее окно", SUGGESTION),
    ("Может быть, стоит сменить обложку", SUGGESTION),
    ("Лучше постить утром", SUGGESTION),
    ("Очень вкусно и быстро, спасибо огромное!", PRAISE),
    ("Вы лучшие, всем вас советую", PRAISE),
    ("Никаких претензий, всё отлично сделали", PRAISE),
    ("Неплохо, мне понравилось", PRAISE),
    ("Обожаю ваши посты 😍", PRAISE),
    ("Отправила фото в директ", COMMENT),
    ("Хорошо, тогда до среды", COMMENT),
    ("Мы работаем с 9 до 18", COMMENT),
    ("Оплата прошла", COMMENT),
    ("Поняла вас, передам мужу", COMMENT),
]

ENGLISH = [
    ("My order never arrived", COMPLAINT),
    ("I'm not happy with the last campaign", COMPLAINT),
    ("You charged me twice, I demand my money back", COMPLAINT),
    ("Three days and still no reply from support", COMPLAINT),
    ("The coffee was cold and the waiter was rude", COMPLAINT),
    ("Why is the app so slow? It keeps crashing", COMPLAINT),
    ("Thanks, but this is not what we asked for", COMPLAINT),
    ("Worst experience ever", COMPLAINT),
    ("I don't like the new design at all", COMPLAINT),
    ("The discount code doesn't work", COMPLAINT),
    ("This is taking way too long!!", COMPLAINT),
    ("What time do you close today?", QUESTION),
    ("Hi! Do you ship to Poland", QUESTION),
    ("I'd like to know the price for ten posts", QUESTION),
    ("Please send me the invoice", QUESTION),
    ("Is there a vegan option?", QUESTION),
    ("any update on my order", QUESTION),
    ("hello, how can i change my address", QUESTION),
    ("It would be great to have a dark mode", SUGGESTION),
    ("I suggest posting less often", SUGGESTION),
    ("Maybe we should try shorter captions", SUGGESTION),
    ("Why don't you open a shop in Lviv?", SUGGESTION),
    ("You should add prices to the menu", SUGGESTION),
    ("Have you considered free delivery? It'd help", SUGGESTION),
    ("Absolutely love your service", PRAISE),
    ("Amazing work, thank you so much!", PRAISE),
    ("Not bad at all, well done", PRAISE),
    ("No complaints, everything was perfect", PRAISE),
    ("Sooooo nice 😍😍", PRAISE),
    ("You made my day, best team ever", PRAISE),
    ("The files are in the shared folder", COMMENT),
    ("Our office is closed on Monday", COMMENT),
    ("Good morning", COMMENT),
    ("No problem, see you on Friday", COMMENT),
    ("I paid the invoice yesterday", COMMENT),
]

MIXED = [
    ("скіки можна ждать, вже неділю обіцяєте", COMPLAINT),
    ("получаєця ви нас просто обманули", COMPLAINT),
    ("а скіки стоїть доставка", QUESTION),
    ("давайте лучше завтра зробим", SUGGESTION),
    ("дуже класно получилось, мені нравиться", PRAISE),
    ("скинула вам фотку в лічку", COMMENT),
    ("\u200fДе моє замовлення?\u200e", QUESTION),
    ("<b>Жах</b> & ганьба <&>", COMPLAINT),
    ("<&>", COMMENT),
    ("", COMMENT),
    ("   \n ", COMMENT),
    ("👍", COMMENT),
    ("🤷", COMMENT),
    ("???", QUESTION),
    ("https://example.com/?q=1", COMMENT),
    ("ЖАХЛИИИВО", COMPLAINT),
    ("Че\u00adкаю, дя\u200bкую", COMMENT),
]


@pytest.mark.parametrize(("text", "kind"), UKRAINIAN + RUSSIAN + ENGLISH + MIXED)
def test_a_message_is_of_the_kind_its_reader_would_say(text: str, kind: Kind) -> None:
    assert kind == classify(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Задоволені", PRAISE),
        ("Не задоволені", COMPLAINT),
        ("Ми не дуже задоволені", COMPLAINT),
        ("Ні, все супер", PRAISE),
        ("Помилки", COMPLAINT),
        ("Без помилок", COMMENT),
        ("Нет претензий", COMMENT),
        ("Not happy", COMPLAINT),
        ("No complaints", COMMENT),
    ],
)
def test_a_negation_turns_praise_round_and_silences_a_complaint(text: str, kind: Kind) -> None:
    assert kind == classify(text)


@pytest.mark.parametrize("content", ["voice", "video_note", "photo", "document", "contact", "new"])
def test_what_cannot_be_read_is_taken_as_needing_an_answer(content: str) -> None:
    assert classify("", content) == QUESTION
    assert classify(" \u200f", content) == QUESTION


def test_words_under_a_picture_decide_its_kind() -> None:
    assert classify("Прийшла розбита чашка", "photo") == COMPLAINT
    assert classify("Логотип у векторі", "document") == COMMENT
    assert classify("👎", "photo") == COMPLAINT


@pytest.mark.parametrize("content", ["sticker", "dice"])
def test_a_lone_mood_is_a_comment_and_courtesy(content: str) -> None:
    assert classify("", content) == COMMENT
    assert is_courtesy("", content)


@pytest.mark.parametrize("effect", CUES, ids=lambda effect: f"{effect[0]}-{effect[1]}")
def test_every_cue_is_well_written_and_can_be_found(effect: tuple[Kind, int]) -> None:
    for phrase in (" ".join(each.split()) for each in CUES[effect].split(",")):
        assert phrase, "an empty cue: two commas in a row"
        assert not set(phrase) & set("ё'’ʼ"), phrase
        assert phrase == phrase.casefold()
        words = phrase.removeprefix("^").split()
        assert words[0][-1] != "*" or len(words[0]) >= 4, f"{phrase}: the stem is too short"
        example = [word.removesuffix("*").replace("*", "xx") or "xx" for word in words]
        found = cue_at(example, 0, opens=True)
        assert found is not None, phrase
        assert found.length >= len(words), phrase


@given(st.text())
def test_any_text_at_all_has_a_kind_a_courtesy_and_a_language(text: str) -> None:
    assert classify(text) in set(Kind)
    assert not (is_courtesy(text) and "?" in text)
    assert language_of(text, "ru") in {"uk", "ru", "en"}
