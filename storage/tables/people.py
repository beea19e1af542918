"""Brands, their chats, their staff and their clients."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.columns import BIG, Row, word
from storage.vocabulary import (
    ChatMode,
    ChatRole,
    MemberRole,
    Ratings,
    Source,
    Tier,
)


class Brand(Row, table=True):
    __tablename__ = "brand"

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    name: str
    language: str
    timezone: str
    sla_minutes: int
    kind_targets: str = ""  # kinds with a target of their own: "complaint 4, question 12"
    friend_sla_minutes: int | None = None  # best friends' own target; None is everybody's
    own_sources: str = ""  # more doors for /log, as a lead typed them: "Rozetka, Prom"
    ladder: str = ""  # "" is the default ladder; the text a lead typed otherwise
    working_hours: str = ""  # "" is around the clock
    quiet_hours: str = ""  # "" is none
    summary_weekday: int = 0  # Monday is 0
    summary_time: str = "09:00"
    next_summary_at: datetime | None = None
    reopen_days: int = 3
    causes: str = ""  # why things go wrong, as a lead typed them: "price, delivery: Logistics"
    ratings: Ratings = Field(default=Ratings.PRIVATE, sa_type=word(Ratings))
    asks_to_recommend: bool = False  # once a quarter
    scorecard: str = ""  # weights of the review's criteria; "" is the usual ones
    next_number: int = 1  # the number of the next request
    created_at: datetime

    __table_args__ = (Index("ix_brand_next_summary_at", "next_summary_at"),)  # due summaries


class Chat(Row, table=True):
    __tablename__ = "chat"

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG, index=True)
    chat_id: int = Field(unique=True, sa_type=BIG)  # Telegram's
    role: ChatRole = Field(sa_type=word(ChatRole))
    title: str = ""
    mode: ChatMode = Field(default=ChatMode.REQUESTS, sa_type=word(ChatMode))
    active: bool = True
    bot_is_admin: bool = False
    linked_id: int | None = Field(default=None, sa_type=BIG)  # the channel it comments on
    thread_id: int | None = Field(default=None, sa_type=BIG)  # the forum topic we write to
    connected_at: datetime


class Member(Row, table=True):
    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("brand_id", "user_id"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    user_id: int = Field(sa_type=BIG, index=True)
    role: MemberRole = Field(sa_type=word(MemberRole))
    name: str = ""
    username: str | None = None
    active: bool = True
    removed: bool = False  # by hand: being in the desk chat does not bring them back
    from_desk: bool = False  # counts only while a member of the desk chat
    confirmed_at: datetime | None = None  # when Telegram last confirmed that membership
    private_chat: bool = False  # has started the bot, so can be written to
    on_shift: bool = False  # hears alerts first
    chosen_at: datetime | None = None  # of several brands, the one last chosen with /brand
    joined_at: datetime


class Invite(Row, table=True):
    """A single-use deep link. Only the hash of its secret is kept."""

    __tablename__ = "invite"

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int | None = Field(default=None, foreign_key="brand.id", sa_type=BIG)
    role: MemberRole = Field(sa_type=word(MemberRole))
    secret_hash: str = Field(unique=True)
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = Field(default=None, sa_type=BIG)


_LINKED = text("same_as_id IS NOT NULL")
_FRIEND = text("tier = 'friend'")


class Client(Row, table=True):
    __tablename__ = "client"
    __table_args__ = (
        UniqueConstraint("brand_id", "source", "external_id"),
        Index(  # the other names of a person
            "ix_client_same_as", "same_as_id", sqlite_where=_LINKED
        ),
        Index("ix_client_friend", "brand_id", sqlite_where=_FRIEND),  # best friends
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG)
    brand_id: int = Field(foreign_key="brand.id", sa_type=BIG)
    source: Source = Field(sa_type=word(Source))
    external_id: str  # Telegram's user id; elsewhere the handle or name, lower-cased
    name: str
    username: str | None = None
    language: str | None = None
    first_seen_at: datetime
    blocked_at: datetime | None = None
    tier: Tier = Field(default=Tier.REGULAR, sa_type=word(Tier))
    note: str = ""
    came_at: datetime | None = None  # when they last came by the brand's own link
    do_not_message: bool = False  # nothing is sent to them, not even a receipt
    # The same person under another name or in another network: the client they are counted as.
    same_as_id: int | None = Field(default=None, foreign_key="client.id", sa_type=BIG)
    # What was decided about this name before it was linked: unlinking puts it back.
    own_tier: Tier | None = Field(default=None, sa_type=word(Tier))
    own_do_not_message: bool | None = None
