"""Messages that people write to a channel: a chat of its own, a topic for each person.

Whose channel it is Telegram tells when asked: before the batch's transaction begins.
"""

import logging
from collections.abc import Sequence

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from bot.brands import connect_chat
from bot.intake import Raw
from handlers.scene import Scene
from storage.directory import Directory
from storage.vocabulary import ChatRole

log = logging.getLogger(__name__)


def unknown_direct_chats(directory: Directory, raws: Sequence[Raw]) -> set[int]:
    """Chats of messages to channels that are not connected yet."""
    found = set()
    for raw in raws:
        message = raw.get("message")
        chat = message.get("chat") if isinstance(message, dict) else None
        if isinstance(chat, dict) and chat.get("is_direct_messages"):
            found.add(chat.get("id"))
    return {one for one in found if isinstance(one, int) and one not in directory.chats}


async def channel_of(bot: Bot, chat_id: int) -> int | None:
    """The channel that the messages are written to; None when it could not be asked."""
    try:
        told = await bot.get_chat(chat_id)
    except (TelegramAPIError, ClientDecodeError):
        log.warning("could not ask to which channel the messages of %s are written", chat_id)
        return None
    return told.parent_chat.id if told.parent_chat is not None else None


async def enter_direct_messages(scene: Scene) -> None:
    """Connect the chat to its channel's brand, so that its messages are clients'."""
    place = scene.place
    if place is None or not place.is_direct_messages or scene.chat is not None:
        return
    channel_id = scene.unit.facts.get("channels", {}).get(place.id)
    brand = scene.directory.brand_of_channel(channel_id) if channel_id else None
    if brand is None:
        return
    chat = await connect_chat(
        await scene.session(),
        brand,
        chat_id=place.id,
        role=ChatRole.DIRECT,
        title=place.title or "",
        bot_is_admin=True,
        now=scene.now,
    )
    chat.linked_id = channel_id
    await scene.refresh_roster()
