"""Months by the names that people type, in each language of ours."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from babel.dates import get_month_names

from bot.config import LANGUAGES

SHORTEST = 3
"""Letters by which a month is known at the least."""

ENDINGS = re.compile("а|я|у|ю|е|и|і|ь|ом|ем|ём|єм|ий|ого|ому|им|ень|ня|ню|нем|ні")
"""What the cases add to a month's stem. More makes other words: мартин, серпантин."""


def month_of(word: str, *, whole: bool = False) -> int | None:
    """The month's number: of its name in any case of the language ("грудень", "грудня", "грудні"),
    or of its first letters ("Dec", "сент."); None for any other word.

    `whole` asks for the name, or the usual short one: where it may as well be somebody's.
    """
    typed = word.casefold().removesuffix(".")
    names = _names()
    if typed in names or len(typed) < SHORTEST:
        return names.get(typed)
    found = {month for stem, month in _stems().items() if _is_case(typed, stem)}
    if not whole:
        found |= {month for name, month in names.items() if name.startswith(typed)}
    return found.pop() if len(found) == 1 else None


def _is_case(typed: str, stem: str) -> bool:
    return typed.startswith(stem) and ENDINGS.fullmatch(typed.removeprefix(stem)) is not None


@cache
def _names() -> dict[str, int]:
    return dict(_known())


def _known() -> Iterator[tuple[str, int]]:
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, language).items():
                    yield name.casefold().removesuffix("."), month


@cache
def _stems() -> dict[str, int]:
    """What the cases of a name have in common; the shortest names have too little."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        named, alone = (get_month_names("wide", one, language) for one in ("format", "stand-alone"))
        for month in range(1, 13):
            letters = zip(named[month].casefold(), alone[month].casefold(), strict=False)
            stem = "".join(a for a, _ in takewhile(lambda both: both[0] == both[1], letters))
            if len(stem) >= SHORTEST:
                found[stem] = month
    return found
