"""The golden week: what happened, hour by hour, and how it gets into the database.

The target is 24 hours; hours count from Monday's midnight in Kyiv, the week is [0, 168), and the
report is made at 177, on the next Monday at 9.

|  # | client | kind      | asked |  answered | took | due | in time    | cause    | told | mark  |
|----|--------|-----------|-------|-----------|------|-----|------------|----------|------|-------|
|  1 | Sava   | question  |   -30 |         2 |   32 |  -6 | no, by 8   |          |      |       |
|  2 | Taras  | question  |   -20 |       -18 |    2 |   4 | yes        |          |      |       |
|  3 | Olena  | complaint |     9 |        11 |    2 |  33 | yes        | delivery | yes  | 5     |
|  4 | Petro  | complaint |    10 |        40 |   30 |  34 | no, by 6   | quality  | no   | 1     |
|  5 | Ivan   | complaint |    34 |        38 |    4 |  58 | yes        |          |      | asked |
|  6 | Marta  | question  |    35 |        36 |    1 |  59 | yes        |          |      | 4     |
|  7 | Zoia   | question  |    60 |        70 |   10 |  84 | yes        |          |      | –     |
|    | again  |           |    71 |      71.5 |  0.5 |  95 | yes        |          |      |       |
|  8 | Olena  | complaint |    90 |        91 |    1 | 114 | yes        | delivery | yes  | –     |
|  9 | Denys  | question  |   100 |           |      | 124 | no, waits  |          |      |       |
| 10 | Uliana | question  |   140 |       170 |   30 | 164 | no, by 6   |          |      |       |
| 11 | Bohdan | question  |   160 |           |      | 184 | waits      |          |      |       |
| 12 | Spam   | question  |    50 | dismissed |      |     |            |          |      |       |

In time, by what was due in the week: 2, 3, 5, 6, 7, 7 again, 8 met; 4, 9, 10 missed: 7 of 10,
Wilson's interval (0.7 + 0.19208 ± 1.96 √(0.021 + 0.009604)) / 1.38416 = 40 to 89 %. By day: Monday
1/1, Tuesday 1/2, Wednesday 2/2, Thursday 2/2, Friday 1/1, Saturday 0/1, Sunday 0/1. Wednesday is
the best (of equal shares the one with more, then the earlier), Saturday the worst.
First answers given in the week: 1, 1, 2, 4, 10, 30, 32 h: the median is 4 h, the 90th percentile
at place 5.4 is 30 + 0.4 · 2 = 30.8 h. Every answer: 0.5 as well, so the median is (2 + 4) / 2 =
3 h, the 90th percentile at place 6.3 is 30 + 0.3 · 2 = 30.6 h.
The week before: 1 was due in it and missed: 0/1; 2 was answered in it after 2 h.
Marks 5, 1, 4: 2 of 3 are good; 3 of 4 asked answered. "delivery" can be mended by Couriers, who
answered for 3 and were not asked for 8. Closed complaints 3, 4, 5, 8: cause 3/4, department 1/2,
told 2/4, marks 2/3 (8 was not asked); deep is 3 alone, 1/4. Causes: delivery 2, quality 1.
At risk: Petro (a bad mark, and late), Olena (8 is her second complaint). Won back: 3, by its mark:
1 of 4 complaints. Olena alone wrote twice: 1 of 8 clients; the same cause again: 8.
The goal: marks from 50 % at -168 to 90 % at 504; the line has 50 + 40 · 345/672 = 71 % now, 67 % is
behind it.
"""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import col, select

from bot.closing import set_told
from bot.ratings import ask_for_rating, rate
from storage.engine import Session, Store
from storage.requests import get_request
from storage.tables import Brand, Department, Goal, HandOff, Message, Review
from storage.vocabulary import Kind, Metric, Outcome
from tests.builders import DAY, HOUR, NOON, Shop

MONDAY = (NOON - 2 * HOUR).replace(hour=0) - 2 * HOUR  # midnight in Kyiv, in winter
NEXT = MONDAY + 7 * DAY
NOW = NEXT + 9 * HOUR


class Asked(NamedTuple):
    client: str
    kind: Kind
    asked: float
    answered: float | None
    closed: bool = False
    cause: str = ""
    told: bool | None = None
    mark: int | None = None


Q, C = Kind.QUESTION, Kind.COMPLAINT
WEEK = [
    Asked("Sava", Q, -30, 2),
    Asked("Taras", Q, -20, -18),
    Asked("Olena", C, 9, 11, closed=True, cause="delivery", told=True, mark=5),
    Asked("Petro", C, 10, 40, closed=True, cause="quality", told=False, mark=1),
    Asked("Ivan", C, 34, 38, closed=True),
    Asked("Marta", Q, 35, 36, closed=True, mark=4),
    Asked("Zoia", Q, 60, 70),
    Asked("Olena", C, 90, 91, closed=True, cause="delivery", told=True),
    Asked("Denys", Q, 100, None),
    Asked("Uliana", Q, 140, 170),
    Asked("Bohdan", Q, 160, None),
]
DEPARTMENT = {"delivery": "Couriers"}


def at(hours: float) -> datetime:
    return MONDAY + hours * HOUR


async def golden(store: Store, language: str = "en") -> Shop:
    shop = await Shop.open(store)
    async with store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        brand.language, brand.timezone, brand.name = language, "Europe/Kyiv", "Golden"
        session.add(Department(brand_id=brand.id, name="Couriers", chat_id=-7, target_minutes=60))
        session.add(
            Goal(
                brand_id=brand.id, metric=Metric.CSAT, baseline=0.5, target=0.9, begun_at=at(-168),
                deadline=at(504), owner="Iryna",
            )
        )  # fmt: skip
    for one in WEEK:
        await _happens(shop, one)
    spam = await shop.client_writes(client="Spam", at=at(50))
    await shop.dismisses(spam, at=at(51))
    async with store.write() as session:
        await _reviewed(session, shop)
    return shop


async def _happens(shop: Shop, one: Asked) -> None:
    request = await shop.client_writes(client=one.client, at=at(one.asked), kind=one.kind)
    if one.answered is None:
        return
    ended = at(one.answered)
    await shop.answers(request, at=ended)
    if one.client == "Zoia":
        await shop.client_writes("А коли?", client="Zoia", at=at(71))
        await shop.answers(request, at=at(71.5))
    if not one.closed:
        return
    await shop.closes(request, at=ended, outcome=Outcome.SOLVED)
    async with shop.store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        row = await get_request(session, request.id)
        assert row is not None
        row.cause, row.cause_department = one.cause, DEPARTMENT.get(one.cause, "")
        if one.told is not None:
            await set_told(session, row, shop.iryna, row.started_at, told=one.told)
        asked = await ask_for_rating(session, brand, row, ended)
        if one.mark is not None:
            assert asked is not None
            await rate(session, brand, asked, one.mark, ended)
        if row.number == 3:
            department = await session.scalar(
                select(col(Department.id)).where(Department.brand_id == brand.id)
            )
            session.add(
                HandOff(
                    brand_id=brand.id, request_id=row.id, department_id=department, question="?",
                    asked_at=at(9), due_at=at(10), answered_at=at(10),
                )
            )  # fmt: skip


async def _reviewed(session: Session, shop: Shop) -> None:
    message = await session.scalar(
        select(col(Message.id)).where(Message.brand_id == shop.brand_id).limit(1)
    )
    session.add(
        Review(
            brand_id=shop.brand_id, message_row_id=message, reviewer_id=shop.lead.id, points={},
            score=80, reviewed_at=at(50),
        )
    )  # fmt: skip
