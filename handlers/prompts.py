"""Answers to our questions. The question's own row remembers what was asked."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from bot.hand_offs import QUESTION_LIMIT
from bot.requests import add_note
from handlers.closing import on_cause
from handlers.corrections import set_name, set_time
from handlers.hand_offs import on_question
from handlers.log_form import on_form
from handlers.profiles import on_link, on_note
from handlers.reading import words_of
from handlers.scene import INVITATIONS, Scene
from handlers.settings import save_typed
from handlers.views.asking import plain
from handlers.wording import utf16_length
from storage.merging import standing_request
from storage.notices import latest_said, notice_of_message
from storage.tables import Notice

WITHOUT_WORDS = frozenset({"log_form", "hand_off"})
"""Questions that a picture answers as well."""

LIMITS = {"hand_off": QUESTION_LIMIT}
"""UTF-16 units of an answer that must be carried whole; a longer one is refused."""

STANDS_FOR = timedelta(minutes=10)
"""How long a question in private takes an ordinary message for its answer."""

LOOKED_THROUGH = 20  # of our newest messages, for the question


class AnswersQuestion(Filter):
    """A reply to a question of ours; in private also the next message after it."""

    async def __call__(self, message: Message, scene: Scene) -> dict[str, Any] | bool:
        if scene.user is None or scene.member is None:
            return False
        earlier = message.reply_to_message
        if earlier is None:
            asked = await _open_question(message, scene)
        else:
            session = await scene.session()
            asked = await notice_of_message(session, message.chat.id, earlier.message_id)
        if asked is None or asked.payload.get("prompt", {}).get("ask") not in ANSWERS:
            return False
        # A lead of several brands may have pressed a button of another than they chose.
        member = scene.directory.member(asked.brand_id or 0, scene.user.id)
        in_another_chat = scene.chat is not None and scene.chat.brand_id != asked.brand_id
        if member is None or in_another_chat:
            return False
        scene.member, scene.brand = member, scene.directory.brands[member.brand_id]
        return {"asked": asked}


async def _open_question(message: Message, scene: Scene) -> Notice | None:
    """The newest question in this private chat, if it waits for an answer still."""
    words = words_of(message)
    if message.chat.type != "private" or message.forward_origin or words.startswith("/"):
        return None
    session = await scene.session()
    said = await latest_said(session, message.chat.id, message.message_id, LOOKED_THROUGH)
    asked = next((one for one in said if _is_question(one)), None)
    if asked is None or asked.sent_at is None or asked.payload["prompt"].get("answered"):
        return None
    needs_words = asked.payload["prompt"]["ask"] not in WITHOUT_WORDS
    fresh = message.date - asked.sent_at <= STANDS_FOR
    return asked if fresh and (words or not needs_words) else None


def _is_question(notice: Notice) -> bool:
    ask = notice.payload.get("prompt", {}).get("ask")
    return ask in ANSWERS and ask not in INVITATIONS


async def on_answer(message: Message, scene: Scene, asked: Notice) -> None:
    words, prompt = words_of(message).strip(), asked.payload["prompt"]
    if not words and prompt["ask"] not in WITHOUT_WORDS:
        await scene.say(plain(scene.t("Please answer with text.")), reply_to=message.message_id)
        return
    limit = LIMITS.get(prompt["ask"])
    if limit is not None and utf16_length(words) > limit:
        said = scene.t(
            "That is longer than {limit} characters: please shorten it, and reply to my question "
            "again.",
            limit=limit,
        )
        await scene.say(plain(said), reply_to=message.message_id)
        return
    asked.payload = {**asked.payload, "prompt": {**prompt, "answered": True}}
    await ANSWERS[prompt["ask"]](message, scene, prompt, words)


async def _note(message: Message, scene: Scene, prompt: dict[str, Any], words: str) -> None:
    session = await scene.session()
    request = await standing_request(session, prompt["request_id"])
    if request is None or scene.member is None or request.brand_id != scene.member.brand_id:
        return
    said = (message.chat.id, message.message_id)
    await add_note(session, request, words, scene.member.name, scene.now, said=said)
    await scene.say(
        plain(scene.t("Your note is on #{number}.", number=request.number)),
        reply_to=message.message_id,
    )


async def _setting(message: Message, scene: Scene, prompt: dict[str, Any], words: str) -> None:
    await save_typed(message, scene, prompt["key"], words)


ANSWERS: dict[str, Callable[[Message, Scene, dict[str, Any], str], Awaitable[None]]] = {
    "note": _note,
    "setting": _setting,
    "log_time": set_time,
    "log_name": set_name,
    "cause": on_cause,
    "hand_off": on_question,
    "client_note": on_note,
    "log_form": on_form,
    "client_link": on_link,
}
"""Who reads the reply, by what was asked."""


def prompt_router() -> Router:
    router = Router(name="prompts")
    router.message.register(on_answer, AnswersQuestion())
    return router
