"""Who was answered: the rules, as plain values in and a verdict out.

A reply counts first; without one, the same thread and exactly one who waits; else it is asked.
What the rules cannot tell is asked, never guessed: a clock that runs on too long is seen, a
client who was wrongly called answered is not. tests/bot/test_attribution.py is the rules' table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import NamedTuple

from storage.vocabulary import Kind

INTERNAL = "//"
"""A reply to a card that begins so stays among the team."""

ENOUGH_WITH_A_REACTION = frozenset({Kind.PRAISE, Kind.COMMENT})
"""Who praises or remarks may be answered with a reaction; who asks may not."""

KIND_REACTIONS = frozenset("❤👍🔥🎉🙏🥰👏😍🤗💯🤩😁👌🤝🫡😇😘💋💘🏆⚡🕊🆒😎🍾🍓🦄") | {"❤\u200d🔥"}
"""The others say nothing kind, or nothing at all; a custom one may say anything."""


class Speaker(Enum):
    MEMBER = auto()
    TEAM = auto()  # an anonymous administrator, or the brand's channel as itself
    OWNER = auto()  # of the business account in whose chat it was said
    BOT = auto()  # any bot's echo, ours too
    AUTOMATIC = auto()  # a greeting or an away text


class ReplyTo(Enum):
    CLIENT = auto()  # a client's message
    ANSWER = auto()  # an answer that the client got
    TEAM = auto()  # something else that the team said
    ROOT = auto()  # the head of the thread: not a reply at all
    CARD = auto()
    ALERT = auto()
    MANY = auto()  # a digest or a list
    OTHER = auto()  # whatever else we say


@dataclass(frozen=True, slots=True)
class Reply:
    """What a message replies to; ids and kind where they are on record."""

    to: ReplyTo
    request_id: int | None = None
    client_id: int | None = None
    kind: Kind | None = None


class Waiting(NamedTuple):
    """A request that waits in the chat and thread where something was said.

    Once for each of its clients there, where requests of several go on in it.
    """

    request_id: int
    client_id: int
    started_at: datetime
    kind: Kind
    handle: str = ""  # the client's username, "" for none


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the team said, or the emoji of its reaction (then `reply` is what it stands on)."""

    sent_at: datetime
    speaker: Speaker
    text: str = ""
    reply: Reply | None = None
    is_reaction: bool = False
    to_colleague: bool = False  # begins by naming a member
    addresses: str = ""  # the handle it begins with, of whoever is no member
    addresses_client: int | None = None  # whose account it begins by naming; 0 for no client


@dataclass(frozen=True, slots=True)
class Answered:
    request_id: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose answer it was, if anybody's, is to be asked."""

    candidates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """A note that stays among the team."""

    request_id: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """No answer to anybody."""


Verdict = Answered | Asked | Noted | Nothing


def attribute(said: Said, waiting: Sequence[Waiting]) -> Verdict:
    """Give whom the message answers. `waiting` is who waits in its chat and thread."""
    # Nobody answers a question that was not asked yet.
    waiting = [one for one in waiting if one.started_at <= said.sent_at]
    if said.speaker in {Speaker.BOT, Speaker.AUTOMATIC}:
        return Nothing()
    if said.is_reaction:
        return _by_reaction(said, waiting)
    if said.text.startswith("/"):
        return _note(said)
    meant = _meant(said, waiting)
    if said.to_colleague:
        return _to_colleague(meant, waiting)
    return meant


def _note(said: Said) -> Verdict:
    reply = said.reply
    on_card = reply is not None and reply.to in {ReplyTo.CARD, ReplyTo.ALERT}
    words = said.text.removeprefix(INTERNAL).strip()
    if said.text.startswith(INTERNAL) and words and on_card and reply and reply.request_id:
        return Noted(reply.request_id)
    return Nothing()


def is_kind_reaction(emoji: str) -> bool:
    return emoji.replace("\ufe0f", "") in KIND_REACTIONS


def _by_reaction(said: Said, waiting: Sequence[Waiting]) -> Verdict:
    reply = said.reply
    if not is_kind_reaction(said.text):
        return Nothing()
    for one in waiting:
        if reply is not None and one.request_id == reply.request_id:
            return Answered(one.request_id) if one.kind in ENOUGH_WITH_A_REACTION else Nothing()
    return Nothing()


def _meant(said: Said, waiting: Sequence[Waiting]) -> Verdict:
    reply = said.reply
    if reply is None or reply.to is ReplyTo.ROOT:
        return _by_name(said, waiting)
    match reply.to:
        case ReplyTo.CARD | ReplyTo.ALERT:
            return Answered(reply.request_id) if reply.request_id else Nothing()
        case ReplyTo.MANY | ReplyTo.OTHER:
            return Nothing()
        case ReplyTo.TEAM:
            return _ask(waiting)
    return _by_reply(reply, waiting)


def _by_reply(reply: Reply, waiting: Sequence[Waiting]) -> Verdict:
    """The request replied to; where it waits no more, what its client waits for by now."""
    if any(one.request_id == reply.request_id for one in waiting) and reply.request_id:
        return Answered(reply.request_id)
    theirs = [one for one in waiting if one.client_id == reply.client_id]
    if theirs:
        return _only(theirs)
    return Answered(reply.request_id) if reply.request_id else Nothing()


def _by_name(said: Said, waiting: Sequence[Waiting]) -> Verdict:
    if not said.addresses and said.addresses_client is None:
        return _only(waiting)
    handle = said.addresses.casefold()
    named = [
        one
        for one in waiting
        if one.client_id == said.addresses_client or (handle and one.handle.casefold() == handle)
    ]
    return _only(named) if named else _ask(waiting)


def _to_colleague(meant: Verdict, waiting: Sequence[Waiting]) -> Verdict:
    """Most likely no answer: asked where a client waits, and left alone where none does."""
    if isinstance(meant, Answered):
        waits = any(one.request_id == meant.request_id for one in waiting)
        return Asked((meant.request_id,)) if waits else Nothing()
    return meant


def _only(candidates: Sequence[Waiting]) -> Verdict:
    """The one matter that is meant, though several of its clients wait here; else it is asked."""
    matters = {one.request_id for one in candidates}
    return Answered(matters.pop()) if len(matters) == 1 else _ask(candidates)


def _ask(candidates: Sequence[Waiting]) -> Verdict:
    matters = dict.fromkeys(one.request_id for one in candidates)
    return Asked(tuple(matters)) if matters else Nothing()
