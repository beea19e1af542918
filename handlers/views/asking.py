"""Short questions and short refusals."""

from collections.abc import Sequence

from aiogram.utils.formatting import BlockQuote, Text

from bot.answers import NotCarriedError
from bot.periods import PeriodError
from bot.policy import ASK_FOR_ANSWER
from bot.questions import Question, Settled
from handlers.buttons import OnAnswer, OnAutomatic, OnCandidates
from handlers.texts import Texts
from handlers.views.names import content_name, kind_name, source_name
from handlers.views.view import View, button, lines
from handlers.wording import clip
from storage.engine import Session
from storage.merging import parties_of
from storage.tables import Request
from storage.vocabulary import Kind, RequestStatus, Source

MOST = 6
"""Waiting clients offered as buttons at a time, the longest waiting first."""


async def ask_whose_answer(
    session: Session, t: Texts, question: Question, candidates: Sequence[Request]
) -> View:
    """Of merged clients those are named who wrote where the answer was given."""
    offset = question.offset
    rows = []
    for request in candidates[offset : offset + MOST]:
        parties = await parties_of(session, request.id)
        there = [client for own, client in parties if own.chat_id == question.said_in]
        names = dict.fromkeys(client.name for client in there or [one for _, one in parties])
        label = clip(f"#{request.number} {', '.join(names)}", 40)
        rows.append([button(label, OnAnswer(request_id=request.id))])
    turn = []
    if offset > 0:
        turn.append(button(t("‹ Back"), OnCandidates(offset=max(0, offset - MOST))))
    if offset + MOST < len(candidates):
        turn.append(button(t("More ›"), OnCandidates(offset=offset + MOST)))
    rows.append(turn)
    rows.append([button(t("Not an answer"), OnAnswer(request_id=0))])
    if question.automatic:
        rows.append([button(t("An automatic text"), OnAutomatic())])
    parts = question.newest
    words = next((one.text for one in parts if one.text), "")
    return View(
        lines(
            t("{name} wrote:", name=clip(parts[0].author, 40)),
            BlockQuote(clip(words, 500) or content_name(t, parts[0].content)),
            _question(t, candidates),
        ),
        [row for row in rows if row],
    )


def _question(t: Texts, candidates: Sequence[Request]) -> str:
    if len(candidates) == 1:
        return t("Was this the answer to #{number}?", number=candidates[0].number)
    return t("Several clients wait there. Whose answer is it?")


def settled(t: Texts, how: Settled, number: int | None) -> str:
    """What became of the question; `number` is the request's that was credited."""
    if number is not None:
        return t("Noted: the answer to #{number}.", number=number)
    if how.automatic:
        return t("Noted: an automatic text. I will not ask about it again.")
    return t("Noted: not an answer. The clocks run on.")


def settled_before(t: Texts, how: Settled, number: int | None) -> str:
    """The same for whoever presses later."""
    name = clip(how.by, 40)
    if number is not None:
        return t(
            "{name} was first: it is noted as the answer to #{number}.", name=name, number=number
        )
    if how.automatic:
        return t("{name} was first: it is noted as an automatic text.", name=name)
    return t("{name} was first: it is noted as not an answer.", name=name)


def not_carried(t: Texts, request: Request) -> View:
    """The client is not in Telegram: the words are on record, the sending is the member's."""
    if request.source is Source.OTHER and not request.own_source:
        return plain(
            t(
                "Recorded as the answer to #{number}. I cannot write there: please send it "
                "yourself where the client wrote.",
                number=request.number,
            )
        )
    source = request.own_source or source_name(t, request.source)
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


def sent_though_ended(t: Texts, request: Request) -> View:
    """The words reach the client, and nothing else changes: nobody reopened the request."""
    if request.status is RequestStatus.DISMISSED:
        said = t(
            "#{number} was set aside as not a request. The client gets your words all the same; "
            "“Reopen” on its card puts it back to work.",
            number=request.number,
        )
    else:
        said = t(
            "#{number} is closed and stays closed. The client gets your words; “Reopen” on its "
            "card puts it back to work.",
            number=request.number,
        )
    return plain(said)


def kind_noted(t: Texts, request: Request, kind: Kind, *, waited: bool) -> str:
    """The toast, and what became of the clock of a client who `waited`."""
    said = t("Noted: {kind}.", kind=kind_name(t, kind))
    if not waited or kind in ASK_FOR_ANSWER:
        return said
    clock = (
        t("The client's clock runs on.")
        if request.status is RequestStatus.OPEN
        else t("No answer is needed: the clock has stopped and nothing of it counts.")
    )
    return f"{said} {clock}"


def not_staff(t: Texts) -> View:
    return View(
        Text(t("This is for the team's members. If you are one, ask your lead for an invitation."))
    )


def leads_only(t: Texts) -> str:
    return t("Only leads and the owner can do this.")


def anonymous(t: Texts) -> str:
    return t(
        "You write as the group, so I cannot see who you are. Please switch “Remain "
        "anonymous” off for a moment and send it again."
    )


def plain(text: str) -> View:
    return View(Text(text))


def not_sent(t: Texts, error: NotCarriedError, number: int) -> View:
    """Why the client cannot have this answer from the desk, and what can be done."""
    name = clip(error.name, 40)
    if error.problem == "do_not_message":
        return plain(
            t(
                "Not sent: {name} asked not to be messaged. /client {number} takes that back; or "
                "close the request.",
                name=name,
                number=number,
            )
        )
    if error.problem == "medium":
        medium = content_name(t, error.content)
        return plain(
            t(
                "Not sent: I cannot pass this on ({medium}). Please say it another way.",
                medium=medium,
            )
        )
    why = {
        "ended": t("Not sent: the Business account of {name} is disconnected.", name=name),
        "rights": t("Not sent: I may not answer in the Business account of {name}.", name=name),
        "window": t(
            "Not sent: Telegram lets me answer only within 24 hours of the client's last message."
        ),
    }[error.problem]
    then = (
        t(
            "I see no answer given in its app either: connect it again, or answer there and then "
            "close #{number} yourself.",
            number=number,
        )
        if error.problem == "ended"
        else t("{name} can answer in the app: that stops the clock.", name=name)
    )
    return plain(f"{why} {then}")


def period_refusal(t: Texts, error: PeriodError) -> str:
    """What is wrong with a period that somebody typed."""
    return {
        "future": t("This period has not begun yet."),
        "reversed": t("The period ends before it begins."),
        "long": t("That is too long: up to three years, please."),
    }.get(error.code, t("I could not read the period."))
