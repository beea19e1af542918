"""/start, /connect, /invite: from an empty database to a working brand."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.brand_settings import SettingError
from bot.brands import connect_chat
from bot.checklist import refresh_checklists, show_checklist
from bot.notices import offer_menus
from bot.staff import enrol, gives_nothing, invite, is_open, made_invite, use_invite
from handlers.brands import act_for, brands_of, came_by_link, leading_here, new_brand
from handlers.buttons import OnConnect, OnConnectTo
from handlers.filters import Says
from handlers.refusals import is_lead, refuse_press
from handlers.scene import Scene
from handlers.texts import texts
from handlers.views.asking import anonymous, plain
from handlers.views.names import first_name, name_for_clients, role_name
from handlers.views.setup import ask_what_group_is, connected
from handlers.views.view import View
from handlers.wording import moment_near
from storage.tables import Member
from storage.vocabulary import TEAM_ROLES, ChatRole, MemberRole

CONNECTABLE = frozenset({ChatRole.DESK, ChatRole.LEADS, ChatRole.COMMUNITY, ChatRole.COMMENTS})


async def start(message: Message, scene: Scene, args: str) -> None:
    if message.chat.type != "private":
        return
    if args and await _redeem(scene, args):
        return
    if scene.user is not None and scene.user.id in scene.defaults.owner_ids:
        await _begin_as_owner(scene)
    await came_by_link(scene, args)
    if scene.member is None:
        await _greet_stranger(scene)
    elif scene.may_lead:
        await _show_checklist(scene)
    else:
        await scene.say(plain(scene.t("Hello! You are on the team. /help shows what I can do.")))


async def _redeem(scene: Scene, secret: str) -> bool:
    """Use a deep link; False when it is not one of ours (a client may come by any link)."""
    session = await scene.session()
    found = await made_invite(session, secret)
    if found is None:
        return False
    if found.brand_id is not None and is_open(found, scene.now):
        member = scene.directory.member(found.brand_id, scene.person.user_id)
        if member is not None and gives_nothing(found, member):
            await scene.say(plain(_already(scene, member)))
            return True
    used = await use_invite(session, secret, scene.person, scene.now)
    if used is None:
        await scene.say(
            plain(scene.t("This link has been used or is out of date. Please ask for a new one."))
        )
        return True
    if used.brand_id is None:
        await _begin_as_owner(scene)
        await _show_checklist(scene)
        return True
    await scene.refresh_roster()
    scene.brand = scene.directory.brands[used.brand_id]
    scene.member = scene.directory.member(used.brand_id, scene.person.user_id)
    await _offer_commands(scene)
    await scene.say(
        plain(
            scene.t(
                "Welcome to the team of {brand}! You are its {role} now. /help shows what I "
                "can do.",
                brand=scene.brand.name,
                role=role_name(scene.t, used.role),
            )
        )
    )
    await refresh_checklists(session, used.brand_id, scene.now)
    return True


def _already(scene: Scene, member: Member) -> str:
    return scene.t(
        "You are on the team of {brand} already, as its {role}. The link stays unused: send it to "
        "the person whom you invite.",
        brand=scene.directory.brands[member.brand_id].name,
        role=role_name(scene.t, member.role),
    )


async def _begin_as_owner(scene: Scene) -> None:
    """The first owner's start creates the brand."""
    session = await scene.session()
    brand = scene.directory.default_brand()
    if brand is None:
        brand = await new_brand(scene, first_name(texts(scene.defaults.language)))
    await enrol(session, brand.id, scene.person, MemberRole.OWNER, scene.now, private_chat=True)
    await scene.refresh_roster()
    await _offer_commands(scene)


async def _offer_commands(scene: Scene) -> None:
    """Show the member their command menus."""
    if scene.member is not None:
        await offer_menus(await scene.session(), scene.member, scene.now)


async def _show_checklist(scene: Scene) -> None:
    assert scene.brand is not None  # noqa: S101 - a lead has a brand
    assert scene.place is not None  # noqa: S101 - /start comes from a chat
    await show_checklist(
        await scene.session(),
        scene.brand.id,
        scene.place.id,
        f"{scene.place.id}:{scene.update_id}",
        scene.now,
    )


async def _greet_stranger(scene: Scene) -> None:
    if scene.brand is None:
        said = scene.t(
            "Hello! I am Vidhuk, and I am not set up yet. Please come back a little later."
        )
    elif name := name_for_clients(scene.brand):
        said = scene.t(
            "Hello! This is {brand}. Write your question, idea or complaint here: a person "
            "will answer.",
            brand=name,
        )
    else:
        said = scene.t("Hello! Write your question, idea or complaint here: a person will answer.")
    await scene.say(plain(said))


async def connect(message: Message, scene: Scene, args: str) -> None:
    if message.chat.type == "private":
        await scene.say(plain(scene.t("Send /connect in the group that you want to connect.")))
        return
    if message.sender_chat is not None:
        await scene.say(plain(anonymous(scene.t)))
        return
    title = message.chat.title or ""
    leading = leading_here(scene)
    if not leading:
        await _refuse_connect(message, scene)
        return
    act_for(scene, leading[0])
    if args not in {role.value for role in CONNECTABLE}:
        await scene.say(ask_what_group_is(scene.t, title, brands_of(scene, leading)))
    elif await _connect(scene, leading[0], ChatRole(args), title):
        await scene.say(_connected(scene, ChatRole(args), leading))


async def _refuse_connect(message: Message, scene: Scene) -> None:
    """Clients need not hear of it; the team and those who set a group up do."""
    t = scene.t
    if not scene.directory.brands:
        said = t("I am not set up yet: my owner sends me /start in private first.")
    else:
        said = t("Only the brand's owner or lead can connect a chat.")
    if scene.chat is None or scene.chat.role in TEAM_ROLES:
        await scene.say(plain(said), reply_to=message.message_id)
    else:
        await scene.say_in_private(plain(said))


async def connect_by_button(
    query: CallbackQuery, callback_data: OnConnect | OnConnectTo, scene: Scene
) -> None:
    leading = leading_here(scene)
    if isinstance(callback_data, OnConnectTo):  # the brand that the question named comes first
        named = [one for one in leading if one.brand_id == callback_data.brand_id]
        leading = [*named, *(one for one in leading if one not in named)] if named else []
    if not leading or query.message is None:
        refuse_press(scene, query)
        return
    act_for(scene, leading[0])
    title = query.message.chat.title or ""
    if isinstance(callback_data, OnConnectTo) and not callback_data.role:
        view = ask_what_group_is(scene.t, title, brands_of(scene, leading))
        await scene.edit(query.message.message_id, view)
        scene.toast(query)
        return
    if callback_data.role not in {role.value for role in CONNECTABLE}:
        scene.toast(query, scene.t("This button is out of date."))
        return
    scene.toast(query)
    role = ChatRole(callback_data.role)
    if await _connect(scene, leading[0], role, title):
        await scene.edit(query.message.message_id, _connected(scene, role, leading))


def _connected(scene: Scene, role: ChatRole, leading: Sequence[Member]) -> View:
    return connected(scene.t, role, scene.brand if len(leading) > 1 else None)


async def _connect(scene: Scene, lead: Member, role: ChatRole, title: str) -> bool:
    """False when the chat is another brand's."""
    session = await scene.session()
    brand = scene.directory.brands[lead.brand_id]
    assert scene.place is not None  # noqa: S101 - a button or a command comes from a chat
    old_desk = scene.directory.chat_of(brand.id, ChatRole.DESK)
    try:
        await connect_chat(
            session,
            brand,
            chat_id=scene.place.id,
            role=role,
            title=title,
            bot_is_admin=scene.chat.bot_is_admin if scene.chat else None,
            now=scene.now,
            thread_id=scene.topic,
        )
    except SettingError:
        await scene.say(plain(scene.t("This chat belongs to another brand.")))
        return False
    await scene.refresh_roster()
    await refresh_checklists(session, brand.id, scene.now)
    if role is ChatRole.DESK and old_desk is not None and old_desk.chat_id != scene.place.id:
        moved = scene.t("The managers' desk is now in “{chat}”. I am off duty here.", chat=title)
        await scene.say(plain(moved), to=old_desk.chat_id)
    return True


async def invite_somebody(message: Message, scene: Scene, args: str) -> None:
    if not await is_lead(message, scene):
        return
    assert scene.brand is not None  # noqa: S101 - a lead has a brand
    assert scene.member is not None  # noqa: S101
    if args not in {MemberRole.MANAGER.value, MemberRole.LEAD.value}:
        await scene.say(plain(scene.t("Whom shall I invite? /invite manager or /invite lead")))
        return
    role = MemberRole(args)
    if not scene.member.private_chat:
        said = scene.t("Open a private chat with me and send /invite there: the link is for you.")
        await scene.say(plain(said), reply_to=message.message_id)
        return
    secret, expires_at = await invite(await scene.session(), role, scene.brand.id, scene.now)
    await scene.say(
        plain(
            scene.t(
                "A link for one {role} of {brand}, good until "
                "{until}:\nhttps://t.me/{bot}?start={secret}\nIt works once: send it to the "
                "person in private.",
                role=role_name(scene.t, role),
                brand=scene.brand.name,
                until=moment_near(scene.t, expires_at, scene.now, scene.brand.timezone),
                bot=scene.me.username,
                secret=secret,
            )
        ),
        # In a group everybody could use it, so it goes to the one who asked.
        to=scene.member.user_id,
    )
    if message.chat.type != "private":
        said = scene.t("The link is in your private chat with me.")
        await scene.say(plain(said), reply_to=message.message_id)


def setup_router() -> Router:
    router = Router(name="setup")
    router.message.register(start, Says("start"))
    router.message.register(connect, Says("connect"))
    router.message.register(invite_somebody, Says("invite"))
    router.callback_query.register(connect_by_button, OnConnect.filter())
    router.callback_query.register(connect_by_button, OnConnectTo.filter())
    return router
