"""What can become of a notice when it is carried out: the words between outbox and Telegram."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from storage.engine import Session
from storage.tables import Notice

OUR_FAULT = "Vidhuk:"
"""How the reason begins where not Telegram refused a message but we failed to make it."""
CUT_OFF = "the Business account is disconnected"
NOT_ON_RECORD = "the answer is not on record"
UNCARRIABLE = "this kind of message cannot be passed on"
BECAME_NOTE = "it became a note for the team before it was sent"
PERHAPS_SENT = "it became a note for the team after a try that may have reached the client"
"""Reasons of ours for a refusal, not of Telegram's."""
STILL_FAILS = 8
"""Tries, over about eight minutes, after which somebody else hears of it as well."""
LONG_REST = timedelta(minutes=10)
"""A chat that Telegram closes to us for so long, at once or bit by bit, is out of order."""
STILL_TRIED = "still tried:"
"""How it begins where an answer keeps failing and may still arrive."""
NO_READER = "no longer a reader"
"""Why something is said no more: who was to hear it left, or the chat serves another end."""


@dataclass(frozen=True, slots=True)
class Sent:
    message_id: int | None = None
    left_out: tuple[int, ...] = ()  # notices of a digest that had nothing left to say
    lost_topic: int | None = None  # the forum topic that is gone: it stands in General


@dataclass(frozen=True, slots=True)
class Superseded:
    """There is nothing left to say."""

    reason: str


@dataclass(frozen=True, slots=True)
class Throttled:
    """Telegram asks to wait exactly so many seconds before writing to this chat again."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A passing trouble; `maybe_sent` when the message may have arrived all the same."""

    reason: str
    maybe_sent: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup with this id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Unreachable:
    """This reader cannot be written to: blocked, kicked, deactivated, topic deleted."""

    reason: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """This reader may no longer read it: somebody else is to hear."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this very message."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The message to be edited is not there any more: it is posted anew."""


Delivery = Sent | Superseded | Throttled | Failed | Moved | Unreachable | Withheld | Refused | Gone

Deliver = Callable[[Notice], Awaitable[Delivery]]
"""Rechecks, renders and sends one notice, and never raises for what Telegram answers."""

OnUnreachable = Callable[[Session, Notice, str], Awaitable[None]]
