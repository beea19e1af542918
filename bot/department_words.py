"""What a department says of what it was asked: kept whole, and carried back to the desk."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from bot.cutting import PIECE, marked_pieces
from bot.hand_offs import Said
from bot.media import Medium, copy_row
from bot.notices import SOON
from bot.requests import record
from storage.directory import load_directory
from storage.engine import Session
from storage.hand_offs import get_department
from storage.log import Row
from storage.merging import merged_requests
from storage.notices import add_notices, notice_row, touch
from storage.requests import events_of, get_request
from storage.tables import Department, HandOff
from storage.vocabulary import ChatRole, NoticeKind, RequestStatus

REMIND = timedelta(hours=1)
"""When the desk is reminded to tell the client what was found, if it has not yet."""

Entities = Sequence[Mapping[str, Any]]
"""Links and formatting of the words, as Telegram counts them."""


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
    entities: Entities = (),
    medium: Medium | None = None,
) -> None:
    """Carry a department's words back to the desk; the first of them stop its clock.

    `said` is None for a press of the button; a `medium` is copied too.
    """
    request = await get_request(session, asked.request_id)
    department = await get_department(session, asked.department_id)
    if request is None or department is None:
        return
    first = asked.answered_at is None
    if first:
        asked.answered_at, asked.answered_by, asked.next_alert_at = now, author, None
        asked.withdrawn_at = None  # by closing: what comes later is still an answer
    asked.answer = f"{asked.answer}\n{words}".strip()
    await session.flush()
    data = _told_data(department, words, entities, said)
    await record(session, request, "department_answered", now, actor=author, data=data)
    await touch(session, [request.id], [NoticeKind.HANDOFF, NoticeKind.HANDOFF_LATE], now)
    desk = (await load_directory(session)).chat_of(asked.brand_id, ChatRole.DESK)
    if desk is None:
        return
    key = _key(said) if said else "pressed"
    rows = [*_told(asked, desk.chat_id, key, author, (words, entities), now)]
    if medium is not None:
        rows.append(copy_row(medium, asked, desk.chat_id, now, to_department=False))
    if first:
        later = {"hand_off_id": asked.id, "reminder": True}
        rows.append(_row(asked, desk.chat_id, "reminder", later, now, now + REMIND))
    await add_notices(session, rows)


def _told_data(
    department: Department, words: str, entities: Entities, said: Said | None
) -> dict[str, Any]:
    marks = list(entities)
    return {"department": department.name, "answer": words, "entities": marks, "said": said}


async def correct_answer(
    session: Session,
    asked: HandOff,
    author: str,
    words: str,
    said: Said,
    now: datetime,
    *,
    entities: Entities = (),
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
    if request is None or department is None or not earlier:
        return False
    last = earlier[-1]
    marks = list(entities)
    if (words, marks) == (last["answer"], last.get("entities", marks)):  # once they were not kept
        return False
    asked.answer = asked.answer.replace(last["answer"], words, 1)
    await session.flush()
    data = _told_data(department, words, entities, said)
    await record(session, request, "department_corrected", now, actor=author, data=data)
    desk = (await load_directory(session)).chat_of(asked.brand_id, ChatRole.DESK)
    if desk is not None:
        key = f"{_key(said)}:{len(earlier)}"
        told = (words, entities)
        rows = _told(asked, desk.chat_id, key, author, told, now, corrected=True)
        await add_notices(session, list(rows))
    return True


def _key(said: Said) -> str:
    """Several messages of a department may come in one batch, at one moment."""
    return f"{said[0]}:{said[1]}"


def _told(
    asked: HandOff,
    desk: int,
    key: str,
    author: str,
    told: tuple[str, Entities],
    now: datetime,
    *,
    corrected: bool = False,
) -> Iterator[Row]:
    """The desk hears each message at once and whole."""
    for part, (piece, marks) in enumerate(marked_pieces(*told, PIECE)):
        said = {"words": piece, "author": author, "part": part, "corrected": corrected}
        said["entities"] = marks
        payload = {"hand_off_id": asked.id, **said}
        yield _row(asked, desk, f"{key}:{part}", payload, now)


def _row(
    asked: HandOff,
    desk: int,
    key: str,
    payload: dict[str, Any],
    now: datetime,
    send_at: datetime | None = None,
) -> Row:
    return notice_row(
        NoticeKind.OUTCOME,
        desk,
        f"{NoticeKind.OUTCOME}:{asked.id}:{key}",
        now,
        brand_id=asked.brand_id,
        request_id=asked.request_id,
        priority=SOON,
        payload=payload,
        send_at=send_at or now,
    )
