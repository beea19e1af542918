"""Short questions and short refusals."""

from collections.abc import Sequence

from aiogram.utils.formatting import BlockQuote, Text

from bot.answers import Answer
from handlers.buttons import OnAnswer
from handlers.texts import Texts
from handlers.views.names import content_name, source_name
from handlers.views.view import View, button, lines
from handlers.wording import clip
from storage.engine import Session
from storage.requests import get_matter
from storage.tables import Request

MOST = 6
"""Waiting clients offered as buttons, the longest waiting first."""


async def ask_whose_answer(
    session: Session, t: Texts, answer: Answer, candidates: Sequence[Request]
) -> View:
    rows = []
    for request in candidates[:MOST]:
        matter = await get_matter(session, request.id)
        name = clip(matter.client.name, 30) if matter else ""
        rows.append([button(f"#{request.number} {name}", OnAnswer(request_id=request.id))])
    rows.append([button(t("Not an answer"), OnAnswer(request_id=0))])
    return View(
        lines(
            t("{name} wrote in the client chat:", name=clip(answer.author, 40)),
            BlockQuote(clip(answer.text, 500) or content_name(t, answer.content)),
            t("Several clients wait there. Whose answer is it?"),
        ),
        rows,
    )


def not_carried(t: Texts, request: Request) -> View:
    """The client is not in Telegram: the words are on record, the sending is the member's."""
    source = source_name(t, request.source)
    return View(
        Text(
            t(
                "Recorded as the answer to #{number}. I cannot write there: please send it via "
                "{source} yourself.",
                number=request.number,
                source=source,
            )
        )
    )


def not_staff(t: Texts) -> View:
    return View(
        Text(t("This is for the team's members. If you are one, ask your lead for an invitation."))
    )


def leads_only(t: Texts) -> View:
    return View(Text(t("Only leads and the owner can do this.")))


def anonymous(t: Texts) -> str:
    return t(
        "You write as the group, so I cannot see who you are. Please switch “Remain "
        "anonymous” off for a moment and send it again."
    )


def plain(text: str) -> View:
    return View(Text(text))
