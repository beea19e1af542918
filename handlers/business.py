"""Telegram Business: clients' messages, the owner's answers, edits and deletions."""

from collections.abc import Sequence
from hashlib import sha256

from aiogram import Bot, Router
from aiogram.types import BusinessConnection as TelegramConnection
from aiogram.types import BusinessMessagesDeleted, Message

from bot.answers import Answer
from bot.attribution import Said, Speaker
from bot.business import ConnectionFacts, note_connection, note_deleted
from bot.crediting import Spot, credit, reply_in_chat
from bot.edits import record_edit
from bot.errors import UnreachableError
from bot.incoming import Incoming
from bot.intake import Raw
from bot.notices import leads_chats
from bot.questions import offline_key
from bot.visible import shown_name
from handlers.clients import read_words
from handlers.crossing import answer_and_tell
from handlers.edits import hear_edit
from handlers.facts import ask, told
from handlers.ratings import take_words
from handlers.reading import (
    author_of,
    content_of,
    edited_at,
    file_of,
    is_said,
    sent_at,
    words_of,
)
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.whose_answer import ask_the_team, edits_question, joins_question
from handlers.wording import clip
from storage.business import connection_named, connection_of
from storage.requests import open_wait
from storage.tables import BusinessConnection
from storage.vocabulary import ChatRole, Direction, MemberRole


def connections_in(raws: Sequence[Raw]) -> set[str]:
    """The connections by whose name business messages came."""
    names = set()
    for raw in raws:
        for kind in ("business_message", "edited_business_message", "deleted_business_messages"):
            message = raw.get(kind)
            name = message.get("business_connection_id") if isinstance(message, dict) else None
            if isinstance(name, str):
                names.add(name)
    return names


async def ask_connection(bot: Bot, name: str) -> ConnectionFacts | UnreachableError | None:
    """How a connection stands that was made while we were away; None when there is none such."""
    connection = await ask(bot.get_business_connection(name))
    return facts_of(connection) if isinstance(connection, TelegramConnection) else connection


def facts_of(connection: TelegramConnection) -> ConnectionFacts:
    rights = connection.rights
    return ConnectionFacts(
        connection_id=connection.id,
        user_id=connection.user.id,
        name=shown_name(connection.user.full_name),
        user_chat_id=connection.user_chat_id,
        enabled=connection.is_enabled,
        can_reply=bool(rights and rights.can_reply),
    )


async def connection_changed(connection: TelegramConnection, scene: Scene) -> None:
    """Connected, disconnected, or its rights changed."""
    row = await _noted(scene, facts_of(connection))
    if row is None:
        said = scene.t(
            "Only a member of a brand's team can connect an account to me. Nothing is recorded."
        )
        await scene.say(plain(said), to=connection.user_chat_id)
        return
    if row.connection_id != connection.id:  # late news of one that another took the place of
        return
    scene.brand = scene.directory.brands[row.brand_id]
    name = clip(row.name, 40)
    if not row.enabled:
        said = scene.t(
            "⚠️ The Business account of {name} is disconnected: I see nothing of what is written "
            "to it.",
            name=name,
        )
    elif not row.can_reply:
        said = scene.t(
            "⚠️ I may not answer in the Business account of {name}: its owner allows it in "
            "Telegram's settings, Chatbots.",
            name=name,
        )
    else:
        said = scene.t(
            "The Business account of {name} is connected: what clients write to it comes to the "
            "desk.",
            name=name,
        )
    for chat_id in leads_chats(scene.directory, row.brand_id):
        await scene.say(plain(said), to=chat_id)


async def _noted(scene: Scene, facts: ConnectionFacts) -> BusinessConnection | None:
    """The connection's row, made if its owner is on a team: of several, the one they lead."""
    session = await scene.session()
    known = await connection_named(session, facts.connection_id)
    members = scene.directory.members.get(facts.user_id, [])
    ours = sorted(members, key=lambda one: one.role is MemberRole.MANAGER)
    if known is None and not ours:
        return None
    brand_id = known.brand_id if known is not None else ours[0].brand_id
    for one in ours if known is None else ():
        if await connection_of(session, one.brand_id, facts.user_id) is not None:
            brand_id = one.brand_id  # connected anew
            break
    return await note_connection(session, brand_id, facts, scene.now)


async def _row_of(scene: Scene, name: str | None) -> BusinessConnection | None:
    """The known connection, or the one asked about before the transaction.

    Raises UnreachableError when it could not be asked: a client's words are not dropped for that.
    """
    row = await connection_named(scene.unit.peek(), name or "")
    if row is None and (facts := told(scene.unit.facts, "connections", name or "")) is not None:
        row = await _noted(scene, facts)
    if row is not None:
        scene.brand = scene.directory.brands[row.brand_id]
    return row


async def business_message(message: Message, scene: Scene) -> None:
    """A client's words, the owner's own answer, or a bot's, which is nobody's answer."""
    row = await _row_of(scene, message.business_connection_id)
    if row is None or not is_said(message) or message.from_user is None:
        return
    if message.sender_business_bot is not None:
        return
    if message.from_user.id == row.user_id:
        await _owner_answers(message, scene, row)
    elif scene.directory.member(row.brand_id, message.from_user.id) is not None:
        return  # a colleague's words to the owner
    elif message.from_user.id == message.chat.id and not await take_words(message, scene, row.id):
        scene.unit.log(_read(message, scene, row))


async def _owner_answers(message: Message, scene: Scene, row: BusinessConnection) -> None:
    session = await scene.session()
    spot = Spot(row.brand_id, message.chat.id, None, row.id, is_ones=True)
    earlier, reply = message.reply_to_message, None
    if earlier is not None:
        author = author_of(earlier).external_id
        by_team = author == str(row.user_id)
        reply = await reply_in_chat(
            session, spot, earlier.message_id, author=author, by_team=by_team
        )
    said = Said(
        sent_at=sent_at(message), speaker=Speaker.OWNER, text=words_of(message), reply=reply
    )
    found = await credit(session, spot, said, album_id=message.media_group_id)
    # A business chat has one client: the longest waiting of their matters comes first.
    request = found.request or next(iter(found.unsure), None)
    if request is None or (message.is_from_offline and not await open_wait(session, request.id)):
        return
    member = scene.directory.member(row.brand_id, row.user_id)
    answer = Answer(
        chat_id=message.chat.id,
        message_id=message.message_id,
        sent_at=said.sent_at,
        author=row.name,
        member_id=member.id if member is not None else None,
        content=content_of(message),
        text=said.text,
        file_id=file_of(message),
        album_id=message.media_group_id,
        business_id=row.id,
    )
    if await joins_question(scene, answer):
        return
    if message.is_from_offline:  # a greeting, an away text, or an answer that was scheduled
        words = sha256(f"{answer.content}:{answer.text}".encode()).hexdigest()
        await ask_the_team(scene, answer, (request,), once=offline_key(row.id, words))
        return
    await answer_and_tell(scene, request, answer)


async def business_edit(message: Message, scene: Scene) -> None:
    row = await _row_of(scene, message.business_connection_id)
    if row is None:
        return
    edited = await record_edit(
        await scene.session(),
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=words_of(message),
        edited_at=edited_at(message, scene.now),
        now=scene.now,
        business_id=row.id,
    )
    if edited is None:
        await edits_question(message, scene, business_id=row.id)
    elif edited.message.direction is Direction.IN:
        await hear_edit(scene, edited, message, lambda one: _read(one, scene, row))


def _read(message: Message, scene: Scene, row: BusinessConnection) -> Incoming:
    return read_words(message, scene, ChatRole.BUSINESS, business_id=row.id)


async def business_deletion(update: BusinessMessagesDeleted, scene: Scene) -> None:
    row = await _row_of(scene, update.business_connection_id)
    if row is not None:
        session = await scene.session()
        await note_deleted(session, row, update.chat.id, update.message_ids, scene.now)


def business_router() -> Router:
    router = Router(name="business")
    router.business_connection.register(connection_changed)
    router.business_message.register(business_message)
    router.edited_business_message.register(business_edit)
    router.deleted_business_messages.register(business_deletion)
    return router
