"""Small word and emoji lists by which `bot.classify` knows courtesy, mood and language.

Written as `bot.classify` compares them: lower case, no apostrophes, "е" for "ё".
"""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What turns the cue after it round, what may stand between, and what weakens the praise before.
NEGATIONS = _listed(
    """
    не ні нє ни без никаких никакой ніяких жодних жодної жодного нема немає нет нету not no
    never dont doesnt didnt isnt wasnt arent werent cant wont nor hardly навряд вряд
    """
)
INTENSIFIERS = _listed(
    """
    дуже зовсім так такий така таке такі особливо все надто занадто очень совсем особенно такой
    такая такие слишком сильно прям very so really that at all too quite particularly a the been
    be any жодних никаких
    """
)
CONTRASTS = _listed(
    """
    але но проте однак однако зате but however though although
    """
)

# What may stand before a sentence's first word proper.
OPENERS = _listed(
    """
    а і й и та ну ще еще or and so well hi hello hey добрий доброго добрый доброе день дня вечір
    вечора ранок ранку вечер утро привіт вітаю вітаємо здрастуйте здравствуйте привет доброї
    доброй good morning afternoon evening day дівчата девочки девушки хлопці колеги коллеги
    шановні команда команді team guys everyone слухайте слушайте алло всім всем вам цікаво
    интересно
    """
)

BAD_EMOJI = frozenset("😡😠🤬😤👎💩😞😒🙄😑😢💔🤮🤢😾😩😫🤦😣😖☹🙁😕👿🖕🥴😨😰😱😭🤡")
GOOD_EMOJI = frozenset("🔥❤😍🥰🤩💯🎉🥳🙌💪💖💕💗💓💞💘🧡💛💚💙💜🤍🖤🫶💐⭐🌟✨👏🏆😻😘")
POLITE_EMOJI = GOOD_EMOJI | frozenset("👍👌🙏😊🙂😉😁😄😃😀🤝🤗😇☺✅✔☑🌸🌹🌷🌺🌞😌😎😂🤣😅🫡✌")
ASKING = frozenset("?？؟❓❔")
ALARMS = frozenset("❗❕🆘⚠🚨⛔🚫❌")

# A message of nothing but these words only acknowledges. A courtesy word says it, fillers may join.
THANKS = _listed(
    """
    дякую дякуємо дякс дяка подяка спасибі спасібо спасиб спс спасибо спасіба благодарю благодарим
    пасиб пасибки мерсі мерси thanks thank thx ty tnx tysm cheers appreciated
    """
)
COURTESY = THANKS | _listed(
    """
    ок окей окі ok okay okey okie oki kk оке окк oк оk добре гаразд хорошо харашо лад ладно
    зрозуміло зрозумів зрозуміла зрозуміли ясно понял поняла поняли понятно
    принято прийнято прийняв прийняла прийняли принял приняла приняли домовились домовилися
    договорились договорилися отримав отримала отримали отримано получил получила получили
    получено received understood noted got gotcha супер чудово класно класс клас круто
    топ відмінно отлично прекрасно бомба вау шикарно great perfect awesome cool nice excellent
    wonderful amazing навзаєм взаємно взаимно угу ага
    """
)
COURTESY_FILLERS = _listed(
    """
    дуже щиро вам вас тобі велике величезне всім усім за і й та и у в все всьо усе щире ще раз еще
    відповідь допомогу інформацію швидку швидко оперативність оперативну турботу увагу роботу ну
    розуміння підтримку терпіння тоді знати знатиму тепер буду гарного чудового приємного дня
    вечора вихідних гарних очень большое огромное всем ответ помощь информацию быстрый быстро
    оперативный тогда теперь знать работу понимание поддержку заботу внимание хорошего приятного
    вечера выходных хороших you u very much so a lot for the your all everyone team guys it that is
    its sounds reply help info information answer support quick fast response many million again
    have day evening weekend good now
    """
)

# Words of one language that the other does not share. Letters alone decide most messages.
UKRAINIAN = _listed(
    """
    що та але дуже дякую дякуємо де чи мене цей це може добре треба ще вже якщо немає нема шо
    коли як скільки чому гарно ласка буде бути тому також теж був була було зараз гаразд щодо
    від про після доброго вітаю або мій потрібно можна
    """
)
RUSSIAN = _listed(
    """
    что как когда где очень спасибо это если уже меня нет хорошо надо можно почему сколько тебя
    привет здравствуйте добрый будет потому тоже сейчас сегодня или после от чего пожалуйста
    нужно только и он они со ничего деньги кто еще мне понял поняла принято есть
    """
)
ENGLISH = _listed(
    """
    the a an is are was were be to of and in on for with you your we our i my it this that not
    do does did have has will would can could please thanks thank when where what why how who no
    yes hi hello good great love there from at by but if they he she its im dont cant
    """
)
