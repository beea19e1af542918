"""Changes what one of our own messages says."""

from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.delivery import Delivery, Gone, Sent, Superseded
from storage.tables import Notice
from storage.vocabulary import NoticeKind

SEND_TIMEOUT = 30  # seconds
NOT_MODIFIED = "message is not modified"
EDIT_GONE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")


def in_business(notice: Notice) -> dict[str, Any]:
    """A word in a Business account's own chat goes through its connection."""
    connection = notice.payload.get("business_connection_id")
    return {"business_connection_id": connection} if connection else {}


async def edit(bot: Bot, notice: Notice, message_id: int, payload: dict[str, Any]) -> Delivery:
    where = {"chat_id": notice.chat_id, "message_id": message_id, **in_business(notice)}
    try:
        await change(bot, where, payload)
    except TelegramBadRequest as error:
        if any(text in error.message for text in EDIT_GONE):
            return Gone() if notice.kind is NoticeKind.CARD else Superseded(error.message)
        raise
    return Sent(message_id)


async def change(bot: Bot, where: dict[str, Any], payload: dict[str, Any]) -> None:
    """Put other words into a message; all is well where it says so already."""
    try:
        if "caption" in payload:
            await bot.edit_message_caption(**where, **payload, request_timeout=SEND_TIMEOUT)
        else:
            shown = {"link_preview_options": {"is_disabled": True}, **payload}
            await bot.edit_message_text(**where, **shown, request_timeout=SEND_TIMEOUT)
    except TelegramBadRequest as error:
        if NOT_MODIFIED not in error.message:
            raise
