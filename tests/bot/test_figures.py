import statistics
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures import (
    Compliance,
    DayFact,
    WaitFact,
    answered_compliance,
    best_and_worst,
    by_day,
    first_answers,
    median,
    overlap,
    quantile,
    response_seconds,
    span_before,
    wilson,
)

KYIV = "Europe/Kyiv"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONDAY = datetime(2026, 10, 19, tzinfo=UTC)
NOW = MONDAY + 7 * DAY


def wait(
    due_at: datetime, stopped_at: datetime | None = None, *, answered: bool = True
) -> WaitFact:
    return WaitFact(due_at - DAY, due_at, stopped_at, answered and stopped_at is not None)


def compliance(waits: list[WaitFact], start: datetime, end: datetime, now: datetime) -> Compliance:
    """The definition, spelled out: met or breached, of the waits due in [start, end)."""
    due = [each for each in waits if start <= each.due_at < end]
    met = [each for each in due if each.stopped_at is not None and each.stopped_at <= each.due_at]
    late = [each for each in due if each.stopped_at is not None and each.stopped_at > each.due_at]
    overdue = [each for each in due if each.stopped_at is None and each.due_at <= now]
    return Compliance(len(met), len(late) + len(overdue))


hours_from_monday = st.integers(-72, 240).map(lambda hours: MONDAY + hours * HOUR)
facts = st.builds(
    lambda due, stopped, answered: wait(due, stopped, answered=answered),
    hours_from_monday,
    st.none() | hours_from_monday,
    st.booleans(),
)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775),  # R: prop.test(0, 10, correct = FALSE)
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (8, 10, 0.4902, 0.9433),
        (90, 100, 0.8256, 0.9448),
    ],
)
def test_the_wilson_interval_has_its_published_values(
    successes: int, n: int, low: float, high: float
) -> None:
    assert pytest.approx((low, high), abs=5e-5) == wilson(successes, n)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_bounds_of_the_wilson_interval_solve_its_equation(counts: tuple[int, int]) -> None:
    """At both bounds b: (p - b)² = z²·b(1 - b)/n, the score test turned round."""
    successes, n = counts
    share = successes / n
    low, high = wilson(successes, n)
    assert 0 <= low <= share <= high <= 1
    for bound in (low, high):
        if 0 < bound < 1:
            assert (share - bound) ** 2 == pytest.approx(1.96**2 * bound * (1 - bound) / n)


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_counts_that_cannot_be_are_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="there cannot be"):
        wilson(successes, n)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((0.1, 0.5), (0.4, 0.9), True),
        ((0.1, 0.4), (0.4, 0.9), True),
        ((0.1, 0.9), (0.4, 0.5), True),
        ((0.1, 0.3), (0.4, 0.9), False),
    ],
)
def test_ranges_overlap_when_they_share_a_point(
    a: tuple[float, float], b: tuple[float, float], expected: bool
) -> None:
    assert expected is overlap(a, b)
    assert expected is overlap(b, a)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=2))
def test_quantiles_are_those_of_the_standard_library(values: list[int]) -> None:
    expected = statistics.quantiles(values, n=10, method="inclusive")
    found = [quantile(values, each / 10) for each in range(1, 10)]
    assert pytest.approx(expected) == found
    assert pytest.approx(statistics.median(values)) == median(values)
    assert (min(values), max(values)) == (quantile(values, 0), quantile(values, 1))


def test_quantiles_of_nothing_and_of_one_value() -> None:
    assert median([]) is None
    assert quantile([], 0.9) is None
    assert 7 == quantile([7], 0.9)


@pytest.mark.parametrize("q", [-0.1, 1.1, float("nan")])
def test_a_quantile_outside_its_range_is_refused(q: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile([1, 2], q)


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (wait(NOW - DAY, NOW - 2 * DAY), Compliance(1, 0)),
        (wait(NOW - DAY, NOW - DAY), Compliance(1, 0)),  # in the very moment of the deadline
        (wait(NOW - DAY, NOW - DAY + timedelta.resolution), Compliance(0, 1)),
        (wait(NOW - DAY), Compliance(0, 1)),
        (wait(NOW), Compliance(0, 1)),
        (wait(NOW + HOUR), Compliance(0, 0)),
        (wait(NOW + HOUR, NOW - HOUR), Compliance(1, 0)),  # answered ahead of time
        (wait(MONDAY, MONDAY), Compliance(1, 0)),  # half-open: the first moment counts
        (wait(NOW + DAY, MONDAY), Compliance(0, 0)),  # and the last does not
        (wait(MONDAY - MINUTE, MONDAY), Compliance(0, 0)),
    ],
)
def test_a_wait_due_in_the_period_is_met_or_breached(fact: WaitFact, expected: Compliance) -> None:
    days = by_day([fact], MONDAY, NOW + DAY, NOW, "UTC")
    assert expected == sum((each.compliance for each in days), Compliance(0, 0))


def test_compliance_tells_its_share_with_n_and_interval() -> None:
    assert (10, 0.8) == (Compliance(8, 2).n, Compliance(8, 2).share)
    assert wilson(8, 10) == Compliance(8, 2).interval


def test_without_data_there_is_no_share() -> None:
    nothing = Compliance(0, 0)
    assert (0, None, (0.0, 1.0)) == (nothing.n, nothing.share, nothing.interval)


def test_response_times_are_of_the_answers_given_in_the_period() -> None:
    waits = [
        wait(MONDAY + DAY, MONDAY),  # asked before the period, answered at its first moment
        wait(MONDAY + DAY, MONDAY - MINUTE),
        wait(NOW, NOW),  # answered at the moment after the period
        wait(NOW, NOW - HOUR, answered=False),  # closed without an answer
        wait(NOW),
        wait(NOW, NOW - 12 * HOUR),
    ]
    assert [0.0, 43_200.0] == response_seconds(waits, MONDAY, NOW)


def test_a_request_has_one_first_answer_whatever_quick_words_follow() -> None:
    first = wait(NOW, NOW - 4 * HOUR)
    later = [wait(NOW, NOW - HOUR)._replace(first=False) for _ in range(9)]
    closed = wait(NOW, NOW - HOUR, answered=False)
    assert [first] == first_answers([*later, first, closed])


def test_what_somebody_answered_counts_whenever_it_was_due() -> None:
    waits = [
        wait(NOW + DAY, NOW - HOUR),  # due after the period
        wait(MONDAY - DAY, MONDAY),  # due before it, and late
        wait(NOW, NOW),  # answered after it
        wait(NOW, NOW - HOUR, answered=False),
    ]
    assert Compliance(1, 1) == answered_compliance(waits, MONDAY, NOW)


@given(st.lists(facts), hours_from_monday, st.sampled_from([KYIV, "America/New_York", "UTC"]))
def test_the_days_of_a_period_add_up_to_it(
    waits: list[WaitFact], now: datetime, timezone: str
) -> None:
    days = by_day(waits, MONDAY, NOW, now, timezone)
    whole = compliance(waits, MONDAY, NOW, now)
    assert (whole.met, whole.breached) == (
        sum(each.compliance.met for each in days),
        sum(each.compliance.breached for each in days),
    )
    for each in days:
        own = [
            fact for fact in waits if each.day == fact.due_at.astimezone(ZoneInfo(timezone)).date()
        ]
        assert compliance(own, MONDAY, NOW, now) == each.compliance


def test_a_local_week_has_seven_days_even_when_the_clock_changes() -> None:
    zone = ZoneInfo(KYIV)
    start = datetime(2026, 10, 19, tzinfo=zone).astimezone(UTC)
    end = datetime(2026, 10, 26, tzinfo=zone).astimezone(UTC)
    assert 7 * DAY + HOUR == end - start
    last_minute = wait(end - MINUTE, end - HOUR)
    days = by_day([last_minute], start, end, NOW, KYIV)
    assert [date(2026, 10, 19) + n * DAY for n in range(7)] == [each.day for each in days]
    assert [0, 0, 0, 0, 0, 0, 1] == [each.compliance.met for each in days]


def test_an_empty_period_has_no_days() -> None:
    assert [] == by_day([wait(MONDAY)], MONDAY, MONDAY, NOW, KYIV)


def day(number: int, met: int, breached: int) -> DayFact:
    return DayFact(date(2026, 11, number), Compliance(met, breached))


def test_the_best_and_the_worst_day_are_told_by_their_share() -> None:
    days = [day(1, 3, 1), day(2, 1, 3), day(3, 2, 2), day(4, 0, 0)]
    assert (days[0], days[1]) == best_and_worst(days)


def test_of_equal_days_the_one_with_more_waits_wins_then_the_earlier() -> None:
    days = [day(5, 2, 0), day(4, 2, 0), day(3, 1, 0), day(2, 0, 1), day(1, 0, 2)]
    assert (days[1], days[4]) == best_and_worst(days)


@pytest.mark.parametrize(
    "days",
    [
        [],
        [day(1, 3, 1)],
        [day(1, 3, 1), day(2, 0, 0)],
        [day(1, 1, 1), day(2, 5, 5)],
    ],
)
def test_there_is_no_best_day_without_a_difference(days: list[DayFact]) -> None:
    assert (None, None) == best_and_worst(days)


counts = st.tuples(st.integers(0, 4), st.integers(0, 4))


@given(st.lists(counts, max_size=7))
def test_no_day_is_better_than_the_best_nor_worse_than_the_worst(
    counted: list[tuple[int, int]],
) -> None:
    days = [day(number, *each) for number, each in enumerate(counted, start=1)]
    shares = {Fraction(met, met + breached) for met, breached in counted if met + breached}
    best, worst = best_and_worst(days)
    if len(shares) < 2:
        assert (None, None) == (best, worst)
        return
    assert best is not None
    assert worst is not None
    assert max(shares) == Fraction(best.compliance.met, best.compliance.n)
    assert min(shares) == Fraction(worst.compliance.met, worst.compliance.n)


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        (date(2026, 10, 19), date(2026, 10, 26), date(2026, 10, 12)),  # the clocks go back within
        (date(2026, 10, 26), date(2026, 11, 2), date(2026, 10, 19)),  # just before it
        (date(2026, 3, 29), date(2026, 3, 30), date(2026, 3, 28)),  # a day of 23 hours
        (date(2026, 6, 1), date(2026, 6, 8), date(2026, 5, 25)),
    ],
)
def test_the_period_before_has_as_many_local_days(start: date, end: date, before: date) -> None:
    zone = ZoneInfo(KYIV)
    midnights = [
        datetime(one.year, one.month, one.day, tzinfo=zone) for one in (before, start, end)
    ]
    assert (midnights[0], midnights[1]) == span_before(midnights[1], midnights[2], KYIV)
