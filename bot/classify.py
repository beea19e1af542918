"""What a client's message is: its kind, whether it only says thanks, its language, whom it calls.

Plain rules over the cues of `bot.cues`, in Ukrainian, Russian and English. A guess sets priority
and wording; it is made to err towards the kinds that need an answer.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from bot.cues import cue_at
from bot.words import (
    ALARMS,
    ASKING,
    BAD_EMOJI,
    CONTRASTS,
    COURTESY,
    COURTESY_FILLERS,
    ENGLISH,
    GOOD_EMOJI,
    INTENSIFIERS,
    NEGATIONS,
    OPENERS,
    POLITE_EMOJI,
    RUSSIAN,
    THANKS,
    UKRAINIAN,
)
from storage.vocabulary import Kind

_MOODS = frozenset({"sticker", "dice", "game"})  # content that carries a mood, never a matter
_ENOUGH = 2  # the weight from which a kind stands by itself
_SHORTEST_STEM = 3  # letters of a brand's name that may take endings

_APOSTROPHES = "'\u2019\u02bc\u2018`\u00b4\u2032"
_INVISIBLE = [0xAD, 0xFEFF, 0xFE0E, 0xFE0F, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
_DROPPED = dict.fromkeys([*_INVISIBLE, *range(0x2060, 0x206A), *map(ord, _APOSTROPHES)])
_PLAIN = {**_DROPPED, ord("ё"): "е"}
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_LINK = re.compile(r"\w+://\S*|\bwww\.\S+|\b[\w.-]+\.[a-z]{2,}/\S*|[@#]\w+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"\w+")
_UNEASY = ASKING | ALARMS | BAD_EMOJI
_TOKEN = re.compile(r"[^\W_]+|[.!?…;\n]+|[,:()«»\"—–]+")
_SENTENCE_ENDS = frozenset(".!?…;\n")
_NAME_ENDINGS = """
    ами ями ого его ому ему ові еві єві ими іми ыми ою ею єю ой ей ом ем єм ам ям ах ях ів їв ев
    ов ий ій ый ая ое ые ої их ых им ім ым ую юю а я у ю и і ї ы е є о й ь
"""


class _Word(NamedTuple):
    text: str
    opens: bool  # stands first in its sentence, greetings aside
    clause: int


@lru_cache(maxsize=8)  # each message is asked about several times
def classify(text: str, content: str = "text") -> Kind:
    """Guess the kind of a message. `content` is Telegram's name for what the message carries.

    A voice message, picture or file without words may hold anything, so it counts as a question.
    """
    plain = _plain(text)
    scores = _scores(plain)
    complaint, praise = scores[Kind.COMPLAINT], scores[Kind.PRAISE]
    suggestion, question = scores[Kind.SUGGESTION], scores[Kind.QUESTION]
    unreadable = content not in {"text", *_MOODS} and not any(map(str.isalnum, plain))
    if complaint >= max(_ENOUGH, praise, suggestion):
        return Kind.COMPLAINT
    if suggestion >= max(_ENOUGH, praise, question):
        return Kind.SUGGESTION
    if not ASKING.isdisjoint(plain) or question > max(_ENOUGH - 1, praise):
        return Kind.QUESTION
    if praise >= _ENOUGH:
        return Kind.PRAISE
    return Kind.QUESTION if question or unreadable else Kind.COMMENT


@lru_cache(maxsize=8)
def is_courtesy(text: str, content: str = "text") -> bool:
    """Tell whether a message says thanks or "understood" and nothing else.

    Such a message starts no wait, so every doubt means no: one unknown word, a question mark, an
    angry or warning emoji, or a picture, whatever its caption. A lone sticker is courtesy.
    """
    if content in _MOODS:
        return not text.strip()
    if content != "text":
        return False
    plain = _undrawn(text)
    if not _UNEASY.isdisjoint(plain):
        return False
    has_words = says_it = False
    for found in _WORD.finditer(plain):  # most messages end it at their first word
        word, has_words = found[0], True
        if word in COURTESY or _squeezed(word) in _SQUEEZED_COURTESY:
            says_it = True
        elif word not in COURTESY_FILLERS:
            return False
    return says_it if has_words else not POLITE_EMOJI.isdisjoint(plain)


def is_response(text: str, content: str = "text") -> bool:
    """Tell whether it is courtesy that only answers something: a sticker, 👍, "ok"; not thanks."""
    return is_courtesy(text, content) and THANKS.isdisjoint(_WORD.findall(_undrawn(text)))


def language_of(text: str, fallback: str) -> str:
    """Guess "uk", "ru" or "en" from the letters and small words that only one of them has.

    Undecided text has the language of `fallback`; "uk" when that is none of the three, or is "en"
    for Cyrillic text.
    """
    plain = _without_links(normalize("NFC", text).casefold().translate(_DROPPED))
    words = _LETTERS.findall(plain)
    cyrillic = _CYRILLIC.search(plain) is not None
    if _LATIN.search(plain) is not None:
        english = sum(map(ENGLISH.__contains__, words))
        if not cyrillic or (english > 1 and _mostly_latin(plain)):
            telling = english or any(len(word) > 3 for word in words)
            return "en" if telling else _one_of(("uk", "ru", "en"), fallback)
    ukrainian = sum(map(plain.count, "іїєґ")) + 2 * sum(map(UKRAINIAN.__contains__, words))
    russian = sum(map(plain.count, "ыэёъ")) + 2 * sum(map(RUSSIAN.__contains__, words))
    if ukrainian != russian:
        return "uk" if ukrainian > russian else "ru"
    return _one_of(("uk", "ru") if cyrillic else ("uk", "ru", "en"), fallback)


def _mostly_latin(plain: str) -> bool:
    return len(_LATIN.findall(plain)) > len(_CYRILLIC.findall(plain))


def addresses_brand(text: str, bot_username: str, brand_name: str) -> bool:
    """Tell whether a text mentions the bot by @username or the brand by its name.

    The name is looked for as whole words, without regard to case and apostrophes, and with the
    endings that Ukrainian and Russian give to names. An empty username or name is never addressed.
    """
    pattern = _address(bot_username, brand_name)
    return pattern is not None and pattern.search(spelled(text)) is not None


@lru_cache(maxsize=8)  # each message is asked about several times
def spelled(text: str) -> str:
    """Give the text as cues are written: lower case, no apostrophes, "е" for "ё"."""
    return normalize("NFKC", text).casefold().translate(_PLAIN)


def _plain(text: str) -> str:
    """Give the text without case, apostrophes, invisible marks, links and drawn-out letters."""
    whole = spelled(text)
    plain = _without_links(whole)
    return _undrawn(text) if plain is whole else _DRAWN_OUT.sub(r"\1", plain)


@lru_cache(maxsize=8)
def _undrawn(text: str) -> str:
    return _DRAWN_OUT.sub(r"\1", spelled(text))


def _without_links(plain: str) -> str:
    has_links = "/" in plain or "@" in plain or "#" in plain or "www." in plain
    return _LINK.sub(" ", plain) if has_links else plain


def _words(plain: str) -> list[_Word]:
    words = []
    opens, clause = True, 0
    for token in _TOKEN.findall(plain):
        if token[0].isalnum():
            words.append(_Word(token, opens, clause))
            opens = opens and token in OPENERS
        else:
            clause += 1
            opens = opens or token[0] in _SENTENCE_ENDS
    return words


def _scores(plain: str) -> dict[Kind, int]:
    """Add up what the cues and emoji of a text say for each kind."""
    scores = dict.fromkeys(Kind, 0)
    words = _words(plain)
    texts = [word.text for word in words]
    place = 0
    while place < len(words):
        cue = cue_at(texts, place, opens=words[place].opens)
        if cue is None:
            if texts[place] in CONTRASTS:  # "all is fine, but…": what follows is the point
                scores[Kind.PRAISE] //= 2
            place += 1
            continue
        negated = _negated(words, place)
        for kind, weight in cue.effects:
            if not negated or kind not in {Kind.PRAISE, Kind.COMPLAINT}:
                scores[kind] += weight
            elif kind is Kind.PRAISE:
                scores[Kind.COMPLAINT] += weight
        place += cue.length
    _add_signs(plain, scores, has_words=bool(words))
    return scores


def _add_signs(plain: str, scores: dict[Kind, int], *, has_words: bool) -> None:
    if not BAD_EMOJI.isdisjoint(plain) and scores[Kind.PRAISE] <= _ENOUGH:
        scores[Kind.COMPLAINT] += 2
    if not GOOD_EMOJI.isdisjoint(plain):
        scores[Kind.PRAISE] += 1 if has_words else _ENOUGH
    if scores[Kind.COMPLAINT] and ("!!" in plain or "((" in plain):
        scores[Kind.COMPLAINT] += 1


def _negated(words: list[_Word], place: int) -> bool:
    """Whether a negation stands before this place in its clause, intensifiers aside."""
    here = words[place]
    if here.text in NEGATIONS:
        return False  # the cue holds its own negation
    for before in reversed(words[max(0, place - 3) : place]):
        if before.clause != here.clause:
            return False
        if before.text in NEGATIONS:
            return True
        if before.text not in INTENSIFIERS:
            return False
    return False


def _squeezed(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _one_of(languages: tuple[str, ...], fallback: str) -> str:
    return fallback if fallback in languages else "uk"


@lru_cache(maxsize=1024)
def _address(bot_username: str, brand_name: str) -> re.Pattern[str] | None:
    """Give the pattern that finds a brand in spelled text; None when there is nothing to find."""
    options = []
    if username := bot_username.strip().removeprefix("@").casefold():
        options.append(rf"@{re.escape(username)}(?!\w)")
    name = spelled(brand_name.strip())
    if name_words := re.findall(r"\w+", name):
        phrase = r"[\W_]+".join(map(_declined, name_words))
        options.append(rf"(?<!\w){phrase}(?!\w)")
    elif name:  # a brand called by an emoji
        options.append(re.escape(name))
    return re.compile("|".join(options)) if options else None


def _declined(word: str) -> str:
    """Give the pattern of a name's word with the endings that grammar may give it."""
    endings = "|".join(_NAME_ENDINGS.split())
    if not re.fullmatch(r"[а-яіїєґ]+", word):
        stem = re.sub(r"[aeiouy]$", "", word)
        return rf"(?:{re.escape(word)}(?:s|{endings})?|{re.escape(stem)}(?:{endings}))"
    stem = re.sub(r"(?:ий|ій|ый|ая|ое|ые|[аеиіоуюяєїйьы])$", "", word)
    return rf"{stem}(?:{endings})?" if len(stem) >= _SHORTEST_STEM else word


_SQUEEZED_COURTESY = frozenset(map(_squeezed, COURTESY))
