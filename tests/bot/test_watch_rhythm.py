"""What a pause held back is said at its end, and no repeat follows on its heels."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from itertools import pairwise

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from bot.requests import TAKEN_SILENCE, release
from bot.sla import Quiet
from storage.engine import Store
from storage.tables import Request
from storage.vocabulary import NoticeKind, NoticeStatus
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop

DUE = NOON + DAY

# --- stories ----------------------------------------------------------------------------------


async def late_steps(shop: Shop, now: datetime) -> list[str]:
    return [step for step, _ in await shop.alerted(now)]


async def gives_back(shop: Shop, request: Request, at: datetime) -> None:
    async with shop.store.write() as session:
        await release(session, await session.get_one(Request, request.id), shop.iryna, at)


async def test_a_repeat_half_an_hour_after_a_late_one_is_skipped(store: Store) -> None:
    shop = await Shop.open(store)  # repeats every 4 h
    request = await shop.client_writes(at=NOON)
    await shop.alerted(DUE)
    await shop.takes(request, at=DUE + 3 * HOUR + 30 * MINUTE)

    assert [] == await late_steps(shop, DUE + 8 * HOUR)
    assert ["late:2"] == await late_steps(shop, DUE + 11 * HOUR + 30 * MINUTE)
    assert [] == await late_steps(shop, DUE + 12 * HOUR)
    assert [] == await late_steps(shop, DUE + 16 * HOUR - MINUTE)
    assert ["late:4"] == await late_steps(shop, DUE + 16 * HOUR)


async def test_a_repeat_half_a_repeat_after_a_late_one_is_said(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.alerted(DUE)
    await shop.snoozes(request, 2 * HOUR, at=DUE + 4 * HOUR - MINUTE)

    assert [] == await late_steps(shop, DUE + 4 * HOUR)
    assert ["late:1"] == await late_steps(shop, DUE + 6 * HOUR - MINUTE)
    assert ["late:2"] == await late_steps(shop, DUE + 8 * HOUR)


async def test_a_breach_said_in_the_morning_is_not_repeated_at_once(store: Store) -> None:
    shop = await Shop.open(store, quiet="22:00-08:00", ladder="off")
    await shop.client_writes(at=NOON + 14 * HOUR + 30 * MINUTE)  # due at 00:30, repeated at 08:30
    morning = DUE + 22 * HOUR

    assert ["breach"] == await late_steps(shop, morning)
    assert [] == await late_steps(shop, morning + 30 * MINUTE)
    assert ["late:3"] == await late_steps(shop, morning + 4 * HOUR + 30 * MINUTE)


async def test_what_is_done_meanwhile_does_not_bring_the_skipped_one_back(store: Store) -> None:
    shop = await Shop.open(store, quiet="22:00-08:00", ladder="off")
    request = await shop.client_writes(at=NOON + 14 * HOUR + 30 * MINUTE)
    morning = DUE + 22 * HOUR
    await shop.alerted(morning)
    await shop.alerted(morning + 30 * MINUTE)
    await shop.takes(request, at=morning + 31 * MINUTE)
    await gives_back(shop, request, morning + 32 * MINUTE)
    await shop.snoozes(request, 10 * MINUTE, at=morning + 33 * MINUTE)

    for minutes in range(32, 270):
        assert [] == await late_steps(shop, morning + minutes * MINUTE)
    assert ["late:3"] == await late_steps(shop, morning + 270 * MINUTE)


async def test_a_late_word_that_reached_nobody_holds_up_no_repeat(store: Store) -> None:
    shop = await Shop.open(store, quiet="22:00-08:00", ladder="off")
    await shop.client_writes(at=NOON + 14 * HOUR + 30 * MINUTE)
    morning = DUE + 22 * HOUR
    await shop.alerted(morning)
    async with store.write() as session:  # as the outbox records it
        for notice in await shop.notices(NoticeKind.ALERT):
            (await session.merge(notice)).status = NoticeStatus.DEAD

    assert ["late:2"] == await late_steps(shop, morning + 30 * MINUTE)


async def test_a_repeat_whose_pause_ends_at_night_waits_though_it_was_due_by_day(
    store: Store,
) -> None:
    shop = await Shop.open(store, quiet="22:00-08:00", ladder="off, repeat 12h")
    request = await shop.client_writes(at=NOON - 2 * HOUR)  # due at 08:00, repeated at 20:00
    await shop.alerted(DUE - 2 * HOUR)
    await shop.takes(request, at=DUE + 9 * HOUR)  # silent until 03:00

    assert [] == await late_steps(shop, DUE + 10 * HOUR)
    assert [] == await late_steps(shop, DUE + 17 * HOUR)
    assert ["late:2"] == await late_steps(shop, DUE + 22 * HOUR)


# --- any pauses at all ------------------------------------------------------------------------

STEP = 30  # seconds; the grid stands on whole minutes, what people do between them
Deed = tuple[str, int]  # what is done, and for how long a snooze lasts


@dataclass(slots=True)
class Model:
    """The rule told plainly, moment by moment; moments are counted in steps from the start."""

    due: int
    repeat: int
    quiet: Quiet | None
    deeds: dict[int, Deed]
    said: list[int] = field(default_factory=list)
    owed: bool = False
    silenced_until: int | None = None  # None: nobody has it
    snoozed_until: int = 0

    def run(self, end: int) -> list[bool]:
        """Fill `said`; returns for each moment whether repeats may be said."""
        free = []
        for now in range(end):
            self.owed |= now >= self.due and (now - self.due) % self.repeat == 0
            self.speak(now)
            if now in self.deeds:
                self.do(*self.deeds[now], now)
                self.speak(now)
            free.append(not self.is_quiet(now) and not self.is_paused(now))
        return free

    def speak(self, now: int) -> None:
        if not self.owed or self.is_quiet(now):
            return
        if not self.said:
            self.said.append(now)
        elif self.is_paused(now):
            return
        elif 2 * (now - self.said[-1]) >= self.repeat:
            self.said.append(now)
        self.owed = False

    def do(self, what: str, length: int, now: int) -> None:
        if what == "snooze":
            self.snoozed_until = now + length
        elif what == "give back":
            self.silenced_until = None
        elif self.silenced_until is None:
            self.silenced_until = now + int(TAKEN_SILENCE.total_seconds()) // STEP

    def is_paused(self, now: int) -> bool:
        return now < max(self.snoozed_until, self.silenced_until or 0)

    def is_quiet(self, now: int) -> bool:
        return bool(self.quiet and _is_night(self.quiet, now % steps(DAY)))


@cache
def _is_night(quiet: Quiet, time_of_day: int) -> bool:
    """Its zone is UTC: each day is like the first."""
    return bool(quiet.until(moment(time_of_day)))


def moment(steps: int) -> datetime:
    return NOON + timedelta(seconds=STEP * steps)


def steps(span: timedelta) -> int:
    return int(span.total_seconds()) // STEP


async def observed(shop: Shop, deeds: dict[int, Deed], end: int) -> list[tuple[int, str]]:
    """When the watch said what, where it looks at every moment at which it is to look."""
    request = await shop.client_writes(at=NOON)
    said: list[tuple[int, str]] = []

    async def watch_until(last: int, since: int) -> None:
        while (wait := await shop.wait(request)) and wait.next_alert_at:
            now = max(steps(wait.next_alert_at - NOON), since)
            if now > last:
                return
            said.extend((now, step) for step in await late_steps(shop, moment(now)))

    since = 0
    for at, (what, length) in sorted(deeds.items()):
        await watch_until(at, since)
        match what:
            case "take":
                await shop.takes(request, at=moment(at))
            case "give back":
                await gives_back(shop, request, moment(at))
            case _:
                await shop.snoozes(request, length * timedelta(seconds=STEP), at=moment(at))
        since = at
    await watch_until(end - 1, since)
    await shop.dismisses(request, at=moment(end))  # the next example's watch leaves it alone
    return said


def spans_of(free: list[bool], since: int) -> Iterator[tuple[int, int]]:
    """Every run of moments from `since` on at which repeats may be said: [start, end)."""
    edges = [now for now in range(since, len(free)) if now == since or free[now] != free[now - 1]]
    for start, end in pairwise([*edges, len(free)]):
        if free[start]:
            yield start, end


deeds_of_people = st.dictionaries(
    st.integers(0, 2 * 1440).map(lambda minutes: 2 * minutes + 1),
    st.tuples(
        st.sampled_from(["take", "give back", "snooze"]),
        st.integers(1, 600).map(lambda minutes: 2 * minutes),
    ),
    max_size=6,
)
nights = st.none() | st.builds(
    lambda start, length: Quiet(
        time(start), (datetime.combine(NOON, time(start)) + length).time(), "UTC"
    ),
    st.integers(0, 23),
    st.integers(1, 15 * 12).map(lambda fives: 5 * fives * MINUTE),
)


@example(  # snoozed in the night in which the breach waits to be told
    repeat=496,
    hours=2,
    quiet=Quiet(time(12), time(13, 15), "UTC"),
    deeds={17: ("take", 92), 301: ("snooze", 746), 675: ("take", 452), 903: ("snooze", 810)},
)
@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],  # shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(
    repeat=st.integers(90, 720).map(lambda minutes: 2 * minutes),
    hours=st.integers(1, 24),
    quiet=nights,
    deeds=deeds_of_people,
)
async def test_whatever_the_pauses_repeats_keep_their_distance_and_none_is_silenced_for_long(
    store: Store, repeat: int, hours: int, quiet: Quiet | None, deeds: dict[int, Deed]
) -> None:
    end, due = steps(3 * DAY), steps(hours * HOUR)
    shop = await Shop.alone(
        store,
        sla=str(hours),
        ladder=f"off, repeat {repeat // 2}m",
        quiet=f"{quiet.start:%H:%M}-{quiet.end:%H:%M}" if quiet else "off",
    )
    told = await observed(shop, deeds, end)
    model = Model(due, repeat, quiet, deeds)
    free = model.run(end)

    moments = [now for now, _ in told]
    assert model.said == moments
    assert ["breach"] == [step for _, step in told][:1]
    assert len({step for _, step in told}) == len(told)
    assert all(2 * (later - earlier) >= repeat for earlier, later in pairwise(moments))
    for start, stop in spans_of(free, due):
        heard = [start, *(now for now in moments if start <= now < stop), stop]
        assert all(2 * (later - earlier) <= 3 * repeat for earlier, later in pairwise(heard))
