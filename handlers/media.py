"""Shows what was sent beside words: the client's under the request's card, and what goes between
the desk and a department.
"""

from dataclasses import replace
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import CallbackQuery

from bot.delivery import Delivery, Refused, Sent, Superseded
from bot.media import Medium, carry_more
from bot.notices import is_for_department
from handlers.card_verbs import Verb, open_menu
from handlers.editing import SEND_TIMEOUT
from handlers.relay import has_moved, repeat_mark
from handlers.scene import Scene
from handlers.sending_anew import CAPTION_LIMIT, NO_CAPTION, WITH_CAPTION, send_medium
from handlers.topics import Topic, topic_is_gone
from handlers.wording import clip
from storage.engine import Store
from storage.media import card_in, question_in
from storage.requests import message_at
from storage.tables import Brand, Member, Message, Notice, Request


async def show_media(bot: Bot, store: Store, notice: Notice, topic: Topic) -> Delivery:
    """A copy of the client's message; where none can be made, the file by its id.

    A thing that can be shown neither way the card still names: nothing is left to be done for it.
    """
    if notice.message_id is not None:
        return Sent(notice.message_id)
    async with store.read() as session:
        brand = await session.get(Brand, notice.brand_id)
        message = await message_at(session, *notice.payload["origin"])
    if brand is None or message is None:
        return Superseded("not on record any more")
    shown = await _show(bot, store, brand, notice, message, topic)
    # In a department's chat no card names it: there the desk is told.
    is_named = isinstance(shown, Refused) and not is_for_department(notice)
    return Sent() if is_named else shown


async def show_copy(bot: Bot, store: Store, notice: Notice, topic: Topic) -> Delivery:
    """What the desk sent along with a question, or a department with its words."""
    if notice.message_id is not None:
        return Sent(notice.message_id)
    payload = notice.payload
    async with store.read() as session:
        brand = await session.get(Brand, notice.brand_id)
    if brand is None:
        return Superseded("not on record any more")
    medium = Medium(
        payload["from_chat_id"],
        payload["message_id"],
        payload.get("content", ""),
        payload.get("text", ""),
        payload.get("file_id"),
        payload.get("details", {}),
    )
    return await _show(bot, store, brand, notice, medium, topic)


async def _show(
    bot: Bot, store: Store, brand: Brand, notice: Notice, medium: Message | Medium, topic: Topic
) -> Delivery:
    place: dict[str, Any] = {"chat_id": notice.chat_id, **topic}
    if (above := await _above(store, notice)) is not None:
        place["reply_parameters"] = {"message_id": above, "allow_sending_without_reply": True}
    if is_for_department(notice) and isinstance(medium, Medium) and medium.content in WITH_CAPTION:
        # Its words are in the question, above.
        place["caption"], medium = NO_CAPTION, replace(medium, text="", details={})
    if notice.maybe_repeat:
        await _mark(bot, repeat_mark(brand.language).strip(), medium, place)
    details = medium.details if isinstance(medium, Medium) else None
    copied = await _copied(bot, medium, place)
    return copied or await send_medium(bot, medium, place, details)


async def _above(store: Store, notice: Notice) -> int | None:
    """What it replies to: the question in a department's chat, the card at the desk."""
    async with store.read() as session:
        if is_for_department(notice):
            return await question_in(session, notice.payload["hand_off_id"], notice.chat_id)
        return await card_in(session, notice.request_id or 0, notice.chat_id)


async def _mark(bot: Bot, words: str, message: Message | Medium, place: dict[str, Any]) -> None:
    """Say that it may be a repeat: in its caption, or before what has none."""
    if message.content in WITH_CAPTION:
        place["caption"] = clip(f"{words}\n{message.text}".strip(), CAPTION_LIMIT)
    else:
        await bot.send_message(text=words, request_timeout=SEND_TIMEOUT, **place)


async def _copied(bot: Bot, message: Message | Medium, place: dict[str, Any]) -> Delivery | None:
    """None where the message cannot be copied: gone, protected, or in a business chat.

    Its own group may have become a supergroup: this must not be taken for the desk's moving.
    """
    in_business = isinstance(message, Message) and message.business_id
    if in_business or message.chat_id is None or message.message_id is None:
        return None
    try:
        sent = await bot.copy_message(
            from_chat_id=message.chat_id,
            message_id=message.message_id,
            request_timeout=SEND_TIMEOUT,
            **place,
        )
    except (TelegramBadRequest, TelegramForbiddenError) as error:
        if topic_is_gone(error):
            raise
        return None  # where it is the team's own chat that is closed, sending the file tells
    except TelegramMigrateToChat:
        if not await has_moved(bot, message.chat_id):
            raise
        return None
    return Sent(sent.message_id)


async def _bring(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, _value: str
) -> str:
    """The rest of a burst, or all of it where the card was asked for elsewhere."""
    if query.message is None:
        return ""
    await open_menu(query, scene, request, member, "")
    chat_id = query.message.chat.id
    coming, left = await carry_more(
        await scene.session(), request, chat_id, scene.now, payload=scene.topic_in(chat_id)
    )
    if not coming:
        return scene.t("All of it is here already: look for the replies to the card.")
    if left:
        return scene.t("Here come {n}. Press again for {left} more.", n=coming, left=left)
    return scene.t("Here they come.")


VERBS: dict[str, Verb] = {"media": _bring}
