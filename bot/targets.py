"""How long an answer may take by kind, as a lead types it: "complaint 4, question 12"."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import NoReturn

from bot.ladder import UNITS
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
_PIECE = re.compile(r"(\d{1,6}(?:[.,]\d{1,12})?)\s*([^\W\d_]*)")
_SPAN = re.compile(rf"{_PIECE.pattern}\.?(?:\s*{_PIECE.pattern}\.?)?")
_KIND_AND_SPAN = re.compile(r"(?P<kind>[^\W\d_]+)[\s:=]+(?P<span>\d.*)")
_KINDS = {word: kind for kind, words in WORDS.items() for word in words}


def read_targets(text: str, limits: tuple[timedelta, timedelta]) -> dict[Kind, timedelta]:
    """Read kinds with their hours; each target lies within `limits`, both included.

    Raises ValueError where nothing is named, a kind is unknown or named twice, or the hours are
    no number or out of bounds.
    """
    found: dict[Kind, timedelta] = {}
    for part in filter(None, (piece.strip() for piece in _BETWEEN.split(text))):
        typed = _KIND_AND_SPAN.fullmatch(part)
        kind = _KINDS.get(typed["kind"].casefold()) if typed else None
        if typed is None or kind is None or kind in found:
            _refuse(text)
        target = read_span(typed["span"])
        if not limits[0] <= target <= limits[1]:
            _refuse(text)
        found[kind] = target
    if not found:
        _refuse(text)
    return found


def read_span(text: str) -> timedelta:
    """Read a time to answer, in whole minutes: "24", "1,5 год", "1 hr 30 min", "2 дні".

    A number alone is hours. Raises ValueError.
    """
    if not _SPAN.fullmatch(text.strip()):
        _refuse(text)
    pieces = _PIECE.findall(text.casefold())
    if any(unit not in UNITS for _, unit in pieces if unit) or not (
        len(pieces) == 1 or all(unit for _, unit in pieces)
    ):
        _refuse(text)
    minutes = sum(float(n.replace(",", ".")) * UNITS[unit or "h"] for n, unit in pieces)
    return timedelta(minutes=round(minutes))


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


def written(targets: Mapping[Kind, timedelta]) -> str:
    """The same in the words and the order that are stored."""
    order = [kind for kind in Kind if kind in targets]
    return ", ".join(f"{kind} {targets[kind].total_seconds() / 3600:.10g}" for kind in order)
