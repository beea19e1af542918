"""Whether a name shows what it holds: what nobody sees can pass for another or turn the line."""

import re
from unicodedata import category

_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs by category, and yet nothing is seen of them."""
_JOINED = re.compile(r"(?<=[^\w\s])\u200d")
"""What makes one emoji of several."""


def is_plain_line(text: str) -> bool:
    """One line with something to see, and nothing in it that hides or turns the direction."""
    signs = _JOINED.sub("", text)
    hidden = any(category(sign) in _HIDDEN or sign in _BLANK for sign in signs)
    return not hidden and any(category(sign)[0] in "LNS" for sign in signs)
