"""The report's figures, each as a row: in words, and as numbers to reckon with."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.figures import Compliance, DayFact, Range, Share, best_and_worst
from bot.loyalty import Loyalty
from bot.quality import Quality
from bot.reporting import Before, More, PeriodFigures, Report
from bot.speed import Times
from handlers.files.facts import FileFacts
from handlers.texts import Texts
from handlers.views.figure_names import day_named, mark_name
from handlers.wording import duration, of, percent
from storage.vocabulary import Kind


class Row(NamedTuple):
    """A figure: hours, a count, a score, or `number` of `n`."""

    name: str
    shown: str
    number: float | None = None
    n: int | None = None
    interval: Range | None = None  # within which the true share lies, in 95 of 100 cases


def summary_rows(facts: FileFacts) -> list[Row]:
    """Every figure that has data: always n of N."""
    t, report, more = facts.t, facts.report, facts.more
    if report is None or more is None:
        return []
    return [
        *_speed(t, report),
        *_before(t, report.before),
        *_best_and_worst(t, facts.days),
        *_closer(t, more),
        *_marks(t, report.quality),
        *_depth(t, report.quality),
        *_reviews(t, report.quality),
        *_share(t("answers alike"), more.repeated),
        *_loyalty(t, more.loyalty),
        *_kinds(t, report.period),
        *(_now(t, report) if report.part.is_whole else []),
    ]


def client_rows(facts: FileFacts) -> list[Row]:
    """The figures that concern the agency's client: how well people were answered, not whom the
    team has still to call.
    """
    if facts.report is None or facts.more is None:
        return []
    t, quality = facts.t, facts.report.quality
    deep = _share(t("deep answers"), quality.depth.deep)
    return [*_speed(t, facts.report), *_marks(t, quality), *deep]


def _count(name: str, n: int) -> Row:
    return Row(name, str(n), n)


def _duration(t: Texts, name: str, seconds: float | None) -> list[Row]:
    if seconds is None:
        return []
    return [Row(name, duration(t, timedelta(seconds=seconds)), round(seconds / 3600, 3))]


def _share(name: str, share: Share) -> list[Row]:
    return [Row(name, of(share), share.part, share.n)] if share.n else []


def _rate(t: Texts, name: str, rate: Compliance | Share) -> list[Row]:
    """A share of what chance has drawn too: with its interval."""
    if rate.share is None:
        return []
    part = rate.part if isinstance(rate, Share) else rate.met
    shown = f"{percent(t, rate.share)} ({part}/{rate.n})"
    return [Row(name, shown, part, rate.n, rate.interval)]


def _speed(t: Texts, report: Report) -> list[Row]:
    period = report.period
    counted = [kind for kind in Kind if period.begun.kinds.get(kind)]
    first = period.first
    return [
        _count(t("requests"), period.requests),
        *[_count(_requests_of(t, kind), period.begun.kinds[kind]) for kind in counted],
        *_rate(t, t("answers in time"), period.compliance),
        *_rate(t, t("answers in time, the period before"), report.before.compliance),
        *_duration(t, t("first answer: half within"), first.median),
        *_duration(t, t("first answer: nine of ten within"), first.p90),
        *([_count(t("first answers"), first.n)] if first.n else []),
    ]


def _requests_of(t: Texts, kind: Kind) -> str:
    return {
        Kind.COMPLAINT: t("complaints"),
        Kind.QUESTION: t("questions"),
        Kind.SUGGESTION: t("suggestions"),
        Kind.PRAISE: t("words of praise"),
        Kind.COMMENT: t("comments"),
    }[kind]


def _before(t: Texts, before: Before) -> list[Row]:
    name = t("first answer, the period before: half within")
    return [
        _count(t("requests, the period before"), before.requests),
        *_duration(t, name, before.first.median),
    ]


def _best_and_worst(t: Texts, days: Sequence[DayFact]) -> list[Row]:
    named = zip((t("best day"), t("worst day")), best_and_worst(days), strict=True)
    return [
        Row(name, day_named(t, one), one.compliance.met, one.compliance.n)
        for name, one in named
        if one is not None
    ]


def _closer(t: Texts, more: More) -> list[Row]:
    every, working = more.closer.every, more.closer.working or Times.of([])
    return [
        *_duration(t, t("every answer: half within"), every.median),
        *_duration(t, t("every answer: nine of ten within"), every.p90),
        *([_count(t("answers"), every.n)] if every.n else []),
        *_duration(t, t("first answer in working time: half within"), working.median),
        *_duration(t, t("first answer in working time: nine of ten within"), working.p90),
        *([_count(t("first answers in working time"), working.n)] if working.n else []),
    ]


def _marks(t: Texts, quality: Quality) -> list[Row]:
    return [
        *_rate(t, t("marks of 4 and 5"), quality.csat),
        *_share(t("asked clients who gave a mark"), quality.asked),
    ]


def _depth(t: Texts, quality: Quality) -> list[Row]:
    rows = _share(t("deep answers"), quality.depth.deep)
    for mark, share in quality.depth.marks.items():
        rows += _share(t("deep answers: {mark}", mark=mark_name(t, mark)), share)
    return rows


def _reviews(t: Texts, quality: Quality) -> list[Row]:
    """What a lead scored, and what clients would."""
    rows = []
    if quality.review_median is not None:
        name = t("reviewed answers: half score so many of 100 or more")
        rows += [
            Row(name, str(round(quality.review_median)), round(quality.review_median, 1)),
            _count(t("reviewed answers"), quality.reviews),
        ]
    if quality.nps is not None:
        rows += [
            Row(t("would recommend, of 100"), str(round(quality.nps)), round(quality.nps, 1)),
            _count(t("clients who said whether they would"), quality.nps_n),
        ]
    return rows


def _loyalty(t: Texts, loyalty: Loyalty | None) -> list[Row]:
    if loyalty is None:
        return []
    return [
        *_share(t("won back so far") if loyalty.so_far else t("won back"), loyalty.recovered),
        *_share(t("clients who wrote before"), loyalty.repeat),
        _count(t("clients who returned"), loyalty.returned),
        _count(t("the same cause again"), loyalty.same_cause),
        *_share(t("best friends who wrote"), loyalty.friends),
    ]


def _kinds(t: Texts, period: PeriodFigures) -> list[Row]:
    confirmed = Share(period.begun.confirmed, period.requests)
    return [
        *_share(t("kinds confirmed by hand"), confirmed),
        _count(t("dismissed"), period.begun.dismissed),
    ]


def _now(t: Texts, report: Report) -> list[Row]:
    return [
        _count(t("late now"), report.late_in_all),
        _count(t("waiting, still in time"), report.pending),
        _count(t("clients at risk"), len(report.at_risk)),
    ]
