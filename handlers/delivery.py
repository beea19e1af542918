"""Carries out notices: recheck, render, send. What Telegram answers becomes an outcome."""

from collections.abc import Awaitable
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
    Gone,
    Moved,
    Refused,
    Sent,
    Superseded,
    Throttled,
    Unreachable,
    Withheld,
)
from bot.notices import FOR_READERS, may_be_asked, may_read
from handlers.commands_menu import set_menu_of
from handlers.relay import copy_to_desk, relay
from handlers.rendering import Rendered, Renderer
from handlers.texts import texts
from handlers.views.view import LIMIT
from handlers.wording import clip, utf16_length
from storage.directory import load_directory
from storage.engine import Store
from storage.tables import Notice
from storage.vocabulary import NoticeKind

SEND_TIMEOUT = 30  # seconds
NOT_MODIFIED = "message is not modified"
EDIT_GONE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
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

    async def deliver(notice: Notice) -> Delivery:
        return await outcome_of(_send(notice))

    async def _send(notice: Notice) -> Delivery:
        match notice.kind:
            case NoticeKind.RELAY:
                return await relay(bot, store, notice)
            case NoticeKind.COMMANDS:
                return await _set_menu(bot, store, notice)
            case NoticeKind.EDIT:
                return await _edit(
                    bot, notice, notice.payload["message_id"], notice.payload["send"]
                )
        if not await _may_read(store, notice):
            return await _withhold(bot, store, notice)
        is_copy = notice.kind is NoticeKind.COPY
        return await (copy_to_desk(bot, notice) if is_copy else _show(notice))

    async def _show(notice: Notice) -> Delivery:
        rendered = await renderer.render(notice, clock())
        if rendered is None:
            return Superseded("nothing left to say")
        if notice.message_id is not None:
            return await _edit(bot, notice, notice.message_id, rendered.payload)
        return await _post(bot, notice, rendered)

    return deliver


async def _set_menu(bot: Bot, store: Store, notice: Notice) -> Delivery:
    async with store.read() as session:
        directory = await load_directory(session)
    await set_menu_of(bot, directory, notice.chat_id)
    return Sent()


async def _may_read(store: Store, notice: Notice) -> bool:
    """Whether the chat may still see this; what is no secret of the team's, any may."""
    if notice.kind not in FOR_READERS and notice.kind is not NoticeKind.HANDOFF:
        return True
    async with store.read() as session:
        directory = await load_directory(session)
    may = may_be_asked if notice.kind is NoticeKind.HANDOFF else may_read
    return notice.brand_id is not None and may(directory, notice.brand_id, notice.chat_id)


async def _withhold(bot: Bot, store: Store, notice: Notice) -> Delivery:
    """Nothing more is shown to who may no longer read it, and what stands there is taken back."""
    if notice.message_id is None:
        if notice.kind in {NoticeKind.ALERT, NoticeKind.HANDOFF}:
            return Withheld()
        return Superseded(NO_READER)
    async with store.read() as session:
        brand = (await load_directory(session)).brands.get(notice.brand_id or 0)
    t = texts(brand.language if brand else "en")
    blank = {"text": t("This is no longer shown here.")}
    outcome = await outcome_of(_edit(bot, notice, notice.message_id, blank))
    if isinstance(outcome, Throttled | Failed):
        return outcome
    return Superseded(NO_READER)


async def _post(bot: Bot, notice: Notice, rendered: Rendered) -> Delivery:
    payload = dict(rendered.payload)
    if notice.maybe_repeat:
        payload = marked_as_repeat(payload, rendered.language)
    if rendered.reply_to is not None:
        payload["reply_parameters"] = {
            "message_id": rendered.reply_to,
            "allow_sending_without_reply": True,
        }
    if notice.payload.get("topic_id") is not None:
        payload["direct_messages_topic_id"] = notice.payload["topic_id"]
    payload |= _in_business(notice)
    sent = await bot.send_message(
        notice.chat_id,
        **payload,
        link_preview_options={"is_disabled": True},  # type: ignore[arg-type]  # pydantic reads it
        request_timeout=SEND_TIMEOUT,
    )
    return Sent(sent.message_id)


def _in_business(notice: Notice) -> dict[str, Any]:
    """A word in a Business account's own chat goes through its connection."""
    connection = notice.payload.get("business_connection_id")
    return {"business_connection_id": connection} if connection else {}


def marked_as_repeat(payload: dict[str, Any], language: str) -> dict[str, Any]:
    """A crash or a time-out may have sent this already: the reader is told so."""
    t = texts(language)
    mark = t("🔁 Possibly a repeat:") + "\n"
    text = clip(mark + payload["text"], LIMIT)
    shift, kept = utf16_length(mark), utf16_length(text)
    shifted = [{**one, "offset": one["offset"] + shift} for one in payload.get("entities", [])]
    entities = [one for one in shifted if one["offset"] + one["length"] <= kept]
    return {**payload, "text": text, "entities": entities}


async def _edit(bot: Bot, notice: Notice, message_id: int, payload: dict[str, Any]) -> Delivery:
    where = {"chat_id": notice.chat_id, "message_id": message_id, **_in_business(notice)}
    try:
        if "caption" in payload:
            await bot.edit_message_caption(**where, **payload, request_timeout=SEND_TIMEOUT)
        else:
            await bot.edit_message_text(
                **where,
                **payload,
                link_preview_options={"is_disabled": True},  # type: ignore[arg-type]  # as above
                request_timeout=SEND_TIMEOUT,
            )
    except TelegramBadRequest as error:
        if NOT_MODIFIED in error.message:
            return Sent(message_id)
        if any(text in error.message for text in EDIT_GONE):
            return Gone() if notice.kind is NoticeKind.CARD else Superseded(error.message)
        raise
    return Sent(message_id)


async def outcome_of(sending: Awaitable[Delivery]) -> Delivery:  # noqa: PLR0911 - one per answer
    """Telegram's refusals and the network's troubles, in the outbox's words."""
    try:
        return await sending
    except TelegramRetryAfter as error:
        return Throttled(float(error.retry_after))
    except TelegramMigrateToChat as error:
        return Moved(error.migrate_to_chat_id)
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
