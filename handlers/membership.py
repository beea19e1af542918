"""The bot and people come and go; groups become supergroups."""

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated, Message

from bot.brands import leave_chat, move_chat
from bot.checklist import refresh_checklists
from bot.notices import leads_chats
from bot.staff import Person, desk_membership
from handlers.filters import Awaited
from handlers.people import PRESENT
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.names import chat_role_name
from handlers.views.setup import ask_what_group_is
from handlers.wording import clip
from storage.staff import note_reach
from storage.vocabulary import MemberRole

GROUPS = frozenset({"group", "supergroup"})
GONE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.KICKED})


async def bot_moved(update: ChatMemberUpdated, scene: Scene) -> None:
    """The bot was added, promoted, demoted or removed."""
    status = update.new_chat_member.status
    if update.chat.type == "private":
        await _blocked_or_not(scene, blocked=status == ChatMemberStatus.KICKED)
    was_in = update.old_chat_member.status not in GONE
    if update.chat.type == "channel" and status not in GONE and not was_in:
        await _explain_channel(update, scene)
    if update.chat.type not in GROUPS:
        return
    if status in GONE:
        await _left(scene)
    elif scene.chat is not None:
        await scene.session()
        scene.chat.bot_is_admin = status == ChatMemberStatus.ADMINISTRATOR
    elif not was_in:
        await _arrived(update, scene)
    if scene.brand is not None:
        await refresh_checklists(await scene.session(), scene.brand.id, scene.now)


async def _blocked_or_not(scene: Scene, *, blocked: bool) -> None:
    """A person stopped the bot or let it in again: alerts look for another reader meanwhile."""
    await note_reach(await scene.session(), scene.person.user_id, scene.now if blocked else None)
    scene.unit.roster_changed()


async def _explain_channel(update: ChatMemberUpdated, scene: Scene) -> None:
    """A channel has no clients' messages: they stand in its discussion group."""
    member = next(iter(scene.directory.members.get(update.from_user.id, [])), None)
    if member is None:
        return
    scene.member, scene.brand = member, scene.directory.brands[member.brand_id]
    said = scene.t(
        "“{chat}” is a channel, and its comments stand in its discussion group. Add me to that "
        "group and send /connect comments there.",
        chat=clip(update.chat.title or "", 64),
    )
    await scene.say_in_private(plain(said))


async def _arrived(update: ChatMemberUpdated, scene: Scene) -> None:
    leads = [
        member
        for member in scene.directory.members.get(update.from_user.id, [])
        if member.role is not MemberRole.MANAGER
    ]
    if leads:
        scene.member = leads[0]
        scene.brand = scene.directory.brands[leads[0].brand_id]
        await scene.say(ask_what_group_is(scene.t, update.chat.title or ""))
    else:
        await scene.say(
            plain(
                scene.t(
                    "Hello! I am Vidhuk: I help a brand's team answer its clients in time. Only "
                    "the brand's owner or lead can switch me on here, with /connect. Until then I "
                    "keep silent and record nothing."
                )
            )
        )


async def _left(scene: Scene) -> None:
    """A chat without us is a blind spot: its leads are told."""
    session = await scene.session()
    left = await leave_chat(session, scene.place.id if scene.place else 0)
    if left is None:
        return
    await scene.refresh_roster()
    scene.brand = scene.directory.brands[left.brand_id]
    for chat_id in leads_chats(scene.directory, left.brand_id):
        await scene.say(
            plain(
                scene.t(
                    "⚠️ I was removed from “{chat}” ({role}). I no longer see what is written "
                    "there. Add me again and send /connect there.",
                    chat=clip(left.title, 64),
                    role=chat_role_name(scene.t, left.role),
                )
            ),
            to=chat_id,
        )


async def person_moved(update: ChatMemberUpdated, scene: Scene) -> None:
    """Telegram tells an administrator who joins and leaves."""
    if scene.chat is None or update.new_chat_member.user.is_bot:
        return
    user = update.new_chat_member.user
    member = update.new_chat_member
    present = member.status in PRESENT or bool(getattr(member, "is_member", False))
    person = Person(user.id, user.full_name, user.username)
    await desk_membership(await scene.session(), scene.chat, person, scene.now, present=present)
    scene.unit.roster_changed()


async def person_left(message: Message, scene: Scene) -> None:
    """The service message of a leaving, which also reaches a bot that is no administrator."""
    user = message.left_chat_member
    if scene.chat is None or user is None or user.is_bot:
        return
    person = Person(user.id, user.full_name, user.username)
    await desk_membership(await scene.session(), scene.chat, person, scene.now, present=False)
    scene.unit.roster_changed()


async def group_grew(message: Message, scene: Scene) -> None:
    """The group became a supergroup: its id changes everywhere at once."""
    if message.migrate_to_chat_id is not None:
        await move_chat(await scene.session(), message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await move_chat(await scene.session(), message.migrate_from_chat_id, message.chat.id)
    scene.unit.roster_changed()


async def title_changed(message: Message, scene: Scene) -> None:
    if scene.chat is not None and message.new_chat_title:
        await scene.session()
        scene.chat.title = message.new_chat_title


def membership_router() -> Router:
    router = Router(name="membership")
    router.my_chat_member.register(bot_moved)
    router.chat_member.register(person_moved)
    router.message.register(person_left, Awaited(F.left_chat_member))
    router.message.register(group_grew, Awaited(F.migrate_to_chat_id | F.migrate_from_chat_id))
    router.message.register(title_changed, Awaited(F.new_chat_title))
    return router
