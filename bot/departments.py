"""The departments of a brand: made and changed by leads, retired when they cannot be asked."""

from datetime import datetime, timedelta

from bot.notices import SOON, leads_chats, may_be_asked
from storage.directory import load_directory
from storage.engine import Session
from storage.hand_offs import departments_of, find_department
from storage.notices import add_notices, notice_row
from storage.tables import Department
from storage.vocabulary import NoticeKind

TARGETS = (timedelta(minutes=15), timedelta(days=30))
NAME_LIMIT = 32


class DepartmentError(ValueError):
    """`code` says what is wrong: name or target."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def save_department(
    session: Session, brand_id: int, name: str, chat_id: int, target: timedelta
) -> Department:
    """Make a department, or change where it is asked and its target. Raises DepartmentError."""
    if not 1 <= len(name) <= NAME_LIMIT:
        raise DepartmentError("name")
    if not TARGETS[0] <= target <= TARGETS[1]:
        raise DepartmentError("target")
    minutes = round(target.total_seconds() / 60)
    department = await find_department(session, brand_id, name)
    if department is None:
        department = Department(
            brand_id=brand_id, name=name, chat_id=chat_id, target_minutes=minutes
        )
        session.add(department)
    department.chat_id, department.target_minutes, department.active = chat_id, minutes, True
    await session.flush()
    return department


async def retire_departments(session: Session, brand_id: int, now: datetime) -> None:
    """Ask no more where the brand may not: the group left or serves another end, the person is
    off the team. The leads are told.
    """
    directory = await load_directory(session)
    rows = await departments_of(session, brand_id)
    gone = [one for one in rows if not may_be_asked(directory, brand_id, one.chat_id)]
    for department in gone:
        department.active = False
    await session.flush()
    readers = leads_chats(directory, brand_id)
    told = [
        notice_row(
            NoticeKind.TROUBLE,
            chat_id,
            f"department_gone:{department.id}:{now.isoformat()}:{chat_id}",
            now,
            brand_id=brand_id,
            payload={"code": "department_gone", "department": department.name},
            priority=SOON,
        )
        for department in gone
        for chat_id in readers
    ]
    await add_notices(session, told)
