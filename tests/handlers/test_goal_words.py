"""Goals as people type them, in three languages."""

from datetime import UTC, date, datetime

import pytest

from bot.goals import GoalError
from handlers.goal_words import read_goal
from handlers.texts import LANGUAGES, texts
from handlers.views.names import metric_name
from storage.vocabulary import Metric

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
NEW_YEARS_EVE = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("typed", "metric", "target", "owner"),
    [
        ("compliance 92 % by 31.12 Iryna", Metric.COMPLIANCE, 0.92, "Iryna"),
        ("in time 92% 31.12 Iryna", Metric.COMPLIANCE, 0.92, "Iryna"),
        ("вчасно 92 до 31.12 Ірина з підтримки", Metric.COMPLIANCE, 0.92, "Ірина з підтримки"),
        ("Вовремя: 92,5 % к 31.12, Ирина", Metric.COMPLIANCE, 0.925, "Ирина"),
        ("first response 2 31.12 Iryna", Metric.FIRST_RESPONSE, 2, "Iryna"),
        ("response 30 min by 2026-12-31 @iryna", Metric.FIRST_RESPONSE, 0.5, "@iryna"),
        ("відповідь 30хв до 31.12 Ірина", Metric.FIRST_RESPONSE, 0.5, "Ірина"),
        ("перша відповідь 1,5 год. 31.12 Ірина", Metric.FIRST_RESPONSE, 1.5, "Ірина"),
        ("оцінки 4 і 5 90 31.12 Ірина", Metric.CSAT, 0.9, "Ірина"),
        ("глибина відповідей 90 31.12 Ірина", Metric.DEPTH, 0.9, "Ірина"),
        ("очередь 3 31.12 Ирина", Metric.BACKLOG, 3, "Ирина"),
    ],
)
def test_what_people_type_is_a_goal(typed: str, metric: Metric, target: float, owner: str) -> None:
    read = read_goal(typed, NOW, "Europe/Kyiv")
    assert (metric, NEW_YEARS_EVE, owner) == (read.metric, read.deadline, read.owner)
    assert target == pytest.approx(read.target)


@pytest.mark.parametrize(
    ("typed", "deadline"),
    [
        ("до 31 грудня", NEW_YEARS_EVE),
        ("до 31 декабря", NEW_YEARS_EVE),
        ("by 31 December", NEW_YEARS_EVE),
        ("by December 31,", NEW_YEARS_EVE),
        ("by the 31st of December 2026", NEW_YEARS_EVE),
        ("31 груд.", NEW_YEARS_EVE),
        ("до 31-го грудня 2026 року", NEW_YEARS_EVE),
        ("к 31 дек. 2026 г.,", NEW_YEARS_EVE),
        ("до 31.12", NEW_YEARS_EVE),
        ("2026-12-31", NEW_YEARS_EVE),
        ("грудень", NEW_YEARS_EVE),
        ("до кінця грудня", NEW_YEARS_EVE),
        ("к концу декабря", NEW_YEARS_EVE),
        ("by the end of December", NEW_YEARS_EVE),
        ("до листопада", date(2026, 11, 30)),
        ("February", date(2027, 2, 28)),
        ("лютий 2028", date(2028, 2, 29)),
        ("1 мая", date(2027, 5, 1)),
        ("2 листопада", date(2026, 11, 2)),
        ("1 November", date(2027, 11, 1)),
    ],
)
def test_a_deadline_is_read_as_people_write_days(typed: str, deadline: date) -> None:
    for owner in ("Ірина", "@iryna", "Марта Грудень", "Р. Травневий"):
        read = read_goal(f"marks 90 {typed} {owner}", NOW, "Europe/Kyiv")
        assert (deadline, owner) == (read.deadline, read.owner)


def test_each_metric_is_known_by_the_name_that_the_list_prints() -> None:
    for metric in Metric:
        for t in map(texts, LANGUAGES):
            name = metric_name(t, metric)
            assert metric is read_goal(f"{name} 5 31.12 Ірина", NOW, "Europe/Kyiv").metric


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("щастя 90 31.12 Ірина", "metric"),
        ("timely 90 31.12 Ірина", "metric"),
        ("marks", "short"),
        ("marks 90 31.12", "short"),
        ("marks 90 до 31 грудня", "short"),
        ("marks 90 by December", "short"),
        ("marks 90 31 груша Ірина", "deadline"),
        ("marks 90 31 листопада Ірина", "deadline"),
        ("marks many 31.12 Ірина", "target"),
        ("marks 30 хв 31.12 Ірина", "target"),
        ("черга 5 % 31.12 Ірина", "target"),
        ("marks 90 someday Ірина", "deadline"),
    ],
)
def test_what_cannot_be_read_says_why(typed: str, reason: str) -> None:
    with pytest.raises(GoalError, match=reason):
        read_goal(typed, NOW, "Europe/Kyiv")
