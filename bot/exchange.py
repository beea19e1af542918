"""One exchange of a conversation: what the client wrote in a wait, and how the team answered."""

from collections.abc import Sequence
from itertools import dropwhile, takewhile
from typing import NamedTuple

from storage.tables import Message, Wait
from storage.vocabulary import Direction, WaitStop


class Exchange(NamedTuple):
    asked: Sequence[Message]
    answer: Sequence[Message]  # the team's messages up to the client's next
    first: bool  # whether the team had not written before


def exchange_of(messages: Sequence[Message], wait: Wait | None) -> Exchange | None:
    """The exchange of an answered wait among its request's messages; None while there is none."""
    if wait is None or wait.stopped_at is None or wait.stop is not WaitStop.ANSWERED:
        return None
    start, stop = wait.started_at, wait.stopped_at
    ordered = sorted(messages, key=lambda one: (one.sent_at, one.id))
    later = dropwhile(_is_asked, (one for one in ordered if one.sent_at >= stop))
    answer = list(takewhile(lambda one: not _is_asked(one), later))
    asked = [one for one in ordered if _is_asked(one) and start <= one.sent_at <= stop]
    before = any(not _is_asked(one) and one.sent_at < start for one in ordered)
    return Exchange(asked, answer, first=not before) if answer else None


def _is_asked(message: Message) -> bool:
    return message.direction is Direction.IN
