"""Asks Telegram before a batch's transaction begins, and tells "no" from "not now"."""

import logging
from collections.abc import Awaitable, Hashable
from typing import Any, TypeVar

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from bot.errors import UnreachableError

log = logging.getLogger(__name__)

T = TypeVar("T")


async def ask(question: Awaitable[T]) -> T | UnreachableError | None:
    """Telegram's answer; None when it says that there is no such thing, or none for us.

    A failure that may pass is given back, not raised: the rest of the batch does not need it.
    """
    try:
        return await question
    except (TelegramBadRequest, TelegramForbiddenError) as error:
        log.warning("Telegram does not say: %s", error.message)
        return None
    except TelegramRetryAfter as error:
        return UnreachableError("Telegram asks to slow down", error.retry_after)
    except (TelegramAPIError, ClientDecodeError) as error:
        return UnreachableError(f"Telegram did not answer: {type(error).__name__}")


def told(facts: dict[str, Any], about: str, key: Hashable) -> Any:
    """What Telegram answered. Raises UnreachableError when it could not be asked."""
    unasked = UnreachableError("the batch could not be prepared")
    answer = facts.get(about, {}).get(key, unasked)
    if isinstance(answer, UnreachableError):
        raise answer
    return answer
