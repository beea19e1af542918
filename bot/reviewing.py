"""A lead scores a random sample of the week's answers by the brand's scorecard."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import SystemRandom

from bot import figures
from bot.figures import WEIGHTS, Criterion
from storage.engine import Session
from storage.reviews import review_of, reviewed_by
from storage.tables import Brand, Member, Message, Review
from storage.words import Given, answers_between

WEEK = timedelta(days=7)
MOST_WEIGHT = 100
_CHANCE = SystemRandom()


def read_weights(text: str) -> dict[Criterion, int]:
    """Read "30, 20, 20, 20, 10": the weights in the scorecard's order. Raises ValueError."""
    parts = [int(part) for part in text.split(",")]
    wrong = len(parts) != len(Criterion) or any(not 0 <= one <= MOST_WEIGHT for one in parts)
    weights = dict(zip(Criterion, parts, strict=False))
    if wrong or not sum(parts) or not weights[Criterion.SOLUTION]:
        raise ValueError(text)
    return weights


def weights_of(brand: Brand) -> Mapping[Criterion, int]:
    return read_weights(brand.scorecard) if brand.scorecard else WEIGHTS


async def draw_answer(session: Session, brand: Brand, lead: Member, now: datetime) -> Given | None:
    """Any answer of the last week but the lead's own: one that they have not seen, else one that
    they scored in part; None where none is left.
    """
    given = await answers_between(session, brand.id, now - WEEK, now + timedelta.resolution)
    scored = await reviewed_by(session, brand.id, lead.id)
    theirs = [one for one in given if one.member_id != lead.id]
    fresh = [one for one in theirs if one.message_row_id not in scored]
    partly = [one for one in theirs if scored.get(one.message_row_id) is False]
    left = fresh or partly
    return _CHANCE.choice(left) if left else None


async def score(
    session: Session,
    brand: Brand,
    answer: Message,
    lead: Member,
    criterion: Criterion,
    points: int,
    now: datetime,
) -> Review:
    """Note the points of one criterion; the score stands once all have theirs.

    Raises ValueError for points that no button carries.
    """
    if not 0 <= points <= figures.MOST_POINTS:
        raise ValueError(points)
    review = await review_of(session, answer.id, lead.id)
    if review is None:
        review = Review(
            brand_id=brand.id,
            message_row_id=answer.id,
            member_id=answer.member_id,
            reviewer_id=lead.id,
            points={},
            reviewed_at=now,
        )
        session.add(review)
    review.points = {**review.points, criterion.value: points}
    review.reviewed_at = now
    known = {Criterion(name): value for name, value in review.points.items()}
    whole = set(known) == set(Criterion)
    review.score = figures.scorecard(known, weights_of(brand)) if whole else None
    await session.flush()
    return review
