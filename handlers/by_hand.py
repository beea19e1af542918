"""What every way of logging by hand shares: reading what a member tells, logging it, telling so."""

from dataclasses import replace
from functools import partial

from aiogram.types import Message

from bot.by_hand import as_known, is_of, log_told, note_retold
from bot.classify import classify, language_of
from bot.corrections import correct_name
from bot.incoming import Incoming
from bot.requests import call_for_answer
from bot.typed import BY_NAME, HIDDEN, UNNAMED, Who
from handlers.corrections import show_logged
from handlers.reading import Author, author_of, content_of, file_of, origin_of, sent_at, words_of
from handlers.scene import Scene
from handlers.views.asking import plain
from storage.engine import Session
from storage.log import request_with_same_message, request_with_words_of
from storage.requests import get_request, messages_of, request_of_message
from storage.tables import Event, Request
from storage.vocabulary import Direction, Source


def read_told(
    message: Message, scene: Scene, source: Source, who: Who, words: str, *, own: str = ""
) -> Incoming:
    """What a member tells of a client in their own words, with the picture that they add.

    `own` is the brand's own name for the source.
    """
    # Each who is not named is somebody else, but an album is one person's.
    nobody = f"{UNNAMED}{message.chat.id}:{message.media_group_id or message.message_id}"
    author = Author(
        who.key(own) if who.shown else nobody,
        who.shown or scene.t("Client"),
        who.handle or None,
    )
    return replace(_told(message, scene, author, words), source=source, own_source=own)


def read_foreign(message: Message, scene: Scene) -> Incoming:
    """Somebody else's message, forwarded or replied to: its writer and its date count."""
    origin = origin_of(message)
    author = origin.author if origin else author_of(message)
    return _told(message, scene, author, words_of(message))


def _told(message: Message, scene: Scene, author: Author, words: str) -> Incoming:
    assert scene.brand is not None  # noqa: S101 - staff have a brand
    content, origin = content_of(message), origin_of(message)
    return Incoming(
        brand_id=scene.brand.id,
        source=Source.TELEGRAM,
        external_id=author.external_id,
        name=author.name,
        username=author.username,
        sent_at=origin.sent_at if origin else sent_at(message),
        content=content,
        text=words,
        kind=classify(words, content),
        language=language_of(words, scene.brand.language),
        logged_by=scene.person.name,
        message_id=message.message_id,
        noted_in=message.chat.id,
        file_id=file_of(message),
        album_id=message.media_group_id,
    )


async def log_one(
    message: Message, scene: Scene, incoming: Incoming, *, at_once: bool = False
) -> int | None:
    """Put it on record and say so, once for all that was told at once. Returns the request."""
    session = await scene.session()
    told = incoming
    incoming = await as_known(session, told)
    known = await _on_record(session, incoming)
    if known is not None:
        await _log_known(message, scene, known, incoming)
        if at_once:
            await note_retold(session, known, incoming, sent_at(message), scene.now)
        return None
    at_once = at_once or incoming.album_id is not None
    logged = await log_told(
        session, scene.directory, incoming, sent_at(message), scene.now, at_once=at_once
    )
    if logged is None:
        return None
    request_id, telling = logged
    if told.external_id.startswith(BY_NAME) and incoming.external_id.startswith(UNNAMED):
        await _name_album(scene, request_id, told)  # an earlier picture came without the name
    if not await _continues_album(session, request_id, incoming):
        confirm(message, scene, request_id, telling)
    return request_id


async def _name_album(scene: Scene, request_id: int, told: Incoming) -> None:
    session = await scene.session()
    request = await get_request(session, request_id)
    assert scene.member is not None  # noqa: S101 - who logs by hand is one
    if request is not None:
        await correct_name(
            session, request, Who(told.name, told.username or ""), scene.member, scene.now
        )


async def log_parts_before(message: Message, scene: Scene) -> None:
    """The pictures of the same album that came before the one that says what they are."""
    for part in scene.unit.parts.pop((message.chat.id, message.media_group_id or ""), []):
        if part.message_id != message.message_id:
            said = read_told(part, scene, Source.OTHER, Who(), words_of(part))
            await log_one(part, scene, said)


def confirm(message: Message, scene: Scene, request_id: int, telling: Event) -> None:
    """Say what was understood once the whole batch is known."""
    if telling.id not in scene.unit.shown:
        scene.unit.shown.add(telling.id)
        scene.unit.at_end(partial(_confirm, scene, request_id, telling, message.message_id))


async def _confirm(scene: Scene, request_id: int, telling: Event, reply_to: int) -> None:
    said = await messages_of(await scene.session(), request_id, direction=Direction.IN)
    told = [(bool(one.text), one.id) for one in said if is_of(telling, one)]
    _, row = max(told, default=(False, 0))  # the newest that has words
    await show_logged(scene, request_id, reply_to=reply_to, message_row=row)


async def _on_record(session: Session, incoming: Incoming) -> Request | None:
    """The request that holds this message, or the message that it was forwarded from."""
    if incoming.origin is not None:
        known = await request_of_message(session, *incoming.origin)
        if known is not None:
            return known
    sent_at, content, text = incoming.sent_at, incoming.content, incoming.text
    known = await request_with_same_message(
        session,
        incoming.client_key,
        sent_at=sent_at,
        content=content,
        text=text,
        but_album=incoming.album_id,
    )
    if known is not None or not incoming.external_id.startswith(HIDDEN):
        return known
    return await request_with_words_of(  # logged in a chat, or named by a member since
        session,
        incoming.brand_id,
        incoming.name,
        sent_at=sent_at,
        content=content,
        text=text,
        but_album=incoming.album_id,
    )


async def _log_known(message: Message, scene: Scene, known: Request, incoming: Incoming) -> None:
    """A remark that was only counted gets its clock; anything else is told to be a duplicate."""
    session = await scene.session()
    brand, member = scene.brand, scene.member
    assert brand is not None  # noqa: S101 - staff have a brand
    assert member is not None  # noqa: S101
    if await call_for_answer(session, brand, known, incoming.sent_at, member, scene.now):
        await show_logged(scene, known.id, reply_to=message.message_id)
    elif incoming.album_id is None or incoming.text:  # once for an album
        said = scene.t("This message is on record already: #{number}.", number=known.number)
        await scene.say_aside(plain(said), reply_to=message.message_id)


async def _continues_album(session: Session, request_id: int, incoming: Incoming) -> bool:
    """Whether a part of the same album was shown before this one."""
    if incoming.album_id is None:
        return False
    said = await messages_of(session, request_id, direction=Direction.IN)
    return sum(one.album_id == incoming.album_id for one in said) > 1
