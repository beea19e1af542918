"""Edited messages: the new words stand beside the old."""

from datetime import UTC, datetime

from aiogram import Router
from aiogram.types import Message

from bot.edits import record_edit
from handlers.reading import words_of
from handlers.scene import Scene


async def note_edit(message: Message, scene: Scene) -> None:
    edited_at = message.edit_date
    when = datetime.fromtimestamp(edited_at, UTC) if isinstance(edited_at, int) else scene.now
    await record_edit(
        await scene.session(),
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=words_of(message),
        edited_at=when,
        now=scene.now,
    )


def edit_router() -> Router:
    router = Router(name="edits")
    router.edited_message.register(note_edit)
    return router
