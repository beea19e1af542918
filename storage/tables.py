"""The tables. Each index names the query that reads it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Enum, Index, Integer, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.vocabulary import (
    ChatMode,
    ChatRole,
    Direction,
    Kind,
    MemberRole,
    NoticeKind,
    NoticeStatus,
    Outcome,
    RequestStatus,
    Source,
    WaitStop,
)

# Telegram's ids outgrow 32 bits; SQLite autoincrements only a plain INTEGER.
BIG: Any = BigInteger().with_variant(Integer, "sqlite")


def _word(words: type[StrEnum]) -> Any:
    """Store the word itself; SQLModel's default would store names in a native enum."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


class Brand(SQLModel, table=True):
    __tablename__ = "brand"

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    name: str
    language: str
    timezone: str
    sla_minutes: int
    ladder: str = ""  # "" is the default ladder; the text a lead typed otherwise
    working_hours: str = ""  # "" is around the clock
    quiet_hours: str = ""  # "" is none
    summary_weekday: int = 0  # Monday is 0
    summary_time: str = "09:00"
    next_summary_at: datetime | None = None
    reopen_days: int = 3
    next_number: int = 1  # the number of the next request
    created_at: datetime

    __table_args__ = (Index("ix_brand_next_summary_at", "next_summary_at"),)  # due summaries


class Chat(SQLModel, table=True):
    __tablename__ = "chat"

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG, index=True)
    chat_id: int = Field(unique=True, sa_type=BIG)  # Telegram's
    role: ChatRole = Field(sa_type=_word(ChatRole))
    title: str = ""
    mode: ChatMode = Field(default=ChatMode.REQUESTS, sa_type=_word(ChatMode))
    active: bool = True
    bot_is_admin: bool = False
    linked_id: int | None = Field(default=None, sa_type=BIG)  # the channel it comments on
    connected_at: datetime


class Member(SQLModel, table=True):
    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("brand_id", "user_id"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    user_id: int = Field(sa_type=BIG, index=True)
    role: MemberRole = Field(sa_type=_word(MemberRole))
    name: str = ""
    username: str | None = None
    active: bool = True
    removed: bool = False  # by hand: being in the desk chat does not bring them back
    from_desk: bool = False  # counts only while a member of the desk chat
    confirmed_at: datetime | None = None  # when Telegram last confirmed that membership
    private_chat: bool = False  # has started the bot, so can be written to
    joined_at: datetime


class Invite(SQLModel, table=True):
    """A single-use deep link. Only the hash of its secret is kept."""

    __tablename__ = "invite"

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int | None = Field(default=None, foreign_key="brand.id", sa_type=BIG)
    role: MemberRole = Field(sa_type=_word(MemberRole))
    secret_hash: str = Field(unique=True)
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = Field(default=None, sa_type=BIG)


class Client(SQLModel, table=True):
    __tablename__ = "client"
    __table_args__ = (UniqueConstraint("brand_id", "source", "external_id"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    source: Source = Field(sa_type=_word(Source))
    external_id: str  # Telegram's user id; elsewhere the handle or name, lower-cased
    name: str
    username: str | None = None
    language: str | None = None
    first_seen_at: datetime
    requests: int = 0
    blocked_at: datetime | None = None


class Request(SQLModel, table=True):
    __tablename__ = "request"
    __table_args__ = (
        UniqueConstraint("brand_id", "number"),
        Index("ix_request_client", "client_id", "chat_id"),  # the client's current request
        Index("ix_request_started", "brand_id", "started_at"),  # reports
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    number: int
    client_id: int = Field(foreign_key="client.id", sa_type=BIG)
    kind: Kind = Field(sa_type=_word(Kind))
    kind_confirmed: bool = False  # by a member's tap
    status: RequestStatus = Field(sa_type=_word(RequestStatus))
    source: Source = Field(sa_type=_word(Source))
    chat_id: int | None = Field(default=None, sa_type=BIG)  # where the client wrote
    chat_role: ChatRole | None = Field(default=None, sa_type=_word(ChatRole))
    thread_id: int | None = Field(default=None, sa_type=BIG)
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
    outcome: Outcome | None = Field(default=None, sa_type=_word(Outcome))
    note: str = ""
    previous_id: int | None = Field(default=None, foreign_key="request.id", sa_type=BIG)
    undeliverable: str = ""  # why the last answer could not reach the client


_IN_ALBUM = text("album_id IS NOT NULL")


class Message(SQLModel, table=True):
    __tablename__ = "message"
    __table_args__ = (
        Index("uq_message_origin", "chat_id", "message_id", unique=True),  # logged once
        Index("ix_message_request", "request_id", "sent_at"),  # the card
        Index(  # an album is one
            "ix_message_album",
            "chat_id",
            "album_id",
            sqlite_where=_IN_ALBUM,
            postgresql_where=_IN_ALBUM,
        ),
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    request_id: int = Field(foreign_key="request.id", sa_type=BIG)
    direction: Direction = Field(sa_type=_word(Direction))
    chat_id: int | None = Field(default=None, sa_type=BIG)
    message_id: int | None = Field(default=None, sa_type=BIG)
    author: str
    member_id: int | None = Field(default=None, foreign_key="member.id", sa_type=BIG)
    sent_at: datetime
    content: str  # Telegram's content type: text, photo, voice…
    text: str = ""
    file_id: str | None = None
    album_id: str | None = None


class Revision(SQLModel, table=True):
    """An edit of a message: the words it then had. Edits never overwrite."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("message_row_id", "edited_at"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    message_row_id: int = Field(foreign_key="message.id", sa_type=BIG)
    edited_at: datetime
    text: str


_OPEN = text("stopped_at IS NULL")
_TO_ALERT = text("next_alert_at IS NOT NULL")


class Wait(SQLModel, table=True):
    __tablename__ = "wait"
    __table_args__ = (
        Index(  # the watch
            "ix_wait_next_alert",
            "next_alert_at",
            sqlite_where=_TO_ALERT,
            postgresql_where=_TO_ALERT,
        ),
        Index(  # a request has at most one open wait; the queue
            "uq_wait_open", "request_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index(  # the queue, soonest due first
            "ix_wait_queue", "brand_id", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_wait_due", "brand_id", "due_at"),  # compliance
        Index("ix_wait_stopped", "brand_id", "stopped_at"),  # response times
        Index("ix_wait_request", "request_id"),  # the clock's story
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    request_id: int = Field(foreign_key="request.id", sa_type=BIG)
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None = None
    stop: WaitStop | None = Field(default=None, sa_type=_word(WaitStop))
    stopped_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BIG)
    next_alert_at: datetime | None = None


class Event(SQLModel, table=True):
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


_WAITING = text("status IN ('pending', 'retry')")
_LEASED = text("status = 'sending'")
_DEAD = text("status = 'dead'")
_POSTED = text("message_id IS NOT NULL")
_BUNDLED = text("bundle_id IS NOT NULL")
_PLAIN = text("kind IN ('say', 'edit', 'trouble')")


class Notice(SQLModel, table=True):
    """An outbox row: something to be said, to whom, once."""

    __tablename__ = "notice"
    __table_args__ = (
        Index(  # the outbox: when the next is due
            "ix_notice_due", "send_at", sqlite_where=_WAITING, postgresql_where=_WAITING
        ),
        Index(  # the outbox: the first of each chat, and how many are behind it
            "ix_notice_queue",
            "chat_id",
            "priority",
            "id",
            "send_at",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(  # the outbox: leases that ran out
            "ix_notice_lease", "lease_until", sqlite_where=_LEASED, postgresql_where=_LEASED
        ),
        Index(  # which request a reply is about
            "ix_notice_message",
            "chat_id",
            "message_id",
            sqlite_where=_POSTED,
            postgresql_where=_POSTED,
        ),
        Index("ix_notice_request", "request_id", "kind"),  # live notices to touch
        Index(  # what a digest holds
            "ix_notice_bundle", "bundle_id", sqlite_where=_BUNDLED, postgresql_where=_BUNDLED
        ),
        Index("ix_notice_dead", "created_at", sqlite_where=_DEAD, postgresql_where=_DEAD),  # audit
        Index(  # housekeeping forgets the old ones
            "ix_notice_plain", "created_at", sqlite_where=_PLAIN, postgresql_where=_PLAIN
        ),
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int | None = Field(default=None, foreign_key="brand.id", sa_type=BIG)
    kind: NoticeKind = Field(sa_type=_word(NoticeKind))
    status: NoticeStatus = Field(
        default=NoticeStatus.PENDING,
        sa_type=_word(NoticeStatus),
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
    maybe_repeat: bool = False  # an earlier try may have reached the reader
    message_id: int | None = Field(default=None, sa_type=BIG)  # Telegram's, once sent
    bundle_id: int | None = Field(default=None, sa_type=BIG)  # the digest it went out with
    reason: str = ""  # why it is dead, superseded or being retried
    created_at: datetime
    sent_at: datetime | None = None


class SeenUpdate(SQLModel, table=True):
    __tablename__ = "seen_update"

    bot_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    update_id: int = Field(primary_key=True, sa_type=BigInteger)
    seen_at: datetime = Field(index=True)  # housekeeping forgets the old ones


class DeadLetter(SQLModel, table=True):
    """An update that could not be handled, kept as it came."""

    __tablename__ = "dead_letter"

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    bot_id: int = Field(sa_type=BIG)
    update_id: int = Field(sa_type=BIG)
    raw: str
    error: str
    failed_at: datetime


class Pulse(SQLModel, table=True):
    """When a duty was last seen alive; survives restarts."""

    __tablename__ = "pulse"

    duty: str = Field(primary_key=True, sa_type=String(40))
    at: datetime
