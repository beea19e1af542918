"""What a request's messages say in sum: asked of all of them, however many a burst has brought."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, exists, func, not_, or_, select, update
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from storage.edits import newest_words
from storage.engine import Session
from storage.tables import Message, Request, Revision, Wait
from storage.vocabulary import Direction


class Span(NamedTuple):
    """When the client's first and last words here were written, and how many there are."""

    first: datetime
    last: datetime
    how_many: int


class Words(NamedTuple):
    """One message: what it says, and in which medium (Message.content)."""

    text: str
    content: str


def said_since(moment: datetime | Mapped[datetime]) -> ColumnElement[bool]:
    """Of a message: sent at this start of a wait or later, or edited just then into its cause."""
    edited = exists().where(
        col(Revision.message_row_id) == Message.id, col(Revision.edited_at) == moment
    )
    return or_(col(Message.sent_at) >= moment, edited)


async def span_of(session: Session, request_id: int) -> Span | None:
    """None where the client has said nothing in it."""
    sent_at = col(Message.sent_at)
    row = await session.execute(
        select(func.min(sent_at), func.max(sent_at), func.count()).where(*_clients(request_id))
    )
    first, last, count = row.one()
    return Span(first, last, count) if count else None


async def awaited_words(
    session: Session, wait: Wait, *, written_to: int | None = None
) -> Words | None:
    """What the client waits for: their first message of this wait, as it reads now.

    `written_to` asks for those alone that were written to that request.
    """
    conditions = [*_clients(wait.request_id), said_since(wait.started_at)]
    if written_to is not None:
        conditions.append(_written_to([written_to]))
    found = await session.scalar(
        select(Message).where(*conditions).order_by(col(Message.sent_at), col(Message.id)).limit(1)
    )
    if found is None:
        return None
    edited = await newest_words(session, [found.id])
    return Words(edited.get(found.id, found.text), found.content)


async def count_messages(session: Session, request_id: int) -> int:
    """The client's and the team's."""
    return (
        await session.scalar(
            select(func.count()).select_from(Message).where(col(Message.request_id) == request_id)
        )
        or 0
    )


async def first_since(
    session: Session,
    request_id: int,
    since: datetime | None,
    *,
    written_to: int | None = None,
) -> datetime | None:
    """When the client first wrote at `since` or later.

    `written_to` asks for those alone that were written to that request.
    """
    conditions = [*_clients(request_id)]
    if since is not None:
        conditions.append(said_since(since))
    if written_to is not None:
        conditions.append(_written_to([written_to]))
    found = await session.scalar(select(func.min(col(Message.sent_at))).where(*conditions))
    return max(found, since) if found is not None and since is not None else found


async def first_unanswered(
    session: Session, request_id: int, answered_at: datetime | None
) -> datetime | None:
    """When the client first wrote after the answer; None where all had it."""
    conditions = _clients(request_id)
    if answered_at is not None:
        conditions.append(col(Message.sent_at) > answered_at)
    return await session.scalar(select(func.min(col(Message.sent_at))).where(*conditions))


async def asks_since(
    session: Session, request_id: int, moment: datetime | None
) -> dict[int, datetime]:
    """When those who asked for an answer after this moment first did, by their own requests."""
    asked_at, whose = col(Message.asked_at), _own()
    conditions = [*_clients(request_id), asked_at.is_not(None)]
    if moment is not None:
        conditions.append(asked_at > moment)
    found = await session.execute(
        select(whose, func.min(asked_at)).where(*conditions).group_by(whose)
    )
    return {own: began for own, began in found if began is not None}


async def first_asked(
    session: Session,
    request_id: int,
    *,
    written_to: int,
    since: datetime,
    until: datetime | None,
    but_row: int,
    outside: Collection[tuple[datetime, datetime | None]],
    logged_since: int | None,
    or_at: Collection[datetime],
) -> datetime | None:
    """When the writer of that own request first asked for an answer between these moments.

    Not within the spans `outside`, unless in a row after `logged_since`, or just then `or_at`.
    """
    asked_at = col(Message.asked_at)
    conditions = [
        *_clients(request_id),
        _written_to([written_to]),
        asked_at >= since,
        col(Message.id) != but_row,
    ]
    if until is not None:
        conditions.append(asked_at <= until)
    if outside:
        apart = not_(or_(*(asked_at.between(start, stop) for start, stop in outside)))
        of_it = [apart, asked_at.in_(or_at)]
        if logged_since is not None:
            of_it.append(col(Message.id) > logged_since)
        conditions.append(or_(*of_it))
    return await session.scalar(select(func.min(asked_at)).where(*conditions))


async def mark_asking(session: Session, request_id: int, since: datetime) -> None:
    """A member says that what the client wrote since the wait began asks for an answer."""
    sent_at = col(Message.sent_at)
    await session.execute(
        update(Message)
        .where(*_clients(request_id), said_since(since), col(Message.asked_at).is_(None))
        .values(asked_at=case((sent_at < since, since), else_=sent_at))
        .execution_options(synchronize_session=False)
    )


async def mark_needless(session: Session, request_id: int, since: datetime) -> None:
    """A member says that nothing of it does."""
    await session.execute(
        update(Message)
        .where(*_clients(request_id), col(Message.asked_at) >= since)
        .values(asked_at=None)
        .execution_options(synchronize_session=False)
    )


async def newest_in_place(
    session: Session,
    request_id: int,
    chat_id: int,
    business_id: int,
    written_to: Collection[int],
) -> int | None:
    """Telegram's id of the client's last message in a chat, of those written to these requests.

    A group that became a supergroup numbers its messages anew: those from before are no place.
    """
    return await session.scalar(
        select(col(Message.message_id))
        .where(
            *_clients(request_id),
            col(Message.chat_id) == chat_id,
            col(Message.business_id) == business_id,
            _written_to(list(written_to)),
        )
        .order_by(col(Message.sent_at).desc(), col(Message.id).desc())
        .limit(1)
    )


async def last_request_in(
    session: Session, brand_id: int, chat_id: int, thread_id: int | None, business_id: int
) -> Request | None:
    """In which the client's last words in this chat (and thread) are now."""
    own = aliased(Request)  # as it was written here
    return await session.scalar(
        select(Request)
        .join(Message, col(Message.request_id) == Request.id)
        .join(own, col(own.id) == func.coalesce(Message.written_to_id, Message.request_id))
        .where(
            col(Message.chat_id) == chat_id,
            col(Message.business_id) == business_id,
            col(Message.brand_id) == brand_id,
            col(Message.direction) == Direction.IN,
            col(own.thread_id).is_not_distinct_from(thread_id),
        )
        .order_by(col(Message.message_id).desc())
        .limit(1),
        execution_options={"populate_existing": True},
    )


async def newest_origin(session: Session, request_id: int) -> int | None:
    """The own request of whoever's words were logged last."""
    return await session.scalar(
        select(func.coalesce(col(Message.written_to_id), col(Message.request_id)))
        .where(*_clients(request_id))
        .order_by(col(Message.id).desc())
        .limit(1)
    )


def _clients(request_id: int) -> list[ColumnElement[bool]]:
    return [col(Message.request_id) == request_id, col(Message.direction) == Direction.IN]


def _written_to(request_ids: list[int]) -> ColumnElement[bool]:
    return _own().in_(request_ids)


def _own() -> ColumnElement[int]:
    """The request to which a message was written, wherever it has gone since."""
    return func.coalesce(col(Message.written_to_id), col(Message.request_id))
