"""Carries a member's answer to the client, in whatever medium it was given."""

from contextlib import suppress
from dataclasses import dataclass, replace
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

from bot.attribution import INTERNAL
from bot.delivery import (
    BECAME_NOTE,
    CUT_OFF,
    NOT_ON_RECORD,
    PERHAPS_SENT,
    UNCARRIABLE,
    Delivery,
    Refused,
    Sent,
    Superseded,
)
from bot.media import Medium
from handlers.editing import SEND_TIMEOUT, change
from handlers.texts import texts
from handlers.views.view import LIMIT
from handlers.wording import clip, utf16_length
from storage.business import get_connection
from storage.edits import newest_words
from storage.engine import Store
from storage.requests import get_request, message_at
from storage.tables import Message, Notice

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


@dataclass(frozen=True, slots=True)
class Carried:
    """An answer as it reads at this moment, and where it goes."""

    answer: Message
    words: dict[str, Any]  # text and entities, as sendMessage takes them
    is_revised: bool
    language: str
    place: dict[str, Any]
    copied: bool  # to and from a Business account's chat nothing can be: it has a direct chat's id

    @property
    def is_note(self) -> bool:
        return self.is_revised and self.words["text"].startswith(INTERNAL)

    @property
    def in_text(self) -> bool:
        return self.answer.content == "text"

    @property
    def has_words(self) -> bool:
        return self.in_text or self.answer.content in WITH_CAPTION

    def has_room(self, words: dict[str, Any]) -> bool:
        return utf16_length(words["text"]) <= (LIMIT if self.in_text else CAPTION_LIMIT)


async def relay(bot: Bot, store: Store, notice: Notice) -> Delivery:
    """Copy the answer as a reply to the client's last message, or correct what stands there.

    Where a comment is gone, as a reply to the post: nobody else would know whom it is for.
    """
    carried = await _read(store, notice)
    if isinstance(carried, Refused):
        return carried
    if notice.message_id is not None:
        return await _correct(bot, notice.message_id, carried)
    if carried.is_note:
        return Superseded(PERHAPS_SENT if notice.maybe_repeat else BECAME_NOTE)
    root_id = notice.payload.get("root_id")
    try:
        return await _send(bot, notice, carried)
    except TelegramBadRequest as error:
        if root_id is None or REPLY_GONE not in error.message:
            raise
    to_root = _place(notice.chat_id, {**notice.payload, "reply_to": root_id})
    return await _send(bot, notice, replace(carried, place={**carried.place, **to_root}))


async def _read(store: Store, notice: Notice) -> Carried | Refused:
    payload = notice.payload
    from_business = payload.get("from_business", 0)
    async with store.read() as session:
        request = await get_request(session, notice.request_id or 0)
        answer = await message_at(
            session, payload["from_chat_id"], payload["message_id"], from_business
        )
        account = await get_connection(session, notice.business_id)
        revised = await newest_words(session, [answer.id]) if answer is not None else {}
    if request is None or answer is None:
        return Refused(NOT_ON_RECORD)
    place = _place(notice.chat_id, payload)
    if notice.business_id:
        if account is None or not account.enabled:
            return Refused(CUT_OFF)
        place["business_connection_id"] = account.connection_id
    text = payload.get("words", revised.get(answer.id, answer.text))
    words = {"text": text, "entities": payload.get("details", {}).get("entities", [])}
    copied = account is None and not from_business
    return Carried(answer, words, answer.id in revised, request.language, place, copied)


async def _correct(bot: Bot, message_id: int, carried: Carried) -> Delivery:
    """Nothing is cut: what is too long Telegram refuses, and the desk hears of it."""
    if carried.is_note or not carried.has_words:
        return Sent(message_id)  # who has the words keeps them
    kept = {"chat_id", "business_connection_id"}
    where = {name: one for name, one in carried.place.items() if name in kept}
    words = carried.words if carried.in_text else _caption(carried.words)
    await change(bot, {**where, "message_id": message_id}, words)
    return Sent(message_id)


async def _send(bot: Bot, notice: Notice, carried: Carried) -> Delivery:
    """What may be a repeat says so; a copied text could not, so it goes as text."""
    payload, place, words = notice.payload, carried.place, carried.words
    rewritten = carried.is_revised
    if notice.maybe_repeat:
        marked = _after_mark(words, carried.language)
        if carried.has_words and carried.has_room(marked):
            words, rewritten = marked, True
        else:
            mark = repeat_mark(carried.language).strip()
            await bot.send_message(text=mark, request_timeout=SEND_TIMEOUT, **place)
    if carried.in_text:
        as_copy = carried.copied and not (rewritten or payload.get("as_text"))
        return Sent(await _carry_text(bot, payload, place, words, as_copy=as_copy))
    if rewritten:
        place = {**place, **await _captioned(bot, carried, words)}
    as_copy = carried.copied and place.get("caption") != ""  # which a copy would not leave out
    if as_copy and (copy := await _copied(bot, payload, place)) is not None:
        return Sent(copy)
    if not rewritten and carried.has_words:
        place = {**place, **await _captioned(bot, carried, words)}
    return await send_medium(bot, carried.answer, place, payload.get("details", {}))


async def _captioned(bot: Bot, carried: Carried, words: dict[str, Any]) -> dict[str, Any]:
    """As a caption; where there is no room for them, the words go before as their own message."""
    if carried.has_room(words):
        return _caption(words)
    await bot.send_message(**words, request_timeout=SEND_TIMEOUT, **carried.place)
    return {"caption": ""}


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


def _caption(words: dict[str, Any]) -> dict[str, Any]:
    return {"caption": words["text"], "caption_entities": words["entities"]}


def repeat_mark(language: str) -> str:
    """A crash or a time-out may have sent this already: the reader is told so."""
    t = texts(language)
    return t("🔁 Possibly a repeat:") + "\n"


def _after_mark(payload: dict[str, Any], language: str) -> dict[str, Any]:
    mark = repeat_mark(language)
    shift = utf16_length(mark)
    shifted = [{**one, "offset": one["offset"] + shift} for one in payload.get("entities", [])]
    return {**payload, "text": mark + payload["text"], "entities": shifted}


def marked_as_repeat(payload: dict[str, Any], language: str) -> dict[str, Any]:
    """The same for a text of ours, within the limit of one message."""
    return _cut(_after_mark(payload, language), LIMIT)


def _cut(words: dict[str, Any], limit: int) -> dict[str, Any]:
    """With those of its entities that are still whole."""
    text = clip(words["text"], limit)
    kept = utf16_length(text)
    whole = [one for one in words["entities"] if one["offset"] + one["length"] <= kept]
    return {**words, "text": text, "entities": whole}


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
) -> Delivery:
    """Send it anew: a file by its id, with its words; a place or a contact from what it said."""
    details = details or {}
    if answer.content in WITHOUT_FILE and "send" in details:
        whole = WITHOUT_FILE[answer.content](**details["send"], **place)
        return Sent((await bot(whole, SEND_TIMEOUT)).message_id)
    method = METHODS.get(answer.content)
    if method is None or answer.file_id is None:
        return Refused(UNCARRIABLE)
    if answer.content in WITH_CAPTION and "caption" not in place:
        words = {"text": answer.text, "entities": details.get("entities", [])}
        place = {**place, **_caption(_cut(words, CAPTION_LIMIT))}
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
