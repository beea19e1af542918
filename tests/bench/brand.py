"""A brand to measure with, made straight in the tables."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from storage.engine import open_store
from storage.tables import Brand, Chat
from storage.vocabulary import ChatRole

FOUNDED = datetime(2026, 1, 5, tzinfo=UTC)


def address(database: Path) -> str:
    return f"sqlite+aiosqlite:///{database}"


async def found_brand(database: Path, desk_chat_id: int) -> None:
    """A new database with one brand, whose desk is connected."""
    async with open_store(address(database)) as store, store.write() as session:
        brand = Brand(
            name="Sklad",
            language="uk",
            timezone="Europe/Kyiv",
            sla_minutes=24 * 60,
            created_at=FOUNDED,
        )
        session.add(brand)
        await session.flush()
        session.add(
            Chat(
                brand_id=brand.id,
                chat_id=desk_chat_id,
                role=ChatRole.DESK,
                title="Desk",
                connected_at=FOUNDED,
            )
        )


def on_record(database: Path) -> int:
    """How many clients' messages the database holds."""
    with closing(sqlite3.connect(database)) as connection:
        [[count]] = connection.execute("SELECT count(*) FROM message WHERE direction = 'in'")
    return int(count)
