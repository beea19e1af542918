"""/brand: whoever is on several teams says for which one they work now; owners make new ones."""

import re
from collections.abc import Sequence

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from aiogram.utils.formatting import Bold, Text

from bot.brand_settings import NAME_LIMIT, SettingError, checked_name
from bot.brands import create_brand
from bot.checklist import show_checklist
from bot.notices import offer_menu
from bot.staff import enrol
from handlers.buttons import OnBrand
from handlers.filters import Says
from handlers.refusals import is_member, refuse_press
from handlers.scene import Scene
from handlers.settings import setting_reason
from handlers.texts import language_of_user
from handlers.views.asking import plain
from handlers.views.names import role_name
from handlers.views.view import View, button, lines
from handlers.wording import clip
from storage.belonging import note_coming
from storage.tables import Brand, Member
from storage.vocabulary import MemberRole

_NEW = re.compile(r"new\s+(?P<name>\S.*)", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"b(?P<brand>\d{1,9})")


async def brand(message: Message, scene: Scene, args: str) -> None:
    if not await is_member(message, scene) or scene.member is None:
        return
    if message.chat.type != "private":
        said = scene.t("A group belongs to one brand. Send me /brand in private.")
        await scene.say_aside(plain(said), reply_to=message.message_id)
    elif not args:
        await scene.say(_list(scene))
    else:
        await _make(message, scene, args)


async def new_brand(scene: Scene, name: str) -> Brand:
    """Of the settings that the operator gives to every brand at first."""
    return await create_brand(
        await scene.session(),
        name=name,
        language=scene.defaults.language,
        timezone=scene.defaults.timezone,
        sla_minutes=scene.defaults.sla_minutes,
        now=scene.now,
    )


async def _make(message: Message, scene: Scene, args: str) -> None:
    t, typed = scene.t, _NEW.fullmatch(args.strip())
    owners = [one for one in _mine(scene) if one.role is MemberRole.OWNER]
    if not owners:
        await scene.say(plain(t("Only an owner makes a new brand.")), reply_to=message.message_id)
        return
    try:
        name = checked_name(typed["name"].strip() if typed else "")
    except SettingError as error:
        said = (
            setting_reason(t, error)
            if error.code == "name_signs"
            else t("Send /brand new and its name, up to {limit} characters.", limit=NAME_LIMIT)
        )
        await scene.say(plain(said), reply_to=message.message_id)
        return
    if name.casefold() in {scene.directory.brands[one.brand_id].name.casefold() for one in owners}:
        said = t("You have a brand of this name already.")
        await scene.say(plain(said), reply_to=message.message_id)
        return
    session = await scene.session()
    made = await new_brand(scene, name)
    await enrol(session, made.id, scene.person, MemberRole.OWNER, scene.now, private_chat=True)
    await scene.refresh_roster()
    await _choose(scene, made.id)
    key = f"{message.chat.id}:{scene.update_id}"
    await show_checklist(session, made.id, message.chat.id, key, scene.now)


def _mine(scene: Scene) -> list[Member]:
    return scene.directory.members.get(scene.person.user_id, [])


async def _choose(scene: Scene, brand_id: int) -> bool:
    """From now on what this person does in private is for this brand."""
    chosen = next((one for one in _mine(scene) if one.brand_id == brand_id), None)
    if chosen is None:
        return False
    session = await scene.session()
    for one in _mine(scene):
        one.chosen_at = scene.now if one is chosen else None
    await session.flush()
    scene.brand, scene.member = scene.directory.brands[brand_id], chosen
    await offer_menu(session, chosen.user_id, brand_id, scene.now)
    scene.unit.roster_changed()
    return True


def _list(scene: Scene) -> View:
    t, current = scene.t, scene.brand
    rows = sorted(_mine(scene), key=lambda one: one.brand_id)
    brands = scene.directory.brands
    shown = [
        Text(
            "✅ " if current and one.brand_id == current.id else "▫️ ",
            Bold(clip(brands[one.brand_id].name, 64)),
            f" · {role_name(t, one.role)}\n      t.me/{scene.me.username}?start=b{one.brand_id}",
        )
        for one in rows
    ]
    buttons = [
        [button(clip(brands[one.brand_id].name, 30), OnBrand(brand_id=one.brand_id))]
        for one in rows
        if not (current and one.brand_id == current.id)
    ]
    how = (
        t("An owner makes another with /brand new and its name.")
        if any(one.role is MemberRole.OWNER for one in rows)
        else None
    )
    return View(
        lines(
            t("For which brand do you work here now? Its link for clients stands below it."),
            *shown,
            how,
        ),
        buttons,
    )


def leading_here(scene: Scene) -> list[Member]:
    """For which brands this person may say what a chat is: its own alone, else the chosen first."""
    if scene.user is None:
        return []
    rows = scene.directory.members.get(scene.user.id, [])
    return [
        one
        for one in rows
        if one.role is not MemberRole.MANAGER
        and (scene.chat is None or one.brand_id == scene.chat.brand_id)
    ]


def brands_of(scene: Scene, members: Sequence[Member]) -> list[Brand]:
    return [scene.directory.brands[one.brand_id] for one in members]


def act_for(scene: Scene, member: Member) -> None:
    """What follows is this member's doing, for their brand."""
    scene.member, scene.brand = member, scene.directory.brands[member.brand_id]


async def switch(query: CallbackQuery, callback_data: OnBrand, scene: Scene) -> None:
    in_private = query.message is not None and query.message.chat.type == "private"
    if not in_private or not await _choose(scene, callback_data.brand_id):
        refuse_press(scene, query)
        return
    assert scene.brand is not None  # noqa: S101 - it was chosen just now
    scene.toast(query, scene.t("You work for {brand} now.", brand=scene.brand.name))
    if query.message is not None:
        await scene.edit(query.message.message_id, _list(scene))


async def came_by_link(scene: Scene, args: str) -> None:
    """A client came by a brand's own link: what they write in private goes there."""
    found = _LINK.fullmatch(args)
    brand = scene.directory.brands.get(int(found["brand"])) if found else None
    if brand is None or scene.member is not None or scene.user is None:
        return
    person = scene.person
    language = language_of_user(scene.user.language_code, brand.language)
    await note_coming(
        await scene.session(),
        brand.id,
        person.user_id,
        person.name,
        person.username,
        language,
        scene.now,
    )
    scene.brand = brand


def brand_router() -> Router:
    router = Router(name="brands")
    router.message.register(brand, Says("brand"))
    router.callback_query.register(switch, OnBrand.filter())
    return router
