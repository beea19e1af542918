"""Answers as teams write them, each with the hints a fair reader would give.

B brush-off, C no cause, S no step, E no empathy, L short, G no greeting. The client is Олена, Анна
or Anna; Ірина, Irina or Iryna answers for Kava. HELD_OUT was written before the rules, and no rule
was made to fit it.
"""

import csv
from typing import NamedTuple

from bot.hints import Hint
from storage.vocabulary import Kind

LETTERS = {
    "B": Hint.BRUSH_OFF, "C": Hint.NO_CAUSE, "S": Hint.NO_STEP, "E": Hint.NO_EMPATHY,
    "L": Hint.SHORT, "G": Hint.NO_GREETING,
}  # fmt: skip
KINDS = {"c": Kind.COMPLAINT, "q": Kind.QUESTION, "s": Kind.SUGGESTION}


class Judged(NamedTuple):
    kind: Kind
    asked: str
    answer: str
    hints: frozenset[Hint]


def _table(text: str) -> list[Judged]:
    """Each line: the kind, the hints or "-", the client's words, the answer."""
    rows = csv.reader(text.strip().splitlines(), delimiter="|", quoting=csv.QUOTE_NONE)
    return [
        Judged(KINDS[kind], asked, answer, frozenset(LETTERS[one] for one in given.strip("-")))
        for kind, given, asked, answer in ([part.strip() for part in row] for row in rows)
    ]


TUNED = _table("""
c|BE|Доставили не той колір|Олено, дякуємо за відгук!
c|BE|Доставили не той колір|Доброго дня, Олено! Дякуємо за звернення. З повагою, команда Kava
c|BEG|Доставили не той колір|Дякуємо за зворотний зв'язок!
c|BEG|Доставили не той колір|Дякуємо за зворотній зв’язок, це важливо для нас
c|BG|Доставили не той колір|Приносимо вибачення за незручності.
c|BG|Доставили не той колір|Перепрошуємо за завдані незручності!
c|BG|Доставили не той колір|Вибачте за тимчасові незручності 🙏
c|BEG|Доставили не той колір|Дякуємо, що звернулися до нас! Ваша думка важлива.
c|BEG|Доставили не той колір|Дякуємо за ваш коментар!
c|BEG|Доставили не той колір|Ми передали вашу скаргу керівництву. Дякуємо за відгук!
c|BEG|Доставили не той колір|Ваше звернення передано у відповідний відділ
c|BEG|Товар бракованный|Спасибо за обратную связь!
c|BE|Товар бракованный|Здравствуйте, Анна! Спасибо за отзыв, нам очень важно ваше мнение.
c|BG|Товар бракованный|Приносим извинения за доставленные неудобства, Анна.
c|BG|Товар бракованный|Извините за временные неудобства
c|BEG|Товар бракованный|Благодарим за обращение! Ваше обращение передано в работу.
c|BEG|Товар бракованный|Благодарим за отзыв
c|BEG|Parcel is broken|Thanks for your feedback!
c|BG|Parcel is broken|We apologize for the inconvenience caused.
c|BG|Parcel is broken|Sorry for any inconvenience this may have caused.
c|B|Parcel is broken|Hi Anna, apologies for the inconvenience.
c|B|Parcel is broken|Dear Anna, we are sorry for the inconvenience. Kind regards, Kava team
c|BEG|Parcel is broken|We value your feedback.
c|BEG|Parcel is broken|Your feedback is important to us. Please bear with us.
c|BEG|Parcel is broken|Thank you for bringing this to our attention.
c|BG|Parcel is broken|We are sorry to hear that.
c|C|Чому не привезли?|Добрий день! Вибачте за затримку, привеземо завтра.
c|C|Чому не привезли?|Добрий день! Вибачте, що так сталося. Завтра привеземо.
c|C|Почему не привезли?|Здравствуйте! Извините за задержку, завтра привезём.
c|C|Почему не привезли?|Здравствуйте! Жаль, что так случилось, завтра вернём деньги.
c|C|Why is it late?|Hello! Sorry for the delay, it ships tomorrow.
c|C|Why is it late?|Hello! Sorry this happened. We will refund you today.
c|C|Why is it late?|Hello! We will find out what happened and write to you today, sorry.
c|C|Чому не привезли?|Добрий день! З'ясуємо, що сталося, і напишемо сьогодні. Вибачте
c|C|Чому не привезли?|Добрий день! Вибачте, передзвонимо через менеджера завтра
c|C|Поясніть, з якої причини скасовано замовлення|Добрий день, вибачте, замовлення скасовано. Гроші повернемо завтра
c|C|What is the reason for this delay?|Hello, sorry, we will ship it tomorrow
c|C|За что вы списали деньги?|Здравствуйте, извините, вернём деньги завтра
q|-|А чому б вам не додати оплату карткою?|Добрий день! Гарна ідея, з липня додамо.
c|-|Чому не привезли?|Добрий день! Вибачте, кур'єр захворів, заміни не було. Привеземо завтра о 10:00.
c|-|Почему не работает сайт?|Здравствуйте! Извините, обновляли сервер. Сегодня в 18:00 заработает.
q|-|Why is the price higher?|Hello! The supplier raised prices in May.
q|-|Чому магазин зачинено?|Добрий день! Сьогодні немає світла, відкриємося о 16:00.
c|-|Why is my card charged twice?|Hello Anna, so sorry! The payment provider sent the charge twice. We refund one today.
c|-|Прийшов брак|Добрий день! Перепрошуємо. Менеджер зв'яжеться з вами до вечора.
c|-|Прийшов брак|Добрий день! Перепрошуємо. Ми обміняємо товар.
c|-|Прийшов брак|Добрий день! Перепрошуємо. Вишлемо новий Новою Поштою.
c|-|Прийшов брак|Добрий день! Перепрошуємо. Вже надсилаємо новий.
c|-|Прийшов брак|Добрий день! Перепрошуємо. Відшкодуємо повну вартість.
c|-|Прийшов брак|Добрий день! Перепрошуємо. Приходьте в магазин, оформимо обмін на місці.
c|-|Прийшов брак|Добрий день! Перепрошуємо. Надайте, будь ласка, номер замовлення й фото.
c|-|Прийшов брак|Добрий день! Перепрошуємо. Кур'єр уже виїхав до вас.
c|-|Пришел брак|Здравствуйте! Извините. Менеджер свяжется с вами до вечера.
c|-|Пришел брак|Здравствуйте! Извините. Вышлем новый бесплатно.
c|-|Пришел брак|Здравствуйте! Извините. Обменяем товар.
c|-|Пришел брак|Здравствуйте! Извините. Подскажите номер заказа, пожалуйста.
c|-|Broken|Hello! So sorry. We'll exchange it.
c|-|Broken|Hello! So sorry. You can bring it back to any shop and get a new one.
c|-|Broken|Hello! So sorry. Could you share your order number?
c|-|Broken|Hello! So sorry. Our manager contacts you this evening.
c|-|Broken|Hello! So sorry. I'm getting your money back right now.
c|S|Пришел брак|Здравствуйте! Извините, у меня нет информации
c|S|Пришел брак|Здравствуйте! Сожалеем, такое бывает, меня это не касается
c|S|Прийшов брак|Добрий день! Вибачте, більше такого не буде.
c|B|Broken|Hello! We are sorry. Please accept our apologies.
c|S|Broken|Hello! Please understand that we are sorry, thank you for calling.
c|E|Прийшов брак|Добрий день! Не розуміємо вашої претензії. Надішліть фото, завтра перевіримо
c|E|Прийшов брак|Добрий день! На жаль, кошти не повертаємо.
c|E|Broken|Hello! I don't understand your problem. We will check tomorrow.
c|-|Прийшов брак|Добрий день! Дуже неприємна ситуація, уявляємо, як це засмутило. Завтра привеземо новий.
c|-|Пришел брак|Здравствуйте! Очень неприятно, что так вышло. Завтра вышлем новый.
c|-|Пришел брак|Здравствуйте! Прощения просим, завтра вернём деньги.
c|-|Пришел брак|Здравствуйте! Приносим свои извинения, завтра вернём деньги.
c|-|Broken|Hello! That must be frustrating. A new cup leaves today.
c|-|Broken|Hello! My apologies, a new one leaves today.
c|-|Прийшов брак|Доброго! Вибачте, завтра привеземо
c|-|Прийшов брак|Олено, вітання! Вибачте, завтра привеземо
c|-|Прийшов брак|Добридень! Вибачте, завтра привеземо
c|-|Пришел брак|День добрый! Извините, завтра привезём
c|-|Пришел брак|Доброго дня! Уважаемая Анна, извините, завтра привезём
c|-|Пришел брак|Доброго времени суток! Извините, завтра привезём
c|-|Broken|Hey Anna! Sorry, new one tomorrow
q|BG|Скільки коштує доставка?|Всю інформацію ви знайдете на сайті
q|BG|Коли буде розмір M?|Слідкуйте за оновленнями!
q|SG|Коли буде розмір M?|Скоро буде
q|SLG|Коли буде розмір M?|Ні
q|LG|Чи є розмір M?|Так
q|G|Чи є доставка?|Так, є
q|G|Коли?|Завтра
s|BG|Додайте оплату карткою|Дякуємо за пропозицію!
s|B|Додайте оплату карткою|Вітаємо! Дякуємо за ідею, ми обов'язково врахуємо.
s|-|Додайте оплату карткою|Вітаємо! Дякуємо за ідею, оплату карткою запускаємо в березні.
c|SELG|Прийшов брак|Ок
c|-|Жахливе обслуговування|Олено, нам соромно за це. Поговорили з касиркою, наступна кава за наш рахунок
c|G|Чекала годину|Вибачте! Сніданок за наш рахунок.
c|SEC|Чому так дорого?|Добрий день! Ціни вказані на сайті.
c|-|Зіпсувалася кава|Вітаю, Олено! Перепрошую, помилка складу. Нову пачку відправлю сьогодні, ТТН скину тут.
c|E|Где мой заказ???|Добрый день! Заказ на складе, отправим завтра утром.
c|-|Where is my order?!|Hi Anna, I'm really sorry for the wait. Your parcel got stuck at customs; it will be with you by Friday.
c|BC|Why was I charged?|Hello Anna! We apologise for any inconvenience and thank you for your patience.
""")

HELD_OUT = _table("""
c|BEG|Кава холодна, вже вдруге|Дякуємо, що поділилися. Ми працюємо над покращенням сервісу.
c|B|Кава холодна, вже вдруге|Вітаємо! Щиро перепрошуємо за цю прикру ситуацію. Ваша думка допомагає нам ставати кращими.
c|B|Нахамила касирка|Доброго вечора, Олено. Нам дуже прикро, що у вас залишилися негативні враження. З повагою, Ірина
c|BEG|Нахамила касирка|Взяли до уваги, дякуємо.
c|-|Нахамила касирка|Олено, вибачте нам, будь ласка. Сьогодні поговоримо з Мариною й запрошуємо вас на каву.
c|C|Чому знову нема молока?|Доброго ранку! Вибачте, розуміємо вас. Завтра все буде.
c|-|Чому знову нема молока?|Доброго ранку! Вибачте, постачальник підвів, молоко приїде завтра до 9.
c|-|Чого так довго?|Привіт! Перепрошую, на складі зламався навантажувач. Відправимо сьогодні ввечері.
c|C|Через що затримка?|Вітаю! Перепрошуємо за очікування. Ваша посилка буде відправлена у четвер.
q|-|Чому доставка платна?|Доброго дня! Безкоштовна вона від 800 грн, бо перевізник підняв тарифи.
c|S|Діряві стаканчики|Добрий день! Дуже шкода, стаканчики нам постачає інша фірма.
c|-|Діряві стаканчики|Вітаю, Олено! Прийміть вибачення. Скиньте, будь ласка, фото й дату покупки.
c|E|Не прийшла знижка|Добрий день! Знижка діє лише на перше замовлення, тому її немає.
c|-|Не прийшла знижка|Добрий день! Розумію вас. Нарахувала 150 грн бонусів, вони вже в застосунку.
c|EG|Не прийшла знижка|Напишіть, будь ласка, ваш номер телефону
q|-|Ви працюєте в неділю?|Вітаю! Так, з 9 до 21.
q|SG|Коли відкриєте кав'ярню на Подолі?|Плануємо, поки без точної дати
s|BG|Зробіть веганське меню|Дякуємо за вашу ідею, передамо команді!
s|-|Зробіть веганське меню|Добрий день, Олено! Уже тестуємо вівсяні десерти, з'являться в травні.
c|BG|Испортили торт|Нам искренне жаль, что вы остались недовольны.
c|BE|Испортили торт|Добрый день! Спасибо, что сообщили. Мы обязательно примем меры.
c|B|Испортили торт|Анна, просим прощения за предоставленные неудобства! С уважением, служба заботы Kava
c|BEG|Курьер нагрубил|Ваша жалоба зарегистрирована и будет рассмотрена в ближайшее время.
c|-|Курьер нагрубил|Анна, добрый день! Нам очень стыдно. Курьера отстранили, в качестве извинения дарим вам десерт.
c|C|Почему сняли деньги дважды?|Здравствуйте! Извините, пожалуйста. Вернём вторую сумму в течение трёх дней.
c|-|Почему сняли деньги дважды?|Здравствуйте! Извините, банк завис и повторил платёж. Вторую сумму вернём за три дня.
c|-|Отчего такая задержка?|Добрый вечер! Простите, у курьера спустило колесо. Будет у вас через 20 минут.
c|S|Зачем вы удалили мой отзыв?|Здравствуйте! Простите, отзыв удалился случайно.
q|-|Почему вас нет на Левом берегу?|Здравствуйте! Пока не нашли помещение, ищем.
c|S|Грязно в зале|Здравствуйте! Понимаем ваше возмущение.
c|E|Грязно в зале|Здравствуйте! Уборку проведём в течение часа.
c|-|Грязно в зале|Здравствуйте, Анна! Вы правы, это недопустимо. Уборщица уже моет зал.
q|LG|Можно с собакой?|Нет
q|-|Когда будет латте с тыквой?|Привет! С 1 октября.
s|-|Сделайте скидку студентам|Привет, Анна! Здорово придумано, обсудим с директором в понедельник и ответим вам.
c|BG|The app keeps crashing|Sorry about that! We appreciate your understanding.
c|B|The app keeps crashing|Hello, we regret the inconvenience and are working hard to improve your experience.
c|BEG|Rude barista|Your message has been forwarded to the relevant team.
c|-|Rude barista|Anna, I'm ashamed to read this. I spoke to him this morning and your next coffee is free.
c|C|Why is my order cancelled?|Hi Anna! Apologies, we've issued a full refund to your card.
c|-|Why is my order cancelled?|Hi Anna! Apologies, the last pack was damaged in the warehouse. The refund will arrive by Monday.
c|S|How come I waited an hour?|Good evening! I am so sorry, two baristas called in sick.
c|E|Wrong size|Hello! Please return it with the receipt and we will replace it.
c|-|Wrong size|Hello! Oh no, that's on us. Which size would you like instead?
c|E|Wrong size|Good day! Unfortunately, sale items are not refundable.
q|-|Why do you close at 5?|Hi! Because the mall closes at 5.
q|BG|Do you ship abroad?|Thanks for reaching out! Please visit our website for more information.
q|-|Do you ship abroad?|Hello! Yes, to the EU, from 12 euros.
""")
