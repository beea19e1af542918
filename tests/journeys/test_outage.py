"""Out of touch: nothing false is said afterwards, nothing is forgotten, and the owner is told."""

from datetime import timedelta

from storage.tables import Request
from storage.vocabulary import WaitStop
from tests.stage import MONDAY_NOON, Stage

OUT_OF_TOUCH = "out of touch with Telegram"


async def test_an_answer_that_waited_at_telegram_raises_no_alert(stage: Stage) -> None:
    await stage.set_up()
    late = stage.sandbox.person("Олена")
    late.writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=23)
    warnings = len(stage.said(stage.leads, "#1"))
    await stage.stop_bot()

    await stage.fast_forward(minutes=30)
    stage.iryna.writes("Уже їде", chat=stage.desk, reply_to=card)  # in time, yet not read
    await stage.fast_forward(minutes=60)  # past the deadline
    await stage.start_bot()
    await stage.quiet()

    [wait] = await stage.record.waits()
    assert WaitStop.ANSWERED == wait.stop
    assert MONDAY_NOON + timedelta(hours=23, minutes=30) == wait.stopped_at
    assert [] == stage.said(stage.leads, "🔴")
    assert warnings == len(stage.said(stage.leads, "#1"))
    assert stage.said(late, "Уже їде")


async def test_a_long_backlog_is_read_to_its_end_before_anything_is_judged(stage: Stage) -> None:
    """The answer lies behind two hundred other messages: more than two batches."""
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    await stage.quiet()
    await stage.stop_bot()

    await stage.fast_forward(hours=1)
    for n in range(200):
        stage.iryna.writes(f"між собою {n}", chat=stage.desk)
    stage.iryna.writes("Уже їде", chat=stage.desk, reply_to=card)
    await stage.fast_forward(hours=24)
    await stage.start_bot()
    await stage.quiet()
    assert [] == stage.said(stage.leads, "#1")


async def test_clocks_run_from_telegrams_dates_not_from_when_we_read(stage: Stage) -> None:
    await stage.set_up()
    await stage.quiet()
    await stage.stop_bot()
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.fast_forward(hours=20, minutes=30)
    await stage.start_bot()

    warning = await stage.seen(stage.leads, "#1: ")
    assert "3 hr 30 min" in warning.text
    [wait] = await stage.record.waits()
    assert MONDAY_NOON == wait.started_at
    assert MONDAY_NOON + timedelta(hours=24) == wait.due_at


async def test_an_outage_is_told_to_the_owner_with_its_hours(stage: Stage) -> None:
    await stage.set_up()
    await stage.quiet()
    await stage.stop_bot()
    await stage.fast_forward(hours=1)
    await stage.start_bot()
    told = await stage.seen(stage.owner, OUT_OF_TOUCH)
    assert "(1 hr)" in told.text
    assert "12:00" in told.text
    assert "13:00" in told.text
    assert "may be missing" not in told.text


async def test_a_restart_of_a_minute_is_no_outage(stage: Stage) -> None:
    await stage.set_up()
    await stage.quiet()
    await stage.stop_bot()
    await stage.fast_forward(minutes=1)
    await stage.start_bot()
    await stage.quiet()
    assert [] == stage.said(stage.owner, OUT_OF_TOUCH)


async def test_after_more_than_a_day_the_owner_hears_that_messages_may_be_missing(
    stage: Stage,
) -> None:
    await stage.set_up()
    await stage.quiet()
    await stage.stop_bot()
    await stage.fast_forward(hours=25)
    await stage.start_bot()
    told = await stage.seen(stage.owner, OUT_OF_TOUCH)
    assert "some may be missing" in told.text


async def test_telegram_out_of_reach_for_an_hour_is_told_too(stage: Stage) -> None:
    await stage.set_up()
    await stage.quiet()
    stage.sandbox.fail_next("getUpdates", times=1, status=502)
    await stage.sandbox.advance()
    await stage.sandbox.wait_for(lambda: not stage.sandbox.calls.of("getUpdates")[-1].ok)
    await stage.sandbox.advance(hours=1)
    told = await stage.seen(stage.owner, OUT_OF_TOUCH)
    assert "(1 hr)" in told.text


async def test_a_breach_while_we_were_down_is_alerted_once_after_the_start(stage: Stage) -> None:
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=23.5)
    await stage.stop_bot()
    await stage.fast_forward(hours=6)
    await stage.start_bot()
    await stage.quiet()
    assert 1 == len(stage.said(stage.leads, "🔴 #1"))

    await stage.stop_bot()
    await stage.start_bot()
    await stage.quiet()
    assert 1 == len(stage.said(stage.leads, "🔴 #1"))


async def test_what_an_outage_held_up_comes_as_one_digest(stage: Stage) -> None:
    await stage.set_up()
    for name in ("Олена", "Марко"):  # too few for a digest otherwise
        stage.sandbox.person(name).writes("Де посилка?")
    await stage.seen(stage.desk, "#2")
    await stage.quiet()
    await stage.stop_bot()
    await stage.fast_forward(hours=25)
    await stage.start_bot()
    digest = await stage.seen(stage.leads, "2 clients wait")
    await stage.quiet()
    assert "#1" in digest.text
    assert "#2" in digest.text
    assert [digest] == stage.said(stage.leads, "#")


async def test_messages_written_meanwhile_are_all_on_record_in_order(stage: Stage) -> None:
    await stage.set_up()
    await stage.quiet()
    await stage.stop_bot()
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    for n in range(75):
        olena.writes(f"раз {n}?")
        marko.writes(f"два {n}?")
    await stage.fast_forward(hours=1)
    await stage.start_bot()
    await stage.quiet()
    written = [(p.id, m.id) for p in (olena, marko) for m in p.inbox if not m.by_bot]
    assert sorted(written) == sorted(await stage.record.client_messages())
    assert 2 == await stage.record.count(Request)


async def test_a_late_receipt_promises_what_is_left_and_nothing_that_is_past(stage: Stage) -> None:
    await stage.set_up()
    await stage.quiet()
    await stage.stop_bot()
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    olena.writes("Де посилка?")
    await stage.fast_forward(minutes=10)
    marko.writes("А моя?")
    await stage.fast_forward(hours=23, minutes=55)
    await stage.start_bot()
    await stage.quiet()
    [late], [soon] = stage.said(olena), stage.said(marko)
    assert (
        "Дякуємо, ми отримали ваше повідомлення. Перепрошуємо за затримку: ми вже ним займаємося."
    ) == late.text
    assert (
        "Дякуємо, ми отримали ваше повідомлення. Протягом 5 хв вам відповість людина."
    ) == soon.text
