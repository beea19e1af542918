"""Hints about the words of an answer, from the text alone: never a verdict.

Cues are whole words or their beginnings in Ukrainian, Russian and English; a cue says that the
answer speaks of something, its absence is only worth a second look.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from storage.vocabulary import Kind

SHORT = 15
"""Characters below which an answer to a complaint can hardly name anything."""


TEMPLATE_FROM = 3
"""Other clients from whom on the same words look like a template."""


class Hint(StrEnum):
    BRUSH_OFF = "brush_off"  # a phrase of regret or thanks, and nothing after it
    NO_CAUSE = "no_cause"  # the client asked why
    NO_STEP = "no_step"  # neither a step nor a date
    NO_EMPATHY = "no_empathy"  # a complaint without a word of regret or understanding
    SHORT = "short"
    TEMPLATE = "template"  # other clients got the very same words
    NO_GREETING = "no_greeting"


def _cues(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})", re.IGNORECASE)


GREETING = _cues(
    "доброго (?:дня|ранку|вечора)", "добрий (?:день|ранок|вечір)", "віта\\w*", "привіт\\w*",
    "добрый (?:день|вечер)", "доброе утро", "здравствуй\\w*", "привет\\w*",
    "hello", "hi(?!\\w)", "good (?:morning|afternoon|evening)", "dear(?!\\w)",
)  # fmt: skip
EMPATHY = _cues(
    "вибач", "перепрош", "пробач", "шкода", "прикро", "розумі", "співчува", "соромно", "на жаль",
    "просим прощен", "прошу прощен",
    "наша (?:провин|вин|помил)", "винн",
    "извин", "простите", "приносим извинения", "жаль", "понима", "сожале", "стыдно",
    "наша (?:вина|ошибк)", "виноват",
    "sorry", "apolog", "understand", "regret", "ashamed", "our (?:fault|mistake)",
)  # fmt: skip
STEP = _cues(
    "сьогодні", "завтра", "післязавтра", "до \\d",
    "(?:до|в|у) (?:понеділ|вівтор|серед|четвер|п.ятниц|субот|неділ)", "доставим", "повертаємо",
    "повернули", "(?:до|в|во) (?:понедельн|вторн|сред|четв|пятниц|суббот|воскрес)", "вернули",
    "возвращаем", "привез", "пришл",
    "протягом", "за \\d", "через \\d", "замін", "міня", "поверн", "надішл", "відправ", "передзвон",
    "зателефону", "перевір", "уточн", "напиш", "з.ясу", "виправ", "зроб", "приїд", "їде", "буде",
    "сегодня", "послезавтра", "в течение", "замен", "меня", "верн", "возврат", "отправ",
    "перезвон", "позвон", "провер", "напиш", "выясн", "исправ", "сдела", "приед", "едет", "будет",
    "today", "tomorrow", "within", "by \\d", "deliver",
    "(?:by|on) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)", "replac",
    "refund", "resend", "send", "ship", "call", "check", "find out", "fix", "will", "please",
    "leaves", "\\d{1,2}[.:]\\d{2}", "\\d{1,2} (?:год|час|дн|хв|мин|hour|day|min)",
    # "за п'ять хвилин", "через годину", "in an hour"
    "(?:за|через) (?:\\w+['ʼ’]?\\w* )?(?:хвил|пів|годин|день|дні|тиж|мин|час|полчаса|недел)",
    "in (?:an?|\\w+) (?:minute|hour|day|week)", "in half an hour",
    "за наш рахунок", "безкоштовн", "знижк", "компенс", "подару", "пригост",
    "за наш сч[её]т", "бесплатн", "скидк", "подар", "угост",
    "on us(?!\\w)", "free of charge", "for free", "discount", "compensat",
)  # fmt: skip
CAUSE = _cues(
    "тому,? що", "бо(?!\\w)", "оскільки", "у зв['ʼ’]язку", "в связи",
    "через (?!\\d|годин|пів|хвил|день|тиж|мин|час|нед|міся|мес)\\w+",  # not "через годину"
    "причин", "сталося", "виявил", "помил", "збій", "зламал", "затрим",
    "потому,? что", "так как", "поскольку", "из-за", "причин", "случил", "выяснил", "ошиб", "сбой",
    "сломал", "задерж",
    "because", "due to", "since", "the reason", "caused", "happened", "turned out", "mistake",
    "error", "broke", "delay",
)  # fmt: skip
WHY = _cues(
    "чому(?!\\w)", "через що", "в чому причина", "почему(?![\\w-])", "из-за чего",
    "в ч[её]м причина", "why(?!\\w)", "how come",
)  # fmt: skip
BRUSH_OFFS = _cues(
    "дяку(?:ємо|ю) за (?:ваше? |твій )?(?:відгук|звернення|повідомлення|терпіння)",
    "(?:дуже )?(?:перепрошу(?:ємо|ю)|вибачте|просимо вибачення|вибачаємося) за незручност\\w*",
    "нам (?:дуже )?(?:прикро|шкода)", "ваша думка (?:дуже )?важлива для нас",
    "ми врахуємо ваш\\w* \\w+", "ваше звернення прийнято",
    "спасибо за (?:ваше? )?(?:отзыв|обращение|сообщение|терпение)",
    "(?:приносим (?:свои )?извинения|извините|про(?:сим|шу) прощения) за (?:доставленные )?"
    "неудобств\\w*",
    "нам (?:очень )?жаль", "ваше мнение (?:очень )?важно для нас", "мы учт[её]м ваш\\w* \\w+",
    "ваше обращение принято",
    "thank you for (?:your )?(?:feedback|message|patience|contacting us|reaching out)",
    "(?:we are |we're )?(?:very )?sorry for (?:the|any) inconvenience",
    "we apologi[sz]e for (?:the|any) inconvenience", "your opinion (?:matters|is important) to us",
    "your request has been received",
)  # fmt: skip
_REST = re.compile(r"[^\W_]+")
_FILLERS = frozenset(
    _REST.findall(
        "дуже щиро це цього вам вас ваш ваше вашого вашу ваші ваших ми нам нас за і й та а але вже "
        "ще що так як чути бути будь ласка разу знову сталося трапилося найкращого гарного дня "
        "вечора очень это этого мы но уже ещё слышать быть пожалуйста снова случилось хорошего we "
        "are so very truly to hear that this it you your for the and a please again happened nice "
        "have day all best"
    )
)
"""Words that say nothing by themselves."""


def normalised(text: str) -> str:
    """The text without greetings, signs, digits and case: alike answers become the same."""
    return " ".join(re.findall(r"[^\W\d_]+", GREETING.sub(" ", text).casefold()))


def is_brush_off(text: str) -> bool:
    """Whether little is left once the known phrases and the greeting are taken away."""
    if not BRUSH_OFFS.search(text):
        return False
    left = BRUSH_OFFS.sub(" ", GREETING.sub(" ", text))
    return all(word.casefold() in _FILLERS for word in _REST.findall(left))


def greets(text: str) -> bool:
    return GREETING.search(text) is not None


def alike(answer: str, others: Iterable[str]) -> int:
    """How many other answers say the very same, greetings, digits and signs aside."""
    words = normalised(answer)
    return sum(normalised(other) == words for other in others) if words else 0


def hints(answer: str, kind: Kind, asked: str, repeated: int = 0) -> list[Hint]:
    """What a second look at the answer might find missing, the weightiest first.

    `asked` is what the client wrote, `repeated` how many other clients got these very words.
    """
    words = answer.strip()
    if not words or kind not in {Kind.COMPLAINT, Kind.QUESTION}:
        return []
    is_complaint = kind is Kind.COMPLAINT
    found = {
        Hint.BRUSH_OFF: is_brush_off(words),
        Hint.NO_CAUSE: WHY.search(asked) is not None and CAUSE.search(words) is None,
        Hint.NO_STEP: is_complaint and STEP.search(words) is None,
        Hint.NO_EMPATHY: is_complaint and EMPATHY.search(words) is None,
        Hint.SHORT: is_complaint and len(words) < SHORT,
        Hint.TEMPLATE: repeated >= TEMPLATE_FROM,
        Hint.NO_GREETING: is_complaint and not greets(words),
    }
    return [hint for hint in Hint if found[hint]]
