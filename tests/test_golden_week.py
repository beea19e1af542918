"""The golden week, reckoned by hand in `tests/golden_week.py`: the summary, the spreadsheet and the
picture show these figures, every one of them, and no others.
"""

import csv
import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.export import Asked
from handlers.files.facts import FileFacts, read_facts
from handlers.files.making import Form, maker_of
from handlers.files.picture import figure_of
from handlers.texts import texts
from handlers.views.more import more_view
from handlers.views.summary import summary
from storage.engine import Store
from tests.builders import HOUR, Shop
from tests.golden_week import MONDAY, NEXT, NOW, golden
from tests.spreadsheet import cells, spaced

MONDAYS_SERIAL = 46328  # 2 November 2026 as spreadsheets count days

SUMMARY = """\
📊 Golden: weekly summary
Mon 2 Nov – Sun 8 Nov
🔴 1 client is waiting past the deadline: #9 (2 days 5 hr) · ⏳ in time 1
⚠️ 2 clients at risk: Petro (#4), Olena (#8)
⏱ In time: 70 % (7/10), 95 % interval 40 %–89 %
💬 First answer: half within 4 hr, nine of ten within 30 hr 48 min (n = 7)
⭐ Marks of 4 and 5: 67 % (2/3)
🧩 Causes: delivery 2, quality 1
📥 9 requests: 🔥 4 · ❓ 5
📅 Best day: Wed 4 Nov (2/2); worst: Sat 7 Nov (0/1)
🎯 marks of 4 and 5: 50 % → 67 %, target 90 % by Sun 22 Nov, Iryna: behind
↩️ Before: 0 % in time (0/1), half within 2 hr"""

MORE = """\
📈 More figures · Golden
Mon 2 Nov – Sun 8 Nov

💬 Every answer: half within 3 hr, nine of ten within 30 hr 36 min (n = 8)
⭐ Marks of 4 and 5: 67 % (2/3), 95 % interval 21 %–94 %; 3/4 asked clients answered
📝 Reviewed answers: half score 80 of 100 or more (n = 1)
🔎 Deep answers to complaints: 1/4 (the cause 3/4 · the department 1/2 · the client told 2/4 · \
a mark 2/3)
Answers whose very words went to several clients: 8/8
💚 won back 1/4 of those who complained, so far · wrote before 1/8 · the same cause again 1
📥 kinds confirmed by hand: 0/9; 1 dismissed
🎯 marks of 4 and 5: 50 % → 67 %, target 90 % by Sun 22 Nov, Iryna: behind"""

FIGURES: list[list[Any]] = [
    ["Golden", "Mon 2 Nov 2026 – Sun 8 Nov 2026"],
    ["figure", "in words", "number; hours for times", "of", "95 % interval from", "to"],
    ["requests", "9", 9],
    ["complaints", "4", 4],
    ["questions", "5", 5],
    ["answers in time", "70 % (7/10)", 7, 10, 0.397, 0.892],
    ["answers in time, the period before", "0 % (0/1)", 0, 1, 0, 0.793],
    ["first answer: half within", "4 hr", 4],
    ["first answer: nine of ten within", "30 hr 48 min", 30.8],
    ["first answers", "7", 7],
    ["requests, the period before", "2", 2],
    ["first answer, the period before: half within", "2 hr", 2],
    ["best day", "Wed 4 Nov (2/2)", 2, 2],
    ["worst day", "Sat 7 Nov (0/1)", 0, 1],
    ["every answer: half within", "3 hr", 3],
    ["every answer: nine of ten within", "30 hr 36 min", 30.6],
    ["answers", "8", 8],
    ["marks of 4 and 5", "67 % (2/3)", 2, 3, 0.208, 0.939],
    ["asked clients who gave a mark", "3/4", 3, 4],
    ["deep answers", "1/4", 1, 4],
    ["deep answers: the cause", "3/4", 3, 4],
    ["deep answers: the department", "1/2", 1, 2],
    ["deep answers: the client told", "2/4", 2, 4],
    ["deep answers: a mark", "2/3", 2, 3],
    ["reviewed answers: half score so many of 100 or more", "80", 80],
    ["reviewed answers", "1", 1],
    ["answers alike", "8/8", 8, 8],
    ["won back so far", "1/4", 1, 4],
    ["clients who wrote before", "1/8", 1, 8],
    ["clients who returned", "0", 0],
    ["the same cause again", "1", 1],
    ["kinds confirmed by hand", "0/9", 0, 9],
    ["dismissed", "1", 1],
    ["late now", "1", 1],
    ["waiting, still in time", "1", 1],
    ["clients at risk", "2", 2],
    ["goal", "how it stands", "now", "target", "at the start", "deadline", "sees to it"],
    ["marks of 4 and 5", "behind", 0.667, 0.9, 0.5, MONDAYS_SERIAL + 20, "Iryna"],
    ["Causes of closed complaints"],
    ["delivery", 2],
    ["quality", 1],
    ["no cause recorded", 1],
    ["day", "in time", "late"],
    *[
        [MONDAYS_SERIAL + day, met, late]
        for day, (met, late) in enumerate([(1, 0), (1, 1), (2, 0), (2, 0), (1, 0), (0, 1), (0, 1)])
    ],
]

# number, client, kind, began, due, ended, why, by whom, in time, minutes, counts among deadlines,
# answers, first answers. First come those due in the week, then ended in it, then begun in it.
WAITS: list[list[Any]] = [
    [2, "Taras", "question", -20, 4, -18, "answered", "Ірина", 1, 120, 1, 0, 0],
    [3, "Olena", "complaint", 9, 33, 11, "answered", "Ірина", 1, 120, 1, 1, 1],
    [4, "Petro", "complaint", 10, 34, 40, "answered", "Ірина", 0, 1800, 1, 1, 1],
    [5, "Ivan", "complaint", 34, 58, 38, "answered", "Ірина", 1, 240, 1, 1, 1],
    [6, "Marta", "question", 35, 59, 36, "answered", "Ірина", 1, 60, 1, 1, 1],
    [7, "Zoia", "question", 60, 84, 70, "answered", "Ірина", 1, 600, 1, 1, 1],
    [7, "Zoia", "question", 71, 95, 71.5, "answered", "Ірина", 1, 30, 1, 1, 0],
    [8, "Olena", "complaint", 90, 114, 91, "answered", "Ірина", 1, 60, 1, 1, 1],
    [9, "Denys", "question", 100, 124, None, None, None, None, None, 1, 0, 0],
    [10, "Uliana", "question", 140, 164, 170, "answered", "Ірина", 0, 1800, 1, 0, 0],
    [1, "Sava", "question", -30, -6, 2, "answered", "Ірина", 0, 1920, 0, 1, 1],
    [11, "Bohdan", "question", 160, 184, None, None, None, None, None, 0, 0, 0],
]

# number, kind, status, client, began, answered at, closed at, outcome, cause, client told
REQUESTS: list[list[Any]] = [
    [3, "complaint", "closed", "Olena", 9, 11, 11, "solved", "delivery", 1],
    [4, "complaint", "closed", "Petro", 10, 40, 40, "solved", "quality", 0],
    [5, "complaint", "closed", "Ivan", 34, 38, 38, "solved", None, None],
    [6, "question", "closed", "Marta", 35, 36, 36, "solved", None, None],
    [7, "question", "answered", "Zoia", 60, 71.5, None, None, None, None],
    [8, "complaint", "closed", "Olena", 90, 91, 91, "solved", "delivery", 1],
    [9, "question", "open", "Denys", 100, None, None, None, None, None],
    [10, "question", "answered", "Uliana", 140, 170, None, None, None, None],
    [11, "question", "open", "Bohdan", 160, None, None, None, None, None],
]

RATINGS: list[list[Any]] = [
    [3, "mark of the answer, 1 to 5", 11, 5, 11],
    [6, "mark of the answer, 1 to 5", 36, 4, 36],
    [5, "mark of the answer, 1 to 5", 38],
    [4, "mark of the answer, 1 to 5", 40, 1, 40],
]

MESSAGES = {1: [2], 3: [9, 11], 4: [10, 40], 5: [34, 38], 6: [35, 36], 7: [60, 70, 71, 71.5]}
MESSAGES |= {8: [90, 91], 9: [100], 10: [140], 11: [160]}


async def facts_of(shop: Shop) -> FileFacts:
    return await read_facts(shop.store, Asked(shop.brand_id, MONDAY, NEXT, NOW))


async def test_the_summary_and_what_stands_behind_it_say_this_and_nothing_else(
    store: Store,
) -> None:
    facts = await facts_of(await golden(store))
    assert facts.report is not None
    assert facts.more is not None
    t = texts("en")
    shown = summary(t, facts.brand, facts.report, t("weekly summary"), NOW)
    assert SUMMARY == spaced(shown.payload()["text"])
    more = more_view(t, facts.brand, facts.report, facts.more)
    assert MORE == spaced(more.payload()["text"])


async def written(shop: Shop, form: Form, path: Path) -> Path:
    asked = Asked(shop.brand_id, MONDAY, NEXT, NOW)
    await maker_of(form)(shop.store, asked, path, lambda _name, _rows: None)
    return path


def hours(serial: float | None) -> float | None:
    """A date of the sheet as hours from Monday's midnight in Kyiv."""
    return None if serial is None else round((serial - MONDAYS_SERIAL) * 24, 4)


def table(rows: list[list[Any]], columns: list[str], dates: set[str]) -> list[list[Any]]:
    """These columns of a sheet, dates as hours; without what is empty at the end."""
    head, *body = rows
    places = [head.index(column) for column in columns]
    found = []
    for row in body:
        full = [*row, *[None] * (len(head) - len(row))]
        found.append(
            [
                hours(full[place]) if column in dates else full[place]
                for place, column in zip(places, columns, strict=True)
            ]
        )
    return found


async def test_every_cell_of_the_spreadsheet_is_the_tables(store: Store, tmp_path: Path) -> None:
    shop = await golden(store)
    book = cells(await written(shop, Form.XLSX, tmp_path / "week.xlsx"))
    assert ["summary", "requests", "waits", "messages", "marks", "team"] == list(book)
    assert FIGURES == [
        [round(cell, 3) if isinstance(cell, float) else cell for cell in row]
        for row in book["summary"]
    ]
    head, *_ = book["waits"]
    assert WAITS == table(book["waits"], head, {"began", "due", "ended"})
    columns = "number kind status client began answered_at closed_at outcome cause told"
    names = columns.replace("answered_at", "answered at").replace("closed_at", "closed at")
    wanted = [*names.split(" ")[:5], "answered at", "closed at", "outcome", "cause", "client told"]
    dates = {"began", "answered at", "closed at"}
    shown = [[one or None if one == "" else one for one in row] for row in table(
        book["requests"], wanted, dates
    )]  # fmt: skip
    assert REQUESTS == shown
    marks = table(book["marks"], ["number", "kind", "asked", "mark", "marked"], {"asked", "marked"})
    assert RATINGS == [[one for one in row if one is not None] for row in marks]
    said: dict[int, list[float]] = {}
    for number, sent in table(book["messages"], ["number", "sent"], {"sent"}):
        said.setdefault(int(number), []).append(sent)
    assert {number: sorted(sent) for number, sent in said.items()} == MESSAGES
    assert [["Оксана", "owner"], ["Леся", "team lead"], ["Ірина", "manager"]] == [
        row[:1] + row[2:3] for row in book["team"][1:]
    ]


async def test_the_rows_make_the_summary(store: Store, tmp_path: Path) -> None:
    """With the columns of the file alone, as a person with a spreadsheet would."""
    shop = await golden(store)
    path = await written(shop, Form.CSV, tmp_path / "week.zip")
    with zipfile.ZipFile(path) as archive:
        raw = archive.read("waits.csv")
    assert raw.startswith(b"\xef\xbb\xbf")  # Excel reads it as UTF-8
    waits = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    due = [one for one in waits if one["due_counted"] == "true"]
    late = [one for one in due if one["in_time"] == "false"]
    open_past_due = [
        one for one in due if not one["stopped_at"] and datetime.fromisoformat(one["due_at"]) < NOW
    ]
    assert (10, 7) == (len(due), len(due) - len(late) - len(open_past_due))
    first = sorted(int(one["took"]) for one in waits if one["first_counted"] == "true")
    assert [60, 60, 120, 240, 600, 1800, 1920] == first
    assert 8 == sum(one["answer_counted"] == "true" for one in waits)
    assert all(one["started_at"].endswith("+02:00") for one in waits)


async def test_the_picture_is_drawn_of_the_table(store: Store) -> None:
    facts = await facts_of(await golden(store))
    start = MONDAY.replace(tzinfo=None) + 2 * HOUR  # by the brand's clock
    dots = {((one.at.replace(tzinfo=None) - start) / HOUR, one.used * 24) for one in facts.dots}
    # When it was answered (due, where it is open), and how long it took of 24 hours.
    assert {
        (2, 32), (11, 2), (40, 30), (38, 4), (36, 1), (70, 10), (71.5, 0.5), (91, 1), (124, 77),
    } == {(at, round(used, 6)) for at, used in dots}  # fmt: skip
    assert {
        (0, 9): 1, (0, 10): 1, (1, 10): 1, (1, 11): 1, (2, 12): 1, (3, 18): 1, (4, 4): 1,
        (5, 20): 1, (6, 16): 1,
    } == dict(facts.begun)  # fmt: skip
    times, days, *_, causes, _scale = figure_of(facts).axes
    assert [1, 1, 2, 2, 1, 0, 0] == [bar.get_height() for bar in days.containers[0]]
    assert [0, 1, 0, 0, 0, 1, 1] == [bar.get_height() for bar in days.containers[1]]
    assert ["1/1", "1/2", "2/2", "2/2", "1/1", "0/1", "0/1"] == [
        one.get_text() for one in days.texts
    ]
    assert ["no cause recorded", "quality", "delivery"] == [
        one.get_text() for one in causes.get_yticklabels()
    ]
    assert [1, 1, 2] == [bar.get_width() for bar in causes.containers[0]]
    assert 9 == sum(len(one.get_offsets()) for one in times.collections)


async def test_an_empty_week_says_so_without_a_share(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.sets(language="en")
    facts = await facts_of(shop)
    assert facts.report is not None
    shown = summary(texts("en"), facts.brand, facts.report, "weekly summary", NEXT)
    said = shown.payload()["text"]
    assert "%" not in said
    assert "No answers in this period." in said


async def test_a_daylight_saving_week_has_seven_local_days(store: Store) -> None:
    shop = await Shop.open(store, timezone="Europe/Kyiv")
    start = MONDAY.replace(month=10, day=18, hour=21)  # Monday, 19 October, in summer time
    end = start + timedelta(days=7, hours=1)  # the clocks went back on Sunday
    facts = await read_facts(store, Asked(shop.brand_id, start, end, end))
    assert 7 == len(facts.days)
