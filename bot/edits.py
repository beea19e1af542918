"""Edits are evidence: the new words stand beside the old, and no clock that runs moves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.attribution import INTERNAL
from bot.draft import PREVIEW
from bot.notices import SOON, refresh
from bot.places import relays_of
from storage.business import get_connection
from storage.edits import Revised, add_revision, renew_preview
from storage.engine import Session
from storage.notices import add_notices, notice_row
from storage.relays import carried_to
from storage.tables import Message, Notice
from storage.vocabulary import Direction, NoticeKind

LONGEST, LONGEST_CAPTION = 4000, 1000
"""Characters of a corrected answer: Telegram takes 4096, under a picture 1024."""


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
    formatting (`entities`, as Telegram counts them), unless it became a note among the team.
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
    was_carried = message.direction is Direction.OUT and not business_id
    if was_carried and not text.startswith(INTERNAL):
        words = _words(message, text, entities)
        await _correct_copies(session, message, words, edited_at, now)
    return revised


def _words(answer: Message, text: str, entities: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """As the methods that edit take them."""
    in_text = answer.content == "text"
    kept = text[: LONGEST if in_text else LONGEST_CAPTION]
    length = len(kept.encode("utf-16-le")) // 2
    whole = [one for one in entities if one["offset"] + one["length"] <= length]
    if in_text:
        return {"text": kept, "entities": whole}
    return {"caption": kept, "caption_entities": whole}


async def _correct_copies(
    session: Session,
    answer: Message,
    words: dict[str, Any],
    edited_at: datetime,
    now: datetime,
) -> None:
    said = (answer.chat_id or 0, answer.message_id or 0, answer.business_id)
    rows = [
        notice_row(
            NoticeKind.EDIT,
            copy.chat_id,
            f"corrected:{copy.id}:{edited_at.timestamp():.6f}",
            now,
            brand_id=copy.brand_id,
            request_id=copy.request_id,
            payload={
                "send": words,
                "message_id": copy.message_id,
                **await _connection(session, copy),
            },
            priority=SOON,
            business_id=copy.business_id,
        )
        for copy in await carried_to(session, relays_of(said), said)
    ]
    await add_notices(session, rows)


async def _connection(session: Session, copy: Notice) -> dict[str, str]:
    """A copy in a Business account's chat is edited through its connection."""
    row = await get_connection(session, copy.business_id) if copy.business_id else None
    return {"business_connection_id": row.connection_id} if row is not None else {}
