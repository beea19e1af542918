"""/staff: who is on the team, and taking people off it."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot import staff
from bot.notices import offer_menus
from handlers.buttons import OnStaff
from handlers.filters import Says
from handlers.refusals import is_lead, pressed, refuse_press, say_unread
from handlers.scene import Scene
from handlers.views.setup import confirm_removal, staff_list
from handlers.views.view import View
from storage.staff import get_member


async def show_staff(message: Message, scene: Scene, args: str) -> None:
    if await is_lead(message, scene):
        await say_unread(message, scene, "staff", args)
        await scene.say(_list(scene))


def _list(scene: Scene) -> View:
    assert scene.brand is not None  # noqa: S101 - a lead has a brand
    assert scene.member is not None  # noqa: S101
    members = scene.directory.staff(scene.brand.id)
    return staff_list(scene.t, scene.brand, members, scene.member)


async def on_button(query: CallbackQuery, callback_data: OnStaff, scene: Scene) -> None:
    press = await pressed(query, scene, leads=True)
    if press is None:
        return
    session = await scene.session()
    member = await get_member(session, callback_data.member_id)
    if callback_data.verb == "list" or member is None or not member.active:
        await scene.edit(press.message_id, _list(scene))
        scene.toast(query)
    elif member.brand_id != press.brand.id:
        refuse_press(scene, query)
    elif callback_data.verb == "remove":
        await scene.edit(press.message_id, confirm_removal(scene.t, member))
        scene.toast(query)
    elif await staff.remove(session, member, press.member, scene.now):
        await scene.refresh_roster()
        await offer_menus(session, member, scene.now)
        await scene.edit(press.message_id, _list(scene))
        scene.toast(query, scene.t("{name} is off the team.", name=member.name))
    else:
        scene.toast(query, scene.t("You cannot remove this person."), alert=True)


def staff_router() -> Router:
    router = Router(name="staff")
    router.message.register(show_staff, Says("staff"))
    router.callback_query.register(on_button, OnStaff.filter())
    return router
