"""Departments are asked from the card, and answer in their own chat."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.department_words import answer_hand_off, correct_answer, is_answer_wanted
from bot.hand_offs import (
    ENDED,
    QUESTION_LIMIT,
    add_to_album,
    correct_question,
    hand_off,
    question_in_message,
    withdraw,
)
from bot.notices import is_for_department, may_be_asked
from handlers.buttons import OnHandOff
from handlers.card_verbs import Verb, open_menu, row_id
from handlers.reading import content_of, details_of, is_said, medium_of, words_of
from handlers.refusals import refuse_press
from handlers.scene import Scene
from handlers.texts import Texts
from handlers.views.asking import plain
from handlers.views.card_menus import Choice
from handlers.views.names import content_name
from handlers.wording import utf16_length
from storage.engine import Session
from storage.hand_offs import (
    departments_of,
    get_department,
    get_hand_off,
    hand_offs_of,
    question_at,
)
from storage.merging import standing_request
from storage.notices import notice_of_message
from storage.requests import Matter
from storage.tables import Member, Notice, Request

# --- asking, from the card --------------------------------------------------------------------


async def offered(session: Session, t: Texts, matter: Matter) -> list[Choice]:
    if matter.request.status in ENDED:
        return []
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
    if request.status in ENDED:
        return _ended(scene, request)
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


def _ended(scene: Scene, request: Request) -> str:
    return scene.t("#{number} is closed. Reopen it to ask a department.", number=request.number)


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
    """The reply to "What shall I ask?": words, or a picture or file that goes along."""
    session = await scene.session()
    request = await standing_request(session, prompt["request_id"])
    department = await get_department(session, prompt["department_id"])
    member, brand = scene.member, scene.brand
    if request is None or department is None or member is None or brand is None:
        return
    if request.brand_id != brand.id or department.brand_id != brand.id:
        return
    if not department.active:
        gone = plain(scene.t("This department is gone."))
        await scene.say(gone, reply_to=message.message_id)
        return
    medium, album_id = medium_of(message), message.media_group_id
    if (
        album_id
        and medium
        and await add_to_album(session, request, album_id, words, medium, scene.now)
    ):
        return
    asked = await hand_off(
        session,
        brand,
        request,
        department,
        words or content_name(scene.t, content_of(message)),
        member,
        scene.now,
        said=(message.chat.id, message.message_id),
        medium=medium,
        album_id=album_id,
    )
    if asked is None:
        await scene.say(plain(_ended(scene, request)), reply_to=message.message_id)
        return
    said = scene.t(
        "{department} is asked about #{number}. The client's clock runs on.",
        department=department.name,
        number=request.number,
    )
    await scene.say(plain(said), reply_to=message.message_id)


async def question_edited(message: Message, scene: Scene, prompt: dict[str, Any]) -> None:
    """The desk's message that asks a department was edited."""
    session, t = await scene.session(), scene.t
    said_in = (message.chat.id, message.message_id)
    found = await question_in_message(session, prompt["request_id"], said_in)
    if found is None or scene.member is None or scene.member.brand_id != found[0].brand_id:
        return
    asked, event = found
    words = words_of(message) or content_name(t, content_of(message))
    name = event.data["department"]
    if asked.answered_at is not None:
        said = t("{department} has answered the question as it was.", department=name)
    elif asked.withdrawn_at is not None:
        return
    elif utf16_length(words) > QUESTION_LIMIT:
        said = t(
            "{department} keeps the question as it was: that is longer than {limit} characters.",
            department=name,
            limit=QUESTION_LIMIT,
        )
    elif await correct_question(session, asked, event, said_in, words, scene.member, scene.now):
        said = t("{department} reads the new question now.", department=name)
    else:
        return
    await scene.say(plain(said), reply_to=message.message_id)


# --- the department's side --------------------------------------------------------------------


class ToHandOff(Filter):
    """A reply, in a department's chat, to what it was asked."""

    async def __call__(self, message: Message, scene: Scene) -> dict[str, Notice] | bool:
        earlier = message.reply_to_message
        if earlier is None or not is_said(message):
            return False
        session = await scene.session()
        notice = await notice_of_message(session, message.chat.id, earlier.message_id)
        is_asked = notice is not None and is_for_department(notice)
        if notice is None or not is_asked or notice.brand_id is None:
            return False
        here = may_be_asked(scene.directory, notice.brand_id, message.chat.id)
        return {"notice": notice} if here else False


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
    said_in = (message.chat.id, message.message_id)
    author, words = _author_and_words(message, scene)
    await answer_hand_off(
        session,
        asked,
        author,
        words,
        said_in,
        scene.now,
        entities=_entities(message),
        medium=medium_of(message),
    )
    await scene.say(plain(t("The desk has your answer. Thank you!")), reply_to=message.message_id)


def _author_and_words(message: Message, scene: Scene) -> tuple[str, str]:
    words = words_of(message) or content_name(scene.t, content_of(message))
    return (scene.person.name if scene.user else ""), words


def _entities(message: Message) -> list[dict[str, Any]]:
    entities: list[dict[str, Any]] = details_of(message).get("entities", [])
    return entities


async def department_edits(message: Message, scene: Scene, notice: Notice) -> None:
    session = await scene.session()
    asked = await get_hand_off(session, notice.payload["hand_off_id"])
    if asked is None or asked.brand_id != notice.brand_id:
        return
    author, words = _author_and_words(message, scene)
    said_in = (message.chat.id, message.message_id)
    marks = _entities(message)
    if await correct_answer(session, asked, author, words, said_in, scene.now, entities=marks):
        told = plain(scene.t("The desk has your correction. Thank you!"))
        await scene.say(told, reply_to=message.message_id)


async def department_presses(query: CallbackQuery, callback_data: OnHandOff, scene: Scene) -> None:
    """*Answered*: done without words. Only under the question, where the department is asked."""
    session = await scene.session()
    asked = await get_hand_off(session, callback_data.hand_off_id)
    message = query.message
    notice = (
        await question_at(session, asked, message.chat.id, message.message_id)
        if asked is not None and message is not None
        else None
    )
    if (
        asked is None
        or notice is None
        or not may_be_asked(scene.directory, asked.brand_id, notice.chat_id)
    ):
        refuse_press(scene, query)
        return
    if asked.answered_at is None and await is_answer_wanted(session, asked):
        await answer_hand_off(session, asked, scene.person.name, "", None, scene.now)
    scene.toast(query, scene.t("The desk knows. Thank you!"))


def hand_off_router() -> Router:
    router = Router(name="hand-offs")
    router.message.register(department_says, ToHandOff())
    router.edited_message.register(department_edits, ToHandOff())
    router.callback_query.register(department_presses, OnHandOff.filter())
    return router
