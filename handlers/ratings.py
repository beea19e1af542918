"""A client rates the answer by a button, and may add words. Nobody else can."""

import re
from datetime import datetime, timedelta

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.classify import classify, is_courtesy
from bot.ratings import RANGES, add_words, rate, still_asked
from handlers.buttons import OnRating
from handlers.reading import author_of, content_of, words_of
from handlers.scene import Scene
from handlers.texts import Texts, texts
from handlers.views.rating import rated_view, rating_view
from handlers.views.view import View
from storage.clients import get_client
from storage.engine import Session
from storage.ratings import asked_lately, get_rating, questions_at, wrote_since
from storage.requests import get_matter, get_request
from storage.tables import Brand, Notice, Rating
from storage.vocabulary import Kind, NoticeKind, Source

WANTS_AN_ANSWER = frozenset({Kind.COMPLAINT, Kind.QUESTION, Kind.SUGGESTION})

WORDS_WITHIN = timedelta(hours=24)
"""How long a plain message may still be about the mark."""


async def press(query: CallbackQuery, callback_data: OnRating, scene: Scene) -> None:
    session = await scene.session()
    rating = await get_rating(session, callback_data.rating_id)
    client = await get_client(session, rating.client_id) if rating else None
    request = await get_request(session, rating.request_id) if rating else None
    t = texts(request.language if request else scene.t.language)
    theirs = (
        client is not None
        and client.source is Source.TELEGRAM
        and client.external_id == str(query.from_user.id)
    )
    if rating is None or not theirs:
        scene.toast(query, t("This question is for the client alone."), alert=True)
        return
    if scene.chat is not None and scene.chat.brand_id != rating.brand_id:
        scene.toast(query, t("This belongs to another brand."), alert=True)
        return
    brand = scene.directory.brands[rating.brand_id]
    try:
        done = await rate(session, brand, rating, callback_data.score, scene.now)
    except ValueError:
        scene.toast(query, t("This button is out of date."))
        return
    scene.toast(query, t("Thank you!") if done else t("You have rated already. Thank you!"))


async def take_words(message: Message, scene: Scene, business_id: int | None = None) -> bool:
    """Whether the message is a client's mark, or a reply to its question that asks for nothing.

    Other words after a mark are added to it, and the message is logged too: to take them for
    being about the mark is a guess, and a guess must not keep them from the desk.
    """
    words, content = words_of(message).strip(), content_of(message)
    asks = content != "text" or classify(words, content) in WANTS_AN_ANSWER
    replied_to = rating = await _replied_to(message, scene)
    if rating is None and not asks and message.chat.type == "private":
        rating = await _spoken_of(message, scene, words, business_id)
    if rating is None or not words:
        return False
    session = await scene.session()
    if rating.score is None:
        brand = scene.directory.brands[rating.brand_id]
        is_mark = not asks and _mark(words) in RANGES[rating.kind]
        return is_mark and await rate(session, brand, rating, int(words), scene.now)
    await add_words(session, rating, words, scene.now)
    return replied_to is not None and not asks


def _mark(words: str) -> int | None:
    return int(words) if re.fullmatch("[0-9]|10", words) else None


async def _replied_to(message: Message, scene: Scene) -> Rating | None:
    """The rating whose question the client replies to, ours or sent in an account's name."""
    earlier, connection = message.reply_to_message, message.business_connection_id
    if earlier is None or earlier.from_user is None:
        return None
    if connection is None and earlier.from_user.id != scene.me.id:
        return None
    session = scene.unit.peek()
    said = await questions_at(session, message.chat.id, earlier.message_id)
    ours = [one for one in said if one.payload.get("business_connection_id") == connection]
    rating = await get_rating(session, ours[-1].payload["rating_id"]) if ours else None
    client = await get_client(session, rating.client_id) if rating else None
    theirs = client is not None and client.external_id == author_of(message).external_id
    return rating if theirs else None


async def _spoken_of(
    message: Message, scene: Scene, words: str, business_id: int | None
) -> Rating | None:
    """What a client speaks of without a reply: a bare number is the mark that we asked for, and
    words are about the mark just given, unless they have written of something else since.
    """
    if scene.brand is None or is_courtesy(words):
        return None
    since = scene.now - WORDS_WITHIN
    user_id = author_of(message).external_id
    if not await scene.unit.was_asked(scene.brand.id, user_id, since):
        return None
    asked = await asked_lately(
        scene.unit.peek(),
        scene.brand.id,
        user_id,
        message.chat.id,
        business_id,
        since,
    )
    mark = _mark(words)
    for one in asked:
        if one.score is None and mark is not None and mark in RANGES[one.kind]:
            return one
        if one.rated_at is not None and one.rated_at >= since:
            session = await scene.session()
            return None if await wrote_since(session, one.client_id, one.rated_at) else one
    return None


async def rating_notice_view(
    session: Session, t: Texts, brand: Brand, notice: Notice, now: datetime
) -> View | None:
    """The client's question (None once nothing is to be asked), or the leads' alert."""
    rating = await get_rating(session, notice.payload["rating_id"])
    matter = await get_matter(session, notice.request_id or 0)
    if rating is None or matter is None:
        return None
    if notice.kind is NoticeKind.RATED:
        return rated_view(t, matter, rating)
    if notice.message_id is None and not await still_asked(session, brand, rating, now):
        return None
    return rating_view(texts(matter.request.language), brand, rating)


def rating_router() -> Router:
    router = Router(name="ratings")
    router.callback_query.register(press, OnRating.filter())
    return router
