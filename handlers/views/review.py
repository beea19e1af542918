"""An answer with its scorecard."""

from aiogram.utils.formatting import BlockQuote, Bold, Text

from bot.figures import Criterion
from handlers.buttons import OnRequest, OnReview
from handlers.texts import Texts
from handlers.views.view import View, button, lines
from handlers.wording import clip
from storage.tables import Message, Request, Review

POINTS = ("✖️", "➖", "✔️")  # no, partly, yes


def criterion_name(t: Texts, criterion: Criterion) -> str:
    return {
        Criterion.SOLUTION: t("solution or next step"),
        Criterion.COMPREHENSION: t("understood the client"),
        Criterion.EMPATHY: t("empathy"),
        Criterion.CAUSE: t("cause and deadline"),
        Criterion.TONE: t("tone"),
    }[criterion]


def review_view(
    t: Texts, request: Request, asked: str, answer: Message, said: str, review: Review | None
) -> View:
    """`asked` is what the client wrote, `said` all of the answer that begins with `answer`."""
    points = review.points if review else {}
    rows = []
    for line, criterion in enumerate(Criterion, 1):
        given = points.get(criterion.value)
        rows.append(
            [
                button(
                    f"• {line} {sign}" if given == number else f"{line} {sign}",
                    OnReview(message_row=answer.id, criterion=criterion.value, points=number),
                )
                for number, sign in enumerate(POINTS)
            ]
        )
    listed = [
        Text(f"{number}. ", criterion_name(t, one), _given(points.get(one.value)))
        for number, one in enumerate(Criterion, 1)
    ]
    score = review.score if review else None
    more = [
        button(t("Show the request"), OnRequest(request_id=request.id, verb="show")),
        button(t("Next answer"), OnReview(message_row=0, criterion="next", points=0)),
    ]
    return View(
        lines(
            Bold(t("🧐 The answer to #{number}", number=request.number)),
            BlockQuote(clip(asked, 700)) if asked else None,
            Text("↩️ ", Bold(clip(answer.author, 40)), ": ", clip(said, 1500)),
            "",
            *listed,
            t("Score: {score} of 100", score=round(score))
            if score is not None
            else t("A row of buttons for each line: no, partly, yes."),
        ),
        [*rows, more],
    )


def _given(points: int | None) -> str:
    return "" if points is None else f" {POINTS[points]}"
