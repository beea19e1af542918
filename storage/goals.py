"""Goals: what a brand aims at, and the figures that are measured for them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from storage.engine import Session
from storage.periods import BRAND, MOMENT
from storage.tables import Goal, Post


async def open_goals(session: Session, brand_id: int, since: datetime) -> Sequence[Goal]:
    """Those not dropped whose deadline is after `since`, the nearest first."""
    rows = await session.scalars(
        _open(),
        {"brand": brand_id, "since": since},
        execution_options={"populate_existing": True},
    )
    return rows.all()


@cache
def _open() -> Any:
    return (
        select(Goal)
        .where(
            col(Goal.brand_id) == BRAND,
            col(Goal.ended_at).is_(None),
            col(Goal.deadline) > bindparam("since", type_=MOMENT),
        )
        .order_by(col(Goal.deadline), col(Goal.id))
    )


async def get_goal(session: Session, goal_id: int) -> Goal | None:
    return await session.get(Goal, goal_id, populate_existing=True)


async def engagement_between(
    session: Session, brand_id: int, start: datetime, end: datetime
) -> tuple[int, int]:
    """(reactions, reach) of the posts of [start, end) whose reach somebody entered."""
    row = (
        await session.execute(
            select(
                func.coalesce(func.sum(Post.reactions), 0), func.coalesce(func.sum(Post.reach), 0)
            ).where(
                Post.brand_id == brand_id,
                col(Post.posted_at) >= start,
                col(Post.posted_at) < end,
                col(Post.reach).is_not(None),
            )
        )
    ).one()
    return row[0] or 0, row[1] or 0
