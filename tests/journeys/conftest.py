"""The stage on which the stories are played."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from tests.emptying import RESTART, empty
from tests.stage import Stage


@pytest.fixture
def stage_url(request: pytest.FixtureRequest) -> str:
    """SQLite; with JOURNEYS_ON=postgres, as in `make soak`, all stories are played there."""
    if os.environ.get("JOURNEYS_ON") == "postgres":
        url: str = request.getfixturevalue("postgres_with_tables")
        asyncio.run(empty(url, RESTART))  # many stories name rows by their numbers
        return url
    return str(request.getfixturevalue("sqlite_url"))


@pytest.fixture
async def stage(stage_url: str) -> AsyncIterator[Stage]:
    """Vidhuk running for real, against the emulator."""
    async with Stage.open(stage_url) as opened:
        yield opened


@pytest.fixture
async def stage_on_each_database(database_url: str) -> AsyncIterator[Stage]:
    async with Stage.open(database_url) as opened:
        yield opened
