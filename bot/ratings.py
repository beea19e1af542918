"""After closing, the client says in one tap how good the answer was."""

from datetime import datetime, timedelta
from typing import Any

from bot.business import reply_problem
from bot.notices import SOON, URGENT, leads_chats, refresh
from bot.requests import record
from storage.business import get_connection
from storage.clients import get_client, person_of
from storage.directory import load_directory
from storage.engine import Session
from storage.log import Row
from storage.notices import add_notices, notice_row, touch
from storage.ratings import get_rating, last_asked, ratings_of
from storage.requests import get_request, last_wait, messages_of
from storage.tables import Brand, Client, Notice, Rating, Request
from storage.vocabulary import (
    ChatRole,
    Direction,
    NoticeKind,
    RatingKind,
    Ratings,
    RequestStatus,
    Source,
    WaitStop,
)

ASK_AGAIN_AFTER = timedelta(days=7)
"""No client is asked oftener, however many requests are closed."""

RECOMMEND_AGAIN_AFTER = timedelta(days=90)

BAD = 2
"""A rating up to this is told to the leads at once."""

WORDS_LIMIT = 10_000
RANGES = {RatingKind.ANSWER: range(1, 6), RatingKind.RECOMMEND: range(11)}
PRIVATE = frozenset({ChatRole.DIRECT, ChatRole.BUSINESS})


async def ask_for_rating(
    session: Session, brand: Brand, request: Request, now: datetime
) -> Rating | None:
    """Ask the client of a closed request, if they may be asked; None where not."""
    client = await get_client(session, request.client_id)
    if client is None or not await _may_be_asked(session, brand, request, client, now):
        return None
    return await _ask(session, request, RatingKind.ANSWER, now)


async def _may_be_asked(
    session: Session, brand: Brand, request: Request, client: Client, now: datetime
) -> bool:
    if not await _can_hear(session, brand, request, client, now):
        return False
    if not await _was_answered(session, request) or request.status is not RequestStatus.CLOSED:
        return False
    if any(one.kind is RatingKind.ANSWER for one in await ratings_of(session, request.id)):
        return False
    asked = await _last_asked(session, client, RatingKind.ANSWER)
    return asked is None or now - asked >= ASK_AGAIN_AFTER


async def _can_hear(
    session: Session, brand: Brand, request: Request, client: Client, now: datetime
) -> bool:
    """Whether the brand asks such clients, and a question reaches a person who may press.

    Whom the answer itself did not reach has nothing to rate.
    """
    if request.undeliverable:
        return False
    if brand.ratings is Ratings.OFF or client.do_not_message or request.chat_id is None:
        return False
    if request.chat_role not in PRIVATE and brand.ratings is not Ratings.EVERYWHERE:
        return False
    if request.source is not Source.TELEGRAM or not client.external_id.isdecimal():
        return False  # who writes as a channel presses as somebody else
    return request.business_id is None or not await reply_problem(session, request, now)


async def still_asked(session: Session, brand: Brand, rating: Rating, now: datetime) -> bool:
    """Whether a question that has waited to be sent may still be put."""
    request = await get_request(session, rating.request_id)
    client = await get_client(session, rating.client_id)
    if request is None or client is None or request.status is not RequestStatus.CLOSED:
        return False
    if rating.kind is RatingKind.RECOMMEND and not brand.asks_to_recommend:
        return False
    return await _can_hear(session, brand, request, client, now)


async def _was_answered(session: Session, request: Request) -> bool:
    """Where nobody answered what was asked last, there is nothing to rate."""
    wait = await last_wait(session, request.id)
    if wait is None:
        return request.answered_at is not None
    return wait.stop is WaitStop.ANSWERED


async def _last_asked(session: Session, client: Client, kind: RatingKind) -> datetime | None:
    """Under whichever of their names."""
    names = await person_of(session, client)
    return await last_asked(session, [one.id for one in names], kind)


async def _ask(session: Session, request: Request, kind: RatingKind, now: datetime) -> Rating:
    rating = Rating(
        brand_id=request.brand_id,
        request_id=request.id,
        client_id=request.client_id,
        kind=kind,
        asked_at=now,
    )
    session.add(rating)
    await session.flush()
    await add_notices(session, [await _question(session, request, rating, now)])
    return rating


async def _question(session: Session, request: Request, rating: Rating, now: datetime) -> Row:
    assert request.chat_id is not None  # noqa: S101 - asked before
    payload: dict[str, Any] = {"rating_id": rating.id}
    if request.chat_role is ChatRole.DIRECT:
        payload["topic_id"] = request.thread_id
    elif request.business_id is not None:
        row = await get_connection(session, request.business_id)
        payload["business_connection_id"] = row.connection_id if row else None
    else:  # in a group it is said to whom it is said
        said = await messages_of(session, request.id, direction=Direction.IN, limit=1)
        payload["reply_to"] = said[-1].message_id if said else None
    return notice_row(
        NoticeKind.RATING,
        request.chat_id,
        # Not by the row's number alone: SQLite gives that of a question taken back once more.
        f"rating:{request.id}:{rating.kind}:{now.isoformat()}",
        now,
        brand_id=request.brand_id,
        request_id=request.id,
        priority=SOON,
        payload=payload,
        business_id=request.business_id or 0,
    )


async def rate(session: Session, brand: Brand, rating: Rating, score: int, now: datetime) -> bool:
    """Put the client's score on record, once; a bad one is told to the leads at once.

    False where they have rated already. Raises ValueError for a score that no button carries.
    """
    if score not in RANGES[rating.kind]:
        raise ValueError(score)
    request = await get_request(session, rating.request_id)
    if rating.score is not None or request is None:
        return False
    rating.score, rating.rated_at = score, now
    await session.flush()
    await touch(session, [request.id], [NoticeKind.RATING], now)
    await refresh(session, request.id, now)
    if rating.kind is RatingKind.ANSWER:
        await record(session, request, "rated", now, data={"score": score})
        if score <= BAD:
            await _tell_the_leads(session, rating, now)
        await _ask_to_recommend(session, brand, request, now)
    return True


async def _ask_to_recommend(
    session: Session, brand: Brand, request: Request, now: datetime
) -> None:
    """Once a quarter, and only of somebody who answers anyway."""
    if not brand.asks_to_recommend:
        return
    client = await get_client(session, request.client_id)
    if client is None or not await _can_hear(session, brand, request, client, now):
        return
    asked = await _last_asked(session, client, RatingKind.RECOMMEND)
    if asked is None or now - asked >= RECOMMEND_AGAIN_AFTER:
        await _ask(session, request, RatingKind.RECOMMEND, now)


async def add_words(session: Session, rating: Rating, words: str, now: datetime) -> None:
    """What the client adds to a score."""
    rating.words = f"{rating.words}\n{words}".strip()[:WORDS_LIMIT]
    await session.flush()
    await touch(session, [rating.request_id], [NoticeKind.RATED, NoticeKind.RATING], now)
    await refresh(session, rating.request_id, now)


async def _tell_the_leads(session: Session, rating: Rating, now: datetime) -> None:
    directory = await load_directory(session)
    rows = [
        notice_row(
            NoticeKind.RATED,
            chat_id,
            f"rated:{rating.id}:{chat_id}",
            now,
            brand_id=rating.brand_id,
            request_id=rating.request_id,
            priority=URGENT,
            payload={"rating_id": rating.id},
        )
        for chat_id in leads_chats(directory, rating.brand_id)
    ]
    await add_notices(session, rows)


async def unasked(session: Session, notice: Notice) -> None:
    """The question never reached the client: nobody was asked."""
    rating = await get_rating(session, notice.payload["rating_id"])
    if rating is not None and rating.score is None and notice.message_id is None:
        await session.delete(rating)
        await session.flush()
