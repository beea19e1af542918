"""The words by which `bot.hints` reads an answer, in Ukrainian, Russian and English.

Written as `bot.classify.spelled` leaves them: lower case, no apostrophes, "е" for "ё". Cues are
separated by commas, and whole words unless `*` ends a stem.
"""

import re
from collections.abc import Sequence


def cues(*listed: str, patterns: Sequence[str] = ()) -> re.Pattern[str]:
    """Any of the cues, or of the patterns beside them."""
    parts = [" ".join(one.split()) for text in listed for one in text.split(",")]
    plain = [part.replace("*", r"\w*").replace(" ", r"\s+") for part in parts if part]
    return re.compile(rf"(?<!\w)(?:{'|'.join([*plain, *patterns])})(?!\w)")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


GREETING = cues(
    """
    доброго дня, доброго ранку, доброго вечора, доброго здоровя, доброго, добрий день, добрий ранок,
    добрий вечір, день добрий, ранок добрий, вечір добрий, добридень, добривечір, здрастуйте,
    здоровенькі були, вітаю, вітаємо, вітання, привіт, привітик, привіти, шановний, шановна,
    шановні
    """,
    """
    добрый день, доброе утро, добрый вечер, доброй ночи, день добрый, утро доброе, вечер добрый,
    доброго времени суток, здравствуй, здравствуйте, привет, приветик, приветствую, приветствуем,
    уважаемый, уважаемая, уважаемые
    """,
    """
    hello, hi, hey, hiya, howdy, greetings, dear, good morning, good afternoon, good evening,
    good day
    """,
)

SIGNATURE = re.compile(
    r"(?<!\w)(?:(?:з|зі|із)\s(?:щирою\s)?повагою|с\sуважением|(?:з|із)\sнайкращими\sпобажаннями"
    r"|с\sнаилучшими\sпожеланиями|(?:best|kind|warm|warmest)\s(?:regards|wishes)|regards"
    r"|sincerely|yours\struly|ваша\sкоманда|ваша\sслужба|your\s\w+\steam)(?!\w)[^.!?\n]{0,60}\W*$"
)

NO_NAMES = cues(
    """
    так, ні, да, нет, yes, no, yep, nope, well, sure, oh, ok, okay, звичайно, авжеж, конечно,
    добре, гаразд, хорошо, good, great, зрозуміло, ясно, понятно, right, of, course
    """
)
"""What stands before a comma as a name would."""

POLITE = cues(
    # thanks, and what for
    """
    дякує*, дякую, подяк*, вдячн*, спасибі, цінує*, відгук*, звернен*, звернул*, звертає*,
    повідомлен*, повідомил*, коментар*, зауважен*, пропозиці*, ідею, ідеї, скарг*, зворотн*,
    звязок, звязку, терпін*, терпляч*, розумін*, розуміємо, розумію, довір*, уваг*, небайдуж*,
    думк*, важлив*, поділил*, отримал*
    """,
    """
    спасибо, благодар*, признательн*, ценим, отзыв*, обращен*, обратил*, сообщен*, сообщил*,
    комментар*, замечан*, предложен*, идею, идеи, жалоб*, обратн*, связь, терпен*, понимание,
    понимаем, понимаю, довер*, вниман*, мнени*, важн*, поделил*, получил*
    """,
    """
    thank, thanks, appreciat*, grateful, value, feedback, review, comment*, message*, suggestion*,
    idea, request, complaint, patience, patient, understand, understanding, attention, opinion,
    important, importance, matters, sharing, contacting, reaching, writing, bringing, letting,
    received, noted
    """,
    # regret, and of what
    """
    вибач*, перепрош*, пробач*, прикр*, шкода, жаль, незручн*, клопіт, завдан*, спричинен*,
    тимчасов*, затримк*, очікуванн*, ситуаці*, непорозумін*, неприємн*, негативн*, враженн*,
    """,
    """
    извин*, простите, прощен*, жаль, сожале*, неудобств*, доставлен*, причинен*, предоставлен*,
    временн*, задержк*, ожидани*, ситуаци*, недоразумен*, неприятн*, негативн*, впечатлен*,
    """,
    """
    sorry, apolog*, regret, accept, inconvenience*, caused, trouble, delay, delays, experience,
    situation, negative, hear, bear
    """,
    # passed on, taken in, to be improved
    """
    передали, передано, передана, передамо, передам, переда*, керівництв*, відповідн*, відділ*,
    команд*, фахівц*, спеціаліст*, врахує*, врахов*, візьме*, взяли, взято, прийнят*, прийнял*,
    зареєстров*, розглян*, розгляд*, найближч*, обовязков*, кращ*, кращими, покращ*, сервіс*,
    обслугов*, робот*, працює*, намагає*, прагне*, стараєм*, заходів, вживе*, допомага*
    """,
    """
    передал*, передано, переда*, руководств*, соответств*, отдел*, команд*, специалист*, учтем,
    учте*, примем, принят*, приняли, зарегистр*, рассмотр*, ближайш*, обязательн*, лучш*, улучш*,
    сервис*, обслужив*, работ*, стараем*, стремимся, меры, помога*
    """,
    """
    passed, forwarded, relevant, department, management, team, consider*, account, improve*,
    improving, service*, working, hard, better, possible
    """,
    # look for yourself
    """
    слідкуй*, стежте, оновлен*, новин*, новинами, інформаці*, знайде*, сайт, сайті, сторінці,
    следите, обновлен*, новост*, информаци*, найдете, сайте, странице, updates,
    tuned, information, website, site, page, visit, find, follow
    """,
)
"""Of a stock phrase: thanks, regret, "passed on", and what such words are about."""

FILLERS = _listed(
    """
    а або але без бо будь буде бути в ваш ваша ваше вашого вашої вашу ваші ваших вами вас вам ви
    від все всю вся вже вечора гарного дня для до дуже з за завжди зі й і із ласка ми на над нам
    нами нас наш наша наше нашу наші найкращого не о одна прямо про раз разу саме своє свої свою
    сталося стати ставати стає нею трапилося тут та так такий таку те ти тобі у усе усю усі це
    цей цього цю ці ця через час часом чути щиро ще що щоб як які яка який який залишилися более
    большое будем будет бы было быть вами вас вашего вашей ваши вашим во время всегда всю всем
    вечера даже для его ее ему если еще же и из или им искренне к как которые мы нашей нашу наши
    нас нам не но ну о об от очень по пожалуйста при приносим приносимо просим просимо скоро
    незабаром прошу раз с свои своей случилось со сто столкнулись так такое того то у уже
    хорошего что чтобы эта эти это этого этой эту остались вы ваш ваша ваше вашу снова a about
    again all always an and any are as at be best by can could day did do ever for from further
    happened has have having how i in into is it its may me more most much must nice of on once
    one our out please quite really so soon take taking team that the their this those to truly
    up us very was we well were what will with would you your yours
    """
)
"""Words that say nothing by themselves."""

MOMENT = cues(
    """
    сьогодні, завтра, післязавтра, ввечері, увечері, вранці, зранку, вдень, до вечора, до ранку,
    протягом, понеділ*, вівтор*, серед*, четвер*, пятниц*, субот*, неділ*, січн*, лют*, березн*,
    квітн*, травн*, червн*, липн*, серпн*, вересн*, жовтн*, листопад*, грудн*, зараз, щодня
    """,
    """
    сегодня, послезавтра, вечером, утром, днем, до вечера, до утра, в течение, понедельн*, вторн*,
    сред*, четверг*, суббот*, воскресен*, январ*, феврал*, март*, апрел*, мая, мае, июн*, июл*,
    август*, сентябр*, октябр*, ноябр*, декабр*, сейчас
    """,
    """
    today, tonight, tomorrow, this morning, this afternoon, this evening, within, monday, tuesday,
    wednesday, thursday, friday, saturday, sunday, january, february, march, april, in may, june,
    july, august, september, october, november, december, right now, next week, next month
    """,
    patterns=[
        r"\d{1,2}[.:]\d{2}",
        r"(?:до|з|із|о|об|с|в|к|за|через|by|from|at|in)\s\d+",
        r"\d+\s?(?:год|час|дн|ден|хв|мин|тиж|нед|міс|мес|грн|руб|євро|евро|hour|day|min|week|month)\w*",
        r"\d+\s?(?:[%₴$€]|eur\w*|usd)",
        r"(?:за|через)\s(?:\w+\s)?(?:хвилин|пів|годин|день|дні|тиж|минут|час|полчаса|недел|міся|месяц)\w*",
        r"in\s(?:an?\s|half\san\s|\w+\s)(?:minute|hour|day|week|month)s?",
    ],
)
"""A date, a time, a span or an amount."""

STEP = cues(
    # we shall, we are, we have
    """
    надішл*, надсила*, вишл*, висила*, пришл*, відправ*, замін*, міняє*, обмін*, поверн*, поверта*,
    відшкод*, компенс*, привез*, довез*, доставим*, доставля*, доставлю, оформ*, зроб*, перероб*,
    виправ*, полагод*, усуне*, усуну*, перевір*, уточн*, зясу*, дізна*, розбер*, зателефон*,
    передзвон*, подзвон*, звяж*, напиш*, відпис*, відповім*, відповість, повідомимо, повідомлю,
    підготу*, нарах*, подару*, даруємо, пригост*, запрошу*, поговор*, проведем*, змін*, додам*,
    додає*, додаєм*, запуска*, запуст*, відкриєм*, тестує*, скину, скинемо, їде, приїде, прямує*,
    в дорозі, виїха*, вирушив, безкоштовн*, знижк*, за наш рахунок, зявит*, запрацює
    """,
    """
    вышл*, высыла*, отправ*, замен*, меняем, обменя*, обмен, верне*, верну, вернул*, вернут*,
    возврат*, возвраща*, возмест*, доставит*, доставлю, оформ*, сдела*, передела*, исправ*, почин*,
    устран*, провер*, уточн*, выясн*, узнаем, узнаю, разбер*, перезвон*, позвон*, свяж*, ответим,
    ответит, ответят, сообщим, сообщу, подготов*, начисл*, подар*, дарим, угост*, приглаша*,
    поговор*, отстран*, обсуд*, добавим, добавля*, откроем*, едет, приедет, в пути, выехал*,
    бесплатн*, скидк*, за наш счет, заработает, появит*, моет
    """,
    """
    send, sends, sending, sent, resend*, ship, ships, shipped, refund, refunded, replac*, exchang*,
    deliver, delivers, delivered, return, credit*, compensat*, fix, fixed, fixing, repair*, check,
    checks, checking, look into, find out, investigat*, call you, call back, call us, contact,
    contacts you, get back to, write to, email*, let us know, money back, a new, new one, bring it,
    on its way, on the way, leaves, discount*, voucher*, free of charge, for free, is free, on us,
    come by, spoke, talked
    """,
    # would you
    """
    зверніться, звертайтесь, звертайтеся, приходьте, приїжджайте, завітайте, надайте, назвіть,
    вкажіть, підкажіть, скиньте, поділіться, перешліть, спробуйте, перезавантаж*, перезапуст*,
    оновіть, обратитесь, обращайтесь, приходите, приезжайте, предоставьте, назовите, укажите,
    подскажите, скиньте, пришлите, поделитесь, попробуйте, перезагруз*, обновите
    """,
    patterns=[
        r"please\s(?:send|share|give|tell|write|bring|come|reply|try|return|restart|show|call)",
        r"share\syour",
        r"(?:will|well|shall)\s(?!be|do|try|improve|consider|take|not|never|always)\w+",
    ],
)
"""What is done, was just done, or is asked of the client."""

EMPATHY = cues(
    """
    вибач*, перепрош*, пробач*, прикро, прикра, шкода, розумію, розуміємо, співчува*,
    соромно, неприємн*, уявляю, уявляємо, засмут*, засмучен*, винні, винен, винна, наша провина,
    наша вина, наша помилка, ви маєте рацію, неприпустим*
    """,
    """
    извин*, прости, простите, прощен*, жаль, понимаю, понимаем, сожале*, сочувству*, стыдно,
    неприятн*, огорч*, расстро*, виноват*, наша вина, наша ошибка, вы правы, недопустим*
    """,
    """
    sorry, apolog*, regret*, ashamed, embarrass*, our fault, our mistake, our bad, frustrat*,
    upset*, disappoint*, you are right, youre right, unacceptable, oh no, i hear you
    """,
    patterns=[r"(?<!please )understand(?:able|ably)?"],
)

NO_EMPATHY_AT_ALL = cues("на жаль, к сожалению, нажаль, unfortunately, im afraid")
"""They announce a refusal and feel nothing."""

WHY = re.compile(
    r"(?<!\w)(?:чому(?!\s+би?\b)(?!\w)|через\sщо(?!\w)|(?:в|у|яка)\s(?:чому\s)?причин\w+"
    r"|(?:з|із)\sякої\sпричини|чого\s(?:так|це|ви|досі|не|мене|мені)(?!\w)|за\sщо(?!\w)|навіщо(?!\w)"
    r"|почему(?!\s+бы?\b)(?![\w-])|из-за\sчего|отчего|по\sкакой\sпричине|в\sчем\sпричина"
    r"|какова\sпричина|за\sчто(?!\w)|зачем(?!\w)"
    r"|why(?!\s(?:not|dont)\b)(?!\w)|how\scome|(?:whats?|what\sis)\sthe\sreason|for\swhat\sreason)"
)

WHEN = re.compile(
    r"(?:^|[.!?\n])\W*(?:(?:а|і|и|то|підкажіть|скажіть|подскажите|скажите|and|so|hello|hi"
    r"|добрий день|доброго дня|вітаю|привіт|добрый день|здравствуйте|привет|please|будь ласка"
    r"|пожалуйста)\W+)*(?:коли|когда|when|how soon)(?!\w)"
)

CONNECTIVE = (
    r"(?:тому,?\sщо|бо|оскільки|(?:у|в)\sзвязку|через(?!\s(?:\d|годин|пів|хвил|день|дні|тиж|мин|час"
    r"|нед|міся|мес|менеджер|оператор|сайт|застосун|бот|форм))(?=\s\w)|потому,?\sчто|так\sкак"
    r"|поскольку|из-за|(?:в|у)\sсвязи|because|due\sto|since|the\sreason)(?!\w)"
)

CAUSE_NOUN = cues(
    """
    збій, збою, збої, помилк*, поломк*, аварі*, інвентаризаці*, затор*, тривог*, перебо*, ремонт*,
    технічн*, дефект*, людський фактор, снігопад*, негод*, сбой, сбоя, сбои, ошибк*, пробк*,
    тревог*, технич*, снегопад*, непогод*, человеческий фактор, mistake, error, bug, outage,
    strike, shortage, traffic, malfunction, typo
    """
)

FIND_OUT = cues(
    """
    зясуємо, зясую, перевіримо, перевірю, перевіряємо, уточнимо, уточню, уточнюємо, дізнаємося,
    дізнаємось, дізнаюся, розберемося, розберемось, розберуся, выясним, выясню, выясняем,
    проверим, проверю, проверяем, уточним, узнаем, узнаю, разберемся, разберусь, find out,
    look into, check, checking, investigate, investigating
    """
)

HAPPENED = cues(
    """
    сталося, сталось, трапилося, трапилось, вийшло, виникло, відбулося, виникла, случилось,
    случилося, произошло, вышло, возникла, получилось, happened, went, occurred, затрим*, задерж*,
    delay*, зіткнул*, столкнул*
    """
)
"""It says that something went wrong, not what."""

NO_VERB = cues(
    """
    если, коли, сначала, около, дела, дело, мало, тепло, файл*, канал*, персонал, журнал*, сила,
    need*, feed, speed, indeed, слова, львів, київ, дякував
    """
)

PAST = re.compile(
    r"(?<!\w)(?:\w{2,}(?:ла|ло|ли|лася|лося|лися|лась|лось|лись)|\w{2,}л|\w{2,}лся"
    r"|\w{2,}[аиіїуюя]в|\w{2,}[аиіїуюя]вся|\w{3,}(?:ано|ено|ито|ен|ены|аны)"
    r"|\w{2,}ed|was|were|had|broke|broken|sent|ran|lost|forgot|came|got|fell|stuck|took|made|sold"
    r"|left|shut|hit|cut|wrote|gave|kept|spilt|burnt|is\sdown|is\sclosed|are\sclosed|closes)(?!\w)"
)
"""What looks like a verb of the past: something happened."""

LACK = cues("немає, нема, нет, відсутн*, отсутств*, закінч*, закончи*, out of, there is no")

OURS = cues("ми, я, мы, we, i, weve, ive")

APOLOGY = re.compile(
    r"(?<!\w)(?:вибач\w*|перепрош\w*|пробач\w*|прикро|шкода|жаль|соромно|извин\w*|прост\w+|прощен\w*"
    r"|стыдно|сожале\w*|sorry|apolog\w*|regret)(?!\w)"
    rf"(?:(?!\s{CONNECTIVE})[^,.!?;:\n—–])*"
    rf"(?:,?\s(?:що|что|that|this|if)\s(?:(?!\s{CONNECTIVE})[^,.!?;:\n—–])*)?"
)
"""An apology, with what it is for."""
