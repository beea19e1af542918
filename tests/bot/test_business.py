"""How long a business chat may be answered, and when the desk is warned of the end."""

from datetime import timedelta

import pytest

from bot.business import ConnectionFacts, note_connection, reply_problem, watch_windows
from storage.engine import Store
from storage.tables import BusinessConnection
from storage.vocabulary import ChatRole, NoticeKind
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop

FACTS = ConnectionFacts("one", 7, "Оксана", 7, enabled=True, can_reply=True)


async def connected(shop: Shop, facts: ConnectionFacts = FACTS) -> BusinessConnection:
    async with shop.store.write() as session:
        return await note_connection(session, shop.brand_id, facts, NOON)


async def warned(shop: Shop, at: timedelta) -> list[int | None]:
    """The requests of which the desk has been warned by then."""
    await watch_windows(shop.store, NOON + at)
    return [one.request_id for one in await shop.notices(NoticeKind.WINDOW)]


async def test_the_desk_is_warned_once_when_the_chats_last_words_grow_old(store: Store) -> None:
    shop = await Shop.open(store)
    account = await connected(shop)
    about = {"business_id": account.id, "chat_role": ChatRole.BUSINESS}
    first = await shop.client_writes(at=NOON, **about)
    await shop.closes(first, at=NOON + MINUTE)
    await shop.reopens(first, at=NOON + 2 * MINUTE)
    await shop.client_writes("Дякую!", at=NOON + 10 * HOUR, courtesy=True, **about)

    assert [] == await warned(shop, 23 * HOUR)
    assert [first.id] == await warned(shop, 33 * HOUR)
    assert [first.id] == await warned(shop, 33 * HOUR + MINUTE)
    async with store.read() as session:
        fresh = await shop.request(first.id)
        assert "" == await reply_problem(session, fresh, NOON + DAY + 9 * HOUR)
        assert "window" == await reply_problem(session, fresh, NOON + DAY + 10 * HOUR)


@pytest.mark.parametrize("lost", ["ended", "rights"])
async def test_who_may_not_answer_is_not_told_to(store: Store, lost: str) -> None:
    shop = await Shop.open(store)
    account = await connected(shop)
    about = {"business_id": account.id, "chat_role": ChatRole.BUSINESS}
    await shop.client_writes(at=NOON, **about)
    left = ConnectionFacts("one", 7, "Оксана", 7, enabled=lost == "rights", can_reply=False)
    await connected(shop, left)
    assert [] == await warned(shop, 23 * HOUR)


async def test_an_account_connected_anew_keeps_its_row_whatever_is_said_of_the_old_name(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    first = await connected(shop)
    again = ConnectionFacts("two", 7, "Оксана", 8, enabled=True, can_reply=True)
    assert first.id == (await connected(shop, again)).id
    await connected(shop, ConnectionFacts("one", 7, "Оксана", 7, enabled=False, can_reply=False))
    [row] = await shop.rows(BusinessConnection)
    assert ("two", 8, True, True) == (
        row.connection_id,
        row.user_chat_id,
        row.enabled,
        row.can_reply,
    )
