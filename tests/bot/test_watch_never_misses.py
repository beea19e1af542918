"""Whatever the ladder, the quiet hours and the ticks: a breach is told once, at once."""

from datetime import datetime, time, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot import ladder as rungs
from bot.ladder import Ladder, Step
from bot.sla import Quiet
from storage.engine import Store
from storage.tables import Event
from storage.vocabulary import Level
from tests.builders import DAY, MINUTE, NOON, Shop

ladders = st.builds(
    Ladder,
    st.sets(st.integers(5, 2880).map(lambda minutes: minutes * MINUTE), max_size=3).map(
        lambda spans: tuple(sorted(spans, reverse=True))
    ),
    st.none() | st.integers(15, 2880).map(lambda minutes: minutes * MINUTE),
)
clock_times = st.integers(0, 24 * 12 - 1).map(lambda fives: time(fives // 12, fives % 12 * 5))
quiets = st.none() | st.builds(
    lambda start, length: Quiet(start, (datetime.combine(NOON, start) + length).time(), "UTC"),
    clock_times,
    st.integers(1, 20 * 12).map(lambda fives: 5 * fives * MINUTE),
)
gaps = st.lists(st.integers(1, 900), min_size=1, max_size=12)  # minutes between ticks


@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],  # shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(
    ladder=ladders,
    quiet=quiets,
    sla_hours=st.integers(1, 72),
    start=st.integers(0, 1440),
    gaps=gaps,
    ends_after=st.none() | st.integers(0, 5 * 1440),
    snooze=st.none() | st.integers(1, 4 * 1440),
)
async def test_a_breach_is_told_once_at_the_first_tick_that_may(
    store: Store,
    ladder: Ladder,
    quiet: Quiet | None,
    sla_hours: int,
    start: int,
    gaps: list[int],
    ends_after: int | None,
    snooze: int | None,
) -> None:
    shop = await Shop.open(
        store,
        sla="72",  # longer than any of the warnings
        ladder=ladder.describe(),
        quiet=f"{quiet.start:%H:%M}-{quiet.end:%H:%M}" if quiet else "off",
    )
    await shop.sets(sla=str(sla_hours))
    started_at = NOON + start * MINUTE
    due_at = started_at + timedelta(hours=sla_hours)
    ends_at = started_at + ends_after * MINUTE if ends_after is not None else None
    request = await shop.client_writes(at=started_at)
    await shop.takes(request, at=started_at)
    if snooze is not None:
        await shop.snoozes(request, snooze * MINUTE, at=started_at)

    told: dict[datetime, list[tuple[str, int]]] = {}
    now, ended = started_at, False
    for gap in [*gaps, 10 * 1440]:
        now += gap * MINUTE
        if ends_at is not None and not ended and now > ends_at:
            await shop.answers(request, at=ends_at)
            ended = True
        told[now] = await shop.alerted(now)

    breach = Step(Level.BREACH, 0, due_at, "breach")
    may_from = rungs.postponed(breach, quiet, started_at)
    chances = [tick for tick in told if tick >= may_from and (ends_at is None or tick <= ends_at)]
    breaches = [tick for tick, alerts in told.items() if ("breach", shop.leads) in alerts]
    assert chances[:1] == breaches
    assert [] == [tick for tick in told if ends_at is not None and tick > ends_at and told[tick]]
    every = [alert for alerts in told.values() for alert in alerts]
    assert len(set(every)) == len(every)
    stories = [event for event in await shop.rows(Event) if event.what == "alerted"]
    assert len({alert[0] for alert in every}) == len(stories)
    await shop.closes(request, at=now + DAY)


@given(ladder=ladders, quiet=quiets)
def test_what_quiet_hours_postpone_stays_in_order_of_the_breach(
    ladder: Ladder, quiet: Quiet | None
) -> None:
    """No warning is said after the deadline that it warns of."""
    due_at = NOON + 3 * DAY
    step: Step | None = rungs.first_step(ladder, NOON, due_at)
    while step is not None and step.level is Level.DUE_SOON:
        assert rungs.postponed(step, quiet, NOON) < due_at
        step = rungs.next_step(ladder, NOON, due_at, step.at)
