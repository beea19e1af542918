"""What the team says: replies to cards go to clients, replies in client chats are credited."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message
from aiogram.utils.formatting import Text

from bot.answers import Answer, answer_request, credit, is_carried
from bot.requests import NOTE_LIMIT, add_note
from handlers.buttons import OnAnswer
from handlers.clients import CLIENT_ROLES, is_by_team, is_from_team, remember_channel
from handlers.reading import (
    author_of,
    content_of,
    file_of,
    is_said,
    sent_at,
    thread_of,
    words_of,
)
from handlers.refusals import is_member, refuse_press
from handlers.scene import Scene
from handlers.views.asking import ask_whose_answer, not_carried, plain
from handlers.views.view import View
from storage.notices import notice_of_message
from storage.requests import get_request
from storage.tables import Notice, Request
from storage.vocabulary import ChatRole, NoticeKind

INTERNAL = "//"
"""A reply to a card that begins so stays among the team."""


class InClientChat(Filter):
    """The team's own words in a client chat; a command, ours or another bot's, is none."""

    async def __call__(self, message: Message, scene: Scene) -> bool:
        return (
            scene.chat is not None
            and scene.chat.role in CLIENT_ROLES
            and is_said(message)
            and is_from_team(message, scene)
            and not words_of(message).startswith("/")
        )


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
        if notice is None or notice.request_id is None or notice.brand_id != scene.brand.id:
            return False
        return {"notice": notice}


async def answer_by_card(message: Message, scene: Scene, notice: Notice) -> None:
    team = scene.chat is not None and message.sender_chat is not None
    if not (team and is_from_team(message, scene)) and not await is_member(message, scene):
        return
    session = await scene.session()
    request = await get_request(session, notice.request_id or 0)
    if request is None:
        return
    if not _takes_answers(notice):
        said = scene.t(
            "This went nowhere. To answer a client, reply to the request's card: "
            "/request and its number shows it."
        )
        await scene.say(plain(said), reply_to=message.message_id)
        return
    answer = read_answer(message, scene)
    if answer.text.startswith(INTERNAL):
        note = answer.text.removeprefix(INTERNAL).strip()
        if note:
            await add_note(session, request, note[:NOTE_LIMIT], answer.author, scene.now)
        return
    if answer.text.startswith("/"):  # a slip of the pen, and nothing for a client
        said = scene.t("I do not know this command. /help shows what I can do.")
        await scene.say(plain(said), reply_to=message.message_id)
        return
    await answer_request(session, request, answer, scene.now)
    await _say_what_became(message, scene, request)


def _takes_answers(notice: Notice) -> bool:
    """A digest is about several clients, and whatever else we say is not for the client."""
    return notice.kind is NoticeKind.CARD or (
        notice.kind is NoticeKind.ALERT and notice.bundle_id is None
    )


async def _say_what_became(message: Message, scene: Scene, request: Request) -> None:
    """Silence where the answer simply goes out; a word where the reader must do something."""
    if not is_carried(request):
        await scene.say(
            not_carried(scene.t, request), reply_to=message.message_id, request_id=request.id
        )


def read_answer(message: Message, scene: Scene) -> Answer:
    by_name = scene.member is not None and message.sender_chat is None
    return Answer(
        chat_id=message.chat.id,
        message_id=message.message_id,
        sent_at=sent_at(message),
        author=author_of(message).name if by_name else scene.t("the team"),
        member_id=scene.member.id if by_name and scene.member else None,
        content=content_of(message),
        text=words_of(message),
        file_id=file_of(message),
    )


async def answer_in_chat(message: Message, scene: Scene) -> None:
    assert scene.chat is not None  # noqa: S101 - InClientChat has seen to it
    assert scene.brand is not None  # noqa: S101
    session = await scene.session()
    earlier = message.reply_to_message
    if earlier is not None and _to_comment_root(earlier):
        earlier = None
    found = await credit(
        session,
        brand_id=scene.brand.id,
        chat_id=scene.chat.chat_id,
        thread_id=thread_of(message, scene.chat.role),
        reply_to=earlier.message_id if earlier else None,
        reply_to_author=author_of(earlier).external_id if earlier else None,
        reply_to_team=earlier is not None and is_by_team(earlier, scene),
    )
    answer = read_answer(message, scene)
    if found.request is not None:
        await answer_request(session, found.request, answer, scene.now)
    elif found.unsure:
        await _ask_the_team(scene, answer, found.unsure)


def _to_comment_root(earlier: Message) -> bool:
    """In comments and topics a message without a reply shows as one to the thread's root."""
    return bool(earlier.is_automatic_forward or earlier.forum_topic_created)


def _whom_to_ask(scene: Scene) -> int | None:
    """The desk, else the leads' chat, else whoever wrote, alone."""
    assert scene.brand is not None  # noqa: S101 - a connected chat has a brand
    for role in (ChatRole.DESK, ChatRole.LEADS):
        chat = scene.directory.chat_of(scene.brand.id, role)
        if chat is not None:
            return chat.chat_id
    if scene.member is not None and scene.member.private_chat:
        return scene.member.user_id
    return None


async def _ask_the_team(scene: Scene, answer: Answer, candidates: tuple[Request, ...]) -> None:
    """Several clients wait: it is asked, never guessed."""
    reader = _whom_to_ask(scene)
    if reader is None:
        return
    view = await ask_whose_answer(await scene.session(), scene.t, answer, candidates)
    await scene.say(
        view,
        to=reader,
        prompt={
            "ask": "whose_answer",
            "candidates": [request.id for request in candidates],
            "answer": {
                "chat_id": answer.chat_id,
                "message_id": answer.message_id,
                "sent_at": answer.sent_at.isoformat(),
                "author": answer.author,
                "member_id": answer.member_id,
                "content": answer.content,
                "text": answer.text,
                "file_id": answer.file_id,
            },
        },
    )


async def credit_by_button(query: CallbackQuery, callback_data: OnAnswer, scene: Scene) -> None:
    message = query.message
    session = await scene.session()
    asked = (
        await notice_of_message(session, message.chat.id, message.message_id) if message else None
    )
    prompt = asked.payload.get("prompt", {}) if asked else {}
    if scene.member is None or asked is None or asked.brand_id != scene.member.brand_id:
        refuse_press(scene, query)
        return
    if prompt.get("ask") != "whose_answer":
        scene.toast(query, scene.t("This question is no longer open."))
        return
    data = prompt["answer"]
    answer = Answer(**{**data, "sent_at": datetime.fromisoformat(data["sent_at"])})
    request = (
        await get_request(session, callback_data.request_id)
        if callback_data.request_id in prompt["candidates"]
        else None
    )
    if request is not None:
        await answer_request(session, request, answer, scene.now)
        said = scene.t("Noted: the answer to #{number}.", number=request.number)
    else:
        said = scene.t("Noted: not an answer. The clocks run on.")
    scene.toast(query, said)
    if message is not None:
        await scene.edit(message.message_id, View(Text(said)))


def answer_router() -> Router:
    router = Router(name="answers")
    router.message.register(remember_channel, ChannelPost())
    router.message.register(answer_in_chat, InClientChat())
    router.message.register(answer_by_card, AboutRequest())
    router.callback_query.register(credit_by_button, OnAnswer.filter())
    return router
