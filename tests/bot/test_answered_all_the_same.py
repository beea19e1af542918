"""A wait that a member's word had ended, answered nevertheless: it ends with that answer."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.requests import call_for_answer
from storage.engine import Store
from storage.tables import Brand, Request, Wait
from storage.vocabulary import ChatRole, Kind, Outcome, RequestStatus, WaitStop
from tests.bot.test_endings import compliance
from tests.bot.test_undelivered import refused
from tests.bot.test_undoing import names_kind, undo
from tests.builders import DAY, HOUR, NOON, Shop

COMMUNITY = {"role": ChatRole.COMMUNITY}


async def called_a_remark(shop: Shop, *, answered_at: datetime) -> Request:
    """By mistake, and answered then."""
    request = await shop.client_writes(at=NOON, **COMMUNITY)
    await names_kind(shop, request, Kind.COMMENT, NOON + HOUR)
    await shop.answers(request, at=answered_at, message_id=1)
    return await shop.request(request.id)


async def ends(shop: Shop, request: Request, how: str, at: datetime) -> None:
    assert await (shop.closes if how == "closed" else shop.dismisses)(request, at=at)


async def stops(shop: Shop, request: Request) -> list[tuple[object, ...]]:
    return [
        (one.started_at, one.stop, one.stopped_at)
        for one in await shop.waits(request)
        if one.stop is not WaitStop.MERGED
    ]


@pytest.mark.parametrize(("took", "met"), [(2 * HOUR, 1), (DAY + 2 * HOUR, 0)])
async def test_a_question_taken_for_a_remark_and_answered_ended_with_that_answer(
    store: Store, took: timedelta, met: int
) -> None:
    shop = await Shop.open(store)
    request = await called_a_remark(shop, answered_at=NOON + took)
    assert (0, 0) == await compliance(shop, NOON + 2 * DAY)  # no answer was needed
    await names_kind(shop, request, Kind.QUESTION, NOON + 2 * DAY)
    [wait] = await shop.waits(request)
    assert (NOON, WaitStop.ANSWERED, NOON + took) == (wait.started_at, wait.stop, wait.stopped_at)
    assert (shop.iryna.id, None) == (wait.stopped_by, wait.next_alert_at)
    assert (met, 1) == await compliance(shop, NOON + 2 * DAY)
    now = await shop.request(request.id)
    assert (RequestStatus.ANSWERED, True, None) == (now.status, now.awaited, now.outcome)


async def test_of_several_answers_to_it_the_first_ended_it(store: Store) -> None:
    shop = await Shop.open(store)
    request = await called_a_remark(shop, answered_at=NOON + 2 * HOUR)
    await shop.answers(request, at=NOON + 3 * HOUR, member_id=shop.lead.id, author=shop.lead.name)
    await names_kind(shop, request, Kind.QUESTION, NOON + 4 * HOUR)
    [wait] = await shop.waits(request)
    assert (NOON + 2 * HOUR, shop.iryna.id) == (wait.stopped_at, wait.stopped_by)
    assert await undo(shop, request, NOON + 5 * HOUR)
    [wait] = await shop.waits(request)
    assert (NOON + 3 * HOUR, shop.lead.id) == (wait.stopped_at, wait.stopped_by)


@pytest.mark.parametrize("how", ["taken back", "refused", "taken back before", "refused before"])
async def test_what_was_no_answer_to_it_leaves_it_running(store: Store, how: str) -> None:
    shop = await Shop.open(store)
    request = await called_a_remark(shop, answered_at=NOON + 2 * HOUR)
    if how == "refused before":
        await refused(store, shop, request, 1)
    if how != "taken back before":
        await names_kind(shop, request, Kind.QUESTION, NOON + 3 * HOUR)
    else:
        assert not await undo(shop, request, NOON + 3 * HOUR)  # it had ended nothing yet
        await names_kind(shop, request, Kind.QUESTION, NOON + 3 * HOUR)
    if how.startswith("taken back"):
        assert await undo(shop, request, NOON + 4 * HOUR)
    if how == "refused":
        await refused(store, shop, request, 1)
    assert [(NOON, None, None)] == await stops(shop, request)
    assert RequestStatus.OPEN is (await shop.request(request.id)).status


async def test_thanks_for_the_answer_to_it_are_no_question(store: Store) -> None:
    shop = await Shop.open(store)
    request = await called_a_remark(shop, answered_at=NOON + 2 * HOUR)
    thanks = {"courtesy": True, "kind": Kind.PRAISE, **COMMUNITY}
    await shop.client_writes("Дякую!", at=NOON + 3 * HOUR, **thanks)
    await names_kind(shop, request, Kind.QUESTION, NOON + 4 * HOUR)
    assert [(NOON, WaitStop.ANSWERED, NOON + 2 * HOUR)] == await stops(shop, request)


async def test_a_remark_that_had_its_answer_waits_for_none_when_one_is_called_for(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await called_a_remark(shop, answered_at=NOON + 2 * HOUR)
    async with store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        row = await session.get_one(Request, request.id)
        assert not await call_for_answer(session, brand, row, NOON, shop.iryna, NOON + DAY)
    assert [(NOON, WaitStop.ANSWERED, NOON + 2 * HOUR)] == await stops(shop, request)
    assert True is (await shop.request(request.id)).awaited


@pytest.mark.parametrize("how", ["closed", "dismissed"])
@pytest.mark.parametrize("ended", [HOUR, DAY + HOUR])
async def test_an_answer_after_the_end_ends_the_wait_at_its_own_date_and_reopening_starts_none(
    store: Store, how: str, ended: timedelta
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await ends(shop, request, how, NOON + ended)
    before = (await shop.request(request.id)).status
    await shop.answers(request, at=NOON + ended + HOUR)
    answered = [(NOON, WaitStop.ANSWERED, NOON + ended + HOUR)]
    assert answered == await stops(shop, request)
    assert before is (await shop.request(request.id)).status
    met = int(ended < DAY)
    counted = (met, 1) if how == "closed" else (0, 0)  # what is dismissed is in no figure
    assert counted == await compliance(shop, NOON + 2 * DAY)

    assert await shop.reopens(request, at=NOON + 2 * DAY)
    assert answered == await stops(shop, request)
    assert (met, 1) == await compliance(shop, NOON + 2 * DAY)
    assert RequestStatus.ANSWERED is (await shop.request(request.id)).status
    assert [] == await shop.alerted(NOON + 2 * DAY)


@pytest.mark.parametrize("how", ["closed", "dismissed"])
async def test_what_was_ended_in_time_is_late_by_a_word_days_after_only_once_it_is_reopened(
    store: Store, how: str
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await ends(shop, request, how, NOON + HOUR)
    ended, counted = await stops(shop, request), await compliance(shop, NOON + 2 * DAY)
    await shop.answers(request, at=NOON + DAY + HOUR)
    assert ended == await stops(shop, request)
    assert counted == await compliance(shop, NOON + 2 * DAY)
    assert await shop.reopens(request, at=NOON + 2 * DAY)
    assert [(NOON, WaitStop.ANSWERED, NOON + DAY + HOUR)] == await stops(shop, request)
    assert (0, 1) == await compliance(shop, NOON + 2 * DAY)


@pytest.mark.parametrize("how", ["closed", "dismissed"])
async def test_one_that_did_not_arrive_leaves_it_ended_as_it_was_and_reopening_goes_on(
    store: Store, how: str
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await ends(shop, request, how, NOON + HOUR)
    await shop.answers(request, at=NOON + 2 * HOUR, message_id=1)
    await refused(store, shop, request, 1)
    assert [(NOON, WaitStop(how), NOON + HOUR)] == await stops(shop, request)
    assert await shop.reopens(request, at=NOON + 3 * HOUR)
    assert [(NOON, None, None)] == await stops(shop, request)


@pytest.mark.parametrize("how", ["refused", "taken back"])
async def test_a_client_who_wrote_again_waits_since_then_though_it_was_no_answer(
    store: Store, how: str
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.closes(request, at=NOON + HOUR)
    await shop.answers(request, at=NOON + 2 * HOUR, message_id=1)
    await shop.client_writes("А коли?", at=NOON + 3 * HOUR)
    if how == "refused":
        await refused(store, shop, request, 1)
    else:
        assert await undo(shop, request, NOON + 4 * HOUR)
    told = [(NOON, WaitStop.CLOSED, NOON + HOUR), (NOON + 3 * HOUR, None, None)]
    assert told == await stops(shop, request)


@pytest.mark.parametrize("said", [HOUR / 2, 2 * HOUR])
async def test_so_they_do_where_the_team_learns_late_of_what_was_said_round_the_closing(
    store: Store, said: timedelta
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.closes(request, at=NOON + HOUR)
    await shop.client_writes("А коли?", at=NOON + 3 * HOUR)
    await shop.answers(request, at=NOON + said, now=NOON + 4 * HOUR)
    later = (NOON + 3 * HOUR, None, None)
    assert [(NOON, WaitStop.ANSWERED, NOON + said), later] == await stops(shop, request)
    assert await undo(shop, request, NOON + 5 * HOUR)
    assert [(NOON, WaitStop.CLOSED, NOON + HOUR), later] == await stops(shop, request)


async def test_a_second_answer_after_closing_stands_where_the_first_did_not_arrive(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.closes(request, at=NOON + HOUR)
    await shop.answers(request, at=NOON + 2 * HOUR, message_id=1)
    await shop.answers(request, at=NOON + 3 * HOUR, message_id=2)
    await refused(store, shop, request, 1)
    assert [(NOON, WaitStop.ANSWERED, NOON + 3 * HOUR)] == await stops(shop, request)


@pytest.mark.parametrize("stop", [WaitStop.CLOSED, WaitStop.DISMISSED])
async def test_reopening_heeds_answers_that_earlier_versions_did_not(
    store: Store, stop: WaitStop
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await ends(shop, request, stop.value, NOON + HOUR)
    await shop.answers(request, at=NOON + 2 * HOUR)
    as_it_was_left = {"stop": stop, "stopped_at": NOON + HOUR, "stopped_by": shop.iryna.id}
    async with store.write() as session:
        await session.execute(
            update(Wait).where(col(Wait.request_id) == request.id).values(**as_it_was_left)
        )
    assert await shop.reopens(request, at=NOON + 3 * HOUR)
    assert [(NOON, WaitStop.ANSWERED, NOON + 2 * HOUR)] == await stops(shop, request)


async def test_what_was_asked_after_the_answer_waits_when_it_is_reopened(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.closes(request, at=NOON + HOUR)
    await shop.answers(request, at=NOON + 2 * HOUR)
    await shop.client_writes("А коли?", at=NOON + 3 * HOUR)
    await shop.closes(request, at=NOON + 4 * HOUR, outcome=Outcome.EXPLAINED)
    assert await shop.reopens(request, at=NOON + 5 * HOUR)
    told = [(NOON, WaitStop.ANSWERED, NOON + 2 * HOUR), (NOON + 3 * HOUR, None, None)]
    assert told == await stops(shop, request)
