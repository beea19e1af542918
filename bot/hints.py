"""Hints about the words of an answer, from the text alone: never a verdict.

An answer is read without its greeting, names and signature. What a cue finds, the answer speaks
of; that none was found is only worth a second look.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from bot import hint_cues as cue
from bot.classify import spelled
from storage.vocabulary import Kind

SHORT = 15
"""Characters below which an answer to a complaint can hardly name anything."""

TEMPLATE_FROM = 3
"""Other clients from whom on the same words look like a template."""

HINTED = frozenset({Kind.COMPLAINT, Kind.QUESTION, Kind.SUGGESTION})
_ECHO = 5  # letters that two forms of one word share

_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SALUTATION = re.compile(r"^\W*([^\W\d_]{3,})(?=\s*[,!])")
_OUTRIGHT = re.compile(r"^\W*(?:так|ні|да|нет|yes|no)(?!\w)")
_CLAUSE_ENDS = re.compile(r"[,.!?;:\n()—–]+|\s(?:і|й|та|але|а|и|но|and|but|so|тому|поэтому)\s")
_NOT = re.compile(r"(?<!\w)(?:не|ні|dont|do not|cannot|cant|didnt|did not|never|no)\s+(?:\w+\s)?$")
_NAME_ENDING = re.compile("(?:[аеєиіїоуюяйьы]{1,2})$")


class Hint(StrEnum):
    BRUSH_OFF = "brush_off"  # stock phrases, and nothing after them
    NO_CAUSE = "no_cause"  # the client asked why
    NO_STEP = "no_step"  # neither a step nor a date
    NO_EMPATHY = "no_empathy"  # a complaint without a word of regret or understanding
    SHORT = "short"
    TEMPLATE = "template"  # other clients got the very same words
    NO_GREETING = "no_greeting"


def hints(
    answer: str,
    kind: Kind,
    asked: str,
    repeated: int = 0,
    *,
    client: str = "",
    author: str = "",
    first: bool = True,
) -> list[Hint]:
    """What a second look at the answer might find missing, the weightiest first.

    `asked` is what the client wrote, `repeated` how many other clients got these very words,
    `client` and `author` are names. Whoever has been answered before (not `first`) needs no new
    greeting.
    """
    if not answer.strip() or kind not in HINTED:
        return []
    said, greeted = _bare(answer, client, author)
    is_complaint = kind is Kind.COMPLAINT
    brushed = _is_empty(said)
    found = {
        Hint.BRUSH_OFF: brushed,
        Hint.NO_CAUSE: asks_why(asked) and not names_cause(said, asked),
        Hint.NO_STEP: not brushed and _lacks_step(said, kind, asked),
        Hint.NO_EMPATHY: is_complaint and not _feels(said),
        Hint.SHORT: not brushed and _is_short(said, kind),
        Hint.TEMPLATE: repeated >= TEMPLATE_FROM,
        Hint.NO_GREETING: first and not greeted,
    }
    return [hint for hint in Hint if found[hint]]


def normalised(text: str, client: str = "", author: str = "") -> str:
    """The text without greeting, names, signature, signs, digits and case: a template's copies
    become the same.
    """
    return " ".join(_LETTERS.findall(_bare(text, client, author)[0]))


def alike(answer: str, others: Iterable[str]) -> int:
    """How many of the others say the very same; all are `normalised`."""
    return sum(answer == other for other in others) if answer else 0


def greets(text: str, client: str = "", author: str = "") -> bool:
    """Whether it greets the client, or calls them by name."""
    return _bare(text, client, author)[1]


def asks_why(text: str) -> bool:
    return cue.WHY.search(spelled(text)) is not None


def _bare(text: str, client: str, author: str) -> tuple[str, bool]:
    """(the text as cues are written, without greeting, names and signature; whether it greets,
    if only by calling the client by name).
    """
    plain = cue.SIGNATURE.sub(" ", spelled(text))
    called = _without_name(cue.GREETING.sub(" ", plain), client)
    rest = _without_name(called, author)
    calling = _SALUTATION.match(rest)
    if calling is not None and _looks_like_name(calling[1], text):
        return rest[calling.end() :], True
    return rest, called != plain


def _without_name(plain: str, name: str) -> str:
    """Without any form of a name: "Олена" is called "Олено"."""
    parts = _LETTERS.findall(spelled(name))
    if not parts:
        return plain
    stems = [_NAME_ENDING.sub("", part) for part in parts]

    def kept(found: re.Match[str]) -> str:
        word = found[0]
        is_form = any(
            len(stem) > 2 and word.startswith(stem) and len(word) <= len(stem) + 3 for stem in stems
        )
        return " " if is_form or word in parts else word

    return _LETTERS.sub(kept, plain)


def _looks_like_name(word: str, text: str) -> bool:
    """A capitalised word before a comma that is none of those which begin sentences."""
    known = (cue.NO_NAMES, cue.POLITE, cue.MOMENT, cue.STEP, cue.EMPATHY, cue.NO_EMPATHY_AT_ALL)
    is_known = word in cue.FILLERS or any(one.fullmatch(word) for one in known)
    return not is_known and word.capitalize() in text


def _is_empty(said: str) -> bool:
    words = _WORD.findall(said)
    polite = [word for word in words if cue.POLITE.fullmatch(word)]
    if not polite or _OUTRIGHT.match(said) or "?" in said:
        return False
    return all(word in cue.FILLERS or cue.POLITE.fullmatch(word) for word in words)


def _lacks_step(said: str, kind: Kind, asked: str) -> bool:
    """A complaint needs a step or a date (asking for something is one), a "when" a date."""
    if kind is Kind.COMPLAINT:
        return "?" not in said and not (cue.STEP.search(said) or cue.MOMENT.search(said))
    is_when = kind is Kind.QUESTION and cue.WHEN.search(spelled(asked)) is not None
    return is_when and cue.MOMENT.search(said) is None


def _feels(said: str) -> bool:
    plain = cue.NO_EMPATHY_AT_ALL.sub(" ", said)
    return any(_NOT.search(plain[: found.start()]) is None for found in cue.EMPATHY.finditer(plain))


def _is_short(said: str, kind: Kind) -> bool:
    words = _WORD.findall(said)
    if kind is Kind.COMPLAINT:
        return len(" ".join(said.split()).strip(" ,.!")) < SHORT
    return len(words) < 2 and not (cue.MOMENT.search(said) or any(map(str.isdigit, said)))


def names_cause(said: str, asked: str) -> bool:
    """Whether, apologies aside, a clause says what happened or is, in other words than asked."""
    known = {word[:_ECHO] for word in _WORD.findall(spelled(asked))}
    clauses = _CLAUSE_ENDS.split(cue.APOLOGY.sub(" ", said))
    return any(_is_cause(clause.strip(), known) for clause in clauses)


_CONNECTED = re.compile(rf"(?<!\w){cue.CONNECTIVE}")


def _is_cause(clause: str, known: set[str]) -> bool:
    if cue.FIND_OUT.search(clause) or cue.WHY.match(clause):
        return False
    if _CONNECTED.search(clause) or cue.CAUSE_NOUN.search(clause):
        return True
    fresh = [one for one in _WORD.findall(clause) if one[:_ECHO] not in known]
    if cue.LACK.search(clause):
        return any(
            not (cue.LACK.fullmatch(one) or one in cue.FILLERS or cue.POLITE.fullmatch(one))
            for one in fresh
        )
    return any(_tells(found[0], clause, known) for found in cue.PAST.finditer(clause))


def _tells(verb: str, clause: str, known: set[str]) -> bool:
    """Whether it says that something happened: no courtesy, no echo, no step of our own."""
    empty = (cue.POLITE, cue.HAPPENED, cue.NO_VERB)
    if verb[:_ECHO] in known or any(one.fullmatch(verb) for one in empty):
        return False
    if cue.STEP.fullmatch(verb):
        return not (cue.OURS.search(clause) or verb.endswith(("ли", "лись", "лися")))
    return len(_WORD.findall(clause)) > 1
