"""Whether a name shows what it holds: what nobody sees can pass for another or turn the line."""

import re
from unicodedata import category

_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs by category, and yet nothing is seen of them."""
_JOINED = re.compile(r"(?<=[^\w\s])\u200d")
"""What makes one emoji of several."""


NOBODY = "?"
"""What a name reads that shows nothing."""


def shown_name(name: str) -> str:
    """A name that somebody gave themselves, as one line that turns and hides nothing.

    Every name from outside comes through here: it stands beside what the bot itself says.
    """
    return one_line(name) or NOBODY


def one_line(text: str) -> str:
    """The words without what nobody sees; "" where there is nothing to see."""
    words = text.split()
    if "".join(words).isalpha() and _BLANK.isdisjoint(text):
        return " ".join(words)  # most names are letters alone: these need no look at each sign
    joints = {found.start() for found in _JOINED.finditer(text)}
    flat = "".join(
        " " if sign.isspace() else sign
        for place, sign in enumerate(text)
        if sign.isspace() or place in joints or not _is_unseen(sign)
    )
    return " ".join(flat.split()) if shows(flat) else ""


def shows(text: str) -> bool:
    """Whether there is anything to see."""
    return any(category(sign)[0] in "LNPS" and not _is_unseen(sign) for sign in text)


def _is_unseen(sign: str) -> bool:
    return category(sign) in _HIDDEN or sign in _BLANK


def is_plain_line(text: str) -> bool:
    """One line with something to see, and nothing in it that hides or turns the direction."""
    signs = _JOINED.sub("", text)
    return not any(map(_is_unseen, signs)) and any(category(sign)[0] in "LNS" for sign in signs)
