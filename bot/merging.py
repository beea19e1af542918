"""Two requests that are one matter, and one request that is two."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.addressees import reached_by
from bot.draft import PREVIEW
from bot.endings import said_at
from bot.joining import RANK
from bot.merged_waits import merge_waits, shorten
from bot.notices import LIVE, show_card
from bot.planning import replan_wait
from bot.requests import record
from storage.directory import load_directory
from storage.engine import Session
from storage.hand_offs import withdraw_open
from storage.log import take_numbers
from storage.media import move_media
from storage.merging import (
    album_of,
    merged_requests,
    move_hand_offs,
    move_messages,
)
from storage.messages import first_since, span_of
from storage.notices import touch
from storage.ratings import move_ratings
from storage.requests import get_request
from storage.tables import Brand, Member, Message, Request, Wait
from storage.vocabulary import Direction, RequestStatus


async def merge(
    session: Session, request: Request, into: Request, member: Member, now: datetime
) -> bool:
    """Have one request go on in another: its messages, its story, and the earliest open clock.

    False where they cannot be one: the same, of two brands, or set aside.
    """
    ended = RequestStatus.DISMISSED in {request.status, into.status}
    if request.id == into.id or request.brand_id != into.brand_id or ended:
        return False
    if not into.kind_confirmed and RANK[request.kind] > RANK[into.kind]:
        into.kind = request.kind
        await session.flush()
    await merge_waits(session, request, into)
    followers = await merged_requests(session, request.id)
    for one in followers:
        one.merged_into_id = into.id
    await move_messages(session, request.id, into.id)
    await move_hand_offs(session, request.id, into.id)
    if into.status is RequestStatus.CLOSED:  # departments need not answer for what has ended
        await withdraw_open(session, into.id, now)
    await move_ratings(session, request.id, into.id)
    into.started_at = min(into.started_at, request.started_at)
    into.last_client_at = max(into.last_client_at, request.last_client_at)
    into.awaited = into.awaited or request.awaited
    into.undeliverable = into.undeliverable or request.undeliverable
    if request.note:
        into.note = f"{into.note}\n{request.note}".strip()
    into.assignee_id = into.assignee_id or request.assignee_id
    request.status, request.closed_at = RequestStatus.DISMISSED, now
    request.merged_into_id = into.id
    await record(session, request, "merged", now, actor=member.name, data={"number": into.number})
    await record(
        session, into, "merged_here", now, actor=member.name, data={"number": request.number}
    )
    await touch(session, [one.id for one in followers], LIVE, now)
    await show_card(session, await load_directory(session), into, now)
    return True


async def split(
    session: Session, request: Request, message: Message, member: Member, now: datetime
) -> Request | None:
    """Make a client's message (with its album) a request of its own, where it was written.

    It waits since then, unless it had its answer. None where nothing would be left, or the
    message is not a client's here.
    """
    if message.request_id != request.id or message.direction is not Direction.IN:
        return None
    return await split_off(session, request, await album_of(session, message), member, now)


async def split_off(
    session: Session,
    request: Request,
    moved: Sequence[Message],
    member: Member,
    now: datetime,
    **about: Any,
) -> Request | None:
    """The same of several messages; `about` is what the new request has of its own."""
    span = await span_of(session, request.id)
    stays = span is not None and len(moved) < span.how_many
    if request.status is RequestStatus.DISMISSED or not stays:
        return None
    brand = await session.get_one(Brand, request.brand_id)
    written_to = moved[0].written_to_id and await get_request(session, moved[0].written_to_id)
    source = written_to or request
    other = await _new_request(session, request, source, moved, about)
    for one in moved:
        one.request_id, one.written_to_id = other.id, None
    await session.flush()
    await move_media(session, moved, request.id, other.id)
    await _follow(session, request, source, other)
    if other.status is RequestStatus.OPEN:
        start = other.started_at
        wait = Wait(brand_id=brand.id, request_id=other.id, started_at=start, due_at=start)
        await replan_wait(session, brand, wait)
        session.add(wait)
    await shorten(session, brand, request)
    await record(session, request, "split", now, actor=member.name, data={"number": other.number})
    of = {"of": source.id} if other.client_id == source.client_id else {}
    data = {"number": request.number, **of}
    await record(session, other, "split_off", now, actor=member.name, data=data)
    await show_card(session, await load_directory(session), other, now)
    return other


async def _new_request(
    session: Session,
    request: Request,
    source: Request,
    moved: Sequence[Message],
    about: Mapping[str, Any],
) -> Request:
    """Of the client and the place that the message came from, with `request`'s state."""
    known = source.model_dump(
        include={
            "brand_id",
            "client_id",
            "kind",
            "source",
            "chat_id",
            "chat_role",
            "thread_id",
            "business_id",
            "post_id",
            "own_source",
            "language",
        }
    )
    # Of what somebody else was told, nobody knows: an answer meant the client it was given to.
    reached = {} if "client_id" in about else await reached_by(session, source)
    answered_at = max((said_at(one) for one in reached.values()), default=None)
    waiting = [one.sent_at for one in moved if answered_at is None or one.sent_at > answered_at]
    words = next((one.text for one in moved if one.text), "")
    own: dict[str, Any] = {"previous_id": request.id, **about}
    other = Request(
        **{**known, **own},
        **(_STILL_OPEN if waiting else _as_it_ended(request)),
        number=await take_numbers(session, request.brand_id, 1),
        assignee_id=request.assignee_id,
        preview=words[:PREVIEW],
        started_at=min(waiting or [one.sent_at for one in moved]),
        last_client_at=max(one.sent_at for one in moved),
    )
    session.add(other)
    await session.flush()
    return other


_STILL_OPEN: dict[str, Any] = {"status": RequestStatus.OPEN, "awaited": True}


def _as_it_ended(request: Request) -> dict[str, Any]:
    """What was said of the answer, and of the ending if there was one, holds for both."""
    ended = request.status is RequestStatus.CLOSED
    known = {"awaited", "answered_at", "undeliverable"}
    if ended:
        known |= {"closed_at", "outcome", "cause", "cause_department", "told"}
    status = RequestStatus.CLOSED if ended else RequestStatus.ANSWERED
    return {"status": status, **request.model_dump(include=known)}


async def _follow(session: Session, request: Request, source: Request, other: Request) -> None:
    """Of whose words nothing is left here, they go on in the new one: answers follow them."""
    if source.id == request.id:
        return
    left = await first_since(session, request.id, None, written_to=source.id)
    if left is None:
        source.merged_into_id = other.id
        await session.flush()
