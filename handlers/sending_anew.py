"""Sends what cannot be copied anew: a file by its id, a place or a contact from what it said."""

from typing import Any

from aiogram import Bot
from aiogram.methods import (
    SendAnimation,
    SendAudio,
    SendContact,
    SendDice,
    SendDocument,
    SendLocation,
    SendPhoto,
    SendPoll,
    SendSticker,
    SendVenue,
    SendVideo,
    SendVideoNote,
    SendVoice,
    TelegramMethod,
)
from aiogram.types import Message as TelegramMessage

from bot.delivery import UNCARRIABLE, Delivery, Refused, Sent
from bot.media import Medium
from handlers.editing import SEND_TIMEOUT
from handlers.wording import clip, utf16_length
from storage.tables import Message

WITH_CAPTION = frozenset(
    {"photo", "video", "audio", "document", "animation", "voice", "live_photo"}
)
CAPTION_LIMIT = 1024
NO_CAPTION = " "
"""Telegram strips it; "" aiogram leaves out, and a copy then keeps what stands there."""
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
WITHOUT_FILE: dict[str, type[TelegramMethod[TelegramMessage]]] = {
    "location": SendLocation,
    "venue": SendVenue,
    "contact": SendContact,
    "poll": SendPoll,
    "dice": SendDice,
}


async def send_medium(
    bot: Bot,
    answer: Message | Medium,
    place: dict[str, Any],
    details: dict[str, Any] | None = None,
) -> Delivery:
    """With its words, where `place` brings no other caption."""
    details = details or {}
    if answer.content in WITHOUT_FILE and "send" in details:
        whole = WITHOUT_FILE[answer.content](**details["send"], **place)
        return Sent((await bot(whole, SEND_TIMEOUT)).message_id)
    method = METHODS.get(answer.content)
    if method is None or answer.file_id is None:
        return Refused(UNCARRIABLE)
    if answer.content in WITH_CAPTION and "caption" not in place:
        words = {"text": answer.text, "entities": details.get("entities", [])}
        cut = cut_words(words, CAPTION_LIMIT)
        place = {**place, "caption": cut["text"], "caption_entities": cut["entities"]}
    sent = await bot(method(**{answer.content: answer.file_id}, **place), SEND_TIMEOUT)
    return Sent(sent.message_id)


def cut_words(words: dict[str, Any], limit: int) -> dict[str, Any]:
    """With those of its entities that are still whole."""
    text = clip(words["text"], limit)
    kept = utf16_length(text)
    whole = [one for one in words["entities"] if one["offset"] + one["length"] <= kept]
    return {**words, "text": text, "entities": whole}
