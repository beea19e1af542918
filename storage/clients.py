"""Clients as people look at them: found again, with all their names and what they asked."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from storage.engine import Session
from storage.search import contains
from storage.tables import Client, Request, Wait
from storage.vocabulary import Kind, RequestStatus, Tier

FRESH = {"populate_existing": True}


async def get_client(session: Session, client_id: int) -> Client | None:
    return await session.get(Client, client_id, populate_existing=True)


def person_id(client: Client) -> int:
    """The chief of the names under which this person is known."""
    return client.same_as_id or client.id


async def person_of(session: Session, client: Client) -> Sequence[Client]:
    """All the names under which one person is known, the chief one first."""
    chief = person_id(client)
    rows = await session.scalars(
        select(Client)
        .where(or_(col(Client.id) == chief, col(Client.same_as_id) == chief))
        .order_by((col(Client.id) == chief).desc(), col(Client.id)),
        execution_options=FRESH,
    )
    return rows.all()


async def find_clients(session: Session, brand_id: int, words: str, limit: int) -> Sequence[Client]:
    """By the number of a request, else by name or handle; who wrote last comes first."""
    needle = words.strip().lower().lstrip("#@№ ")
    if needle.isdecimal() and len(needle) < 10:
        by_number = await session.scalars(
            select(Client)
            .join(Request, col(Request.client_id) == Client.id)
            .where(Request.brand_id == brand_id, Request.number == int(needle))
        )
        if found := by_number.all():
            return found
    pattern = "%" + needle.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    rows = await session.scalars(
        select(Client)
        .where(
            Client.brand_id == brand_id,
            contains(session, col(Client.name), pattern)
            | contains(session, col(Client.username), pattern)
            | contains(session, col(Client.external_id), pattern),
        )
        .order_by(col(Client.id).desc())
        .limit(limit)
    )
    return rows.all()


async def fates_of(session: Session, client_ids: Iterable[int]) -> dict[RequestStatus, int]:
    rows = await session.execute(
        select(col(Request.status), func.count())
        .where(col(Request.client_id).in_(list(client_ids)), col(Request.merged_into_id).is_(None))
        .group_by(col(Request.status))
    )
    return {row[0]: row[1] for row in rows}


async def latest_of(session: Session, client_ids: Iterable[int], limit: int) -> Sequence[Request]:
    rows = await session.scalars(
        select(Request)
        .where(col(Request.client_id).in_(list(client_ids)))
        .order_by(col(Request.id).desc())
        .limit(limit)
    )
    return rows.all()


async def open_waits_of(session: Session, client_ids: Iterable[int]) -> Sequence[Wait]:
    """Also where their requests go on in others."""
    goes_on_in = func.coalesce(col(Request.merged_into_id), col(Request.id))
    theirs = sql_select(goes_on_in).where(col(Request.client_id).in_(list(client_ids)))
    rows = await session.scalars(
        select(Wait).where(col(Wait.request_id).in_(theirs), col(Wait.stopped_at).is_(None)),
        execution_options=FRESH,
    )
    return rows.all()


def merged_friend(request: Any) -> ColumnElement[bool]:
    """Whether a best friend's request goes on in this one."""
    merged, client = aliased(Request), aliased(Client)
    return exists().where(
        col(merged.merged_into_id) == request.id,
        col(client.id) == col(merged.client_id),
        col(client.tier) == Tier.FRIEND,
    )


async def whose_request(
    session: Session, request_id: int, *, alone: bool = False
) -> tuple[Tier, Kind]:
    """The tier of the client, and the kind: what the target depends on.

    Where others' requests go on in it, it is a best friend's if one of them is; not if `alone`.
    """
    row = await session.execute(
        sql_select(col(Client.tier), col(Request.kind), merged_friend(Request))
        .join(Request, col(Request.client_id) == Client.id)
        .where(col(Request.id) == request_id)
    )
    tier, kind, with_friend = row.one()
    return (Tier.FRIEND if with_friend and not alone else tier), kind


async def whose_waits(session: Session, brand_id: int) -> dict[int, tuple[Tier, Kind]]:
    """The same for all who wait, by the open wait's row."""
    rows = await session.execute(
        sql_select(col(Wait.id), col(Client.tier), col(Request.kind), merged_friend(Request))
        .join(Request, col(Request.id) == Wait.request_id)
        .join(Client, col(Client.id) == Request.client_id)
        .where(col(Wait.brand_id) == brand_id, col(Wait.stopped_at).is_(None))
    )
    return {row[0]: (Tier.FRIEND if row[3] else row[1], row[2]) for row in rows}
