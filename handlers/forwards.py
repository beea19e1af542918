"""Forwarded to the desk, or to the bot in private by a member: a client's words, or a dialogue.

The team's words, a bot's and the brand's own channel's open nothing. Beside a client's, forwarded
at once with them, the team's are a part of the dialogue, and the answer where they are its end.
Where several clients of it waited just then, it is asked whose answer they were.
"""

from enum import Enum, auto
from functools import partial

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from bot.answers import Answer
from bot.by_hand import file_words, meant_by, told_with
from bot.visible import shown_name
from handlers.by_hand import confirm, log_one, read_foreign
from handlers.reading import content_of, file_of, is_said, origin_of, sent_at, words_of
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.whose_answer import ask_the_team, joins_question
from storage.tables import Member
from storage.vocabulary import ChatRole


class Writer(Enum):
    CLIENT = auto()  # or anybody else outside the team: a channel that writes about us, too
    TEAM = auto()
    BOT = auto()
    NAMESAKE = (
        auto()
    )  # hides the account and is called as the member who forwards: most likely they


def writer_of(message: Message, scene: Scene) -> Writer:
    """Who first wrote a message that a member forwards."""
    match message.forward_origin:
        case MessageOriginUser(sender_user=user):
            if user.is_bot:
                return Writer.BOT
            return Writer.TEAM if _is_of_team(scene, user.id) else Writer.CLIENT
        case MessageOriginHiddenUser(sender_user_name=name):
            same = shown_name(name).casefold() == scene.person.name.casefold()
            return Writer.NAMESAKE if same else Writer.CLIENT
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            brand = scene.directory.brand_of_channel(chat.id)
            ours = brand is not None and scene.brand is not None and brand.id == scene.brand.id
            return Writer.TEAM if ours else Writer.CLIENT
    return Writer.CLIENT


def _is_of_team(scene: Scene, user_id: int) -> bool:
    """A member, or somebody of the desk who has not spoken here yet."""
    if scene.brand is None:
        return False
    if scene.directory.member(scene.brand.id, user_id) is not None:
        return True
    desk = scene.directory.chat_of(scene.brand.id, ChatRole.DESK)
    asked = scene.unit.facts.get("in_desk", {})
    return desk is not None and bool(asked.get((desk.chat_id, user_id)))


async def take_forward(message: Message, scene: Scene) -> None:
    if scene.brand is None:
        return
    writer = writer_of(message, scene)
    if writer is Writer.CLIENT:
        await log_one(message, scene, read_foreign(message, scene), at_once=True)
        return
    said = None if writer is Writer.BOT else _read_words(message, scene)
    if not await _place(message, scene, said):
        scene.unit.unplaced.add(_key(message, scene))
        scene.unit.at_end(partial(_place_after_all, message, scene, writer, said))


def _key(message: Message, scene: Scene) -> tuple[int, int]:
    return (message.chat.id, scene.person.user_id)


async def _place(message: Message, scene: Scene, said: Answer | None) -> bool:
    """Give the team's words to whoever of those told of at once waited for them, or ask whose.

    False where nobody was told of with them.
    """
    assert scene.brand is not None  # noqa: S101 - asked by the caller
    session, chat_id = await scene.session(), message.chat.id
    told = await told_with(session, scene.brand.id, chat_id, scene.person.name, sent_at(message))
    if said is None or not told or await joins_question(scene, said):
        return bool(told)
    meant = await meant_by(session, told, said)
    if len(meant) == 1:
        await file_words(session, meant[0].request, said, scene.now)
        confirm(message, scene, meant[0].request.id, meant[0].telling)
    elif meant:
        candidates = sorted((one.request for one in meant), key=lambda one: one.number)
        await ask_the_team(scene, said, tuple(candidates), to=chat_id)
    return True


async def _place_after_all(
    message: Message, scene: Scene, writer: Writer, said: Answer | None
) -> None:
    """The client's words may have come after the team's.

    Where none came it is explained, once for all that was forwarded at once; the desk's own
    chatter is no matter.
    """
    key = _key(message, scene)
    if await _place(message, scene, said) or key not in scene.unit.unplaced:
        return
    if scene.chat is None or writer is Writer.NAMESAKE:
        scene.unit.unplaced.discard(key)
        explained = scene.t(
            "These are our own words or a bot's: no client waits for an answer, so I opened "
            "nothing. If a client is behind them, reply to the message with /log."
        )
        await scene.say(plain(explained), reply_to=message.message_id)


def _read_words(message: Message, scene: Scene) -> Answer:
    origin = origin_of(message)
    member = _member(message, scene)
    return Answer(
        chat_id=message.chat.id,
        message_id=message.message_id,
        sent_at=origin.sent_at if origin else sent_at(message),
        author=member.name if member else scene.t("the team"),
        member_id=member.id if member else None,
        content=content_of(message),
        text=words_of(message),
        file_id=file_of(message),
        album_id=message.media_group_id,
        elsewhere=True,
    )


def _member(message: Message, scene: Scene) -> Member | None:
    match message.forward_origin:
        case MessageOriginUser(sender_user=user) if scene.brand is not None:
            return scene.directory.member(scene.brand.id, user.id)
        case MessageOriginHiddenUser():
            return scene.member
    return None


async def explain_to_leads(message: Message, scene: Scene) -> None:
    """Leads forward much among themselves: once a day they hear how a client's words are logged."""
    if writer_of(message, scene) is Writer.CLIENT:
        said = scene.t(
            "Here I put nothing on record by myself. If a client waits for an answer, reply to "
            "the message with /log."
        )
        today = f"forwarded:{message.chat.id}:{scene.now:%Y-%m-%d}"
        await scene.say(plain(said), reply_to=message.message_id, once=today)


class Forwarded(Filter):
    """By a member: to the bot in private or to the desk, or where leads are among themselves."""

    def __init__(self, *roles: ChatRole | None) -> None:
        self._roles = frozenset(roles)

    async def __call__(self, message: Message, scene: Scene) -> bool:
        role = scene.chat.role if scene.chat is not None else None
        return (
            scene.member is not None
            and role in self._roles
            and message.forward_origin is not None
            and message.reply_to_message is None
            and is_said(message)
        )


def forward_router() -> Router:
    router = Router(name="forwards")
    router.message.register(take_forward, Forwarded(None, ChatRole.DESK))
    router.message.register(explain_to_leads, Forwarded(ChatRole.LEADS))
    return router
