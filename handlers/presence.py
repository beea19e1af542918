"""Asks Telegram who is in a desk chat, and remembers about whom it could not be asked."""

import asyncio
import logging
from collections import Counter
from collections.abc import Container, Iterable, Mapping

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)

from bot.errors import UnreachableError
from bot.intake import TRIES_ASKING

log = logging.getLogger(__name__)

Presence = bool | UnreachableError | None
"""Telegram's word; None where it does not say, the error where it could not be asked now."""

UNKNOWN_THERE = (
    "participant_id_invalid",
    "user_id_invalid",
    "user_not_participant",
    "member not found",
    "user not found",
)
"""Refusals that are about the person, not about us. Who left is seldom told so: their status is
"left". It is proof to an administrator alone; others are told so of members who were silent long.
"""

PRESENT = frozenset(
    {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}
)

PATIENCE = 10
"""Seconds for one answer: all of the batch waits for it."""

AT_ONCE = 10
"""Questions to Telegram under way at the same time."""


async def is_in_chat(bot: Bot, chat_id: int, user_id: int, *, as_admin: bool) -> Presence:
    """`as_admin` where we are an administrator, to whom Telegram tells it of everybody."""
    try:
        member = await bot.get_chat_member(chat_id, user_id, request_timeout=PATIENCE)
    except TelegramMigrateToChat as error:
        return await is_in_chat(bot, error.migrate_to_chat_id, user_id, as_admin=as_admin)
    except (TelegramAPIError, ClientDecodeError) as error:
        if as_admin and _knows_no_such_person(error):
            return False
        log.warning("could not ask whether %s is in the desk chat %s", user_id, chat_id)
        # The list is hidden from us, or we are not there ourselves.
        if isinstance(error, TelegramBadRequest | TelegramForbiddenError):
            return None
        return UnreachableError("Telegram did not say whether somebody is in the desk chat")
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status in PRESENT


def _knows_no_such_person(error: Exception) -> bool:
    if not isinstance(error, TelegramBadRequest):
        return False
    return any(words in error.message.lower() for words in UNKNOWN_THERE)


async def ask_all(
    bot: Bot, wanted: Iterable[tuple[int, int]], admin_in: Container[int]
) -> dict[tuple[int, int], Presence]:
    """The (desk, user) pairs with what is known of each; `admin_in` are the desks where we are
    an administrator.
    """
    slots = asyncio.Semaphore(AT_ONCE)

    async def ask(desk_id: int, user_id: int) -> Presence:
        async with slots:
            return await is_in_chat(bot, desk_id, user_id, as_admin=desk_id in admin_in)

    pairs = list(wanted)
    answers = await asyncio.gather(*[ask(*pair) for pair in pairs])
    return dict(zip(pairs, answers, strict=True))


class Unsure:
    """About whom Telegram was asked in vain: their words are put off for some tries.

    Where even that was in vain nobody else is held up, until there is an answer about that desk.
    """

    def __init__(self) -> None:
        self._tries: Counter[tuple[int, int]] = Counter()  # by desk and user
        self._given_up: set[int] = set()  # desks

    def still(
        self, told: Mapping[tuple[int, int], Presence]
    ) -> dict[tuple[int, int], UnreachableError]:
        """Those of this batch that are to be put off."""
        errors = {}
        for pair, word in told.items():
            if isinstance(word, UnreachableError):
                errors[pair] = word
            else:
                self._tries.pop(pair, None)
                self._given_up.discard(pair[0])
        self._tries.update(errors.keys())
        for pair in errors:
            if self._tries[pair] >= TRIES_ASKING:
                self._given_up.add(pair[0])
                del self._tries[pair]
        return {pair: word for pair, word in errors.items() if pair[0] not in self._given_up}
