"""Requests: their messages, waits and story. Each index names the query that reads it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.columns import BIG, Row, word
from storage.vocabulary import (
    ChatRole,
    Direction,
    Kind,
    Outcome,
    RequestStatus,
    Source,
    WaitStop,
)

_BY_BUSINESS = text("business_id IS NOT NULL")
_CLOSED = text("closed_at IS NOT NULL")
_COMPLAINT = text("kind = 'complaint'")
_MERGED = text("merged_into_id IS NOT NULL")
_ON_POST = text("post_id IS NOT NULL")


class Request(Row, table=True):
    __tablename__ = "request"
    __table_args__ = (
        UniqueConstraint("brand_id", "number"),
        Index(  # a client's requests; whether there are more of late
            "ix_request_client", "client_id", "started_at", "last_client_at"
        ),
        Index("ix_request_started", "brand_id", "started_at"),  # reports
        Index(  # reports of loyalty: all that they ask of a complaint
            "ix_request_complaint",
            "brand_id",
            "started_at",
            "client_id",
            "last_client_at",
            "status",
            sqlite_where=_COMPLAINT,
        ),
        Index(  # reports of depth
            "ix_request_closed",
            "brand_id",
            "closed_at",
            "kind",
            sqlite_where=_CLOSED,
        ),
        Index(  # business chats that can soon be answered no more
            "ix_request_business",
            "last_client_at",
            sqlite_where=_BY_BUSINESS,
        ),
        Index(  # what goes on in another
            "ix_request_merged", "merged_into_id", sqlite_where=_MERGED
        ),
        Index(  # what a post drew
            "ix_request_post", "post_id", sqlite_where=_ON_POST
        ),
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    number: int
    client_id: int = Field(foreign_key="client.id", sa_type=BIG)
    kind: Kind = Field(sa_type=word(Kind))
    kind_confirmed: bool = False  # by a member's tap
    status: RequestStatus = Field(sa_type=word(RequestStatus))
    source: Source = Field(sa_type=word(Source))
    chat_id: int | None = Field(default=None, sa_type=BIG)  # where the client wrote
    chat_role: ChatRole | None = Field(default=None, sa_type=word(ChatRole))
    thread_id: int | None = Field(default=None, sa_type=BIG)
    business_id: int | None = Field(default=None, foreign_key="business_connection.id", sa_type=BIG)
    post_id: int | None = Field(default=None, foreign_key="post.id", sa_type=BIG)
    own_source: str = ""  # the brand's own name for the door, where `source` is other
    language: str
    preview: str  # the beginning of the first words
    started_at: datetime
    last_client_at: datetime  # when the client last wrote
    awaited: bool  # whether it ever needed an answer
    assignee_id: int | None = Field(default=None, foreign_key="member.id", sa_type=BIG)
    taken_at: datetime | None = None
    silenced_until: datetime | None = None  # repeats of alerts wait for this (taken)
    snoozed_until: datetime | None = None  # warnings and repeats wait for this (snoozed)
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: Outcome | None = Field(default=None, sa_type=word(Outcome))
    cause: str = ""  # why it happened, in the brand's own words, recorded on closing
    cause_department: str = ""  # who can mend such a cause; "" where nobody need be asked
    told: bool | None = None  # whether the client knows the outcome; None: nobody said
    note: str = ""
    previous_id: int | None = Field(default=None, foreign_key="request.id", sa_type=BIG)
    merged_into_id: int | None = Field(default=None, foreign_key="request.id", sa_type=BIG)
    undeliverable: str = ""  # why the last answer could not reach the client


_IN_ALBUM = text("album_id IS NOT NULL")


class Message(Row, table=True):
    __tablename__ = "message"
    __table_args__ = (
        Index(  # logged once; a business chat numbers its messages for itself
            "uq_message_origin", "chat_id", "message_id", "business_id", unique=True
        ),
        Index("ix_message_request", "request_id", "sent_at"),  # the card
        Index(  # an album is one
            "ix_message_album",
            "chat_id",
            "album_id",
            sqlite_where=_IN_ALBUM,
        ),
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    request_id: int = Field(foreign_key="request.id", sa_type=BIG)
    direction: Direction = Field(sa_type=word(Direction))
    chat_id: int | None = Field(default=None, sa_type=BIG)
    message_id: int | None = Field(default=None, sa_type=BIG)
    author: str
    member_id: int | None = Field(default=None, foreign_key="member.id", sa_type=BIG)
    sent_at: datetime
    content: str  # Telegram's content type: text, photo, voice…
    text: str = ""
    kind: Kind | None = Field(default=None, sa_type=word(Kind))  # a client's, as it was guessed
    file_id: str | None = None
    album_id: str | None = None
    business_id: int = Field(default=0, sa_type=BIG)  # 0 outside business chats
    # The request that it was written to, where it goes on in this one: whose words they are.
    written_to_id: int | None = Field(default=None, foreign_key="request.id", sa_type=BIG)
    deleted_at: datetime | None = None  # when we heard of it: only business chats tell
    # Since when a client's words ask for an answer: sent so, or edited; None where they do not.
    asked_at: datetime | None = None


class Revision(Row, table=True):
    """An edit of a message: the words it then had. Edits never overwrite."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("message_row_id", "edited_at"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    message_row_id: int = Field(foreign_key="message.id", sa_type=BIG)
    edited_at: datetime
    text: str


_OPEN = text("stopped_at IS NULL")
_TO_ALERT = text("next_alert_at IS NOT NULL")
_LATE = text("stopped_at > due_at OR stop = 'closed'")


class Wait(Row, table=True):
    __tablename__ = "wait"
    __table_args__ = (
        Index(  # the watch
            "ix_wait_next_alert",
            "next_alert_at",
            sqlite_where=_TO_ALERT,
        ),
        Index(  # a request has at most one open wait
            "uq_wait_open", "request_id", unique=True, sqlite_where=_OPEN
        ),
        Index("ix_wait_due", "brand_id", "due_at"),  # compliance
        Index("ix_wait_stopped", "brand_id", "stopped_at"),  # response times; who waits
        Index(  # whom we failed
            "ix_wait_late", "brand_id", "stopped_at", sqlite_where=_LATE
        ),
        Index("ix_wait_request", "request_id"),  # the clock's story
        Index(  # the parts of a merged wait
            "ix_wait_merged", "merged_into_id", sqlite_where=_MERGED
        ),
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    request_id: int = Field(foreign_key="request.id", sa_type=BIG)
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None = None
    stop: WaitStop | None = Field(default=None, sa_type=word(WaitStop))
    stopped_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BIG)
    next_alert_at: datetime | None = None
    # The wait in which this one goes on, if it is part of a merged one.
    merged_into_id: int | None = Field(default=None, foreign_key="wait.id", sa_type=BIG)


class Event(Row, table=True):
    """What a member, a client or the clock did: the story that /why tells."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_request", "request_id", "at"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    request_id: int | None = Field(default=None, foreign_key="request.id", sa_type=BIG)
    at: datetime
    what: str
    actor: str = ""  # a name, "" for Vidhuk itself
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
