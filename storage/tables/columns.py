"""Column types that both databases store alike."""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Enum, Integer

BIG: Any = BigInteger().with_variant(Integer, "sqlite")


def word(words: type[StrEnum]) -> Any:
    """Store the word itself; SQLModel's default would store names in a native enum."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )
