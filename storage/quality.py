"""What the figures of quality and loyalty are made of."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import and_, exists
from sqlmodel import col, func, select

from storage.engine import Session
from storage.periods import BRAND, END, START, STATEMENTS
from storage.slices import WHOLE, Slice
from storage.tables import Department, HandOff, Rating, Request
from storage.vocabulary import Kind, RatingKind, RequestStatus


class Complaints(NamedTuple):
    """Closed complaints that are alike in what makes an answer deep."""

    cause: str
    needs_department: bool
    told: bool | None
    department_answered: bool
    asked: bool  # whether the client was asked for a rating
    rated: bool
    n: int


async def closed_complaints(
    session: Session, brand_id: int, start: datetime, end: datetime, part: Slice = WHOLE
) -> list[Complaints]:
    """Complaints closed within [start, end)."""
    connection = await session.connection()
    rows = await connection.execute(
        _closed_complaints(part), {"brand": brand_id, "start": start, "end": end}
    )
    return [Complaints(*row) for row in rows]


@lru_cache(maxsize=STATEMENTS)
def _closed_complaints(part: Slice) -> Any:
    answered = exists().where(  # by the very department that can mend this cause
        col(Request.cause_department) != "",
        col(HandOff.request_id) == Request.id,
        col(HandOff.answered_at).is_not(None),
        col(Department.id) == HandOff.department_id,
        col(Department.name) == Request.cause_department,
    )
    columns: tuple[Any, ...] = (
        col(Request.cause).label("cause"),
        (col(Request.cause_department) != "").label("needs_department"),
        col(Request.told).label("told"),
        answered.label("department_answered"),
        col(Rating.id).is_not(None).label("asked"),
        col(Rating.score).is_not(None).label("rated"),
    )
    alike = (
        select(*columns)
        .select_from(Request)
        .outerjoin(
            Rating,
            and_(col(Rating.request_id) == Request.id, col(Rating.kind) == RatingKind.ANSWER),
        )
        .where(
            col(Request.brand_id) == BRAND,
            col(Request.closed_at) >= START,
            col(Request.closed_at) < END,
            Request.status == RequestStatus.CLOSED,
            Request.kind == Kind.COMPLAINT,
            *part.of_requests(),
        )
        .subquery()
    )
    counted: tuple[Any, ...] = (*alike.c, func.count())
    return select(*counted).group_by(*alike.c)


def of_period(brand_id: Any, start: Any, end: Any) -> list[Any]:
    return [
        col(Request.brand_id) == brand_id,
        col(Request.started_at) >= start,
        col(Request.started_at) < end,
        col(Request.status) != RequestStatus.DISMISSED,
    ]
