"""The doors beside chats: business accounts, channel posts, the inbox for other programs."""

from datetime import datetime

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.columns import BIG, Row


class BusinessConnection(Row, table=True):
    """A Telegram Business account whose owner lets the bot read and answer its chats."""

    __tablename__ = "business_connection"

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG, index=True)
    connection_id: str = Field(unique=True)  # Telegram's
    user_id: int = Field(sa_type=BIG)  # the account's owner
    name: str
    user_chat_id: int = Field(sa_type=BIG)  # the owner's private chat with the bot
    can_reply: bool = False
    enabled: bool = True
    connected_at: datetime
    ended_at: datetime | None = None


class Post(Row, table=True):
    """A post of the brand's channel, an album being one, with what its readers did."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("channel_id", "channel_message_id"),
        Index("ix_post_thread", "chat_id", "thread_id"),  # the post of a comment
        Index("ix_post_posted", "brand_id", "posted_at"),  # reports
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    channel_id: int = Field(sa_type=BIG)
    channel_message_id: int = Field(sa_type=BIG)  # of an album: the first
    last_message_id: int = Field(sa_type=BIG)  # of an album; else the same
    album_id: str | None = None  # Telegram's, in the channel
    copy_album_id: str | None = None  # and in the discussion group
    chat_id: int | None = Field(default=None, sa_type=BIG)  # its discussion group
    thread_id: int | None = Field(default=None, sa_type=BIG)  # the root of its comments there
    link: str = ""
    preview: str = ""  # the beginning of its words
    posted_at: datetime
    reactions: int = 0  # as Telegram last counted them
    counted: dict[str, dict[str, int]] = Field(  # the same by message and by emoji
        default_factory=dict, sa_type=JSON
    )
    reach: int | None = None  # as a member entered it: bots are shown no views


class ApiKey(Row, table=True):
    """Lets a program file requests for one brand. Only the hash of its secret is kept."""

    __tablename__ = "api_key"

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG, index=True)
    name: str  # what it is for
    hint: str  # the secret's first letters, to tell keys apart
    secret_hash: str = Field(unique=True)
    created_by: int | None = Field(default=None, foreign_key="member.id", sa_type=BIG)
    created_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class Filed(Row, table=True):
    """What a program filed under an idempotency key, so that asking again files nothing more."""

    __tablename__ = "filed"
    __table_args__ = (UniqueConstraint("key_id", "idempotency_key"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    key_id: int = Field(foreign_key="api_key.id", sa_type=BIG)  # programs count alike: 1, 2, 3…
    idempotency_key: str
    body_hash: str
    request_id: int = Field(foreign_key="request.id", sa_type=BIG)
    filed_at: datetime = Field(index=True)  # housekeeping forgets the old ones
