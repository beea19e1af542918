"""The team's words in client chats: read, credited to a client, or asked about."""

from typing import NamedTuple

from aiogram.filters import Filter
from aiogram.types import Message, MessageReactionUpdated

from bot.answers import Answer, answer_request
from bot.attribution import (
    Reply,
    ReplyTo,
    Said,
    Speaker,
    is_kind_reaction,
)
from bot.crediting import Spot, credit, reply_in_chat
from bot.posts import thread_of_post
from handlers.clients import CLIENT_ROLES, is_by_team, is_from_team
from handlers.crossing import answer_and_tell
from handlers.reading import (
    author_of,
    content_of,
    details_of,
    file_of,
    is_said,
    sent_at,
    thread_of,
    words_of,
)
from handlers.scene import Scene
from handlers.whose_answer import ask_the_team, joins_question
from storage.requests import client_row, get_request, message_at
from storage.vocabulary import ChatRole, Direction


class InClientChat(Filter):
    """The team's own words in a client chat; a command, ours or another bot's, is none."""

    async def __call__(self, message: Message, scene: Scene) -> bool:
        return (
            scene.chat is not None
            and scene.chat.role in CLIENT_ROLES
            and is_said(message)
            and is_from_team(message, scene)
            and not words_of(message).startswith("/")
        )


def read_answer(message: Message, scene: Scene) -> Answer:
    by_name = scene.member is not None and message.sender_chat is None
    return Answer(
        chat_id=message.chat.id,
        message_id=message.message_id,
        sent_at=sent_at(message),
        author=author_of(message).name if by_name else _nameless(message, scene),
        member_id=scene.member.id if by_name and scene.member else None,
        content=content_of(message),
        text=words_of(message),
        file_id=file_of(message),
        album_id=message.media_group_id,
        details=details_of(message),
        thread_id=thread_of(message, scene.chat.role) if scene.chat else None,
    )


def _nameless(message: Message, scene: Scene) -> str:
    """The team; of anonymous administrators Telegram gives the custom title, if they have one."""
    team = scene.t("the team")
    return f"{team} ({message.author_signature})" if message.author_signature else team


async def read_said(message: Message, scene: Scene, answer: Answer, reply: Reply | None) -> Said:
    """The same for the rules of who was answered, with whom it begins by naming."""
    named = await _named_first(message, scene)
    return Said(
        sent_at=answer.sent_at,
        speaker=Speaker.TEAM if message.sender_chat is not None else Speaker.MEMBER,
        text=answer.text,
        reply=reply,
        to_colleague=named.is_colleague,
        addresses=named.handle,
        addresses_client=named.client_id,
    )


class Named(NamedTuple):
    is_colleague: bool = False
    handle: str = ""  # of whoever is no colleague
    client_id: int | None = None  # of an account without a handle; 0 for no client of ours


async def _named_first(message: Message, scene: Scene) -> Named:
    """Who is named at the very beginning."""
    found = message.entities or message.caption_entities or []
    mentions = [one for one in found if one.offset == 0 and one.type in {"mention", "text_mention"}]
    if not mentions or scene.brand is None:
        return Named()
    first, brand_id = mentions[0], scene.brand.id
    if first.user is not None:
        if scene.directory.member(brand_id, first.user.id) is not None:
            return Named(is_colleague=True)
        client = await client_row(await scene.session(), brand_id, str(first.user.id))
        return Named(client_id=client or 0)
    handle = first.extract_from(words_of(message)).removeprefix("@")
    staff = {(one.username or "").casefold() for one in scene.directory.staff(brand_id)}
    return Named(is_colleague=True) if handle.casefold() in staff else Named(handle=handle)


async def answer_in_chat(message: Message, scene: Scene) -> None:
    assert scene.chat is not None  # noqa: S101 - InClientChat has seen to it
    assert scene.brand is not None  # noqa: S101
    session = await scene.session()
    earlier = message.reply_to_message
    to_root = earlier is not None and _is_comment_root(earlier)
    thread_id = thread_of(message, scene.chat.role)
    if scene.chat.role is ChatRole.COMMENTS and thread_id and not to_root:
        thread_id = await thread_of_post(session, scene.chat.chat_id, thread_id)
    # Of chats in the directory, those for messages to a channel have a topic for each client.
    is_ones = scene.chat.role is ChatRole.DIRECT
    spot = Spot(scene.brand.id, scene.chat.chat_id, thread_id, is_ones=is_ones)
    reply = None
    if earlier is not None and not to_root:
        reply = await reply_in_chat(
            session,
            spot,
            earlier.message_id,
            author=author_of(earlier).external_id,
            by_team=is_by_team(earlier, scene),
        )
    answer = read_answer(message, scene)
    if await joins_question(scene, answer):
        return
    said = await read_said(message, scene, answer, reply)
    found = await credit(session, spot, said, album_id=answer.album_id)
    if found.request is not None:
        await answer_and_tell(scene, found.request, answer)
    elif found.unsure:
        await ask_the_team(scene, answer, found.unsure)


async def answer_by_reaction(update: MessageReactionUpdated, scene: Scene) -> None:
    """A heart answers praise; who asked for something still waits for words."""
    emoji = _kind_one(update)
    if (
        scene.chat is None
        or scene.brand is None
        or scene.chat.role not in CLIENT_ROLES
        or not emoji
    ):
        return
    by_team = update.actor_chat is not None and update.actor_chat.id in {
        scene.chat.chat_id,
        scene.chat.linked_id,
    }
    if not (by_team or scene.member):
        return
    session = await scene.session()
    logged = await message_at(session, scene.chat.chat_id, update.message_id)
    request = await get_request(session, logged.request_id) if logged is not None else None
    if logged is None or request is None or logged.direction is not Direction.IN:
        return
    own = await get_request(session, logged.written_to_id or request.id) or request
    said = Said(
        sent_at=update.date,
        speaker=Speaker.TEAM if by_team else Speaker.MEMBER,
        text=emoji,
        reply=Reply(ReplyTo.CLIENT, request.id, own.client_id, request.kind),
        is_reaction=True,
    )
    spot = Spot(scene.brand.id, scene.chat.chat_id, own.thread_id)
    found = await credit(session, spot, said)
    if found.request is None:
        return
    answer = Answer(
        chat_id=spot.chat_id,
        message_id=update.message_id,
        sent_at=update.date,
        author=scene.t("the team") if by_team or scene.member is None else scene.member.name,
        member_id=None if by_team or scene.member is None else scene.member.id,
        content="reaction",
        text=emoji,
        is_reaction=True,
        thread_id=own.thread_id,
    )
    await answer_request(session, found.request, answer, scene.now)


def _kind_one(update: MessageReactionUpdated) -> str:
    """What was put on, a kind one of several; "" when a reaction was only taken away."""
    old = {getattr(one, "emoji", "") for one in update.old_reaction}
    new = [getattr(one, "emoji", "") for one in update.new_reaction]
    put_on = [one for one in new if one not in old]
    return next((one for one in put_on if is_kind_reaction(one)), "") or "".join(put_on[:1])


def _is_comment_root(earlier: Message) -> bool:
    """In comments and topics a message without a reply shows as one to the thread's root."""
    return bool(earlier.is_automatic_forward or earlier.forum_topic_created)
