"""Shows what was understood of a request logged by hand, and puts it right."""

from datetime import timedelta

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.corrections import correct_kind, correct_source, correct_time
from bot.moments import MomentError, read_moment
from handlers.buttons import OnLog
from handlers.refusals import refuse_press
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.logged import logged_view
from handlers.views.view import View
from storage.requests import get_matter, get_request, messages_of
from storage.vocabulary import Direction, Kind, Source


async def show_logged(scene: Scene, request_id: int, *, reply_to: int | None = None) -> None:
    view = await logged_now(scene, request_id)
    if view is not None:
        await scene.say_aside(view, reply_to=reply_to)


async def logged_now(scene: Scene, request_id: int, menu: str = "") -> View | None:
    """What was understood, as it stands now."""
    session = await scene.session()
    matter = await get_matter(session, request_id)
    if matter is None or scene.brand is None:
        return None
    said = await messages_of(session, request_id, direction=Direction.IN)
    newest = max(said, key=lambda one: one.id, default=None)
    return logged_view(scene.t, scene.brand, matter, newest, scene.now, menu)


async def correct(query: CallbackQuery, callback_data: OnLog, scene: Scene) -> None:
    session = await scene.session()
    request = await get_request(session, callback_data.request_id)
    member = scene.directory.member(request.brand_id, query.from_user.id) if request else None
    if request is None or member is None or query.message is None:
        refuse_press(scene, query)
        return
    scene.member, scene.brand = member, scene.directory.brands[request.brand_id]
    field, value = callback_data.field, callback_data.value
    if field == "source" and value in set(Source):
        await correct_source(session, request, Source(value), member, scene.now)
    elif field == "kind" and value in set(Kind):
        await correct_kind(session, request, Kind(value), member, scene.now)
    elif field == "time" and value == "?":
        await scene.say(
            plain(
                scene.t(
                    "When did the client write #{number}? For example: 10:30, yesterday 18:00 or "
                    "21.11 09:15. Reply to this message.",
                    number=request.number,
                )
            ),
            prompt={"ask": "log_time", "request_id": request.id},
        )
    elif field == "time" and value.isdecimal() and len(value) < 4:
        earlier = scene.now - timedelta(hours=int(value))
        await correct_time(session, scene.brand, request, earlier, member, scene.now)
    view = await logged_now(scene, request.id, menu="" if value else field)
    if view is not None:
        await scene.edit(query.message.message_id, view)
    scene.toast(query)


async def set_time(message: Message, scene: Scene, request_id: int, words: str) -> None:
    """The time typed as a reply to our question."""
    session = await scene.session()
    request = await get_request(session, request_id)
    member, brand = scene.member, scene.brand
    if request is None or member is None or brand is None or request.brand_id != brand.id:
        return
    try:
        moment = read_moment(words, scene.now, brand.timezone)
    except MomentError as error:
        reasons = {
            "future": scene.t("This moment has not come yet."),
            "old": scene.t("That is over a year ago."),
        }
        reason = reasons.get(error.code, scene.t("I could not read the time."))
        example = scene.t(
            "For example: 10:30, yesterday 18:00 or 21.11 09:15. Reply to this message."
        )
        await scene.say(
            plain(f"{reason} {example}"),
            reply_to=message.message_id,
            prompt={"ask": "log_time", "request_id": request_id},
        )
        return
    await correct_time(session, brand, request, moment, member, scene.now)
    await show_logged(scene, request_id, reply_to=message.message_id)


def correction_router() -> Router:
    router = Router(name="corrections")
    router.callback_query.register(correct, OnLog.filter())
    return router
