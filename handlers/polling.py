"""Asks Telegram for raw updates, so that one that we cannot parse blocks no other."""

import asyncio
import logging
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import User

from bot.errors import RivalError, StartError, TokenRevokedError, UnreachableError
from bot.intake import Raw
from bot.polling import Fetch, pause_after
from handlers.dispatch import ALLOWED_UPDATES

log = logging.getLogger(__name__)

ANSWER_MARGIN = 15  # seconds beyond the long poll before the connection counts as dead


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates that leaves each update as it came."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


def fetcher(bot: Bot, poll_seconds: int) -> Fetch:
    async def fetch(offset: int | None, limit: int) -> list[Raw]:
        method = GetRawUpdates(
            offset=offset, limit=limit, timeout=poll_seconds, allowed_updates=ALLOWED_UPDATES
        )
        try:
            raws = await bot(method, request_timeout=poll_seconds + ANSWER_MARGIN)
            return [storable(raw) for raw in raws]
        except (TelegramUnauthorizedError, TelegramNotFound) as error:
            raise TokenRevokedError(
                "Telegram no longer knows BOT_TOKEN: it was revoked or the bot was deleted."
                " Take the current token from @BotFather and start again."
            ) from error
        except TelegramConflictError as error:
            if "webhook" in error.message.lower():
                raise await _without_webhook(bot) from error
            raise RivalError(
                "another copy of this bot is running and takes its updates; stop one of them"
            ) from error
        except TelegramRetryAfter as error:
            raise UnreachableError("Telegram asks to slow down", error.retry_after) from error
        except (TelegramAPIError, ClientDecodeError) as error:
            raise UnreachableError(f"Telegram did not answer: {type(error).__name__}") from error

    return fetch


async def _without_webhook(bot: Bot) -> RivalError:
    """Delete the webhook that bars polling, and keep what waits at Telegram."""
    what = "a webhook was set with this bot's token, which bars reading its updates"
    try:
        await bot.delete_webhook(drop_pending_updates=False)
    except (TelegramAPIError, ClientDecodeError) as error:
        return RivalError(f"{what}; it could not be deleted ({type(error).__name__})")
    return RivalError(f"{what}; it is deleted. Find which service set it, or it may come again")


def storable(value: Any) -> Any:
    """The same JSON value without NULs and halves of surrogate pairs: no database takes them."""
    if isinstance(value, str):
        if value.isascii() and "\x00" not in value:
            return value
        whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return whole.replace("\x00", "")
    if isinstance(value, dict):
        return {key: storable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [storable(one) for one in value]
    return value


async def introduce(bot: Bot) -> User:
    """Who we are; waits for a server that is busy or fails for a while.

    Raises StartError for a wrong token or an API that cannot be reached.
    """
    failures = 0
    while True:
        try:
            return await _introduce(bot)
        except UnreachableError as error:
            failures += 1
            pause = error.after or pause_after(failures)
            log.warning("%s; trying to start again in %.1f s", error, pause)
            await asyncio.sleep(pause)


async def _introduce(bot: Bot) -> User:
    server = bot.session.api.base.partition("/bot{token}")[0]
    try:
        me = await bot.get_me()
        await bot.delete_webhook(drop_pending_updates=False)  # a webhook would bar polling
    except (TelegramUnauthorizedError, TelegramNotFound) as error:
        raise StartError(
            "Telegram does not know this BOT_TOKEN. Copy the token from @BotFather"
            " (/mybots, API Token) into .env and start again."
        ) from error
    except TelegramRetryAfter as error:
        raise UnreachableError("Telegram asks to slow down", error.retry_after) from error
    except TelegramServerError as error:
        raise UnreachableError(f"Telegram does not work right now ({error.message})") from error
    except TelegramNetworkError as error:
        raise StartError(
            f"The Bot API at {server} cannot be reached."
            " Check TELEGRAM_API_URL and the network, then start again."
        ) from error
    except (TelegramAPIError, ClientDecodeError) as error:
        raise StartError(
            f"The server at {server} gave no proper answer ({type(error).__name__})."
            " Check that TELEGRAM_API_URL is a Bot API server's."
        ) from error
    return me
