"""Shows the team what a client sent beside words, as a reply to the request's card."""

from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import CallbackQuery

from bot.delivery import Delivery, Refused, Sent, Superseded
from bot.media import carry_more
from handlers.card_verbs import Verb, open_menu
from handlers.editing import SEND_TIMEOUT
from handlers.relay import CAPTION_LIMIT, WITH_CAPTION, has_moved, send_medium
from handlers.scene import Scene
from handlers.texts import texts
from handlers.topics import Topic, topic_is_gone
from handlers.wording import clip
from storage.engine import Store
from storage.media import card_in
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
        card = await card_in(session, notice.request_id or 0, notice.chat_id)
    if brand is None or message is None:
        return Superseded("not on record any more")
    place: dict[str, Any] = {"chat_id": notice.chat_id, **topic}
    if card is not None:
        place["reply_parameters"] = {"message_id": card, "allow_sending_without_reply": True}
    if notice.maybe_repeat:
        t = texts(brand.language)
        await _mark(bot, t("🔁 Possibly a repeat:"), message, place)
    outcome = await _copied(bot, message, place) or await send_medium(bot, message, place)
    return Sent() if isinstance(outcome, Refused) else outcome


async def _mark(bot: Bot, words: str, message: Message, place: dict[str, Any]) -> None:
    """Say that it may be a repeat: in its caption, or before what has none."""
    if message.content in WITH_CAPTION:
        place["caption"] = clip(f"{words}\n{message.text}", CAPTION_LIMIT)
    else:
        await bot.send_message(text=words, request_timeout=SEND_TIMEOUT, **place)


async def _copied(bot: Bot, message: Message, place: dict[str, Any]) -> Delivery | None:
    """None where the client's message cannot be copied: gone, protected, or in a business chat.

    The client's group may have become a supergroup: this must not be taken for the desk's moving.
    """
    if message.business_id or message.chat_id is None or message.message_id is None:
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
