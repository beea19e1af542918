"""The figures of quality, loyalty and goals against slow, plain models and by hand."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures import (
    ClosedComplaint,
    Contact,
    Course,
    Criterion,
    Mark,
    Risk,
    Share,
    Span,
    Standing,
    csat,
    depth,
    expected,
    is_repeat,
    marks,
    nps,
    recovered_at,
    repeated_causes,
    repeated_share,
    returned,
    risks,
    scorecard,
    standing,
)

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
maybe = st.none() | st.booleans()
complaints = st.builds(ClosedComplaint, st.booleans(), maybe, st.booleans(), maybe)
days = st.integers(0, 200).map(lambda n: NOON + n * DAY / 2)


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    at = draw(days)
    rating = draw(st.none() | st.integers(1, 5))
    later = st.integers(0, 20).map(lambda n: at + n * DAY)
    failures = st.tuples(later, st.integers(0, 9)).map(lambda it: Span(it[0], it[0] + it[1] * DAY))
    return Contact(
        at=at,
        complained=(at, *draw(st.lists(later, max_size=2))) if draw(st.booleans()) else (),
        praised=draw(st.lists(later, max_size=1)),
        cause=draw(st.sampled_from(["", "a", "b"])),
        failures=draw(st.lists(failures, max_size=2)),
        rating=rating,
        rated_at=at + draw(st.integers(0, 40)) * DAY if rating else None,
    )


@given(st.lists(complaints, max_size=20))
def test_depth_counts_like_a_person_with_a_pencil(closed: list[ClosedComplaint]) -> None:
    found = depth(Counter(closed))
    for mark in Mark:
        applies = [one for one in closed if mark in marks(one)]
        there = [one for one in applies if marks(one)[mark]]
        assert Share(len(there), len(applies)) == found.marks[mark]
    deep = 0
    for one in closed:
        needed = [one.cause, one.told]
        needed += [one.department_answered] if one.department_answered is not None else []
        needed += [one.rated] if one.rated is not None else []
        deep += all(needed)
    assert Share(deep, len(closed)) == found.deep


@given(st.lists(st.integers(1, 5)))
def test_csat_is_the_share_of_fours_and_fives(scores: list[int]) -> None:
    assert Share(scores.count(4) + scores.count(5), len(scores)) == csat(scores)


@given(st.lists(st.integers(0, 10), min_size=1))
def test_nps_lies_between_all_against_and_all_for(scores: list[int]) -> None:
    found = nps(scores)
    plain = sum(1 if one >= 9 else -1 if one <= 6 else 0 for one in scores) / len(scores) * 100
    assert found == pytest.approx(plain)
    assert -100 <= plain <= 100


def test_scores_that_cannot_be_are_refused() -> None:
    assert nps([]) is None
    assert csat([]).share is None
    for wrong in ([0], [6], [-1]):
        with pytest.raises(ValueError, match="a score lies between"):
            csat(wrong)
    with pytest.raises(ValueError, match="a score lies between"):
        nps([11])


@given(st.fixed_dictionaries({one: st.integers(0, 2) for one in Criterion}))
def test_a_scorecard_is_a_weighted_share_and_nothing_without_a_solution(
    points: dict[Criterion, int],
) -> None:
    weights = (30, 20, 20, 20, 10)
    plain = sum(weight * points[one] / 2 for weight, one in zip(weights, Criterion, strict=True))
    wanted = plain if points[Criterion.SOLUTION] else 0
    assert scorecard(points) == pytest.approx(wanted)


def test_a_scorecard_wants_every_line_and_fair_weights() -> None:
    full = dict.fromkeys(Criterion, 2)
    assert 100.0 == scorecard(full)
    with pytest.raises(ValueError, match="every criterion"):
        scorecard({Criterion.TONE: 2})
    with pytest.raises(ValueError, match="a score lies"):
        scorecard({**full, Criterion.TONE: 3})
    with pytest.raises(ValueError, match="sum to nothing"):
        scorecard(full, dict.fromkeys(Criterion, 0))


@given(st.dictionaries(st.text(max_size=3), st.lists(st.integers(1, 5), min_size=1), max_size=6))
def test_the_template_share_counts_answers_that_several_clients_got(
    texts: dict[str, list[int]],
) -> None:
    sent = [(text, client) for text, clients in texts.items() for client in clients]
    several = [one for one in sent if len({client for text, client in sent if text == one[0]}) > 1]
    assert Share(len(several), len(sent)) == repeated_share(texts)


@given(st.lists(days, max_size=8), days)
def test_a_repeat_client_wrote_twice_in_ninety_days(known: list[datetime], end: datetime) -> None:
    times = 0
    for one in known:
        if (one < end and (end - one).days < 90) or one == end - 90 * DAY:
            times += one < end
    assert (times >= 2) == is_repeat(known, end)


@given(st.lists(contacts(), max_size=8))
def test_recovery_is_the_first_good_thing_within_thirty_days(known: list[Contact]) -> None:
    for complaint in known:
        good = [each for one in known for each in one.praised]
        good += [one.rated_at for one in known if one.rated_at and (one.rating or 0) >= 4]
        within = sorted(one for one in good if complaint.at < one <= complaint.at + 30 * DAY)
        assert (within[0] if within else None) == recovered_at(complaint, known)


@given(st.lists(contacts(), max_size=8), days, days, st.integers(0, 60))
def test_risks_stand_only_where_nothing_good_came_after(
    known: list[Contact], one: datetime, other: datetime, later: int
) -> None:
    start, end = sorted((one, other))
    now = end + later * DAY
    found = [one.risk for one in risks(known, start, end, now)]
    assert found == [risk for risk in Risk if risk in found]  # the gravest first
    assert [] == risks([*known, Contact(at=now, praised=[now])], start, end, now)
    assert [] == risks([], start, end, now)


@given(st.lists(contacts(), max_size=8), days, days)
def test_a_failed_complaint_is_of_every_period_in_which_the_client_was_failed(
    known: list[Contact], one: datetime, other: datetime
) -> None:
    start, end = sorted((one, other))
    good = [praised for each in known for praised in each.praised]
    good += [each.rated_at for each in known if each.rated_at and (each.rating or 0) >= 4]
    moments = [start + n * DAY / 4 for n in range(4 * (end - start).days + 4)]
    failed = False
    for since, until in (span for each in known if each.complained for span in each.failures):
        assert until is not None
        overlaps = any(since <= moment <= until for moment in moments if start <= moment < end)
        mended = any(since < moment <= end + 300 * DAY for moment in good)
        failed = failed or (overlaps and not mended)
    found = [one.risk for one in risks(known, start, end, end + 300 * DAY)]
    assert failed == (Risk.COMPLAINT_FAILED in found)


def test_the_reason_names_the_gravest_request() -> None:
    """A mended failure hides none that came later; a wait that goes on comes first."""
    mended = Span(NOON + DAY, NOON + 2 * DAY)
    late = Span(NOON + 5 * DAY, NOON + 6 * DAY)
    known = [
        Contact(NOON, [NOON], failures=[mended, Span(NOON + 4 * DAY, None)], rating=4,
                rated_at=NOON + 3 * DAY, number=1),
        Contact(NOON + 3 * DAY, [NOON + 3 * DAY, NOON + 4 * DAY], failures=[late], number=2),
    ]  # fmt: skip
    found = risks(known, NOON, NOON + 7 * DAY, NOON + 7 * DAY)
    assert [(Risk.COMPLAINT_FAILED, 1), (Risk.TWO_COMPLAINTS, 2)] == [
        (one.risk, one.contact.number) for one in found
    ]
    marks = [
        Contact(NOON, rating=score, rated_at=NOON + number * DAY, number=number)
        for number, score in enumerate((2, 1, 2))
    ]
    assert [1] == [one.contact.number for one in risks(marks, NOON, NOON + 7 * DAY, NOON + 7 * DAY)]


@given(st.lists(days, max_size=8), days, days)
def test_a_returned_client_was_silent_for_sixty_days(
    known: list[datetime], one: datetime, other: datetime
) -> None:
    start, end = sorted((one, other))
    ordered = sorted(known)
    plain = False
    for place, moment in enumerate(ordered):
        if start <= moment < end:
            plain = bool(place) and moment - ordered[place - 1] >= 60 * DAY
            break
    assert plain == returned(known, start, end)


def test_a_cause_that_comes_back_within_thirty_days() -> None:
    first = Contact(at=NOON, cause="price")
    again = Contact(at=NOON + 30 * DAY, cause="price")
    later = Contact(at=NOON + 61 * DAY, cause="price")
    other = Contact(at=NOON + DAY, cause="quality")
    known = [later, again, first, other]
    assert [again] == repeated_causes(known, NOON, NOON + 100 * DAY)
    assert [] == repeated_causes(known, NOON + 31 * DAY, NOON + 100 * DAY)


@given(
    st.floats(0, 1), st.floats(0, 1), st.integers(1, 100), st.integers(-10, 120), st.floats(0, 1)
)
def test_a_goal_is_met_on_track_behind_or_missed(
    baseline: float, target: float, length: int, gone: int, figure: float
) -> None:
    course = Course(NOON, baseline, target, NOON + length * DAY)
    now = NOON + gone * DAY
    line = expected(course, now)
    assert min(baseline, target) - 1e-9 <= line <= max(baseline, target) + 1e-9
    found = standing(course, figure, now)
    reached = figure >= target if course.rises else figure <= target
    assert (found is Standing.MET) == reached
    if not reached:
        assert (found is Standing.MISSED) == (now >= course.deadline)
    unknown = Standing.MISSED if now >= course.deadline else Standing.UNKNOWN
    assert unknown is standing(course, None, now)


def test_halfway_a_goal_shall_be_halfway() -> None:
    course = Course(NOON, 0.8, 0.9, NOON + 10 * DAY)
    assert expected(course, NOON + 5 * DAY) == pytest.approx(0.85)
    assert Standing.ON_TRACK is standing(course, 0.86, NOON + 5 * DAY)
    assert Standing.BEHIND is standing(course, 0.84, NOON + 5 * DAY)
    falling = Course(NOON, 10, 2, NOON + 10 * DAY)
    assert Standing.ON_TRACK is standing(falling, 5.9, NOON + 5 * DAY)
    assert Standing.BEHIND is standing(falling, 6.1, NOON + 5 * DAY)
