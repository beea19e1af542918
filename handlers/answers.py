"""What the team says: replies to cards go to clients, replies in client chats are credited."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from bot.answers import Answer, NotCarriedError
from bot.attribution import (
    INTERNAL,
    Answered,
    Asked,
    Noted,
    Reply,
    ReplyTo,
    attribute,
)
from bot.crediting import Spot, waiting_of
from bot.requests import add_note
from handlers.buttons import OnAnswer, OnAutomatic, OnCandidates
from handlers.clients import CLIENT_ROLES, is_from_team
from handlers.corrections import request_logged
from handlers.credits import (
    InClientChat,
    answer_by_reaction,
    answer_in_chat,
    read_answer,
    read_said,
)
from handlers.crossing import answer_and_tell, say_what_became
from handlers.edits import noted_words
from handlers.posts import remember_root
from handlers.reading import (
    is_said,
)
from handlers.refusals import is_member
from handlers.scene import Scene
from handlers.views.asking import not_sent, plain
from handlers.whose_answer import (
    ask_the_team,
    credit_by_button,
    joins_question,
    mark_automatic,
    show_more,
)
from storage.engine import Session
from storage.merging import standing_request
from storage.notices import notice_of_message
from storage.tables import Notice, Request
from storage.vocabulary import TEAM_ROLES, NoticeKind


class ChannelPost(Filter):
    async def __call__(self, message: Message, scene: Scene) -> bool:
        return scene.chat is not None and bool(message.is_automatic_forward)


class AboutRequest(Filter):
    """A reply to one of our messages about a request or several, where the team works."""

    async def __call__(self, message: Message, scene: Scene) -> dict[str, Notice] | bool:
        earlier = message.reply_to_message
        if earlier is None or scene.brand is None or not is_said(message):
            return False
        if scene.chat is not None and scene.chat.role in CLIENT_ROLES:
            return False
        notice = await notice_of_message(await scene.session(), message.chat.id, earlier.message_id)
        if notice is None or notice.brand_id != scene.brand.id:
            return False
        is_list = notice.kind is NoticeKind.LIST
        return {"notice": notice} if is_list or notice.request_id is not None else False


class ToUs(Filter):
    """The team's reply to anything else that we said in its own chats."""

    async def __call__(self, message: Message, scene: Scene) -> bool:
        earlier, chat = message.reply_to_message, scene.chat
        if earlier is None or earlier.from_user is None or earlier.from_user.id != scene.me.id:
            return False
        among_us = chat is not None and chat.role in TEAM_ROLES and is_from_team(message, scene)
        return among_us and is_said(message) and is_said(earlier)


async def answer_by_card(message: Message, scene: Scene, notice: Notice) -> None:
    team = scene.chat is not None and message.sender_chat is not None
    if not (team and is_from_team(message, scene)) and not await is_member(message, scene):
        return
    session = await scene.session()
    request = await _request_of(session, notice)
    if request is None or not _takes_answers(notice):
        await went_nowhere(message, scene)
        return
    answer = read_answer(message, scene)
    if await joins_question(scene, answer):
        return
    spot = Spot(request.brand_id, message.chat.id)
    reply = Reply(ReplyTo.CARD, request.id, request.client_id)
    meant = await read_said(message, scene, answer, reply)
    match attribute(meant, await waiting_of(session, request)):
        case Noted():
            await _note(scene, request, answer)
        case Asked():
            await ask_the_team(scene, answer, (request,), to=spot.chat_id)
        case Answered():
            await _answer(message, scene, request, answer)
        case _ if answer.text.startswith("/") and not answer.text.startswith(INTERNAL):
            said = scene.t("I do not know this command. /help shows what I can do.")
            await scene.say(plain(said), reply_to=message.message_id)


async def went_nowhere(message: Message, scene: Scene) -> None:
    said = scene.t(
        "This went nowhere. To answer a client, reply to the request's card: "
        "/request and its number shows it."
    )
    await scene.say(plain(said), reply_to=message.message_id)


async def _request_of(session: Session, notice: Notice) -> Request | None:
    if _is_confirmation(notice):
        return await request_logged(session, notice.request_id or 0, notice.payload["logged"])
    return await standing_request(session, notice.request_id or 0)


async def _note(scene: Scene, request: Request, answer: Answer) -> None:
    await add_note(
        await scene.session(),
        request,
        noted_words(scene, answer.content, answer.text),
        answer.author,
        scene.now,
        file_id=answer.file_id,
        said=answer.origin[:2],
    )


async def _answer(message: Message, scene: Scene, request: Request, answer: Answer) -> None:
    try:
        await answer_and_tell(scene, request, answer)
    except NotCarriedError as error:
        await scene.say(not_sent(scene.t, error, request.number), reply_to=message.message_id)
        return
    await say_what_became(scene, request, reply_to=message.message_id)


def _takes_answers(notice: Notice) -> bool:
    """A digest is about several clients, and whatever else we say is not for the client."""
    return (
        notice.kind in {NoticeKind.CARD, NoticeKind.OUTCOME, NoticeKind.MEDIA}
        or (notice.kind is NoticeKind.ALERT and notice.bundle_id is None)
        or _is_confirmation(notice)
    )


def _is_confirmation(notice: Notice) -> bool:
    """Whether it tells what was logged by hand: a reply to it is as one to the card."""
    return notice.kind is NoticeKind.SAY and "logged" in notice.payload


def answer_router() -> Router:
    router = Router(name="answers")
    router.message.register(remember_root, ChannelPost())
    router.message.register(answer_in_chat, InClientChat())
    router.message.register(answer_by_card, AboutRequest())
    router.message.register(went_nowhere, ToUs())
    router.message_reaction.register(answer_by_reaction)
    router.callback_query.register(credit_by_button, OnAnswer.filter())
    router.callback_query.register(show_more, OnCandidates.filter())
    router.callback_query.register(mark_automatic, OnAutomatic.filter())
    return router
