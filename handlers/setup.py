"""/start and /invite: from an empty database to a working brand."""

from aiogram import Router
from aiogram.types import Message

from bot.checklist import refresh_checklists, show_checklist
from bot.notices import offer_menus
from bot.staff import enrol, gives_nothing, invite, is_open, made_invite, use_invite
from handlers.brands import came_by_link, new_brand
from handlers.filters import Says
from handlers.refusals import is_lead
from handlers.scene import Scene
from handlers.texts import texts
from handlers.views.asking import plain
from handlers.views.names import first_name, name_for_clients, role_name
from handlers.wording import moment_near
from storage.tables import Member
from storage.vocabulary import MemberRole


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
    router.message.register(invite_somebody, Says("invite"))
    return router
