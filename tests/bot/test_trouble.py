"""Everyday trouble is a complaint; the same words in praise and plain remarks are none.

The messages here are made up by hand for the test.
"""

import pytest

from bot.classify import classify
from storage.vocabulary import Kind

REMARKS = {Kind.PRAISE, Kind.COMMENT}

HOLES = [
    "Сукня прийшла з діркою",
    "Екран тріснутий",
    "На чашці тріщина",
    "Після першого прання футболка полиняла",
    "Платье пришло с дыркой",
    "Экран треснул",
    "На крышке царапины",
    "Подошва отвалилась через день",
    "The dress came with a hole in it",
    "Screen is cracked",
    "One handle fell off",
    "There are stains on the sleeve",
]
FOOD = [
    "У салаті була волосина",
    "Кава холодна",
    "Торт зачерствів, а крем прокис",
    "М'ясо сире всередині",
    "В салате был волос",
    "Кофе холодный",
    "Рыба протухла",
    "Хлеб с плесенью, плесень по всей корке",
    "There was a hair in my salad",
    "The coffee is cold",
    "Chicken was still raw",
    "The cake had mold",
]
MONEY = [
    "Гроші зняли двічі",
    "хочу повернути гроші за сукню",
    "Списали зайве за доставку",
    "Прошу повернути кошти",
    "Деньги сняли дважды",
    "хочу вернуть деньги за платье",
    "Когда вернете деньги",
    "С карты списали лишнее",
    "You took the money twice",
    "no refund yet",
    "i want my money back for the dress",
    "I was billed twice this month",
]
WAITING = [
    "Чекаємо вже годину",
    "Кур'єра так і не дочекалась",
    "Відповіді від вас немає, немає відповіді взагалі",
    "Повернення немає",
    "Жду уже час",
    "Курьера не дождались",
    "Возврата нет",
    "Уже час жду столик",
    "We waited over two hours",
    "The parcel is not delivered",
    "Nothing arrived",
    "Nobody came, no show",
]
DIRT = [
    "Столик брудний",
    "У залі тхне",
    "Вилки немиті",
    "В номере воняет",
    "Посуда немытая",
    "Полная антисанитария",
    "The room was filthy",
    "The bathroom smells bad",
    "The sheets stank",
]
BROKEN = [
    "Чайник не вмикається",
    "Фен перестав працювати",
    "Кран протікає",
    "Мені прийшло інше",
    "Фен перестал работать",
    "Наушники не заряжаются",
    "Пришло другое",
    "Товар с браком",
    "The kettle stopped working",
    "It won't turn on",
    "The bottle was leaking",
    "Two spoons were missing",
]


@pytest.mark.parametrize("text", HOLES + FOOD + MONEY + WAITING + DIRT + BROKEN)
def test_what_went_wrong_is_a_complaint(text: str) -> None:
    assert Kind.COMPLAINT == classify(text)


@pytest.mark.parametrize(
    "text",
    [
        "Кава не холодна, дякую",
        "Ранок холодний, а у вас затишно",
        "Екран без тріщин, дякую",
        "Була у вас двічі, дуже смачно",
        "Волосся після маски як шовк",
        "Сукня сіла ідеально",
        "Приїду о другій годині",
        "Ми чекали на вас на вулиці",
        "Холодный день, а у вас тепло и уютно",
        "Экран без царапин, спасибо",
        "Были у вас дважды, очень вкусно",
        "Волосы после маски как шелк",
        "Приеду через час",
        "It was cold, but your tea is the best",
        "My hair looks great",
        "No stains at all, thank you",
        "We came twice and loved it",
        "Brought the money",
    ],
)
def test_the_same_words_in_praise_and_plain_remarks_are_no_complaint(text: str) -> None:
    assert classify(text) in REMARKS
