"""Transactions: updates are not lost, nothing half-written is seen or left open."""

import asyncio
from contextlib import suppress

import pytest
from sqlmodel import select

import storage.engine
from storage.engine import (
    Store,
    _finish,
    give_way,
)
from storage.tables import Pulse
from storage.updates import beat, pulse
from tests.builders import NOON
from tests.storage.work import write_one


async def count_up(store: Store) -> None:
    """Read, think, write: what loses updates where transactions are not what they seem."""
    async with store.write() as session:
        row = await session.get(Pulse, "counter")
        assert row is not None
        seen = row.at
        await asyncio.sleep(0)
        row.at = seen.replace(microsecond=seen.microsecond + 1)


async def test_eighty_updates_at_once_lose_none(store: Store) -> None:
    async with store.write() as session:
        await beat(session, "counter", NOON)
    async with asyncio.TaskGroup() as group:
        for _ in range(80):
            group.create_task(count_up(store))
    async with store.read() as session:
        assert NOON.replace(microsecond=80) == await pulse(session, "counter")


async def test_readers_do_not_see_what_is_not_committed(store: Store) -> None:
    async with store.write() as writing:
        await beat(writing, "duty", NOON)
        async with store.read() as session:
            assert await pulse(session, "duty") is None
    async with store.read() as session:
        assert NOON == await pulse(session, "duty")


async def test_a_reader_sees_one_state_from_beginning_to_end(store: Store) -> None:
    async with store.read() as session:
        assert await pulse(session, "duty") is None
        async with store.write() as writing:
            await beat(writing, "duty", NOON)
        assert [] == list(await session.scalars(select(Pulse)))


async def test_who_reads_for_long_gives_way_to_who_writes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.engine, "PATIENCE", 60)
    async with store.read() as session, asyncio.TaskGroup() as group:
        async with store.write() as writing:
            waiting = group.create_task(give_way(session))
            for number in range(10):
                await beat(writing, f"duty {number}", NOON)
            assert not waiting.done()
        await waiting
        await give_way(session)  # nobody writes


async def test_who_gives_way_does_not_wait_for_ever(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.engine, "PATIENCE", 0.01)
    async with store.read() as session, store.write() as writing:
        await give_way(session)
        await give_way(writing)  # and not at all for itself
        await beat(writing, "duty", NOON)
    async with store.read() as session:
        assert NOON == await pulse(session, "duty")


async def test_what_a_reader_writes_is_not_kept(store: Store) -> None:
    async with store.read() as session:
        await beat(session, "duty", NOON)
    async with store.read() as session:
        assert await pulse(session, "duty") is None


async def test_an_exception_rolls_everything_back(store: Store) -> None:
    async def write_and_fail() -> None:
        async with store.write() as session:
            await beat(session, "duty", NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail()
    async with store.read() as session:
        assert await pulse(session, "duty") is None


async def test_cancelled_anywhere_leaves_no_transaction_open(store: Store) -> None:
    """At every turn of the loop in turn: inside BEGIN, between statements, during COMMIT."""
    for turns in range(25):
        task = asyncio.ensure_future(write_one(store, f"duty-{turns}"))
        for _ in range(turns):
            await asyncio.sleep(0.0002 if turns % 2 else 0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        async with asyncio.timeout(30):
            await write_one(store, "after")
    async with store.read() as session:
        assert NOON == await pulse(session, "after")


async def test_a_commit_is_finished_however_often_its_caller_is_cancelled() -> None:
    story = []
    may_end = asyncio.Event()

    async def commit() -> None:
        story.append("begun")
        await may_end.wait()
        story.append("ended")

    caller = asyncio.ensure_future(_finish(commit()))
    for _ in range(3):
        await asyncio.sleep(0)
        caller.cancel()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert ["begun", "ended"] == story


async def test_a_transaction_cancelled_before_its_end_leaves_nothing_behind(store: Store) -> None:
    inside = asyncio.Event()

    async def write_and_wait() -> None:
        async with store.write() as session:
            await beat(session, "half", NOON)
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.ensure_future(write_and_wait())
    await inside.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    async with store.read() as session:
        assert await pulse(session, "half") is None
