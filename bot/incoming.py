"""A client's message on its way into the record, and the channel post it may comment on."""

from dataclasses import dataclass
from datetime import datetime

from storage.log import ClientKey, Origin
from storage.vocabulary import ChatMode, ChatRole, Kind, Source

PRIVATE_ID = -1_000_000_000_000
"""Telegram's ids of channels are this less the number in their private links."""


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A channel's post as Telegram shows it, there or at the head of its comments."""

    channel_id: int
    message_id: int
    posted_at: datetime
    text: str
    username: str | None  # the channel's public name
    album_id: str | None = None  # where it stands: the channel and its discussion group differ

    @property
    def link(self) -> str:
        return link_of(self.channel_id, self.message_id, self.username)


def link_of(channel_id: int, message_id: int, username: str | None) -> str:
    """The address that opens the post; a private channel's only for its readers."""
    place = username or f"c/{PRIVATE_ID - channel_id}"
    return f"https://t.me/{place}/{message_id}"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A client's message as a handler understood it."""

    brand_id: int
    source: Source
    external_id: str
    name: str
    sent_at: datetime
    content: str  # Telegram's content type
    text: str
    kind: Kind
    language: str
    courtesy: bool = False
    response: bool = False  # courtesy that only answers something, as a sticker or "ok" does
    addressed: bool = False  # speaks to the brand: a mention, or a reply to the team
    by_hand: bool = False  # a member logged it: it always starts a wait
    logged_by: str = ""
    username: str | None = None
    chat_id: int | None = None
    chat_role: ChatRole | None = None
    mode: ChatMode = ChatMode.EVERYTHING
    thread_id: int | None = None
    message_id: int | None = None
    noted_in: int | None = None  # the chat where a member logged it by hand
    file_id: str | None = None
    album_id: str | None = None
    business_id: int | None = None  # the business connection's row
    post: PostFacts | None = None  # the channel post it comments on, where the message shows it
    post_id: int | None = None  # that post's row
    own_source: str = ""  # the brand's own name for the door

    @property
    def client_key(self) -> ClientKey:
        return (self.brand_id, self.source, self.external_id)

    @property
    def origin(self) -> Origin | None:
        """Where it was written. A business chat has its client's id, as `direct` does."""
        chat_id = self.noted_in or self.chat_id
        if not (chat_id and self.message_id):
            return None
        return (chat_id, self.message_id, self.business_id or 0)
