"""Something else takes the bot's updates, but not all: polls succeed in between."""

from collections.abc import Awaitable, Callable

import pytest

from tests.stage import Stage

SOME = "I do not get everything from Telegram"
OVER = "Nothing else takes my messages any more"
OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
    "is running"
)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.polling.LONGEST_PAUSE", 0.05)


async def polls(stage: Stage, times: int) -> None:
    calls = stage.sandbox.calls
    before = len(calls.of("getUpdates"))
    await stage.sandbox.advance()
    await stage.sandbox.wait_for(lambda: len(calls.of("getUpdates")) >= before + times)


async def minute_of_conflicts(stage: Stage) -> None:
    """Then one poll succeeds."""
    stage.sandbox.fail_next("getUpdates", times=3, status=409, description=OTHER_POLL)
    await polls(stage, 5)
    await stage.sandbox.advance(minutes=1)


async def minute_of_a_webhook(stage: Stage) -> None:
    deleted = len(stage.sandbox.calls.of("deleteWebhook"))
    stage.sandbox.set_webhook()
    await stage.sandbox.wait_for(lambda: len(stage.sandbox.calls.of("deleteWebhook")) > deleted)
    await polls(stage, 2)
    await stage.sandbox.advance(minutes=1)


@pytest.mark.parametrize("minute", [minute_of_conflicts, minute_of_a_webhook])
async def test_who_takes_some_of_the_updates_again_and_again_is_told_of(
    stage: Stage, minute: Callable[[Stage], Awaitable[None]]
) -> None:
    await stage.set_up()
    await stage.quiet()
    for _ in range(4):
        await minute(stage)
    await stage.quiet()
    assert [] == stage.said(stage.owner, "📡")
    for _ in range(8):
        await minute(stage)
    await stage.quiet()
    for place in (stage.owner, stage.leads):
        [told] = stage.said(place, "📡")
        assert SOME in told.text
        assert "I see only some messages" in told.text
        assert "another copy of me" in told.text


async def test_it_is_over_once_nothing_was_taken_for_ten_minutes(stage: Stage) -> None:
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    for _ in range(6):
        await minute_of_conflicts(stage)
    told = [await stage.seen(place, SOME) for place in (stage.owner, stage.leads)]
    await stage.fast_forward(minutes=8)
    assert all(SOME in one.text for one in told)
    await stage.fast_forward(minutes=2)
    for one in told:
        await stage.turns(one, OVER)
        assert "is not on record" in one.text
    await stage.quiet()
    for place in (stage.owner, stage.leads):
        assert 1 == len(stage.said(place, "📡"))


async def test_an_alert_says_meanwhile_that_an_answer_may_be_unseen(stage: Stage) -> None:
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=23, minutes=50)
    for _ in range(12):
        await minute_of_conflicts(stage)
    alert = await stage.seen(stage.leads, "🔴 #1")
    assert "an answer may have been given" in alert.text


async def test_two_minutes_of_another_copy_at_a_deployment_are_nobodys_trouble(
    stage: Stage,
) -> None:
    await stage.set_up()
    await stage.quiet()
    for _ in range(2):
        await minute_of_conflicts(stage)
        await minute_of_conflicts(stage)
        await stage.fast_forward(minutes=31)
    assert [] == [one for place in (stage.owner, stage.leads) for one in stage.said(place, "📡")]


async def test_a_restart_does_not_say_that_the_other_is_gone(stage: Stage) -> None:
    await stage.set_up()
    for _ in range(6):
        await minute_of_conflicts(stage)
    told = await stage.seen(stage.owner, SOME)
    await stage.stop_bot()
    await stage.start_bot()
    for _ in range(8):
        await minute_of_conflicts(stage)
    await stage.quiet()
    assert [told] == stage.said(stage.owner, SOME)
    assert [] == stage.said(stage.owner, OVER)
