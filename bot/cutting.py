"""Cuts what is too long for one message: Telegram counts in UTF-16 code units."""

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
