"""The rules of design, "The SLA clock", one message at a time and without a database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.incoming import Incoming
from storage.vocabulary import ChatMode, ChatRole, Kind

REOPENING = timedelta(days=3)
MUST_ANSWER = {Kind.COMPLAINT, Kind.QUESTION, Kind.SUGGESTION}


@dataclass
class ModelRequest:
    place: tuple[str, int | None]  # the client and the chat
    started_at: datetime
    waited: bool = False
    dismissed: bool = False
    closed_at: datetime | None = None
    answered_at: datetime | None = None
    last_at: datetime | None = None
    waiting_since: datetime | None = None
    waits: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    albums: set[tuple[int | None, str]] = field(default_factory=set)
    asking: list[datetime] = field(default_factory=list)  # by its words alone

    def all_waits(self) -> list[tuple[datetime, datetime | None]]:
        """(from, until) of each; None for the one that goes on."""
        running = [(self.waiting_since, None)] if self.waiting_since else []
        return [*self.waits, *running]

    def answer(self, at: datetime) -> None:
        """What was written after it, and known before, it could not speak to."""
        was_waiting = self.waiting_since
        self.stop(at)
        self.answered_at = max(at, self.answered_at or at)
        if was_waiting is not None and self.waiting_since is None:
            self.waiting_since = min((one for one in self.asking if one > at), default=None)

    def stop(self, at: datetime) -> None:
        if self.waiting_since is not None and at >= self.waiting_since:
            self.waits.append((self.waiting_since, at))
            self.waiting_since = None


@dataclass
class Model:
    requests: list[ModelRequest] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def hear(self, one: Incoming) -> None:
        assert one.origin is not None
        if one.origin in self.seen:
            return
        waits = must_wait(one)
        request = self._joined(one, waits=waits)
        if request is None:
            if not (waits or on_record(one)):
                return
            request = ModelRequest((one.external_id, one.chat_id), one.sent_at, waited=waits)
            request.closed_at = None if waits else one.sent_at
            self.requests.append(request)
        elif praises(one) and request.waited and request.waiting_since is None:
            waits = False
        elif not (waits or on_record(one) or request.waiting_since):
            return
        self.seen.add(one.origin)
        request.texts.append(one.text)
        if one.chat_role is not ChatRole.COMMUNITY:  # where a number, such as these texts, asks
            request.asking.append(one.sent_at)
        request.last_at = max(one.sent_at, request.last_at or one.sent_at)
        if one.album_id:
            request.albums.add((one.chat_id, one.album_id))
        late_for = request.answered_at if not one.by_hand else None
        if waits and not (late_for and one.sent_at < late_for):
            since = request.waiting_since or one.sent_at
            request.waiting_since, request.waited = min(since, one.sent_at), True
            request.closed_at = None

    def _joined(self, one: Incoming, *, waits: bool) -> ModelRequest | None:
        for request in self.requests:
            if (one.chat_id, one.album_id) in request.albums and not request.dismissed:
                return request
        return next(self._open_to(one, waits=waits), None)

    def _open_to(self, one: Incoming, *, waits: bool) -> Iterator[ModelRequest]:
        for request in reversed(self.requests):
            if request.place != (one.external_id, one.chat_id) or request.dismissed:
                continue
            end = request.closed_at or request.answered_at or request.last_at
            assert end is not None
            same_sort = request.waited or not waits
            if request.waiting_since or (same_sort and one.sent_at < end + REOPENING):
                yield request


def must_wait(one: Incoming) -> bool:
    if one.by_hand:
        return True
    if one.courtesy:
        return False
    if one.chat_role is ChatRole.DIRECT or one.mode is ChatMode.EVERYTHING:
        return True
    return one.addressed or (one.mode is ChatMode.REQUESTS and one.kind in MUST_ANSWER)


def praises(one: Incoming) -> bool:
    """Praise that only a reply addresses to the team."""
    if one.by_hand or one.courtesy or one.chat_role is ChatRole.DIRECT:
        return False
    return one.kind is Kind.PRAISE and one.addressed and one.mode is not ChatMode.EVERYTHING


def on_record(one: Incoming) -> bool:
    return one.chat_role is ChatRole.DIRECT or one.mode is not ChatMode.MENTIONS
