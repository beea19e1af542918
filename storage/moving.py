"""A group became a supergroup: what is said there follows to its new id.

Telegram numbers a supergroup's messages anew, so no message id may follow: it would name
somebody else's message.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select, update
from sqlmodel import col

from storage.engine import Session
from storage.notices import WAITING, notices_named
from storage.requests import FRESH
from storage.tables import HandOff, Notice, Request, Wait
from storage.vocabulary import NoticeKind, NoticeStatus, RequestStatus

UNDER_WAY = (*WAITING, NoticeStatus.SENDING)
POSTED_ANEW = (NoticeKind.CARD, NoticeKind.CHECKLIST, NoticeKind.HANDOFF)
MOVED = "the group became a supergroup"
LIVE = (*POSTED_ANEW, NoticeKind.ALERT, NoticeKind.LIST)
WHOSE = "whose_answer"  # what bot/questions.py asks


async def move_notices(session: Session, old_chat_id: int, new_chat_id: int) -> None:
    """Have what is still to be said, and what is shown of open matters, follow.

    The cards of open requests, open questions to departments, and whose answer it was, are posted
    anew. Messages of settled matters stay where they are, and an edit of a message there has
    nothing left to change.
    """
    await session.execute(
        update(Notice)
        .where(
            col(Notice.chat_id) == old_chat_id,
            col(Notice.kind) == NoticeKind.EDIT,
            col(Notice.status).in_(WAITING),
        )
        .values(status=NoticeStatus.SUPERSEDED, reason=MOVED)
    )
    await session.execute(
        update(Notice)
        .where(
            col(Notice.chat_id) == old_chat_id, _is_correction(), col(Notice.status).in_(WAITING)
        )
        .values(status=NoticeStatus.SENT, reason=MOVED)
    )
    for asked in await notices_named(session, f"whose:{old_chat_id}:"):  # about words said there
        prompt = {**asked.payload["prompt"], "moved_to": new_chat_id}
        asked.payload = {**asked.payload, "prompt": prompt}
    for notice in await _following(session, old_chat_id):
        prompt = notice.payload.get("prompt", {})
        is_open_question = prompt.get("ask") == WHOSE and not prompt.get("settled")
        if prompt.get("settled"):
            if notice.status in WAITING:
                notice.status = NoticeStatus.SUPERSEDED  # an edit, as above
            continue
        key = _key_there(notice, new_chat_id)
        if key != notice.dedup_key and await _is_known(session, key):
            await session.delete(notice)  # the same stands there already
            continue
        _leave_behind(notice)
        notice.dedup_key, notice.chat_id, notice.message_id = key, new_chat_id, None
        if notice.kind in LIVE or is_open_question:
            notice.version += 1  # one being sent right now is due again
        is_posted_anew = notice.kind in POSTED_ANEW or is_open_question
        if is_posted_anew and notice.status is NoticeStatus.SENT:
            notice.status = NoticeStatus.PENDING
    await session.flush()


def _leave_behind(notice: Notice) -> None:
    """The messages that it names there."""
    if notice.kind is NoticeKind.HANDOFF and notice.message_id is not None:
        was = [notice.chat_id, notice.message_id]  # its button may still be pressed there
        notice.payload = {**notice.payload, "was": was}
    if notice.payload.get("words_at") is not None:
        notice.maybe_repeat = True  # they are said anew, where corrections can reach them
    for gone in ("reply_to", "words_at"):
        if notice.payload.get(gone) is not None:
            notice.payload = {**notice.payload, gone: None}


async def _following(session: Session, chat_id: int) -> Sequence[Notice]:
    rows = await session.scalars(
        select(Notice)
        .outerjoin(Request, col(Request.id) == Notice.request_id)
        .outerjoin(Wait, col(Wait.id) == Notice.wait_id)
        .where(
            col(Notice.chat_id) == chat_id,
            col(Notice.kind) != NoticeKind.EDIT,
            ~_is_correction(),
            or_(col(Notice.status).in_(UNDER_WAY), _shows_open_matter()),
        )
        .order_by(col(Notice.id)),
        execution_options=FRESH,
    )
    return rows.all()


def _is_correction() -> ColumnElement[bool]:
    """An answer that stands in its chat is only edited, never carried there again."""
    return (col(Notice.kind) == NoticeKind.RELAY) & col(Notice.message_id).is_not(None)


def _shows_open_matter() -> ColumnElement[bool]:
    said = col(Notice.status).in_([NoticeStatus.SENT, NoticeStatus.BUNDLED])
    open_card = (col(Notice.kind) == NoticeKind.CARD) & (col(Request.status) == RequestStatus.OPEN)
    open_alert = (col(Notice.kind) == NoticeKind.ALERT) & col(Wait.stopped_at).is_(None)
    asks = col(Notice.payload)[("prompt", "ask")].as_string()
    question = (col(Notice.kind) == NoticeKind.SAY) & (asks == WHOSE)
    unanswered = select(col(HandOff.id)).where(
        col(HandOff.answered_at).is_(None), col(HandOff.withdrawn_at).is_(None)
    )
    asked = col(Notice.payload)["hand_off_id"].as_integer().in_(unanswered)
    department = (col(Notice.kind) == NoticeKind.HANDOFF) & asked
    checklist = col(Notice.kind) == NoticeKind.CHECKLIST
    return said & or_(open_card, open_alert, question, department, checklist)


def _key_there(notice: Notice, chat_id: int) -> str:
    """Keys that name the chat end in it."""
    key, own = notice.dedup_key, f":{notice.chat_id}"
    return f"{key.removesuffix(own)}:{chat_id}" if key.endswith(own) else key


async def _is_known(session: Session, key: str) -> bool:
    found = await session.scalar(select(col(Notice.id)).where(col(Notice.dedup_key) == key))
    return found is not None
