"""What a team works with: departments and what they are asked, and canned answers."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.columns import BIG, Row

_TO_ALERT = text("next_alert_at IS NOT NULL")


class Department(Row, table=True):
    """Those who can fix a cause: a group of their own, or one member."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("brand_id", "name"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    name: str
    chat_id: int = Field(sa_type=BIG)  # where it is asked: its group, or a person's private chat
    target_minutes: int
    active: bool = True


class HandOff(Row, table=True):
    """A question to a department, with its own clock. The client's clock keeps running."""

    __tablename__ = "hand_off"
    __table_args__ = (
        Index("ix_hand_off_request", "request_id"),  # the card
        Index(  # the watch
            "ix_hand_off_next_alert",
            "next_alert_at",
            sqlite_where=_TO_ALERT,
        ),
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    request_id: int = Field(foreign_key="request.id", sa_type=BIG)
    department_id: int = Field(foreign_key="department.id", sa_type=BIG)
    asked_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BIG)
    question: str
    asked_at: datetime
    due_at: datetime
    next_alert_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str = ""  # a name: a department's people need not be members
    answer: str = ""
    withdrawn_at: datetime | None = None


class Template(Row, table=True):
    """A canned answer, per brand and language."""

    __tablename__ = "template"
    __table_args__ = (UniqueConstraint("brand_id", "language", "name"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    language: str
    name: str
    text: str  # "{client}" stands for the client's name
    changed_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BIG)
    changed_at: datetime
