"""Departments: kept by leads, asked from the card, answering in their own chat."""

import re
from datetime import timedelta
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message
from aiogram.utils.formatting import Bold, Text

from bot.brand_settings import SettingError
from bot.brands import connect_chat
from bot.hand_offs import (
    NAME_LIMIT,
    DepartmentError,
    answer_hand_off,
    hand_off,
    is_answer_wanted,
    save_department,
    withdraw,
)
from handlers.buttons import OnDepartment, OnHandOff
from handlers.card_verbs import Verb, open_menu, row_id
from handlers.filters import Says
from handlers.reading import content_of, is_said, words_of
from handlers.refusals import is_lead, refuse_press
from handlers.scene import Scene
from handlers.texts import Texts
from handlers.views.asking import plain
from handlers.views.card_menus import Choice
from handlers.views.names import content_name
from handlers.views.view import View, button, lines
from handlers.wording import clip, in_hours
from storage.engine import Session
from storage.hand_offs import (
    departments_of,
    get_department,
    get_hand_off,
    hand_offs_of,
)
from storage.notices import notice_of_message
from storage.requests import Matter, get_request
from storage.tables import Member, Notice, Request
from storage.vocabulary import TEAM_ROLES, ChatRole, MemberRole, NoticeKind

_TARGET = re.compile(
    r"(?P<name>.+?)(?:\s+@(?P<who>\w+))?\s+"
    r"(?P<number>\d{1,3})\s*(?P<unit>h|m|г|год|ч|хв|мин)"
)
HERE = TEAM_ROLES | {ChatRole.DEPARTMENT}
_HOURS = frozenset({"h", "г", "год", "ч"})


# --- keeping them -----------------------------------------------------------------------------


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
        await save_department(await scene.session(), scene.brand.id, name, chat_id, target)
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
    member = scene.directory.member(department.brand_id, query.from_user.id) if department else None
    if department is None or member is None or member.role is MemberRole.MANAGER:
        refuse_press(scene, query)
        return
    scene.member, scene.brand = member, scene.directory.brands[member.brand_id]
    department.active = False
    await session.flush()
    scene.toast(query, scene.t("Removed: “{name}”.", name=department.name))
    if query.message is not None:
        await scene.edit(query.message.message_id, await _list(scene))


# --- asking, from the card --------------------------------------------------------------------


async def offered(session: Session, t: Texts, matter: Matter) -> list[Choice]:
    rows = await departments_of(session, matter.request.brand_id)
    asked = await hand_offs_of(session, matter.request.id)
    open_ones = [
        Choice(t("Withdraw: {name}", name=department.name), "withdraw", str(one.id))
        for one, department in asked
        if one.answered_at is None and one.withdrawn_at is None
    ]
    return [*[Choice(one.name, "ask", str(one.id)) for one in rows], *open_ones]


async def _ask(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, value: str
) -> str:
    session = await scene.session()
    await open_menu(query, scene, request, member, "")
    department = await get_department(session, row_id(value))
    if department is None or department.brand_id != request.brand_id or not department.active:
        return scene.t("This department is gone.")
    await scene.say(
        plain(
            scene.t(
                "What shall I ask {department} about #{number}? Reply to this message.",
                department=department.name,
                number=request.number,
            )
        ),
        prompt={"ask": "hand_off", "request_id": request.id, "department_id": department.id},
    )
    return ""


async def _withdraw(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, value: str
) -> str:
    session = await scene.session()
    await open_menu(query, scene, request, member, "")
    asked = await get_hand_off(session, row_id(value))
    if asked is None or asked.request_id != request.id:
        raise ValueError(value)
    if await withdraw(session, asked, member, scene.now):
        return scene.t("Withdrawn.")
    return scene.t("It has answered already.")


VERBS: dict[str, Verb] = {"ask": _ask, "withdraw": _withdraw}


async def on_question(message: Message, scene: Scene, prompt: dict[str, Any], words: str) -> None:
    """The reply to "What shall I ask?"."""
    session = await scene.session()
    request = await get_request(session, prompt["request_id"])
    department = await get_department(session, prompt["department_id"])
    member, brand = scene.member, scene.brand
    if request is None or department is None or member is None or brand is None:
        return
    if request.brand_id != brand.id or department.brand_id != brand.id:
        return
    await hand_off(session, brand, request, department, words, member, scene.now)
    said = scene.t(
        "{department} is asked about #{number}. The client's clock runs on.",
        department=department.name,
        number=request.number,
    )
    await scene.say(plain(said), reply_to=message.message_id)


# --- the department's side --------------------------------------------------------------------


class ToHandOff(Filter):
    """A reply, in a department's chat, to what it was asked."""

    async def __call__(self, message: Message, scene: Scene) -> dict[str, Notice] | bool:
        earlier = message.reply_to_message
        if earlier is None or not is_said(message):
            return False
        if scene.chat is not None and scene.chat.role is not ChatRole.DEPARTMENT:
            return False
        session = await scene.session()
        notice = await notice_of_message(session, message.chat.id, earlier.message_id)
        is_asked = notice is not None and notice.kind is NoticeKind.HANDOFF
        return {"notice": notice} if notice is not None and is_asked else False


async def department_says(message: Message, scene: Scene, notice: Notice) -> None:
    """Whoever is in the department's chat may answer: they need not be on the team."""
    session = await scene.session()
    asked = await get_hand_off(session, notice.payload["hand_off_id"])
    if asked is None or asked.brand_id != notice.brand_id:
        return
    t = scene.t
    if not await is_answer_wanted(session, asked):
        said = t("No answer is needed any more. Thank you!")
        await scene.say(plain(said), reply_to=message.message_id)
        return
    content, words = content_of(message), words_of(message)
    shown = words or content_name(t, content)
    copy = (message.chat.id, message.message_id) if content != "text" else None
    author = scene.user.full_name if scene.user else ""
    await answer_hand_off(session, asked, author, shown, copy, scene.now)
    await scene.say(plain(t("The desk has your answer. Thank you!")), reply_to=message.message_id)


async def department_presses(query: CallbackQuery, callback_data: OnHandOff, scene: Scene) -> None:
    """*Answered*: done without words. Only in the chat where the department is asked."""
    session = await scene.session()
    asked = await get_hand_off(session, callback_data.hand_off_id)
    department = await get_department(session, asked.department_id) if asked else None
    here = query.message.chat.id if query.message else 0
    if asked is None or department is None or department.chat_id != here:
        refuse_press(scene, query)
        return
    if asked.answered_at is None and await is_answer_wanted(session, asked):
        await answer_hand_off(session, asked, query.from_user.full_name, "", None, scene.now)
    scene.toast(query, scene.t("The desk knows. Thank you!"))


def hand_off_router() -> Router:
    router = Router(name="hand-offs")
    router.message.register(departments, Says("departments"))
    router.message.register(department_says, ToHandOff())
    router.callback_query.register(department_presses, OnHandOff.filter())
    router.callback_query.register(remove, OnDepartment.filter())
    return router
