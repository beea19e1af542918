"""Closing from the card: a complaint is asked for its cause, and whether the client knows."""

from typing import Any

from aiogram.types import CallbackQuery, Message

from bot import requests as verbs
from bot.causes import CAUSE_LIMIT, Cause, read_causes
from bot.closing import department_to_ask, set_cause, set_told
from bot.ratings import ask_for_rating
from bot.requests import add_note
from handlers.card_verbs import Verb, open_menu
from handlers.scene import Scene
from handlers.texts import Texts, texts
from handlers.views.asking import plain
from handlers.views.card_menus import Choice
from handlers.views.names import outcome_name
from handlers.wording import clip
from storage.directory import load_directory
from storage.engine import Session
from storage.merging import standing_request
from storage.requests import Matter
from storage.tables import Brand, Member, Request
from storage.vocabulary import Kind, Outcome, RequestStatus

OTHER = "other"
ENDED = frozenset({RequestStatus.CLOSED, RequestStatus.DISMISSED})


def causes_of(t: Texts, brand: Brand) -> list[Cause]:
    """The brand's own list, or one that suits most."""
    usual = t("delivery, quality, price, staff, website or app")
    return read_causes(brand.causes or usual)


async def causes(session: Session, _t: Texts, matter: Matter) -> list[Choice]:
    """The menu of causes; closing goes on without one, too."""
    directory = await load_directory(session)
    brand = directory.brands[matter.request.brand_id]
    t = texts(brand.language)
    offered = [Choice(clip(one.name, 30), "cause", one.code) for one in causes_of(t, brand)]
    return [
        *offered,
        Choice(t("Other…"), "cause", OTHER),
        Choice(t("Without a cause"), "menu", "outcome"),
    ]


async def told(_session: Session, t: Texts, _matter: Matter) -> list[Choice]:
    return [Choice(t("Yes, they know"), "told", "yes"), Choice(t("Not yet"), "told", "no")]


async def ask_first(session: Session, t: Texts, matter: Matter) -> list[Choice]:
    """Before closing: the department that can mend the cause has not been heard."""
    found = await department_to_ask(session, matter.request)
    offered = []
    if found is not None:
        department, is_asked = found
        name = clip(department.name, 24)
        offered = [
            Choice(t("Wait for {department}", department=name), "menu")
            if is_asked
            else Choice(t("Ask {department} first", department=name), "ask", str(department.id))
        ]
    return [*offered, Choice(t("Close all the same"), "menu", "outcome")]


async def _close_menu(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, _value: str
) -> str:
    """A complaint says first why it happened, and hears who can mend it."""
    asks_why = request.kind is Kind.COMPLAINT and not request.cause
    menu = "cause" if asks_why else await _next_menu(await scene.session(), request)
    return await open_menu(query, scene, request, member, menu)


async def _next_menu(session: Session, request: Request) -> str:
    """Once the cause is known."""
    if request.status in ENDED:
        return ""
    return "ask_first" if await department_to_ask(session, request) else "outcome"


async def _cause(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, value: str
) -> str:
    assert scene.brand is not None  # noqa: S101 - set from the request
    if value == OTHER:
        await open_menu(query, scene, request, member, "outcome")
        said = scene.t(
            "Why did #{number} happen? Reply to this message in a word or two.",
            number=request.number,
        )
        await scene.say(plain(said), prompt={"ask": "cause", "request_id": request.id})
        return ""
    known = {one.code: one for one in causes_of(scene.t, scene.brand)}
    if value not in known:
        raise ValueError(value)
    session = await scene.session()
    await set_cause(session, request, known[value], member, scene.now)
    menu = await _next_menu(session, request)
    await open_menu(query, scene, request, member, menu)
    return scene.t("Noted: {cause}.", cause=known[value].name)


async def on_cause(message: Message, scene: Scene, prompt: dict[str, Any], words: str) -> None:
    """The reply to "why did it happen?": a short word is the cause, and all of it a note."""
    session = await scene.session()
    request = await standing_request(session, prompt["request_id"])
    if request is None or scene.member is None or request.brand_id != scene.member.brand_id:
        return
    cause = Cause(clip(words.partition("\n")[0], CAUSE_LIMIT))
    await set_cause(session, request, cause, scene.member, scene.now)
    if words != cause.name:
        await add_note(session, request, words, scene.member.name, scene.now)
    said = scene.t("Noted for #{number}: {cause}.", number=request.number, cause=cause.name)
    await scene.say(plain(said), reply_to=message.message_id)


async def _close(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, value: str
) -> str:
    outcome = Outcome(value)
    session = await scene.session()
    if request.status is RequestStatus.DISMISSED or not await verbs.close(
        session, request, outcome, member, scene.now
    ):
        await open_menu(query, scene, request, member, "")
        return scene.t("#{number} is closed already.", number=request.number)
    assert scene.brand is not None  # noqa: S101 - set from the request
    await ask_for_rating(session, scene.brand, request, scene.now)
    asks_told = request.kind is Kind.COMPLAINT and request.told is None
    await open_menu(query, scene, request, member, "told" if asks_told else "")
    await scene.say(
        plain(
            scene.t(
                "#{number} is closed: {outcome}. To leave a note for the team, reply to this "
                "message.",
                number=request.number,
                outcome=outcome_name(scene.t, outcome),
            )
        ),
        prompt={"ask": "note", "request_id": request.id},
    )
    if asks_told:
        return scene.t("Closed. Was the client told the outcome?")
    return scene.t("Closed: {outcome}.", outcome=outcome_name(scene.t, outcome))


async def _told(
    query: CallbackQuery, scene: Scene, request: Request, member: Member, value: str
) -> str:
    if value not in {"yes", "no"}:
        raise ValueError(value)
    await open_menu(query, scene, request, member, "")
    if request.status is not RequestStatus.CLOSED:
        return scene.t("#{number} is open again.", number=request.number)
    await set_told(await scene.session(), request, member, scene.now, told=value == "yes")
    if value == "yes":
        return scene.t("Noted: the client knows.")
    return scene.t("Noted. Reply to the card to tell them; then More… says that they know.")


VERBS: dict[str, Verb] = {
    "end": _close_menu,
    "cause": _cause,
    "close": _close,
    "told": _told,
}
