"""Replies to our questions. The question's own row remembers what was asked."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from bot.requests import NOTE_LIMIT, add_note
from handlers.corrections import set_time
from handlers.reading import words_of
from handlers.scene import Scene
from handlers.settings import save_typed
from handlers.views.asking import plain
from storage.notices import notice_of_message
from storage.requests import get_request

ASKED = frozenset({"note", "setting", "log_time"})


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
        return {"prompt": prompt} if prompt.get("ask") in ASKED else False


async def on_reply(message: Message, scene: Scene, prompt: dict[str, Any]) -> None:
    words = words_of(message).strip()
    if not words:
        await scene.say(plain(scene.t("Please answer with text.")), reply_to=message.message_id)
        return
    match prompt["ask"]:
        case "note":
            await _note(message, scene, prompt["request_id"], words)
        case "setting":
            await save_typed(message, scene, prompt["key"], words)
        case _:
            await set_time(message, scene, prompt, words)


async def _note(message: Message, scene: Scene, request_id: int, words: str) -> None:
    session = await scene.session()
    request = await get_request(session, request_id)
    if request is None or scene.member is None or request.brand_id != scene.member.brand_id:
        return
    await add_note(session, request, words[:NOTE_LIMIT], scene.member.name, scene.now)
    await scene.say(
        plain(scene.t("Your note is on #{number}.", number=request.number)),
        reply_to=message.message_id,
    )


def prompt_router() -> Router:
    router = Router(name="prompts")
    router.message.register(on_reply, RepliesToQuestion())
    return router
