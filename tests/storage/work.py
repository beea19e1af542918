"""The smallest piece of work that reads and writes, and a server that drops everybody."""

import asyncpg
from sqlalchemy import make_url
from sqlmodel import select

from storage.engine import Store
from storage.tables import Pulse
from storage.updates import beat
from tests.builders import NOON


async def write_one(store: Store, duty: str) -> None:
    async with store.write() as session:
        await beat(session, duty, NOON)
        await session.execute(select(Pulse))


async def cut_off(database: str) -> None:
    """Every connection to the database is gone, and its locks, as after a restart of the server.

    Without its patience (in milliseconds) the server only asks them to go.
    """
    address = make_url(database).set(drivername="postgresql")
    server = await asyncpg.connect(address.render_as_string(hide_password=False))
    await server.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await server.close()
