"""Loyalty and quality from the record: a week that can be checked by hand, on both databases."""

from datetime import timedelta

from bot.closing import set_told
from bot.figures import Mark, Risk, Share
from bot.loyalty import Loyalty, make_loyalty
from bot.quality import Quality, make_quality
from bot.ratings import ask_for_rating, rate
from storage.engine import Store
from storage.requests import get_request
from storage.tables import Brand, Client, Request
from storage.vocabulary import Kind, Outcome, RatingKind
from tests.builders import DAY, HOUR, NOON, Shop

MONDAY = NOON.replace(hour=0)
NEXT = MONDAY + 7 * DAY


async def loyalty(shop: Shop, *, now: timedelta = 7 * DAY) -> Loyalty:
    async with shop.store.read() as session:
        return await make_loyalty(session, shop.brand_id, MONDAY, NEXT, MONDAY + now)


async def quality(shop: Shop) -> Quality:
    async with shop.store.read() as session:
        return await make_quality(session, shop.brand_id, MONDAY, NEXT)


async def complains(shop: Shop, client: str, hours: float, *, cause: str = "") -> Request:
    request = await shop.client_writes(client=client, at=MONDAY + hours * HOUR, kind=Kind.COMPLAINT)
    if cause:
        async with shop.store.write() as session:
            row = await get_request(session, request.id)
            assert row is not None
            row.cause = cause
    return request


async def rates(shop: Shop, request: Request, score: int, hours: float) -> None:
    """Answered an hour before, closed, asked and rated at once."""
    at = MONDAY + hours * HOUR
    await shop.answers(request, at=at - HOUR)
    await shop.closes(request, at=at, outcome=Outcome.SOLVED)
    async with shop.store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        row = await get_request(session, request.id)
        assert row is not None
        rating = await ask_for_rating(session, brand, row, at)
        assert rating is not None
        assert rating.kind is RatingKind.ANSWER
        await rate(session, brand, rating, score, at)


async def test_who_is_at_risk_and_why(store: Store) -> None:
    shop, other = await Shop.open(store), await Shop.open(store)
    await rates(shop, await shop.client_writes(client="bad", at=MONDAY), 2, 2)
    late = await complains(shop, "late", 5)
    await shop.answers(late, at=MONDAY + 40 * HOUR)
    waiting = await complains(shop, "waiting", 6)
    again = await complains(shop, "twice", -10 * 24)
    await shop.answers(again, at=MONDAY - 9.9 * DAY)
    await shop.closes(again, at=MONDAY - 9.8 * DAY)
    twice = await complains(shop, "twice", 30)
    await shop.answers(twice, at=MONDAY + 31 * HOUR)
    fine = await complains(shop, "fine", 8)
    await shop.answers(fine, at=MONDAY + 9 * HOUR)
    won_back = await complains(shop, "won back", 10)
    await shop.answers(won_back, at=MONDAY + 40 * HOUR)
    await rates(shop, won_back, 5, 50)
    await complains(other, "elsewhere", 6)

    found = {one.name: one for one in (await loyalty(shop)).at_risk}
    assert {"bad", "late", "waiting", "twice"} == set(found)
    assert (Risk.BAD_RATING,) == found["bad"].risks
    assert (Risk.COMPLAINT_FAILED,) == found["late"].risks == found["waiting"].risks
    assert (Risk.TWO_COMPLAINTS,) == found["twice"].risks
    assert (late.number, waiting.number, twice.number) == (
        found["late"].number,
        found["waiting"].number,
        found["twice"].number,
    )
    assert "bad" == (await loyalty(shop)).at_risk[0].name  # the gravest first


async def test_won_back_by_praise_or_a_good_mark_within_thirty_days(store: Store) -> None:
    shop = await Shop.open(store)
    marked = await complains(shop, "marked", 1)
    await rates(shop, marked, 4, 3)
    praised = await complains(shop, "praised", 1)
    await shop.answers(praised, at=MONDAY + 2 * HOUR)
    await shop.closes(praised, at=MONDAY + 3 * HOUR)
    await shop.client_writes(client="praised", at=MONDAY + 10 * DAY, kind=Kind.PRAISE)
    await complains(shop, "silent", 1)
    assert Share(1, 3) == (await loyalty(shop)).recovered
    assert Share(2, 3) == (await loyalty(shop, now=20 * DAY)).recovered


async def test_repeat_and_returned_clients_and_causes_that_come_back(store: Store) -> None:
    shop = await Shop.open(store)
    for client, days in {
        "new": [1],
        "repeat": [-30, 1],
        "long ago": [-100, 1],
        "back": [-61, 2],
    }.items():
        for day in days:
            request = await shop.client_writes(client=client, at=MONDAY + day * DAY)
            await shop.answers(request, at=MONDAY + day * DAY + HOUR)
            await shop.closes(request, at=MONDAY + day * DAY + 2 * HOUR)
    found = await loyalty(shop)
    assert Share(2, 4) == found.repeat  # repeat, and back (61 days before)
    assert 2 == found.returned  # long ago, and back
    assert 0 == found.same_cause
    first = await complains(shop, "cup", -20 * 24, cause="delivery")
    await shop.closes(first, at=MONDAY - 19 * DAY)
    second = await complains(shop, "cup", 5, cause="delivery")
    await shop.closes(second, at=MONDAY + 6 * HOUR)
    assert 1 == (await loyalty(shop)).same_cause


async def test_two_names_of_one_person_are_one_client(store: Store) -> None:
    shop = await Shop.open(store)
    first = await complains(shop, "olena", -5 * 24)
    await shop.answers(first, at=MONDAY - 5 * DAY + HOUR)
    second = await complains(shop, "olena by phone", 5)
    await shop.answers(second, at=MONDAY + 6 * HOUR)
    assert [] == list((await loyalty(shop)).at_risk)
    async with shop.store.write() as session:
        chief = await session.get_one(Client, first.client_id)
        name = await session.get_one(Client, second.client_id)
        name.same_as_id = chief.id
    [one] = (await loyalty(shop)).at_risk
    assert (Risk.TWO_COMPLAINTS,) == one.risks


async def test_depth_causes_and_marks(store: Store) -> None:
    shop = await Shop.open(store)
    deep = await complains(shop, "deep", 1, cause="quality")
    async with shop.store.write() as session:
        row = await get_request(session, deep.id)
        assert row is not None
        await set_told(session, row, shop.iryna, MONDAY, told=True)
    await rates(shop, deep, 5, 3)
    shallow = await complains(shop, "shallow", 1)
    await shop.answers(shallow, at=MONDAY + 2 * HOUR)
    await shop.closes(shallow, at=MONDAY + 3 * HOUR)
    question = await shop.client_writes(client="asks", at=MONDAY)
    await rates(shop, question, 3, 3)

    found = await quality(shop)
    assert Share(1, 2) == found.depth.deep
    assert {
        Mark.CAUSE: Share(1, 2),
        Mark.DEPARTMENT: Share(0, 0),
        Mark.TOLD: Share(1, 2),
        Mark.RATED: Share(1, 1),
    } == found.depth.marks
    assert [("quality", 1), ("", 1)] == list(found.causes)
    assert Share(1, 2) == found.csat
    assert Share(2, 2) == found.asked


async def test_an_empty_week_has_no_shares(store: Store) -> None:
    shop = await Shop.open(store)
    found, loyal = await quality(shop), await loyalty(shop)
    assert None is found.csat.share is found.depth.deep.share
    assert None is loyal.recovered.share is loyal.repeat.share
    assert [] == list(loyal.at_risk)
