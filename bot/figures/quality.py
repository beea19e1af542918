"""Quality: how deep answers went, how clients rated them, how a lead scored them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.figures.shares import Share


class Mark(StrEnum):
    """The marks of a deep answer to a complaint."""

    CAUSE = "cause"
    DEPARTMENT = "department"
    TOLD = "told"
    RATED = "rated"


@dataclass(frozen=True, slots=True)
class ClosedComplaint:
    """What is known of a complaint that was closed.

    `department_answered` is None where the cause needs no department, `rated` where nobody asked
    the client; then the mark does not apply.
    """

    cause: bool
    department_answered: bool | None
    told: bool
    rated: bool | None


def marks(complaint: ClosedComplaint) -> dict[Mark, bool]:
    """Give each mark that applies, and whether it is there."""
    known = {
        Mark.CAUSE: complaint.cause,
        Mark.DEPARTMENT: complaint.department_answered,
        Mark.TOLD: complaint.told,
        Mark.RATED: complaint.rated,
    }
    return {mark: there for mark, there in known.items() if there is not None}


@dataclass(frozen=True, slots=True)
class Depth:
    """`marks` over the complaints to which each applies; `deep`: all that apply are there."""

    marks: Mapping[Mark, Share]
    deep: Share


def depth(complaints: Mapping[ClosedComplaint, int]) -> Depth:
    """Give the depth of closed complaints, counted by what is known of them.

        per mark: complaints with it / complaints to which it applies
        deep:     complaints with all marks that apply / closed complaints

    Source: the project's definition of a deep answer.
    """
    each = [(marks(one), count) for one, count in complaints.items()]
    per_mark = {
        mark: Share(
            sum(count for one, count in each if one.get(mark, False)),
            sum(count for one, count in each if mark in one),
        )
        for mark in Mark
    }
    deep = sum(count for one, count in each if all(one.values()))
    return Depth(per_mark, Share(deep, sum(count for _, count in each)))


def csat(scores: Sequence[int]) -> Share:
    """Give the customer satisfaction score: ratings of 4 and 5 among all ratings of 1 to 5.

    Raises ValueError for a rating outside 1 to 5. Source: the top-two-box score, as in ISO
    10004:2018, "Guidelines for monitoring and measuring", annex on customer satisfaction.
    """
    _check(scores, 1, 5)
    return Share(sum(score >= 4 for score in scores), len(scores))


def nps(scores: Sequence[int]) -> float | None:
    """Give the Net Promoter Score from answers of 0 to 10, None without data.

        100·(promoters - detractors) / n;  promoters: 9 and 10, detractors: 0 to 6

    Raises ValueError outside 0 to 10. Source: F. F. Reichheld (2003), "The one number you need
    to grow", Harvard Business Review 81 (12), 46-54.
    """
    _check(scores, 0, 10)
    if not scores:
        return None
    promoters = sum(score >= 9 for score in scores)
    detractors = sum(score <= 6 for score in scores)
    return 100 * (promoters - detractors) / len(scores)


def _check(scores: Sequence[int], low: int, high: int) -> None:
    if wrong := [score for score in scores if not low <= score <= high]:
        raise ValueError(f"a score lies between {low} and {high}, not at {wrong[0]}")


class Criterion(StrEnum):
    """What a lead scores an answer by, each 0 (no), 1 (partly) or 2 (yes)."""

    SOLUTION = "solution"  # the solution, or the next step
    COMPREHENSION = "comprehension"  # the question was understood
    EMPATHY = "empathy"
    CAUSE = "cause"  # the cause and the deadline are named
    TONE = "tone"


WEIGHTS = {
    Criterion.SOLUTION: 30,
    Criterion.COMPREHENSION: 20,
    Criterion.EMPATHY: 20,
    Criterion.CAUSE: 20,
    Criterion.TONE: 10,
}
MOST_POINTS = 2


def scorecard(points: Mapping[Criterion, int], weights: Mapping[Criterion, int] = WEIGHTS) -> float:
    """Give the score of a reviewed answer, from 0 to 100.

        100·Σ(weight·points / 2) / Σ weight;  0 where the solution has no points

    The solution is critical: without it nothing else makes an answer good. Raises ValueError
    for points outside 0 to 2, a missing criterion, or weights that sum to nothing. Source: the
    project's definition, after the critical-error rule of COPC quality scorecards.
    """
    if set(points) != set(Criterion) or any(weights.get(one, 0) < 0 for one in Criterion):
        raise ValueError("every criterion needs points, and a weight that is not below zero")
    _check(list(points.values()), 0, MOST_POINTS)
    total = sum(weights.get(one, 0) for one in Criterion)
    if total <= 0:
        raise ValueError("the weights must not sum to nothing")
    if points[Criterion.SOLUTION] == 0:
        return 0.0
    got = sum(weights.get(one, 0) * points[one] for one in Criterion)
    return 100 * got / (MOST_POINTS * total)


def repeated_share(texts: Mapping[str, Iterable[int]]) -> Share:
    """Give the template share: answers whose text went to several clients, among all answers.

    `texts` gives for each (normalised) text the clients who got it, one entry an answer.
    Source: the project's definition.
    """
    sent = {text: list(clients) for text, clients in texts.items()}
    repeated = sum(len(clients) for clients in sent.values() if len(set(clients)) > 1)
    return Share(repeated, sum(len(clients) for clients in sent.values()))
