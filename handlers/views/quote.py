"""What a client said, quoted: the words, and the medium that they came in or without."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram.types import MessageEntity
from aiogram.utils.formatting import Text

from handlers.texts import Texts
from handlers.views.names import content_name
from storage.tables import Message

FORMATS = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
    }
)
"""What a quotation can hold: no other quotation, and plain links Telegram finds by itself."""


def formatted(words: str, entities: Sequence[Mapping[str, Any]]) -> Text:
    """The words with their links and formatting, as they may stand in a quotation."""
    kept = [MessageEntity(**one) for one in entities if one["type"] in FORMATS]
    return Text.from_entities(words, kept)


def with_medium(t: Texts, content: str, words: str, count: int = 1) -> str:
    """The words with their medium before them, or the medium alone; plain text has none.

    `count` is how many an album holds.
    """
    if content == "text":
        return words
    medium = content_name(t, content)
    medium = f"{medium} ×{count}" if count > 1 else medium
    return f"{medium}: {words}" if words else medium


def albums_joined(messages: Sequence[Message]) -> list[tuple[Message, int]]:
    """Each album as its first message (the one with words, if any) and how many there are."""
    joined: dict[object, tuple[Message, int]] = {}
    for message in messages:
        key = (message.chat_id, message.album_id) if message.album_id else message.id
        first, count = joined.get(key, (message, 0))
        joined[key] = (first if first.text else message, count + 1)
    return list(joined.values())
