"""What did not reach a client or a department, and why."""

from typing import Any

from aiogram.utils.formatting import Bold, Text

from bot.answers import SAID_TO_ANOTHER
from bot.delivery import (
    BECAME_NOTE,
    CUT_OFF,
    NO_READER,
    NOT_ON_RECORD,
    OUR_FAULT,
    PERHAPS_SENT,
    UNCARRIABLE,
)
from handlers.texts import Texts
from handlers.views.names import content_name
from handlers.views.view import View, lines
from handlers.wording import clip
from storage.requests import Matter

MOST = 10
"""Clients of one matter named in one message."""


def undelivered(t: Texts, matter: Matter, payload: dict[str, Any]) -> View:
    """An answer that did not reach its client, or a question its department."""
    if "untold" in payload:
        return _untold(t, matter, payload)
    reason = payload["reason"]
    if "file" in payload:
        return _unshown(t, matter, payload)
    if "department" in payload:
        return _unasked(t, matter, payload["department"], reason)
    name = clip(payload.get("client") or matter.client.name, 40)
    if payload.get("delayed"):
        return _delayed(t, matter.request.number, name, payload)
    if "uncorrected" in payload:
        return _uncorrected(t, matter, name, reason)
    return View(
        lines(
            Text(
                "⛔ ",
                Bold(
                    t(
                        "#{number}: your answer did not reach {name}.",
                        number=matter.request.number,
                        name=name,
                    )
                ),
            ),
            _why(t, reason),
            t("The clock runs on: the client still waits for an answer.")
            if payload.get("runs_on")
            else t("If you know another way to reach the client, use it, then close the request."),
        )
    )


def _delayed(t: Texts, number: int, name: str, payload: dict[str, Any]) -> View:
    """An answer that Telegram does not take, or at last did."""
    if payload.get("arrived"):
        head = t("#{number}: your answer has reached {name} now.", number=number, name=name)
        return View(lines(Text("✅ ", Bold(head)), t("It counts from when you wrote it.")))
    return View(
        lines(
            Text(
                "⏳ ",
                Bold(
                    t(
                        "#{number}: your answer has not reached {name} yet.",
                        number=number,
                        name=name,
                    )
                ),
            ),
            t("Telegram does not take it. I keep trying, and will say here when it arrives."),
            t("The clock runs on: the client still waits for an answer.")
            if payload.get("runs_on")
            else None,
        )
    )


def _uncorrected(t: Texts, matter: Matter, name: str, reason: str) -> View:
    number = matter.request.number
    head = t("#{number}: your correction did not reach {name}.", number=number, name=name)
    return View(
        lines(Text("⛔ ", Bold(head)), _why(t, reason), t("The client keeps the words they got."))
    )


def _untold(t: Texts, matter: Matter, payload: dict[str, Any]) -> View:
    """Of several clients of one matter: who has not had this answer."""
    untold = payload["untold"]
    shown = [
        f"{clip(one['client'], 40)}: {_why_untold(t, one['problem'], payload['content'])}"
        for one in untold[:MOST]
    ]
    left = len(untold) - len(shown)
    head = t("#{number}: not everyone merged here got this answer.", number=matter.request.number)
    return View(
        lines(
            Text("⛔ ", Bold(head)),
            *shown,
            t("and {n} more", n=left) if left else None,
            t("To tell them too, reply to the card.")
            if any(one["problem"] == SAID_TO_ANOTHER for one in untold)
            else t("If you know another way to reach the client, use it."),
        )
    )


def _why_untold(t: Texts, problem: str, content: str) -> str:
    medium = content_name(t, content)
    return {
        SAID_TO_ANOTHER: t("it was said to another client"),
        "do_not_message": t("asked not to be messaged"),
        "source": t("I cannot write there"),
        "medium": t("I cannot pass this on there ({medium})", medium=medium),
        "ended": t("the Business account is disconnected"),
        "rights": t("I may not answer in the Business account"),
        "window": t("silent for 24 hours, so Telegram lets me write no more"),
    }[problem]


def _why(t: Texts, reason: str) -> str:
    if reason.startswith(OUR_FAULT):
        return t("I failed to make the message; the operator's log says why.")
    ours = {
        CUT_OFF: t("The Business account is disconnected."),
        NOT_ON_RECORD: t("The answer is not on record any more."),
        UNCARRIABLE: t("I cannot pass on this kind of message."),
        BECAME_NOTE: t("It became a note for the team before it was sent."),
        PERHAPS_SENT: t(
            "It became a note for the team, so I do not send it again. The first try may have "
            "reached them."
        ),
    }
    if reason in ours:
        return ours[reason]
    if "blocked" in reason:
        return t("The client has blocked the bot.")
    if "deactivated" in reason:
        return t("The client's account is deleted.")
    return t("Telegram says: {reason}", reason=clip(reason, 200))


def _unasked(t: Texts, matter: Matter, department: str, reason: str) -> View:
    head = t(
        "#{number}: {department} could not be asked.",
        number=matter.request.number,
        department=clip(department, 32),
    )
    return View(
        lines(
            Text("⛔ ", Bold(head)),
            t("Its group is used for something else now, or the person is off the team.")
            if reason == NO_READER
            else _why(t, reason),
            t("Add me to its group again and send /departments there, or ask it another way."),
        )
    )


def _unshown(t: Texts, matter: Matter, payload: dict[str, Any]) -> View:
    about = {"number": matter.request.number, "department": clip(payload["department"], 32)}
    to_department = payload["file"] == "to"
    head = (
        t("#{number}: a file could not be shown to {department}.", **about)
        if to_department
        else t("#{number}: a file from {department} could not be shown here.", **about)
    )
    return View(
        lines(
            Text("⛔ ", Bold(head)),
            _why(t, payload["reason"]),
            t("Send it to them another way, or describe it in words.")
            if to_department
            else t("Look for it in their chat, or ask them for it in another form."),
        )
    )
