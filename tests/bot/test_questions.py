from datetime import UTC, datetime, timedelta

from bot.answers import Answer
from bot.questions import Edit, Question

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def linked(url: str, **more: object) -> dict[str, object]:
    link = {"type": "text_link", "offset": 0, "length": 3, "url": url}
    return {"entities": [link], **more}


def test_an_open_question_takes_over_links_that_were_corrected_alone() -> None:
    said = Answer(-100, 7, NOON, "Ірина", None, "text", "тут", details=linked("https://a.example/"))
    question = Question((1,), (said,))
    later = NOON + timedelta(minutes=1)
    right = Edit(7, later, "тут", linked("https://b.example/"))
    corrected = question.edited(right)
    assert corrected is not None
    assert (right,) == corrected.edits
    assert corrected.edited(right) is None


def test_steps_of_a_place_that_moves_are_no_edits() -> None:
    said = Answer(-100, 7, NOON, "Ірина", None, "location", details={"send": {"latitude": 50.1}})
    step = Edit(7, NOON + timedelta(minutes=1), "", {"send": {"latitude": 50.2}})
    assert Question((1,), (said,)).edited(step) is None
