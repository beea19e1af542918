"""Carries what clients send beside words to the desk: a card can only name it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.draft import Draft
from bot.incoming import Incoming
from bot.notices import AFTER, SOON
from storage.engine import Session
from storage.log import Origin, Row
from storage.media import TEXT, carried_since, media_key, origin_of, uncarried
from storage.notices import add_notices, notice_row
from storage.tables import HandOff, Request
from storage.vocabulary import NoticeKind

AT_MOST = 10
"""So many of one request's messages come by themselves within an hour; the rest on demand."""

WITHIN = timedelta(hours=1)

CONTACT = "contact"
"""A client's phone number is nobody's business but the team's."""


@dataclass(frozen=True, slots=True)
class Medium:
    """What was sent beside words, and what it takes to send it anew where no copy can be made."""

    chat_id: int
    message_id: int
    content: str
    text: str = ""
    file_id: str | None = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def origin(self) -> tuple[int, int]:
        return (self.chat_id, self.message_id)


def copy_row(medium: Medium, asked: HandOff, to: int, now: datetime, *, to_department: bool) -> Row:
    """What the desk shows a department beside its question, or the department beside its words."""
    return notice_row(
        NoticeKind.COPY,
        to,
        f"{NoticeKind.COPY}:{asked.id}:{medium.chat_id}:{medium.message_id}:{to}",
        now,
        brand_id=asked.brand_id,
        request_id=asked.request_id,
        payload={
            "hand_off_id": asked.id,
            "to_department": to_department,
            "from_chat_id": medium.chat_id,
            "message_id": medium.message_id,
            "content": medium.content,
            "text": medium.text,
            "file_id": medium.file_id,
            "details": medium.details,
        },
        priority=SOON,
    )


async def carry_to_department(session: Session, asked: HandOff, to: int, now: datetime) -> None:
    """Queue the newest of what the client sent, behind the question; no contact details."""
    left = [one for one in await uncarried(session, asked.request_id, to) if one.content != CONTACT]
    payload = {"hand_off_id": asked.id, "to_department": True}
    rows = [
        media_row(origin_of(one), to, asked.brand_id, asked.request_id, now, payload, SOON)
        for one in left[-AT_MOST:]
    ]
    await add_notices(session, rows)


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
    carried = await carried_since(session, known, desks.values(), now - WITHIN)
    rows = []
    for draft, origin in media:
        carried[draft.request_id] += 1
        if carried[draft.request_id] <= AT_MOST:
            desk = desks[draft.brand_id]
            rows.append(media_row(origin, desk, draft.brand_id, draft.request_id, now))
    await add_notices(session, rows)


async def carry_more(
    session: Session, request: Request, to: int, now: datetime, *, payload: dict[str, Any]
) -> tuple[int, int]:
    """Queue what this chat has not been shown yet; returns how many come and how many are left."""
    left = await uncarried(session, request.id, to)
    rows = [
        media_row(origin_of(one), to, request.brand_id, request.id, now, payload, SOON)
        for one in left[:AT_MOST]
    ]
    await add_notices(session, rows)
    return len(rows), len(left) - len(rows)


def media_row(
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
