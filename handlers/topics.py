"""Forum topics: what is said there is answered there, and a deleted one loses nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import Message, Update

from bot.delivery import Delivery, Sent
from storage.chats import find_chat
from storage.engine import Store
from storage.tables import Notice

Topic = dict[str, Any]
"""What a send method takes of a topic; empty for General and for chats without topics."""

GONE = ("message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED")


def topic_of(update: Update) -> int | None:
    """The forum topic in which somebody wrote or pressed a button; None in General."""
    query = update.callback_query
    message = query.message if query is not None else update.message
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id
    return None


def topic_is_gone(error: TelegramAPIError) -> bool:
    return any(text in error.message for text in GONE)


async def in_topic(
    store: Store, notice: Notice, carry: Callable[[Topic], Awaitable[Delivery]]
) -> Delivery:
    """Post in the topic of whoever asked, else in the chat's own; in General where it is gone."""
    asked: int | None = notice.payload.get("thread_id")  # 0 is General
    topic = asked if asked is not None else await _own_topic(store, notice.chat_id)
    if not topic:
        return await carry({})
    try:
        return await carry({"message_thread_id": topic})
    except TelegramBadRequest as error:
        if not topic_is_gone(error):
            raise
    outcome = await carry({})
    return replace(outcome, lost_topic=topic) if isinstance(outcome, Sent) else outcome


async def _own_topic(store: Store, chat_id: int) -> int | None:
    if chat_id > 0:
        return None
    async with store.read() as session:
        chat = await find_chat(session, chat_id)
    return chat.thread_id if chat is not None else None
