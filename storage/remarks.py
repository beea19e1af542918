"""What clients remarked without asking for an answer: found again, in case the guess was wrong."""

from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from storage.engine import Session
from storage.requests import Matter, Page
from storage.tables import Client, Request
from storage.vocabulary import RequestStatus


def _unanswered(brand_id: int, since: datetime) -> list[ColumnElement[bool]]:
    return [
        col(Request.brand_id) == brand_id,
        col(Request.started_at) >= since,
        col(Request.awaited).is_(False),
        col(Request.answered_at).is_(None),
        col(Request.status) != RequestStatus.DISMISSED,
    ]


async def count_remarks(session: Session, brand_id: int, since: datetime) -> int:
    found = await session.scalar(
        select(func.count()).select_from(Request).where(*_unanswered(brand_id, since))
    )
    return found or 0


async def remarks(
    session: Session, brand_id: int, since: datetime, *, offset: int, limit: int
) -> Page:
    """Newest first."""
    rows = await session.execute(
        select(Request, Client)
        .join(Client, col(Client.id) == Request.client_id)
        .where(*_unanswered(brand_id, since))
        .order_by(col(Request.started_at).desc(), col(Request.id).desc())
        .offset(offset)
        .limit(limit)
    )
    found = [Matter(request, client, None, None) for request, client in rows]
    return Page(found, await count_remarks(session, brand_id, since))
