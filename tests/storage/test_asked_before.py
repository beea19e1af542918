"""What was logged before Vidhuk kept since when a message asks is not forgotten by an upgrade."""

from typing import Any

import pytest
from alembic import command
from sqlmodel import select

from storage.engine import Store, open_store
from storage.migrate import alembic_config
from storage.tables import Message, Request
from storage.vocabulary import ChatMode, ChatRole, Direction, Kind
from tests.builders import HOUR, NOON, Shop

COMMUNITY, COMMENTS, DIRECT = ChatRole.COMMUNITY, ChatRole.COMMENTS, ChatRole.DIRECT
QUESTION, COMMENT, PRAISE = Kind.QUESTION, Kind.COMMENT, Kind.PRAISE


async def as_of(store: Store, revision: str) -> None:
    """The tables as an earlier version left them."""
    async with store._writer.begin() as connection:
        await connection.run_sync(lambda one: command.downgrade(alembic_config(one), revision))


@pytest.mark.parametrize(
    ("by_kind", "role", "kind", "waits"),
    [
        ("off", COMMUNITY, QUESTION, True),
        ("off", COMMUNITY, COMMENT, False),
        ("off", COMMUNITY, PRAISE, False),
        ("praise 48", COMMUNITY, PRAISE, True),
        ("praise 48", COMMUNITY, COMMENT, False),
        ("off", COMMENTS, COMMENT, True),  # every message waits there
        ("off", DIRECT, COMMENT, True),
        ("off", DIRECT, None, True),  # from before kinds of messages were kept
        ("off", COMMUNITY, None, True),
    ],
)
async def test_what_is_on_record_asks_by_its_kind_where_kinds_decide(
    new_database_url: str, by_kind: str, role: ChatRole, kind: Kind | None, *, waits: bool
) -> None:
    about: dict[str, Any] = {"role": role, "mode": ChatMode.REQUESTS}
    async with open_store(new_database_url) as store:
        shop = await Shop.open(store, by_kind=by_kind)
        asked: Request = await shop.client_writes(at=NOON, **about)
        later = shop.message("Ось", at=NOON + 2 * HOUR, **{**about, "kind": kind or QUESTION})
        await shop.log(later)
        async with store.write() as session:
            message = await session.scalar(select(Message).where(Message.text == "Ось"))
            assert message is not None
            message.kind = kind
        await as_of(store, "0003")

    async with open_store(new_database_url) as store:
        shop.store = store
        await shop.answers(asked, at=NOON + HOUR, now=NOON + 9 * HOUR)
        wait = await shop.wait(asked)
        assert (NOON + 2 * HOUR if waits else None) == (wait and wait.started_at)
        [answer] = await shop.rows(Message, Message.direction == Direction.OUT)
        assert answer.asked_at is None


async def test_an_upgrade_leaves_the_teams_words_out(new_database_url: str) -> None:
    async with open_store(new_database_url) as store:
        shop = await Shop.open(store)
        asked = await shop.client_writes(at=NOON)
        await shop.answers(asked, at=NOON + HOUR)
        await as_of(store, "0003")
    async with open_store(new_database_url) as store:
        shop.store = store
        said = await shop.rows(Message)
        assert [NOON, None] == [one.asked_at for one in said]
