"""What the intake remembers."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlmodel import Field

from storage.tables.columns import BIG, Row


class SeenUpdate(Row, table=True):
    __tablename__ = "seen_update"

    bot_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    update_id: int = Field(primary_key=True, sa_type=BigInteger)
    seen_at: datetime = Field(index=True)  # housekeeping forgets the old ones


class DeadLetter(Row, table=True):
    """An update that could not be handled, kept as it came."""

    __tablename__ = "dead_letter"

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    bot_id: int = Field(sa_type=BIG)
    update_id: int = Field(sa_type=BIG)
    raw: str
    error: str
    failed_at: datetime


class Pulse(Row, table=True):
    """When a duty was last seen alive; survives restarts."""

    __tablename__ = "pulse"

    duty: str = Field(primary_key=True, sa_type=String(40))
    at: datetime
