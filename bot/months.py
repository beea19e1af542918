"""Months by the names that people type, in each language of ours."""

from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from babel.dates import get_month_names

from bot.config import LANGUAGES

SHORTEST = 3
"""Letters by which a month is known at the least."""


def month_of(word: str) -> int | None:
    """The month's number: of its name in any case of the language ("грудень", "грудня", "грудні"),
    or of its first letters ("Dec", "сент."); None for any other word.
    """
    typed = word.casefold().removesuffix(".")
    names = _names()
    if typed in names or len(typed) < SHORTEST:
        return names.get(typed)
    found = {month for name, month in names.items() if name.startswith(typed)}
    found |= {month for stem, month in _stems().items() if typed.startswith(stem)}
    return found.pop() if len(found) == 1 else None


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
