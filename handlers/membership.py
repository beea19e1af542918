"""The bot and people come and go; groups become supergroups."""

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMember, ChatMemberUpdated, Message, User

from bot.brands import connect_chat, leave_chat, move_chat, post_cards
from bot.checklist import refresh_checklists
from bot.lost_desk import know_lost
from bot.notices import leads_chats, offer_menu
from bot.staff import Person, desk_membership
from bot.visible import shown_name
from handlers.brands import act_for, leading_here
from handlers.connecting import ask_what_group_is
from handlers.filters import Awaited
from handlers.people import may_answer_in
from handlers.presence import PRESENT
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.names import chat_role_name
from handlers.wording import clip
from storage.staff import note_reach
from storage.tables import Chat
from storage.vocabulary import TEAM_ROLES, ChatRole, MemberRole

GROUPS = frozenset({"group", "supergroup"})
ADMIN = ChatMemberStatus.ADMINISTRATOR
GONE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.KICKED})


async def bot_moved(update: ChatMemberUpdated, scene: Scene) -> None:
    """The bot was added, promoted, demoted or removed."""
    now_is = update.new_chat_member
    status = now_is.status
    if update.chat.type == "private":
        await _blocked_or_not(scene, blocked=status == ChatMemberStatus.KICKED)
    was_in = update.old_chat_member.status not in GONE
    if update.chat.type == "channel" and status not in GONE:
        await _enter_channel(update, scene)
        await _hears_or_not(update, scene)
    if update.chat.type not in GROUPS and status not in GONE:
        return
    if status in GONE:
        await _left(scene)
    elif scene.chat is not None:
        await _rights_changed(update, scene, scene.chat)
    elif not was_in:
        await _arrived(update, scene)
    if scene.brand is not None:
        await refresh_checklists(await scene.session(), scene.brand.id, scene.now)


async def _rights_changed(update: ChatMemberUpdated, scene: Scene, chat: Chat) -> None:
    session = await scene.session()
    changed = (update.old_chat_member, update.new_chat_member)
    was_admin, is_admin = (one.status == ADMIN for one in changed)
    could_write, can_write = map(_may_write, changed)
    chat.bot_is_admin = is_admin
    if was_admin and not is_admin:
        await _demoted(scene, chat)
    if not can_write:
        await _muted(scene, chat)
        await know_lost(session, chat.chat_id, scene.now)
    elif not could_write and chat.role is ChatRole.DESK:
        await post_cards(session, chat, scene.now)


def _may_write(member: ChatMember) -> bool:
    return getattr(member, "can_send_messages", True) is not False


async def _blocked_or_not(scene: Scene, *, blocked: bool) -> None:
    """A person stopped the bot or let it in again: alerts look for another reader meanwhile."""
    await note_reach(await scene.session(), scene.person.user_id, scene.now if blocked else None)
    scene.unit.roster_changed()


async def _enter_channel(update: ChatMemberUpdated, scene: Scene) -> None:
    """A brand's channel: its reactions, and what is written to it. Comments stand elsewhere."""
    leading = leading_here(scene)
    if not leading or scene.chat is not None:
        return
    act_for(scene, leading[0])
    assert scene.brand is not None  # noqa: S101 - set just now
    title = update.chat.title or ""
    await connect_chat(
        await scene.session(),
        scene.brand,
        chat_id=update.chat.id,
        role=ChatRole.CHANNEL,
        title=title,
        bot_is_admin=True,
        now=scene.now,
    )
    await scene.refresh_roster()
    name = clip(title, 64)
    await scene.say_in_private(
        plain(
            scene.t(
                "“{chat}” is connected: I count the reactions under its posts and answer the "
                "messages written to it. Its comments stand in its discussion group: add me there "
                "and send /connect comments.",
                chat=name,
            )
            if may_answer_in(update.new_chat_member)
            else scene.t(
                "“{chat}” is connected: I count the reactions under its posts. Its comments stand "
                "in its discussion group: add me there and send /connect comments.",
                chat=name,
            )
        )
    )


async def _hears_or_not(update: ChatMemberUpdated, scene: Scene) -> None:
    """Without the right nothing that is written to the channel reaches us: the leads are told."""
    if scene.chat is None:
        return
    was_new = update.old_chat_member.status in GONE
    if not may_answer_in(update.new_chat_member) and (
        was_new or may_answer_in(update.old_chat_member)
    ):
        await _warn_the_leads(
            scene,
            scene.t(
                "⚠️ I may not answer the messages written to “{chat}”, and see none of them. If "
                "people may write there, allow me to manage direct messages: the channel's "
                "settings, Administrators.",
                chat=clip(scene.chat.title, 64),
            ),
        )
    await refresh_checklists(await scene.session(), scene.chat.brand_id, scene.now)


async def _arrived(update: ChatMemberUpdated, scene: Scene) -> None:
    if leading := leading_here(scene):
        act_for(scene, leading[0])
        await ask_what_group_is(scene, update.chat.title or "", leading)
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
    left = await leave_chat(session, scene.place.id if scene.place else 0, scene.now)
    if left is None:
        return
    await scene.refresh_roster()
    scene.brand = scene.directory.brands[left.brand_id]
    await _warn_the_leads(
        scene,
        scene.t(
            "⚠️ I was removed from “{chat}” ({role}). I no longer see what is written "
            "there. Add me again and send /connect there.",
            chat=clip(left.title, 64),
            role=chat_role_name(scene.t, left.role),
        ),
    )


async def _demoted(scene: Scene, chat: Chat) -> None:
    """With privacy mode on nothing more would be seen there, in silence: the leads are told."""
    await _warn_the_leads(
        scene,
        scene.t(
            "⚠️ I am no longer an administrator in “{chat}” ({role}). With privacy mode on I see "
            "only commands and replies to me there. Make me an administrator again, or switch "
            "privacy mode off: @BotFather → /setprivacy → Disable, then remove me from the group "
            "and add me again.",
            chat=clip(chat.title, 64),
            role=chat_role_name(scene.t, chat.role),
        ),
    )


async def _muted(scene: Scene, chat: Chat) -> None:
    await _warn_the_leads(
        scene,
        scene.t(
            "⚠️ I may no longer write in “{chat}” ({role}). Allow me to send messages there, in "
            "the group's permissions; until then what I have to say goes elsewhere or fails.",
            chat=clip(chat.title, 64),
            role=chat_role_name(scene.t, chat.role),
        ),
    )


async def _warn_the_leads(scene: Scene, said: str) -> None:
    assert scene.brand is not None  # noqa: S101 - a connected chat has a brand
    for chat_id in leads_chats(scene.directory, scene.brand.id):
        await scene.say(plain(said), to=chat_id)


async def person_moved(update: ChatMemberUpdated, scene: Scene) -> None:
    """Telegram tells an administrator who joins and leaves."""
    member = update.new_chat_member
    present = member.status in PRESENT or bool(getattr(member, "is_member", False))
    await _came_or_went(scene, member.user, present=present)


async def _came_or_went(scene: Scene, user: User, *, present: bool) -> None:
    if scene.chat is None or user.is_bot:
        return
    person = Person(user.id, shown_name(user.full_name), user.username)
    await desk_membership(await scene.session(), scene.chat, person, scene.now, present=present)
    if present:
        await _greet_lead(scene, scene.chat, user.id)
    scene.unit.roster_changed()


async def _greet_lead(scene: Scene, chat: Chat, user_id: int) -> None:
    """A lead who comes to a chat of the team finds their own command menu there."""
    member = scene.directory.member(chat.brand_id, user_id)
    if chat.role in TEAM_ROLES and member is not None and member.role is not MemberRole.MANAGER:
        session = await scene.session()
        await offer_menu(session, chat.chat_id, chat.brand_id, scene.now, user_id)


async def people_joined_or_left(message: Message, scene: Scene) -> None:
    """The service message, which also reaches a bot that is no administrator."""
    for user in message.new_chat_members or ():
        await _came_or_went(scene, user, present=True)
    if message.left_chat_member is not None:
        await _came_or_went(scene, message.left_chat_member, present=False)


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
    router.message.register(people_joined_or_left, Awaited(F.new_chat_members | F.left_chat_member))
    router.message.register(group_grew, Awaited(F.migrate_to_chat_id | F.migrate_from_chat_id))
    router.message.register(title_changed, Awaited(F.new_chat_title))
    return router
