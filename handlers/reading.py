"""Reads a Telegram message into plain values."""

from datetime import UTC, datetime
from typing import NamedTuple

from aiogram.enums import ContentType
from aiogram.types import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from bot.incoming import PostFacts
from storage.vocabulary import ChatRole

CLIENT_CONTENT = frozenset(
    {
        ContentType.TEXT,
        ContentType.PHOTO,
        ContentType.VIDEO,
        ContentType.VOICE,
        ContentType.VIDEO_NOTE,
        ContentType.AUDIO,
        ContentType.DOCUMENT,
        ContentType.ANIMATION,
        ContentType.STICKER,
        ContentType.LOCATION,
        ContentType.VENUE,
        ContentType.CONTACT,
        ContentType.POLL,
        ContentType.DICE,
        ContentType.GAME,
        ContentType.LIVE_PHOTO,
        ContentType.RICH_MESSAGE,
        ContentType.STORY,
        ContentType.PAID_MEDIA,
        ContentType.CHECKLIST,
        ContentType.UNKNOWN,  # newer than we are: still somebody who wrote
    }
)
"""What a person says; everything else is a service message."""

WITH_FILE = ("video", "voice", "video_note", "audio", "document", "animation", "sticker")


class Author(NamedTuple):
    external_id: str
    name: str
    username: str | None


class Origin(NamedTuple):
    """Who first sent a forwarded message, and when (UTC)."""

    author: Author
    sent_at: datetime


def is_said(message: Message) -> bool:
    return message.content_type in CLIENT_CONTENT


def content_of(message: Message) -> str:
    return str(
        message.content_type.value
        if isinstance(message.content_type, ContentType)
        else message.content_type
    )


def words_of(message: Message) -> str:
    """Text or caption."""
    return message.text or message.caption or ""


def file_of(message: Message) -> str | None:
    if message.photo:
        return message.photo[-1].file_id
    for name in WITH_FILE:
        if (medium := getattr(message, name, None)) is not None:
            return str(medium.file_id)
    return None


def sent_at(message: Message) -> datetime:
    return message.date.astimezone(UTC)


def thread_of(message: Message, role: ChatRole) -> int | None:
    """The forum topic, the comments of one post, or whose messages to a channel they are.

    Elsewhere replies carry a thread id too, which means nothing.
    """
    if message.direct_messages_topic is not None:
        return message.direct_messages_topic.topic_id
    if message.is_topic_message or role is ChatRole.COMMENTS:
        return message.message_thread_id
    return None


def author_of(message: Message) -> Author:
    """The writer: a channel when one writes as a channel, else the person."""
    if message.sender_chat is not None and message.sender_chat.id != message.chat.id:
        chat = message.sender_chat
        return Author(str(chat.id), chat.title or chat.full_name, chat.username)
    user = message.from_user
    if user is None:
        return Author(str(message.chat.id), message.chat.title or "?", None)
    return Author(str(user.id), user.full_name.strip() or "?", user.username)


def origin_of(message: Message) -> Origin | None:
    """The original writer and date of a forwarded message; a hidden one has only a name."""
    origin = message.forward_origin
    match origin:
        case MessageOriginUser(sender_user=user):
            author = Author(str(user.id), user.full_name.strip() or "?", user.username)
        case MessageOriginHiddenUser(sender_user_name=name):
            author = Author(f"hidden:{name.casefold()}", name.strip() or "?", None)
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            author = Author(str(chat.id), chat.title or "?", chat.username)
        case _:
            return None
    return Origin(author, origin.date.astimezone(UTC))


def post_of(root: Message) -> PostFacts | None:
    """The channel post that Telegram forwarded to its discussion group as the head of comments."""
    origin = root.forward_origin
    if not root.is_automatic_forward or not isinstance(origin, MessageOriginChannel):
        return None
    return PostFacts(
        channel_id=origin.chat.id,
        message_id=origin.message_id,
        posted_at=origin.date.astimezone(UTC),
        text=words_of(root),
        username=origin.chat.username,
        album_id=root.media_group_id,
    )
