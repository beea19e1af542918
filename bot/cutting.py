"""Cuts what is too long for one message: Telegram counts in UTF-16 code units."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

PIECE = 3500
"""UTF-16 units of a long text in one message, with room for what stands around it."""


def cut(text: str, units: int) -> tuple[str, str]:
    """The beginning of at most so many UTF-16 units, at a space where one is near; the rest."""
    used = 0
    for at, char in enumerate(text):
        used += 2 if ord(char) > 0xFFFF else 1
        if used > units:
            space = max(text.rfind(" ", at // 2, at), text.rfind("\n", at // 2, at)) + 1
            return (text[: space or at], text[space or at :])
    return text, ""


def pieces(text: str, units: int) -> list[str]:
    """All of the text, in pieces of at most so many UTF-16 units; one at least."""
    piece, rest = cut(text, units)
    return [piece, *pieces(rest, units)] if rest else [piece]


def marked_pieces(
    text: str, entities: Sequence[Mapping[str, Any]], units: int
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The same, each with its part of the entities, which Telegram counts from its beginning."""
    begin = 0
    for piece in pieces(text, units):
        end = begin + len(piece.encode("utf-16-le", "surrogatepass")) // 2
        within = [_within(one, begin, end) for one in entities]
        yield piece, [one for one in within if one["length"] > 0]
        begin = end


def _within(entity: Mapping[str, Any], begin: int, end: int) -> dict[str, Any]:
    """Of no length where it lies elsewhere."""
    first = max(entity["offset"], begin)
    last = min(entity["offset"] + entity["length"], end)
    return {**entity, "offset": first - begin, "length": last - first}
