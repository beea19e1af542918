"""The team's commands: the queue, a request, its story, a search, the status."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.by_hand import tellers_of
from handlers.buttons import OnPage
from handlers.card_verbs import show_card_here
from handlers.filters import Says
from handlers.refusals import is_staff, pressed, say_unread
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.help import help_for_client, help_for_team
from handlers.views.status import status_view
from handlers.views.story import story
from storage.edits import edits_of
from storage.notices import notice_of_message, show_anew
from storage.requests import (
    events_of,
    get_matter,
    request_by_number,
    waits_of,
)
from storage.status import load_status
from storage.tables import Request
from storage.vocabulary import NoticeKind

FIND_LIMIT = 100
LISTS = frozenset({"queue", "late", "remarks"})  # that a button may open


async def show_queue(message: Message, scene: Scene, args: str) -> None:
    if await is_staff(message, scene):
        await say_unread(message, scene, "queue", args)
        await _post_list(scene, "queue")


async def show_mine(message: Message, scene: Scene, args: str) -> None:
    if await is_staff(message, scene):
        await say_unread(message, scene, "mine", args)
        await _post_list(scene, "mine")


async def show_remarks(message: Message, scene: Scene, args: str) -> None:
    if await is_staff(message, scene):
        await say_unread(message, scene, "remarks", args)
        await _post_list(scene, "remarks")


async def search(message: Message, scene: Scene, args: str) -> None:
    if not await is_staff(message, scene):
        return
    if args:
        await _post_list(scene, "find", args[:FIND_LIMIT])
    else:
        await scene.say(plain(scene.t("What shall I look for? For example: /find delivery")))


async def _post_list(scene: Scene, what: str, words: str = "") -> None:
    """Queue a list; it is read from the database when it is sent, beside the intake."""
    member_id = scene.member.id if scene.member else 0
    payload = {"what": what, "offset": 0, "words": words, "member_id": member_id}
    await scene.post(NoticeKind.LIST, payload)


async def turn_page(query: CallbackQuery, callback_data: OnPage, scene: Scene) -> None:
    press = await pressed(query, scene)
    if press is None:
        return
    listed = press.notice.payload.get("what") if press.notice.kind is NoticeKind.LIST else None
    if listed is not None and (listed == callback_data.what or callback_data.what not in LISTS):
        changed = {"offset": max(0, callback_data.offset)}
        await show_anew(await scene.session(), press.notice, changed, scene.now)
    elif callback_data.what in LISTS:
        await _post_list(scene, callback_data.what)  # alerts and summaries keep their own text
    scene.toast(query)


async def show_request(message: Message, scene: Scene, args: str) -> None:
    request = await _asked_for(message, scene, args)
    if request is not None:
        await show_card_here(scene, message.chat.id, request)


async def show_why(message: Message, scene: Scene, args: str) -> None:
    request = await _asked_for(message, scene, args)
    if request is None or scene.brand is None:
        return
    session = await scene.session()
    matter = await get_matter(session, request.id)
    if matter is None:
        return
    waits, events = await waits_of(session, request.id), await events_of(session, request.id)
    edits = await edits_of(session, request.id, await tellers_of(session, request.id))
    view = story(scene.t, scene.brand, matter, waits, events, edits, scene.now)
    await scene.say(view, request_id=request.id)


async def _asked_for(message: Message, scene: Scene, args: str) -> Request | None:
    """The request whose number follows the command, or that the command replies to."""
    if not await is_staff(message, scene) or scene.brand is None:
        return None
    session = await scene.session()
    number = args.lstrip("#№ ")
    request = None
    if number.isdecimal() and len(number) < 10:
        request = await request_by_number(session, scene.brand.id, int(number))
    elif not number and message.reply_to_message is not None:
        earlier = message.reply_to_message.message_id
        notice = await notice_of_message(session, message.chat.id, earlier)
        if notice is not None and notice.request_id and notice.brand_id == scene.brand.id:
            matter = await get_matter(session, notice.request_id)
            request = matter.request if matter else None
    if request is None:
        said = (
            scene.t("There is no request #{number}.", number=number)
            if number.isdecimal()
            else scene.t("Which request? Add its number, for example: /request 124")
        )
        await scene.say(plain(said), reply_to=message.message_id)
    return request


async def show_status(message: Message, scene: Scene, args: str) -> None:
    if not await is_staff(message, scene) or scene.brand is None:
        return
    await say_unread(message, scene, "status", args)
    facts = await load_status(await scene.session(), scene.brand.id, scene.now)
    await scene.say(status_view(scene.t, scene.brand, scene.directory, facts, scene.now))


async def show_help(message: Message, scene: Scene, args: str) -> None:
    if scene.member is None and message.chat.type == "private":
        await scene.say(help_for_client(scene.t, scene.brand))
    elif scene.member is not None and await is_staff(message, scene):
        await say_unread(message, scene, "help", args)
        await scene.say(help_for_team(scene.t, lead=scene.may_lead))


def command_router() -> Router:
    router = Router(name="commands")
    router.message.register(show_queue, Says("queue"))
    router.message.register(show_mine, Says("mine"))
    router.message.register(show_remarks, Says("remarks"))
    router.message.register(show_request, Says("request"))
    router.message.register(show_why, Says("why"))
    router.message.register(search, Says("find"))
    router.message.register(show_status, Says("status"))
    router.message.register(show_help, Says("help"))
    router.callback_query.register(turn_page, OnPage.filter())
    return router
