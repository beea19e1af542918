"""The first door: what clients write goes on record. Everything else passes on."""

import re
from typing import Any

from aiogram.types import Message

from bot.classify import addresses_brand, classify, is_courtesy, is_response, language_of
from bot.incoming import Incoming
from handlers.reading import (
    author_of,
    content_of,
    file_of,
    is_said,
    post_of,
    sent_at,
    spelt_out,
    thread_of,
    words_of,
)
from handlers.scene import Scene
from handlers.texts import SOURCE, language_of_user, texts
from handlers.views.help import client_commands, lead_commands
from handlers.views.names import name_for_clients
from storage.vocabulary import ChatMode, ChatRole, Source

CLIENT_ROLES = frozenset({ChatRole.COMMUNITY, ChatRole.COMMENTS, ChatRole.DIRECT})
"""Connected chats where clients write; of `direct` ones the messages written to a channel."""

_COMMAND = re.compile(r"/(?P<command>\w+)(?:@\w+)?(?:\s+(?P<payload>[A-Za-z0-9_-]{1,64}))?")
_TO_BOTS = re.compile(r"/\w+(?:@\w+)?")
"""In a group there may be several bots: a bare command says nothing to people."""
OUR_COMMANDS = frozenset(
    f"/{name}" for names in (client_commands, lead_commands) for name in names(texts(SOURCE))
)


def is_from_client(message: Message, scene: Scene) -> bool:
    """A client's own words: not staff, not a bot, not the channel, not a service message."""
    if scene.brand is None or not is_said(message):
        return False
    if message.chat.type == "private":
        return scene.member is None and not (message.text and _is_for_us(words_of(message)))
    if scene.chat is None or scene.chat.role not in CLIENT_ROLES:
        return False
    if message.text and _TO_BOTS.fullmatch(message.text.strip()):
        return False
    return not (is_from_team(message, scene) or _is_from_bot(message))


def _is_for_us(words: str) -> bool:
    """A bare command of ours, /start with a link's payload, or a command with a number.

    With other words it is a client's message: whatever it begins with, it is logged.
    """
    found = _COMMAND.fullmatch(words.strip())
    if found is None or f"/{found['command'].lower()}" not in OUR_COMMANDS:
        return False
    payload = found["payload"]
    return payload is None or found["command"].lower() == "start" or payload.isdecimal()


def _is_from_bot(message: Message) -> bool:
    """Other bots, and Telegram's own account that carries channel posts."""
    if message.is_automatic_forward:
        return True
    user = message.from_user
    return user is not None and user.is_bot and message.sender_chat is None


def is_from_team(message: Message, scene: Scene) -> bool:
    """A member, an anonymous admin, or the brand's own channel writing as itself."""
    if message.sender_chat is not None:
        own = {message.chat.id}
        if scene.chat is not None and scene.chat.linked_id is not None:
            own.add(scene.chat.linked_id)
        root = message.reply_to_message
        if root is not None and root.is_automatic_forward and root.sender_chat is not None:
            own.add(root.sender_chat.id)  # the post itself says whose channel it is
        return message.sender_chat.id in own and not message.is_automatic_forward
    return scene.member is not None


def is_by_team(earlier: Message, scene: Scene) -> bool:
    """The same of a message that somebody replies to; our own and channel posts count too."""
    user = earlier.from_user
    if user is None or user.id == scene.me.id or earlier.is_automatic_forward:
        return True
    if earlier.sender_chat is not None:
        return is_from_team(earlier, scene)
    return scene.brand is not None and scene.directory.member(scene.brand.id, user.id) is not None


def read_client(message: Message, scene: Scene) -> Incoming:
    """What a client's message says to the log."""
    role = scene.chat.role if scene.chat else ChatRole.DIRECT
    return read_words(
        message,
        scene,
        role,
        addressed=_is_addressed(message, scene, words_of(message)),
        mode=scene.chat.mode if scene.chat else ChatMode.EVERYTHING,
        thread_id=thread_of(message, role),
        post=post_of(message.reply_to_message) if message.reply_to_message else None,
    )


def read_words(message: Message, scene: Scene, role: ChatRole, **there: Any) -> Incoming:
    """What is the same in every chat where clients write: who says what; with what is said
    `there` alone.
    """
    assert scene.brand is not None  # noqa: S101 - is_from_client or the connection has seen to it
    words, content, author = words_of(message), content_of(message), author_of(message)
    own_language = message.from_user.language_code if message.from_user else None
    return Incoming(
        brand_id=scene.brand.id,
        source=Source.TELEGRAM,
        external_id=author.external_id,
        name=author.name,
        username=author.username,
        sent_at=sent_at(message),
        content=content,
        text=spelt_out(message),
        kind=classify(words, content),
        language=language_of(words, language_of_user(own_language, scene.brand.language)),
        courtesy=is_courtesy(words, content),
        response=is_response(words, content),
        chat_id=message.chat.id,
        chat_role=role,
        message_id=message.message_id,
        file_id=file_of(message),
        album_id=message.media_group_id,
        **there,
    )


def _is_addressed(message: Message, scene: Scene, words: str) -> bool:
    """Speaks to the brand: names it, mentions the bot, or replies to the team or to us."""
    assert scene.brand is not None  # noqa: S101 - see above
    if addresses_brand(words, scene.me.username or "", name_for_clients(scene.brand)):
        return True
    earlier = message.reply_to_message
    # What is said under a channel post or in a topic shows as a reply to its head.
    if earlier is None or earlier.is_automatic_forward or earlier.forum_topic_created:
        return False
    return is_by_team(earlier, scene)
