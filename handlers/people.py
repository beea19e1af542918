"""Keeps the roster in step with what Telegram says of people.

Whoever is in the desk chat counts as a manager once Telegram confirms it, though they never
spoke there: an answer among clients, or a message forwarded in private, may be their first word.
It is asked before the batch's transaction begins, and again after some hours. While Telegram does
not answer, what a stranger says among clients is put off: it may be a colleague's answer.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from aiogram import Bot
from aiogram.types import ChatMember, Message

from bot.clock import Clock
from bot.intake import Prepare, Raw
from bot.notices import offer_menu
from bot.staff import CONFIRMED_FOR, Person, desk_membership, enrol, to_confirm
from bot.unseen import note_sight
from handlers.business import ask_connection, connections_in
from handlers.channel_messages import channel_of, unknown_direct_chats
from handlers.clients import CLIENT_ROLES, is_from_client
from handlers.presence import Presence, Unsure, ask_all, is_in_chat
from handlers.scene import Scene
from storage.business import connections_known
from storage.chats import set_linked_channel
from storage.directory import Directory, load_directory
from storage.engine import Store
from storage.staff import confirmed_before, find_member
from storage.tables import Chat
from storage.vocabulary import ChatRole, MemberRole

NO_CHANNEL = 0
"""Known to have none, so that it is not asked again."""

STRANGER_FOR = timedelta(minutes=15)
"""How long Telegram's word that somebody is not in the desk chat spares another question."""


def may_answer_in(standing: ChatMember) -> bool:
    """Whether who stands so in a channel may answer the messages written to it."""
    return bool(getattr(standing, "can_manage_direct_messages", False))


class Actor(NamedTuple):
    chat_id: int
    user_id: int


def preparer(store: Store, bot: Bot, clock: Clock) -> Prepare:
    strangers: dict[tuple[int, int], datetime] = {}  # (desk, user) -> until when nobody asks again
    unsure = Unsure()

    async def prepare(raws: Sequence[Raw]) -> dict[str, Any]:
        actors = [actor for raw in raws if (actor := _actor(raw))]
        named = connections_in(raws)
        if not (actors or named or any(map(_to_channel, raws))):
            return {}
        async with store.read() as session:
            directory = await load_directory(session)
            named -= await connections_known(session, named) if named else set()
        moved = _moves(raws)
        _follow(directory, moved)
        now = clock()
        for pair in [pair for pair, until in strangers.items() if until <= now]:
            del strangers[pair]
        wanted = _unconfirmed(directory, actors, strangers, now)
        wanted |= {
            (desk.chat_id, writer)
            for desk, writer in _forwarded(directory, raws)
            if (desk.chat_id, writer) not in strangers and to_confirm(directory, desk, writer, now)
        }
        unknown = unknown_direct_chats(directory, raws)
        admin_in = {chat_id for chat_id, chat in directory.chats.items() if chat.bot_is_admin}
        told = await ask_all(bot, wanted, admin_in)
        for desk_id in {desk_id for desk_id, _user in wanted}:
            words = [word for (asked_in, _user), word in told.items() if asked_in == desk_id]
            await note_sight(store, directory.chats[desk_id], words, now)
        strangers.update({pair: now + STRANGER_FOR for pair in wanted if told[pair] is False})
        before = {new: old for old, new in moved.items()}
        told |= {(before.get(desk, desk), user): told[desk, user] for desk, user in told}
        return {
            "in_desk": {
                pair: word if isinstance(word, bool) else None for pair, word in told.items()
            },
            "unsure": unsure.still(told),
            "connections": {name: await ask_connection(bot, name) for name in named},
            "channels": {chat_id: await channel_of(bot, chat_id) for chat_id in unknown},
        }

    return prepare


def hold_unknown(message: Message, scene: Scene) -> None:
    """What a stranger says among clients may be a colleague's answer.

    Raises UnreachableError while Telegram could not be asked who they are.
    """
    unsure, user, place = scene.unit.facts.get("unsure"), scene.user, scene.place
    if not unsure or scene.member is not None or user is None or place is None:
        return
    if scene.chat.role in CLIENT_ROLES if scene.chat else is_from_client(message, scene):
        for desk in _desks_of(scene.directory, Actor(place.id, user.id)):
            if error := unsure.get((desk.chat_id, user.id)):
                raise error


def _moves(raws: Iterable[Raw]) -> dict[int, int]:
    """The groups that became supergroups in this batch: old id -> new."""
    found: dict[int, int] = {}
    for raw in raws:
        message = raw.get("message")
        chat = message.get("chat") if isinstance(message, dict) else None
        here = chat.get("id") if isinstance(chat, dict) else None
        if isinstance(message, dict) and isinstance(here, int):
            to, since = message.get("migrate_to_chat_id"), message.get("migrate_from_chat_id")
            found |= {here: to} if isinstance(to, int) else {}
            found |= {since: here} if isinstance(since, int) else {}
    return found


def _follow(directory: Directory, moved: Mapping[int, int]) -> None:
    """Know the groups by either id: some of the batch's messages come from before the move."""
    for old, new in moved.items():
        chat = directory.chats.get(old)
        if chat is not None:
            chat.chat_id = new
            directory.chats[new] = chat


def _actor(raw: Raw) -> Actor | None:
    """Who says or presses something where it matters whether they are of the team.

    In groups everybody; in private, where most are clients, whoever sends a command or forwards.
    """
    query = raw.get("callback_query")
    source = query if isinstance(query, dict) else raw.get("message")
    message = query.get("message") if isinstance(query, dict) else source
    try:
        chat_id, user = message["chat"]["id"], source["from"]  # type: ignore[index]
        user_id, is_bot = user["id"], user.get("is_bot")
    except (AttributeError, KeyError, TypeError):
        return None  # an update of another shape, or a broken one that the feed will refuse
    if is_bot or not (isinstance(chat_id, int) and isinstance(user_id, int)):
        return None
    if chat_id > 0 and not _is_work(source):
        return None
    return Actor(chat_id, user_id)


def _forwarded(directory: Directory, raws: Iterable[Raw]) -> Iterable[tuple[Chat, int]]:
    """Who wrote what is forwarded at a desk or by a member in private: perhaps a colleague."""
    for raw in raws:
        message = raw.get("message")
        actor = _actor(raw) if isinstance(message, dict) else None
        origin = message.get("forward_origin") if isinstance(message, dict) else None
        writer = origin.get("sender_user") if isinstance(origin, dict) else None
        if actor is None or not isinstance(writer, dict) or writer.get("is_bot"):
            continue
        members = directory.members.get(actor.user_id, [])
        chat = directory.chats.get(actor.chat_id)
        desk = chat if chat is not None and chat.role is ChatRole.DESK else None
        if actor.chat_id > 0 and members:
            desk = directory.chat_of(members[0].brand_id, ChatRole.DESK)
        if desk is not None and isinstance(writer.get("id"), int):
            yield desk, writer["id"]


def _is_work(message: Any) -> bool:
    text = message.get("text")
    return "forward_origin" in message or (isinstance(text, str) and text.startswith("/"))


def _to_channel(raw: Raw) -> bool:
    message = raw.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    return isinstance(chat, dict) and bool(chat.get("is_direct_messages"))


def _unconfirmed(
    directory: Directory,
    actors: Iterable[Actor],
    strangers: Container[tuple[int, int]],
    now: datetime,
) -> set[tuple[int, int]]:
    """The (desk, user) pairs that Telegram must be asked about."""
    return {
        (desk.chat_id, actor.user_id)
        for actor in actors
        for desk in _desks_of(directory, actor)
        # Who speaks in the desk itself is asked about whatever was said before.
        if (desk.chat_id == actor.chat_id or (desk.chat_id, actor.user_id) not in strangers)
        and to_confirm(directory, desk, actor.user_id, now)
    }


def _desks_of(directory: Directory, actor: Actor) -> list[Chat]:
    """The desk of the brand whose chat it is; in private all where they do not work yet."""
    if actor.chat_id > 0:
        return [
            chat
            for chat in directory.chats.values()
            if chat.role is ChatRole.DESK and directory.member(chat.brand_id, actor.user_id) is None
        ]
    chat = directory.chats.get(actor.chat_id)
    desk = directory.chat_of(chat.brand_id, ChatRole.DESK) if chat is not None else None
    return [desk] if desk is not None else []


async def note_people(scene: Scene) -> None:
    """Apply what was asked before the transaction, and keep names as they are now."""
    await _know_owner(scene)
    user = scene.user
    if scene.chat is not None and user is not None and not user.is_bot:
        desk = scene.directory.chat_of(scene.chat.brand_id, ChatRole.DESK)
        asked = scene.unit.facts.get("in_desk", {})
        present = asked.get((desk.chat_id, user.id)) if desk is not None else None
        if desk is not None and (present or (present is False and scene.member is not None)):
            await desk_membership(
                await scene.session(), desk, scene.person, scene.now, present=present
            )
            await scene.refresh_roster()
    elif user is not None and scene.place is not None and scene.place.id == user.id:
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


async def _know_owner(scene: Scene) -> None:
    """Whom the operator names as an owner is one from their first word on; once taken off the
    team, they return with /start.
    """
    brand, user = scene.directory.default_brand(), scene.user
    if brand is None or user is None or user.id not in scene.defaults.owner_ids:
        return
    member = scene.directory.member(brand.id, user.id)
    if member is not None and member.role is MemberRole.OWNER:
        return
    session = await scene.session()
    known = await find_member(session, brand.id, user.id)
    if known is not None and known.removed:
        return
    await enrol(session, brand.id, scene.person, MemberRole.OWNER, scene.now)
    if scene.chat is None:
        scene.brand = brand
    await scene.refresh_roster()


def _is_private(scene: Scene) -> bool:
    return scene.place is not None and scene.place.type == "private"


async def _greet_from_desk(scene: Scene) -> None:
    """Who is in desk chats counts as staff in private too, though they never spoke there."""
    asked = scene.unit.facts.get("in_desk")
    if not asked:  # as for most messages
        return
    user_id = scene.person.user_id
    desks = [chat for chat in scene.directory.chats.values() if asked.get((chat.chat_id, user_id))]
    if not desks:
        return
    for desk in sorted(desks, key=lambda one: one.brand_id):
        await desk_membership(await scene.session(), desk, scene.person, scene.now, present=True)
    working_for = scene.member
    await scene.refresh_roster()
    members = scene.directory.members.get(user_id, [])
    if working_for is None and members:
        scene.member, scene.brand = members[0], scene.directory.brands[members[0].brand_id]


async def recheck_desk(store: Store, bot: Bot, now: datetime) -> None:
    """Ask again about the desk's people now and then: a leaving may have gone unseen."""
    async with store.read() as session:
        directory = await load_directory(session)
        stale = await confirmed_before(session, now - CONFIRMED_FOR)
    said: dict[int, list[Presence]] = {}
    for member in stale:
        desk = directory.chat_of(member.brand_id, ChatRole.DESK)
        if desk is None:
            continue
        present = await is_in_chat(bot, desk.chat_id, member.user_id, as_admin=desk.bot_is_admin)
        said.setdefault(desk.chat_id, []).append(present)
        if isinstance(present, bool):
            person = Person(member.user_id, member.name, member.username)
            async with store.write() as session:
                await desk_membership(session, desk, person, now, present=present)
    for desk_id, words in said.items():
        await note_sight(store, directory.chats[desk_id], words, now)


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
