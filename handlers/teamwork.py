"""Working together on a card: give it to somebody, merge it, split a message off."""

from aiogram.types import CallbackQuery

from bot.merging import merge, split
from bot.requests import assign
from handlers.card_verbs import Verb, open_menu, row_id, show_card_here
from handlers.scene import Scene
from handlers.texts import Texts
from handlers.views.card_menus import Choice
from handlers.views.names import content_name
from handlers.wording import clip
from storage.directory import load_directory
from storage.engine import Session
from storage.merging import mergeable
from storage.requests import Matter, get_request, messages_of
from storage.staff import get_member
from storage.tables import Member, Message, Request
from storage.vocabulary import Direction, RequestStatus

MOST = 200
"""Requests offered to merge into: beyond that many a search is quicker."""


async def colleagues(session: Session, _t: Texts, matter: Matter) -> list[Choice]:
    """Everybody of the brand but who has it; those on shift first."""
    directory = await load_directory(session)
    staff = [
        one
        for one in directory.staff(matter.request.brand_id)
        if one.id != matter.request.assignee_id
    ]
    staff.sort(key=lambda one: not one.on_shift)
    return [
        Choice(f"{'🟢 ' if one.on_shift else ''}{one.name}", "assign", str(one.id)) for one in staff
    ]


async def requests_to_merge_into(session: Session, _t: Texts, matter: Matter) -> list[Choice]:
    found = await mergeable(session, matter.request, MOST)
    return [
        Choice(f"#{one.number} {name}: {clip(one.preview, 24)}", "merge", str(one.id))
        for one, name in found
    ]


async def messages_to_split(session: Session, t: Texts, matter: Matter) -> list[Choice]:
    """The client's messages, newest first, an album once; none where there is only one."""
    said = await messages_of(session, matter.request.id, direction=Direction.IN)
    single: dict[object, Message] = {}
    for one in said:
        single.setdefault(one.album_id or one.id, one)
    if len(single) < 2:
        return []
    return [
        Choice(clip(one.text or content_name(t, one.content), 36), "split", str(one.id))
        for one in reversed(single.values())
    ]


async def _assign(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, value: str
) -> str:
    session = await scene.session()
    await open_menu(query, scene, request, member, "")
    chosen = await get_member(session, row_id(value))
    if chosen is None or not chosen.active or chosen.brand_id != request.brand_id:
        return scene.t("This person is not on the team any more.")
    if not await assign(session, request, chosen, member, scene.now):
        return scene.t("#{number} is with {name} already.", number=request.number, name=chosen.name)
    if chosen.private_chat and chosen.id != member.id:
        await show_card_here(scene, chosen.user_id, request)
    return scene.t("#{number} is with {name} now.", number=request.number, name=chosen.name)


async def _merge(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, value: str
) -> str:
    session = await scene.session()
    await open_menu(query, scene, request, member, "")
    into = await get_request(session, row_id(value))
    if into is None or not await merge(session, request, into, member, scene.now):
        return scene.t("These two cannot be merged.")
    return scene.t("#{number} goes on in #{other}.", number=request.number, other=into.number)


async def _split(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, value: str
) -> str:
    session = await scene.session()
    await open_menu(query, scene, request, member, "")
    message = await session.get(Message, row_id(value))
    other = await split(session, request, message, member, scene.now) if message else None
    if other is None:
        return scene.t("This message cannot be split off.")
    return scene.t("It is #{number} now.", number=other.number)


VERBS: dict[str, Verb] = {"assign": _assign, "merge": _merge, "split": _split}


def doors(t: Texts, matter: Matter, messages: int) -> list[Choice]:
    """What "More…" offers of this."""
    if matter.request.status is RequestStatus.DISMISSED:
        return []
    offered = [
        Choice(t("Give to…"), "menu", "assign"),
        Choice(t("Merge into…"), "menu", "merge"),
    ]
    if messages > 1:
        offered.append(Choice(t("Split off…"), "menu", "split"))
    return offered
