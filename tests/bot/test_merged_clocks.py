"""Several clients in one matter: each keeps their own deadline, place and words."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import requests as verbs
from bot.clients import link, set_do_not_message, set_tier, unlink
from bot.corrections import correct_time
from bot.merging import split_off
from bot.reporting import make_report
from storage.engine import Store
from storage.messages import count_messages
from storage.tables import Brand, Client, Message, Request
from storage.vocabulary import ChatRole, Kind, NoticeKind, RequestStatus, Source, Tier
from tests.bot.test_merging import merges, splits
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop
from tests.emptying import empty_store


async def befriends(shop: Shop, request: Request, tier: Tier = Tier.FRIEND) -> None:
    async with shop.store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        client = await session.get_one(Client, request.client_id)
        await set_tier(session, brand, client, tier, NOON)


async def confirms(shop: Shop, request: Request, kind: Kind) -> None:
    async with shop.store.write() as session:
        row = await session.get_one(Request, request.id)
        await verbs.set_kind(session, row, kind, shop.iryna, NOON)


async def due(shop: Shop, request: Request) -> datetime:
    wait = await shop.wait(request)
    assert wait is not None
    return wait.due_at


async def strict(store: Store) -> Shop:
    shop = await Shop.open(store)
    await shop.sets(friend_sla="2", by_kind="complaint 3")
    return shop


@pytest.mark.parametrize("friend_is", ["merged", "merged into"])
async def test_the_earlier_deadline_holds_and_not_a_target_from_anothers_start(
    store: Store, friend_is: str
) -> None:
    shop = await strict(store)
    usual = await shop.client_writes(at=NOON)
    friend = await shop.client_writes(at=NOON + 9 * HOUR, client="Петро")
    await befriends(shop, friend)
    pair = (friend, usual) if friend_is == "merged" else (usual, friend)
    assert await merges(shop, *pair, NOON + 10 * HOUR)
    wait = await shop.wait(pair[1])
    assert wait is not None
    assert (NOON, NOON + 11 * HOUR) == (wait.started_at, wait.due_at)
    await shop.sets(sla="20")  # planned anew: nothing is lost
    assert NOON + 11 * HOUR == await due(shop, pair[1])
    await befriends(shop, friend, Tier.REGULAR)
    assert NOON + 20 * HOUR == await due(shop, pair[1])


async def test_a_complaints_deadline_is_kept_by_a_question_that_was_confirmed(
    store: Store,
) -> None:
    shop = await strict(store)
    complaint = await shop.client_writes(at=NOON, kind=Kind.COMPLAINT)
    question = await shop.client_writes(at=NOON + HOUR, client="Петро")
    await confirms(shop, question, Kind.QUESTION)
    assert await merges(shop, complaint, question, NOON + 2 * HOUR)
    assert NOON + 3 * HOUR == await due(shop, question)
    await shop.sets(sla="20")
    assert NOON + 3 * HOUR == await due(shop, question)


async def test_a_complaint_merged_into_an_answered_question_keeps_its_deadline(
    store: Store,
) -> None:
    shop = await strict(store)
    question = await shop.client_writes(at=NOON, client="Петро")
    await confirms(shop, question, Kind.QUESTION)
    await shop.answers(question, at=NOON + MINUTE)
    complaint = await shop.client_writes(at=NOON + HOUR, kind=Kind.COMPLAINT)
    assert await merges(shop, complaint, question, NOON + 2 * HOUR)
    assert NOON + 4 * HOUR == await due(shop, question)


async def test_a_breach_stays_one_and_is_counted_once(store: Store) -> None:
    shop = await strict(store)
    late = await shop.client_writes(at=NOON, kind=Kind.COMPLAINT)
    fresh = await shop.client_writes(at=NOON + 3 * HOUR, client="Петро")
    await confirms(shop, fresh, Kind.QUESTION)
    third = await shop.client_writes(at=NOON + 3 * HOUR, client="Зоя")
    await merges(shop, late, fresh, NOON + 4 * HOUR)
    await merges(shop, fresh, third, NOON + 4 * HOUR)  # and on, with all that was merged into it
    await shop.answers(third, at=NOON + 5 * HOUR)
    async with store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        report = await make_report(session, brand, NOON - DAY, NOON + 2 * DAY, NOON + 2 * DAY)
    assert (0, 1) == (report.period.compliance.met, report.period.compliance.n)
    assert third.id == (await shop.request(late.id)).merged_into_id


async def test_a_merged_clients_next_words_join_where_their_matter_goes_on(store: Store) -> None:
    shop = await strict(store)
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON, client="Петро")
    await befriends(shop, olena)
    await merges(shop, olena, petro)
    assert petro.id == (await shop.client_writes("Ось номер", at=NOON + MINUTE)).id
    await shop.answers(petro, at=NOON + HOUR)
    assert petro.id == (await shop.client_writes("Дякую, а коли?", at=NOON + 2 * HOUR)).id
    assert NOON + 4 * HOUR == await due(shop, petro)  # a best friend waits in it
    [message] = await shop.rows(Message, Message.text == "Ось номер")
    assert olena.id == message.written_to_id


async def test_words_from_before_the_merged_wait_move_it_by_their_own_clients_deadline(
    store: Store,
) -> None:
    shop = await strict(store)
    olena = await shop.client_writes(at=NOON + HOUR)
    petro = await shop.client_writes(at=NOON + 2 * HOUR, client="Петро")
    await befriends(shop, petro)
    await merges(shop, petro, olena)
    await shop.client_writes("Раніше", at=NOON)
    wait = await shop.wait(olena)
    assert wait is not None
    assert (NOON, NOON + 4 * HOUR) == (wait.started_at, wait.due_at)


async def test_what_is_split_off_belongs_to_the_client_and_the_place_it_came_from(
    store: Store,
) -> None:
    shop = await strict(store)
    olena = await shop.client_writes("Я Олена", at=NOON)
    petro = await shop.client_writes("Я Петро", at=NOON + MINUTE, client="Петро")
    await befriends(shop, olena)
    await merges(shop, olena, petro)
    other = await splits(shop, petro, "Я Олена", NOON + HOUR)
    assert other is not None
    assert (olena.client_id, olena.chat_id) == (other.client_id, other.chat_id)
    assert NOON + 2 * HOUR == await due(shop, other)
    assert NOON + MINUTE + DAY == await due(shop, petro)
    await shop.answers(other, at=NOON + HOUR, text="Олено, ваш код 1234")
    await shop.answers(petro, at=NOON + HOUR, text="Петре, ваш код 5678")
    relays = await shop.notices(NoticeKind.RELAY)
    assert [olena.chat_id, petro.chat_id] == [one.chat_id for one in relays]
    assert other.id == (await shop.client_writes("Дякую?", at=NOON + 2 * HOUR)).id


async def test_two_clients_of_one_channel_are_answered_each_in_their_own_topic(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    channel = {"chat_id": -999, "chat_role": ChatRole.DIRECT}
    olena = await shop.client_writes("Олена", at=NOON, thread_id=11, **channel)
    petro = await shop.client_writes("Петро", at=NOON, client="Петро", thread_id=22, **channel)
    silent = await shop.client_writes("Зоя", at=NOON, client="Зоя")
    async with store.write() as session:
        client = await session.get_one(Client, silent.client_id)
        await set_do_not_message(session, client, wanted=True)
    await merges(shop, olena, petro)
    await merges(shop, silent, petro)
    written = {one.text: one.message_id for one in await shop.rows(Message)}

    await shop.answers(petro, at=NOON + HOUR)
    relays = [one.payload for one in await shop.notices(NoticeKind.RELAY)]
    assert {(11, written["Олена"]), (22, written["Петро"])} == {
        (one["topic_id"], one["reply_to"]) for one in relays
    }
    await shop.answers(petro, at=NOON + HOUR, chat_id=-999, thread_id=22)  # said to Petro there
    assert len(relays) == len(await shop.notices(NoticeKind.RELAY))


async def test_a_burst_is_split_by_all_of_its_messages(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes("0", at=NOON)
    await shop.log(*[shop.message(f"{n}", at=NOON + n * MINUTE) for n in range(1, 250)])
    await splits(shop, request, "249", NOON + 6 * HOUR)
    wait = await shop.wait(request)
    assert wait is not None
    assert NOON == wait.started_at == (await shop.request(request.id)).started_at
    async with store.read() as session:
        assert 249 == await count_messages(session, request.id)  # for "… N earlier messages"


@pytest.mark.parametrize("ended", [RequestStatus.ANSWERED, RequestStatus.CLOSED])
async def test_what_had_its_answer_waits_no_more_when_it_is_split_off(
    store: Store, ended: RequestStatus
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes("Перше", at=NOON)
    await shop.client_writes("Друге", at=NOON + MINUTE)
    await shop.answers(request, at=NOON + HOUR)
    if ended is RequestStatus.CLOSED:
        await shop.closes(request, at=NOON + 2 * HOUR)
    other = await splits(shop, request, "Друге", NOON + 2 * DAY)
    assert other is not None
    was = await shop.request(request.id)
    assert (ended, was.answered_at, was.closed_at, was.outcome) == (
        other.status,
        other.answered_at,
        other.closed_at,
        other.outcome,
    )
    assert await shop.wait(other) is None
    await shop.dismisses(request, at=NOON + 2 * DAY)
    assert await splits(shop, request, "Перше", NOON + 2 * DAY) is None


async def test_a_name_taken_off_a_person_is_as_it_was_before_it_was_linked(store: Store) -> None:
    shop = await strict(store)
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON, client="Петро")
    await befriends(shop, olena)
    async with store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        chief = await session.get_one(Client, olena.client_id)
        other = await session.get_one(Client, petro.client_id)
        await set_do_not_message(session, other, wanted=True)
        assert await link(session, brand, chief, other, NOON)
        assert (Tier.FRIEND, False) == (other.tier, other.do_not_message)
    assert NOON + 2 * HOUR == await due(shop, petro)
    async with store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        chief = await session.get_one(Client, olena.client_id)
        assert await unlink(session, brand, chief, NOON)
        other = await session.get_one(Client, petro.client_id)
        assert (Tier.REGULAR, True) == (other.tier, other.do_not_message)
        assert Tier.FRIEND is chief.tier
    assert NOON + DAY == await due(shop, petro)


async def test_what_turns_out_to_be_somebody_elses_was_not_answered_with_the_first(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes("Перше", at=NOON)
    await shop.client_writes("Друге", at=NOON + MINUTE)
    await shop.answers(request, at=NOON + HOUR)
    other = await shop.client_writes("Зовсім інше", at=NOON, client="Петро")
    [message] = await shop.rows(Message, Message.text == "Друге")
    async with store.write() as session:
        row = await session.get_one(Request, request.id)
        moved = [await session.merge(message)]
        theirs = await split_off(
            session, row, moved, shop.iryna, NOON + DAY, client_id=other.client_id
        )
    assert theirs is not None
    assert (RequestStatus.OPEN, other.client_id) == (theirs.status, theirs.client_id)
    assert NOON + MINUTE + DAY == await due(shop, theirs)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(
    wrote=st.lists(st.integers(0, 300), min_size=2, max_size=3),
    friend=st.integers(0, 2),
    corrected=st.integers(0, 2),
    to=st.integers(0, 300),
)
async def test_a_corrected_time_moves_its_own_clients_deadline_alone(
    store: Store, wrote: list[int], friend: int, corrected: int, to: int
) -> None:
    """The model: the earliest start holds, and the earliest of each client's own deadlines."""
    await empty_store(store)
    shop = await strict(store)
    phone = {"source": Source.PHONE, "chat_id": None, "chat_role": None, "by_hand": True}
    asked = [
        await shop.client_writes(f"{n}", at=NOON + at * MINUTE, client=f"{n}", **phone)
        for n, at in enumerate(wrote)
    ]
    friend, corrected = friend % len(asked), corrected % len(asked)
    await befriends(shop, asked[friend])
    for one in asked[1:]:
        assert await merges(shop, one, asked[0], NOON + DAY)
    [message] = await shop.rows(Message, Message.text == f"{corrected}")
    async with store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        row = await session.get_one(Request, asked[0].id)
        said, at = await session.merge(message), NOON + to * MINUTE
        assert await correct_time(session, brand, row, said, at, shop.iryna, NOON + DAY)
    starts = [to if n == corrected else at for n, at in enumerate(wrote)]
    deadlines = [at + (2 if n == friend else 24) * 60 for n, at in enumerate(starts)]
    wait = await shop.wait(asked[0])
    assert wait is not None
    assert (NOON + min(starts) * MINUTE, NOON + min(deadlines) * MINUTE) == (
        wait.started_at,
        wait.due_at,
    )
