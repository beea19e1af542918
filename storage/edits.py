"""The revisions of logged messages."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import update
from sqlmodel import col, select

from storage.engine import Session
from storage.tables import Message, Request, Revision

MOVES = "location"
"""A live one is edited with every step and says no other words."""


class Edit(NamedTuple):
    at: datetime
    author: str
    before: str
    after: str


class Revised(NamedTuple):
    """A message whose words an edit changed."""

    message: Message
    before: str
    at: datetime  # of the edit, as it is kept


async def add_revision(
    session: Session,
    *,
    chat_id: int,
    message_id: int,
    text: str,
    edited_at: datetime,
    business_id: int = 0,
) -> Revised | None:
    """None where the message is unknown or its words are the same."""
    message = await session.scalar(
        select(Message).where(
            Message.chat_id == chat_id,
            Message.message_id == message_id,
            Message.business_id == business_id,
        )
    )
    if message is None or message.content == MOVES:
        return None
    last = await session.scalar(
        select(Revision)
        .where(Revision.message_row_id == message.id)
        .order_by(col(Revision.edited_at).desc(), col(Revision.id).desc())
        .limit(1)
    )
    current = last.text if last else message.text
    # Telegram counts edits in whole seconds: within one, other words are another edit.
    if text == current or (last is not None and edited_at < last.edited_at.replace(microsecond=0)):
        return None
    if last is not None and edited_at <= last.edited_at:
        edited_at = last.edited_at + timedelta(microseconds=1)
    session.add(Revision(message_row_id=message.id, edited_at=edited_at, text=text))
    await session.flush()
    return Revised(message, current, edited_at)


async def renew_preview(session: Session, request_id: int, before: str, now: str) -> None:
    """Where lists show the request by these words, they show it by what those read now."""
    await session.execute(
        update(Request)
        .where(col(Request.id) == request_id, col(Request.preview) == before)
        .values(preview=now)
    )


async def revisions_of(
    session: Session, message_rows: Collection[int]
) -> dict[int, list[Revision]]:
    """Of those messages that were edited, oldest first."""
    rows = await session.scalars(
        select(Revision)
        .where(col(Revision.message_row_id).in_(message_rows))
        .order_by(col(Revision.edited_at), col(Revision.id))
    )
    found: dict[int, list[Revision]] = defaultdict(list)
    for row in rows:
        found[row.message_row_id].append(row)
    return dict(found)


async def newest_words(session: Session, message_rows: Collection[int]) -> dict[int, str]:
    """What those messages that were edited say now."""
    edited = await revisions_of(session, message_rows)
    return {row: edits[-1].text for row, edits in edited.items()}


async def edits_of(
    session: Session, request_id: int, editors: Mapping[int, str] | None = None
) -> list[Edit]:
    """Every edit of the request's messages, the words before and after it.

    By whoever wrote the message, unless `editors` names somebody for its row.
    """
    rows = await session.execute(
        select(Message, Revision)
        .join(Revision, col(Revision.message_row_id) == Message.id)
        .where(Message.request_id == request_id)
        .order_by(col(Revision.edited_at), col(Revision.id))
    )
    latest: dict[int, str] = {}
    found = []
    for message, revision in rows:
        before = latest.get(message.id, message.text)
        by = (editors or {}).get(message.id, message.author)
        found.append(Edit(revision.edited_at, by, before, revision.text))
        latest[message.id] = revision.text
    return found
