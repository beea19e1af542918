"""Requests logged by hand: a forwarded message, /log with words, /log as a reply."""

import re
from datetime import timedelta

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.classify import classify, language_of
from bot.corrections import correct_kind, correct_source, correct_time
from bot.incoming import Incoming
from bot.logbook import log_by_hand
from bot.moments import MomentError, read_moment
from handlers.buttons import OnLog
from handlers.clients import CLIENT_ROLES, read_client
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
from handlers.refusals import is_staff, refuse_press
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.logged import logged_view
from storage.requests import get_matter, get_request
from storage.vocabulary import Kind, Source

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
_NAMED = re.compile(r"(?P<name>[^:\n]{1,64}):\s*(?P<words>.+)", re.DOTALL)


async def log_typed(message: Message, scene: Scene, args: str) -> None:
    """/log instagram Олена: text… — or a reply to a message that was missed."""
    if not await is_staff(message, scene) or scene.brand is None:
        return
    earlier = message.reply_to_message
    if not args and earlier is not None and is_said(earlier):
        await _log_reply(message, earlier, scene)
        return
    source, name, words = read_log(args)
    if not words:
        await scene.say(
            plain(
                scene.t(
                    "Tell me who wrote what, for example:\n/log instagram Olena: where is my "
                    "order?\nOr send /log as a reply to a client's message."
                )
            ),
            reply_to=message.message_id,
        )
        return
    await _log(
        message,
        scene,
        _by_hand(message, scene, source=source, name=name or scene.t("Client"), words=words),
    )


def read_log(args: str) -> tuple[Source, str, str]:
    """(source, client's name, words) of "instagram Олена: текст"; each but the words optional."""
    first, _, rest = args.partition(" ")
    source = SOURCES.get(first.casefold().rstrip(":,"))
    body = rest.strip() if source is not None else args.strip()
    named = _NAMED.fullmatch(body)
    if named is None:
        return source or Source.OTHER, "", body
    return source or Source.OTHER, named["name"].strip(), named["words"].strip()


def _by_hand(message: Message, scene: Scene, *, source: Source, name: str, words: str) -> Incoming:
    assert scene.brand is not None  # noqa: S101 - staff have a brand
    return Incoming(
        brand_id=scene.brand.id,
        source=source,
        external_id=f"name:{name.casefold()}",
        name=name,
        sent_at=sent_at(message),
        content="text",
        text=words,
        kind=classify(words),
        language=language_of(words, scene.brand.language),
        logged_by=scene.person.name,
        message_id=message.message_id,
        noted_in=message.chat.id,
    )


async def _log_reply(message: Message, earlier: Message, scene: Scene) -> None:
    """The message replied to is the request: in a client chat as if it had been noticed."""
    assert scene.brand is not None  # noqa: S101 - staff have a brand
    if scene.chat is not None and scene.chat.role in CLIENT_ROLES:
        # Telegram leaves the reply's own reply out, which reading does without.
        incoming = read_client(earlier, scene)
    else:
        incoming = _read_foreign(earlier, scene)
    await _log(message, scene, incoming)


async def log_forwarded(message: Message, scene: Scene) -> None:
    """A member forwards a client's message: its writer and its date count."""
    if scene.brand is not None:
        await _log(message, scene, _read_foreign(message, scene))


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


async def _log(message: Message, scene: Scene, incoming: Incoming) -> None:
    session = await scene.session()
    request_id = await log_by_hand(session, scene.directory, incoming, scene.now)
    if request_id is None:
        await scene.say(
            plain(scene.t("This message is on record already.")), reply_to=message.message_id
        )
        return
    if incoming.album_id is not None and not message.caption and message.forward_origin:
        matter = await get_matter(session, request_id)
        if matter is not None and matter.request.started_at != incoming.sent_at:
            return  # the other photos of an album join it quietly
    await _show(scene, request_id, reply_to=message.message_id)


async def _show(scene: Scene, request_id: int, *, reply_to: int | None = None) -> None:
    matter = await get_matter(await scene.session(), request_id)
    if matter is not None and scene.brand is not None:
        view = logged_view(scene.t, scene.brand, matter, scene.now)
        await scene.say(view, reply_to=reply_to, request_id=None)


async def correct(query: CallbackQuery, callback_data: OnLog, scene: Scene) -> None:
    session = await scene.session()
    request = await get_request(session, callback_data.request_id)
    member = scene.directory.member(request.brand_id, query.from_user.id) if request else None
    if request is None or member is None or query.message is None:
        refuse_press(scene, query)
        return
    scene.member, scene.brand = member, scene.directory.brands[request.brand_id]
    field, value = callback_data.field, callback_data.value
    if field == "source" and value in set(Source):
        await correct_source(session, request, Source(value), member, scene.now)
    elif field == "kind" and value in set(Kind):
        await correct_kind(session, request, Kind(value), member, scene.now)
    elif field == "time" and value == "?":
        await scene.say(
            plain(
                scene.t(
                    "When did the client write #{number}? For example: 10:30, yesterday 18:00 or "
                    "21.11 09:15. Reply to this message.",
                    number=request.number,
                )
            ),
            prompt={"ask": "log_time", "request_id": request.id},
        )
    elif field == "time" and value.isdecimal() and len(value) < 4:
        earlier = scene.now - timedelta(hours=int(value))
        await correct_time(session, scene.brand, request, earlier, member, scene.now)
    matter = await get_matter(session, request.id)
    if matter is not None:
        menu = field if not value else ""
        view = logged_view(scene.t, scene.brand, matter, scene.now, menu)
        await scene.edit(query.message.message_id, view)
    scene.toast(query)


async def set_time(message: Message, scene: Scene, request_id: int, words: str) -> None:
    """The time typed as a reply to our question."""
    session = await scene.session()
    request = await get_request(session, request_id)
    member, brand = scene.member, scene.brand
    if request is None or member is None or brand is None or request.brand_id != brand.id:
        return
    try:
        moment = read_moment(words, scene.now, brand.timezone)
    except MomentError as error:
        reasons = {
            "future": scene.t("This moment has not come yet."),
            "old": scene.t("That is over a year ago."),
        }
        reason = reasons.get(error.code, scene.t("I could not read the time."))
        example = scene.t(
            "For example: 10:30, yesterday 18:00 or 21.11 09:15. Reply to this message."
        )
        await scene.say(
            plain(f"{reason} {example}"),
            reply_to=message.message_id,
            prompt={"ask": "log_time", "request_id": request_id},
        )
        return
    await correct_time(session, brand, request, moment, member, scene.now)
    await _show(scene, request_id, reply_to=message.message_id)


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
    router.callback_query.register(correct, OnLog.filter())
    return router
