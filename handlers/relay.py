"""Carries a member's answer to the client, in whatever medium it was given."""

from contextlib import suppress
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramMigrateToChat
from aiogram.methods import (
    SendAnimation,
    SendAudio,
    SendDocument,
    SendPhoto,
    SendSticker,
    SendVideo,
    SendVideoNote,
    SendVoice,
    TelegramMethod,
)
from aiogram.types import Message as TelegramMessage

from bot.delivery import Delivery, Refused, Sent
from handlers.texts import texts
from handlers.topics import Topic
from handlers.views.view import LIMIT
from handlers.wording import clip
from storage.business import get_connection
from storage.engine import Store
from storage.requests import get_request, message_at
from storage.tables import Message, Notice, Request

SEND_TIMEOUT = 30  # seconds
WITH_CAPTION = frozenset({"photo", "video", "audio", "document", "animation", "voice"})
CAPTION_LIMIT = 1024
METHODS: dict[str, type[TelegramMethod[TelegramMessage]]] = {
    "photo": SendPhoto,
    "video": SendVideo,
    "audio": SendAudio,
    "document": SendDocument,
    "animation": SendAnimation,
    "voice": SendVoice,
    "video_note": SendVideoNote,
    "sticker": SendSticker,
}
COPY_GONE = "message to copy not found"


async def relay(bot: Bot, store: Store, notice: Notice) -> Delivery:
    """Copy the answer as a reply to the client's last message.

    What may be a repeat says so; a copied text could not, so it goes as text.
    """
    payload = notice.payload
    async with store.read() as session:
        request = await get_request(session, notice.request_id or 0)
        answer = await message_at(session, payload["from_chat_id"], payload["message_id"])
    if request is None or answer is None:
        return Refused("the answer is not on record")
    t = texts(request.language)
    mark = t("🔁 Possibly a repeat:") + "\n" if notice.maybe_repeat else ""
    place = _place(notice.chat_id, payload)
    text = clip(mark + answer.text, LIMIT)
    if request.business_id is not None:
        return await _in_business(bot, store, request, answer, place, text)
    if answer.content == "text":
        return Sent(
            await _carry_text(
                bot, payload, place, text, as_copy=not (mark or payload.get("as_text"))
            )
        )
    if mark and answer.content in WITH_CAPTION:
        place["caption"] = clip(mark + answer.text, CAPTION_LIMIT)
    elif mark:
        await bot.send_message(text=mark.strip(), request_timeout=SEND_TIMEOUT, **place)
    try:
        return Sent(await _copy(bot, payload, place))
    except TelegramBadRequest as error:
        if COPY_GONE not in error.message:
            raise
    except TelegramMigrateToChat:
        if not await has_moved(bot, payload["from_chat_id"]):
            raise
    # The desk's own message is gone, or its group moved and numbers its messages anew.
    return await send_medium(bot, answer, place)


async def _in_business(
    bot: Bot, store: Store, request: Request, answer: Message, place: dict[str, Any], text: str
) -> Delivery:
    """In the owner's name; nothing can be copied there, so a file goes by its id."""
    async with store.read() as session:
        row = await get_connection(session, request.business_id or 0)
    if row is None or not row.enabled:
        return Refused("the Business account is disconnected")
    place["business_connection_id"] = row.connection_id
    if answer.content != "text":
        return await send_medium(bot, answer, place)
    sent = await bot.send_message(text=text, request_timeout=SEND_TIMEOUT, **place)
    return Sent(sent.message_id)


async def has_moved(bot: Bot, chat_id: int) -> bool:
    try:
        await bot.get_chat(chat_id)
    except TelegramMigrateToChat:
        return True
    return False


async def send_medium(bot: Bot, answer: Message, place: dict[str, Any]) -> Delivery:
    """Send the file again by its id, with its words."""
    method = METHODS.get(answer.content)
    if method is None or answer.file_id is None:
        return Refused(COPY_GONE)
    if answer.content in WITH_CAPTION:
        place.setdefault("caption", clip(answer.text, CAPTION_LIMIT))
    sent = await bot(method(**{answer.content: answer.file_id}, **place), SEND_TIMEOUT)
    return Sent(sent.message_id)


async def _carry_text(
    bot: Bot, payload: dict[str, Any], place: dict[str, Any], text: str, *, as_copy: bool
) -> int:
    """A copy keeps links and formatting; where none can be made, the words are on record."""
    if as_copy:
        with suppress(TelegramBadRequest, TelegramMigrateToChat):  # the desk's fault, or told below
            return await _copy(bot, payload, place)
    sent = await bot.send_message(text=text, request_timeout=SEND_TIMEOUT, **place)
    return sent.message_id


async def _copy(bot: Bot, payload: dict[str, Any], place: dict[str, Any]) -> int:
    sent = await bot.copy_message(
        from_chat_id=payload["from_chat_id"],
        message_id=payload["message_id"],
        request_timeout=SEND_TIMEOUT,
        **place,
    )
    return sent.message_id


async def copy_to_desk(bot: Bot, notice: Notice, topic: Topic) -> Delivery:
    """What a department sent beside words."""
    sent = await bot.copy_message(
        chat_id=notice.chat_id,
        from_chat_id=notice.payload["from_chat_id"],
        message_id=notice.payload["message_id"],
        request_timeout=SEND_TIMEOUT,
        **topic,
    )
    return Sent(sent.message_id)


def _place(chat_id: int, payload: dict[str, Any]) -> dict[str, Any]:
    place: dict[str, Any] = {"chat_id": chat_id}
    if payload.get("thread_id") is not None:
        place["message_thread_id"] = payload["thread_id"]
    if payload.get("topic_id") is not None:
        place["direct_messages_topic_id"] = payload["topic_id"]
    if payload.get("reply_to") is not None:
        place["reply_parameters"] = {
            "message_id": payload["reply_to"],
            "allow_sending_without_reply": True,
        }
    return place
