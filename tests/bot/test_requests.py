"""What members do with a request, told by the facts on record."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot import requests
from bot.requests import add_note, call_for_answer, release, set_kind
from storage.engine import Store
from storage.periods import count_decided
from storage.remarks import count_remarks
from storage.tables import Brand, Chat, Request, Wait
from storage.vocabulary import (
    ChatMode,
    ChatRole,
    Kind,
    NoticeKind,
    Outcome,
    RequestStatus,
    WaitStop,
)
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop


async def test_taking_assigns_once_and_silences_repeats(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes()
    assert await shop.takes(request, at=NOON + HOUR)
    assert not await shop.takes(request, at=NOON + 2 * HOUR)

    taken = await shop.request(request.id)
    assert (shop.iryna.id, NOON + HOUR, NOON + 9 * HOUR) == (
        taken.assignee_id,
        taken.taken_at,
        taken.silenced_until,
    )
    assert ["logged", "taken"] == await shop.story(request)


async def test_a_second_member_may_take_over_and_give_back(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes()
    await shop.takes(request, at=NOON)
    async with store.write() as session:
        row = await session.get_one(Request, request.id)
        assert await requests.take(session, row, shop.lead, NOON + HOUR)
        assert await release(session, row, shop.lead, NOON + 2 * HOUR)
        assert not await release(session, row, shop.lead, NOON + 2 * HOUR)
    free = await shop.request(request.id)
    assert (None, None, None) == (free.assignee_id, free.taken_at, free.silenced_until)


async def test_snoozing_moves_no_clock(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes()
    before = await shop.wait(request)
    await shop.snoozes(request, 3 * HOUR, at=NOON + HOUR)
    assert before == await shop.wait(request)
    assert NOON + 4 * HOUR == (await shop.request(request.id)).snoozed_until


@pytest.mark.parametrize("answered", [True, False])
async def test_closing_ends_the_wait_and_says_whether_it_was_answered(
    store: Store, answered: bool
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    if answered:
        await shop.answers(request, at=NOON + HOUR)
    assert await shop.closes(request, at=NOON + 2 * HOUR, outcome=Outcome.EXPLAINED)
    assert not await shop.closes(request, at=NOON + 3 * HOUR)

    closed = await shop.request(request.id)
    [wait] = await shop.waits(request)
    assert (RequestStatus.CLOSED, Outcome.EXPLAINED, NOON + 2 * HOUR) == (
        closed.status,
        closed.outcome,
        closed.closed_at,
    )
    stop = WaitStop.ANSWERED if answered else WaitStop.CLOSED
    assert (stop, shop.iryna.id, None) == (wait.stop, wait.stopped_by, wait.next_alert_at)


async def test_a_clock_that_lags_behind_telegrams_closes_all_the_same(store: Store) -> None:
    shop = await Shop.open(store)
    for act in (shop.closes, shop.dismisses):
        request = await shop.client_writes(at=NOON + 3 * MINUTE, client=act.__name__)
        assert await act(request, at=NOON)
        [wait] = await shop.waits(request)
        assert (NOON + 3 * MINUTE, None) == (wait.stopped_at, wait.next_alert_at)
        assert await shop.wait(request) is None


async def test_dismissing_ends_the_wait_and_can_be_undone(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    assert await shop.dismisses(request, at=NOON + HOUR)
    assert not await shop.dismisses(request, at=NOON + HOUR)
    [wait] = await shop.waits(request)
    assert (WaitStop.DISMISSED, NOON + HOUR) == (wait.stop, wait.stopped_at)

    assert await shop.reopens(request, at=NOON + 2 * HOUR)
    [wait] = await shop.waits(request)
    assert (NOON, NOON + DAY, None, None) == (
        wait.started_at,
        wait.due_at,
        wait.stopped_at,
        wait.stop,
    )
    assert NOON + 20 * HOUR == wait.next_alert_at
    assert RequestStatus.OPEN == (await shop.request(request.id)).status


async def test_a_kind_named_by_a_member_is_confirmed(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes()
    async with store.write() as session:
        row = await session.get_one(Request, request.id)
        await set_kind(session, row, Kind.COMPLAINT, shop.iryna, NOON)
    named = await shop.request(request.id)
    assert (Kind.COMPLAINT, True) == (named.kind, named.kind_confirmed)


async def test_notes_add_up(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes()
    async with store.write() as session:
        row = await session.get_one(Request, request.id)
        await add_note(session, row, "Дзвонила", "Ірина", NOON)
        await add_note(session, row, "Ще раз", "Леся", NOON)
    assert "Дзвонила\nЩе раз" == (await shop.request(request.id)).note


async def test_a_remark_can_be_called_a_request_after_all(store: Store) -> None:
    shop = await Shop.open(store)
    remark = await shop.client_writes(role=ChatRole.COMMUNITY, kind=Kind.COMMENT, at=NOON)
    asked = await shop.client_writes(at=NOON)
    async with store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        for request, done in [(remark, True), (remark, False), (asked, False)]:
            row = await session.get_one(Request, request.id)
            assert done == await call_for_answer(session, brand, row, NOON, shop.iryna, NOON + HOUR)
    wait = await shop.wait(remark)
    assert wait is not None
    assert (NOON, NOON + DAY) == (wait.started_at, wait.due_at)
    opened = await shop.request(remark.id)
    assert (RequestStatus.OPEN, True, None, None) == (
        opened.status,
        opened.awaited,
        opened.closed_at,
        opened.outcome,
    )


@pytest.mark.parametrize("deed", ["reopen", "kind"])
async def test_a_remark_reopened_or_named_a_question_begins_to_wait(
    store: Store, deed: str
) -> None:
    shop = await Shop.open(store)
    remark = await shop.client_writes(role=ChatRole.COMMUNITY, kind=Kind.COMMENT, at=NOON)
    assert [] == await shop.notices(NoticeKind.CARD)
    if deed == "reopen":
        assert await shop.reopens(remark, at=NOON + HOUR)
    else:
        await _names(shop, remark, Kind.QUESTION)
    wait = await shop.wait(remark)
    assert wait is not None
    assert (NOON, NOON + DAY) == (wait.started_at, wait.due_at)
    opened = await shop.request(remark.id)
    assert (RequestStatus.OPEN, True, None) == (opened.status, opened.awaited, opened.outcome)
    assert [shop.desk] == [card.chat_id for card in await shop.notices(NoticeKind.CARD)]


async def test_no_clock_starts_for_praise_for_spam_or_for_what_was_answered(store: Store) -> None:
    shop = await Shop.open(store)
    praise, spam, answered = [
        await shop.client_writes(role=ChatRole.COMMUNITY, kind=Kind.COMMENT, at=NOON, client=f"{n}")
        for n in range(3)
    ]
    await shop.dismisses(spam, at=NOON + HOUR)
    await shop.answers(answered, at=NOON + HOUR)
    for remark, kind in [
        (praise, Kind.PRAISE),
        (spam, Kind.COMPLAINT),
        (answered, Kind.QUESTION),
    ]:
        await _names(shop, remark, kind)
        assert [] == await shop.waits(remark)


async def test_praise_by_a_members_word_ends_the_clock_in_a_group_and_the_next_kind_restores_it(
    store: Store,
) -> None:
    """Late or not: where no answer was needed nothing of the wait counts."""
    shop = await Shop.open(store)
    request = await shop.client_writes(
        "Чому ви такі класні?", role=ChatRole.COMMUNITY, at=NOON - 2 * DAY
    )
    [before] = await shop.waits(request)
    await _names(shop, request, Kind.PRAISE)
    named = await shop.request(request.id)
    assert (RequestStatus.CLOSED, False) == (named.status, named.awaited)
    assert (Outcome.NOTHING_NEEDED, None) == (named.outcome, await shop.wait(request))
    [ended] = await shop.waits(request)
    assert (WaitStop.NOT_NEEDED, None) == (ended.stop, ended.next_alert_at)
    async with store.read() as session:
        span = (NOON - 3 * DAY, NOON + DAY)
        assert [(0, 0)] == await count_decided(session, shop.brand_id, [span], NOON + DAY)
        assert 1 == await count_remarks(session, shop.brand_id, NOON - 3 * DAY)

    await _names(shop, request, Kind.QUESTION)
    [restored] = await shop.waits(request)
    assert (before.id, before.started_at, before.due_at) == (
        restored.id,
        restored.started_at,
        restored.due_at,
    )
    assert restored.stopped_at is None
    assert RequestStatus.OPEN is (await shop.request(request.id)).status


async def test_a_needless_second_wait_leaves_the_first_answer_as_it_was(store: Store) -> None:
    shop = await Shop.open(store)
    about = {"role": ChatRole.COMMUNITY}
    request = await shop.client_writes(at=NOON, **about)
    await shop.answers(request, at=NOON + HOUR)
    await shop.client_writes("Чому ви такі класні?", at=NOON + HOUR + MINUTE, **about)
    await _names(shop, request, Kind.PRAISE)
    named = await shop.request(request.id)
    assert (RequestStatus.ANSWERED, True) == (named.status, named.awaited)


@pytest.mark.parametrize("where", ["private", "everything", "by hand", "policy"])
async def test_where_every_message_is_to_be_answered_a_kind_ends_no_clock(
    store: Store, where: str
) -> None:
    shop = await Shop.open(store, by_kind="praise 48" if where == "policy" else "off")
    role = ChatRole.DIRECT if where == "private" else ChatRole.COMMUNITY
    about = {"by_hand": True, "logged_by": "Ірина"} if where == "by hand" else {}
    request = await shop.client_writes(role=role, at=NOON, **about)
    if where == "everything":
        async with store.write() as session:
            await session.execute(
                update(Chat)
                .where(col(Chat.chat_id) == shop.community)
                .values(mode=ChatMode.EVERYTHING)
            )
    await _names(shop, request, Kind.PRAISE)
    assert await shop.wait(request) is not None


async def _names(shop: Shop, request: Request, kind: Kind) -> None:
    async with shop.store.write() as session:
        row = await session.get_one(Request, request.id)
        await set_kind(session, row, kind, shop.iryna, NOON + 2 * HOUR)


async def test_a_request_has_at_most_one_open_wait(store: Store) -> None:
    """The database itself sees to it."""
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)

    async def second() -> None:
        async with store.write() as session:
            session.add(
                Wait(
                    brand_id=shop.brand_id,
                    request_id=request.id,
                    started_at=NOON,
                    due_at=NOON + DAY,
                )
            )

    with pytest.raises(Exception, match=r"(?i)unique"):
        await second()


async def test_each_deed_has_the_card_and_the_alerts_shown_anew(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.alerted(NOON + DAY)
    before = await _versions(shop)
    await shop.takes(request, at=NOON + DAY)
    taken = await _versions(shop)
    await shop.closes(request, at=NOON + 2 * DAY)

    assert 2 == len(before)
    assert [version + 1 for version in before] == taken
    assert [version + 2 for version in before] == await _versions(shop)


async def _versions(shop: Shop) -> list[int]:
    kinds = (NoticeKind.CARD, NoticeKind.ALERT)
    return [one.version for kind in kinds for one in await shop.notices(kind)]
