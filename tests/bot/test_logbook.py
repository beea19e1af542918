"""The log: a batch of messages is put on record whole, once, in order, with its clocks."""

from dataclasses import replace
from itertools import count

from bot.logbook import log_messages
from storage.directory import load_directory
from storage.engine import Store
from storage.requests import get_matter
from storage.tables import Client, Event, Message, Request, Wait
from storage.vocabulary import ChatRole, Kind, NoticeKind, RequestStatus, Source
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop


async def test_a_first_message_opens_a_request_with_a_running_clock(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes("Де моє замовлення?", at=NOON)
    wait = await shop.wait(request)

    assert (1, RequestStatus.OPEN, True) == (request.number, request.status, request.awaited)
    assert "Де моє замовлення?" == request.preview
    assert wait is not None
    assert (NOON, NOON + DAY) == (wait.started_at, wait.due_at)
    assert NOON + 20 * HOUR == wait.next_alert_at
    assert ["logged"] == await shop.story(request)
    assert [shop.desk] == [card.chat_id for card in await shop.notices(NoticeKind.CARD)]


async def test_the_clock_runs_from_telegrams_date_not_from_processing(store: Store) -> None:
    shop = await Shop.open(store)
    [request_id] = await shop.log(shop.message(at=NOON), now=NOON + 5 * HOUR)
    [wait] = await shop.rows(Wait)

    assert (request_id, NOON) == (wait.request_id, wait.started_at)


async def test_a_burst_of_five_hundred_is_one_request(store: Store) -> None:
    shop = await Shop.open(store)
    burst = [shop.message(f"{n}", at=NOON + n * MINUTE / 60) for n in range(500)]
    logged = await shop.log(*burst)

    [request] = await shop.rows(Request)
    [wait] = await shop.rows(Wait)
    assert {request.id} == set(logged)
    assert [str(n) for n in range(500)] == [row.text for row in await shop.rows(Message)]
    assert NOON == wait.started_at
    assert NOON + 499 * MINUTE / 60 == request.last_client_at
    assert 1 == len(await shop.notices(NoticeKind.CARD))


async def test_the_same_message_under_new_update_ids_counts_once(store: Store) -> None:
    shop = await Shop.open(store)
    message = shop.message("Де?", at=NOON)
    other = shop.message("Ау!", at=NOON + MINUTE)
    first = await shop.log(message, message)
    again = await shop.log(message, other, message)

    assert [first[0], None] == first
    assert [None, first[0], None] == again
    assert ["Де?", "Ау!"] == [row.text for row in await shop.rows(Message)]


async def test_the_same_message_number_in_another_chat_is_another_message(store: Store) -> None:
    shop = await Shop.open(store)
    one = shop.message("Де?", client="Олена")
    await shop.log(one, replace(shop.message("І я!", client="Петро"), message_id=one.message_id))

    assert ["Де?", "І я!"] == [row.text for row in await shop.rows(Message)]


async def test_numbers_have_no_gaps_and_no_doubles_over_batches(store: Store) -> None:
    shop, other = await Shop.open(store), await Shop.open(store)
    clients = (f"client {n}" for n in count())
    for size in (1, 3, 40, 2):
        await shop.log(*[shop.message(client=next(clients)) for _ in range(size)])
        await other.client_writes(client=next(clients))

    assert list(range(1, 47)) == [row.number for row in await shop.rows(Request)]
    assert [1, 2, 3, 4] == [row.number for row in await other.rows(Request)]
    assert 47 == (await shop.brand()).next_number


async def test_a_batch_of_several_brands_is_kept_apart(store: Store) -> None:
    shop, other = await Shop.open(store), await Shop.open(store, name="Чай")
    messages = [
        brand.message(f"{brand.brand_id}", client=f"client {n}")
        for n in range(5)
        for brand in (shop, other)
    ]
    logged = await shop.log(*messages)

    for brand in (shop, other):
        rows = await brand.rows(Request)
        assert [1, 2, 3, 4, 5] == [row.number for row in rows]
        assert {str(brand.brand_id)} == {row.preview for row in rows}
    assert 10 == len(set(logged))


async def test_a_client_is_one_person_with_their_newest_name(store: Store) -> None:
    shop = await Shop.open(store)
    first = shop.message(client="Олена", at=NOON, username=None, language="uk")
    renamed = replace(
        shop.message(client="Олена", at=NOON + HOUR, language="ru"),
        name="Олена П.",
        username="olena",
    )
    await shop.log(first, renamed)
    [client] = await shop.rows(Client)
    assert ("Олена П.", "olena", "uk", NOON) == (
        client.name,
        client.username,
        client.language,
        client.first_seen_at,
    )

    await shop.client_writes(client="Олена", at=NOON + 2 * HOUR)
    [client] = await shop.rows(Client)
    assert "Олена" == client.name


async def test_each_request_of_a_client_is_counted(store: Store) -> None:
    shop = await Shop.open(store)
    for week in range(3):
        request = await shop.client_writes(at=NOON + 7 * week * DAY)
        await shop.closes(request, at=NOON + 7 * week * DAY + HOUR)
    newest = max(row.id for row in await shop.rows(Request))
    async with store.read() as session:
        matter = await get_matter(session, newest)
    assert matter is not None
    assert 2 == matter.before


async def test_a_client_who_unblocked_us_is_known_to_be_back(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON)
    async with store.write() as session:
        client = await session.get_one(Client, (await shop.rows(Client))[0].id)
        client.blocked_at = NOON + HOUR
    await shop.client_writes(at=NOON + 2 * HOUR)
    assert [None] == [client.blocked_at for client in await shop.rows(Client)]


async def test_a_direct_request_gets_one_receipt(store: Store) -> None:
    shop = await Shop.open(store)
    message = shop.message(at=NOON)
    await shop.log(message, shop.message("Ау!", at=NOON + MINUTE))
    await shop.client_writes("Алло?", at=NOON + HOUR)
    await shop.client_writes(client="Петро", role=ChatRole.COMMUNITY)

    [receipt] = await shop.notices(NoticeKind.RECEIPT)
    assert (message.chat_id, message.message_id) == (
        receipt.chat_id,
        receipt.payload["reply_to"],
    )


async def test_an_album_that_becomes_a_question_in_a_later_batch_gets_its_receipt(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(courtesy=True, album_id="a", at=NOON)
    assert [] == await shop.notices(NoticeKind.RECEIPT)
    question = shop.message("А де інша?", album_id="a", at=NOON + MINUTE)
    await shop.log(question)

    [receipt] = await shop.notices(NoticeKind.RECEIPT)
    assert question.message_id == receipt.payload["reply_to"]


async def test_what_is_logged_by_hand_has_its_own_time_and_no_receipt(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(
        "Чому так довго?",
        at=NOON - 5 * HOUR,
        source=Source.INSTAGRAM,
        external_id="olena.p",
        chat_id=None,
        chat_role=None,
        noted_in=shop.desk,
        kind=Kind.COMMENT,
        courtesy=True,
        by_hand=True,
        logged_by="Ірина",
    )
    wait = await shop.wait(request)
    assert wait is not None
    assert NOON - 5 * HOUR == wait.started_at
    assert (Source.INSTAGRAM, None) == (request.source, request.chat_id)
    assert [] == await shop.notices(NoticeKind.RECEIPT)
    [event] = await shop.rows(Event)
    assert ("logged", "Ірина") == (event.what, event.actor)


async def test_an_empty_batch_is_nothing(store: Store) -> None:
    shop = await Shop.open(store)
    async with store.write() as session:
        assert [] == await log_messages(session, await load_directory(session), [], NOON)
    assert [] == await shop.rows(Request)


async def test_texts_of_any_shape_are_kept_as_written(store: Store) -> None:
    shop = await Shop.open(store)
    right_to_left = "\u200f\u0645\u0631\u062d\u0628\u0627\u202e"
    texts = [
        "<&>" * 1365,
        right_to_left,
        "🏳️‍🌈",
        "'; DROP TABLE request; --",
        "%s {0} :name $1",
        " ",
    ]
    await shop.log(*[shop.message(text, client=f"{n}") for n, text in enumerate(texts)])

    assert texts == [row.text for row in await shop.rows(Message)]
    assert [text[:200] for text in texts] == [row.preview for row in await shop.rows(Request)]
