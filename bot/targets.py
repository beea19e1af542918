"""How long an answer may take by kind, as a lead types it: "complaint 4, question 12"."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import NoReturn

from storage.vocabulary import Kind

WORDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.COMPLAINT: ("complaint", "complaints", "скарга", "скарги", "жалоба", "жалобы"),
    Kind.QUESTION: ("question", "questions", "запитання", "питання", "вопрос", "вопросы"),
    Kind.SUGGESTION: (
        *("suggestion", "suggestions", "пропозиція", "пропозиції"),
        *("предложение", "предложения"),
    ),
    Kind.PRAISE: ("praise", "thanks", "подяка", "подяки", "благодарность", "благодарности"),
    Kind.COMMENT: ("comment", "comments", "коментар", "коментарі", "комментарий", "комментарии"),
}
_BETWEEN = re.compile(r",(?!\d)")  # "1,5" is a number
_KINDS = {word: kind for kind, words in WORDS.items() for word in words}


def read_targets(text: str, limits: tuple[timedelta, timedelta]) -> dict[Kind, timedelta]:
    """Read kinds with their hours; each target lies within `limits`, both included.

    Raises ValueError where nothing is named, a kind is unknown or named twice, or the hours are
    no number or out of bounds.
    """
    found: dict[Kind, timedelta] = {}
    for part in filter(None, (piece.strip() for piece in _BETWEEN.split(text))):
        word, _, hours = part.rpartition(" ")
        kind = _KINDS.get(word.strip(" :=").casefold())
        if kind is None or kind in found:
            _refuse(text)
        try:
            target = timedelta(hours=float(hours.replace(",", ".")))
        except (ValueError, OverflowError):
            _refuse(text)
        if not limits[0] <= target <= limits[1]:
            _refuse(text)
        found[kind] = timedelta(minutes=round(target.total_seconds() / 60))
    if not found:
        _refuse(text)
    return found


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


def written(targets: Mapping[Kind, timedelta]) -> str:
    """The same in the words and the order that are stored."""
    order = [kind for kind in Kind if kind in targets]
    return ", ".join(f"{kind} {targets[kind].total_seconds() / 3600:.10g}" for kind in order)
