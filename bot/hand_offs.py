"""Asks the department that can fix a cause, with a clock of its own.

The client's clock runs on meanwhile: who waits does not care which department they wait for.
"""

from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from bot import sla
from bot.notices import SOON, URGENT, leads_chats
from bot.policy import policy_of
from bot.requests import record
from storage.directory import Directory, load_directory
from storage.engine import Session, Store
from storage.hand_offs import (
    claim_hand_off,
    get_department,
    hand_offs_of,
    hand_offs_to_alert,
)
from storage.log import Row
from storage.merging import merged_requests
from storage.notices import add_notices, notice_row, touch
from storage.requests import events_of, get_request
from storage.tables import Brand, Department, HandOff, Member, Request
from storage.vocabulary import ChatRole, NoticeKind, RequestStatus

REPEAT = timedelta(hours=4)
"""How often the leads hear of a department that keeps the desk waiting."""

REMIND = timedelta(hours=1)
"""When the desk is reminded to tell the client what was found, if it has not yet."""

QUESTION_LIMIT, ANSWER_LIMIT = 2000, 2000
AT_ONCE = 100

ENDED = frozenset({RequestStatus.CLOSED, RequestStatus.DISMISSED})

Said = tuple[int, int]
"""Chat and message in which a department said something."""


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

    None for what has ended: nobody waits for it.
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
        question=question[:QUESTION_LIMIT],
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


async def is_answer_wanted(session: Session, asked: HandOff) -> bool:
    """Whether words of the department still count: closing hurries nobody, and refuses none."""
    request = await get_request(session, asked.request_id)
    closed = request is not None and request.status is RequestStatus.CLOSED
    return asked.withdrawn_at is None or closed


async def answer_hand_off(
    session: Session,
    asked: HandOff,
    author: str,
    words: str,
    said: Said | None,
    now: datetime,
    *,
    with_file: bool = False,
) -> None:
    """Carry a department's words back to the desk; the first of them stop its clock.

    `said` is None for a press of the button; `with_file` has what was sent copied too.
    """
    request = await get_request(session, asked.request_id)
    department = await get_department(session, asked.department_id)
    if request is None or department is None:
        return
    first = asked.answered_at is None
    if first:
        asked.answered_at, asked.answered_by, asked.next_alert_at = now, author, None
        asked.withdrawn_at = None  # by closing: what comes later is still an answer
    asked.answer = f"{asked.answer}\n{words}".strip()[:ANSWER_LIMIT]
    await session.flush()
    data = {"department": department.name, "answer": words, "said": said}
    await record(session, request, "department_answered", now, actor=author, data=data)
    await touch(session, [request.id], [NoticeKind.HANDOFF, NoticeKind.HANDOFF_LATE], now)
    directory = await load_directory(session)
    copy = said if with_file else None
    await add_notices(session, _outcome(directory, asked, copy, now, first=first))


async def correct_answer(
    session: Session, asked: HandOff, author: str, words: str, said: Said, now: datetime
) -> bool:
    """A department edited its words: the desk hears of it. False where nothing changed."""
    request = await get_request(session, asked.request_id)
    department = await get_department(session, asked.department_id)
    # What was said before a merge stands in the story of what was merged.
    merged = await merged_requests(session, asked.request_id)
    told_in = [asked.request_id, *(one.id for one in merged)]
    stories = [await events_of(session, request_id) for request_id in told_in]
    earlier = [
        event.data
        for event in sorted(chain(*stories), key=lambda one: (one.at, one.id))
        if event.what in {"department_answered", "department_corrected"}
        and event.data.get("said") == list(said)
    ]
    if request is None or department is None or not earlier or earlier[-1]["answer"] == words:
        return False
    asked.answer = asked.answer.replace(earlier[-1]["answer"], words, 1)[:ANSWER_LIMIT]
    await session.flush()
    data = {"department": department.name, "answer": words, "said": said}
    await record(session, request, "department_corrected", now, actor=author, data=data)
    directory = await load_directory(session)
    rows = _outcome(directory, asked, None, now, first=False, corrected=True)
    await add_notices(session, rows)
    return True


def _outcome(
    directory: Directory,
    asked: HandOff,
    copy: tuple[int, int] | None,
    now: datetime,
    *,
    first: bool,
    corrected: bool = False,
) -> list[Row]:
    """The desk hears at once, and is reminded later to tell the client."""
    desk = directory.chat_of(asked.brand_id, ChatRole.DESK)
    if desk is None:
        return []

    def row(kind: NoticeKind, key: str, payload: dict[str, Any], send_at: datetime) -> Row:
        return notice_row(
            kind,
            desk.chat_id,
            f"{kind}:{asked.id}:{key}",
            now,
            brand_id=asked.brand_id,
            request_id=asked.request_id,
            priority=SOON,
            payload=payload,
            send_at=send_at,
        )

    about = {"hand_off_id": asked.id}
    key = f"corrected:{now.isoformat()}" if corrected else now.isoformat()
    rows = [row(NoticeKind.OUTCOME, key, {**about, "corrected": corrected}, now)]
    if copy is not None:
        source = {"from_chat_id": copy[0], "message_id": copy[1]}
        rows.append(row(NoticeKind.COPY, now.isoformat(), source, now))
    if first:
        later = {**about, "reminder": True}
        rows.append(row(NoticeKind.OUTCOME, "reminder", later, now + REMIND))
    return rows


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
