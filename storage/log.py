"""The hot path: a whole batch of clients' messages in a handful of statements."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Dialect,
    Select,
    Table,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel, col
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.clients import merged_friend
from storage.engine import Session
from storage.tables import Brand, Client, Event, Message, Request, Revision, Wait
from storage.vocabulary import Direction, RequestStatus, Source, Tier

Row = dict[str, Any]


def table_of(model: type[SQLModel]) -> Table:
    """The Core table under a model; SQLModel does not type it."""
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


async def insert_rows(session: Session, model: type[SQLModel], rows: Sequence[Row]) -> None:
    """The same columns in every row, straight to the driver: the batch's largest statements."""
    if not rows:
        return
    connection = await session.connection()
    statement, columns = _insert(connection.dialect, table_of(model), tuple(rows[0]))
    # Column by column, which is four times as fast as value by value.
    values = [
        [row[name] for row in rows] if spell is None else [spell(row[name]) for row in rows]
        for name, spell in columns
    ]
    await connection.exec_driver_sql(statement, list(zip(*values, strict=True)))


@lru_cache(maxsize=64)
def _insert(
    dialect: Dialect, table: Table, names: tuple[str, ...]
) -> tuple[str, list[tuple[str, Callable[[Any], Any] | None]]]:
    """The INSERT, and its columns in order with what spells their values for the driver."""
    statement = insert(table).compile(dialect=dialect, column_keys=list(names))
    return str(statement), [
        (name, _spelling(table.c[name].type, dialect)) for name in statement.positiontup or ()
    ]


def _spelling(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    spell = kind.dialect_impl(dialect).bind_processor(dialect)
    # The few moments of a batch stand in a dozen columns for each of its messages.
    return lru_cache(maxsize=512)(spell) if spell and isinstance(kind, UTCDateTime) else spell


async def update_rows(session: Session, model: type[SQLModel], rows: Sequence[Row]) -> None:
    """Each row names its `id` and the columns to change, the same columns in every row."""
    if not rows:
        return
    table = table_of(model)
    changed = [name for name in rows[0] if name != "id"]
    connection = await session.connection()
    await connection.execute(
        update(table)
        .where(table.c.id == bindparam("_id"))
        .values({name: bindparam(f"_{name}") for name in changed}),
        [{f"_{name}": value for name, value in row.items()} for row in rows],
    )


Origin = tuple[int, int, int]
"""Chat, message, and the business connection in which they are so numbered (0 for none)."""


async def logged_already(session: Session, origins: Iterable[Origin]) -> set[Origin]:
    """Which of these are on record."""
    # Asked for column by column here and below: for a list of rows SQLite reads every row it has.
    wanted = set(origins)
    if not wanted:
        return set()
    table = table_of(Message)
    connection = await session.connection()
    rows = await connection.execute(
        select(table.c.chat_id, table.c.message_id, table.c.business_id).where(
            table.c.chat_id.in_({chat for chat, _, _ in wanted}),
            table.c.message_id.in_({message for _, message, _ in wanted}),
        )
    )
    return {(chat, message, business) for chat, message, business in rows} & wanted


async def album_requests(
    session: Session, albums: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], int]:
    """The request of each album of which a part is on record."""
    pairs = set(albums)
    if not pairs:
        return {}
    table = table_of(Message)
    connection = await session.connection()
    rows = await connection.execute(
        select(table.c.chat_id, table.c.album_id, table.c.request_id).where(
            table.c.chat_id.in_({chat for chat, _ in pairs}),
            table.c.album_id.in_({album for _, album in pairs}),
        )
    )
    return {(chat, album): request for chat, album, request in rows if (chat, album) in pairs}


ClientKey = tuple[int, Source, str]


async def known_clients(session: Session, keys: Iterable[ClientKey]) -> dict[ClientKey, Row]:
    """Those of the clients that are on record."""
    wanted: dict[tuple[int, Source], list[str]] = defaultdict(list)
    for brand_id, source, external_id in keys:
        wanted[brand_id, source].append(external_id)
    table = table_of(Client)
    connection = await session.connection()
    found: dict[ClientKey, Row] = {}
    for (brand_id, source), external_ids in wanted.items():
        rows = await connection.execute(
            select(
                table.c.id,
                table.c.external_id,
                table.c.name,
                table.c.username,
                table.c.blocked_at,
                table.c.tier,
                table.c.do_not_message,
            ).where(
                table.c.brand_id == brand_id,
                table.c.source == source,
                table.c.external_id.in_(external_ids),
            )
        )
        found |= {(brand_id, source, row["external_id"]): dict(row) for row in rows.mappings()}
    return found


async def request_with_same_message(
    session: Session,
    client: ClientKey,
    *,
    sent_at: datetime,
    content: str,
    text: str,
    but_album: str | None,
) -> Request | None:
    """The request in which the client said the same at the same moment, or, before a member put
    its date right, was taken to have.

    The parts of one album are alike too: those of `but_album` do not count.
    """
    brand_id, source, external_id = client
    conditions = [
        col(Client.brand_id) == brand_id,
        col(Client.source) == source,
        col(Client.external_id) == external_id,
        col(Message.direction) == Direction.IN,
        col(Message.content) == content,
        col(Message.text) == text,
    ]
    if but_album is not None:
        conditions.append(col(Message.album_id).is_distinct_from(but_album))
    said = (
        select(Request)
        .join(Client, col(Client.id) == Request.client_id)
        .join(Message, col(Message.request_id) == Request.id)
        .where(*conditions)
        .limit(1)
    )
    return await _said_at(session, said, sent_at)


async def request_with_words_of(
    session: Session,
    brand_id: int,
    name: str,
    *,
    sent_at: datetime,
    content: str,
    text: str,
    but_album: str | None,
) -> Request | None:
    """The request in which somebody who was called so said the same at the same moment, or, before
    a member put its date right, was taken to have; an edit may have changed the words since.

    For who hides their account: whoever they are on record as by now.
    """
    edited = exists().where(col(Revision.message_row_id) == Message.id, col(Revision.text) == text)
    said = (
        select(Request)
        .join(Message, col(Message.request_id) == Request.id)
        .where(
            col(Request.brand_id) == brand_id,
            col(Message.direction) == Direction.IN,
            col(Message.content) == content,
            col(Message.author) == name,
            or_(col(Message.text) == text, edited),
        )
        .limit(1)
    )
    if but_album is not None:
        said = said.where(col(Message.album_id).is_distinct_from(but_album))
    return await _said_at(session, said, sent_at)


async def _said_at(session: Session, said: Select[Request], sent_at: datetime) -> Request | None:
    corrected = exists().where(
        col(Event.request_id).in_([col(Message.request_id), col(Message.written_to_id)]),
        col(Event.what) == "corrected",
        col(Event.data)["message"].as_integer() == Message.id,
        col(Event.data)["was"].as_string() == sent_at.isoformat(),
    )
    fresh = {"populate_existing": True}
    found = await session.scalar(
        said.where(col(Message.sent_at) == sent_at), execution_options=fresh
    )
    return found or await session.scalar(said.where(corrected), execution_options=fresh)


async def latest_requests(session: Session, client_ids: Iterable[int]) -> list[Row]:
    """The requests that a new message of these clients may join, oldest first.

    Client and place are those of the client's own request; the rest is of the one in which it
    goes on, and `written_to_id` is then the own one. `wait_id` is the open wait's, None where
    nobody waits.
    """
    wanted = list(client_ids)
    if not wanted:
        return []
    own, waits, clients = table_of(Request), table_of(Wait), table_of(Client)
    requests = own.alias("standing")
    tier = select(clients.c.tier).where(clients.c.id == requests.c.client_id).scalar_subquery()
    connection = await session.connection()
    rows = await connection.execute(
        select(
            requests.c.id,
            requests.c.brand_id,
            requests.c.number,
            own.c.client_id,
            own.c.chat_id,
            own.c.thread_id,
            own.c.business_id,
            case((own.c.merged_into_id.is_not(None), own.c.id)).label("written_to_id"),
            (merged_friend(requests.c) | (tier == Tier.FRIEND)).label("is_friends"),
            requests.c.kind,
            requests.c.kind_confirmed,
            requests.c.status,
            requests.c.awaited,
            requests.c.last_client_at,
            requests.c.answered_at,
            requests.c.closed_at,
            waits.c.id.label("wait_id"),
            waits.c.started_at.label("wait_started_at"),
        )
        .select_from(
            own.join(
                requests, requests.c.id == func.coalesce(own.c.merged_into_id, own.c.id)
            ).outerjoin(waits, (waits.c.request_id == requests.c.id) & waits.c.stopped_at.is_(None))
        )
        .where(own.c.client_id.in_(wanted), requests.c.status != RequestStatus.DISMISSED)
        .order_by(own.c.id)
    )
    return [dict(row) for row in rows.mappings()]


async def take_numbers(session: Session, brand_id: int, how_many: int) -> int:
    """Reserve consecutive request numbers; returns the first."""
    table = table_of(Brand)
    connection = await session.connection()
    result = await connection.execute(
        update(table)
        .where(table.c.id == brand_id)
        .values(next_number=table.c.next_number + how_many)
        .returning(table.c.next_number)
    )
    after: int = result.scalar_one()
    return after - how_many


async def request_ids(session: Session, brand_id: int, first: int, how_many: int) -> list[int]:
    """The ids of consecutively numbered requests, in the order of their numbers.

    Asked for after the insert: with RETURNING, SQLAlchemy sends SQLite the rows one by one.
    """
    table = table_of(Request)
    connection = await session.connection()
    rows = await connection.execute(
        select(table.c.id)
        .where(table.c.brand_id == brand_id, table.c.number.between(first, first + how_many - 1))
        .order_by(table.c.number)
    )
    return list(rows.scalars())
