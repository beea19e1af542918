"""/connect: what a group is for. The question is asked with buttons, and settled by an answer."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.types import CallbackQuery, InaccessibleMessage, Message

from bot.brand_settings import SettingError
from bot.brands import connect_chat
from bot.checklist import refresh_checklists
from bot.notices import leads_chats
from handlers.brands import act_for, brands_of, leading_here
from handlers.buttons import OnConnect, OnConnectTo, OnDeskEnds
from handlers.filters import Says
from handlers.refusals import refuse_press
from handlers.scene import Scene
from handlers.views.asking import anonymous, plain
from handlers.views.setup import connected, end_desk, role_given, what_group_is, without_desk
from handlers.views.view import View
from storage.notices import asked_in, notice_of_message
from storage.tables import Member
from storage.vocabulary import TEAM_ROLES, ChatRole, NoticeStatus

CONNECTABLE = frozenset({ChatRole.DESK, ChatRole.LEADS, ChatRole.COMMUNITY, ChatRole.COMMENTS})

ASKS = "role"
"""Marks the question among what was said (`asks` in a notice's payload) while it is open."""


async def ask_what_group_is(scene: Scene, title: str, leading: Sequence[Member]) -> None:
    await scene.say(_question(scene, title, leading), asks=ASKS)


def _question(scene: Scene, title: str, leading: Sequence[Member]) -> View:
    role = scene.chat.role if scene.chat else None
    return what_group_is(scene.t, title, brands_of(scene, leading), role)


async def _settle_questions(scene: Scene, said: View, pressed: int | None) -> None:
    """The group has its role: buttons left standing could take it away again.

    The message whose button was `pressed` says it in its own words.
    """
    assert scene.place is not None  # noqa: S101 - a button or a command comes from a chat
    for question in await asked_in(await scene.session(), scene.place.id, ASKS):
        question.payload = {**question.payload, "asks": None}
        if question.message_id is not None and question.message_id != pressed:
            await scene.edit(question.message_id, said)
        elif question.message_id is None and question.status in {
            NoticeStatus.PENDING,
            NoticeStatus.RETRY,
        }:
            question.status = NoticeStatus.SUPERSEDED


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
    if args not in CONNECTABLE:
        await ask_what_group_is(scene, title, leading)
    elif _would_end_desk(scene, ChatRole(args)):
        await scene.say(end_desk(scene.t, title, ChatRole(args)), asks=ASKS)
    elif await _connect(scene, leading[0], ChatRole(args), title):
        await scene.say(_connected(scene, ChatRole(args), leading))


def _would_end_desk(scene: Scene, role: ChatRole) -> bool:
    """Without a desk no request gets a card, so nobody ends it by the way."""
    return (
        scene.chat is not None and scene.chat.role is ChatRole.DESK and role is not scene.chat.role
    )


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


def _is_manager_here(scene: Scene) -> bool:
    """On the team of this chat's brand, or of any where it is none's, and leading none of them."""
    known = scene.user is not None and scene.user.id in scene.directory.members
    is_member = scene.member is not None or (scene.chat is None and known)
    return is_member and not leading_here(scene)


async def connect_by_button(
    query: CallbackQuery, callback_data: OnConnect | OnConnectTo, scene: Scene
) -> None:
    leading = leading_here(scene)
    if isinstance(callback_data, OnConnectTo):  # the brand that the question named comes first
        named = [one for one in leading if one.brand_id == callback_data.brand_id]
        leading = [*named, *(one for one in leading if one not in named)] if named else []
    if not leading or query.message is None:
        refuse_press(scene, query, manager=_is_manager_here(scene))
        return
    act_for(scene, leading[0])
    title = query.message.chat.title or ""
    if isinstance(callback_data, OnConnectTo) and not callback_data.role:
        await scene.edit(query.message.message_id, _question(scene, title, leading))
        scene.toast(query)
    elif callback_data.role not in CONNECTABLE or await _is_settled(scene, query.message):
        scene.toast(query, scene.t("This button is out of date."))
    elif _would_end_desk(scene, role := ChatRole(callback_data.role)):
        scene.toast(query)
        await scene.edit(query.message.message_id, end_desk(scene.t, title, role))
    else:
        scene.toast(query)
        await _connect_as_pressed(scene, query.message, role, leading)


async def end_desk_by_button(query: CallbackQuery, callback_data: OnDeskEnds, scene: Scene) -> None:
    leading = leading_here(scene)
    if not leading or query.message is None:
        refuse_press(scene, query, manager=_is_manager_here(scene))
        return
    act_for(scene, leading[0])
    title, role = query.message.chat.title or "", callback_data.role
    if not role:
        scene.toast(query)
        await _settle_questions(scene, role_given(scene.t, title, ChatRole.DESK), None)
    elif role not in CONNECTABLE or await _is_settled(scene, query.message):
        scene.toast(query, scene.t("This button is out of date."))
    else:
        scene.toast(query)
        await _connect_as_pressed(scene, query.message, ChatRole(role), leading)


async def _is_settled(scene: Scene, question: Message | InaccessibleMessage) -> bool:
    """An app that shows the buttons still may send them after all."""
    asked = await notice_of_message(await scene.session(), question.chat.id, question.message_id)
    return asked is not None and "asks" in asked.payload and asked.payload["asks"] is None


async def _connect_as_pressed(
    scene: Scene, question: Message | InaccessibleMessage, role: ChatRole, leading: Sequence[Member]
) -> None:
    title, pressed = question.chat.title or "", question.message_id
    if await _connect(scene, leading[0], role, title, pressed):
        await scene.edit(pressed, _connected(scene, role, leading))


def _connected(scene: Scene, role: ChatRole, leading: Sequence[Member]) -> View:
    return connected(scene.t, role, scene.brand if len(leading) > 1 else None)


async def _connect(
    scene: Scene, lead: Member, role: ChatRole, title: str, pressed: int | None = None
) -> bool:
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
    await _settle_questions(scene, role_given(scene.t, title, role), pressed)
    await scene.refresh_roster()
    await refresh_checklists(session, brand.id, scene.now)
    if role is ChatRole.DESK and old_desk is not None and old_desk.chat_id != scene.place.id:
        moved = scene.t("The managers' desk is now in “{chat}”. I am off duty here.", chat=title)
        await scene.say(plain(moved), to=old_desk.chat_id)
    elif old_desk is not None and scene.directory.chat_of(brand.id, ChatRole.DESK) is None:
        for chat_id in leads_chats(scene.directory, brand.id):
            await scene.say(plain(without_desk(scene.t)), to=chat_id)
    return True


def connecting_router() -> Router:
    router = Router(name="connecting")
    router.message.register(connect, Says("connect"))
    router.callback_query.register(connect_by_button, OnConnect.filter())
    router.callback_query.register(connect_by_button, OnConnectTo.filter())
    router.callback_query.register(end_desk_by_button, OnDeskEnds.filter())
    return router
