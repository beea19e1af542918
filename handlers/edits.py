"""Edited messages: the new words stand beside the old."""

from collections.abc import Callable
from dataclasses import replace

from aiogram import Router
from aiogram.types import Message

from bot.attribution import INTERNAL
from bot.edits import copies_of, record_edit
from bot.incoming import Incoming
from bot.logbook import log_edit
from bot.notes import edit_note, note_of, perhaps_note
from bot.typed import Typed, read_anew, read_typed
from handlers.clients import CLIENT_ROLES, is_from_client, read_client
from handlers.filters import Says
from handlers.hand_offs import question_edited
from handlers.reading import content_of, details_of, edited_at, file_of, sent_at, words_of
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.log_form import own_sources
from handlers.views.names import content_name
from handlers.whose_answer import edits_question
from storage.clients import get_client
from storage.edits import Revised
from storage.notices import notice_of_message
from storage.requests import get_request, message_at
from storage.vocabulary import ChatMode, Direction, NoticeStatus, Source


async def note_edit(message: Message, scene: Scene) -> None:
    session = await scene.session()
    among_clients = scene.chat is not None and scene.chat.role in CLIENT_ROLES
    told = None if among_clients else await _told_by_hand(message, scene)
    text = words_of(message) if told is None else told.words
    if told is not None and not (text or file_of(message)):
        return
    edited = await record_edit(
        session,
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=text,
        edited_at=edited_at(message, scene.now),
        now=scene.now,
        details=details_of(message),
    )
    if is_from_client(message, scene):
        await _hear(message, scene, edited)
    elif edited is None:
        await edits_question(message, scene)
        if not among_clients:
            await _edit_inside(message, scene)
    elif edited.message.direction is Direction.OUT and not among_clients:
        await _tell_author(message, scene, edited)


async def _told_by_hand(message: Message, scene: Scene) -> Typed | None:
    """What a member's own telling of a client says now; only the client's words follow it."""
    if scene.member is None or scene.brand is None or message.forward_origin is not None:
        return None
    session = await scene.session()
    logged = await message_at(session, message.chat.id, message.message_id)
    if logged is None or logged.direction is not Direction.IN:
        return None
    own = own_sources(scene.brand)
    is_log = Says("log")
    command = await is_log(message, scene)
    if isinstance(command, dict):
        told = read_typed(command["args"], own)
    else:
        told = read_anew(words_of(message), logged.text, own)
    request = await get_request(session, logged.written_to_id or logged.request_id)
    client = await get_client(session, request.client_id) if request is not None else None
    if request is None or client is None:
        return told
    source, name = (request.source, request.own_source), told.who.shown.casefold()
    other_source = told[:2] != (Source.OTHER, "") and told[:2] != source
    if other_source or (
        name and name not in {client.name.casefold(), f"@{client.username}".casefold()}
    ):
        said = scene.t(
            "An edit changes the client's words only: source and name are corrected with the "
            "buttons under my answer."
        )
        await scene.say_aside(plain(said), reply_to=message.message_id)
    return told


def noted_words(scene: Scene, content: str, text: str) -> str:
    """What a note says."""
    note = text.removeprefix(INTERNAL).strip()
    return note if content == "text" else f"{content_name(scene.t, content)}: {note}"


async def _edit_inside(message: Message, scene: Scene) -> None:
    """What is said inside the team: in reply to a card, or to a question of ours."""
    earlier = message.reply_to_message
    if earlier is None or scene.brand is None:
        return
    session = await scene.session()
    notice = await notice_of_message(session, message.chat.id, earlier.message_id)
    if notice is None or notice.brand_id != scene.brand.id:
        return
    prompt = notice.payload.get("prompt", {})
    if prompt.get("ask") == "hand_off":
        await question_edited(message, scene, prompt)
    elif prompt.get("ask") == "note":
        noted = await note_of(session, prompt["request_id"], message.chat.id, message.message_id)
        if noted is not None and words_of(message):
            await edit_note(session, noted, words_of(message), scene.now)
    elif notice.request_id is not None:
        await _edit_note(message, scene, notice.request_id)


async def _edit_note(message: Message, scene: Scene, request_id: int) -> None:
    """A note in reply to a card; what was none before its edit is not on record."""
    session, words = await scene.session(), words_of(message)
    noted = await note_of(session, request_id, message.chat.id, message.message_id)
    if noted is None and not await perhaps_note(session, request_id, sent_at(message)):
        return
    if not words.startswith(INTERNAL):
        said = scene.t("This was not sent to the client: write it anew as a reply to the card.")
        await scene.say(plain(said), reply_to=message.message_id)
    elif noted is None:
        said = scene.t("The note stays as it was: write it anew as a reply to the card.")
        await scene.say(plain(said), reply_to=message.message_id)
    elif words.removeprefix(INTERNAL).strip():
        note = noted_words(scene, content_of(message), words)
        await edit_note(session, noted, note, scene.now)


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
