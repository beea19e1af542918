"""Which wait a message is of, and when that begins once the date of the message was put right.

Decided by what is on record about the waits: an answer may be taken back, or another client's.
"""

from datetime import datetime

from bot.addressees import course_of, reached_by
from bot.endings import CUT_OFF, said_at
from storage.engine import Session
from storage.merging import parties_of, parts_of
from storage.messages import first_asked
from storage.requests import events_of, get_wait, waits_of
from storage.tables import Event, Message, Request, Wait
from storage.vocabulary import Direction, WaitStop

ENDINGS = frozenset({"closed", "dismissed", "kind"})
"""What ends a wait without an answer."""


def counted_from(message: Message) -> datetime:
    return message.asked_at or message.sent_at


async def wait_of_message(session: Session, own: Request, message: Message) -> Wait | None:
    """The wait that this message of the client began, or is a part of; the last that fits."""
    if message.direction is not Direction.IN:
        return None
    then = counted_from(message)
    known = await _put_right_in(session, message)
    if known is not None and _holds(known, then):
        return known
    theirs = await _waits_of_client(session, message.request_id, own)
    fitting = [one for one in theirs if _holds(one, then)]
    return max(fitting, key=lambda one: (one.started_at, one.id), default=None)


async def begin_anew(
    session: Session, wait: Wait, own: Request, message: Message, was: datetime
) -> None:
    """Have the wait begin with the oldest of its messages, this one at its new date.

    Where another began it, that one still does, whatever came between.
    """
    several = await parties_of(session, wait.request_id)
    parts = {one.request_id: one for one in await parts_of(session, wait.id)}
    rest: dict[int, datetime] = {}
    if was in {wait.started_at, *(one.started_at for one in parts.values())}:
        for each, _ in several:
            theirs = await _waits_of_client(session, wait.request_id, each)
            if each.id != own.id and wait.id not in {one.id for one in theirs}:
                continue  # they had an answer, or an end, and the others wait on
            found = await _first_but(session, wait, each, message, was, is_own=each.id == own.id)
            if found is not None:
                rest[each.id] = found
    now = counted_from(message)
    part = parts.get(own.id)
    if part is not None:
        part.started_at = min(
            now, rest.get(own.id, now) if part.started_at == was else part.started_at
        )
    wait.started_at = min([now, *(rest.values() if wait.started_at == was else [wait.started_at])])
    await session.flush()


def _holds(wait: Wait, moment: datetime) -> bool:
    return wait.started_at <= moment and (wait.stopped_at is None or moment <= wait.stopped_at)


async def _first_but(
    session: Session, wait: Wait, own: Request, message: Message, was: datetime, *, is_own: bool
) -> datetime | None:
    """When this client first asked in the wait, but for the message whose date was put right."""
    others = [
        (one.started_at, one.stopped_at)
        for one in await _waits_of_client(session, wait.request_id, own)
        if one.id != wait.id and one.stopped_at is not None
    ]
    return await first_asked(
        session,
        wait.request_id,
        written_to=own.id,
        since=was,
        until=wait.stopped_at,
        but_row=message.id,
        outside=others,
        # Dated into an earlier wait and yet of this one: it ran when they were logged, or began so.
        logged_since=message.id if is_own and wait.stopped_at is None else None,
        or_at=await _begun_before(session, wait),
    )


async def _waits_of_client(session: Session, request_id: int, own: Request) -> list[Wait]:
    """Those of the waits here that were this client's, of several: what was answered or closed in
    their course, before a merge or since.
    """
    waits = [one for one in await waits_of(session, request_id) if one.stop is not WaitStop.MERGED]
    if len(await parties_of(session, request_id)) == 1:
        return waits
    said = [said_at(one) for one in (await reached_by(session, own)).values()]
    ended = {one.at for one in await course_of(session, own) if one.what in ENDINGS}
    found = []
    for one in waits:
        parts = {part.request_id for part in await parts_of(session, one.id)}
        was_told = any(_holds(one, at) for at in said)
        was_theirs = one.stopped_at in ended if one.stop in CUT_OFF else was_told
        if own.id in parts if parts else was_theirs or one.stop is None:
            found.append(one)
    return found


async def _corrections(session: Session, request_ids: set[int]) -> list[Event]:
    events = [one for each in sorted(request_ids) for one in await events_of(session, each)]
    return [one for one in events if one.what == "corrected" and one.data.get("wait")]


async def _put_right_in(session: Session, message: Message) -> Wait | None:
    """The wait in which the date of the message was put right before, wherever that goes on."""
    places = {message.request_id, message.written_to_id or message.request_id}
    before = [
        one.data["wait"]
        for one in await _corrections(session, places)
        if one.data["message"] == message.id
    ]
    wait = await get_wait(session, before[-1]) if before else None
    while wait is not None and wait.merged_into_id is not None:
        wait = await get_wait(session, wait.merged_into_id)
    is_here = wait is not None and wait.request_id == message.request_id
    return wait if is_here and wait is not None and wait.stop is not WaitStop.MERGED else None


async def _begun_before(session: Session, wait: Wait) -> list[datetime]:
    """With which dates the wait has begun before a date was put right."""
    return [
        datetime.fromisoformat(one.data["began"])
        for one in await _corrections(session, {wait.request_id})
        if one.data["wait"] == wait.id
    ]
