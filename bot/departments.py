"""The departments of a brand: made and changed by leads, retired when they cannot be asked."""

from datetime import datetime, timedelta

from bot.delivery import NO_READER
from bot.hand_offs import ask_anew, could_not_ask
from bot.notices import SOON, leads_chats, may_be_asked
from storage.directory import load_directory
from storage.engine import Session
from storage.hand_offs import departments_of, find_department, open_hand_offs
from storage.notices import add_notices, notice_row
from storage.requests import get_request
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
    session: Session, brand_id: int, name: str, chat_id: int, target: timedelta, now: datetime
) -> Department:
    """Make a department, or change where it is asked and its target. Raises DepartmentError.

    What it has still to answer is asked anew in another chat, or after it could not be asked.
    """
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
        await session.flush()
    stays = department.chat_id == chat_id and department.active
    department.chat_id, department.target_minutes, department.active = chat_id, minutes, True
    await session.flush()
    if not stays:
        await ask_anew(session, department, now)
    return department


async def retire_departments(session: Session, brand_id: int, now: datetime) -> None:
    """Ask no more where the brand may not: the group left or serves another end, the person is
    off the team. The leads are told, and the desk of each question that is still open.
    """
    directory = await load_directory(session)
    rows = await departments_of(session, brand_id)
    gone = [one for one in rows if not may_be_asked(directory, brand_id, one.chat_id)]
    for department in gone:
        department.active = False
    await session.flush()
    for department in gone:
        for asked in await open_hand_offs(session, department.id):
            request = await get_request(session, asked.request_id)
            if request is not None:
                await could_not_ask(session, request, asked.id, NO_READER, now)
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
