"""Keeps the roster in step with what Telegram says of people.

Whoever acts in the desk chat counts as a manager once Telegram confirms that they are in it.
It is asked before the batch's transaction begins, and again after some hours.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest

from bot.clock import Clock
from bot.intake import Prepare, Raw
from bot.notices import offer_menu
from bot.staff import CONFIRMED_FOR, Person, desk_membership, to_confirm
from handlers.business import ask_connection, connections_in
from handlers.channel_messages import channel_of, unknown_direct_chats
from handlers.scene import Scene
from storage.business import connections_known
from storage.chats import set_linked_channel
from storage.directory import Directory, load_directory
from storage.engine import Store
from storage.staff import confirmed_before
from storage.vocabulary import ChatRole

log = logging.getLogger(__name__)

PRESENT = frozenset(
    {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}
)


NO_CHANNEL = 0
"""Known to have none, so that it is not asked again."""


async def is_in_chat(bot: Bot, chat_id: int, user_id: int) -> bool | None:
    """Telegram's word; None when it could not be asked."""
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except TelegramBadRequest:
        return False  # PARTICIPANT_ID_INVALID, user not found
    except (TelegramAPIError, ClientDecodeError):
        log.warning("could not ask whether %s is in the desk chat %s", user_id, chat_id)
        return None
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status in PRESENT


def preparer(store: Store, bot: Bot, clock: Clock) -> Prepare:
    async def prepare(raws: Sequence[Raw]) -> dict[str, Any]:
        actors = {actor for raw in raws if (actor := _group_actor(raw))}
        newcomers = {user_id for raw in raws if (user_id := _newcomer(raw))}
        named = connections_in(raws)
        if not (actors or newcomers or named or any(map(_to_channel, raws))):
            return {}
        async with store.read() as session:
            directory = await load_directory(session)
            named -= await connections_known(session, named) if named else set()
        wanted = _unconfirmed(directory, actors | _at_desks(directory, newcomers), clock())
        unknown = unknown_direct_chats(directory, raws)
        return {
            "in_desk": {actor: await is_in_chat(bot, *actor) for actor in wanted},
            "connections": {name: await ask_connection(bot, name) for name in named},
            "channels": {chat_id: await channel_of(bot, chat_id) for chat_id in unknown},
        }

    return prepare


def _group_actor(raw: Raw) -> tuple[int, int] | None:
    """(chat, user) of a message or a press in a group."""
    query = raw.get("callback_query")
    source = query if isinstance(query, dict) else raw.get("message")
    message = query.get("message") if isinstance(query, dict) else source
    try:
        chat_id, user_id = message["chat"]["id"], source["from"]["id"]  # type: ignore[index]
    except (KeyError, TypeError):
        return None  # an update of another shape, or a broken one that the feed will refuse
    of_group = isinstance(chat_id, int) and isinstance(user_id, int) and chat_id < 0
    return (chat_id, user_id) if of_group else None


def _to_channel(raw: Raw) -> bool:
    message = raw.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    return isinstance(chat, dict) and bool(chat.get("is_direct_messages"))


def _newcomer(raw: Raw) -> int | None:
    """Who presses Start in private: a client, or one of the desk who has not spoken there yet."""
    message = raw.get("message")
    try:
        chat_id, text = message["chat"]["id"], message["text"]  # type: ignore[index]
    except (KeyError, TypeError):
        return None
    is_start = isinstance(text, str) and text.startswith("/start")
    return chat_id if is_start and isinstance(chat_id, int) and chat_id > 0 else None


def _at_desks(directory: Directory, newcomers: set[int]) -> set[tuple[int, int]]:
    desks = [chat for chat in directory.chats.values() if chat.role is ChatRole.DESK]
    strangers = newcomers - set(directory.members)
    return {(desk.chat_id, user_id) for desk in desks for user_id in strangers}


def _unconfirmed(
    directory: Directory, actors: set[tuple[int, int]], now: datetime
) -> list[tuple[int, int]]:
    return [
        (chat_id, user_id)
        for chat_id, user_id in actors
        if (chat := directory.chats.get(chat_id))
        and chat.role is ChatRole.DESK
        and to_confirm(directory, chat, user_id, now)
    ]


async def note_people(scene: Scene) -> None:
    """Apply what was asked before the transaction, and keep names as they are now."""
    chat, user = scene.chat, scene.user
    if chat is not None and user is not None and chat.role is ChatRole.DESK and not user.is_bot:
        present = scene.unit.facts.get("in_desk", {}).get((chat.chat_id, user.id))
        if present is not None:
            await desk_membership(
                await scene.session(), chat, scene.person, scene.now, present=present
            )
            await scene.refresh_roster()
    elif scene.member is None and user is not None and _is_private(scene):
        await _greet_from_desk(scene)
    if (
        scene.member is not None
        and scene.place is not None
        and _is_private(scene)
        and not scene.member.private_chat
    ):
        session = await scene.session()
        scene.member.private_chat = True  # they write to us, so we may write to them
        await offer_menu(session, scene.place.id, scene.member.brand_id, scene.now)


def _is_private(scene: Scene) -> bool:
    return scene.place is not None and scene.place.type == "private"


async def _greet_from_desk(scene: Scene) -> None:
    """Who is in a desk chat counts as staff in private too, though they never spoke there."""
    asked = scene.unit.facts.get("in_desk", {})
    for chat_id, chat in list(scene.directory.chats.items()):
        if not asked.get((chat_id, scene.person.user_id)):
            continue
        await desk_membership(await scene.session(), chat, scene.person, scene.now, present=True)
        await scene.refresh_roster()
        scene.member = scene.directory.member(chat.brand_id, scene.person.user_id)
        if scene.member is not None:
            scene.brand = scene.directory.brands[chat.brand_id]
            return


async def recheck_desk(store: Store, bot: Bot, now: datetime) -> None:
    """Ask again about the desk's people now and then: a leaving may have gone unseen."""
    async with store.read() as session:
        directory = await load_directory(session)
        stale = await confirmed_before(session, now - CONFIRMED_FOR)
    for member in stale:
        desk = directory.chat_of(member.brand_id, ChatRole.DESK)
        if desk is None:
            continue
        present = await is_in_chat(bot, desk.chat_id, member.user_id)
        if present is not None:
            person = Person(member.user_id, member.name, member.username)
            async with store.write() as session:
                await desk_membership(session, desk, person, now, present=present)


async def learn_channels(store: Store, bot: Bot) -> None:
    """Ask which channel a discussion group belongs to: its posts and comments are the team's."""
    async with store.read() as session:
        groups = [
            chat
            for chat in (await load_directory(session)).chats.values()
            if chat.role is ChatRole.COMMENTS and chat.linked_id is None
        ]
    for group in groups:
        told = await bot.get_chat(group.chat_id)
        async with store.write() as session:
            await set_linked_channel(session, group.chat_id, told.linked_chat_id or NO_CHANNEL)
