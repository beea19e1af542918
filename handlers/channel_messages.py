"""Messages that people write to a channel: a chat of its own, a topic for each person.

Whose channel it is Telegram tells when asked: before the batch's transaction begins.
"""

from collections.abc import Sequence

from aiogram import Bot
from aiogram.types import ChatFullInfo

from bot.brands import connect_chat
from bot.errors import UnreachableError
from bot.intake import Raw
from handlers.facts import ask, told
from handlers.scene import Scene
from storage.directory import Directory
from storage.vocabulary import ChatRole


def unknown_direct_chats(directory: Directory, raws: Sequence[Raw]) -> set[int]:
    """Chats of messages to channels that are not connected yet."""
    found = set()
    for raw in raws:
        message = raw.get("message")
        chat = message.get("chat") if isinstance(message, dict) else None
        if isinstance(chat, dict) and chat.get("is_direct_messages"):
            found.add(chat.get("id"))
    return {one for one in found if isinstance(one, int) and one not in directory.chats}


async def channel_of(bot: Bot, chat_id: int) -> int | UnreachableError | None:
    """The channel that the messages are written to; None when Telegram shows none."""
    chat = await ask(bot.get_chat(chat_id))
    if not isinstance(chat, ChatFullInfo):
        return chat
    return chat.parent_chat.id if chat.parent_chat is not None else None


async def enter_direct_messages(scene: Scene) -> None:
    """Connect the chat to its channel's brand, so that its messages are clients'.

    Raises UnreachableError when it could not be asked whose they are.
    """
    place = scene.place
    if place is None or not place.is_direct_messages or scene.chat is not None:
        return
    channel_id = told(scene.unit.facts, "channels", place.id)
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
