"""Asks the department that can fix a cause, with a clock of its own.

The client's clock runs on meanwhile: who waits does not care which department they wait for.
"""

from datetime import datetime, timedelta

from bot import sla
from bot.notices import SOON, URGENT, leads_chats
from bot.policy import policy_of
from bot.requests import record
from storage.directory import load_directory
from storage.engine import Session, Store
from storage.hand_offs import (
    claim_hand_off,
    get_department,
    hand_offs_of,
    hand_offs_to_alert,
)
from storage.log import Row
from storage.notices import add_notices, notice_row, touch
from storage.requests import get_request
from storage.tables import Brand, Department, HandOff, Member, Request
from storage.vocabulary import ChatRole, NoticeKind, RequestStatus

REPEAT = timedelta(hours=4)
"""How often the leads hear of a department that keeps the desk waiting."""

QUESTION_LIMIT = 2000
"""UTF-16 units: the department reads it in one message with the client's words."""

AT_ONCE = 100

ENDED = frozenset({RequestStatus.CLOSED, RequestStatus.DISMISSED})


async def hand_off(
    session: Session,
    brand: Brand,
    request: Request,
    department: Department,
    question: str,
    member: Member,
    now: datetime,
) -> HandOff | None:
    """Ask; due after the department's target, within the brand's working hours if it has any.

    The question is taken whole: QUESTION_LIMIT is kept by who asks. None for what has ended:
    nobody waits for it.
    """
    if request.status in ENDED:
        return None
    target = timedelta(minutes=department.target_minutes)
    due_at = sla.due_at(now, target, policy_of(brand).hours)
    asked = HandOff(
        brand_id=brand.id,
        request_id=request.id,
        department_id=department.id,
        asked_by=member.id,
        question=question,
        asked_at=now,
        due_at=due_at,
        next_alert_at=due_at,
    )
    session.add(asked)
    await session.flush()
    row = notice_row(
        NoticeKind.HANDOFF,
        department.chat_id,
        f"handoff:{asked.id}",
        now,
        brand_id=brand.id,
        request_id=request.id,
        priority=SOON,
        payload={"hand_off_id": asked.id},
    )
    await add_notices(session, [row])
    data = {"department": department.name, "question": asked.question}
    await record(session, request, "handed_off", now, actor=member.name, data=data)
    return asked


async def withdraw(session: Session, asked: HandOff, member: Member, now: datetime) -> bool:
    """Nothing more is wanted of the department; False when it has answered."""
    request = await get_request(session, asked.request_id)
    department = await get_department(session, asked.department_id)
    done = asked.answered_at is not None or asked.withdrawn_at is not None
    if request is None or department is None or done:
        return False
    asked.withdrawn_at, asked.next_alert_at = now, None
    data = {"department": department.name}
    await record(session, request, "hand_off_withdrawn", now, actor=member.name, data=data)
    await touch(session, [request.id], [NoticeKind.HANDOFF, NoticeKind.HANDOFF_LATE], now)
    return True


async def watch_hand_offs(store: Store, now: datetime) -> int:
    """Tell the leads of departments that are late; returns how many."""
    told = 0
    async with store.write() as session:
        due = await hand_offs_to_alert(session, now, AT_ONCE)
        if not due:
            return 0
        directory = await load_directory(session)
        for asked in due:
            times = (now - asked.due_at) // REPEAT
            if not await claim_hand_off(session, asked, asked.due_at + (times + 1) * REPEAT):
                continue
            readers = leads_chats(directory, asked.brand_id)
            desk = directory.chat_of(asked.brand_id, ChatRole.DESK)
            if not readers and desk is not None:
                readers = [desk.chat_id]
            await add_notices(session, [_late(asked, chat_id, times, now) for chat_id in readers])
            await touch(session, [asked.request_id], [NoticeKind.CARD, NoticeKind.HANDOFF], now)
            told += 1
    return told


def _late(asked: HandOff, chat_id: int, times: int, now: datetime) -> Row:
    return notice_row(
        NoticeKind.HANDOFF_LATE,
        chat_id,
        f"handoff_late:{asked.id}:{times}:{chat_id}",
        now,
        brand_id=asked.brand_id,
        request_id=asked.request_id,
        priority=URGENT,
        payload={"hand_off_id": asked.id},
    )


async def could_not_ask(
    session: Session, request: Request, hand_off_id: int, reason: str, now: datetime
) -> None:
    """The department's chat is gone: the desk and the leads learn it at once."""
    rows = await hand_offs_of(session, request.id)
    name = next((one.name for asked, one in rows if asked.id == hand_off_id), "")
    data = {"department": name, "reason": reason}
    await record(session, request, "department_unreachable", now, data=data)
    directory = await load_directory(session)
    desk = directory.chat_of(request.brand_id, ChatRole.DESK)
    readers = [*([desk.chat_id] if desk else []), *leads_chats(directory, request.brand_id)]
    await add_notices(
        session,
        [
            notice_row(
                NoticeKind.UNDELIVERED,
                chat_id,
                f"handoff_undelivered:{hand_off_id}:{chat_id}",
                now,
                brand_id=request.brand_id,
                request_id=request.id,
                priority=SOON,
                payload={"reason": reason, "department": name},
            )
            for chat_id in dict.fromkeys(readers)
        ],
    )
