"""Carries out notices: recheck, render, send. What Telegram answers becomes an outcome."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    RestartingTelegram,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError

from bot.clock import Clock
from bot.delivery import (
    NO_READER,
    Deliver,
    Delivery,
    Failed,
    Moved,
    Refused,
    Sent,
    Superseded,
    Throttled,
    Unreachable,
    Withheld,
)
from bot.notices import FOR_READERS, is_for_department, may_be_asked, may_read
from bot.undelivered import must_be_heard
from handlers.commands_menu import set_menu_in_group, set_menu_of
from handlers.editing import SEND_TIMEOUT, edit, in_business
from handlers.media import show_copy, show_media
from handlers.relay import has_moved, marked_as_repeat, relay
from handlers.rendering import Rendered, Renderer
from handlers.texts import texts
from handlers.topics import Topic, in_topic
from storage.directory import load_directory
from storage.engine import Store
from storage.tables import Notice
from storage.vocabulary import NoticeKind

GONE_FOR_GOOD = (
    "chat not found",
    "message thread not found",
    "not enough rights to send",
    "need administrator rights",
    "CHAT_WRITE_FORBIDDEN",
    "TOPIC_CLOSED",
    "TOPIC_DELETED",
    "have no rights to send",
    "user is deactivated",
)


def deliverer(bot: Bot, store: Store, clock: Clock) -> Deliver:
    renderer = Renderer(bot, store)
    carriers: dict[NoticeKind, Callable[[Notice, Topic], Awaitable[Delivery]]] = {
        NoticeKind.COPY: partial(show_copy, bot, store),
        NoticeKind.MEDIA: partial(show_media, bot, store),
    }

    async def deliver(notice: Notice) -> Delivery:
        return await _attempt(bot, notice, _send(notice))

    async def _send(notice: Notice) -> Delivery:
        match notice.kind:
            case NoticeKind.RELAY:
                return await relay(bot, store, notice)
            case NoticeKind.COMMANDS:
                return await _set_menu(bot, store, notice)
            case NoticeKind.EDIT:
                return await edit(bot, notice, notice.payload["message_id"], notice.payload["send"])
        if not await _may_read(store, notice):
            return await _withhold(bot, store, notice)
        return await in_topic(store, notice, partial(carriers.get(notice.kind, _show), notice))

    async def _show(notice: Notice, topic: Topic) -> Delivery:
        rendered = await renderer.render(notice, clock())
        if rendered is None:
            return Superseded("nothing left to say")
        if notice.message_id is not None:
            return await edit(bot, notice, notice.message_id, rendered.payload)
        return await _post(bot, notice, rendered, topic)

    return deliver


async def _set_menu(bot: Bot, store: Store, notice: Notice) -> Delivery:
    async with store.read() as session:
        directory = await load_directory(session)
    user_id = notice.payload.get("user_id")
    if user_id is None:
        await set_menu_of(bot, directory, notice.chat_id)
        return Sent()
    try:
        await set_menu_in_group(bot, directory, notice.chat_id, user_id)
    except TelegramBadRequest as error:
        return Superseded(error.message)  # not in that chat: their joining has it set
    return Sent()


async def _may_read(store: Store, notice: Notice) -> bool:
    """Whether the chat may still see this; what is no secret of the team's, any may."""
    is_question = is_for_department(notice)
    if notice.kind not in FOR_READERS and not is_question:
        return True
    async with store.read() as session:
        directory = await load_directory(session)
    may = may_be_asked if is_question else may_read
    return notice.brand_id is not None and may(directory, notice.brand_id, notice.chat_id)


async def _withhold(bot: Bot, store: Store, notice: Notice) -> Delivery:
    """Nothing more is shown to who may no longer read it, and what stands there is taken back."""
    if notice.message_id is None:
        if must_be_heard(notice) or notice.kind is NoticeKind.HANDOFF:
            return Withheld()
        return Superseded(NO_READER)
    async with store.read() as session:
        brand = (await load_directory(session)).brands.get(notice.brand_id or 0)
    t = texts(brand.language if brand else "en")
    blank = {"text": t("This is no longer shown here.")}
    outcome = await _attempt(bot, notice, _take_back(bot, notice, notice.message_id, blank))
    if isinstance(outcome, Throttled | Failed):
        return outcome
    return Superseded(NO_READER)


async def _take_back(bot: Bot, notice: Notice, message_id: int, blank: dict[str, Any]) -> Delivery:
    if notice.kind in {NoticeKind.COPY, NoticeKind.MEDIA}:  # a picture cannot become words
        await bot.delete_message(notice.chat_id, message_id, request_timeout=SEND_TIMEOUT)
        return Sent()
    return await edit(bot, notice, message_id, blank)


async def _post(bot: Bot, notice: Notice, rendered: Rendered, topic: Topic) -> Delivery:
    payload = {**rendered.payload, **topic}
    if notice.maybe_repeat:
        payload = marked_as_repeat(payload, rendered.language)
    if rendered.reply_to is not None:
        payload["reply_parameters"] = {
            "message_id": rendered.reply_to,
            "allow_sending_without_reply": True,
        }
    if notice.payload.get("topic_id") is not None:
        payload["direct_messages_topic_id"] = notice.payload["topic_id"]
    payload |= in_business(notice)
    sent = await bot.send_message(
        notice.chat_id,
        **payload,
        link_preview_options={"is_disabled": True},  # type: ignore[arg-type]  # pydantic reads it
        request_timeout=SEND_TIMEOUT,
    )
    return Sent(sent.message_id, rendered.left_out)


async def _attempt(bot: Bot, notice: Notice, sending: Awaitable[Delivery]) -> Delivery:
    try:
        return await outcome_of(sending)
    except TelegramMigrateToChat as error:
        return await _moved(bot, notice, error)


async def _moved(bot: Bot, notice: Notice, error: TelegramMigrateToChat) -> Delivery:
    """A group became a supergroup: the notice's own, or one that is only copied or asked from."""
    call = error.method
    source = getattr(call, "from_chat_id", None)
    if source is not None and await has_moved(bot, source):
        return Refused("the group it was written in has moved")
    if getattr(call, "chat_id", None) != notice.chat_id:
        return Failed(error.message, maybe_sent=False)  # its own update will move it
    return Moved(error.migrate_to_chat_id)


async def outcome_of(sending: Awaitable[Delivery]) -> Delivery:  # noqa: PLR0911 - one per answer
    """Telegram's refusals and the network's troubles, in the outbox's words.

    Raises TelegramMigrateToChat: which chat moved depends on the call.
    """
    try:
        return await sending
    except TelegramRetryAfter as error:
        return Throttled(float(error.retry_after))
    except TelegramForbiddenError as error:
        return Unreachable(error.message)
    except ClientDecodeError as error:
        return _undecoded(error)
    except (TelegramServerError, RestartingTelegram) as error:
        return Failed(str(error), maybe_sent=True)
    except TelegramNetworkError as error:
        never_connected = isinstance(error.__cause__, ClientConnectorError)
        return Failed(error.message, maybe_sent=not never_connected)
    except (TelegramUnauthorizedError, TelegramNotFound) as error:
        return Failed(error.message, maybe_sent=False)
    except TelegramBadRequest as error:
        if any(text in error.message for text in GONE_FOR_GOOD):
            return Unreachable(error.message)
        return Refused(error.message)


def _undecoded(error: ClientDecodeError) -> Delivery:
    """An answer of a new shape: where Telegram took the message, it must not go out again."""
    if not isinstance(error.data, dict):
        return Failed(str(error), maybe_sent=True)
    if not error.data.get("ok"):
        return Failed(str(error), maybe_sent=False)
    result = error.data.get("result")
    return Sent(result.get("message_id") if isinstance(result, dict) else None)
