"""Edits are evidence: the new words stand beside the old, and no clock that runs moves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.attribution import INTERNAL
from bot.draft import PREVIEW
from bot.notices import refresh
from bot.places import relays_of
from storage.edits import Revised, add_revision, renew_preview
from storage.engine import Session
from storage.notices import show_anew
from storage.relays import carriers_of
from storage.tables import Message, Notice
from storage.vocabulary import Direction, NoticeStatus


async def record_edit(
    session: Session,
    *,
    chat_id: int,
    message_id: int,
    text: str,
    edited_at: datetime,
    now: datetime,
    business_id: int = 0,
    entities: Sequence[Mapping[str, Any]] = (),
) -> Revised | None:
    """Keep an edit of a logged message; None when nothing visible changed or it is unknown.

    What was carried from the desk reads at the client as it reads at the desk, with its links and
    formatting (`entities`, as Telegram counts them). Where it became a note among the team, who
    has the words keeps them, and nobody else gets them: handlers/relay.py.
    """
    revised = await add_revision(
        session,
        chat_id=chat_id,
        message_id=message_id,
        text=text,
        edited_at=edited_at,
        business_id=business_id,
    )
    if revised is None:
        return None
    message = revised.message
    if message.direction is Direction.IN:
        own = message.written_to_id or message.request_id
        await renew_preview(session, own, revised.before[:PREVIEW], text[:PREVIEW])
    await refresh(session, message.request_id, now)
    if message.direction is Direction.OUT and not business_id:
        await _carry_anew(session, message, text, entities, now)
    return revised


async def _carry_anew(
    session: Session,
    answer: Message,
    text: str,
    entities: Sequence[Mapping[str, Any]],
    now: datetime,
) -> None:
    """Whatever carries the answer reads the newest words when it sends or edits them."""
    for one in await copies_of(session, answer):
        there = one.message_id is not None
        if one.status is NoticeStatus.SENT and (not there or text.startswith(INTERNAL)):
            continue
        details = {**one.payload.get("details", {}), "entities": [*entities]}
        await show_anew(session, one, {"details": details}, now)


async def copies_of(session: Session, answer: Message) -> list[Notice]:
    """What carries the answer to its clients, or did."""
    said = (answer.chat_id or 0, answer.message_id or 0, answer.business_id)
    return await carriers_of(session, relays_of(said), said)
