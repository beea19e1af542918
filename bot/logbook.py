"""Logs clients' messages: the one door through which they enter the record.

Takes a whole batch, so that a hundred messages cost a handful of statements. What a message
means for the clock is decided in bot/joining.py.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.additions import carry_additions
from bot.draft import Draft, Known
from bot.incoming import Incoming
from bot.joining import Joins, Placed
from bot.media import carry_to_desks
from bot.notices import announce
from bot.planning import replan_wait
from bot.policy import policy_of
from bot.posts import tie_to_posts
from storage.directory import Directory
from storage.engine import Session
from storage.log import (
    ClientKey,
    Origin,
    Row,
    album_requests,
    insert_rows,
    known_clients,
    latest_requests,
    logged_already,
    request_ids,
    take_numbers,
    update_rows,
)
from storage.merging import merged_waits, note_heard
from storage.requests import get_wait
from storage.tables import Client, Event, Message, Request, Wait
from storage.vocabulary import ChatRole, Direction, Kind, Tier


async def log_messages(
    session: Session, directory: Directory, incoming: Sequence[Incoming], now: datetime
) -> list[int | None]:
    """Put the messages on record and start the clocks.

    Returns for each the id of its request; None for one that is on record already or that
    opens nothing (chatter in a group).
    """
    known = await known_clients(session, {one.client_key for one in incoming})
    # Only a client on record has messages on record, and requests to join.
    earlier = [one for one in incoming if one.client_key in known]
    seen = await logged_already(session, {one.origin for one in earlier if one.origin})
    new = [one for one in incoming if one.origin not in seen]
    if not new:
        return [None] * len(incoming)
    incoming = await tie_to_posts(session, incoming)
    clients = await _clients(session, new, known, now)
    joins = await _joins(session, directory, earlier, known)
    placed = _placed(joins, incoming, seen, clients)
    drafts = [each.draft if each is not None else None for each in placed]
    await _store_requests(session, joins.drafts)
    origins = [
        joins.written_to(draft, one, clients[one.client_key]) if draft is not None else None
        for one, draft in zip(incoming, drafts, strict=True)
    ]
    await _store_messages(session, incoming, placed, origins)
    said = list(zip(incoming, drafts, strict=True))
    await _start_clocks(session, directory, joins.drafts, said, known, now)
    return [draft.request_id if draft else None for draft in drafts]


async def log_edit(
    session: Session,
    directory: Directory,
    message: Message,
    before: Incoming,
    edited: Incoming,
    now: datetime,
) -> bool:
    """Have the new words of a message on record do what a new message would: start a wait.

    `edited` is sent at the moment of the edit. False where nobody begins to wait by it.
    """
    known = await known_clients(session, {edited.client_key})
    joins = await _joins(session, directory, [edited], known)
    draft = joins.edit(before, edited, message.request_id)
    if draft is None:
        return False
    message.kind, message.asked_at = edited.kind, edited.sent_at
    await session.flush()
    if not joins.drafts:  # who waits already waits on
        return False
    if message.written_to_id is not None:
        await note_heard(session, [(message.written_to_id, edited.sent_at)])
    await _store_requests(session, joins.drafts)
    await _start_clocks(session, directory, joins.drafts, [(edited, draft)], known, now)
    return True


async def _start_clocks(
    session: Session,
    directory: Directory,
    drafts: Sequence[Draft],
    said: Sequence[tuple[Incoming, Draft | None]],
    known: Mapping[ClientKey, Row],
    now: datetime,
) -> None:
    """What follows from the messages: waits, lines of the story, and what is told to whom."""
    await _store_waits(session, directory, drafts)
    await _store_events(session, drafts, now)
    silent = {row["id"] for row in known.values() if row["do_not_message"]}
    desks = {
        chat.brand_id: chat.chat_id
        for chat in directory.chats.values()
        if chat.role is ChatRole.DESK
    }
    await announce(session, desks, drafts, silent, now)
    await carry_to_desks(session, desks, said, now)
    await carry_additions(session, said, now)


async def _joins(
    session: Session,
    directory: Directory,
    earlier: Sequence[Incoming],
    known: Mapping[ClientKey, Row],
) -> Joins:
    """What the messages may join; `earlier` are those of the clients on record."""
    ids = [row["id"] for row in known.values()]
    albums = {(one.chat_id, one.album_id) for one in earlier if one.chat_id and one.album_id}
    return Joins(
        known=[Known(**row) for row in await latest_requests(session, ids)],
        albums=await album_requests(session, albums),
        policy=lambda brand_id, tier, kind: policy_of(directory.brands[brand_id], tier, kind),
        friends={row["id"] for row in known.values() if row["tier"] is Tier.FRIEND},
        reopen_days={key: brand.reopen_days for key, brand in directory.brands.items()},
    )


def _placed(
    joins: Joins,
    incoming: Sequence[Incoming],
    seen: Collection[Origin],
    clients: Mapping[ClientKey, int],
) -> list[Placed | None]:
    """The draft that each message joins or opens; None where it is on record or opens nothing."""
    seen = set(seen)
    found: list[Placed | None] = []
    for one in incoming:
        placed = None if one.origin in seen else joins.place(one, clients[one.client_key])
        if placed is not None and one.origin is not None:
            seen.add(one.origin)  # a client app may resend a message under a new update
        found.append(placed)
    return found


async def _clients(
    session: Session, incoming: Sequence[Incoming], known: Mapping[ClientKey, Row], now: datetime
) -> Mapping[ClientKey, int]:
    """Put new clients on record and keep names as they are now; returns everybody's id."""
    latest = {one.client_key: one for one in incoming}
    first = {one.client_key: one for one in reversed(incoming)}
    new = [one for key, one in latest.items() if key not in known]
    await insert_rows(
        session, Client, [_client_row(first[one.client_key], one, now) for one in new]
    )
    changed = [
        {"id": row["id"], "name": one.name, "username": one.username, "blocked_at": None}
        for key, one in latest.items()
        if (row := known.get(key))
        and (row["name"] != one.name or row["username"] != one.username or row["blocked_at"])
    ]
    await update_rows(session, Client, changed)
    added = await known_clients(session, [one.client_key for one in new])
    return {key: row["id"] for key, row in (*known.items(), *added.items())}


def _client_row(first: Incoming, one: Incoming, now: datetime) -> Row:
    """Known from their first message on, called as in their last."""
    return {
        "brand_id": one.brand_id,
        "source": one.source,
        "external_id": one.external_id,
        "name": one.name,
        "username": one.username,
        "language": first.language,
        "first_seen_at": min(first.sent_at, now),
        "tier": Tier.REGULAR,
        "note": "",
        "do_not_message": False,
        "came_at": None,
    }


async def _store_requests(session: Session, drafts: Iterable[Draft]) -> None:
    by_brand: dict[int, list[Draft]] = defaultdict(list)
    changed: list[Draft] = []
    for draft in drafts:
        if draft.is_new:
            by_brand[draft.brand_id].append(draft)
        elif draft.changed:
            changed.append(draft)
    for brand_id, new in by_brand.items():
        first = await take_numbers(session, brand_id, len(new))
        for number, draft in enumerate(new, start=first):
            draft.number = number
        await insert_rows(session, Request, [draft.row() for draft in new])
        ids = await request_ids(session, brand_id, first, len(new))
        for draft, new_id in zip(new, ids, strict=True):
            draft.request_id = new_id
    await update_rows(session, Request, [draft.changes() for draft in changed])
    await update_rows(session, Request, [draft.ending() for draft in changed if draft.reopened])
    await update_rows(
        session,
        Request,
        [
            {"id": draft.request_id, "previous_id": draft.previous.request_id}
            for new in by_brand.values()
            for draft in new
            if draft.previous is not None and draft.previous.is_new
        ],
    )


async def _store_messages(
    session: Session,
    incoming: Sequence[Incoming],
    placed: Sequence[Placed | None],
    origins: Sequence[int | None],
) -> None:
    await insert_rows(
        session,
        Message,
        [
            {
                "brand_id": one.brand_id,
                "request_id": each.draft.request_id,
                "direction": Direction.IN,
                "chat_id": one.noted_in or one.chat_id,
                "message_id": one.message_id,
                "author": one.name,
                "sent_at": one.sent_at,
                "content": one.content,
                "text": one.text,
                "kind": Kind.COMMENT if one.courtesy else one.kind,
                "file_id": one.file_id,
                "album_id": one.album_id,
                "business_id": one.business_id or 0,
                "written_to_id": origin,
                "asked_at": one.sent_at if each.asks else None,
            }
            for one, each, origin in zip(incoming, placed, origins, strict=True)
            if each is not None
        ],
    )
    heard = [(origin, one.sent_at) for origin, one in zip(origins, incoming, strict=True) if origin]
    await note_heard(session, heard)


async def _store_waits(session: Session, directory: Directory, drafts: Sequence[Draft]) -> None:
    rows = [
        {"brand_id": draft.brand_id, "request_id": draft.request_id, **draft.wait.row()}
        for draft in drafts
        if draft.wait is not None
    ]
    await insert_rows(session, Wait, rows)
    await update_rows(
        session,
        Wait,
        [
            {"id": draft.wait_id, **draft.moved_wait.row()}
            for draft in drafts
            if draft.moved_wait is not None
        ],
    )
    moved = {one.wait_id: one.brand_id for one in drafts if one.moved_wait and one.wait_id}
    for wait_id in await merged_waits(session, moved):  # several clients' deadlines are in it
        wait = await get_wait(session, wait_id)
        if wait is not None:
            await replan_wait(session, directory.brands[moved[wait_id]], wait)


async def _store_events(session: Session, drafts: Iterable[Draft], now: datetime) -> None:
    rows = [
        {
            "brand_id": draft.brand_id,
            "request_id": draft.request_id,
            "at": now,
            "what": what,
            "actor": actor,
            "data": data,
        }
        for draft in drafts
        for what, actor, data in draft.events
    ]
    await insert_rows(session, Event, rows)


async def log_by_hand(
    session: Session, directory: Directory, incoming: Incoming, now: datetime
) -> int | None:
    """Log what a member typed or forwarded; it always starts a wait. Returns the request's id."""
    [request_id] = await log_messages(session, directory, [replace(incoming, by_hand=True)], now)
    return request_id
