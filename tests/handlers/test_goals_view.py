"""The list of goals says over which days each of them is measured."""

import pytest

from handlers.texts import texts
from handlers.views.goals import goals_view
from storage.vocabulary import Metric
from tests.handlers.quality_views import goal_facts
from tests.handlers.rows import brand
from tests.spreadsheet import spaced

USUAL = "Measured over the last 28 days."
WON = "Won back: of the complaints made 58 to 30 days ago."
WAITING = "Clients who wait: at this moment."


@pytest.mark.parametrize(
    ("metrics", "said"),
    [
        ({Metric.CSAT}, [USUAL]),
        ({Metric.BACKLOG}, [WAITING]),
        ({Metric.RECOVERED}, [WON]),
        (set(Metric), [USUAL, WON, WAITING]),
        (set(), []),
    ],
)
def test_it_says_how_each_kind_of_goal_is_measured_and_no_more(
    metrics: set[Metric], said: list[str]
) -> None:
    goals = [one for one in goal_facts("Iryna") if one.goal.metric in metrics]
    assert metrics == {one.goal.metric for one in goals}
    view = goals_view(texts("en"), brand("en"), goals, may_drop=False)
    lines = spaced(view.payload()["text"]).split("\n")
    assert said == [one for one in lines if one in {USUAL, WON, WAITING}]
