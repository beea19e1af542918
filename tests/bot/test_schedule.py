"""The ticks: each duty again and again, one failing alone, a stop that waits."""

import asyncio

import pytest

from bot.schedule import ticking


async def test_duties_run_again_and_again_and_one_that_fails_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ran = {"good": 0, "bad": 0}

    async def good() -> None:
        ran["good"] += 1

    async def bad() -> None:
        ran["bad"] += 1
        raise ZeroDivisionError

    async with ticking({"good": (0.02, good), "bad": (0.02, bad)}):
        await asyncio.sleep(0.3)
    assert min(ran.values()) >= 3
    assert "the duty 'bad' failed" in caplog.text
    before = dict(ran)
    await asyncio.sleep(0.06)
    assert before == ran


async def test_a_duty_never_runs_beside_itself() -> None:
    running, most = 0, 0

    async def slow() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.08)
        running -= 1

    async with ticking({"slow": (0.02, slow)}):
        await asyncio.sleep(0.3)
    assert 1 == most


async def test_a_stop_waits_for_what_is_under_way() -> None:
    begun, ended = asyncio.Event(), False

    async def duty() -> None:
        nonlocal ended
        begun.set()
        await asyncio.sleep(0.1)
        ended = True

    async with asyncio.timeout(30):
        async with ticking({"duty": (0.01, duty)}):
            await begun.wait()
    assert ended
