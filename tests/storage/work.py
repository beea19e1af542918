"""The smallest piece of work that reads and writes."""

from sqlmodel import select

from storage.engine import Store
from storage.tables import Pulse
from storage.updates import beat
from tests.builders import NOON


async def write_one(store: Store, duty: str) -> None:
    async with store.write() as session:
        await beat(session, duty, NOON)
        await session.execute(select(Pulse))
