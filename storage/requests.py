"""Requests as people look at them: one with its story, and the queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from storage.counting import counts
from storage.engine import Session
from storage.messages import said_since
from storage.moments import by_another_index
from storage.tables import Client, Event, Member, Message, Post, Request, Wait
from storage.vocabulary import Direction, RequestStatus, Source

FRESH = {"populate_existing": True}


@dataclass(frozen=True, slots=True)
class Matter:
    """A request with the people and the wait that belong to it."""

    request: Request
    client: Client
    wait: Wait | None  # the open one, else the last
    assignee: Member | None
    before: int = 0  # the client's earlier requests, dismissed ones aside
    post: Post | None = None  # the channel post it was said under
    merged_into: int | None = None  # the number of the request in which it goes on


async def get_request(session: Session, request_id: int) -> Request | None:
    return await session.get(Request, request_id, populate_existing=True)


async def request_by_number(session: Session, brand_id: int, number: int) -> Request | None:
    return await session.scalar(
        select(Request).where(Request.brand_id == brand_id, Request.number == number),
        execution_options=FRESH,
    )


async def get_matter(session: Session, request_id: int) -> Matter | None:
    row = (
        await session.execute(
            select(Request, Client, Member)
            .join(Client, col(Client.id) == Request.client_id)
            .outerjoin(Member, col(Member.id) == Request.assignee_id)
            .where(Request.id == request_id),
            execution_options=FRESH,
        )
    ).one_or_none()
    if row is None:
        return None
    request, client, assignee = row
    wait = await last_wait(session, request_id)
    post = await session.get(Post, request.post_id) if request.post_id else None
    into = await session.get(Request, request.merged_into_id) if request.merged_into_id else None
    before = await _count_before(session, request)
    return Matter(
        request, client, wait, assignee, before, post, merged_into=into.number if into else None
    )


async def _count_before(session: Session, request: Request) -> int:
    person = func.coalesce(col(Client.same_as_id), col(Client.id))
    chief = select(person).where(Client.id == request.client_id).scalar_subquery()
    names = select(Client.id).where((col(Client.id) == chief) | (col(Client.same_as_id) == chief))
    found = await session.scalar(
        select(func.count())
        .select_from(Request)
        .where(
            col(Request.client_id).in_(names),
            col(Request.id) < request.id,
            Request.status != RequestStatus.DISMISSED,
        )
    )
    return found or 0


async def last_wait(session: Session, request_id: int) -> Wait | None:
    """The open wait if there is one, else the one that ended last."""
    return await session.scalar(
        select(Wait)
        .where(Wait.request_id == request_id, counts())
        .order_by(
            col(Wait.stopped_at).is_not(None), col(Wait.stopped_at).desc(), col(Wait.id).desc()
        )
        .limit(1),
        execution_options=FRESH,
    )


async def open_wait(session: Session, request_id: int) -> Wait | None:
    return await session.scalar(
        select(Wait).where(Wait.request_id == request_id, col(Wait.stopped_at).is_(None)),
        execution_options=FRESH,
    )


async def waits_of(session: Session, request_id: int) -> Sequence[Wait]:
    return (
        await session.scalars(
            select(Wait).where(Wait.request_id == request_id).order_by(col(Wait.id))
        )
    ).all()


async def messages_of(
    session: Session, request_id: int, *, direction: Direction | None = None, limit: int = 200
) -> Sequence[Message]:
    """Newest last; the newest `limit` of them."""
    query = select(Message).where(Message.request_id == request_id)
    if direction is not None:
        query = query.where(Message.direction == direction)
    rows = await session.scalars(
        query.order_by(col(Message.sent_at).desc(), col(Message.id).desc()).limit(limit)
    )
    return list(reversed(rows.all()))


async def events_of(session: Session, request_id: int) -> Sequence[Event]:
    return (
        await session.scalars(
            select(Event)
            .where(Event.request_id == request_id)
            .order_by(col(Event.at), col(Event.id))
        )
    ).all()


async def last_event(session: Session, request_id: int, what: str) -> Event | None:
    return await session.scalar(
        select(Event)
        .where(Event.request_id == request_id, Event.what == what)
        .order_by(col(Event.at).desc(), col(Event.id).desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class Page:
    matters: list[Matter]
    total: int


async def queue(
    session: Session,
    brand_id: int,
    *,
    offset: int,
    limit: int,
    assignee_id: int | None = None,
    due_before: datetime | None = None,
) -> Page:
    """Clients who wait, soonest due first."""
    conditions: list[ColumnElement[bool]] = [
        col(Wait.brand_id) == brand_id,
        col(Wait.stopped_at).is_(None),
    ]
    if assignee_id is not None:
        conditions.append(col(Request.assignee_id) == assignee_id)
    if due_before is not None:
        conditions.append(by_another_index(Wait.due_at) <= due_before)
    joined = (
        select(Request, Client, Wait, Member)
        .join(Wait, col(Wait.request_id) == Request.id)
        .join(Client, col(Client.id) == Request.client_id)
        .outerjoin(Member, col(Member.id) == Request.assignee_id)
        .where(*conditions)
    )
    total = await session.scalar(
        select(func.count())
        .select_from(Wait)
        .join(Request, col(Request.id) == Wait.request_id)
        .where(*conditions)
    )
    rows = await session.execute(
        joined.order_by(by_another_index(Wait.due_at), col(Wait.id)).offset(offset).limit(limit)
    )
    return Page(
        [Matter(request, client, wait, member) for request, client, wait, member in rows],
        total or 0,
    )


async def unfinished_of(session: Session, member_id: int) -> Sequence[Request]:
    """What is with a member and not yet closed."""
    return (
        await session.scalars(
            select(Request).where(
                col(Request.assignee_id) == member_id,
                col(Request.status).in_([RequestStatus.OPEN, RequestStatus.ANSWERED]),
            ),
            execution_options=FRESH,
        )
    ).all()


async def waiting_in_chat(
    session: Session,
    brand_id: int,
    chat_id: int,
    thread_id: int | None,
    business_id: int | None = None,
) -> list[tuple[Request, Client, Wait]]:
    """Clients who wait in this chat (and thread), the longest waiting first.

    Whose own request goes on in another waits with that one, for what they wrote since it began.
    """
    own = aliased(Request)  # as it was written here
    wrote = (
        select(col(Message.id))
        .where(
            col(Message.request_id) == Wait.request_id,
            col(Message.written_to_id) == own.id,
            said_since(col(Wait.started_at)),
        )
        .exists()
    )
    here = (
        (col(own.chat_id) == chat_id)
        & col(own.thread_id).is_not_distinct_from(thread_id)
        & col(own.business_id).is_not_distinct_from(business_id)
    )
    rows = await session.execute(
        select(Request, Client, Wait)
        .select_from(Wait)
        .join(Request, col(Request.id) == Wait.request_id)
        .join(
            own,
            (col(own.id) == Wait.request_id)
            | ((col(own.merged_into_id) == Wait.request_id) & wrote),
        )
        .join(Client, col(Client.id) == own.client_id)
        .where(here, col(Wait.brand_id) == brand_id, col(Wait.stopped_at).is_(None))
        .order_by(col(Wait.started_at), col(own.id))
    )
    return [(request, client, wait) for request, client, wait in rows]


async def client_row(session: Session, brand_id: int, external_id: str) -> int | None:
    """The client of a Telegram account."""
    return await session.scalar(
        select(Client.id).where(
            Client.brand_id == brand_id,
            Client.source == Source.TELEGRAM,
            Client.external_id == external_id,
        )
    )


async def request_of_message(
    session: Session, chat_id: int, message_id: int, business_id: int = 0
) -> Request | None:
    """The request that a logged message belongs to."""
    return await session.scalar(
        select(Request)
        .join(Message, col(Message.request_id) == Request.id)
        .where(
            Message.chat_id == chat_id,
            Message.message_id == message_id,
            Message.business_id == business_id,
        ),
        execution_options=FRESH,
    )


async def count_by_status(session: Session, brand_id: int) -> dict[RequestStatus, int]:
    rows = await session.execute(
        select(col(Request.status), func.count())
        .where(Request.brand_id == brand_id)
        .group_by(col(Request.status))
    )
    return {row[0]: row[1] for row in rows}


async def message_at(
    session: Session, chat_id: int, message_id: int, business_id: int = 0
) -> Message | None:
    """A logged message by where it was written."""
    return await session.scalar(
        select(Message).where(
            Message.chat_id == chat_id,
            Message.message_id == message_id,
            Message.business_id == business_id,
        )
    )


async def get_wait(session: Session, wait_id: int) -> Wait | None:
    return await session.get(Wait, wait_id, populate_existing=True)


async def name_of(session: Session, member_id: int) -> str:
    return await session.scalar(select(Member.name).where(Member.id == member_id)) or ""
