"""One week, reckoned by hand: the summary, the spreadsheet and the picture all show these figures.

The target is 24 hours; hours count from Monday's midnight in Kyiv. To check with a calculator:

| # | client | kind      | asked | answered | took | due | met | cause    | told | mark      |
|---|--------|-----------|-------|----------|------|-----|-----|----------|------|-----------|
| 1 | Olena  | complaint |     9 |       11 |    2 |  33 | yes | delivery | yes  | 5         |
| 2 | Petro  | complaint |    10 |       40 |   30 |  34 | no  | quality  | no   | 1         |
| 3 | Ivan   | complaint |    34 |       38 |    4 |  58 | yes |          |      | asked     |
| 4 | Marta  | question  |    35 |       36 |    1 |  59 | yes |          |      | 4         |
| 5 | Zoia   | question  |    60 |       70 |   10 |  84 | yes |          |      | not asked |
| 6 | Olena  | question  |    90 |       91 |    1 | 114 | yes |          |      | not asked |
| 7 | Denys  | question  |   100 |          |      | 124 | no  |          |      | waits     |
| 8 | Bohdan | question  |   160 |          |      | 184 |     |          |      | waits     |

In time: 5 met of 7 due = 71 %. Answers took 1, 1, 2, 4, 10, 30 h: the median is 3 h, the 90th
percentile at place 4.5 is 10 + 0.5 * 20 = 20 h. Marks 5, 1, 4: 2 of 3 are good, 3 of 4 asked
answered. Deep: #1 alone has cause, told and mark, of 3 closed complaints; causes 2/3, told 1/3,
marks 2/3. At risk: Petro (a bad mark, and late). Won back: Olena (her mark of 5) of 3 who
complained. Olena wrote twice: 1 of 7 clients wrote before.
"""

import csv
import io
import zipfile
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.closing import set_told
from bot.figures import Compliance, Mark, Risk, Share
from bot.ratings import ask_for_rating, rate
from bot.reporting import Report, make_report
from handlers.files.facts import FileFacts, read_facts, summary_rows
from handlers.files.making import Form, maker_of
from handlers.texts import texts
from handlers.views.summary import summary
from storage.engine import Store
from storage.requests import get_request
from storage.tables import Brand, Request
from storage.vocabulary import Kind, Outcome
from tests.builders import DAY, HOUR, NOON, Shop

MONDAY = (NOON - 2 * HOUR).replace(hour=0) - 2 * HOUR  # midnight in Kyiv, in winter
NEXT = MONDAY + 7 * DAY
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# number: client, is a complaint, asked, answered, cause, told, asked to rate, mark
WEEK: list[tuple[str, bool, int, int | None, str, bool | None, bool, int | None]] = [
    ("Olena", True, 9, 11, "delivery", True, True, 5),
    ("Petro", True, 10, 40, "quality", False, True, 1),
    ("Ivan", True, 34, 38, "", None, True, None),
    ("Marta", False, 35, 36, "", None, True, 4),
    ("Zoia", False, 60, 70, "", None, False, None),
    ("Olena", False, 90, 91, "", None, False, None),
    ("Denys", False, 100, None, "", None, False, None),
    ("Bohdan", False, 160, None, "", None, False, None),
]


async def golden(store: Store) -> Shop:
    shop = await Shop.open(store)
    async with store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        brand.language, brand.timezone, brand.name = "en", "Europe/Kyiv", "Golden"
    for client, complains, asked, answered, cause, told, may_rate, mark in WEEK:
        kind = Kind.COMPLAINT if complains else Kind.QUESTION
        request = await shop.client_writes(client=client, at=MONDAY + asked * HOUR, kind=kind)
        if answered is None:
            continue
        at = MONDAY + answered * HOUR
        await shop.answers(request, at=at)
        if may_rate:
            await shop.closes(request, at=at, outcome=Outcome.SOLVED)
            await end(shop, request, cause, told, mark, at=at)
    return shop


async def end(
    shop: Shop, request: Request, cause: str, told: bool | None, mark: int | None, *, at: object
) -> None:
    async with shop.store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        row = await get_request(session, request.id)
        assert row is not None
        row.cause = cause
        if told is not None:
            await set_told(session, row, shop.iryna, row.started_at, told=told)
        rating = await ask_for_rating(session, brand, row, at)  # type: ignore[arg-type]
        assert rating is not None
        if mark is not None:
            await rate(session, brand, rating, mark, at)  # type: ignore[arg-type]


async def report_of(shop: Shop) -> tuple[Brand, Report]:
    async with shop.store.read() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        return brand, await make_report(session, brand, MONDAY, NEXT, NEXT)


async def facts_of(shop: Shop) -> FileFacts:
    return await read_facts(shop.store, shop.brand_id, MONDAY, NEXT, NEXT)


async def test_every_figure_is_the_one_of_the_table(store: Store) -> None:
    _, report = await report_of(await golden(store))
    period, quality, loyalty = report.period, report.quality, report.loyalty
    assert quality is not None
    assert loyalty is not None
    assert Compliance(met=5, breached=2) == period.compliance
    assert (3 * 3600, 20 * 3600) == (period.median_seconds, pytest.approx(period.p90_seconds))
    assert {Kind.COMPLAINT: 3, Kind.QUESTION: 5} == period.kinds
    assert (1, 1) == (report.late_in_all, report.pending)
    assert (Share(2, 3), Share(3, 4)) == (quality.csat, quality.asked)
    assert Share(1, 3) == quality.depth.deep
    assert {
        Mark.CAUSE: Share(2, 3),
        Mark.DEPARTMENT: Share(0, 0),
        Mark.TOLD: Share(1, 3),
        Mark.RATED: Share(2, 3),
    } == quality.depth.marks
    assert [("delivery", 1), ("quality", 1), ("", 1)] == quality.causes
    assert [("Petro", (Risk.BAD_RATING, Risk.COMPLAINT_FAILED))] == [
        (one.name, one.risks) for one in loyalty.at_risk
    ]
    assert (Share(1, 3), Share(1, 7)) == (loyalty.recovered, loyalty.repeat)


async def test_the_summary_says_them(store: Store) -> None:
    brand, report = await report_of(await golden(store))
    view = summary(texts("en"), brand, report, "weekly summary", NEXT)
    said = view.payload()["text"].replace("\u202f", " ")
    for line in (
        "🔴 1 client is waiting past the deadline: #7",
        "⚠️ 1 client at risk: Petro (#2)",
        "⏱ In time: 71 % (5/7)",
        "💬 First answer: half within 3 hr, nine of ten within 20 hr (n = 6)",
        "⭐ Marks of 4 and 5: 67 % (2/3)",
        "3/4 asked clients answered",
        "🔎 Deep answers to complaints: 1/3 (the cause 2/3 · the client told 1/3 · a mark 2/3)",
        "🧩 Causes: delivery 1, quality 1",
        "💚 won back 1/3 of those who complained, so far · wrote before 1/7",
        "📥 8 requests: 🔥 complaint 3 · ❓ question 5; kinds confirmed by hand: 0/8",
        "1 client is waiting, still in time.",
    ):
        assert line in said
    assert said.count("\n") <= 14  # a phone's screen


async def test_the_spreadsheet_and_the_picture_show_the_same(store: Store, tmp_path: Path) -> None:
    shop = await golden(store)
    facts = await facts_of(shop)
    rows = {one.name: one.shown.replace("\u202f", " ") for one in summary_rows(facts)}
    assert rows == {
        "requests": "8",
        "complaint": "3",
        "question": "5",
        "answers in time": "71 % (5/7)",
        "half answered within": "3 hr",
        "nine of ten answered within": "20 hr",
        "late now": "1",
        "marks of 4 and 5": "67 % (2/3)",
        "asked clients who gave a mark": "3/4",
        "deep answers": "1/3",
        "won back so far": "1/3",
        "clients who wrote before": "1/7",
        "clients at risk": "1",
    }
    # Tuesday: #1 met, #2 missed. Wednesday: #3, #4. Thursday: #5. Friday: #6. Saturday: #7.
    assert [(1, 1), (2, 0), (1, 0), (1, 0), (0, 1)] == [
        (one.compliance.met, one.compliance.breached) for one in facts.days if one.compliance.n
    ]
    assert [1, 1, 2, 4, 10, 30] == sorted(round(one.hours, 6) for one in facts.answers)
    assert {
        (0, 9): 1, (0, 10): 1, (1, 10): 1, (1, 11): 1,
        (2, 12): 1, (3, 18): 1, (4, 4): 1, (6, 16): 1,
    } == dict(facts.begun)  # fmt: skip
    book, plain = tmp_path / "week.xlsx", tmp_path / "week.zip"
    for form, path in ((Form.XLSX, book), (Form.CSV, plain)):
        make = maker_of(form)
        await make(
            store, shop.brand_id, MONDAY, NEXT, path, now=NEXT, progress=lambda _name, _rows: None
        )
    with zipfile.ZipFile(book) as archive:
        page = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    cells = ["".join(cell.itertext()) for cell in page.iter(f"{SHEET}c")]
    for one in summary_rows(facts):
        place = cells.index(one.name)
        assert one.shown == cells[place + 1]
        numbers = [number for number in (one.number, one.n) if number is not None]
        assert numbers == [float(cell) for cell in cells[place + 2 : place + 2 + len(numbers)]]
    with zipfile.ZipFile(plain) as archive:
        waits = list(csv.DictReader(io.StringIO(archive.read("waits.csv").decode())))
    assert 8 == len(waits)
    assert 6 == sum(row["stop"] == "answered" for row in waits)


async def test_an_empty_week_says_so_without_a_share(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.sets(language="en")
    brand, report = await report_of(shop)
    said = summary(texts("en"), brand, report, "weekly summary", NEXT).payload()["text"]
    assert "%" not in said
    assert "No answers in this period." in said
    rows = {one.name: one.shown for one in summary_rows(await facts_of(shop))}
    assert {"requests": "0", "late now": "0", "clients at risk": "0"} == rows


async def test_a_daylight_saving_week_has_seven_local_days(store: Store) -> None:
    shop = await Shop.open(store)
    async with store.write() as session:
        brand = await session.get_one(Brand, shop.brand_id)
        brand.timezone = "Europe/Kyiv"
    start = MONDAY.replace(month=10, day=18, hour=21)  # Monday, 19 October, in summer time
    end = start + timedelta(days=7, hours=1)  # the clocks went back on Sunday
    async with store.read() as session:
        await make_report(session, brand, start, end, end)
    facts = await read_facts(store, shop.brand_id, start, end, end)
    assert 7 == len(facts.days)
