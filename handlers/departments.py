"""/departments: kept by leads, each in a group of its own or in a member's private chat."""

import re
from datetime import timedelta

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from aiogram.utils.formatting import Bold, Text

from bot.brand_settings import SettingError
from bot.brands import connect_chat
from bot.departments import NAME_LIMIT, DepartmentError, save_department
from handlers.buttons import OnDepartment
from handlers.filters import Says
from handlers.refusals import is_lead, member_pressing
from handlers.scene import Scene
from handlers.texts import Texts
from handlers.views.asking import plain
from handlers.views.view import View, button, lines
from handlers.wording import clip, in_hours
from storage.hand_offs import departments_of, get_department
from storage.tables import Member
from storage.vocabulary import TEAM_ROLES, ChatRole, MemberRole

_TARGET = re.compile(
    r"(?P<name>.+?)(?:\s+@(?P<who>\w+))?\s+"
    r"(?P<number>\d{1,3})\s*(?P<unit>h|m|г|год|ч|хв|мин)"
)
HERE = TEAM_ROLES | {ChatRole.DEPARTMENT}
_HOURS = frozenset({"h", "г", "год", "ч"})


async def departments(message: Message, scene: Scene, args: str) -> None:
    """/departments: the list; with a name and a time, makes one of this group or of a member."""
    lead = _lead(scene)
    if lead is None:
        await is_lead(message, scene)  # says why not
        return
    scene.member, scene.brand = lead, scene.directory.brands[lead.brand_id]
    if not args:
        await scene.say(await _list(scene))
        return
    typed = _TARGET.fullmatch(args.strip().casefold())
    if typed is None:
        await scene.say(plain(_how(scene.t)), reply_to=message.message_id)
        return
    name = args.strip()[: len(typed["name"])].strip()
    amount = int(typed["number"])
    target = timedelta(hours=amount) if typed["unit"] in _HOURS else timedelta(minutes=amount)
    chat_id = await _where(message, scene, typed["who"])
    if chat_id is None:
        return
    try:
        await save_department(
            await scene.session(), scene.brand.id, name, chat_id, target, scene.now
        )
    except DepartmentError as error:
        reasons = {
            "name": scene.t("A name has from 1 to {limit} characters.", limit=NAME_LIMIT),
            "target": scene.t("The time is from 15 minutes to 30 days."),
        }
        await scene.say(plain(reasons[error.code]), reply_to=message.message_id)
        return
    await scene.say(
        plain(
            scene.t(
                "{department} is a department now, with {time} to answer. The desk asks it from "
                "a request's card.",
                department=name,
                time=in_hours(scene.t, round(target.total_seconds() / 60)),
            )
        )
    )


def _lead(scene: Scene) -> Member | None:
    """A lead or owner, here in the brand's chat or in a group that is nobody's yet."""
    among_clients = scene.chat is not None and scene.chat.role not in HERE
    if scene.user is None or among_clients:
        return None
    if scene.member is not None:
        return scene.member if scene.may_lead else None
    if scene.chat is not None or scene.place is None or scene.place.type == "private":
        return None
    rows = scene.directory.members.get(scene.user.id, [])
    return next((one for one in rows if one.role is not MemberRole.MANAGER), None)


async def _where(message: Message, scene: Scene, who: str | None) -> int | None:
    """The named member's private chat, else this group, which becomes the department's."""
    assert scene.brand is not None  # noqa: S101 - a lead has a brand
    if who is not None:
        staff = scene.directory.staff(scene.brand.id)
        member = next((one for one in staff if (one.username or "").casefold() == who), None)
        if member is not None and member.private_chat:
            return member.user_id
        said = scene.t(
            "@{name} must be on the team and have written to me in private first.", name=who
        )
        await scene.say(plain(said), reply_to=message.message_id)
        return None
    mine = scene.chat is not None and scene.chat.role is not ChatRole.DEPARTMENT
    if message.chat.type == "private" or mine:
        await scene.say(plain(_how(scene.t)), reply_to=message.message_id)
        return None
    try:
        await connect_chat(
            await scene.session(),
            scene.brand,
            chat_id=message.chat.id,
            role=ChatRole.DEPARTMENT,
            title=message.chat.title or "",
            bot_is_admin=None,
            now=scene.now,
        )
    except SettingError:
        await scene.say(plain(scene.t("This chat belongs to another brand.")))
        return None
    await scene.refresh_roster()
    return message.chat.id


def _how(t: Texts) -> str:
    return t(
        "Send this in the department's own group, where I am too: /departments IT 8h. Or name a "
        "person of the team: /departments Delivery @taras 4h."
    )


async def _list(scene: Scene) -> View:
    assert scene.brand is not None  # noqa: S101 - a lead has a brand
    rows = await departments_of(await scene.session(), scene.brand.id)
    t = scene.t
    shown = [Text("• ", Bold(one.name), f" · {in_hours(t, one.target_minutes)}") for one in rows]
    head = Bold(t("Departments")) if rows else Text(t("There are no departments yet."))
    removal = [
        [button(t("Remove “{name}”", name=clip(one.name, 20)), OnDepartment(department_id=one.id))]
        for one in rows
    ]
    return View(lines(head, *shown, _how(t)), removal)


async def remove(query: CallbackQuery, callback_data: OnDepartment, scene: Scene) -> None:
    session = await scene.session()
    department = await get_department(session, callback_data.department_id)
    brand_id = department.brand_id if department else None
    member = member_pressing(query, scene, brand_id, leads=True, roles=HERE)
    if department is None or member is None:
        return
    department.active = False
    await session.flush()
    scene.toast(query, scene.t("Removed: “{name}”.", name=department.name))
    if query.message is not None:
        await scene.edit(query.message.message_id, await _list(scene))


def department_router() -> Router:
    router = Router(name="departments")
    router.message.register(departments, Says("departments"))
    router.callback_query.register(remove, OnDepartment.filter())
    return router
