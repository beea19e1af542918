"""Finds requests by what anybody remembers of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from storage.engine import Session
from storage.requests import Matter, Page, last_wait
from storage.tables import Client, HandOff, Message, Request, Revision


async def find(
    session: Session,
    brand_id: int,
    words: str,
    *,
    offset: int = 0,
    limit: int = 10,
    within: tuple[datetime, datetime] | None = None,
) -> Page:
    """Requests whose number, client, messages (as they ever read), notes or hand-offs hold the
    words.

    Newest first; `within` (from, to; UTC) is when they began.
    """
    query = (
        select(Request, Client)
        .join(Client, col(Client.id) == Request.client_id)
        .where(Request.brand_id == brand_id, or_(*_matches(session, brand_id, words)))
    )
    if within is not None:
        query = query.where(
            col(Request.started_at) >= within[0], col(Request.started_at) < within[1]
        )
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    rows = await session.execute(query.order_by(col(Request.id).desc()).offset(offset).limit(limit))
    return Page(
        [
            Matter(request, client, await last_wait(session, request.id), None)
            for request, client in rows.all()
        ],
        total or 0,
    )


def _matches(session: Session, brand_id: int, words: str) -> list[ColumnElement[bool]]:
    needle = words.strip().lower().lstrip("#@")
    pattern = "%" + needle.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    said = select(Message.request_id).where(
        Message.brand_id == brand_id, contains(session, col(Message.text), pattern)
    )
    edited = (
        select(Message.request_id)
        .join(Revision, col(Revision.message_row_id) == Message.id)
        .where(Message.brand_id == brand_id, contains(session, col(Revision.text), pattern))
    )
    asked = select(HandOff.request_id).where(
        HandOff.brand_id == brand_id,
        contains(session, col(HandOff.question), pattern)
        | contains(session, col(HandOff.answer), pattern),
    )
    matches = [
        col(Request.id).in_(said),
        col(Request.id).in_(edited),
        col(Request.id).in_(asked),
        contains(session, col(Request.note), pattern),
        contains(session, col(Client.name), pattern),
        contains(session, col(Client.username), pattern),
    ]
    if needle.isdecimal() and len(needle) < 10:
        matches.append(col(Request.number) == int(needle))
    return matches


def contains(session: Session, column: Mapped[Any], pattern: str) -> ColumnElement[bool]:
    """Whether the column holds the pattern, case aside, for Cyrillic too."""
    fold = func.lower_unicode if session.get_bind().dialect.name == "sqlite" else func.lower
    return fold(column).like(pattern, escape="\\")
