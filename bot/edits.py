"""Edits are evidence: the new words stand beside the old, and no clock that runs moves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.attribution import INTERNAL
from bot.draft import PREVIEW
from bot.notices import refresh
from bot.places import relays_of
from storage.edits import Revised, add_revision, newest_words, renew_preview
from storage.engine import Session
from storage.notices import show_anew, touch
from storage.relays import carriers_of
from storage.requests import message_at
from storage.tables import Message, Notice
from storage.vocabulary import Direction, NoticeKind, NoticeStatus


async def record_edit(
    session: Session,
    *,
    chat_id: int,
    message_id: int,
    text: str,
    edited_at: datetime,
    now: datetime,
    business_id: int = 0,
    details: Mapping[str, Any] | None = None,
) -> Revised | None:
    """Keep an edit of a logged message; None when its words stayed or it is unknown.

    What was carried from the desk reads at the client as it reads at the desk, with its links and
    formatting (`details`, as bot.answers.Answer keeps them), also where those alone were changed.
    Where it became a note among the team, who has the words keeps them, and nobody else gets
    them: handlers/relay.py.
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
        same = await message_at(session, chat_id, message_id, business_id)
        if same is not None and same.direction is Direction.OUT and not business_id:
            await _carry_links_anew(session, same, text, details or {}, now)
        return None
    message = revised.message
    if message.direction is Direction.IN:
        own = message.written_to_id or message.request_id
        await renew_preview(session, own, revised.before[:PREVIEW], text[:PREVIEW])
        for_department = [NoticeKind.HANDOFF, NoticeKind.ADDED]
        await touch(session, [message.request_id], for_department, now)
    await refresh(session, message.request_id, now)
    if message.direction is Direction.OUT and not business_id:
        await _carry_anew(session, await copies_of(session, message), text, details or {}, now)
    return revised


async def _carry_links_anew(
    session: Session, answer: Message, text: str, details: Mapping[str, Any], now: datetime
) -> None:
    """Telegram tells of edits that change nothing, too; and a late one says what stood before."""
    newest = (await newest_words(session, [answer.id])).get(answer.id, answer.text)
    if text == newest:
        copies = await copies_of(session, answer)
        wanted = manner(details)
        others = [one for one in copies if manner(one.payload.get("details", {})) != wanted]
        await _carry_anew(session, others, text, details, now)


def manner(details: Mapping[str, Any]) -> dict[str, Any]:
    """How words are shown: a place that moves is another message with every step."""
    return {name: one for name, one in details.items() if name != "send"}


async def _carry_anew(
    session: Session,
    copies: Sequence[Notice],
    text: str,
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Whatever carries the answer reads the newest words when it sends or edits them."""
    for one in copies:
        there = one.message_id is not None
        if one.status is NoticeStatus.SENT and (not there or text.startswith(INTERNAL)):
            continue
        await show_anew(session, one, {"details": dict(details)}, now)


async def copies_of(session: Session, answer: Message) -> list[Notice]:
    """What carries the answer to its clients, or did."""
    said = (answer.chat_id or 0, answer.message_id or 0, answer.business_id)
    return await carriers_of(session, relays_of(said), said)
