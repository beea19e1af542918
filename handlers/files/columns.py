"""What the columns of a spreadsheet are called, and its words in the brand's language."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from handlers.texts import Texts
from handlers.views.names import content_name, kind_name, outcome_name, role_name, source_name
from storage.vocabulary import (
    Direction,
    Kind,
    MemberRole,
    Outcome,
    RatingKind,
    RequestStatus,
    Source,
    WaitStop,
)


def status_name(t: Texts, status: RequestStatus) -> str:
    return {
        RequestStatus.OPEN: t("open"),
        RequestStatus.ANSWERED: t("answered"),
        RequestStatus.CLOSED: t("closed"),
        RequestStatus.DISMISSED: t("dismissed"),
    }[status]


def stop_name(t: Texts, stop: WaitStop) -> str:
    return {
        WaitStop.ANSWERED: t("answered"),
        WaitStop.CLOSED: t("closed without an answer"),
        WaitStop.DISMISSED: t("dismissed"),
        WaitStop.MERGED: t("merged"),
        WaitStop.NOT_NEEDED: t("no answer needed"),
    }[stop]


def direction_name(t: Texts, direction: Direction) -> str:
    return {Direction.IN: t("from the client"), Direction.OUT: t("from the team")}[direction]


def rating_kind_name(t: Texts, kind: RatingKind) -> str:
    return {
        RatingKind.ANSWER: t("mark of the answer, 1 to 5"),
        RatingKind.RECOMMEND: t("would recommend, 0 to 10"),
    }[kind]


NAMES: dict[type[StrEnum], Callable[[Texts, Any], str]] = {
    Kind: kind_name,
    RequestStatus: status_name,
    Source: source_name,
    Outcome: outcome_name,
    WaitStop: stop_name,
    Direction: direction_name,
    MemberRole: role_name,
    RatingKind: rating_kind_name,
}


def in_words(t: Texts, column: str, value: Any) -> Any:
    """One of our own words in the brand's language; whatever people wrote stays as it is."""
    if column == "content":
        return t("text") if value == "text" else content_name(t, value)
    name = NAMES.get(type(value))
    return name(t, value) if name else value


def column_name(t: Texts, name: str) -> str:
    return {
        "number": t("number"),
        "kind": t("kind"),
        "status": t("status"),
        "source": t("source"),
        "own_source": t("own source"),
        "client": t("client"),
        "username": t("handle"),
        "started_at": t("began"),
        "answered_at": t("answered at"),
        "closed_at": t("closed at"),
        "outcome": t("outcome"),
        "cause": t("cause"),
        "told": t("client told"),
        "assignee": t("with"),
        "preview": t("first words"),
        "note": t("note"),
        "due_at": t("due"),
        "in_time": t("in time"),
        "took": t("took, minutes"),
        "due_counted": t("counts among the deadlines"),
        "answer_counted": t("counts among the answers"),
        "first_counted": t("counts among the first answers"),
        "stopped_at": t("ended"),
        "stop": t("why it ended"),
        "stopped_by": t("by whom"),
        "direction": t("direction"),
        "author": t("author"),
        "sent_at": t("sent"),
        "content": t("medium"),
        "text": t("text"),
        "asked_at": t("asked"),
        "score": t("mark"),
        "rated_at": t("marked"),
        "words": t("words"),
        "name": t("name"),
        "role": t("role"),
        "active": t("active"),
        "joined_at": t("joined"),
    }[name]
