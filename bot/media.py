"""Carries what clients send beside words to the desk: a card can only name it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.draft import Draft
from bot.incoming import Incoming
from bot.notices import AFTER, SOON
from storage.engine import Session
from storage.log import Origin, Row
from storage.media import TEXT, carried_since, media_key, origin_of, uncarried
from storage.notices import add_notices, notice_row
from storage.tables import Request
from storage.vocabulary import NoticeKind

AT_MOST = 10
"""So many of one request's messages come by themselves within an hour; the rest on demand."""

WITHIN = timedelta(hours=1)


async def carry_to_desks(
    session: Session,
    desks: Mapping[int, int],
    said: Sequence[tuple[Incoming, Draft | None]],
    now: datetime,
) -> None:
    """`desks` are the brands' desk chats. Queued behind the requests' cards, to which they reply.

    What a member forwarded to the desk itself stands there already.
    """
    media = [
        (draft, one.origin)
        for one, draft in said
        if draft is not None and draft.shown and draft.brand_id in desks
        if one.content != TEXT and one.origin is not None
        if not one.by_hand or one.origin[0] != desks[draft.brand_id]
    ]
    if not media:
        return
    known = {draft.request_id for draft, _ in media if not draft.is_new}
    carried = await carried_since(session, known, now - WITHIN)
    rows = []
    for draft, origin in media:
        carried[draft.request_id] += 1
        if carried[draft.request_id] <= AT_MOST:
            desk = desks[draft.brand_id]
            rows.append(_row(origin, desk, draft.brand_id, draft.request_id, now))
    await add_notices(session, rows)


async def carry_more(
    session: Session, request: Request, to: int, now: datetime, *, payload: dict[str, Any]
) -> tuple[int, int]:
    """Queue what this chat has not been shown yet; returns how many come and how many are left."""
    left = await uncarried(session, request.id, to)
    rows = [
        _row(origin_of(one), to, request.brand_id, request.id, now, payload, SOON)
        for one in left[:AT_MOST]
    ]
    await add_notices(session, rows)
    return len(rows), len(left) - len(rows)


def _row(
    origin: Origin,
    to: int,
    brand_id: int,
    request_id: int,
    now: datetime,
    payload: Mapping[str, Any] | None = None,
    priority: int = AFTER,
) -> Row:
    return notice_row(
        NoticeKind.MEDIA,
        to,
        media_key(origin, to),
        now,
        brand_id=brand_id,
        request_id=request_id,
        payload={**(payload or {}), "origin": list(origin)},
        priority=priority,
    )
