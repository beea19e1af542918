"""/log with words, /log under a picture, /log as a reply to a message that was missed."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from bot.typed import Who, read_typed, read_words
from handlers.by_hand import log_one, log_parts_before, read_foreign, read_told
from handlers.clients import CLIENT_ROLES, is_by_team, read_client
from handlers.filters import Says
from handlers.forwards import Writer, writer_of
from handlers.log_form import ask_what
from handlers.reading import file_of, is_said, words_of
from handlers.refusals import is_member
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.log_form import ask_source, own_sources
from storage.by_hand import client_of_album
from storage.vocabulary import TEAM_ROLES, Source


async def log_typed(message: Message, scene: Scene, args: str) -> None:
    """/log instagram Олена: text… — or a reply to a message that was missed."""
    if not await is_member(message, scene) or scene.brand is None:
        return
    earlier = message.reply_to_message
    if not args and earlier is not None and is_said(earlier):
        await _log_reply(message, earlier, scene)
        return
    source, own, who, words = read_typed(args, own_sources(scene.brand))
    if words or file_of(message) is not None:
        await log_one(message, scene, read_told(message, scene, source, who, words, own=own))
        await log_parts_before(message, scene)
    elif (who.shown or own or source is not Source.OTHER) and _is_among_us(scene):
        await ask_what(message, scene, source, own, who)
    else:
        await scene.say_aside(ask_source(scene.t, scene.brand))


def _is_among_us(scene: Scene) -> bool:
    return scene.chat is None or scene.chat.role in TEAM_ROLES


async def _explain(message: Message, scene: Scene) -> None:
    said = scene.t(
        "Tell me who wrote what, for example:\n/log instagram Olena: where is my "
        "order?\nOr send /log as a reply to a client's message."
    )
    await scene.say_aside(plain(said), reply_to=message.message_id)


async def _log_reply(message: Message, earlier: Message, scene: Scene) -> None:
    """The message replied to is the request: in a client chat as if it had been noticed."""
    if scene.chat is not None and scene.chat.role in CLIENT_ROLES:
        if is_by_team(earlier, scene):
            said = scene.t("This message is the team's own: there is nobody to answer.")
            await scene.say_aside(plain(said))
            return
        # Telegram leaves the reply's own reply out, which reading does without.
        await log_one(message, scene, read_client(earlier, scene))
    elif _is_telling(earlier, scene):
        await _log_own_words(message, earlier, scene)
    else:
        await log_one(message, scene, read_foreign(earlier, scene))


def _is_telling(earlier: Message, scene: Scene) -> bool:
    """Whether the team or a bot tells of a client there, rather than the client themselves."""
    if earlier.forward_origin is None:
        return is_by_team(earlier, scene)
    return writer_of(earlier, scene) in {Writer.TEAM, Writer.BOT}


async def _log_own_words(message: Message, earlier: Message, scene: Scene) -> None:
    """A member told of a client in their own words, and thought of /log afterwards."""
    assert scene.brand is not None  # noqa: S101 - staff have a brand
    source, own, who, words = read_typed(words_of(earlier), own_sources(scene.brand))
    by_bot = earlier.from_user is not None and earlier.from_user.is_bot
    if by_bot or not (words or file_of(earlier)):
        await _explain(message, scene)
    else:
        await log_one(message, scene, read_told(earlier, scene, source, who, words, own=own))


class ContinuesAlbum(Filter):
    """Another picture of an album of which a part is on record by hand."""

    async def __call__(self, message: Message, scene: Scene) -> bool:
        album, at_work = message.media_group_id, scene.chat is None or scene.chat.role == "desk"
        if album is None or scene.member is None or not at_work or message.forward_origin:
            return False
        session = await scene.session()
        if await client_of_album(session, message.chat.id, album) is not None:
            return True
        scene.unit.parts.setdefault((message.chat.id, album), []).append(message)
        return False


async def log_part(message: Message, scene: Scene) -> None:
    """Another part; in reply to the form's question it may be the one that says who wrote."""
    words = words_of(message)
    who, said = read_words(words) if message.reply_to_message else (Who(), words)
    await log_one(message, scene, read_told(message, scene, Source.OTHER, who, said))


def log_router() -> Router:
    router = Router(name="log by hand")
    router.message.register(log_typed, Says("log"))
    router.message.register(log_part, ContinuesAlbum())
    return router
