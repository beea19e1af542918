"""That nothing done every few seconds reads a whole table, however large the record has grown."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.answers import Answer, answer_request
from bot.business import watch_windows
from bot.hand_offs import watch_hand_offs
from bot.housekeeping import audit, tidy
from bot.incoming import Incoming
from bot.logbook import log_messages
from bot.reporting import make_more, make_report
from bot.watch import watch
from storage.directory import load_directory
from storage.due import may_alert, summary_is_due
from storage.engine import Store, open_store
from storage.export import pages, sheets
from storage.outbox import bundle, claim, record_sent
from storage.periods import some_plotted
from storage.requests import get_request
from storage.tables import Brand, Chat
from storage.updates import mark_seen, seen_updates
from storage.vocabulary import ChatRole, Kind, NoticeKind, Source

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1, hours=1)
SMALL = {"brand", "chat", "member", "business_connection"}  # read whole, on purpose
SHORT = {"ix_notice_queue", "ix_notice_lease", "ix_notice_dead"}  # what is not sent yet, or never

Statements = dict[str, Any]


@contextmanager
def statements_of(store: Store) -> Iterator[Statements]:
    """Each statement that is run meanwhile, with parameters of its first run."""
    heard: Statements = {}

    def hear(_c: Any, _cursor: Any, text: str, parameters: Any, _x: Any, many: bool) -> None:
        heard.setdefault(text, parameters[0] if many else parameters)

    engines = [store._writer.sync_engine, store._reader.sync_engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    yield heard
    for engine in engines:
        event.remove(engine, "before_cursor_execute", hear)


def plans(database: Path, statements: Statements, words: str) -> list[str]:
    """The plans of the statements that hold the words, as SQLite makes them without statistics."""
    with closing(sqlite3.connect(database)) as connection:
        assert not connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name LIKE 'sqlite_stat%'"
        ).fetchall()
        return [
            "; ".join(
                step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {text}", parameters)
            )
            for text, parameters in statements.items()
            if words in text
        ]


def wholly_read(database: Path, statements: Statements) -> list[str]:
    """The steps of the statements' plans that read a table from end to end."""
    steps = []
    with closing(sqlite3.connect(database)) as connection:
        for text, parameters in statements.items():
            if not text.startswith(("SELECT", "UPDATE", "DELETE")):
                continue
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {text}", parameters):
                read = re.fullmatch(
                    r"(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step
                )
                if read and read[2] not in SMALL and not read[2].startswith("anon"):
                    if read[1] == "SCAN" and read[3] in SHORT:
                        continue
                    if read[1] == "SEARCH" and read[3]:
                        continue
                    steps.append(f"{step}: {text}")
    return steps


async def found(store: Store) -> None:
    async with store.write() as session:
        brand = Brand(name="Sklad", language="uk", timezone="UTC", sla_minutes=1440, created_at=NOW)
        session.add(brand)
        await session.flush()
        for number, role in enumerate((ChatRole.DESK, ChatRole.LEADS)):
            session.add(Chat(brand_id=brand.id, chat_id=-100 - number, role=role, connected_at=NOW))


def writes(client: int, message: int, album: str | None) -> Incoming:
    return Incoming(
        brand_id=1,
        source=Source.TELEGRAM,
        external_id=str(client),
        name="Олена",
        sent_at=NOW,
        content="text",
        text="Де моє замовлення?",
        kind=Kind.QUESTION,
        language="uk",
        chat_id=client,
        chat_role=ChatRole.DIRECT,
        message_id=message,
        album_id=album,
    )


async def a_day(store: Store) -> None:
    """Clients write, and write again; alerts are due, claimed and sent; the house is kept."""
    for message in (1, 2):
        async with store.write() as session:
            await seen_updates(session, 42, range(message, message + 100))
            directory = await load_directory(session)
            batch = [writes(client, message, f"{client}") for client in range(1, 101)]
            await log_messages(session, directory, batch, NOW)
            await mark_seen(session, 42, [message], NOW)
    async with store.write() as session:
        request = await get_request(session, 1)
        assert request is not None
        given = Answer(-100, 7, NOW, "Ірина", None, "text", "Вже їде")
        await answer_request(session, request, given, NOW)
    async with store.read() as session:
        assert await may_alert(session, TOMORROW)
        await summary_is_due(session, TOMORROW)
    await watch(store, TOMORROW)
    await watch_windows(store, TOMORROW)
    await watch_hand_offs(store, TOMORROW)
    await audit(store, TOMORROW, TOMORROW)
    async with store.write() as session:
        lease = TOMORROW + timedelta(minutes=2)
        for notice in await claim(session, TOMORROW, lease, limit=16, except_chats={7}):
            if notice.kind is NoticeKind.ALERT:
                await bundle(session, notice, TOMORROW, at_least=4)
            await record_sent(session, notice, 1, TOMORROW)
    await tidy(store, TOMORROW)


async def test_nothing_done_again_and_again_reads_a_whole_table(tmp_path: Path) -> None:
    database = tmp_path / "vidhuk.sqlite3"
    async with open_store(f"sqlite+aiosqlite:///{database}") as store:
        await found(store)
        with statements_of(store) as statements:
            await a_day(store)

    assert len(statements) > 30
    assert [] == wholly_read(database, statements)


async def test_a_page_of_an_export_costs_the_same_however_far_it_is(tmp_path: Path) -> None:
    database = tmp_path / "vidhuk.sqlite3"
    async with open_store(f"sqlite+aiosqlite:///{database}") as store:
        await found(store)
        await a_day(store)
        with statements_of(store) as statements:
            for sheet in sheets(1, NOW, NOW + timedelta(days=7)):
                async for _ in pages(store, sheet):
                    pass

    found_plans = plans(database, statements, "LIMIT")
    assert len(found_plans) >= 9  # of most tables a first page and a later one
    sorted_anew = [one for one in found_plans if "TEMP B-TREE" in one]
    assert [] == [one for one in sorted_anew if not one.startswith("SEARCH member")]  # a few rows
    indexes = ("ix_request_started", "ix_wait_due", "ix_wait_stopped", "ix_rating_asked")
    used = {name for name in indexes for one in found_plans if name in one}
    assert {"ix_request_started", "ix_wait_due", "ix_wait_stopped"} <= used


async def test_a_report_reads_by_the_indexes_that_hold_the_least(tmp_path: Path) -> None:
    database = tmp_path / "vidhuk.sqlite3"
    async with open_store(f"sqlite+aiosqlite:///{database}") as store:
        await found(store)
        await a_day(store)
        with statements_of(store) as statements:
            async with store.read() as session:
                brand = await session.get_one(Brand, 1)
                await make_report(session, brand, NOW, TOMORROW, TOMORROW)
                await make_more(session, brand, NOW, TOMORROW, TOMORROW)
                await some_plotted(session, 1, NOW, TOMORROW, TOMORROW, 10)

    waiting = plans(database, statements, "wait.stopped_at IS NULL AND coalesce(wait.due_at")
    assert len(waiting) >= 3
    assert all("ix_wait_stopped (brand_id=? AND stopped_at=?)" in one for one in waiting), waiting

    [interest] = plans(database, statements, "theirs.last_client_at >= ")
    assert "theirs USING COVERING INDEX ix_request_client" in interest
    assert "request USING INDEX ix_request_complaint" in interest
    assert "wait USING INDEX ix_wait_late" in interest
    assert 1 == interest.count("wait USING INDEX ix_wait_due")  # gone through once

    [answered] = plans(database, statements, "group_concat")
    assert "SEARCH wait USING INTEGER PRIMARY KEY" in answered  # in the order of their rows
    assert "CO-ROUTINE" in answered  # which are not written down first
    assert "MATERIALIZE" not in answered
    assert 1 == len(plans(database, statements, "wait.stopped_at <= wait.due_at"))  # both periods
    assert 1 == len(plans(database, statements, "count(rating.score)"))  # with what was given
    linked = plans(database, statements, "same_as_id IS NOT NULL")
    assert len(linked) >= 2
    assert all("ix_client_same_as" in one for one in linked), linked
    assert not any("sqlite_autoindex_client" in one for one in linked), linked  # all clients
