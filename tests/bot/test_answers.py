"""An answer stops the right clock at its own date, and finds its way to the client."""

from typing import Any

import pytest

from bot.answers import is_carried
from bot.attribution import Said, Speaker
from bot.brands import connect_chat, leave_chat
from bot.crediting import Credit, Spot, credit, reply_in_chat
from bot.sla import WaitState, wait_state
from storage.engine import Store
from storage.tables import Brand, Message, Request
from storage.vocabulary import ChatRole, Direction, NoticeKind, RequestStatus, Source, WaitStop
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop

DUE = NOON + DAY


async def test_an_answer_stops_the_clock_at_its_own_date(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR, now=NOON + 9 * HOUR)

    [wait] = await shop.waits(request)
    answered = await shop.request(request.id)
    assert (NOON + HOUR, WaitStop.ANSWERED, shop.iryna.id) == (
        wait.stopped_at,
        wait.stop,
        wait.stopped_by,
    )
    assert (RequestStatus.ANSWERED, NOON + HOUR, shop.iryna.id) == (
        answered.status,
        answered.answered_at,
        answered.assignee_id,
    )


@pytest.mark.parametrize(
    ("said_at", "verdict"),
    [(DUE - MINUTE, WaitState.MET), (DUE, WaitState.MET), (DUE + MINUTE, WaitState.MISSED)],
)
async def test_dates_decide_whether_it_was_met_and_not_when_it_was_heard(
    store: Store, said_at: Any, verdict: WaitState
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.alerted(DUE + HOUR)  # a watch that had already cried out
    await shop.answers(request, at=said_at, now=DUE + 5 * HOUR)
    [wait] = await shop.waits(request)
    assert verdict == wait_state(wait.due_at, wait.stopped_at, DUE + 5 * HOUR, HOUR)


async def test_what_the_client_wrote_before_the_answer_was_known_waits_for_another(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.client_writes("Дякую!", at=NOON + 2 * HOUR, courtesy=True)
    await shop.client_writes("А скільки коштує доставка?", at=NOON + 3 * HOUR)
    await shop.answers(request, at=NOON + HOUR, now=NOON + 9 * HOUR)  # the desk was asked whose

    first, second = await shop.waits(request)
    assert (NOON + HOUR, WaitStop.ANSWERED) == (first.stopped_at, first.stop)
    assert (NOON + 3 * HOUR, DUE + 3 * HOUR, None) == (
        second.started_at,
        second.due_at,
        second.stopped_at,
    )
    assert RequestStatus.OPEN is (await shop.request(request.id)).status
    assert ("breach", shop.leads) in await shop.alerted(DUE + 3 * HOUR)


async def test_an_answer_from_before_the_question_stops_nothing(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    assert await shop.answers(request, at=NOON - MINUTE) is None
    assert await shop.wait(request) is not None
    assert RequestStatus.OPEN == (await shop.request(request.id)).status


async def test_the_same_answer_counts_once(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    for _ in range(2):
        await shop.answers(request, at=NOON + HOUR, message_id=9)
    said = [row for row in await shop.rows(Message) if row.direction is Direction.OUT]
    assert 1 == len(said)
    assert 1 == len(await shop.notices(NoticeKind.RELAY))
    assert ["logged", "answered"] == await shop.story(request)


async def test_the_team_may_answer_without_a_name(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR, member_id=None, author="Кава")
    [wait] = await shop.waits(request)
    assert (WaitStop.ANSWERED, None) == (wait.stop, wait.stopped_by)


async def test_an_answer_from_the_desk_is_carried_to_the_clients_last_message(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    last = shop.message("Ау!", at=NOON + MINUTE, thread_id=None)
    await shop.log(last)
    await shop.answers(request, at=NOON + HOUR, message_id=77, content="voice")

    [relay] = await shop.notices(NoticeKind.RELAY)
    assert request.chat_id == relay.chat_id
    assert (shop.desk, 77, "voice", last.message_id) == (
        relay.payload["from_chat_id"],
        relay.payload["message_id"],
        relay.payload["content"],
        relay.payload["reply_to"],
    )


async def test_an_answer_given_where_the_client_wrote_is_not_carried(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON, role=ChatRole.COMMUNITY)
    await shop.answers(request, at=NOON + HOUR, chat_id=shop.community)
    assert [] == await shop.notices(NoticeKind.RELAY)


async def test_what_was_logged_from_elsewhere_cannot_be_carried(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(
        at=NOON, source=Source.PHONE, chat_id=None, chat_role=None, by_hand=True, message_id=None
    )
    await shop.answers(request, at=NOON + HOUR)
    assert not is_carried(request)
    assert [] == await shop.notices(NoticeKind.RELAY)
    assert await shop.wait(request) is None


async def test_an_answer_after_closing_leaves_it_closed(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.closes(request, at=NOON + HOUR)
    await shop.answers(request, at=NOON + 2 * HOUR)
    assert RequestStatus.CLOSED == (await shop.request(request.id)).status


# --- whose answer it was ----------------------------------------------------------------------


async def credited(
    shop: Shop,
    *,
    chat_id: int | None = None,
    thread_id: int | None = None,
    reply_to: int | None = None,
    reply_to_author: str | None = None,
    reply_to_team: bool = False,
) -> Credit:
    spot = Spot(shop.brand_id, chat_id or shop.community, thread_id)
    async with shop.store.read() as session:
        reply = None
        if reply_to is not None:
            reply = await reply_in_chat(
                session, spot, reply_to, author=reply_to_author, by_team=reply_to_team
            )
        said = Said(sent_at=NOON + 99 * DAY, speaker=Speaker.MEMBER, text="Так", reply=reply)
        return await credit(session, spot, said)


def number(request: Request | None) -> int | None:
    return request.number if request else None


async def test_without_a_reply_the_only_one_who_waits_is_meant(store: Store) -> None:
    shop = await Shop.open(store)
    assert Credit() == await credited(shop)
    await shop.client_writes(role=ChatRole.COMMUNITY)
    await shop.client_writes(role=ChatRole.COMMUNITY, thread_id=5, client="Петро")
    await shop.client_writes(client="Марія")
    assert 1 == number((await credited(shop)).request)
    assert 2 == number((await credited(shop, thread_id=5)).request)
    assert Credit() == await credited(shop, thread_id=6)


async def test_with_several_waiting_it_is_asked_the_longest_waiting_first(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(role=ChatRole.COMMUNITY, at=NOON)
    await shop.client_writes(role=ChatRole.COMMUNITY, at=NOON - HOUR, client="Петро")
    found = await credited(shop)
    assert (None, [2, 1]) == (found.request, [one.number for one in found.unsure])


async def test_a_reply_answers_the_request_of_that_message(store: Store) -> None:
    shop = await Shop.open(store)
    mine = shop.message(role=ChatRole.COMMUNITY)
    other = shop.message(role=ChatRole.COMMUNITY, client="Петро")
    await shop.log(mine, other)
    assert 2 == number((await credited(shop, reply_to=other.message_id)).request)


async def test_a_reply_to_chatter_answers_its_authors_request(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(role=ChatRole.COMMUNITY)
    await shop.client_writes(role=ChatRole.COMMUNITY, client="Петро")
    petro, stranger = str(shop.clients["Петро"]), "424242"
    assert 2 == number((await credited(shop, reply_to=999999, reply_to_author=petro)).request)
    for author in (stranger, None):
        assert Credit() == await credited(shop, reply_to=999999, reply_to_author=author)


async def test_a_reply_to_what_waits_no_more_answers_its_clients_open_request(
    store: Store,
) -> None:
    shop = await Shop.open(store, reopen="1")
    old = shop.message(role=ChatRole.COMMUNITY)
    await shop.log(old)
    [first] = await shop.rows(Request)
    await shop.closes(first, at=NOON + HOUR)
    await shop.client_writes(role=ChatRole.COMMUNITY, client="Петро", at=NOON + 9 * DAY)
    assert 1 == number((await credited(shop, reply_to=old.message_id)).request)
    await shop.client_writes(role=ChatRole.COMMUNITY, at=NOON + 9 * DAY)
    assert 3 == number((await credited(shop, reply_to=old.message_id)).request)


async def test_a_reply_to_a_carried_answer_is_about_its_request(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(role=ChatRole.COMMUNITY)
    await shop.client_writes(role=ChatRole.COMMUNITY, client="Петро")
    await shop.answers(request, at=NOON + HOUR)
    async with store.write() as session:  # as the outbox records it
        [relay] = await shop.notices(NoticeKind.RELAY)
        (await session.merge(relay)).message_id = 777777
    await shop.client_writes("А коли?", role=ChatRole.COMMUNITY, at=NOON + 2 * HOUR)
    assert 1 == number((await credited(shop, reply_to=777777)).request)


async def test_a_reply_among_the_team_is_asked_about(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(role=ChatRole.COMMUNITY)
    unsure = (await credited(shop, reply_to=999999, reply_to_team=True)).unsure
    assert [1] == [one.number for one in unsure]
    await shop.client_writes(role=ChatRole.COMMUNITY, client="Петро")
    unsure = (await credited(shop, reply_to=999999, reply_to_team=True)).unsure
    assert [1, 2] == [one.number for one in unsure]


async def test_a_chat_that_changed_hands_keeps_its_secrets(store: Store) -> None:
    shop, other = await Shop.open(store), await Shop.open(store, name="Чай")
    question = shop.message(role=ChatRole.COMMUNITY)
    await shop.log(question)
    async with store.write() as session:
        await leave_chat(session, shop.community, NOON)
        await connect_chat(
            session,
            await session.get_one(Brand, other.brand_id),
            chat_id=shop.community,
            role=ChatRole.COMMUNITY,
            title="",
            bot_is_admin=True,
            now=NOON,
        )
    for reply_to in (None, question.message_id):
        assert Credit() == await credited(
            other, chat_id=shop.community, reply_to=reply_to, reply_to_author=question.external_id
        )
