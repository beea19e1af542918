"""Why things go wrong: a brand's own list, each cause with the department that can mend it."""

from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

MOST_CAUSES = 12
CAUSE_LIMIT = 32
"""Characters of a name, as a button shows it."""


class Cause(NamedTuple):
    name: str
    department: str = ""  # whom to ask; "" where nobody need be asked

    @property
    def code(self) -> str:
        """What a button carries: it fits, and outlives a change of the list."""
        return f"{crc32(self.name.casefold().encode()):08x}"


def read_causes(text: str) -> list[Cause]:
    """Read "price, delivery: Logistics": names, each with its department after a colon.

    Raises ValueError where there is none, too many, one too long, or two alike.
    """
    causes = []
    for part in text.split(","):
        name, _, department = (piece.strip() for piece in part.partition(":"))
        if name:
            causes.append(Cause(name, department))
    names = [one.name.casefold() for one in causes]
    long = any(len(word) > CAUSE_LIMIT for one in causes for word in one)
    if not causes or len(causes) > MOST_CAUSES or long or len(set(names)) < len(names):
        raise ValueError(text)
    return causes


def written(causes: Sequence[Cause]) -> str:
    return ", ".join(
        f"{one.name}: {one.department}" if one.department else one.name for one in causes
    )
