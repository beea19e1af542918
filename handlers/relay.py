"""Carries a member's answer to the client, in whatever medium it was given."""

from contextlib import suppress
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramMigrateToChat

from bot.delivery import Delivery, Refused, Sent
from handlers.texts import texts
from handlers.views.view import LIMIT
from handlers.wording import clip
from storage.engine import Store
from storage.requests import get_request, message_at
from storage.tables import Notice

SEND_TIMEOUT = 30  # seconds
WITH_CAPTION = frozenset({"photo", "video", "audio", "document", "animation", "voice"})
CAPTION_LIMIT = 1024
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
    if answer.content == "text":
        return Sent(await _carry_text(bot, payload, place, text, as_copy=not mark))
    if mark and answer.content in WITH_CAPTION:
        place["caption"] = clip(mark + answer.text, CAPTION_LIMIT)
    elif mark:
        await bot.send_message(text=mark.strip(), request_timeout=SEND_TIMEOUT, **place)
    try:
        return Sent(await _copy(bot, payload, place))
    except TelegramBadRequest as error:
        if COPY_GONE in error.message:
            return Refused(error.message)
        raise


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
