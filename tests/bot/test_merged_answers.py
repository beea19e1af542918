"""One matter of several clients: whose answer it was, and whom of them it reached."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers import NotCarriedError
from bot.attribution import Said, Speaker
from bot.business import watch_windows
from bot.clients import set_do_not_message
from bot.crediting import Credit, Spot, credit, reply_in_chat
from bot.untold import untold_of
from storage.engine import Store
from storage.tables import Client, Message, Request
from storage.vocabulary import ChatRole, NoticeKind, Source
from tests.bot.test_business import FACTS, connected
from tests.bot.test_merging import merges, splits
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop

GROUP, ANOTHER = -901, -902


async def writes_in(shop: Shop, chat_id: int, client: str, at: datetime = NOON) -> Request:
    return await shop.client_writes(
        f"Це {client}", at=at, client=client, role=ChatRole.COMMUNITY, chat_id=chat_id,
        username=client.lower(),
    )  # fmt: skip


async def credited(
    shop: Shop, chat_id: int, *, words: str = "Так", to: int | None = None
) -> Credit:
    spot = Spot(shop.brand_id, chat_id)
    async with shop.store.read() as session:
        reply = None
        if to is not None:
            reply = await reply_in_chat(session, spot, to, author=None, by_team=False)
        said = Said(
            sent_at=NOON + 9 * DAY,
            speaker=Speaker.MEMBER,
            text=words,
            reply=reply,
            addresses=words.partition(" ")[0].removeprefix("@") if words[0] == "@" else "",
        )
        return await credit(session, spot, said)


def number(found: Credit) -> int | None:
    return found.request.number if found.request else None


async def is_silent(shop: Shop, request: Request) -> None:
    async with shop.store.write() as session:
        client = await session.get_one(Client, request.client_id)
        await set_do_not_message(session, client, wanted=True)


async def untold(shop: Shop) -> list[tuple[str, str]]:
    """Who the desk was told had no answer, by its newest word."""
    told = await shop.notices(NoticeKind.UNDELIVERED)
    return [(one["client"], one["problem"]) for one in told[-1].payload["untold"]] if told else []


async def named_on_card(shop: Shop, request: Request) -> list[str]:
    async with shop.store.read() as session:
        return await untold_of(session, await session.get_one(Request, request.id))


# --- whose answer it was ----------------------------------------------------------------------


async def test_words_in_a_merged_clients_chat_answer_the_matter_they_wait_in(store: Store) -> None:
    shop = await Shop.open(store)
    olena = await writes_in(shop, GROUP, "Olena")
    petro = await writes_in(shop, ANOTHER, "Petro")
    await merges(shop, olena, petro)
    assert petro.number == number(await credited(shop, GROUP))
    zoya = await writes_in(shop, GROUP, "Zoya")
    unsure = (await credited(shop, GROUP)).unsure
    assert {petro.number, zoya.number} == {one.number for one in unsure}
    assert petro.number == number(await credited(shop, GROUP, words="@olena так"))
    assert zoya.number == number(await credited(shop, GROUP, words="@zoya так"))


async def test_two_clients_of_one_matter_in_one_group_leave_no_question(store: Store) -> None:
    shop = await Shop.open(store)
    olena = await writes_in(shop, GROUP, "Olena")
    petro = await writes_in(shop, GROUP, "Petro")
    await merges(shop, olena, petro)
    assert petro.number == number(await credited(shop, GROUP))
    assert petro.number == number(await credited(shop, GROUP, words="@olena так"))


async def test_whoever_was_silent_when_the_matter_began_to_wait_does_not_wait(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    olena = await writes_in(shop, GROUP, "Olena")
    await shop.answers(olena, at=NOON + MINUTE, chat_id=GROUP)
    petro = await writes_in(shop, ANOTHER, "Petro", NOON + HOUR)
    await merges(shop, olena, petro, NOON + 2 * HOUR)
    assert Credit() == await credited(shop, GROUP)
    await writes_in(shop, GROUP, "Olena", NOON + 3 * HOUR)
    assert petro.number == number(await credited(shop, GROUP))


async def test_a_reply_to_a_merged_clients_old_words_answers_what_they_wait_for_now(
    store: Store,
) -> None:
    shop = await Shop.open(store, reopen="1")
    olena = await writes_in(shop, GROUP, "Olena")
    petro = await writes_in(shop, ANOTHER, "Petro")
    await merges(shop, olena, petro)
    await shop.closes(petro, at=NOON + HOUR)
    again = await writes_in(shop, GROUP, "Olena", NOON + 9 * DAY)
    assert again.id != petro.id
    [old, _] = await shop.rows(Message, Message.text == "Це Olena")
    assert again.number == number(await credited(shop, GROUP, to=old.message_id))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(
    chats=st.lists(st.sampled_from([GROUP, ANOTHER]), min_size=2, max_size=4),
    merged=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=3),
    said_in=st.sampled_from([GROUP, ANOTHER]),
)
async def test_the_only_matter_that_waits_in_a_chat_is_meant_and_of_several_it_is_asked(
    store: Store, chats: list[int], merged: list[tuple[int, int]], said_in: int
) -> None:
    """The model: every client points at the matter that theirs goes on in."""
    shop = await Shop.alone(store)
    asked = [await writes_in(shop, chat, f"client{n}") for n, chat in enumerate(chats)]
    goes_on = list(range(len(chats)))
    for one, into in merged:
        stand = max(one, into) < len(chats) and goes_on[one] == one and goes_on[into] == into
        if stand and await merges(shop, asked[one], asked[into]):
            goes_on = [into if at == one else at for at in goes_on]
    there = {goes_on[n] for n, chat in enumerate(chats) if chat == said_in}
    found = await credited(shop, said_in)
    meant = {found.request.id} if found.request else {one.id for one in found.unsure}
    assert {asked[n].id for n in there} == meant
    assert (len(there) == 1) == (found.request is not None)


# --- whom it reached --------------------------------------------------------------------------


async def test_words_in_one_clients_chat_are_theirs_and_the_desk_hears_who_waits_for_them(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON, client="Петро")
    zoya = await shop.client_writes(at=NOON, client="Зоя")
    await merges(shop, petro, olena)
    await merges(shop, zoya, olena)
    await is_silent(shop, zoya)
    await shop.answers(olena, at=NOON + HOUR, chat_id=petro.chat_id)
    assert await shop.wait(olena) is None
    assert [] == await shop.notices(NoticeKind.RELAY)
    assert [("Олена", "another"), ("Зоя", "do_not_message")] == await untold(shop)
    assert ["Олена", "Зоя"] == await named_on_card(shop, olena)
    await shop.answers(olena, at=NOON + 2 * HOUR)  # to the card
    assert {olena.chat_id, petro.chat_id} == {
        one.chat_id for one in await shop.notices(NoticeKind.RELAY)
    }
    assert ["Зоя"] == await named_on_card(shop, olena)


async def test_a_heart_tells_only_the_one_on_whose_words_it_stands(store: Store) -> None:
    shop = await Shop.open(store)
    olena = await writes_in(shop, GROUP, "Olena")
    petro = await writes_in(shop, ANOTHER, "Petro")
    await merges(shop, olena, petro)
    [said] = await shop.rows(Message, Message.text == "Це Olena")
    heart = {"chat_id": GROUP, "message_id": said.message_id, "is_reaction": True}
    await shop.answers(petro, at=NOON + HOUR, **heart)
    assert [("Petro", "another")] == await untold(shop)


async def test_a_dialogue_told_of_one_merged_client_was_theirs(store: Store) -> None:
    shop = await Shop.open(store)
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON, client="Петро")
    await merges(shop, petro, olena)
    await shop.client_writes("Ну що там?", at=NOON + MINUTE, client="Петро")
    await shop.answers(olena, at=NOON + HOUR, elsewhere=True)
    assert [("Олена", "another")] == await untold(shop)


async def test_who_cannot_be_carried_to_is_named_with_the_reason_in_one_message(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    account = await connected(shop, FACTS)
    olena = await shop.client_writes(at=NOON + 30 * HOUR)
    business = {"business_id": account.id, "chat_role": ChatRole.BUSINESS}
    petro = await shop.client_writes(at=NOON, client="Петро", **business)
    phone = {"source": Source.PHONE, "chat_id": None, "chat_role": None, "message_id": None}
    zoya = await shop.client_writes(at=NOON, client="Зоя", by_hand=True, **phone)
    iva = await shop.client_writes(at=NOON, client="Іва")
    await is_silent(shop, iva)
    for one in (petro, zoya, iva):
        await merges(shop, one, olena)
    await shop.answers(olena, at=NOON + 31 * HOUR, message_id=4711)
    [relay] = await shop.notices(NoticeKind.RELAY)
    assert olena.chat_id == relay.chat_id
    [told] = await shop.notices(NoticeKind.UNDELIVERED)
    assert (shop.desk, 4711) == (told.chat_id, told.payload["reply_to"])
    expected = [("Петро", "window"), ("Зоя", "source"), ("Іва", "do_not_message")]
    assert expected == await untold(shop)


async def test_a_silent_client_keeps_an_answer_from_nobody_else(store: Store) -> None:
    shop = await Shop.open(store)
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON, client="Петро")
    await merges(shop, petro, olena)
    await is_silent(shop, olena)
    await shop.answers(olena, at=NOON + HOUR)
    assert [petro.chat_id] == [one.chat_id for one in await shop.notices(NoticeKind.RELAY)]
    assert [("Олена", "do_not_message")] == await untold(shop)
    assert await shop.wait(olena) is None


async def test_where_nobody_is_left_it_is_no_answer(store: Store) -> None:
    shop = await Shop.open(store)
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON, client="Петро")
    await merges(shop, petro, olena)
    for one in (olena, petro):
        await is_silent(shop, one)
    with pytest.raises(NotCarriedError):
        await shop.answers(olena, at=NOON + HOUR)
    assert await shop.wait(olena) is not None
    assert [] == await shop.notices(NoticeKind.UNDELIVERED)


async def test_of_two_in_one_group_the_one_who_wants_no_messages_is_not_replied_to(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    olena = await writes_in(shop, GROUP, "Olena")
    petro = await writes_in(shop, GROUP, "Petro")
    await merges(shop, olena, petro)
    await is_silent(shop, petro)
    await shop.answers(petro, at=NOON + HOUR)
    [said] = await shop.rows(Message, Message.text == "Це Olena")
    [relay] = await shop.notices(NoticeKind.RELAY)
    assert said.message_id == relay.payload["reply_to"]


async def test_a_client_alone_is_told_of_as_ever(store: Store) -> None:
    shop = await Shop.open(store)
    phone = {"source": Source.PHONE, "chat_id": None, "chat_role": None, "message_id": None}
    zoya = await shop.client_writes(at=NOON, client="Зоя", by_hand=True, **phone)
    await shop.answers(zoya, at=NOON + HOUR)
    assert [] == await shop.notices(NoticeKind.UNDELIVERED)
    assert [] == await named_on_card(shop, zoya)


async def test_the_window_of_a_merged_clients_chat_is_watched_too(store: Store) -> None:
    shop = await Shop.open(store)
    account = await connected(shop, FACTS)
    business = {"business_id": account.id, "chat_role": ChatRole.BUSINESS}
    olena = await shop.client_writes(at=NOON)
    petro = await shop.client_writes(at=NOON, client="Петро", **business)
    await merges(shop, petro, olena)
    await shop.client_writes("Ну що?", at=NOON + 10 * HOUR, client="Петро", **business)
    for at, warned in ((NOON + 23 * HOUR, []), (NOON + 33 * HOUR, [petro.id])):
        await watch_windows(store, at)
        assert warned == [one.request_id for one in await shop.notices(NoticeKind.WINDOW)]


async def test_a_silent_window_of_one_who_does_not_wait_is_nobodys_worry(store: Store) -> None:
    shop = await Shop.open(store)
    account = await connected(shop, FACTS)
    business = {"business_id": account.id, "chat_role": ChatRole.BUSINESS}
    petro = await shop.client_writes(at=NOON, client="Петро", **business)
    await shop.answers(petro, at=NOON + MINUTE)
    olena = await shop.client_writes(at=NOON + HOUR)
    await merges(shop, petro, olena, NOON + 2 * HOUR)
    assert 0 == await watch_windows(store, NOON + 23 * HOUR)


async def test_after_a_split_nothing_of_the_old_matter_is_said_of_the_new(store: Store) -> None:
    shop = await Shop.open(store)
    olena = await writes_in(shop, GROUP, "Olena")
    petro = await writes_in(shop, ANOTHER, "Petro")
    await merges(shop, olena, petro)
    other = await splits(shop, petro, "Це Olena", NOON + HOUR)
    assert other is not None
    assert other.number == number(await credited(shop, GROUP))
    assert petro.number == number(await credited(shop, ANOTHER))
    await shop.answers(other, at=NOON + HOUR)
    assert [] == await shop.notices(NoticeKind.UNDELIVERED)
