"""Departments, and what they are asked."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, update
from sqlmodel import col, select

from storage.engine import Session
from storage.tables import Department, HandOff, Notice
from storage.vocabulary import NoticeKind

FRESH = {"populate_existing": True}


async def departments_of(session: Session, brand_id: int) -> Sequence[Department]:
    return (
        await session.scalars(
            select(Department)
            .where(Department.brand_id == brand_id, col(Department.active))
            .order_by(col(Department.name)),
            execution_options=FRESH,
        )
    ).all()


async def find_department(session: Session, brand_id: int, name: str) -> Department | None:
    """Active or not, by its name."""
    return await session.scalar(
        select(Department).where(Department.brand_id == brand_id, Department.name == name)
    )


async def get_department(session: Session, department_id: int) -> Department | None:
    return await session.get(Department, department_id, populate_existing=True)


async def get_hand_off(session: Session, hand_off_id: int) -> HandOff | None:
    return await session.get(HandOff, hand_off_id, populate_existing=True)


async def hand_offs_of(session: Session, request_id: int) -> list[tuple[HandOff, Department]]:
    """Oldest first."""
    rows = await session.execute(
        select(HandOff, Department)
        .join(Department, col(Department.id) == HandOff.department_id)
        .where(HandOff.request_id == request_id)
        .order_by(col(HandOff.id)),
        execution_options=FRESH,
    )
    return [(hand_off, department) for hand_off, department in rows]


async def open_hand_offs(session: Session, department_id: int) -> Sequence[HandOff]:
    """What the department has still to answer, oldest first."""
    return (
        await session.scalars(
            select(HandOff)
            .where(
                HandOff.department_id == department_id,
                col(HandOff.answered_at).is_(None),
                col(HandOff.withdrawn_at).is_(None),
            )
            .order_by(col(HandOff.id)),
            execution_options=FRESH,
        )
    ).all()


async def being_asked(
    session: Session, request_ids: Collection[int]
) -> list[tuple[HandOff, Department]]:
    """What departments have still to answer about these requests, oldest first."""
    rows = await session.execute(
        select(HandOff, Department)
        .join(Department, col(Department.id) == HandOff.department_id)
        .where(
            col(HandOff.request_id).in_(request_ids),
            col(HandOff.answered_at).is_(None),
            col(HandOff.withdrawn_at).is_(None),
            col(Department.active),
        )
        .order_by(col(HandOff.id)),
        execution_options=FRESH,
    )
    return [(hand_off, department) for hand_off, department in rows]


async def hand_offs_to_alert(session: Session, now: datetime, limit: int) -> Sequence[HandOff]:
    """Locked against a second reader where the database can."""
    return (
        await session.scalars(
            select(HandOff)
            .where(col(HandOff.next_alert_at).is_not(None), col(HandOff.next_alert_at) <= now)
            .order_by(col(HandOff.next_alert_at))
            .limit(limit)
            .with_for_update(skip_locked=True),
            execution_options=FRESH,
        )
    ).all()


async def claim_hand_off(session: Session, hand_off: HandOff, then: datetime) -> bool:
    done: CursorResult[Any] = await session.execute(
        update(HandOff)
        .where(col(HandOff.id) == hand_off.id, col(HandOff.next_alert_at) == hand_off.next_alert_at)
        .values(next_alert_at=then)
        .execution_options(synchronize_session=False)
    )  # type: ignore[assignment]  # an UPDATE gives a CursorResult
    return done.rowcount == 1


async def withdraw_open(session: Session, request_id: int, now: datetime) -> bool:
    """Nothing more is asked of anybody for this request; whether something was."""
    done: CursorResult[Any] = await session.execute(
        update(HandOff)
        .where(
            col(HandOff.request_id) == request_id,
            col(HandOff.answered_at).is_(None),
            col(HandOff.withdrawn_at).is_(None),
        )
        .values(withdrawn_at=now, next_alert_at=None)
    )  # type: ignore[assignment]  # as above
    return done.rowcount > 0


async def move_departments(session: Session, old_chat_id: int, new_chat_id: int) -> None:
    await session.execute(
        update(Department).where(col(Department.chat_id) == old_chat_id).values(chat_id=new_chat_id)
    )


async def question_at(
    session: Session, asked: HandOff, chat_id: int, message_id: int
) -> Notice | None:
    """The notice by which it is asked in this message, or was before the group moved."""
    rows = await session.scalars(
        select(Notice).where(
            col(Notice.request_id) == asked.request_id, col(Notice.kind) == NoticeKind.HANDOFF
        ),
        execution_options=FRESH,
    )
    of_it = (one for one in rows if one.payload["hand_off_id"] == asked.id)
    pressed = [chat_id, message_id]
    return next(
        (
            one
            for one in of_it
            if pressed in ([one.chat_id, one.message_id], one.payload.get("was"))
        ),
        None,
    )
