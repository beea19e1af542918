"""A client rates the answer by a button, and may add words. Nobody else can."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.classify import classify
from bot.ratings import add_words, rate
from handlers.buttons import OnRating
from handlers.reading import content_of, words_of
from handlers.scene import Scene
from handlers.texts import Texts, texts
from handlers.views.rating import rated_view, rating_view
from handlers.views.view import View
from storage.clients import get_client
from storage.engine import Session
from storage.notices import notice_of_message
from storage.ratings import get_rating
from storage.requests import get_matter, get_request
from storage.tables import Brand, Notice
from storage.vocabulary import Kind, NoticeKind, RequestStatus, Source

WANTS_AN_ANSWER = frozenset({Kind.COMPLAINT, Kind.QUESTION, Kind.SUGGESTION})


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


async def take_words(message: Message, scene: Scene) -> bool:
    """Whether the message adds words to a rating and asks for nothing: else it is logged too."""
    earlier = message.reply_to_message
    if earlier is None or earlier.from_user is None or earlier.from_user.id != scene.me.id:
        return False
    notice = await notice_of_message(scene.unit.peek(), message.chat.id, earlier.message_id)
    if notice is None or notice.kind is not NoticeKind.RATING:
        return False
    session = await scene.session()
    rating = await get_rating(session, notice.payload["rating_id"])
    client = await get_client(session, rating.client_id) if rating else None
    words = words_of(message).strip()
    if rating is None or client is None or rating.score is None or not words:
        return False
    if message.from_user is None or client.external_id != str(message.from_user.id):
        return False
    await add_words(session, rating, words, scene.now)
    content = content_of(message)  # a picture goes on record as one
    return content == "text" and classify(words, content) not in WANTS_AN_ANSWER


async def rating_notice_view(
    session: Session, t: Texts, brand: Brand, notice: Notice
) -> View | None:
    """The client's question (None once nothing is to be asked), or the leads' alert."""
    rating = await get_rating(session, notice.payload["rating_id"])
    matter = await get_matter(session, notice.request_id or 0)
    if rating is None or matter is None:
        return None
    if notice.kind is NoticeKind.RATED:
        return rated_view(t, matter, rating)
    if notice.message_id is None and matter.request.status is not RequestStatus.CLOSED:
        return None  # reopened before it was sent
    return rating_view(texts(matter.request.language), brand, rating)


def rating_router() -> Router:
    router = Router(name="ratings")
    router.callback_query.register(press, OnRating.filter())
    return router
