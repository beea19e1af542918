"""Replies to our questions. The question's own row remembers what was asked."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from bot.requests import NOTE_LIMIT, add_note
from handlers.closing import on_cause
from handlers.corrections import set_name, set_time
from handlers.hand_offs import on_question
from handlers.log_form import on_form
from handlers.profiles import on_link, on_note
from handlers.reading import words_of
from handlers.scene import Scene
from handlers.settings import save_typed
from handlers.views.asking import plain
from storage.merging import standing_request
from storage.notices import notice_of_message

WITHOUT_WORDS = frozenset({"log_form"})
"""Questions that a picture answers as well."""


class RepliesToQuestion(Filter):
    async def __call__(self, message: Message, scene: Scene) -> dict[str, Any] | bool:
        earlier = message.reply_to_message
        if earlier is None or scene.brand is None or scene.member is None:
            return False
        session = await scene.session()
        notice = await notice_of_message(session, message.chat.id, earlier.message_id)
        if notice is None or notice.brand_id != scene.brand.id:
            return False
        prompt = notice.payload.get("prompt", {})
        return {"prompt": prompt} if prompt.get("ask") in ANSWERS else False


async def on_reply(message: Message, scene: Scene, prompt: dict[str, Any]) -> None:
    words = words_of(message).strip()
    if not words and prompt["ask"] not in WITHOUT_WORDS:
        await scene.say(plain(scene.t("Please answer with text.")), reply_to=message.message_id)
        return
    await ANSWERS[prompt["ask"]](message, scene, prompt, words)


async def _note(message: Message, scene: Scene, prompt: dict[str, Any], words: str) -> None:
    session = await scene.session()
    request = await standing_request(session, prompt["request_id"])
    if request is None or scene.member is None or request.brand_id != scene.member.brand_id:
        return
    await add_note(session, request, words[:NOTE_LIMIT], scene.member.name, scene.now)
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
    router.message.register(on_reply, RepliesToQuestion())
    return router
