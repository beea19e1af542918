"""Closing a complaint well: why it happened, and whether the client knows how it ended.

Neither is required: a complaint closed without them counts as shallow.
"""

from datetime import datetime

from bot.causes import Cause
from bot.requests import record
from storage.engine import Session
from storage.hand_offs import departments_of
from storage.tables import Member, Request


async def set_cause(
    session: Session, request: Request, cause: Cause, member: Member, now: datetime
) -> None:
    request.cause, request.cause_department = cause.name, cause.department
    if cause.department:  # by the name under which it is asked
        known = await departments_of(session, request.brand_id)
        named = {one.name.casefold(): one.name for one in known}
        request.cause_department = named.get(cause.department.casefold(), cause.department)
    await record(session, request, "cause", now, actor=member.name, data={"cause": cause.name})


async def set_told(
    session: Session, request: Request, member: Member, now: datetime, *, told: bool
) -> None:
    """Whether the client was told the outcome."""
    request.told = told
    await record(session, request, "told" if told else "not_told", now, actor=member.name)
