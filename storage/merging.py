"""Requests that go on in others, and what changes its request with them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import col, select

from storage.counting import counts
from storage.engine import Session
from storage.requests import get_request
from storage.tables import Client, HandOff, Message, Notice, Request, Wait
from storage.vocabulary import NoticeKind, RequestStatus


async def standing_request(session: Session, request_id: int) -> Request | None:
    """The request, or the one in which it goes on since they were merged."""
    request = await get_request(session, request_id)
    if request is not None and request.merged_into_id is not None:
        return await get_request(session, request.merged_into_id)
    return request


async def merged_requests(session: Session, request_id: int) -> list[Request]:
    """Those that go on in this one."""
    return list(await session.scalars(select(Request).where(Request.merged_into_id == request_id)))


async def parties_of(session: Session, request_id: int) -> list[tuple[Request, Client]]:
    """The request and those that go on in it, with their clients; its own comes first."""
    rows = await session.execute(
        select(Request, Client)
        .join(Client, col(Client.id) == Request.client_id)
        .where((col(Request.id) == request_id) | (col(Request.merged_into_id) == request_id))
        .order_by((col(Request.id) == request_id).desc(), col(Request.id)),
        execution_options={"populate_existing": True},
    )
    return [(request, client) for request, client in rows]


async def move_messages(session: Session, from_request: int, to_request: int) -> None:
    """They keep whose words they are."""
    origin = func.coalesce(col(Message.written_to_id), from_request)
    await session.execute(
        update(Message)
        .where(col(Message.request_id) == from_request)
        .values(request_id=to_request, written_to_id=origin)
        .execution_options(synchronize_session=False)
    )


async def move_waits(session: Session, from_request: int, to_request: int) -> None:
    """Parts of merged waits stay with the request by which they are planned."""
    await session.execute(
        update(Wait)
        .where(
            col(Wait.request_id) == from_request,
            counts(),
        )
        .values(request_id=to_request)
    )


async def note_heard(session: Session, heard: Collection[tuple[int, datetime]]) -> None:
    """When the clients of requests that go on in others last wrote."""
    for request_id, at in heard:
        await session.execute(
            update(Request)
            .where(col(Request.id) == request_id, col(Request.last_client_at) < at)
            .values(last_client_at=at)
            .execution_options(synchronize_session=False)
        )


async def parts_of(session: Session, wait_id: int) -> Sequence[Wait]:
    """The waits that were merged into this one, its own first part among them."""
    rows = await session.scalars(
        select(Wait).where(Wait.merged_into_id == wait_id).order_by(col(Wait.id)),
        execution_options={"populate_existing": True},
    )
    return rows.all()


async def merged_waits(session: Session, wait_ids: Collection[int]) -> set[int]:
    """Which of these waits have parts."""
    if not wait_ids:
        return set()
    rows = await session.scalars(
        select(Wait.merged_into_id).where(col(Wait.merged_into_id).is_not(None)).distinct()
    )
    return {one for one in rows if one in wait_ids}


async def move_parts(session: Session, from_wait: int, to_wait: int) -> None:
    await session.execute(
        update(Wait).where(col(Wait.merged_into_id) == from_wait).values(merged_into_id=to_wait)
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
        NoticeKind.ADDED,
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


async def mergeable(session: Session, request: Request, limit: int) -> list[tuple[Request, str]]:
    """Requests that this one may go on in, with their clients' names.

    The client's own first, then who waits.
    """
    same_client = col(Request.client_id) == request.client_id
    rows = await session.execute(
        select(Request, Client.name)
        .join(Client, col(Client.id) == Request.client_id)
        .where(
            Request.brand_id == request.brand_id,
            Request.id != request.id,
            Request.status != RequestStatus.DISMISSED,
            same_client | (col(Request.status) == RequestStatus.OPEN),
        )
        .order_by(same_client.desc(), col(Request.id).desc())
        .limit(limit)
    )
    return [(one, name) for one, name in rows]
