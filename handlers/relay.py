"""Carries a member's answer to the client, in whatever medium it was given."""

from contextlib import suppress
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramMigrateToChat
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

from bot.delivery import CUT_OFF, NOT_ON_RECORD, UNCARRIABLE, Delivery, Refused, Sent
from bot.media import Medium
from handlers.texts import texts
from handlers.views.view import LIMIT
from handlers.wording import clip, utf16_length
from storage.business import get_connection
from storage.edits import newest_words
from storage.engine import Store
from storage.requests import get_request, message_at
from storage.tables import Message, Notice

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
WITHOUT_FILE: dict[str, type[TelegramMethod[TelegramMessage]]] = {
    "location": SendLocation,
    "venue": SendVenue,
    "contact": SendContact,
    "poll": SendPoll,
    "dice": SendDice,
}
COPY_GONE = "message to copy not found"
REPLY_GONE = "to be replied not found"


async def relay(bot: Bot, store: Store, notice: Notice) -> Delivery:
    """Copy the answer as a reply to the client's last message.

    Where a comment is gone, as a reply to the post: nobody else would know whom it is for.
    """
    root_id = notice.payload.get("root_id")
    try:
        return await _relay(bot, store, notice, _place(notice.chat_id, notice.payload))
    except TelegramBadRequest as error:
        if root_id is None or REPLY_GONE not in error.message:
            raise
    to_root = {**notice.payload, "reply_to": root_id}
    return await _relay(bot, store, notice, _place(notice.chat_id, to_root))


async def _relay(bot: Bot, store: Store, notice: Notice, place: dict[str, Any]) -> Delivery:
    """What may be a repeat says so; a copied text could not, so it goes as text."""
    payload = notice.payload
    async with store.read() as session:
        request = await get_request(session, notice.request_id or 0)
        answer = await message_at(
            session, payload["from_chat_id"], payload["message_id"], payload.get("from_business", 0)
        )
        edited = await newest_words(session, [answer.id] if answer is not None else [])
        account = await get_connection(session, notice.business_id)
    if request is None or answer is None:
        return Refused(NOT_ON_RECORD)
    if notice.business_id:
        if account is None or not account.enabled:
            return Refused(CUT_OFF)
        place["business_connection_id"] = account.connection_id
    details = payload.get("details", {})
    text = edited.get(answer.id, answer.text)
    words = _words(payload.get("words", text), details)
    if notice.maybe_repeat:
        words = marked_as_repeat(words, request.language)
    # To and from a Business account's chat nothing can be copied: it has a direct chat's id.
    copied = account is None and not payload.get("from_business")
    if answer.content == "text":
        as_copy = copied and not (notice.maybe_repeat or payload.get("as_text"))
        return Sent(await _carry_text(bot, payload, place, words, as_copy=as_copy))
    if notice.maybe_repeat and answer.content in WITH_CAPTION:
        place |= _caption(words)
    elif notice.maybe_repeat:
        mark = marked_as_repeat({"text": ""}, request.language)["text"].strip()
        await bot.send_message(text=mark, request_timeout=SEND_TIMEOUT, **place)
    if copied and (copy := await _copied(bot, payload, place)) is not None:
        return Sent(copy)
    return await send_medium(bot, answer, place, details, text=text)


async def _copied(bot: Bot, payload: dict[str, Any], place: dict[str, Any]) -> int | None:
    """None when the desk's own message is gone, or its group moved and numbers them anew."""
    try:
        return await _copy(bot, payload, place)
    except TelegramBadRequest as error:
        if COPY_GONE not in error.message:
            raise
    except TelegramMigrateToChat:
        if not await has_moved(bot, payload["from_chat_id"]):
            raise
    return None


def _words(text: str, details: dict[str, Any]) -> dict[str, Any]:
    """Text and entities as sendMessage takes them."""
    text = clip(text, LIMIT)
    return {"text": text, "entities": _within(text, details.get("entities", []))}


def _caption(words: dict[str, Any]) -> dict[str, Any]:
    text = clip(words["text"], CAPTION_LIMIT)
    return {"caption": text, "caption_entities": _within(text, words["entities"])}


def _within(text: str, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = utf16_length(text)
    return [one for one in entities if one["offset"] + one["length"] <= kept]


def marked_as_repeat(payload: dict[str, Any], language: str) -> dict[str, Any]:
    """A crash or a time-out may have sent this already: the reader is told so."""
    t = texts(language)
    mark = t("🔁 Possibly a repeat:") + "\n"
    text = clip(mark + payload["text"], LIMIT)
    shift = utf16_length(mark)
    shifted = [{**one, "offset": one["offset"] + shift} for one in payload.get("entities", [])]
    return {**payload, "text": text, "entities": _within(text, shifted)}


async def has_moved(bot: Bot, chat_id: int) -> bool:
    try:
        await bot.get_chat(chat_id)
    except TelegramMigrateToChat:
        return True
    return False


async def send_medium(
    bot: Bot,
    answer: Message | Medium,
    place: dict[str, Any],
    details: dict[str, Any] | None = None,
    *,
    text: str | None = None,
) -> Delivery:
    """Send it anew: a file by its id, with its words; a place or a contact from what it said.

    `text` is how an edited one reads by now.
    """
    details = details or {}
    if answer.content in WITHOUT_FILE and "send" in details:
        whole = WITHOUT_FILE[answer.content](**details["send"], **place)
        return Sent((await bot(whole, SEND_TIMEOUT)).message_id)
    method = METHODS.get(answer.content)
    if method is None or answer.file_id is None:
        return Refused(UNCARRIABLE)
    if answer.content in WITH_CAPTION:
        place = {**_caption(_words(answer.text if text is None else text, details)), **place}
    sent = await bot(method(**{answer.content: answer.file_id}, **place), SEND_TIMEOUT)
    return Sent(sent.message_id)


async def _carry_text(
    bot: Bot,
    payload: dict[str, Any],
    place: dict[str, Any],
    words: dict[str, Any],
    *,
    as_copy: bool,
) -> int:
    """A copy keeps links and formatting; where none can be made, the words are on record."""
    if as_copy:
        with suppress(TelegramBadRequest, TelegramMigrateToChat):  # the desk's fault, or told below
            return await _copy(bot, payload, place)
    sent = await bot.send_message(**words, request_timeout=SEND_TIMEOUT, **place)
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
    if payload.get("topic_id") is not None:
        place["direct_messages_topic_id"] = payload["topic_id"]
    root_id = payload.get("root_id")
    reply_to = payload.get("reply_to") or root_id
    if reply_to is not None:
        place["reply_parameters"] = {
            "message_id": reply_to,
            "allow_sending_without_reply": root_id is None,
        }
    return place
