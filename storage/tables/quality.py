"""What clients thought of their answers, what leads did, and what the brand aims at."""

from datetime import datetime

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.columns import BIG, Row, word
from storage.vocabulary import Metric, RatingKind


class Rating(Row, table=True):
    """A client was asked what they think; `score` once they pressed a button."""

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("request_id", "kind"),  # nobody is asked twice
        Index("ix_rating_client", "client_id", "asked_at"),  # the cap on asking
        Index("ix_rating_rated", "brand_id", "rated_at"),  # reports
        Index("ix_rating_asked", "brand_id", "asked_at"),  # the response rate
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    request_id: int = Field(foreign_key="request.id", sa_type=BIG)
    client_id: int = Field(foreign_key="client.id", sa_type=BIG)
    kind: RatingKind = Field(sa_type=word(RatingKind))
    asked_at: datetime
    score: int | None = None  # 1 to 5; 0 to 10 for the question of recommending
    rated_at: datetime | None = None
    words: str = ""  # what the client added


class Review(Row, table=True):
    """A lead's scorecard of one answer."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("message_row_id", "reviewer_id"),
        Index("ix_review_reviewed", "brand_id", "reviewed_at"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    message_row_id: int = Field(foreign_key="message.id", sa_type=BIG)
    member_id: int | None = Field(default=None, foreign_key="member.id", sa_type=BIG)  # who wrote
    reviewer_id: int = Field(foreign_key="member.id", sa_type=BIG)
    points: dict[str, int] = Field(sa_type=JSON)  # by criterion
    score: float | None = None  # 0 to 100, once every criterion has its points
    reviewed_at: datetime


class Goal(Row, table=True):
    """A figure that shall be somewhere by a day, and who sees to it."""

    __tablename__ = "goal"

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG, index=True)
    metric: Metric = Field(sa_type=word(Metric))
    baseline: float
    target: float
    begun_at: datetime
    deadline: datetime
    owner: str  # a name: whoever sees to it need not be a member
    set_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BIG)
    ended_at: datetime | None = None  # dropped by hand
