"""Requests logged by hand: a forwarded message, /log with words, /log as a reply."""

import re

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from bot.classify import classify, language_of
from bot.incoming import Incoming
from bot.logbook import log_by_hand
from bot.requests import call_for_answer
from handlers.clients import CLIENT_ROLES, is_by_team, read_client
from handlers.corrections import show_logged
from handlers.filters import Says
from handlers.reading import (
    author_of,
    content_of,
    file_of,
    is_said,
    origin_of,
    sent_at,
    words_of,
)
from handlers.refusals import is_member
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.log_form import ask_source, own_sources
from storage.engine import Session
from storage.log import request_with_same_message
from storage.requests import messages_of, request_of_message
from storage.tables import Brand, Request
from storage.vocabulary import Direction, Source

SOURCES: dict[str, Source] = {
    **{source.value: source for source in Source},
    "insta": Source.INSTAGRAM,
    "інстаграм": Source.INSTAGRAM,
    "инстаграм": Source.INSTAGRAM,
    "fb": Source.FACEBOOK,
    "фейсбук": Source.FACEBOOK,
    "вайбер": Source.VIBER,
    "тікток": Source.TIKTOK,
    "тикток": Source.TIKTOK,
    "гугл": Source.GOOGLE,
    "site": Source.WEBSITE,
    "сайт": Source.WEBSITE,
    "телефон": Source.PHONE,
    "дзвінок": Source.PHONE,
    "звонок": Source.PHONE,
    "особисто": Source.PERSON,
    "лично": Source.PERSON,
    "телеграм": Source.TELEGRAM,
}
NAMED = re.compile(r"(?P<name>[^:\n]{1,64}):(?![/\d])\s*(?P<words>.*)", re.DOTALL)
"""A name, a colon, the words; but neither "10:30" nor an address names anybody."""


async def log_typed(message: Message, scene: Scene, args: str) -> None:
    """/log instagram Олена: text… — or a reply to a message that was missed."""
    if not await is_member(message, scene) or scene.brand is None:
        return
    earlier = message.reply_to_message
    if not args and earlier is not None and is_said(earlier):
        await _log_reply(message, earlier, scene)
        return
    own, rest = own_source(scene.brand, args)
    source, name, words = read_log(rest)
    if words:
        incoming = by_hand(message, scene, Source.OTHER if own else source, name, words, own=own)
        await log_one(message, scene, incoming)
    else:
        await scene.say_aside(ask_source(scene.t, scene.brand))


async def _explain(message: Message, scene: Scene) -> None:
    said = scene.t(
        "Tell me who wrote what, for example:\n/log instagram Olena: where is my "
        "order?\nOr send /log as a reply to a client's message."
    )
    await scene.say_aside(plain(said), reply_to=message.message_id)


def own_source(brand: Brand, args: str) -> tuple[str, str]:
    """(the brand's own source with which the words begin, the rest); "" for none."""
    for name in own_sources(brand):
        head, rest = args[: len(name)], args[len(name) :]
        if head.casefold() == name.casefold() and rest[:1] in {" ", "\n", ":", ","}:
            return name, rest.lstrip(" :,\n")
    return "", args


def read_log(args: str) -> tuple[Source, str, str]:
    """(source, client's name, words) of "instagram Олена: текст"; each but the words optional."""
    first, _, rest = args.partition(" ")
    source = SOURCES.get(first.casefold().rstrip(":,"))
    body = rest.strip() if source is not None else args.strip()
    named = NAMED.fullmatch(body)
    if named is None:
        return source or Source.OTHER, "", body
    return source or Source.OTHER, named["name"].strip(), named["words"].strip()


def by_hand(
    message: Message,
    scene: Scene,
    source: Source,
    name: str,
    words: str,
    *,
    own: str = "",
    content: str = "text",
    file_id: str | None = None,
) -> Incoming:
    """What a member tells of a client; `own` is the brand's own name for the source."""
    assert scene.brand is not None  # noqa: S101 - staff have a brand
    nobody = f"unnamed:{message.chat.id}:{message.message_id}"  # each is somebody else
    return Incoming(
        brand_id=scene.brand.id,
        source=source,
        external_id=f"name:{own.casefold()}{name.casefold()}" if name else nobody,
        name=name or scene.t("Client"),
        sent_at=sent_at(message),
        content=content,
        text=words,
        kind=classify(words, content),
        language=language_of(words, scene.brand.language),
        logged_by=scene.person.name,
        message_id=message.message_id,
        noted_in=message.chat.id,
        file_id=file_id,
        own_source=own,
    )


async def _log_reply(message: Message, earlier: Message, scene: Scene) -> None:
    """The message replied to is the request: in a client chat as if it had been noticed."""
    ours = is_by_team(earlier, scene)
    if scene.chat is not None and scene.chat.role in CLIENT_ROLES:
        if ours:
            said = scene.t("This message is the team's own: there is nobody to answer.")
            await scene.say_aside(plain(said))
            return
        # Telegram leaves the reply's own reply out, which reading does without.
        incoming = read_client(earlier, scene)
    elif ours and earlier.forward_origin is None:
        await _log_own_words(message, earlier, scene)
        return
    else:
        incoming = _read_foreign(earlier, scene)
    await log_one(message, scene, incoming)


async def _log_own_words(message: Message, earlier: Message, scene: Scene) -> None:
    """A member told of a client in their own words, and thought of /log afterwards."""
    source, name, words = read_log(words_of(earlier))
    by_bot = earlier.from_user is not None and earlier.from_user.is_bot
    if by_bot or not words:
        await _explain(message, scene)
    else:
        await log_one(message, scene, by_hand(earlier, scene, source, name, words))


async def log_forwarded(message: Message, scene: Scene) -> None:
    """A member forwards a client's message: its writer and its date count."""
    if scene.brand is not None:
        await log_one(message, scene, _read_foreign(message, scene))


def _read_foreign(message: Message, scene: Scene) -> Incoming:
    assert scene.brand is not None  # noqa: S101 - staff have a brand
    origin = origin_of(message)
    author = origin.author if origin else author_of(message)
    words, content = words_of(message), content_of(message)
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


async def log_one(message: Message, scene: Scene, incoming: Incoming) -> None:
    session = await scene.session()
    known = await _on_record(session, incoming)
    if known is not None:
        await _log_known(message, scene, known, incoming)
        return
    request_id = await log_by_hand(session, scene.directory, incoming, scene.now)
    if request_id is None or request_id in scene.unit.shown:
        return  # one of several forwarded at once: they are one request, shown once
    scene.unit.shown.add(request_id)
    if not await _continues_album(session, request_id, incoming):
        await show_logged(scene, request_id, reply_to=message.message_id)


async def _on_record(session: Session, incoming: Incoming) -> Request | None:
    """The request that holds this message, or the message that it was forwarded from."""
    if incoming.origin is not None:
        known = await request_of_message(session, *incoming.origin)
        if known is not None:
            return known
    return await request_with_same_message(
        session,
        incoming.client_key,
        sent_at=incoming.sent_at,
        content=incoming.content,
        text=incoming.text,
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


class ForwardedByMember(Filter):
    """Forwarded to the bot in private by a member, or to the desk."""

    async def __call__(self, message: Message, scene: Scene) -> bool:
        at_work = scene.chat is None or scene.chat.role == "desk"
        return (
            scene.member is not None
            and at_work
            and message.forward_origin is not None
            and message.reply_to_message is None
            and is_said(message)
        )


def log_router() -> Router:
    router = Router(name="log by hand")
    router.message.register(log_typed, Says("log"))
    router.message.register(log_forwarded, ForwardedByMember())
    return router
