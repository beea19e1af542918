"""What clients sent beside words, and what of it the team's chats were shown."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.engine import Session
from storage.log import Origin
from storage.requests import FRESH
from storage.tables import Message, Notice
from storage.vocabulary import Direction, NoticeKind, NoticeStatus

TEXT = "text"
"""Telegram's content type of plain words; whatever else there is a card can only name."""


def media_key(origin: Origin, to: int) -> str:
    """Names what carries a client's message to a chat of the team; ends in that chat."""
    return ":".join(map(str, ("media", *origin, to)))


def origin_of(message: Message) -> Origin:
    return (message.chat_id or 0, message.message_id or 0, message.business_id)


async def carried_since(
    session: Session, request_ids: Collection[int], chats: Collection[int], since: datetime
) -> Counter[int]:
    """How many messages of each request were put on their way to these chats since then."""
    if not request_ids:
        return Counter()
    rows = await session.execute(
        select(col(Notice.request_id), func.count())
        .where(
            col(Notice.request_id).in_(request_ids),
            col(Notice.kind).in_([NoticeKind.MEDIA, NoticeKind.ADDED]),
            col(Notice.chat_id).in_(chats),
            col(Notice.created_at) > since,
        )
        .group_by(col(Notice.request_id))
    )
    return Counter({row[0] or 0: row[1] for row in rows})


async def has_media(session: Session, request_id: int) -> bool:
    return await session.scalar(_media(request_id).limit(1)) is not None


async def uncarried(session: Session, request_id: int, to: int) -> Sequence[Message]:
    """The client's messages that were not shown in this chat, oldest first.

    One that a member logged there by hand stands there already.
    """
    said = _media(request_id).where(col(Message.chat_id) != to)
    media = (await session.scalars(said.order_by(col(Message.sent_at), col(Message.id)))).all()
    if not media:
        return ()
    shown = await session.scalars(
        select(Notice.dedup_key).where(
            col(Notice.request_id) == request_id,
            col(Notice.kind) == NoticeKind.MEDIA,
            col(Notice.status).not_in([NoticeStatus.DEAD, NoticeStatus.SUPERSEDED]),
        )
    )
    keys = set(shown)
    return [one for one in media if media_key(origin_of(one), to) not in keys]


def _media(request_id: int) -> SelectOfScalar[Message]:
    return select(Message).where(
        col(Message.request_id) == request_id,
        col(Message.direction) == Direction.IN,
        col(Message.content) != TEXT,
        col(Message.message_id).is_not(None),
    )


async def move_media(
    session: Session, messages: Sequence[Message], from_request: int, to_request: int
) -> None:
    """Have replies to what was shown of these messages count for the other request."""
    rows = await session.scalars(
        select(Notice).where(
            col(Notice.request_id) == from_request, col(Notice.kind) == NoticeKind.MEDIA
        ),
        execution_options=FRESH,
    )
    origins = {origin_of(one) for one in messages}
    moved = [one.id for one in rows if tuple(one.payload["origin"]) in origins]
    await session.execute(
        update(Notice).where(col(Notice.id).in_(moved)).values(request_id=to_request)
    )


async def card_in(session: Session, request_id: int, chat_id: int) -> int | None:
    """Telegram's id of the request's newest card in this chat."""
    return await session.scalar(
        select(func.max(col(Notice.message_id))).where(
            col(Notice.request_id) == request_id,
            col(Notice.kind) == NoticeKind.CARD,
            col(Notice.chat_id) == chat_id,
        )
    )


async def question_in(session: Session, hand_off_id: int, chat_id: int) -> int | None:
    """Telegram's id of the newest message in which a department is asked there."""
    return await session.scalar(
        select(func.max(col(Notice.message_id))).where(
            col(Notice.chat_id) == chat_id,
            col(Notice.kind) == NoticeKind.HANDOFF,
            col(Notice.payload)["hand_off_id"].as_integer() == hand_off_id,
        )
    )


async def enclosed(session: Session, request_id: int, hand_off_id: int) -> list[Notice]:
    """What the desk sent along with a question, oldest first."""
    rows = await session.scalars(
        select(Notice)
        .where(col(Notice.request_id) == request_id, col(Notice.kind) == NoticeKind.COPY)
        .order_by(col(Notice.id)),
        execution_options=FRESH,
    )
    return [
        one
        for one in rows
        if one.payload.get("to_department") and one.payload.get("hand_off_id") == hand_off_id
    ]
