"""The outbox. Each index names the query that reads it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from storage.tables.columns import BIG, Row, word
from storage.vocabulary import (
    NoticeKind,
    NoticeStatus,
)

_WAITING = text("status IN ('pending', 'retry')")
_LEASED = text("status = 'sending'")
_DEAD = text("status = 'dead'")
_POSTED = text("message_id IS NOT NULL")
_BUNDLED = text("bundle_id IS NOT NULL")
_PLAIN = text("kind IN ('say', 'edit', 'trouble')")


class Notice(Row, table=True):
    """An outbox row: something to be said, to whom, once."""

    __tablename__ = "notice"
    __table_args__ = (
        Index(  # the outbox: when the next is due
            "ix_notice_due", "send_at", sqlite_where=_WAITING
        ),
        Index(  # the outbox: the first of each chat, and how many are behind it
            "ix_notice_queue",
            "chat_id",
            "priority",
            "id",
            "send_at",
            sqlite_where=_WAITING,
        ),
        Index(  # the outbox: leases that ran out
            "ix_notice_lease", "lease_until", sqlite_where=_LEASED
        ),
        Index(  # which request a reply is about
            "ix_notice_message",
            "chat_id",
            "message_id",
            sqlite_where=_POSTED,
        ),
        Index("ix_notice_request", "request_id", "kind"),  # live notices to touch
        Index(  # what a digest holds
            "ix_notice_bundle", "bundle_id", sqlite_where=_BUNDLED
        ),
        Index("ix_notice_dead", "created_at", sqlite_where=_DEAD),  # audit
        Index(  # housekeeping forgets the old ones
            "ix_notice_plain", "created_at", sqlite_where=_PLAIN
        ),
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int | None = Field(default=None, foreign_key="brand.id", sa_type=BIG)
    kind: NoticeKind = Field(sa_type=word(NoticeKind))
    status: NoticeStatus = Field(
        default=NoticeStatus.PENDING,
        sa_type=word(NoticeStatus),
    )
    chat_id: int = Field(sa_type=BIG)  # the recipient
    request_id: int | None = Field(default=None, foreign_key="request.id", sa_type=BIG)
    wait_id: int | None = Field(default=None, foreign_key="wait.id", sa_type=BIG)
    dedup_key: str = Field(unique=True)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    priority: int = 5  # smaller goes first
    send_at: datetime
    lease_until: datetime | None = None
    version: int = 1  # grows with every touch, so that a touch during sending is not lost
    attempts: int = 0
    failing_since: datetime | None = None  # the first of the tries that have come to nothing
    maybe_repeat: bool = False  # an earlier try may have reached the reader
    message_id: int | None = Field(default=None, sa_type=BIG)  # Telegram's, once sent
    # The connection whose chat it goes to, 0 for none: such a chat has its client's id too.
    business_id: int = Field(default=0, sa_type=BIG)
    bundle_id: int | None = Field(default=None, sa_type=BIG)  # the digest it went out with
    reason: str = ""  # why it is dead, superseded or being retried
    created_at: datetime
    sent_at: datetime | None = None
