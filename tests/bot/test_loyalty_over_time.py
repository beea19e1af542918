"""Loyalty and quality when things happen late, again, or are taken back."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from bot.causes import Cause
from bot.closing import set_cause, set_told
from bot.edits import record_edit
from bot.figures import Mark, Risk, Share, is_repeat, returned
from bot.logbook import log_edit
from bot.loyalty import make_loyalty
from bot.merging import merge
from bot.ratings import ask_for_rating
from storage.directory import load_directory
from storage.engine import Store
from storage.requests import get_request
from storage.tables import Brand, Client, Department, HandOff, Request
from storage.vocabulary import Kind, Tier
from tests.bot.test_loyalty import complains, loyalty, quality, rates
from tests.builders import DAY, HOUR, NOON, Shop

MONDAY = NOON.replace(hour=0)
NEXT = MONDAY + 7 * DAY


async def risky(shop: Shop, weeks: int = 0, *, after: timedelta = 9 * HOUR) -> list[str]:
    """Who is at risk in the summary of that week, made at nine on the Monday after."""
    start = MONDAY + weeks * 7 * DAY
    async with shop.store.read() as session:
        end = start + 7 * DAY
        found = await make_loyalty(session, shop.brand_id, start, end, end + after)
    return [one.name for one in found.at_risk]


async def test_a_complaint_of_sunday_evening_is_on_the_list_when_its_deadline_passes(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    late = await complains(shop, "sunday", 6 * 24 + 20)
    assert [[], ["sunday"], ["sunday"]] == [await risky(shop, week) for week in range(3)]
    await shop.answers(late, at=MONDAY + 15 * DAY)
    assert [["sunday"], []] == [await risky(shop, week) for week in (2, 3)]


async def test_a_complaint_closed_unanswered_is_of_the_week_of_its_closing(store: Store) -> None:
    shop = await Shop.open(store)
    closed = await complains(shop, "closed", 6 * 24 + 20)
    await shop.closes(closed, at=MONDAY + 7 * DAY + HOUR)
    assert [[], ["closed"], []] == [await risky(shop, week) for week in range(3)]


async def test_a_bad_mark_counts_however_old_its_request_is(store: Store) -> None:
    shop = await Shop.open(store)
    old = await complains(shop, "old", -32 * 24)
    await shop.answers(old, at=MONDAY - 32 * DAY + HOUR)
    await rates(shop, old, 1, 30)
    assert ["old"] == await risky(shop)


async def test_what_was_made_good_after_the_week_is_no_risk_any_more(store: Store) -> None:
    shop = await Shop.open(store)
    late = await complains(shop, "late", 5)
    await shop.answers(late, at=MONDAY + 40 * HOUR)
    assert ["late"] == await risky(shop)
    await rates(shop, late, 5, 7 * 24 + 8)
    assert [] == await risky(shop)


async def test_a_reopened_complaint_that_is_closed_unanswered_is_at_risk_and_not_rated(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await complains(shop, "again", 1, cause="delivery")
    await shop.answers(request, at=MONDAY + 2 * HOUR)
    await shop.closes(request, at=MONDAY + 3 * HOUR)
    async with shop.store.write() as session:
        row = await get_request(session, request.id)
        assert row is not None
        await set_told(session, row, shop.iryna, MONDAY, told=True)
    [again] = await shop.log(
        shop.message("Знову не те!", client="again", kind=Kind.COMPLAINT, at=MONDAY + 5 * HOUR)
    )
    assert request.id == again
    row = await shop.request(request.id)
    assert ("", None, None) == (row.cause, row.told, row.outcome)
    await shop.closes(request, at=MONDAY + 6 * HOUR)
    async with shop.store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        row = await session.get_one(Request, request.id)
        assert await ask_for_rating(session, brand, row, MONDAY + 6 * HOUR) is None
    assert ["again"] == await risky(shop)


async def test_a_second_failure_of_a_request_counts_though_the_first_was_made_good(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await complains(shop, "twice late", 1)
    await shop.answers(request, at=MONDAY + 26 * HOUR)
    await rates(shop, request, 4, 28)
    assert [] == await risky(shop)
    again = shop.message("Знов брак", client="twice late", kind=Kind.COMPLAINT, at=MONDAY + 2 * DAY)
    assert [request.id] == await shop.log(again)
    assert ["twice late"] == await risky(shop)


async def test_complaining_again_in_one_request_is_a_second_complaint(store: Store) -> None:
    shop = await Shop.open(store)
    request = await complains(shop, "again", 1)
    await shop.answers(request, at=MONDAY + 2 * HOUR)
    await shop.log(shop.message("А коли?", client="again", at=MONDAY + 5 * HOUR))
    await shop.answers(request, at=MONDAY + 6 * HOUR)
    assert [] == await risky(shop)  # a question is none
    await shop.log(
        shop.message("Знову брак", client="again", kind=Kind.COMPLAINT, at=MONDAY + 8 * HOUR)
    )
    await shop.answers(request, at=MONDAY + 9 * HOUR)
    [found] = (await loyalty(shop)).at_risk
    assert (Risk.TWO_COMPLAINTS,) == found.risks


async def test_thanks_edited_into_a_complaint_complain_again_at_the_edit(store: Store) -> None:
    shop = await Shop.open(store)
    request = await complains(shop, "edits", 1)
    await shop.answers(request, at=MONDAY + 2 * HOUR)
    thanks = shop.message("Дякую", client="edits", courtesy=True, at=MONDAY + 3 * HOUR)
    await shop.log(thanks)
    assert [] == await risky(shop)
    edited = replace(
        thanks,
        text="Дякую, але знову брак!",
        kind=Kind.COMPLAINT,
        courtesy=False,
        sent_at=MONDAY + 8 * HOUR,
    )
    async with shop.store.write() as session:
        revised = await record_edit(
            session,
            chat_id=edited.chat_id or 0,
            message_id=edited.message_id or 0,
            text=edited.text,
            edited_at=edited.sent_at,
            now=edited.sent_at,
        )
        assert revised is not None
        message, directory = revised.message, await load_directory(session)
        assert await log_edit(session, directory, message, thanks, edited, edited.sent_at)
    await shop.answers(request, at=MONDAY + 9 * HOUR)
    [found] = (await loyalty(shop)).at_risk
    assert (Risk.TWO_COMPLAINTS,) == found.risks


async def test_praise_in_the_same_conversation_wins_a_complaint_back(store: Store) -> None:
    shop = await Shop.open(store)
    request = await complains(shop, "praised", 1)
    await shop.answers(request, at=MONDAY + 30 * HOUR)
    assert ["praised"] == await risky(shop)
    thanks = shop.message(client="praised", courtesy=True, kind=Kind.PRAISE, at=MONDAY + 31 * HOUR)
    await shop.log(thanks)  # says thanks, and nothing else
    assert Share(0, 1) == (await loyalty(shop)).recovered
    await shop.log(
        shop.message("Ви найкращі!", client="praised", kind=Kind.PRAISE, at=MONDAY + 32 * HOUR)
    )
    assert Kind.COMPLAINT is (await shop.request(request.id)).kind
    assert [] == await risky(shop)
    assert (Share(1, 1), True) == ((await loyalty(shop)).recovered, (await loyalty(shop)).so_far)
    assert not (await loyalty(shop, now=37 * DAY)).so_far


async def test_only_the_department_that_can_mend_the_cause_makes_the_mark(store: Store) -> None:
    shop = await Shop.open(store)
    request = await complains(shop, "parcel", 1)
    async with shop.store.write() as session:
        row = await session.get_one(Request, request.id)
        for name in ("логістика", "ІТ"):
            session.add(Department(brand_id=shop.brand_id, name=name, chat_id=1, target_minutes=60))
        await session.flush()
        await set_cause(session, row, Cause("доставка", "Логістика"), shop.iryna, MONDAY)
        asked = (await session.scalars(select(Department).order_by(col(Department.name)))).all()
        for place, one in enumerate(asked):
            session.add(
                HandOff(
                    brand_id=shop.brand_id,
                    request_id=row.id,
                    department_id=one.id,
                    question="?",
                    asked_at=MONDAY,
                    due_at=MONDAY + HOUR,
                    answered_at=MONDAY if one.name == "ІТ" else None,
                )
            )
            assert place < 2
    await shop.answers(request, at=MONDAY + 2 * HOUR)
    await shop.closes(request, at=MONDAY + 3 * HOUR)
    assert Share(0, 1) == (await quality(shop)).depth.marks[Mark.DEPARTMENT]
    async with shop.store.write() as session:
        for one in (await session.scalars(select(HandOff))).all():
            one.answered_at = MONDAY
    assert Share(1, 1) == (await quality(shop)).depth.marks[Mark.DEPARTMENT]


async def test_marks_of_what_was_set_aside_count_no_more_and_of_merged_ones_they_do(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    spam = await shop.client_writes(client="spam", at=MONDAY)
    await rates(shop, spam, 1, 2)
    await shop.dismisses(await shop.request(spam.id), at=MONDAY + 3 * HOUR)
    assert Share(0, 0) == (await quality(shop)).csat
    one = await shop.client_writes(client="merged", at=MONDAY + 4 * HOUR)
    await rates(shop, one, 1, 6)
    other = await shop.client_writes(client="into", at=MONDAY + 5 * HOUR)
    async with shop.store.write() as session:
        first = await session.get_one(Request, one.id)
        second = await session.get_one(Request, other.id)
        assert await merge(session, first, second, shop.iryna, MONDAY + 7 * HOUR)
    assert Share(0, 1) == (await quality(shop)).csat
    assert 1 == len(await risky(shop))


async def test_linked_names_count_as_one_who_wrote_again_and_is_asked_once(store: Store) -> None:
    shop = await Shop.open(store)
    first = await shop.client_writes(client="olena", at=MONDAY + HOUR)
    second = await shop.client_writes(client="olena by phone", at=MONDAY + DAY)
    assert Share(0, 2) == (await loyalty(shop)).repeat
    async with shop.store.write() as session:
        name = await session.get_one(Client, second.client_id)
        name.same_as_id = first.client_id
    assert Share(1, 1) == (await loyalty(shop)).repeat
    await rates(shop, first, 5, 30)
    await shop.answers(second, at=MONDAY + 40 * HOUR)
    await shop.closes(second, at=MONDAY + 41 * HOUR)
    async with shop.store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        row = await session.get_one(Request, second.id)
        assert await ask_for_rating(session, brand, row, MONDAY + 41 * HOUR) is None


async def test_best_friends_who_wrote(store: Store) -> None:
    shop = await Shop.open(store)
    friend = await shop.client_writes(client="friend", at=MONDAY + HOUR)
    silent = await shop.client_writes(client="silent", at=MONDAY - DAY)
    await shop.client_writes(client="somebody", at=MONDAY + HOUR)
    async with shop.store.write() as session:
        for request in (friend, silent):
            client = await session.get_one(Client, request.client_id)
            client.tier = Tier.FRIEND
    assert Share(1, 2) == (await loyalty(shop)).friends


writing = st.lists(st.integers(-150 * 24, 9 * 24), max_size=5)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(st.lists(writing, max_size=4))
async def test_who_came_back_is_counted_as_the_plain_formulas_say(
    store: Store, clients: list[list[int]]
) -> None:
    shop = await Shop.alone(store)
    for number, hours in enumerate(clients):
        for hour in sorted(hours):
            at = MONDAY + hour * HOUR
            request = await shop.client_writes(client=f"{number}", at=at)
            await shop.closes(request, at=at)
    async with store.read() as session:
        rows = (
            await session.execute(
                select(Request.client_id, Request.started_at).where(
                    Request.brand_id == shop.brand_id
                )
            )
        ).all()
    wrote = defaultdict(list)
    for client, moment in rows:
        wrote[client].append(moment)
    ours = [one for one in wrote.values() if any(MONDAY <= each < NEXT for each in one)]
    found = await loyalty(shop)
    assert Share(sum(is_repeat(one, NEXT) for one in ours), len(ours)) == found.repeat
    assert sum(returned(one, MONDAY, NEXT) for one in ours) == found.returned
