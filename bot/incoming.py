"""A client's message on its way into the record."""

from dataclasses import dataclass
from datetime import datetime

from storage.log import ClientKey
from storage.vocabulary import ChatMode, ChatRole, Kind, Source


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

    @property
    def client_key(self) -> ClientKey:
        return (self.brand_id, self.source, self.external_id)

    @property
    def origin(self) -> tuple[int, int] | None:
        chat_id = self.noted_in or self.chat_id
        return (chat_id, self.message_id) if chat_id and self.message_id else None
