"""The buttons under cards and alerts. Every press is authorised against the brand's roster."""

from datetime import timedelta

from aiogram import Router
from aiogram.types import CallbackQuery

from bot import requests as verbs
from bot.notices import refresh
from bot.undoing import undo_answer
from handlers import closing, hand_offs, media, profiles, teamwork, templates
from handlers.buttons import OnRequest
from handlers.card_verbs import Verb, open_menu, show_card_here, show_list_anew
from handlers.refusals import member_pressing
from handlers.scene import Scene
from handlers.views.asking import kind_noted
from handlers.views.card_menus import SNOOZES
from handlers.wording import moment_near
from storage.merging import standing_request
from storage.requests import get_request, open_wait
from storage.tables import Member, Request
from storage.vocabulary import Kind, NoticeKind, RequestStatus

LOOKING = frozenset({"show", "menu"})  # change nothing

FOLLOWS = frozenset({"template", "send"})
"""A canned answer goes to whoever waits where the matter goes on now."""


async def press(query: CallbackQuery, callback_data: OnRequest, scene: Scene) -> None:
    request = await get_request(await scene.session(), callback_data.request_id)
    member = member_pressing(query, scene, request.brand_id if request else None)
    if request is None or member is None:
        return
    verb = VERBS.get(callback_data.verb)
    if verb is None:
        scene.toast(query, scene.t("This button is out of date."))
        return
    if callback_data.verb in FOLLOWS and request.merged_into_id is not None:
        request = await standing_request(await scene.session(), request.id) or request
    try:
        said = await verb(query, scene, request, member, callback_data.value)
    except ValueError:  # a value that no button of ours carries
        said = scene.t("This button is out of date.")
    if callback_data.verb not in LOOKING:
        await refresh(await scene.session(), request.id, scene.now)  # stale cards right themselves
    scene.toast(query, said)


async def _take(
    _query: CallbackQuery, scene: Scene, request: Request, member: Member, _value: str
) -> str:
    if request.status in closing.ENDED:
        return scene.t("#{number} is closed already.", number=request.number)
    if not await verbs.take(await scene.session(), request, member, scene.now):
        return scene.t("#{number} is yours already.", number=request.number)
    return scene.t("#{number} is yours. Reminders rest for 8 hours.", number=request.number)


async def _release(
    _query: CallbackQuery, scene: Scene, request: Request, member: Member, _value: str
) -> str:
    await verbs.release(await scene.session(), request, member, scene.now)
    return scene.t("#{number} is free to take.", number=request.number)


async def _snooze(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, value: str
) -> str:
    hours = int(value)
    if hours not in SNOOZES:
        raise ValueError(value)
    session = await scene.session()
    await open_menu(query, scene, request, member, "")
    until = await verbs.snooze(session, request, member, timedelta(hours=hours), scene.now)
    zone = scene.directory.brands[request.brand_id].timezone
    return scene.t(
        "Reminders rest until {until}. The client's clock runs on.",
        until=moment_near(scene.t, until, scene.now, zone),
    )


async def _kind(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, value: str
) -> str:
    kind = Kind(value)
    await open_menu(query, scene, request, member, "")
    waited = request.status is RequestStatus.OPEN
    await verbs.set_kind(await scene.session(), request, kind, member, scene.now)
    return kind_noted(scene.t, request, kind, waited=waited)


async def _await(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, _value: str
) -> str:
    """What was taken as a remark needs an answer, since it was written."""
    session = await scene.session()
    brand = scene.directory.brands[request.brand_id]
    called = request.status is not RequestStatus.DISMISSED and await verbs.call_for_answer(
        session, brand, request, request.started_at, member, scene.now
    )
    await show_list_anew(query, scene)
    if not called:
        return scene.t("#{number} is not a remark any more.", number=request.number)
    return scene.t("#{number} waits for an answer now.", number=request.number)


async def _dismiss(
    _query: CallbackQuery, scene: Scene, request: Request, member: Member, _value: str
) -> str:
    await verbs.dismiss(await scene.session(), request, member, scene.now)
    return scene.t("#{number} is set aside: not a request.", number=request.number)


async def _reopen(
    _query: CallbackQuery, scene: Scene, request: Request, member: Member, _value: str
) -> str:
    brand = scene.directory.brands[request.brand_id]
    if await verbs.reopen(await scene.session(), brand, request, member, scene.now):
        return scene.t("#{number} is open again.", number=request.number)
    return scene.t("#{number} is open already.", number=request.number)


async def _show(
    query: CallbackQuery, scene: Scene, request: Request, _member: Member, _value: str
) -> str:
    if query.message is not None:
        await show_card_here(scene, query.message.chat.id, request)
    return ""


async def _conversation(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, _value: str
) -> str:
    await open_menu(query, scene, request, member, "")
    about = {"what": "conversation", "request_id": request.id, "offset": 0}
    await scene.post(NoticeKind.LIST, about)
    return ""


async def _undo(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, _value: str
) -> str:
    await open_menu(query, scene, request, member, "")
    session, number = await scene.session(), request.number
    if not await undo_answer(session, request, member, scene.now):
        return scene.t("This can no longer be taken back.")
    if await open_wait(session, request.id) is not None:
        return scene.t("Taken back: #{number} waits as before.", number=number)
    return scene.t(
        "Taken back. #{number} still counts as answered, by another answer.", number=number
    )


VERBS: dict[str, Verb] = {
    "take": _take,
    "release": _release,
    **closing.VERBS,
    "snooze": _snooze,
    "kind": _kind,
    "await": _await,
    "dismiss": _dismiss,
    "reopen": _reopen,
    "undo": _undo,
    **teamwork.VERBS,
    **templates.VERBS,
    **hand_offs.VERBS,
    **profiles.VERBS,
    **media.VERBS,
    "menu": open_menu,
    "show": _show,
    "conversation": _conversation,
}


def card_button_router() -> Router:
    router = Router(name="card buttons")
    router.callback_query.register(press, OnRequest.filter())
    return router
