"""Decides, in memory, which request a client's message belongs to and what it does to the clock."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from bot.incoming import Incoming
from bot.policy import Policy
from storage.log import Row
from storage.vocabulary import ChatMode, ChatRole, Kind, Outcome, RequestStatus, Source

PREVIEW = 200
"""Characters of the first words kept with the request, for lists."""


@dataclass(frozen=True, slots=True)
class Known:
    """A request on record that a new message may join."""

    id: int
    brand_id: int
    number: int
    client_id: int
    chat_id: int | None
    thread_id: int | None
    kind: Kind
    kind_confirmed: bool
    status: RequestStatus
    awaited: bool
    last_client_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    wait_id: int | None
    wait_started_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewWait:
    started_at: datetime
    due_at: datetime
    next_alert_at: datetime | None


@dataclass(slots=True, eq=False)
class Draft:
    """A request while a batch is being placed: a new one, or a known one with its changes."""

    brand_id: int
    client_id: int
    chat_id: int | None
    chat_role: ChatRole | None
    thread_id: int | None
    source: Source
    kind: Kind
    status: RequestStatus
    awaited: bool
    last_client_at: datetime
    language: str
    request_id: int = 0
    number: int = 0
    is_new: bool = True
    changed: bool = False
    waiting: bool = False
    kind_confirmed: bool = False
    preview: str = ""
    started_at: datetime | None = None
    closed_at: datetime | None = None
    answered_at: datetime | None = None
    outcome: Outcome | None = None
    previous: "Draft | None" = None
    first_message_id: int | None = None
    wait_id: int | None = None
    wait_started_at: datetime | None = None
    wait: NewWait | None = None  # begun by this batch
    moved_wait: NewWait | None = None  # an open one found to have begun earlier
    events: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    @classmethod
    def of_known(cls, known: Known) -> Self:
        return cls(
            brand_id=known.brand_id,
            client_id=known.client_id,
            chat_id=known.chat_id,
            chat_role=None,
            thread_id=known.thread_id,
            source=Source.TELEGRAM,
            kind=known.kind,
            status=known.status,
            awaited=known.awaited,
            last_client_at=known.last_client_at,
            language="",
            request_id=known.id,
            number=known.number,
            is_new=False,
            waiting=known.wait_id is not None,
            kind_confirmed=known.kind_confirmed,
            wait_id=known.wait_id,
            wait_started_at=known.wait_started_at,
            closed_at=known.closed_at,
            answered_at=known.answered_at,
        )

    @property
    def shown(self) -> bool:
        """Requests that never needed an answer get no card: they are found and counted."""
        return self.awaited and (self.is_new or self.changed)

    @property
    def wants_receipt(self) -> bool:
        return self.chat_role is ChatRole.DIRECT and self.source is Source.TELEGRAM

    def row(self) -> Row:
        return {
            "brand_id": self.brand_id,
            "number": self.number,
            "client_id": self.client_id,
            "kind": self.kind,
            "kind_confirmed": self.kind_confirmed,
            "status": self.status,
            "source": self.source,
            "chat_id": self.chat_id,
            "chat_role": self.chat_role,
            "thread_id": self.thread_id,
            "language": self.language,
            "preview": self.preview,
            "started_at": self.started_at,
            "last_client_at": self.last_client_at,
            "awaited": self.awaited,
            "closed_at": self.closed_at,
            "outcome": self.outcome,
            "note": "",
            "previous_id": self.previous.request_id or None if self.previous else None,
            "undeliverable": "",
        }

    def changes(self) -> Row:
        return {
            "id": self.request_id,
            "kind": self.kind,
            "status": self.status,
            "awaited": self.awaited,
            "last_client_at": self.last_client_at,
            "closed_at": self.closed_at,
        }


class Joins:
    """Places messages one after another; keeps the requests they touched in `drafts`."""

    def __init__(
        self,
        *,
        known: Iterable[Known],
        albums: Mapping[tuple[int, str], int],
        policies: Mapping[int, Policy],
        reopen_days: Mapping[int, int],
    ) -> None:
        self.drafts: list[Draft] = []
        self._policies = policies
        self._reopen = {key: timedelta(days=days) for key, days in reopen_days.items()}
        self._by_place: dict[tuple[int, int | None, int | None], list[Draft]] = defaultdict(list)
        self._by_id: dict[int, Draft] = {}
        for one in known:
            draft = Draft.of_known(one)
            self._by_id[one.id] = draft
            self._by_place[one.client_id, one.chat_id, one.thread_id].append(draft)
        self._by_album: dict[tuple[int | None, str], Draft] = {
            album: self._by_id[request]
            for album, request in albums.items()
            if request in self._by_id
        }

    def place(self, one: Incoming, client_id: int) -> Draft | None:
        """The message's request, opened or reopened if need be; None for chatter."""
        waits = _starts_wait(one)
        draft = self._of_album(one) or self._current(one, client_id, waits=waits)
        if draft is None:
            if not waits and not _worth_logging(one):
                return None
            draft = self._open(one, client_id, waits=waits)
        elif not (waits or draft.waiting or draft.is_new or _worth_logging(one)):
            return None
        self._join(draft, one, waits=waits)
        return draft

    def _of_album(self, one: Incoming) -> Draft | None:
        return self._by_album.get((one.chat_id, one.album_id)) if one.album_id else None

    def _current(self, one: Incoming, client_id: int, *, waits: bool) -> Draft | None:
        """The client's request here that this message carries on, if any."""
        for draft in reversed(self._by_place[client_id, one.chat_id, one.thread_id]):
            if draft.waiting:
                return draft
            if waits and not draft.awaited:
                continue  # remarks that needed no answer do not swallow a question
            ended_at = draft.closed_at or draft.answered_at or draft.last_client_at
            if one.sent_at < ended_at + self._reopen[one.brand_id]:
                return draft
        return None

    def _open(self, one: Incoming, client_id: int, *, waits: bool) -> Draft:
        earlier = self._by_place[client_id, one.chat_id, one.thread_id]
        draft = Draft(
            brand_id=one.brand_id,
            client_id=client_id,
            chat_id=one.chat_id,
            chat_role=one.chat_role,
            thread_id=one.thread_id,
            source=one.source,
            kind=one.kind,
            status=RequestStatus.OPEN if waits else RequestStatus.CLOSED,
            awaited=waits,
            last_client_at=one.sent_at,
            language=one.language,
            preview=one.text[:PREVIEW],
            started_at=one.sent_at,
            closed_at=None if waits else one.sent_at,
            outcome=None if waits else Outcome.NOTHING_NEEDED,
            previous=earlier[-1] if earlier else None,
            first_message_id=one.message_id,
        )
        draft.events.append(("logged", one.logged_by, {"kind": one.kind.value}))
        earlier.append(draft)
        self.drafts.append(draft)
        return draft

    def _join(self, draft: Draft, one: Incoming, *, waits: bool) -> None:
        if one.album_id:
            self._by_album[one.chat_id, one.album_id] = draft
        if not draft.is_new:
            if not draft.changed:
                self.drafts.append(draft)
            draft.changed = True
        draft.last_client_at = max(draft.last_client_at, one.sent_at)
        if not draft.kind_confirmed and _RANK[one.kind] > _RANK[draft.kind]:
            draft.kind = one.kind
        if not waits or _answered_before(draft, one):
            return
        if not draft.waiting:
            self._start_wait(draft, one)
        elif draft.wait_started_at is not None and one.sent_at < draft.wait_started_at:
            self._move_wait(draft, one)

    def _start_wait(self, draft: Draft, one: Incoming) -> None:
        draft.wait = self._wait_since(one)
        draft.wait_started_at = one.sent_at
        if draft.status is RequestStatus.CLOSED:
            draft.events.append(("reopened", one.name, {}))
        elif draft.status is RequestStatus.ANSWERED:
            draft.events.append(("wrote_again", one.name, {}))
        draft.status = RequestStatus.OPEN
        draft.closed_at = None
        draft.waiting = True
        draft.awaited = True

    def _move_wait(self, draft: Draft, one: Incoming) -> None:
        """A wait begins with the oldest unanswered message, whichever was logged first."""
        draft.wait_started_at = one.sent_at
        if draft.wait is not None:
            draft.wait = self._wait_since(one)
        else:
            draft.moved_wait = self._wait_since(one)

    def _wait_since(self, one: Incoming) -> NewWait:
        policy = self._policies[one.brand_id]
        due_at = policy.due_at(one.sent_at)
        return NewWait(one.sent_at, due_at, policy.first_alert_at(one.sent_at, due_at))


def _answered_before(draft: Draft, one: Incoming) -> bool:
    """A message sent before the answer but delivered after it has had its answer."""
    return not one.by_hand and draft.answered_at is not None and one.sent_at < draft.answered_at


_RANK = {
    Kind.COMMENT: 0,
    Kind.PRAISE: 1,
    Kind.SUGGESTION: 2,
    Kind.QUESTION: 3,
    Kind.COMPLAINT: 4,
}
"""How much a kind asks of the team: a request shows the most demanding of its messages."""


def _starts_wait(one: Incoming) -> bool:
    """Which messages start a wait: design, "The SLA clock"."""
    if one.by_hand:
        return True
    if one.courtesy:
        return False
    if one.chat_role is ChatRole.DIRECT or one.mode is ChatMode.EVERYTHING or one.addressed:
        return True
    if one.mode is ChatMode.MENTIONS:
        return False
    return one.kind in {Kind.COMPLAINT, Kind.QUESTION, Kind.SUGGESTION}


def _worth_logging(one: Incoming) -> bool:
    """Whether a message that starts no wait is still put on record."""
    return one.chat_role is ChatRole.DIRECT or one.mode is not ChatMode.MENTIONS
