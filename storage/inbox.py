"""Keys of the programs that may file requests, and what they filed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select

from storage.engine import Session
from storage.tables import ApiKey, Filed

FRESH = {"populate_existing": True}


async def keys_of(session: Session, brand_id: int) -> Sequence[ApiKey]:
    """Those that still open the door, oldest first."""
    return (
        await session.scalars(
            select(ApiKey)
            .where(ApiKey.brand_id == brand_id, col(ApiKey.revoked_at).is_(None))
            .order_by(col(ApiKey.id)),
            execution_options=FRESH,
        )
    ).all()


async def key_of_secret(session: Session, secret_hash: str) -> ApiKey | None:
    return await session.scalar(
        select(ApiKey).where(ApiKey.secret_hash == secret_hash, col(ApiKey.revoked_at).is_(None)),
        execution_options=FRESH,
    )


async def get_key(session: Session, key_id: int) -> ApiKey | None:
    return await session.get(ApiKey, key_id, populate_existing=True)


async def filed_before(session: Session, key_id: int, idempotency_key: str) -> Filed | None:
    return await session.scalar(
        select(Filed).where(Filed.key_id == key_id, Filed.idempotency_key == idempotency_key)
    )


async def forget_filed(session: Session, before: datetime) -> None:
    await session.execute(delete(Filed).where(col(Filed.filed_at) < before))
