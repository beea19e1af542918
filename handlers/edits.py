"""Edited messages: the new words stand beside the old."""

from collections.abc import Callable
from dataclasses import replace

from aiogram import Router
from aiogram.types import Message

from bot.attribution import INTERNAL
from bot.edits import copies_of, record_edit
from bot.incoming import Incoming
from bot.logbook import log_edit
from handlers.clients import CLIENT_ROLES, is_from_client, read_client
from handlers.reading import details_of, edited_at, words_of
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.whose_answer import edits_question
from storage.edits import Revised
from storage.vocabulary import ChatMode, Direction, NoticeStatus


async def note_edit(message: Message, scene: Scene) -> None:
    edited = await record_edit(
        await scene.session(),
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=words_of(message),
        edited_at=edited_at(message, scene.now),
        now=scene.now,
        entities=details_of(message).get("entities", []),
    )
    if is_from_client(message, scene):
        await _hear(message, scene, edited)
    elif edited is None:
        await edits_question(message, scene)
    among_clients = scene.chat is not None and scene.chat.role in CLIENT_ROLES
    if edited is not None and edited.message.direction is Direction.OUT and not among_clients:
        await _tell_author(message, scene, edited)


async def _tell_author(message: Message, scene: Scene, edited: Revised) -> None:
    """What the client does not get by an edit; of what never went out the outbox tells itself."""
    t, said = scene.t, ""
    copies = await copies_of(await scene.session(), edited.message)
    if words_of(message).startswith(INTERNAL):
        if not copies or any(one.message_id is not None for one in copies):
            said = t("This stays among the team. The client keeps the words they got.")
        elif any(one.status is NoticeStatus.SENDING for one in copies):
            said = t(
                "This stays among the team. If the answer has gone out already, the client keeps "
                "those words."
            )
    elif copies and all(one.status is NoticeStatus.SUPERSEDED for one in copies):
        said = t("This was not sent to the client: write it anew as a reply to the card.")
    if said:
        await scene.say(plain(said), reply_to=message.message_id)


async def _hear(message: Message, scene: Scene, edited: Revised | None) -> None:
    """A client's new words start a wait like new ones, also where the old were not recorded."""
    if edited is not None:
        await hear_edit(scene, edited, message, lambda one: read_client(one, scene))
    elif scene.chat is not None and scene.chat.mode is ChatMode.MENTIONS:
        scene.unit.log(replace(read_client(message, scene), sent_at=edited_at(message, scene.now)))


async def hear_edit(
    scene: Scene, edited: Revised, message: Message, read: Callable[[Message], Incoming]
) -> None:
    """Have a client's edit start the wait that a new message of these words would."""
    field = "caption" if message.text is None else "text"
    before = read(message.model_copy(update={field: edited.before}))
    after = replace(read(message), sent_at=edited.at)
    directory = scene.directory
    await log_edit(await scene.session(), directory, edited.message, before, after, scene.now)


def edit_router() -> Router:
    router = Router(name="edits")
    router.edited_message.register(note_edit)
    return router
