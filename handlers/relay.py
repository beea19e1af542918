"""Carries a member's answer to the client, in whatever medium it was given."""

from dataclasses import dataclass, replace
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramMigrateToChat

from bot.attribution import INTERNAL
from bot.delivery import (
    BECAME_NOTE,
    CUT_OFF,
    NOT_ON_RECORD,
    PERHAPS_SENT,
    Delivery,
    Refused,
    Sent,
    Superseded,
)
from bot.said_how import keep_how
from handlers.editing import SEND_TIMEOUT, change
from handlers.sending_anew import CAPTION_LIMIT, NO_CAPTION, WITH_CAPTION, cut_words, send_medium
from handlers.texts import texts
from handlers.views.view import LIMIT
from handlers.wording import utf16_length
from storage.business import get_connection
from storage.edits import newest_words
from storage.engine import Store
from storage.requests import get_request, message_at
from storage.tables import Message, Notice

COPY_GONE = "message to copy not found"
REPLY_GONE = "to be replied not found"


@dataclass(frozen=True, slots=True)
class Carried:
    """An answer as it reads at this moment, and where it goes."""

    payload: dict[str, Any]  # of what carries it
    answer: Message
    words: dict[str, Any]  # as sendMessage takes them
    is_revised: bool
    language: str
    place: dict[str, Any]
    copied: bool  # to and from a Business account's chat nothing can be: it has a direct chat's id

    @property
    def words_at(self) -> int | None:
        """The message in which a caption without room stands by itself."""
        return self.payload.get("words_at")

    @property
    def where(self) -> dict[str, Any]:
        """Of the place, what an edit takes."""
        kept = {"chat_id", "business_connection_id"}
        return {name: one for name, one in self.place.items() if name in kept}

    @property
    def is_note(self) -> bool:
        return self.is_revised and self.words["text"].startswith(INTERNAL)

    @property
    def in_text(self) -> bool:
        return self.answer.content == "text"

    @property
    def has_words(self) -> bool:
        return self.in_text or self.answer.content in WITH_CAPTION

    @property
    def is_apart(self) -> bool:
        """Whether its caption stands in a message of its own, where there was no room for it."""
        too_long = utf16_length(self.words["text"]) > CAPTION_LIMIT
        return not self.in_text and (too_long or self.words_at is not None)

    def has_room(self, words: dict[str, Any]) -> bool:
        """Whether these may stand in the place of its words."""
        room = LIMIT if self.in_text or self.is_apart else CAPTION_LIMIT
        return self.has_words and utf16_length(words["text"]) <= room

    def caption(self, words: dict[str, Any]) -> dict[str, Any]:
        """As the methods that take a caption want it."""
        is_above = self.payload.get("details", {}).get("above")
        above = {"show_caption_above_media": True} if is_above else {}
        return {"caption": words["text"], "caption_entities": words["entities"], **above}


async def relay(bot: Bot, store: Store, notice: Notice) -> Delivery:
    """Carry the answer as a reply to the client's last message, or correct what stands there.

    Its words go out as they are on record: what stands at the desk by now may be a note among the
    team, of which we have not heard. Where a comment is gone, as a reply to the post: nobody else
    would know whom it is for.
    """
    carried = await _read(store, notice)
    if isinstance(carried, Refused):
        return carried
    if notice.message_id is not None:
        return await _correct(bot, store, notice, carried)
    if carried.is_note:
        tried = notice.maybe_repeat or carried.words_at is not None
        return Superseded(PERHAPS_SENT if tried else BECAME_NOTE)
    root_id = notice.payload.get("root_id")
    try:
        return await _send(bot, store, notice, carried)
    except TelegramBadRequest as error:
        if root_id is None or REPLY_GONE not in error.message:
            raise
    again = await _read(store, notice)  # its words may be said by now
    if isinstance(again, Refused):
        return again
    to_root = _place(notice.chat_id, {**again.payload, "reply_to": root_id})
    there = replace(again, place={**again.place, **to_root})
    return await _send(bot, store, notice, there)


async def _read(store: Store, notice: Notice) -> Carried | Refused:
    """All in one snapshot: an edit since it was claimed changed words and formatting alike."""
    async with store.read() as session:
        payload = (await session.get_one(Notice, notice.id)).payload
        from_business = payload.get("from_business", 0)
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
    details = payload.get("details", {})
    words = {
        "text": payload.get("words", revised.get(answer.id, answer.text)),
        "entities": details.get("entities", []),
        "link_preview_options": details.get("preview", {"is_disabled": False}),
    }
    return Carried(
        payload,
        answer,
        words,
        answer.id in revised,
        request.language,
        place,
        copied=account is None and not from_business,
    )


async def _correct(bot: Bot, store: Store, notice: Notice, carried: Carried) -> Delivery:
    """Nothing is cut: what Telegram will not have it refuses, and the desk hears of it."""
    if carried.is_note or not carried.has_words:
        return Sent(notice.message_id)  # who has the words keeps them
    where = {**carried.where, "message_id": notice.message_id}
    marked = _after_mark(carried.words, carried.language)
    still = carried.payload.get("marked") and carried.has_room(marked)
    words = marked if still else carried.words  # a repeat stays one
    if carried.in_text:
        await change(bot, where, words)
        return Sent(notice.message_id)
    if carried.is_apart:
        under = {"message_id": notice.message_id, "allow_sending_without_reply": True}
        beside = replace(carried, place={**carried.place, "reply_parameters": under})
        if notice.maybe_repeat and carried.words_at is None:
            words = await _marked(bot, store, notice, beside)
        await _say_apart(bot, store, notice, beside, words)
        words = {"text": NO_CAPTION, "entities": []}
    await change(bot, where, carried.caption(words))
    return Sent(notice.message_id)


async def _send(bot: Bot, store: Store, notice: Notice, carried: Carried) -> Delivery:
    """Where it may be a repeat, it says so."""
    payload, place = carried.payload, carried.place
    words = await _marked(bot, store, notice, carried) if notice.maybe_repeat else carried.words
    if carried.in_text:
        sent = await bot.send_message(**words, request_timeout=SEND_TIMEOUT, **place)
        return Sent(sent.message_id)
    if carried.has_words:
        if carried.is_apart:
            await _say_apart(bot, store, notice, carried, words)
            words = {"text": "", "entities": []}
        place = {**place, **carried.caption({**words, "text": words["text"] or NO_CAPTION})}
    if carried.copied and (copy := await _copied(bot, payload, place)) is not None:
        return Sent(copy)
    return await send_medium(bot, carried.answer, place, payload.get("details", {}))


async def _marked(bot: Bot, store: Store, notice: Notice, carried: Carried) -> dict[str, Any]:
    """The words after a mark of their repetition; without room for it, it goes before them."""
    marked = _after_mark(carried.words, carried.language)
    if carried.has_room(marked) and carried.words_at is None:  # not said yet
        await keep_how(store, notice, marked=True)
        return marked
    mark = repeat_mark(carried.language).strip()
    await bot.send_message(text=mark, request_timeout=SEND_TIMEOUT, **carried.place)
    return carried.words


async def _say_apart(
    bot: Bot, store: Store, notice: Notice, carried: Carried, words: dict[str, Any]
) -> None:
    """Have the words of a medium stand in a message of their own: a caption has no room for them.

    Known at once: whatever becomes of the medium, they are not said again but changed there.
    """
    if carried.words_at is not None:
        await change(bot, {**carried.where, "message_id": carried.words_at}, words)
        return
    sent = await bot.send_message(**words, request_timeout=SEND_TIMEOUT, **carried.place)
    await keep_how(store, notice, words_at=sent.message_id)


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
    return cut_words(_after_mark(payload, language), LIMIT)


async def has_moved(bot: Bot, chat_id: int) -> bool:
    try:
        await bot.get_chat(chat_id)
    except TelegramMigrateToChat:
        return True
    return False


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
