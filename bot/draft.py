"""Requests while a batch of messages is being placed: new ones, and known ones with changes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from storage.log import Row
from storage.vocabulary import ChatRole, Kind, Outcome, RequestStatus, Source

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
    business_id: int | None
    kind: Kind
    kind_confirmed: bool
    status: RequestStatus
    awaited: bool
    last_client_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    wait_id: int | None
    wait_started_at: datetime | None
    is_friends: bool = False  # a best friend waits in it, perhaps beside others
    written_to_id: int | None = None  # the client's own request, where it goes on in this one


@dataclass(frozen=True, slots=True)
class NewWait:
    started_at: datetime
    due_at: datetime
    next_alert_at: datetime | None

    def row(self) -> Row:
        return {
            "started_at": self.started_at,
            "due_at": self.due_at,
            "next_alert_at": self.next_alert_at,
        }


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
    business_id: int | None = None
    post_id: int | None = None
    own_source: str = ""
    request_id: int = 0
    number: int = 0
    is_new: bool = True
    changed: bool = False
    waiting: bool = False
    kind_confirmed: bool = False
    is_friends: bool = False
    preview: str = ""
    started_at: datetime | None = None
    closed_at: datetime | None = None
    answered_at: datetime | None = None
    outcome: Outcome | None = None
    previous: "Draft | None" = None
    has_waited: bool = False
    receipt_to: int | None = None  # the message that the client's receipt replies to
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
            business_id=known.business_id,
            request_id=known.id,
            number=known.number,
            is_new=False,
            waiting=known.wait_id is not None,
            has_waited=known.awaited,
            kind_confirmed=known.kind_confirmed,
            is_friends=known.is_friends,
            wait_id=known.wait_id,
            wait_started_at=known.wait_started_at,
            closed_at=known.closed_at,
            answered_at=known.answered_at,
        )

    @property
    def shown(self) -> bool:
        """Requests that never needed an answer get no card: they are found and counted."""
        return self.awaited and (self.is_new or self.changed)

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
            "business_id": self.business_id,
            "post_id": self.post_id,
            "own_source": self.own_source,
            "language": self.language,
            "preview": self.preview,
            "started_at": self.started_at,
            "last_client_at": self.last_client_at,
            "awaited": self.awaited,
            "closed_at": self.closed_at,
            "outcome": self.outcome,
            "cause": "",
            "cause_department": "",
            "note": "",
            "previous_id": self.previous.request_id or None if self.previous else None,
            "undeliverable": "",
        }

    @property
    def reopened(self) -> bool:
        return any(what == "reopened" for what, _, _ in self.events)

    def ending(self) -> Row:
        """What was said of an ending that was none: it is asked anew. The story keeps it."""
        return {
            "id": self.request_id,
            "outcome": None,
            "told": None,
            "cause": "",
            "cause_department": "",
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
