"""Closing a complaint well: why it happened, and whether the client knows how it ended.

Neither is required: a complaint closed without them counts as shallow.
"""

from datetime import datetime

from bot.causes import Cause, read_causes
from bot.requests import record
from storage.engine import Session
from storage.hand_offs import departments_of, hand_offs_of
from storage.tables import Brand, Department, Member, Request


async def set_cause(
    session: Session, request: Request, cause: Cause, member: Member, now: datetime
) -> None:
    request.cause, request.cause_department = cause.name, cause.department
    if cause.department:  # by the name under which it is asked
        known = await departments_of(session, request.brand_id)
        named = {one.name.casefold(): one.name for one in known}
        request.cause_department = named.get(cause.department.casefold(), cause.department)
    await record(session, request, "cause", now, actor=member.name, data={"cause": cause.name})


async def department_to_ask(session: Session, request: Request) -> tuple[Department, bool] | None:
    """The department that can mend the cause and has not answered, and whether it was asked.

    None where nobody need be asked, or nobody is there to be asked.
    """
    name = request.cause_department
    asked = [one for one, department in await hand_offs_of(session, request.id)
             if department.name == name and one.withdrawn_at is None]  # fmt: skip
    if not name or any(one.answered_at is not None for one in asked):
        return None
    known = await departments_of(session, request.brand_id)
    department = next((one for one in known if one.name == name), None)
    return (department, bool(asked)) if department is not None else None


async def unknown_departments(session: Session, brand: Brand) -> list[str]:
    """What the brand's causes name as departments and are none."""
    known = {one.name.casefold() for one in await departments_of(session, brand.id)}
    named = [one.department for one in read_causes(brand.causes)] if brand.causes else []
    return [one for one in dict.fromkeys(named) if one and one.casefold() not in known]


async def set_told(
    session: Session, request: Request, member: Member, now: datetime, *, told: bool
) -> None:
    """Whether the client was told the outcome."""
    request.told = told
    await record(session, request, "told" if told else "not_told", now, actor=member.name)
