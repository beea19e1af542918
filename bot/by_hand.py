"""What a member tells of clients elsewhere: typed or forwarded, a dialogue at once, an album.

The event that opened the request, or that added to it, keeps which of the member's messages were
one telling: {"chat", "first", "last", "from", "at"}. By that a burst in two batches is one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.answers import Answer, answer_request, note_words
from bot.classify import classify
from bot.incoming import Incoming
from bot.joining import RANK
from bot.logbook import log_by_hand
from bot.merging import split_off
from bot.requests import record
from bot.typed import NAMESAKE, is_bare_name
from storage.by_hand import client_of_album, latest_tellings
from storage.clients import get_client
from storage.directory import Directory
from storage.engine import Session
from storage.log import album_requests, known_clients
from storage.requests import events_of, get_request, messages_of, open_wait
from storage.tables import Client, Event, Member, Message, Request
from storage.vocabulary import Direction, Kind

AT_ONCE = timedelta(seconds=5)
"""Between the dates of messages that were forwarded together."""

TELLINGS = frozenset({"logged", "added"})

RETOLD = "retold"
"""What was on record already, forwarded again: nothing new but whom a dialogue is with."""


class Told(NamedTuple):
    """A request of which a member told, and the event that keeps the telling."""

    request: Request
    telling: Event


async def log_told(
    session: Session,
    directory: Directory,
    incoming: Incoming,
    told_at: datetime,
    now: datetime,
    *,
    at_once: bool,
) -> tuple[int, Event] | None:
    """Log what a member told at `told_at` (UTC); `at_once`: one of several messages, perhaps.

    Returns the request and the telling; None for what is on record already.
    """
    request_id = await log_by_hand(session, directory, incoming, now)
    if request_id is None:
        return None
    chat, message = incoming.noted_in, incoming.message_id
    events = await events_of(session, request_id)
    telling = _recent(events, chat, incoming.logged_by, told_at) if at_once else None
    if telling is not None:
        await _go_on(session, telling, message, told_at)
        return request_id, telling
    told = _telling(chat, message, told_at)
    if len(await messages_of(session, request_id, direction=Direction.IN)) > 1:
        request = await session.get_one(Request, request_id, populate_existing=True)
        await record(session, request, "added", now, actor=incoming.logged_by, data={"told": told})
        return request_id, (await events_of(session, request_id))[-1]
    opened = next(event for event in events if event.what == "logged")
    opened.data = {**opened.data, "told": told}
    await session.flush()
    return request_id, opened


async def note_retold(
    session: Session, request: Request, incoming: Incoming, told_at: datetime, now: datetime
) -> None:
    """Keep that a member forwarded what the request holds already."""
    chat, by = incoming.noted_in, incoming.logged_by
    events = await events_of(session, request.id)
    telling = _recent(events, chat, by, told_at, of=frozenset({RETOLD}))
    if telling is not None:
        await _go_on(session, telling, incoming.message_id, told_at)
        return
    told = _telling(chat, incoming.message_id, told_at)
    await record(session, request, RETOLD, now, actor=by, data={"told": told})


def _telling(chat_id: int | None, message_id: int | None, at: datetime) -> dict[str, Any]:
    moment = at.isoformat()
    return {"chat": chat_id, "first": message_id, "last": message_id, "from": moment, "at": moment}


async def _go_on(
    session: Session, telling: Event, message_id: int | None, told_at: datetime
) -> None:
    told = {**telling.data["told"], "last": message_id, "at": told_at.isoformat()}
    telling.data = {**telling.data, "told": told}
    await session.flush()


def _recent(
    events: Sequence[Event],
    chat_id: int | None,
    by: str,
    told_at: datetime,
    of: frozenset[str] = TELLINGS,
) -> Event | None:
    """The telling by the same member in the same chat that goes on at this moment."""
    for event in reversed(events):
        told = event.data.get("told") if event.what in of and event.actor == by else None
        if told is not None and told["chat"] == chat_id:
            near = abs(told_at - datetime.fromisoformat(told["at"])) <= AT_ONCE
            return event if near else None
    return None


def is_of(telling: Event, message: Message) -> bool:
    told = telling.data["told"]
    return (
        message.chat_id == told["chat"]
        and message.message_id is not None
        and told["first"] <= message.message_id <= told["last"]
    )


async def telling_of(session: Session, request: Request, message: Message) -> Event | None:
    """How the message came on record, if a member told of it."""
    for event in await events_of(session, request.id):
        if event.what in TELLINGS and "told" in event.data and is_of(event, message):
            return event
    return None


async def tellers_of(session: Session, request_id: int) -> dict[int, str]:
    """Who put the client's words on record by hand, by message row: they alone can edit them."""
    said = await messages_of(session, request_id, direction=Direction.IN)
    written_to = {request_id, *(one.written_to_id for one in said if one.written_to_id)}
    events = [event for one in written_to for event in await events_of(session, one)]
    tellings = [one for one in events if one.what in TELLINGS and "told" in one.data]
    return {one.id: telling.actor for telling in tellings for one in said if is_of(telling, one)}


async def as_known(session: Session, incoming: Incoming) -> Incoming:
    """The same by the client it belongs to: an album's, or one whose name we know by the handle."""
    if incoming.album_id is not None and incoming.noted_in is not None:
        found = await client_of_album(session, incoming.noted_in, incoming.album_id)
        if found is not None and found[0].brand_id == incoming.brand_id:
            client, request = found
            return replace(
                incoming,
                source=client.source,
                external_id=client.external_id,
                name=client.name,
                username=client.username,
                own_source=request.own_source,
            )
    if incoming.name == f"@{incoming.username}":
        known = await known_clients(session, [incoming.client_key])
        if row := known.get(incoming.client_key):
            return replace(incoming, name=row["name"])
    return incoming


async def told_with(
    session: Session, brand_id: int, chat_id: int, by: str, told_at: datetime
) -> list[Told]:
    """What the member told of at once with words that are no client's, the latest first.

    A burst goes on as long as nothing in it comes later than `AT_ONCE` after what was before it.
    """
    tellings = [
        (datetime.fromisoformat(told["at"]), told.get("from", told["at"]), event)
        for event in await latest_tellings(session, brand_id, by, TELLINGS | {RETOLD})
        if (told := event.data.get("told")) and told["chat"] == chat_id
    ]
    found: dict[int, Told] = {}
    begun = told_at
    for at, since, event in sorted(tellings, key=lambda one: (one[0], one[2].id), reverse=True):
        request = await get_request(session, event.request_id or 0)
        if request is not None and begun - AT_ONCE <= at <= told_at + AT_ONCE:
            begun = min(begun, datetime.fromisoformat(since))
            found.setdefault(request.id, Told(request, event))
    return list(found.values())


async def meant_by(session: Session, told: Sequence[Told], answer: Answer) -> list[Told]:
    """Whom of those told of at once the team's words may answer: who waited when they were said.

    Of an album every part goes where the first went; with one client alone the words are theirs.
    """
    album = (answer.chat_id, answer.album_id or "")
    went_to = (await album_requests(session, {album})).get(album) if answer.album_id else None
    if went_to is not None:
        return [one for one in told if one.request.id == went_to]
    if len(told) == 1:
        return list(told)
    waits = [await open_wait(session, one.request.id) for one in told]
    return [
        one
        for one, wait in zip(told, waits, strict=True)
        if wait is not None and wait.started_at <= answer.sent_at
    ]


async def file_words(session: Session, request: Request, answer: Answer, now: datetime) -> None:
    """The team's part of a dialogue that was forwarded: the answer, if the client fell silent then.

    Words from before the client's last ones answer nothing that waits.
    """
    if await _are_on_record(session, request, answer):
        return
    if answer.sent_at > request.last_client_at:
        await answer_request(session, request, answer, now)
    else:
        await note_words(session, request, answer)
        await session.flush()


async def _are_on_record(session: Session, request: Request, answer: Answer) -> bool:
    """Whether a member forwarded the same words before: Telegram numbers them anew."""
    said = await messages_of(session, request.id, direction=Direction.OUT)
    same = (answer.sent_at, answer.content, answer.text)
    return any(
        same == (one.sent_at, one.content, one.text)
        and (one.album_id is None or one.album_id != answer.album_id)
        for one in said
    )


async def is_by_name_alone(session: Session, request: Request) -> bool:
    client = await get_client(session, request.client_id)
    return client is not None and is_bare_name(client.external_id)


async def somebody_else(
    session: Session, request: Request, message: Message, member: Member, now: datetime
) -> Request | None:
    """What was added by a name alone is another client's: theirs, with a clock of its own.

    None where nothing would be left, or the client is known by more than a name.
    """
    telling = await telling_of(session, request, message)
    client = await get_client(session, request.client_id)
    if telling is None or client is None or not is_bare_name(client.external_id):
        return None
    said = await messages_of(session, request.id, direction=Direction.IN)
    moved = [one for one in said if is_of(telling, one)]
    if not moved or len(moved) == len(said):
        return None
    other = Client(
        brand_id=client.brand_id,
        source=client.source,
        external_id=f"{NAMESAKE}{message.chat_id}:{telling.data['told']['first']}",
        name=client.name,
        language=client.language,
        first_seen_at=min(one.sent_at for one in moved),
    )
    session.add(other)
    await session.flush()
    if not request.kind_confirmed:
        request.kind = _kind_of([one for one in said if one not in moved])
    about = {"client_id": other.id, "kind": _kind_of(moved), "previous_id": None}
    return await split_off(session, request, moved, member, now, **about)


def _kind_of(said: Sequence[Message]) -> Kind:
    kinds = [classify(one.text, one.content) for one in said]
    return max(kinds, key=RANK.__getitem__)
