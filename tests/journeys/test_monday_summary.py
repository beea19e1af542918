"""Monday's summary: on time, once, right, and with buttons that work."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import Message
from tests.stage import MONDAY_NOON, Stage

NEXT_MONDAY_NINE = datetime(2026, 11, 9, 7, 0, tzinfo=UTC)  # 09:00 in Kyiv, winter time
SUMMARY = "weekly summary"


async def to_monday(stage: Stage, **beyond: float) -> None:
    left = NEXT_MONDAY_NINE - stage.clock() + timedelta(**beyond)
    await stage.fast_forward(seconds=left.total_seconds())


async def a_week(stage: Stage) -> Message:
    """Four requests: answered in 1 h and in 3 h, late by 2 h, never. Returns the last card."""
    await stage.record.set_brand(ladder="off, repeat off")  # only the breach: a week is long
    cards = []
    for number, text in enumerate(
        ("Де посилка?", "Який розмір?", "Прийшов брак, поверніть гроші!", "Коли відкриття?"), 1
    ):
        stage.sandbox.person(f"Клієнт {number}").writes(text)
        cards.append(await stage.seen(stage.desk, f"#{number}"))
    for card, hours in ((cards[0], 1), (cards[1], 2), (cards[2], 23)):  # one after another
        await stage.fast_forward(hours=hours)
        stage.iryna.writes("Відповідаємо", chat=stage.desk, reply_to=card)
    await stage.quiet()
    return cards[3]


async def test_the_summary_comes_on_monday_at_nine_once_with_the_right_figures(
    stage: Stage,
) -> None:
    await stage.set_up()
    await a_week(stage)
    await to_monday(stage, seconds=-1)
    assert [] == stage.said(stage.leads, SUMMARY)
    await to_monday(stage)
    [summary] = stage.said(stage.leads, SUMMARY)
    assert NEXT_MONDAY_NINE == summary.date
    for expected in (
        "1 client is waiting past the deadline",
        "In time: 50 % (2/4), 95 % interval 15 %–85 %",
        "half within 3 hr",
        "(n = 3)",
        "4 requests",
        "🔥 1",
        "#4 (5 days",
    ):
        assert expected in " ".join(summary.text.split())
    await stage.fast_forward(hours=5)
    assert [summary] == stage.said(stage.leads, SUMMARY)
    await stage.fast_forward(days=7)
    assert 2 == len(stage.said(stage.leads, SUMMARY))


async def test_the_buttons_of_the_summary_show_what_is_late(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    await a_week(stage)
    await to_monday(stage)
    [summary] = stage.said(stage.leads, SUMMARY)
    await stage.lead.presses(summary, "#4")
    assert await stage.seen(stage.leads, "Коли відкриття?")
    await stage.lead.presses(summary, "All that are late")
    late = await stage.seen(stage.leads, "Past the deadline")
    assert "#4" in late.text


async def test_a_monday_morning_missed_is_made_up_for_once(stage: Stage) -> None:
    await stage.set_up()
    await a_week(stage)
    await stage.fast_forward(days=2)
    await stage.stop_bot()
    await to_monday(stage, hours=6)
    await stage.start_bot()
    summary = await stage.seen(stage.leads, SUMMARY)
    assert "(2/4)" in summary.text  # the same week as if it had been on time
    await stage.stop_bot()
    await stage.start_bot()
    await stage.quiet()
    assert [summary] == stage.said(stage.leads, SUMMARY)


async def test_two_mondays_missed_are_one_summary(stage: Stage) -> None:
    await stage.set_up()
    await stage.quiet()
    await stage.stop_bot()
    await to_monday(stage, days=8)
    await stage.start_bot()
    await stage.seen(stage.leads, SUMMARY)
    await stage.quiet()
    assert 1 == len(stage.said(stage.leads, SUMMARY))


@pytest.mark.parametrize("leads_chat", [True, False])
async def test_without_a_leads_chat_the_owner_gets_it(stage: Stage, leads_chat: bool) -> None:
    await stage.set_up(leads_chat=leads_chat)
    await stage.fast_forward(days=7)
    assert MONDAY_NOON + timedelta(days=7) == stage.clock()
    assert (0 if leads_chat else 1) == len(stage.said(stage.owner, SUMMARY))
