"""/review: a lead scores answers drawn by chance, one after another."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.exchange import Exchange, exchange_of
from bot.figures import Criterion
from bot.reviewing import draw_answer, score
from handlers.buttons import OnReview
from handlers.filters import Says
from handlers.refusals import is_lead, pressed, say_unread
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.review import review_view
from handlers.views.view import View
from storage.edits import newest_words
from storage.requests import get_request, messages_of, waits_of
from storage.reviews import answer_row, review_of
from storage.tables import Member, Request
from storage.tables import Message as Answer


async def begin(message: Message, scene: Scene, args: str) -> None:
    if await is_lead(message, scene) and scene.member is not None:
        await say_unread(message, scene, "review", args)
        await scene.say(await _next(scene, scene.member))


async def _next(scene: Scene, lead: Member) -> View:
    assert scene.brand is not None  # noqa: S101 - a lead has a brand
    session = await scene.session()
    given = await draw_answer(session, scene.brand, lead, scene.now)
    if given is None:
        return plain(scene.t("You have seen all the week's answers. Come back later!"))
    return await _shown(scene, lead, given.message_row_id)


async def _shown(scene: Scene, lead: Member, message_row: int) -> View:
    session = await scene.session()
    answer = await answer_row(session, message_row)
    request = await get_request(session, answer.request_id) if answer else None
    if answer is None or request is None or request.brand_id != lead.brand_id:
        return plain(scene.t("This button is out of date."))
    asked, said = await _words(scene, request, answer)
    review = await review_of(session, answer.id, lead.id)
    return review_view(scene.t, request, asked, answer, said, review)


async def _words(scene: Scene, request: Request, answer: Answer) -> tuple[str, str]:
    """What the client wrote in that wait, and all that the team said to it."""
    session = await scene.session()
    messages = await messages_of(session, request.id)
    waits = await waits_of(session, request.id)
    found = (exchange_of(messages, one) for one in waits if one.stopped_at == answer.sent_at)
    judged = next((one for one in found if one is not None), Exchange((), (answer,), first=True))
    revised = await newest_words(session, [one.id for one in (*judged.asked, *judged.answer)])

    def joined(those: Sequence[Answer]) -> str:
        words = (revised.get(one.id, one.text) for one in those)
        return "\n".join(one for one in words if one)

    return joined(judged.asked), joined(judged.answer)


async def on_button(query: CallbackQuery, callback_data: OnReview, scene: Scene) -> None:
    press = await pressed(query, scene, leads=True)
    if press is None:
        return
    session, lead = await scene.session(), press.member
    if callback_data.criterion == "next":
        await scene.say(await _next(scene, lead))
        scene.toast(query)
        return
    answer = await answer_row(session, callback_data.message_row)
    if answer is None or answer.brand_id != lead.brand_id:
        scene.toast(query, scene.t("This button is out of date."))
        return
    try:
        criterion = Criterion(callback_data.criterion)
        await score(session, press.brand, answer, lead, criterion, callback_data.points, scene.now)
    except ValueError:
        scene.toast(query, scene.t("This button is out of date."))
        return
    await scene.edit(press.message_id, await _shown(scene, lead, answer.id))
    scene.toast(query)


def review_router() -> Router:
    router = Router(name="reviews")
    router.message.register(begin, Says("review"))
    router.callback_query.register(on_button, OnReview.filter())
    return router
