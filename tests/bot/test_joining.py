"""Which messages start a wait, and which request a message belongs to (design, "The SLA clock")."""

from datetime import timedelta
from typing import Any

import pytest

from storage.engine import Store
from storage.tables import Message, Request
from storage.vocabulary import (
    ChatMode,
    ChatRole,
    Direction,
    Kind,
    NoticeKind,
    Outcome,
    RequestStatus,
)
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop

WAITS, LOGGED, CHATTER = "waits", "logged", "chatter"
DIRECT, COMMUNITY, COMMENTS = ChatRole.DIRECT, ChatRole.COMMUNITY, ChatRole.COMMENTS
EVERYTHING, REQUESTS, MENTIONS = ChatMode.EVERYTHING, ChatMode.REQUESTS, ChatMode.MENTIONS

TABLE: list[tuple[ChatRole, ChatMode, dict[str, Any], str]] = [
    # a private chat: everything but courtesy, whatever its kind was guessed to be
    (DIRECT, EVERYTHING, {"kind": Kind.QUESTION}, WAITS),
    (DIRECT, EVERYTHING, {"kind": Kind.COMMENT}, WAITS),
    (DIRECT, EVERYTHING, {"kind": Kind.PRAISE}, WAITS),
    (DIRECT, EVERYTHING, {"courtesy": True}, LOGGED),
    (DIRECT, EVERYTHING, {"courtesy": True, "response": True}, WAITS),  # to what? it is the first
    (DIRECT, MENTIONS, {"kind": Kind.COMMENT}, WAITS),
    # comments under posts
    (COMMENTS, EVERYTHING, {"kind": Kind.COMMENT}, WAITS),
    (COMMENTS, EVERYTHING, {"courtesy": True}, LOGGED),
    (COMMENTS, EVERYTHING, {"courtesy": True, "response": True}, WAITS),
    (COMMENTS, REQUESTS, {"courtesy": True, "response": True, "addressed": True}, LOGGED),
    (COMMENTS, REQUESTS, {"kind": Kind.PRAISE}, LOGGED),
    (COMMENTS, REQUESTS, {"kind": Kind.QUESTION}, WAITS),
    (COMMENTS, MENTIONS, {"kind": Kind.QUESTION}, CHATTER),
    # a group with clients: what its mode says
    (COMMUNITY, EVERYTHING, {"kind": Kind.COMMENT}, WAITS),
    (COMMUNITY, EVERYTHING, {"courtesy": True}, LOGGED),
    (COMMUNITY, EVERYTHING, {"courtesy": True, "response": True}, LOGGED),
    (COMMUNITY, REQUESTS, {"kind": Kind.COMPLAINT}, WAITS),
    (COMMUNITY, REQUESTS, {"kind": Kind.QUESTION}, WAITS),
    (COMMUNITY, REQUESTS, {"kind": Kind.SUGGESTION}, WAITS),
    (COMMUNITY, REQUESTS, {"kind": Kind.PRAISE}, LOGGED),
    (COMMUNITY, REQUESTS, {"kind": Kind.COMMENT}, LOGGED),
    (COMMUNITY, REQUESTS, {"kind": Kind.COMMENT, "addressed": True}, WAITS),
    (COMMUNITY, REQUESTS, {"kind": Kind.QUESTION, "courtesy": True}, LOGGED),
    (COMMUNITY, MENTIONS, {"kind": Kind.COMPLAINT}, CHATTER),
    (COMMUNITY, MENTIONS, {"kind": Kind.COMMENT, "addressed": True}, WAITS),
    (COMMUNITY, MENTIONS, {"courtesy": True, "addressed": True}, CHATTER),
    # by hand: always
    (COMMUNITY, MENTIONS, {"courtesy": True, "by_hand": True}, WAITS),
]


async def test_praise_that_the_policy_names_waits_for_an_answer(store: Store) -> None:
    shop = await Shop.open(store, by_kind="praise 48")
    about = {"role": COMMUNITY, "mode": REQUESTS}
    praise, comment = await shop.log(
        shop.message(client="a", kind=Kind.PRAISE, **about),
        shop.message(client="b", kind=Kind.COMMENT, **about),
    )
    wait = await shop.wait(await shop.request(praise))
    assert wait is not None
    assert 2 * DAY == wait.due_at - wait.started_at
    assert await shop.wait(await shop.request(comment)) is None


async def test_what_starts_a_wait(store: Store) -> None:
    shop = await Shop.open(store)
    messages = [
        shop.message(client=f"client {n}", role=role, mode=mode, **about)
        for n, (role, mode, about, _) in enumerate(TABLE)
    ]
    found = {}
    for row, request_id in zip(TABLE, await shop.log(*messages), strict=True):
        wait = request_id and await shop.wait(await shop.request(request_id))
        found[str(row[:3])] = CHATTER if request_id is None else WAITS if wait else LOGGED
    assert {str(row[:3]): row[3] for row in TABLE} == found


async def test_what_needs_no_answer_is_closed_counted_and_not_shown(store: Store) -> None:
    shop = await Shop.open(store)
    remark = await shop.client_writes("Краса!", role=COMMUNITY, kind=Kind.PRAISE)

    assert (RequestStatus.CLOSED, Outcome.NOTHING_NEEDED, False) == (
        remark.status,
        remark.outcome,
        remark.awaited,
    )
    assert [] == await shop.notices(NoticeKind.CARD)


async def test_more_messages_join_and_do_not_move_the_clock(store: Store) -> None:
    shop = await Shop.open(store)
    first = await shop.client_writes("Вітаю", at=NOON, kind=Kind.COMMENT)
    second = await shop.client_writes("Де моє замовлення?", at=NOON + HOUR)
    third = await shop.client_writes("Дякую", at=NOON + 2 * HOUR, kind=Kind.PRAISE, courtesy=True)

    assert first.id == second.id == third.id
    assert (Kind.QUESTION, NOON + 2 * HOUR) == (third.kind, third.last_client_at)
    assert [NOON] == [wait.started_at for wait in await shop.waits(first)]
    assert 3 == len(await shop.rows(Message))


async def test_a_kind_named_by_a_member_stays(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    async with store.write() as session:
        row = await session.get_one(Request, request.id)
        row.kind, row.kind_confirmed = Kind.PRAISE, True
    joined = await shop.client_writes("Жах!", at=NOON + HOUR, kind=Kind.COMPLAINT)
    assert (request.id, Kind.PRAISE) == (joined.id, joined.kind)


@pytest.mark.parametrize("elsewhere", [{"role": COMMENTS}, {"thread_id": 7}, {"client": "Петро"}])
async def test_another_chat_thread_or_client_is_another_request(
    store: Store, elsewhere: dict[str, Any]
) -> None:
    shop = await Shop.open(store)
    here = await shop.client_writes(role=COMMUNITY)
    there = await shop.client_writes(**{"role": COMMUNITY, **elsewhere})
    assert here.id != there.id


@pytest.mark.parametrize(
    ("role", "mode", "by_kind", "waits"),
    [
        (COMMUNITY, REQUESTS, "off", False),
        (COMMUNITY, MENTIONS, "off", False),
        (COMMENTS, REQUESTS, "off", False),
        # where every message waits, whatever its kind was guessed to be, or where praise does
        (DIRECT, EVERYTHING, "off", True),
        (COMMUNITY, EVERYTHING, "off", True),
        (COMMUNITY, REQUESTS, "praise 48", True),
        (COMMUNITY, MENTIONS, "praise 48", True),
    ],
)
async def test_praise_in_reply_to_the_answer_waits_only_where_praise_does(
    store: Store, role: ChatRole, mode: ChatMode, by_kind: str, *, waits: bool
) -> None:
    shop = await Shop.open(store, by_kind=by_kind)
    where = {"role": role, "mode": mode, "addressed": True}
    request = await shop.client_writes(at=NOON, kind=Kind.COMPLAINT, **where)
    await shop.answers(request, at=NOON + HOUR)
    joined = await shop.client_writes("Ви супер!", at=NOON + 2 * HOUR, kind=Kind.PRAISE, **where)

    assert (request.id, Kind.COMPLAINT) == (joined.id, joined.kind)
    assert (RequestStatus.OPEN if waits else RequestStatus.ANSWERED) is joined.status
    assert (2 if waits else 1) == len(await shop.waits(request))
    assert 2 == sum(one.direction is Direction.IN for one in await shop.rows(Message))


async def test_a_remark_in_reply_to_the_answer_still_waits(store: Store) -> None:
    """An order's number is no praise: what is only not understood is not left aside."""
    shop = await Shop.open(store)
    where = {"role": COMMUNITY, "mode": REQUESTS, "addressed": True}
    request = await shop.client_writes(at=NOON, kind=Kind.COMPLAINT, **where)
    await shop.answers(request, at=NOON + HOUR)
    joined = await shop.client_writes("20451", at=NOON + 2 * HOUR, kind=Kind.COMMENT, **where)
    assert (request.id, RequestStatus.OPEN) == (joined.id, joined.status)


async def test_praise_that_speaks_to_the_brand_first_waits(store: Store) -> None:
    shop = await Shop.open(store)
    where = {"role": COMMUNITY, "mode": REQUESTS, "addressed": True}
    request = await shop.client_writes("@cafe, ви супер!", kind=Kind.PRAISE, **where)
    assert RequestStatus.OPEN is request.status


async def test_written_again_after_the_answer_starts_a_second_wait(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR)
    again = await shop.client_writes("А коли?", at=NOON + 2 * HOUR)

    assert (request.id, RequestStatus.OPEN) == (again.id, again.status)
    assert [(NOON, NOON + HOUR), (NOON + 2 * HOUR, None)] == [
        (wait.started_at, wait.stopped_at) for wait in await shop.waits(request)
    ]
    assert ["logged", "answered", "wrote_again"] == await shop.story(request)


async def test_thanks_after_the_answer_start_nothing(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR)
    thanks = await shop.client_writes("Дякую!", at=NOON + 2 * HOUR, courtesy=True)

    assert (request.id, RequestStatus.ANSWERED) == (thanks.id, thanks.status)
    assert await shop.wait(request) is None


async def test_a_sticker_is_courtesy_once_its_client_has_had_a_request(store: Store) -> None:
    shop = await Shop.open(store)
    about = {"courtesy": True, "response": True}
    first = await shop.client_writes("👍", at=NOON, **about)
    wait = await shop.wait(first)
    assert wait is not None
    assert NOON == wait.started_at
    await shop.closes(first, at=NOON + HOUR)
    again = await shop.client_writes("👍", at=NOON + 30 * DAY, **about)
    assert again.id != first.id
    assert await shop.wait(again) is None


@pytest.mark.parametrize(
    ("later", "same"), [(3 * DAY - timedelta(seconds=1), True), (3 * DAY, False)]
)
async def test_the_reopening_window_is_half_open(
    store: Store, later: timedelta, same: bool
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.closes(request, at=NOON + HOUR)
    again = await shop.client_writes("Знову!", at=NOON + HOUR + later)

    assert same == (again.id == request.id)
    assert RequestStatus.OPEN == again.status
    assert (None if same else request.id) == again.previous_id
    assert [NOON + HOUR + later] == [w.started_at for w in await shop.waits(again)][-1:]


async def test_a_brand_may_never_reopen(store: Store) -> None:
    shop = await Shop.open(store, reopen="0")
    request = await shop.client_writes(at=NOON)
    await shop.closes(request, at=NOON + HOUR)
    assert request.id != (await shop.client_writes(at=NOON + HOUR)).id


async def test_a_remark_does_not_swallow_the_question_after_it(store: Store) -> None:
    """One batch: the link to the earlier request holds all the same."""
    shop = await Shop.open(store)
    remark, question = await shop.log(
        shop.message("Гарно", role=COMMUNITY, kind=Kind.COMMENT, at=NOON),
        shop.message("А ціна?", role=COMMUNITY, at=NOON + MINUTE),
    )
    assert remark is not None
    assert question is not None
    assert remark != question
    assert remark == (await shop.request(question)).previous_id


async def test_a_dismissed_request_takes_nothing_in(store: Store) -> None:
    shop = await Shop.open(store)
    spam = await shop.client_writes("Купіть!", at=NOON)
    await shop.dismisses(spam, at=NOON + HOUR)
    assert spam.id != (await shop.client_writes(at=NOON + 2 * HOUR)).id


async def test_an_album_is_one(store: Store) -> None:
    shop = await Shop.open(store)
    parts = [
        shop.message(text, content="photo", album_id="1", role=COMMUNITY, kind=kind)
        for text, kind in [("Де?", Kind.QUESTION), ("", Kind.COMMENT), ("", Kind.COMMENT)]
    ]
    first = await shop.log(parts[0])
    [request] = await shop.rows(Request)
    await shop.answers(request, at=NOON + MINUTE)
    rest = await shop.log(*parts[1:], now=NOON + HOUR)  # split over two batches

    assert {request.id} == {*first, *rest}
    assert RequestStatus.ANSWERED == (await shop.request(request.id)).status


async def test_an_earlier_message_moves_the_start_of_the_wait(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.client_writes(at=NOON - 3 * HOUR)

    [wait] = await shop.waits(request)
    assert (NOON - 3 * HOUR, NOON + 21 * HOUR, NOON + 17 * HOUR) == (
        wait.started_at,
        wait.due_at,
        wait.next_alert_at,
    )


async def test_a_message_from_before_the_answer_has_had_it(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + 2 * HOUR)
    late = await shop.client_writes("Ау?", at=NOON + HOUR)
    assert request.id == late.id
    assert await shop.wait(request) is None

    await shop.client_writes("А коли?", at=NOON + 3 * HOUR)
    await shop.client_writes("Ну?", at=NOON + HOUR)  # nor does it move the next wait back
    assert [NOON, NOON + 3 * HOUR] == [wait.started_at for wait in await shop.waits(request)]
