"""What a client is asked after closing, and what the leads hear of a bad rating."""

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import BlockQuote, Bold, Text

from handlers.buttons import OnRating, OnRequest
from handlers.texts import Texts
from handlers.views.names import name_for_clients
from handlers.views.view import View, button, lines
from handlers.wording import clip
from storage.requests import Matter
from storage.tables import Brand, Rating
from storage.vocabulary import RatingKind, RequestStatus


def rating_view(t: Texts, brand: Brand, rating: Rating) -> View:
    """For the client, in their language."""
    if rating.score is not None:
        return _thanks(t, rating)
    name = clip(name_for_clients(brand), 64)
    if rating.kind is RatingKind.RECOMMEND:
        asked = _would_recommend(t, name)
        return View(Text(asked), [_scores(rating, range(6)), _scores(rating, range(6, 11))])
    asked = (
        t("How well did {brand} answer you? 1 is badly, 5 is very well.", brand=name)
        if name
        else t("How well did we answer you? 1 is badly, 5 is very well.")
    )
    return View(Text(asked), [_scores(rating, range(1, 6))])


def _would_recommend(t: Texts, name: str) -> str:
    if not name:
        return t(
            "And one more, once in three months: how likely are you to recommend us to a friend? "
            "0 is not at all, 10 is for sure."
        )
    return t(
        "And one more, once in three months: how likely are you to recommend {brand} to a "
        "friend? 0 is not at all, 10 is for sure.",
        brand=name,
    )


def _scores(rating: Rating, scores: range) -> list[InlineKeyboardButton]:
    return [button(str(one), OnRating(rating_id=rating.id, score=one)) for one in scores]


def _thanks(t: Texts, rating: Rating) -> View:
    most = 10 if rating.kind is RatingKind.RECOMMEND else 5
    said = t("Thank you! Your mark: {score} of {most}.", score=rating.score, most=most)
    if rating.words:
        return View(lines(said, t("Your words are with the team.")))
    return View(lines(said, t("If you like, reply to this message with a few words.")))


def rated_view(t: Texts, matter: Matter, rating: Rating) -> View:
    """For the leads: whom to win back, and how to begin."""
    request = matter.request
    head = t(
        "⭐ {score} of 5 for the answer to #{number}", score=rating.score, number=request.number
    )
    ended = request.status is RequestStatus.CLOSED
    return View(
        lines(
            Bold(head),
            Text("👤 ", Bold(clip(matter.client.name, 64))),
            BlockQuote(clip(request.preview, 300)) if request.preview else None,
            Text("💬 ", clip(rating.words, 900)) if rating.words else None,
            t("Write to them while it is fresh: reopen the request and reply to its card.")
            if ended
            else t("It is open again."),
        ),
        [
            [
                *(
                    [button(t("Reopen"), OnRequest(request_id=request.id, verb="reopen"))]
                    if ended
                    else []
                ),
                button(t("Show the request"), OnRequest(request_id=request.id, verb="show")),
            ]
        ],
    )
