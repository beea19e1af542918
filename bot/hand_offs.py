"""Asks the department that can fix a cause, with a clock of its own.

The client's clock runs on meanwhile: who waits does not care which department they wait for.
"""

from datetime import datetime, timedelta

from bot import sla
from bot.media import Medium, carry_to_department, copy_row
from bot.notices import SOON, URGENT, is_for_department, leads_chats
from bot.policy import policy_of
from bot.requests import record
from storage.directory import load_directory
from storage.engine import Session, Store
from storage.hand_offs import (
    claim_hand_off,
    get_department,
    get_hand_off,
    hand_offs_of,
    hand_offs_to_alert,
    open_hand_offs,
)
from storage.log import Row
from storage.media import enclosed
from storage.merging import standing_request
from storage.notices import add_notices, notice_row, post_or_touch, touch
from storage.requests import events_of, get_request, last_event
from storage.tables import Brand, Department, Event, HandOff, Member, Notice, Request
from storage.vocabulary import ChatRole, NoticeKind, RequestStatus

REPEAT = timedelta(hours=4)
"""How often the leads hear of a department that keeps the desk waiting."""

QUESTION_LIMIT = 2000
"""UTF-16 units: the department reads it in one message with the client's words."""

AT_ONCE = 100

Said = tuple[int, int]
"""Chat and message in which somebody said something."""

ENDED = frozenset({RequestStatus.CLOSED, RequestStatus.DISMISSED})


async def hand_off(
    session: Session,
    brand: Brand,
    request: Request,
    department: Department,
    question: str,
    member: Member,
    now: datetime,
    *,
    said: Said | None = None,
    medium: Medium | None = None,
    album_id: str | None = None,
) -> HandOff | None:
    """Ask; due after the department's target, within the brand's working hours if it has any.

    The question is taken whole: QUESTION_LIMIT is kept by who asks. `said` is the message that
    holds it. A `medium` and what the client sent go along. None for what has ended: nobody waits
    for it.
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
    await add_notices(session, [_question(asked, department.chat_id, f"handoff:{asked.id}", now)])
    if medium is not None:
        row = copy_row(medium, asked, department.chat_id, now, to_department=True)
        await add_notices(session, [row])
    await carry_to_department(session, asked, department.chat_id, now)
    data = {
        "department": department.name,
        "question": asked.question,
        "hand_off_id": asked.id,
        **({"parts": [[*said, question]]} if said else {}),
        **({"album": album_id} if album_id else {}),
    }
    await record(session, request, "handed_off", now, actor=member.name, data=data)
    return asked


def _question(asked: HandOff, chat_id: int, key: str, now: datetime) -> Row:
    return notice_row(
        NoticeKind.HANDOFF,
        chat_id,
        key,
        now,
        brand_id=asked.brand_id,
        request_id=asked.request_id,
        priority=SOON,
        payload={"hand_off_id": asked.id},
    )


async def add_to_album(
    session: Session, request: Request, album_id: str, words: str, medium: Medium, now: datetime
) -> bool:
    """An album is one question, though each of its parts comes by itself; False for the first."""
    event = await last_event(session, request.id, "handed_off")
    if event is None or event.data.get("album") != album_id:
        return False
    asked = await get_hand_off(session, event.data["hand_off_id"])
    department = await get_department(session, asked.department_id) if asked else None
    if asked is None or department is None:
        return False
    part = [*medium.origin, words]
    event.data = {**event.data, "parts": [*event.data.get("parts", []), part]}
    await session.flush()
    if words:
        asked.question = f"{asked.question}\n{words}"
        event.data = {**event.data, "question": asked.question}
        await session.flush()
        await touch(session, [request.id], [NoticeKind.HANDOFF], now)
    row = copy_row(medium, asked, department.chat_id, now, to_department=True)
    await add_notices(session, [row])
    return True


async def question_in_message(
    session: Session, request_id: int, said: Said
) -> tuple[HandOff, Event] | None:
    """What was asked by a message of the desk, with the story's entry of it."""
    request = await standing_request(session, request_id)
    for one in {request_id, *([request.id] if request is not None else [])}:
        for event in await events_of(session, one):
            parts = event.data.get("parts", []) if event.what == "handed_off" else []
            if any((chat_id, message_id) == said for chat_id, message_id, _ in parts):
                asked = await get_hand_off(session, event.data["hand_off_id"])
                return (asked, event) if asked is not None else None
    return None


async def correct_question(
    session: Session,
    asked: HandOff,
    event: Event,
    said: Said,
    words: str,
    member: Member,
    now: datetime,
) -> bool:
    """A message that asks, or a part of it, reads so now; False where nothing changed by it."""
    parts = [tuple(one) for one in event.data["parts"]]
    [before] = [one[2] for one in parts if one[:2] == said]
    if words == before:
        return False
    renewed = asked.question.replace(before, words, 1) if before else f"{asked.question}\n{words}"
    asked.question = renewed
    left = [[*one[:2], words if one[:2] == said else one[2]] for one in parts]
    event.data = {**event.data, "parts": left}
    await session.flush()
    request = await get_request(session, asked.request_id)
    if request is not None:
        data = {"department": event.data["department"], "question": renewed}
        await record(session, request, "question_corrected", now, actor=member.name, data=data)
        await touch(session, [request.id], [NoticeKind.HANDOFF, NoticeKind.HANDOFF_LATE], now)
    return True


async def ask_anew(session: Session, department: Department, now: datetime) -> None:
    """It is asked in another chat now: what is still open is asked there."""
    for asked in await open_hand_offs(session, department.id):
        chat_id = department.chat_id
        key = f"handoff:{asked.id}:{chat_id}"
        await post_or_touch(session, [_question(asked, chat_id, key, now)])
        for one in await enclosed(session, asked.request_id, asked.id):
            payload = one.payload
            medium = Medium(
                payload["from_chat_id"],
                payload["message_id"],
                payload["content"],
                payload["text"],
                payload["file_id"],
                payload["details"],
            )
            row = copy_row(medium, asked, chat_id, now, to_department=True)
            await add_notices(session, [row])
        await carry_to_department(session, asked, chat_id, now)
        await touch(session, [asked.request_id], [NoticeKind.CARD], now)


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


async def could_not_show(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """A file between the desk and a department was refused: the desk learns which way."""
    asked = await get_hand_off(session, notice.payload.get("hand_off_id", 0))
    department = await get_department(session, asked.department_id) if asked else None
    desk = (await load_directory(session)).chat_of(notice.brand_id or 0, ChatRole.DESK)
    if department is None or desk is None:
        return
    payload = {
        "reason": reason,
        "department": department.name,
        "file": "to" if is_for_department(notice) else "from",
    }
    row = notice_row(
        NoticeKind.UNDELIVERED,
        desk.chat_id,
        f"file_undelivered:{notice.id}",
        now,
        brand_id=notice.brand_id,
        request_id=notice.request_id,
        priority=SOON,
        payload=payload,
    )
    await add_notices(session, [row])
