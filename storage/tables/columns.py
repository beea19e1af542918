"""What all tables share: their rows, and column types that both databases store alike."""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Enum, Integer
from sqlmodel import SQLModel

BIG: Any = BigInteger().with_variant(Integer, "sqlite")


class Row(SQLModel):
    """Never validated, so what could validate it is not built: half a megabyte in every bot."""

    model_config = {"defer_build": True}


def word(words: type[StrEnum]) -> Any:
    """Store the word itself; SQLModel's default would store names in a native enum."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )
