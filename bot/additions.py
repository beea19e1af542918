"""What clients add after a department was asked: it is shown there, under the question."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from bot.draft import Draft
from bot.incoming import Incoming
from bot.media import AT_MOST, CONTACT, WITHIN, media_row
from bot.notices import SOON
from storage.engine import Session
from storage.hand_offs import being_asked
from storage.log import Row
from storage.media import TEXT, carried_since, question_in
from storage.notices import add_notices, notice_row
from storage.tables import HandOff
from storage.vocabulary import NoticeKind


async def carry_additions(
    session: Session, said: Sequence[tuple[Incoming, Draft | None]], now: datetime
) -> None:
    """Thanks tell a department nothing, and a phone number is the team's alone.

    Of a flood so many come within an hour as the desk gets files; the desk has them all.
    """
    added: dict[int, list[Incoming]] = defaultdict(list)
    for one, draft in said:
        if draft is not None and not draft.is_new and not one.courtesy and one.content != CONTACT:
            added[draft.request_id].append(one)
    if not added:
        return
    for asked, department in await being_asked(session, added):
        to, request_id = department.chat_id, asked.request_id
        since = max(asked.asked_at, now - WITHIN)
        carried = (await carried_since(session, {request_id}, {to}, since))[request_id]
        question = await question_in(session, asked.id, to)
        coming = added[request_id][: max(0, AT_MOST - carried)]
        await add_notices(session, [_row(one, asked, to, question, now) for one in coming])


def _row(one: Incoming, asked: HandOff, to: int, question: int | None, now: datetime) -> Row:
    about = {"hand_off_id": asked.id, "to_department": True}
    origin = one.origin
    if one.content != TEXT and origin is not None:
        return media_row(origin, to, asked.brand_id, asked.request_id, now, about, SOON)
    name = ":".join(map(str, origin)) if origin else _fingerprint(one)
    return notice_row(
        NoticeKind.ADDED,
        to,
        f"{NoticeKind.ADDED}:{asked.request_id}:{name}:{to}",
        now,
        brand_id=asked.brand_id,
        request_id=asked.request_id,
        priority=SOON,
        payload={
            **about,
            "origin": list(origin) if origin else None,
            "words": one.text,
            "reply_to": question,
        },
    )


def _fingerprint(one: Incoming) -> str:
    """Of what a program filed, which has no number."""
    return sha256(f"{one.sent_at.isoformat()} {one.text}".encode()).hexdigest()[:16]
