"""Renders what is said of hand-offs at the moment of sending, if it is still to be said."""

from datetime import datetime

from handlers.texts import Texts
from handlers.views.hand_off import (
    Outcome,
    Quoted,
    added_view,
    asked_view,
    late_view,
    outcome_view,
    reminder_view,
)
from handlers.views.view import View
from storage.edits import newest_words
from storage.engine import Session
from storage.hand_offs import get_department, get_hand_off
from storage.requests import Matter, get_matter, message_at, messages_of
from storage.tables import Brand, Department, HandOff, Notice
from storage.vocabulary import Direction, NoticeKind


async def hand_off_view(
    session: Session, t: Texts, brand: Brand, notice: Notice, now: datetime
) -> View | None:
    asked = await get_hand_off(session, notice.payload["hand_off_id"])
    matter = await get_matter(session, asked.request_id) if asked else None
    department = await get_department(session, asked.department_id) if asked else None
    if asked is None or matter is None or department is None or asked.brand_id != brand.id:
        return None
    if _is_needless(notice, matter, asked, department):
        return None
    match notice.kind:
        case NoticeKind.HANDOFF:
            return await _question(session, t, brand, matter, asked, now)
        case NoticeKind.ADDED:
            return added_view(t, matter, await _added_words(session, notice))
        case NoticeKind.HANDOFF_LATE:
            return late_view(t, matter, asked, department, now)
        case _:
            return _to_desk(t, notice, matter, asked, department)


async def _question(
    session: Session, t: Texts, brand: Brand, matter: Matter, asked: HandOff, now: datetime
) -> View:
    said = await messages_of(session, matter.request.id, direction=Direction.IN, limit=20)
    newest = await newest_words(session, [one.id for one in said])
    return asked_view(t, brand, matter, asked, Quoted(list(said), newest), now)


def _to_desk(
    t: Texts, notice: Notice, matter: Matter, asked: HandOff, department: Department
) -> View:
    if notice.payload.get("reminder"):
        return reminder_view(t, matter, asked, department)
    outcome = Outcome(
        notice.payload.get("author", asked.answered_by),
        notice.payload.get("words", asked.answer),
        corrected=bool(notice.payload.get("corrected")),
        goes_on=bool(notice.payload.get("part")),
        entities=notice.payload.get("entities", []),
    )
    return outcome_view(t, matter, department, outcome)


async def _added_words(session: Session, notice: Notice) -> str:
    """As they read now; what a program filed is never edited."""
    origin = notice.payload["origin"]
    message = await message_at(session, *origin) if origin else None
    words: str = notice.payload["words"]
    if message is None:
        return words
    return (await newest_words(session, [message.id])).get(message.id, words)


def _is_needless(notice: Notice, matter: Matter, asked: HandOff, department: Department) -> bool:
    """It is asked elsewhere by now, was settled before it was told, or the client knows."""
    if notice.kind is NoticeKind.HANDOFF:
        return department.chat_id != notice.chat_id and notice.message_id is None
    if notice.kind in {NoticeKind.HANDOFF_LATE, NoticeKind.ADDED}:
        settled = asked.answered_at is not None or asked.withdrawn_at is not None
        return settled and notice.message_id is None
    reminder = bool(notice.payload.get("reminder"))
    return reminder and _is_told(matter.request.answered_at, asked)


def _is_told(answered_at: datetime | None, asked: HandOff) -> bool:
    """Whether the client had an answer since the department's."""
    return bool(answered_at and asked.answered_at and answered_at >= asked.answered_at)
