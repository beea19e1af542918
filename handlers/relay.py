"""Carries a member's answer to the client, in whatever medium it was given."""

from typing import TYPE_CHECKING, Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.delivery import Delivery, Refused, Sent
from handlers.texts import texts
from handlers.wording import clip
from storage.engine import Store
from storage.requests import get_request, message_at
from storage.tables import Notice

if TYPE_CHECKING:
    from aiogram.types import Message, MessageId

SEND_TIMEOUT = 30  # seconds
WITH_CAPTION = frozenset({"photo", "video", "audio", "document", "animation", "voice"})
CAPTION_LIMIT = 1024
COPY_GONE = "message to copy not found"


async def relay(bot: Bot, store: Store, notice: Notice) -> Delivery:
    """Copy the answer as a reply to the client's last message.

    A text goes as text, because a copy could not say that it may be a repeat.
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
    sent: Message | MessageId
    if answer.content == "text":
        sent = await bot.send_message(
            text=clip(mark + answer.text, 4096), request_timeout=SEND_TIMEOUT, **place
        )
        return Sent(sent.message_id)
    if mark and answer.content in WITH_CAPTION:
        place["caption"] = clip(mark + answer.text, CAPTION_LIMIT)
    elif mark:
        await bot.send_message(text=mark.strip(), request_timeout=SEND_TIMEOUT, **place)
    try:
        sent = await bot.copy_message(
            from_chat_id=payload["from_chat_id"],
            message_id=payload["message_id"],
            request_timeout=SEND_TIMEOUT,
            **place,
        )
    except TelegramBadRequest as error:
        if COPY_GONE in error.message:
            return Refused(error.message)
        raise
    return Sent(sent.message_id)


def _place(chat_id: int, payload: dict[str, Any]) -> dict[str, Any]:
    place: dict[str, Any] = {"chat_id": chat_id}
    if payload.get("thread_id") is not None:
        place["message_thread_id"] = payload["thread_id"]
    if payload.get("reply_to") is not None:
        place["reply_parameters"] = {
            "message_id": payload["reply_to"],
            "allow_sending_without_reply": True,
        }
    return place
