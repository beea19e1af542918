"""Requests that go on in others, and what changes its request with them."""

from sqlalchemy import update
from sqlmodel import col, select

from storage.engine import Session
from storage.requests import get_request
from storage.tables import HandOff, Message, Notice, Request, Wait
from storage.vocabulary import NoticeKind, RequestStatus


async def standing_request(session: Session, request_id: int) -> Request | None:
    """The request, or the one in which it goes on since they were merged."""
    request = await get_request(session, request_id)
    while request is not None and request.merged_into_id is not None:
        request = await get_request(session, request.merged_into_id)
    return request


async def merged_requests(session: Session, request_id: int) -> list[Request]:
    """Those that go on in this one, also by way of others."""
    found: list[Request] = []
    into = [request_id]
    while into:
        rows = await session.scalars(select(Request).where(col(Request.merged_into_id).in_(into)))
        new = list(rows)
        found += new
        into = [one.id for one in new]
    return found


async def move_messages(session: Session, from_request: int, to_request: int) -> None:
    await session.execute(
        update(Message).where(col(Message.request_id) == from_request).values(request_id=to_request)
    )


async def move_waits(session: Session, from_request: int, to_request: int) -> None:
    await session.execute(
        update(Wait).where(col(Wait.request_id) == from_request).values(request_id=to_request)
    )


async def move_hand_offs(session: Session, from_request: int, to_request: int) -> None:
    """With what was said of them, and what the client sent: a reply belongs where it goes on."""
    await session.execute(
        update(HandOff).where(col(HandOff.request_id) == from_request).values(request_id=to_request)
    )
    said = (
        NoticeKind.HANDOFF,
        NoticeKind.HANDOFF_LATE,
        NoticeKind.OUTCOME,
        NoticeKind.COPY,
        NoticeKind.MEDIA,
    )
    await session.execute(
        update(Notice)
        .where(col(Notice.request_id) == from_request, col(Notice.kind).in_(said))
        .values(request_id=to_request)
    )


async def album_of(session: Session, message: Message) -> list[Message]:
    """The message, with the other parts of its album in the same request."""
    if message.album_id is None:
        return [message]
    rows = await session.scalars(
        select(Message).where(
            Message.request_id == message.request_id,
            Message.chat_id == message.chat_id,
            Message.album_id == message.album_id,
        )
    )
    return list(rows)


async def mergeable(session: Session, request: Request, limit: int) -> list[Request]:
    """Requests that this one may go on in: the client's own first, then who waits."""
    same_client = col(Request.client_id) == request.client_id
    rows = await session.scalars(
        select(Request)
        .where(
            Request.brand_id == request.brand_id,
            Request.id != request.id,
            Request.status != RequestStatus.DISMISSED,
            same_client | (col(Request.status) == RequestStatus.OPEN),
        )
        .order_by(same_client.desc(), col(Request.id).desc())
        .limit(limit)
    )
    return list(rows)
