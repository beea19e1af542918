"""Edited messages: the new words stand beside the old."""

from datetime import UTC, datetime

from aiogram import Router
from aiogram.types import Message

from bot.attribution import INTERNAL
from bot.edits import record_edit
from handlers.clients import CLIENT_ROLES
from handlers.reading import details_of, words_of
from handlers.scene import Scene
from handlers.views.asking import plain
from storage.vocabulary import Direction


def edited_at(message: Message, now: datetime) -> datetime:
    when = message.edit_date
    return datetime.fromtimestamp(when, UTC) if isinstance(when, int) else now


async def note_edit(message: Message, scene: Scene) -> None:
    logged = await record_edit(
        await scene.session(),
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=words_of(message),
        edited_at=edited_at(message, scene.now),
        now=scene.now,
        entities=details_of(message).get("entities", []),
    )
    if logged is None or logged.direction is not Direction.OUT:
        return
    among_clients = scene.chat is not None and scene.chat.role in CLIENT_ROLES
    if words_of(message).startswith(INTERNAL) and not among_clients:
        said = scene.t("This stays among the team. The client keeps the words they got.")
        await scene.say(plain(said), reply_to=message.message_id)


def edit_router() -> Router:
    router = Router(name="edits")
    router.edited_message.register(note_edit)
    return router
