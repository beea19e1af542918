"""A unit gathers clients' messages and writes them before anybody looks."""

from bot.unit import Unit
from storage.directory import load_directory
from storage.engine import Store
from storage.requests import request_of_message
from storage.tables import Message, Request
from tests.builders import NOON, Shop


async def test_gathered_messages_are_written_before_anybody_looks(store: Store) -> None:
    shop = await Shop.open(store)
    one, two = shop.message("Де?"), shop.message("Ау!")
    async with store.write() as writing:
        unit = Unit(writing, NOON, {})
        unit.log(one)
        unit.log(two)
        session = await unit.session()
        for message in (one, two):
            assert message.chat_id is not None
            assert message.message_id is not None
            assert await request_of_message(session, message.chat_id, message.message_id)
        await unit.settle()
    assert ["Де?", "Ау!"] == [row.text for row in await shop.rows(Message)]
    assert 1 == len(await shop.rows(Request))


async def test_the_directory_is_read_once_until_the_roster_changes(store: Store) -> None:
    shop = await Shop.open(store)
    async with store.write() as session:
        unit = Unit(session, NOON, {})
        before = await unit.directory()
        assert before is await unit.directory()
        chat = before.chats[shop.desk]
        chat.active = False
        await session.flush()
        unit.roster_changed()
        assert shop.desk not in (await unit.directory()).chats
        assert shop.desk not in (await load_directory(session)).chats
