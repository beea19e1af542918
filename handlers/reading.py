"""Reads a Telegram message into plain values."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from aiogram.enums import ContentType
from aiogram.types import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    Poll,
    TelegramObject,
)

from bot.incoming import PostFacts
from bot.media import Medium
from bot.typed import HIDDEN
from bot.visible import shown_name
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


def spelt_out(message: Message) -> str:
    """The words of a message; of a place, a contact or a poll, what it says.

    From a business chat nothing can be copied, so this is all that the desk gets of those.
    """
    told: list[str] = []
    if message.venue is not None:
        told = [message.venue.title, message.venue.address]
    if message.location is not None:
        at = message.location
        told.append(f"https://www.google.com/maps/place/{at.latitude},{at.longitude}")
    elif message.contact is not None:
        who = message.contact
        told = [f"{who.first_name} {who.last_name or ''}".strip(), who.phone_number]
    elif message.poll is not None:
        told = [message.poll.question, *(f"· {one.text}" for one in message.poll.options)]
    elif message.dice is not None:
        told = [f"{message.dice.emoji} {message.dice.value}"]
    return words_of(message) or "\n".join(told)


def file_of(message: Message) -> str | None:
    if message.photo:
        return message.photo[-1].file_id
    for name in WITH_FILE:
        if (medium := getattr(message, name, None)) is not None:
            return str(medium.file_id)
    return None


def medium_of(message: Message) -> Medium | None:
    """None for plain words."""
    if content_of(message) == "text":
        return None
    return Medium(
        message.chat.id,
        message.message_id,
        content_of(message),
        words_of(message),
        file_of(message),
        details_of(message),
    )


def details_of(message: Message) -> dict[str, Any]:
    """What sending it anew takes beside words and file: bot.answers.Answer keeps it."""
    details: dict[str, Any] = {}
    if entities := message.entities or message.caption_entities:
        details["entities"] = [_plain(one) for one in entities]
    if (preview := message.link_preview_options) is not None:
        details["preview"] = preview.model_dump(mode="json", exclude_unset=True)
    if message.show_caption_above_media:
        details["above"] = True
    if send := _without_file(message):
        details["send"] = send
    return details


def _without_file(message: Message) -> dict[str, Any]:
    """The parameters of the method that sends it, for what has no file."""
    if message.venue is not None:
        venue = _plain(message.venue)
        place = venue.pop("location")
        return {**venue, "latitude": place["latitude"], "longitude": place["longitude"]}
    if message.location is not None:
        place = _plain(message.location)
        return {name: place[name] for name in ("latitude", "longitude")}
    if message.contact is not None:
        contact = _plain(message.contact)
        contact.pop("user_id", None)
        return contact
    if message.poll is not None:
        return _poll(message.poll)
    return {"emoji": message.dice.emoji} if message.dice is not None else {}


def _poll(poll: Poll) -> dict[str, Any]:
    """A quiz whose right answer we are not told goes on as an ordinary poll."""
    return {
        "question": poll.question,
        "options": [{"text": one.text} for one in poll.options],
        "is_anonymous": poll.is_anonymous,
        "allows_multiple_answers": poll.allows_multiple_answers,
    }


def _plain(part: TelegramObject) -> dict[str, Any]:
    return part.model_dump(mode="json", exclude_none=True)


def sent_at(message: Message) -> datetime:
    return message.date.astimezone(UTC)


def edited_at(message: Message, now: datetime) -> datetime:
    when = message.edit_date
    return datetime.fromtimestamp(when, UTC) if isinstance(when, int) else now


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
        return Author(str(chat.id), shown_name(chat.title or chat.full_name), chat.username)
    user = message.from_user
    if user is None:
        return Author(str(message.chat.id), shown_name(message.chat.title or ""), None)
    return Author(str(user.id), shown_name(user.full_name), user.username)


def origin_of(message: Message) -> Origin | None:
    """The original writer and date of a forwarded message; a hidden one has only a name."""
    origin = message.forward_origin
    match origin:
        case MessageOriginUser(sender_user=user):
            author = Author(str(user.id), shown_name(user.full_name), user.username)
        case MessageOriginHiddenUser(sender_user_name=name):
            author = Author(f"{HIDDEN}{name.casefold()}", shown_name(name), None)
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            author = Author(str(chat.id), shown_name(chat.title or ""), chat.username)
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
