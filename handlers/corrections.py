"""Shows what was understood of a request logged by hand, and puts it right."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.by_hand import is_of, somebody_else, telling_of
from bot.corrections import (
    EndedBeforeError,
    correct_kind,
    correct_name,
    correct_source,
    correct_time,
    is_time_typed,
)
from bot.moments import MomentError, read_moment
from bot.notices import refresh
from bot.typed import read_who
from handlers.buttons import OnLog
from handlers.refusals import member_pressing
from handlers.scene import Scene
from handlers.views.asking import kind_noted, plain
from handlers.views.log_form import chosen_source
from handlers.views.logged import EARLIER, Told, logged_view
from handlers.views.view import View
from handlers.wording import moment_near
from storage.clients import get_client
from storage.engine import Session
from storage.merging import standing_request
from storage.requests import get_matter, get_request, messages_of
from storage.tables import Message as Logged
from storage.tables import Request
from storage.vocabulary import Direction, Kind, RequestStatus


async def show_logged(
    scene: Scene, request_id: int, *, reply_to: int | None = None, message_row: int = 0
) -> None:
    view = await logged_now(scene, request_id, message_row=message_row)
    if view is not None:
        await scene.say_aside(view, reply_to=reply_to, request_id=request_id, logged=message_row)


async def logged_now(
    scene: Scene, request_id: int, menu: str = "", message_row: int = 0
) -> View | None:
    """What was understood, as it stands now, of this message or else of the one logged last."""
    session = await scene.session()
    about = await _about(session, request_id, message_row)
    matter = await get_matter(session, about.standing.id) if about is not None else None
    if about is None or matter is None or scene.brand is None:
        return None
    said = await messages_of(session, matter.request.id)
    theirs = [one for one in said if one.direction is Direction.IN]
    newest = about.logged or max(theirs, key=lambda one: one.id, default=None)
    last = said[-1] if said and said[-1].direction is Direction.OUT else None
    telling = await telling_of(session, matter.request, newest) if newest is not None else None
    at_once = [one for one in theirs if telling is not None and is_of(telling, one)]
    is_added = telling is not None and telling.what == "added"
    client = await get_client(session, about.own.client_id) or matter.client
    told = Told(newest, at_once, last, is_added, about.own)
    shown = replace(matter, client=client)
    return logged_view(scene.t, scene.brand, shown, told, scene.now, menu)


class About(NamedTuple):
    """What a correction is of, as it stands after merging and splitting."""

    standing: Request  # in which the message is now
    own: Request  # to which it was written: its client is whom the message is from
    logged: Logged | None  # None where no message of a client's is meant, or it is gone


async def request_logged(session: Session, request_id: int, row: int) -> Request | None:
    """Where the logged message waits now, though it was split off or merged since."""
    about = await _about(session, request_id, row)
    return about.standing if about is not None else None


async def _about(session: Session, request_id: int, row: int) -> About | None:
    standing = await standing_request(session, request_id)
    own = await get_request(session, request_id)
    logged = await session.get(Logged, row, populate_existing=True) if row else None
    if standing is None or own is None:
        return None
    if logged is None or logged.direction is not Direction.IN or logged.brand_id != own.brand_id:
        return About(standing, own, None)
    standing = await get_request(session, logged.request_id) or standing
    own = await get_request(session, logged.written_to_id or standing.id) or own
    return About(standing, own, logged)


async def correct(query: CallbackQuery, callback_data: OnLog, scene: Scene) -> None:
    session = await scene.session()
    about = await _about(session, callback_data.request_id, callback_data.message)
    member = member_pressing(query, scene, about.own.brand_id if about else None)
    if about is None or member is None or query.message is None:
        return
    request, own = about.standing, about.own
    field, value = callback_data.field, callback_data.value
    refused = ""
    brand = scene.directory.brands[member.brand_id]
    source = chosen_source(brand, value) if field == "source" else None
    if source is not None:
        if not await correct_source(session, own, source[0], member, scene.now, own=source[1]):
            refused = scene.t("It was written in Telegram: your answer goes there.")
    elif field == "kind" and value in set(Kind):
        waited = request.status is RequestStatus.OPEN
        await correct_kind(session, request, Kind(value), member, scene.now)
        refused = kind_noted(scene.t, request, Kind(value), waited=waited)
    elif field == "time" and value:
        refused = await _press_time(scene, about, value)
    elif field == "name":
        await _ask_name(scene, request, callback_data.message)
    elif field == "else":
        request, refused = await _split_off(scene, about)
    await refresh(session, request.id, scene.now)  # where another's goes on in it
    menu = "" if value else field
    view = await logged_now(scene, request.id, menu, callback_data.message)
    if view is not None:
        await scene.edit(query.message.message_id, view)
    scene.toast(query, refused)


async def _press_time(scene: Scene, about: About, value: str) -> str:
    """Take over the hours pressed, or ask for the time; returns why not, if so."""
    session = await scene.session()
    request, own, logged = about
    if logged is not None and not is_time_typed(own, logged):
        return _time_is_telegrams(scene)
    if logged is None or value not in {"?", *map(str, EARLIER)}:
        return scene.t("This button is out of date.")
    if value == "?":
        await scene.say(
            plain(
                scene.t(
                    "When did the client write #{number}? For example: 10:30, yesterday 18:00 or "
                    "21.11 09:15. Reply to this message.",
                    number=request.number,
                )
            ),
            prompt=_time_prompt(request.id, logged.id),
        )
        return ""
    assert scene.brand is not None  # noqa: S101 - a member pressed, who has one
    assert scene.member is not None  # noqa: S101
    earlier = scene.now - timedelta(hours=int(value))
    try:
        await correct_time(session, scene.brand, request, logged, earlier, scene.member, scene.now)
    except EndedBeforeError as error:
        return _ended_before(scene, error)
    return ""


async def _split_off(scene: Scene, about: About) -> tuple[Request, str]:
    """(the request that is shown then, what is said): it was somebody else of the same name."""
    assert scene.member is not None  # noqa: S101 - a member pressed
    session = await scene.session()
    request, _own, logged = about
    other = (
        await somebody_else(session, request, logged, scene.member, scene.now) if logged else None
    )
    if other is None:
        return request, scene.t("This message cannot be split off.")
    return other, scene.t("It is #{number} now.", number=other.number)


async def _ask_name(scene: Scene, request: Request, row: int) -> None:
    said = scene.t(
        "Who wrote #{number}? Reply to this message with the name, the handle or both, for "
        "example: Olena @olena_k",
        number=request.number,
    )
    prompt = {"ask": "log_name", "request_id": request.id, "message": row}
    await scene.say(plain(said), prompt=prompt)


async def set_name(message: Message, scene: Scene, prompt: dict[str, Any], words: str) -> None:
    """The name typed as a reply to our question: of whoever wrote that message."""
    session, row = await scene.session(), prompt["message"]
    about = await _about(session, prompt["request_id"], row)
    member, brand = scene.member, scene.brand
    if about is None or member is None or brand is None or about.own.brand_id != brand.id:
        return
    if await correct_name(session, about.own, read_who(words), member, scene.now):
        await refresh(session, about.standing.id, scene.now)
        await show_logged(scene, about.standing.id, reply_to=message.message_id, message_row=row)
    else:
        said = scene.t("This name comes from the client's own account: it stands.")
        await scene.say(plain(said), reply_to=message.message_id)


def _time_prompt(request_id: int, message_row: int) -> dict[str, Any]:
    return {"ask": "log_time", "request_id": request_id, "message": message_row}


def _time_is_telegrams(scene: Scene) -> str:
    return scene.t("Telegram brought this message itself: its time stands.")


def _ended_before(scene: Scene, error: EndedBeforeError) -> str:
    assert scene.brand is not None  # noqa: S101 - asked by the callers
    moment = moment_near(scene.t, error.ended_at, scene.now, scene.brand.timezone)
    if error.was_answered:
        return scene.t("The answer came {moment}: the client wrote before that.", moment=moment)
    return scene.t("It was closed {moment}: the client wrote before that.", moment=moment)


async def set_time(message: Message, scene: Scene, prompt: dict[str, Any], words: str) -> None:
    """The time typed as a reply to our question."""
    session = await scene.session()
    about = await _about(session, prompt["request_id"], prompt["message"])
    member, brand = scene.member, scene.brand
    if about is None or member is None or brand is None or about.own.brand_id != brand.id:
        return
    request, _own, logged = about
    if logged is None:
        said = scene.t("This question is no longer open.")
        await scene.say(plain(said), reply_to=message.message_id)
        return
    try:
        moment = read_moment(words, scene.now, brand.timezone)
        typed = await correct_time(session, brand, request, logged, moment, member, scene.now)
    except (MomentError, EndedBeforeError) as error:
        example = scene.t(
            "For example: 10:30, yesterday 18:00 or 21.11 09:15. Reply to this message."
        )
        await scene.say(
            plain(f"{_why_not(scene, error)} {example}"),
            reply_to=message.message_id,
            prompt=_time_prompt(request.id, logged.id),
        )
        return
    if not typed:
        await scene.say(plain(_time_is_telegrams(scene)), reply_to=message.message_id)
        return
    await show_logged(scene, request.id, reply_to=message.message_id, message_row=logged.id)


def _why_not(scene: Scene, error: MomentError | EndedBeforeError) -> str:
    if isinstance(error, EndedBeforeError):
        return _ended_before(scene, error)
    reasons = {
        "future": scene.t("This moment has not come yet."),
        "old": scene.t("That is over a year ago."),
    }
    return reasons.get(error.code, scene.t("I could not read the time."))


def correction_router() -> Router:
    router = Router(name="corrections")
    router.callback_query.register(correct, OnLog.filter())
    return router
