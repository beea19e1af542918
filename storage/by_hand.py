"""What members put on record by hand: what came just before, whose album it is, whose name."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, update
from sqlmodel import col, select

from storage.engine import Session
from storage.tables import Client, Event, Message, Rating, Request
from storage.vocabulary import Direction, Source

LATEST = 1000
"""Events among which those of one burst are: a hundred messages, whatever comes between."""


async def latest_tellings(
    session: Session, brand_id: int, by: str, kinds: Collection[str]
) -> Sequence[Event]:
    """The newest events of these kinds by this member, the latest first."""
    newest = select(func.max(col(Event.id))).scalar_subquery()
    found = await session.scalars(
        select(Event)
        .where(
            col(Event.id) > newest - LATEST,
            Event.brand_id == brand_id,
            Event.actor == by,
            col(Event.what).in_(kinds),
        )
        .order_by(col(Event.id).desc())
    )
    return found.all()


async def client_of_album(
    session: Session, chat_id: int, album_id: str
) -> tuple[Client, Request] | None:
    """Whose album it is, where a part of it is on record."""
    found = await session.execute(
        select(Client, Request)
        .join(Request, col(Request.client_id) == Client.id)
        .join(Message, col(Message.request_id) == Request.id)
        .where(
            Message.chat_id == chat_id,
            Message.album_id == album_id,
            Message.direction == Direction.IN,
        )
        .limit(1)
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row is not None else None


async def client_known_as(
    session: Session, brand_id: int, source: Source, external_id: str
) -> Client | None:
    return await session.scalar(
        select(Client).where(
            Client.brand_id == brand_id,
            Client.source == source,
            Client.external_id == external_id,
        ),
        execution_options={"populate_existing": True},
    )


async def has_other_requests(session: Session, request: Request) -> bool:
    """Whether the client has any but this one."""
    found = await session.scalar(
        select(func.count())
        .select_from(Request)
        .where(Request.client_id == request.client_id, Request.id != request.id)
    )
    return bool(found)


async def give_request_to(session: Session, request: Request, client: Client) -> None:
    """With what the request's client was asked of it."""
    request.client_id = client.id
    await session.execute(
        update(Rating).where(col(Rating.request_id) == request.id).values(client_id=client.id)
    )
    await session.flush()


async def forget_client(session: Session, client: Client, stands: Client) -> None:
    """Take a client off the record who turned out to be another one."""
    await session.execute(
        update(Client)
        .where(col(Client.same_as_id) == client.id, col(Client.id) != stands.id)
        .values(same_as_id=stands.id)
    )
    if stands.same_as_id in {client.id, stands.id}:
        stands.same_as_id = None
    await session.flush()
    await session.delete(client)
    await session.flush()
