"""Decides, in memory, which request a client's message belongs to and what it does to the clock."""

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.draft import PREVIEW, Draft, Known, NewWait
from bot.incoming import Incoming
from bot.policy import Policy
from storage.vocabulary import ChatMode, ChatRole, Kind, Outcome, RequestStatus, Tier

Place = tuple[int, int | None, int | None, int | None]
"""Client, chat, thread, business connection: messages of one place carry on one request."""


def _place(one: Incoming, client_id: int) -> Place:
    return (client_id, one.chat_id, one.thread_id, one.business_id)


def _place_of(known: Known) -> Place:
    return (known.client_id, known.chat_id, known.thread_id, known.business_id)


class Placed(NamedTuple):
    """Where a message belongs, and whether it asks for an answer: it began a wait, or would have
    if an answer of which we learn later had ended the one that ran.
    """

    draft: Draft
    asks: bool


class Joins:
    """Places messages one after another; keeps the requests they touched in `drafts`."""

    def __init__(
        self,
        *,
        known: Collection[Known],
        albums: Mapping[tuple[int, str], int],
        policy: Callable[[int, Tier, Kind], Policy],
        reopen_days: Mapping[int, int],
        friends: Container[int] = (),
    ) -> None:
        """`policy` of a brand, a tier and a kind; `friends` are the rows of best friends."""
        self.drafts: list[Draft] = []
        self._policy = policy
        self._friends = friends
        self._reopen = {key: timedelta(days=days) for key, days in reopen_days.items()}
        self._by_place: dict[Place, list[Draft]] = defaultdict(list)
        self._by_id: dict[int, Draft] = {}
        self._written_to: dict[tuple[int, Place], int] = {}
        in_place = {(one.id, _place_of(one)) for one in known if one.written_to_id is None}
        for one in known:
            draft = self._by_id.setdefault(one.id, Draft.of_known(one))
            place = _place_of(one)
            self._by_place[place].append(draft)
            if one.written_to_id is not None and (one.id, place) not in in_place:
                self._written_to[one.id, place] = one.written_to_id
        self._clients = {one.client_id for one in known}
        """Who has a request on record."""
        self._by_album: dict[tuple[int | None, str], Draft] = {
            album: self._by_id[request]
            for album, request in albums.items()
            if request in self._by_id
        }

    def place(self, one: Incoming, client_id: int) -> Placed | None:
        """The message's request, opened or reopened if need be; None for chatter."""
        waits = self._starts_wait(one, is_first=client_id not in self._clients)
        draft = self._of_album(one) or self._current(one, client_id, waits=waits)
        if draft is None:
            if not waits and not _worth_logging(one):
                return None
            draft = self._open(one, client_id, waits=waits)
        elif waits and self._praises_answer(draft, one):
            waits = False
        elif not (waits or draft.waiting or draft.is_new or _worth_logging(one)):
            return None
        self._join(draft, one, waits=waits)
        return Placed(draft, waits)

    def edit(self, before: Incoming, one: Incoming, request_id: int) -> Draft | None:
        """The message's request where its new words ask for an answer, as the old ones did not.

        `one` speaks at the moment of the edit. Who waits already waits since then as before: the
        request is as it was.
        """
        draft = self._by_id.get(request_id)
        if draft is None or not self._asks(draft, one) or self._asks(draft, before):
            return None
        if not draft.waiting:
            self._join(draft, one, waits=True)
        return draft

    def _asks(self, draft: Draft, one: Incoming) -> bool:
        return self._starts_wait(one) and not self._praises_answer(draft, one)

    def written_to(self, draft: Draft, one: Incoming, client_id: int) -> int | None:
        """The client's own request, where it goes on in this one; None where this is it."""
        return self._written_to.get((draft.request_id, _place(one, client_id)))

    def _of_album(self, one: Incoming) -> Draft | None:
        return self._by_album.get((one.chat_id, one.album_id)) if one.album_id else None

    def _current(self, one: Incoming, client_id: int, *, waits: bool) -> Draft | None:
        """The client's request here that this message carries on, if any."""
        for draft in reversed(self._by_place[_place(one, client_id)]):
            if draft.waiting:
                return draft
            if waits and not draft.awaited:
                continue  # remarks that needed no answer do not swallow a question
            ended_at = draft.closed_at or draft.answered_at or draft.last_client_at
            if one.sent_at < ended_at + self._reopen[one.brand_id]:
                return draft
        return None

    def _open(self, one: Incoming, client_id: int, *, waits: bool) -> Draft:
        earlier = self._by_place[_place(one, client_id)]
        self._clients.add(client_id)
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
            business_id=one.business_id,
            post_id=one.post_id,
            own_source=one.own_source,
            preview=one.text[:PREVIEW],
            started_at=one.sent_at,
            closed_at=None if waits else one.sent_at,
            outcome=None if waits else Outcome.NOTHING_NEEDED,
            previous=earlier[-1] if earlier else None,
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
        if not draft.kind_confirmed and RANK[one.kind] > RANK[draft.kind]:
            self._raise_kind(draft, one.kind)
        if not waits or _answered_before(draft, one):
            return
        if not draft.waiting:
            self._start_wait(draft, one)
        elif draft.wait_started_at is not None and one.sent_at < draft.wait_started_at:
            self._move_wait(draft, one)

    def _raise_kind(self, draft: Draft, kind: Kind) -> None:
        """A kind with a target of its own plans the open wait anew, from its start."""
        before, draft.kind = draft.kind, kind
        if draft.waiting and draft.wait_started_at is not None:
            tier = self._tier(draft)
            of_both = [self._policy(draft.brand_id, tier, each) for each in (before, kind)]
            if of_both[0] != of_both[1]:
                self._plan(draft, draft.wait_started_at)

    def _start_wait(self, draft: Draft, one: Incoming) -> None:
        draft.wait = self._wait_since(draft, one.sent_at)
        draft.wait_started_at = one.sent_at
        if draft.status is RequestStatus.CLOSED:
            draft.events.append(("reopened", one.name, {}))
        elif draft.status is RequestStatus.ANSWERED:
            draft.events.append(("wrote_again", one.name, {}))
        draft.status = RequestStatus.OPEN
        draft.closed_at = draft.outcome = None
        draft.waiting = True
        draft.awaited = True
        if not draft.has_waited and one.chat_role is ChatRole.DIRECT and not one.by_hand:
            draft.receipt_to = one.message_id
        draft.has_waited = True

    def _move_wait(self, draft: Draft, one: Incoming) -> None:
        """A wait begins with the oldest unanswered message, whichever was logged first."""
        draft.wait_started_at = one.sent_at
        self._plan(draft, one.sent_at)

    def _plan(self, draft: Draft, started_at: datetime) -> None:
        if draft.wait is not None:
            draft.wait = self._wait_since(draft, started_at)
        else:
            draft.moved_wait = self._wait_since(draft, started_at)

    def _wait_since(self, draft: Draft, started_at: datetime) -> NewWait:
        policy = self._policy(draft.brand_id, self._tier(draft), draft.kind)
        due_at = policy.due_at(started_at)
        return NewWait(started_at, due_at, policy.first_alert_at(started_at, due_at))

    def _tier(self, draft: Draft) -> Tier:
        is_friends = draft.is_friends or draft.client_id in self._friends
        return Tier.FRIEND if is_friends else Tier.REGULAR

    def _starts_wait(self, one: Incoming, *, is_first: bool = False) -> bool:
        """Which messages start a wait: design, "The SLA clock".

        `is_first` is the first message of its client, who can respond to nothing yet.
        """
        if one.by_hand:
            return True
        if one.courtesy and not (is_first and one.response and _hears_anything(one)):
            return False
        if one.chat_role is ChatRole.DIRECT or one.mode is ChatMode.EVERYTHING or one.addressed:
            return True
        if one.mode is ChatMode.MENTIONS:
            return False
        return self._is_awaited(one)

    def _praises_answer(self, draft: Draft, one: Incoming) -> bool:
        """Whether it praises an answer: it speaks to the team only as a reply does.

        Of an answer we may learn later, so who still waits may have had it by then. Where every
        message starts a wait, praise does so too: its kind may be guessed wrong.
        """
        if one.by_hand or one.chat_role is ChatRole.DIRECT or one.mode is ChatMode.EVERYTHING:
            return False
        begins = draft.wait_started_at is not None and one.sent_at < draft.wait_started_at
        praises = one.kind is Kind.PRAISE and not self._is_awaited(one)
        return praises and draft.awaited and not begins

    def _is_awaited(self, one: Incoming) -> bool:
        """Whether the brand wants this kind answered."""
        return one.kind in self._policy(one.brand_id, Tier.REGULAR, one.kind).awaited


def _answered_before(draft: Draft, one: Incoming) -> bool:
    """A message sent before the answer but delivered after it has had its answer."""
    return not one.by_hand and draft.answered_at is not None and one.sent_at < draft.answered_at


RANK = {
    Kind.COMMENT: 0,
    Kind.PRAISE: 1,
    Kind.SUGGESTION: 2,
    Kind.QUESTION: 3,
    Kind.COMPLAINT: 4,
}
"""How much a kind asks of the team: a request shows the most demanding of its messages."""


def _worth_logging(one: Incoming) -> bool:
    """Whether a message that starts no wait is still put on record."""
    return one.chat_role is ChatRole.DIRECT or one.mode is not ChatMode.MENTIONS


def _hears_anything(one: Incoming) -> bool:
    """Whether a sticker or "ok" of somebody new is heard there; in a group it is chatter."""
    if one.chat_role is ChatRole.COMMENTS:
        return one.mode is ChatMode.EVERYTHING
    return one.chat_role in {ChatRole.DIRECT, ChatRole.BUSINESS}
