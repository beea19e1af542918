"""Edited messages: the new words stand beside the old."""

from datetime import UTC, datetime

from aiogram import Router
from aiogram.types import Message

from bot.edits import record_edit
from handlers.reading import words_of
from handlers.scene import Scene


def edited_at(message: Message, now: datetime) -> datetime:
    when = message.edit_date
    return datetime.fromtimestamp(when, UTC) if isinstance(when, int) else now


async def note_edit(message: Message, scene: Scene) -> None:
    await record_edit(
        await scene.session(),
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=words_of(message),
        edited_at=edited_at(message, scene.now),
        now=scene.now,
    )


def edit_router() -> Router:
    router = Router(name="edits")
    router.edited_message.register(note_edit)
    return router
