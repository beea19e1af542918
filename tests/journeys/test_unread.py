"""Telegram can be written to, but not read: breaches are told, with a word of doubt."""

import logging

import pytest

from bot.sandbox import Person
from tests.stage import Stage

CANNOT_READ = "I cannot read Telegram"
DOUBT = "an answer may have been given"
FOR_EVER = 1_000_000


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.polling.LONGEST_PAUSE", 0.1)


async def waiting_client(stage: Stage) -> Person:
    """Olena wrote 23 hours ago; the warnings are out."""
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=23)
    return olena


async def goes_deaf(stage: Stage, status: int = 502) -> None:
    """Until the bot knows: it polls again after the first failure."""
    stage.sandbox.fail_next("getUpdates", times=FOR_EVER, status=status)
    await stage.sandbox.advance()
    polls = stage.sandbox.calls
    await stage.sandbox.wait_for(lambda: not any(one.ok for one in polls.of("getUpdates")[-2:]))


async def test_a_webhook_is_deleted_and_what_waited_is_read(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.set_up()
    await stage.quiet()
    with caplog.at_level(logging.WARNING):
        stage.sandbox.set_webhook()
        stage.sandbox.person("Олена").writes("Де посилка?")
        assert await stage.seen(stage.desk, "#1")
    assert "a webhook was set with this bot's token" in caplog.text
    assert "it is deleted" in caplog.text
    assert "another copy" not in caplog.text
    deletions = stage.sandbox.calls.of("deleteWebhook")
    assert 2 == len(deletions)  # one at the start
    assert not any(one.params.get("drop_pending_updates") for one in deletions)


async def test_owners_and_leads_hear_of_it_and_that_it_is_over(stage: Stage) -> None:
    await stage.set_up()
    await stage.quiet()
    await goes_deaf(stage)
    await stage.sandbox.advance(minutes=6)
    told = [await stage.seen(place, CANNOT_READ) for place in (stage.owner, stage.leads)]
    assert "Mon 2 Nov, 12:00" in told[0].text
    assert "look into the log" in told[0].text
    stage.sandbox.heal()
    for one in told:
        await stage.turns(one, "I was out of touch with Telegram")
    await stage.quiet()
    for place in (stage.owner, stage.leads):
        assert 1 == len(stage.said(place, "📡"))


async def test_another_copy_is_named_as_the_likely_cause(stage: Stage) -> None:
    await stage.set_up()
    await stage.quiet()
    await goes_deaf(stage, status=409)
    await stage.sandbox.advance(minutes=6)
    told = await stage.seen(stage.owner, CANNOT_READ)
    assert "another copy of me" in told.text


async def test_a_breach_is_told_by_the_clock_and_resolves_itself_later(stage: Stage) -> None:
    await waiting_client(stage)
    card = stage.said(stage.desk, "#1")[0]
    await goes_deaf(stage)
    await stage.sandbox.advance(minutes=10)
    stage.iryna.writes("Уже їде", chat=stage.desk, reply_to=card)  # in time, and not seen
    await stage.sandbox.advance(minutes=60)
    breach = await stage.seen(stage.leads, "🔴 #1")
    assert DOUBT in breach.text
    assert "Tue 3 Nov, 11:00" in breach.text

    stage.sandbox.heal()
    await stage.turns(breach, "🟢 #1")
    assert DOUBT not in breach.text
    await stage.quiet()
    assert [] == stage.said(stage.leads, DOUBT)


async def test_an_alert_that_was_right_loses_its_doubt(stage: Stage) -> None:
    await waiting_client(stage)
    await goes_deaf(stage)
    await stage.sandbox.advance(minutes=70)
    breach = await stage.seen(stage.leads, "🔴 #1")
    assert DOUBT in breach.text
    stage.sandbox.heal()
    await stage.sandbox.wait_for(lambda: DOUBT not in breach.text)
    assert breach.text.startswith("🔴 #1")
    await stage.quiet()
    assert 1 == len(stage.said(stage.leads, "🔴 #1"))


async def test_a_start_that_can_read_nothing_tells_breaches_too(stage: Stage) -> None:
    await waiting_client(stage)
    await stage.stop_bot()
    stage.sandbox.fail_next("getUpdates", times=FOR_EVER, status=500)
    await stage.start_bot()
    await stage.sandbox.advance(hours=2)
    breach = await stage.seen(stage.leads, "🔴 #1")
    assert DOUBT in breach.text


async def test_the_weekly_summary_comes_by_the_clock_and_is_put_right_later(stage: Stage) -> None:
    await stage.set_up()
    await stage.fast_forward(days=6, hours=20)
    await goes_deaf(stage)
    await stage.sandbox.advance(minutes=50)
    await stage.seen(stage.leads, CANNOT_READ)
    stage.sandbox.person("Олена").writes("Де посилка?")  # on Monday at 8:50, before the summary
    await stage.sandbox.advance(minutes=10)
    summary = await stage.seen(stage.leads, "weekly summary")
    assert "what was written since then is not counted here" in summary.text

    stage.sandbox.heal()
    await stage.seen(stage.desk, "#1")
    await stage.sandbox.wait_for(lambda: "not counted here" not in summary.text)
    await stage.quiet()
    assert 1 == len(stage.said(stage.leads, "weekly summary"))
