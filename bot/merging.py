"""Two requests that are one matter, and one request that is two."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.draft import PREVIEW
from bot.joining import RANK
from bot.notices import show_card
from bot.requests import record, replan_wait
from storage.directory import load_directory
from storage.engine import Session
from storage.log import take_numbers
from storage.media import move_media
from storage.merging import album_of, move_hand_offs, move_messages, move_waits
from storage.ratings import move_ratings
from storage.requests import messages_of, open_wait
from storage.tables import Brand, Member, Message, Request, Wait
from storage.vocabulary import Direction, RequestStatus, WaitStop


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
    await _merge_waits(session, request, into)
    await move_messages(session, request.id, into.id)
    await move_hand_offs(session, request.id, into.id)
    await move_ratings(session, request.id, into.id)
    into.started_at = min(into.started_at, request.started_at)
    into.last_client_at = max(into.last_client_at, request.last_client_at)
    into.awaited = into.awaited or request.awaited
    if request.note:
        into.note = f"{into.note}\n{request.note}".strip()
    into.assignee_id = into.assignee_id or request.assignee_id
    request.status, request.closed_at = RequestStatus.DISMISSED, now
    request.merged_into_id = into.id
    await record(session, request, "merged", now, actor=member.name, data={"number": into.number})
    await record(
        session, into, "merged_here", now, actor=member.name, data={"number": request.number}
    )
    await show_card(session, await load_directory(session), into, now)
    return True


async def _merge_waits(session: Session, request: Request, into: Request) -> None:
    """Waits that ended come along as they were; of two open ones the earliest start stays."""
    ours, theirs = await open_wait(session, request.id), await open_wait(session, into.id)
    if ours is not None and theirs is not None:
        theirs.started_at = min(ours.started_at, theirs.started_at)
        _hand_over(ours)
    elif ours is not None:
        into.status, into.closed_at, into.outcome = RequestStatus.OPEN, None, None
    await session.flush()
    await move_waits(session, request.id, into.id)
    wait = await open_wait(session, into.id)
    if wait is not None:
        await replan_wait(session, await session.get_one(Brand, into.brand_id), wait)


def _hand_over(wait: Wait) -> None:
    """It goes on in another wait: no figure counts it, no alert speaks of it."""
    wait.stopped_at, wait.stop, wait.next_alert_at = wait.started_at, WaitStop.MERGED, None


async def split(
    session: Session, request: Request, message: Message, member: Member, now: datetime
) -> Request | None:
    """Make a client's message (with its album) a request of its own, waiting since it was written.

    None where nothing would be left, or the message is not a client's here.
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
    said = await messages_of(session, request.id, direction=Direction.IN)
    left = [one for one in said if one.id not in {each.id for each in moved}]
    if not left:
        return None
    brand = await session.get_one(Brand, request.brand_id)
    other = await _new_request(session, request, moved, about)
    for one in moved:
        one.request_id = other.id
    await move_media(session, moved, request.id, other.id)
    wait = Wait(
        brand_id=brand.id,
        request_id=other.id,
        started_at=other.started_at,
        due_at=other.started_at,
    )
    await replan_wait(session, brand, wait)
    session.add(wait)
    await _shorten(session, brand, request, left)
    await record(session, request, "split", now, actor=member.name, data={"number": other.number})
    await record(
        session, other, "split_off", now, actor=member.name, data={"number": request.number}
    )
    await show_card(session, await load_directory(session), other, now)
    return other


async def _new_request(
    session: Session, request: Request, moved: Sequence[Message], about: Mapping[str, Any]
) -> Request:
    known = request.model_dump(
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
            "assignee_id",
        }
    )
    words = next((one.text for one in moved if one.text), "")
    own: dict[str, Any] = {"previous_id": request.id, **about}
    other = Request(
        **{**known, **own},
        number=await take_numbers(session, request.brand_id, 1),
        status=RequestStatus.OPEN,
        preview=words[:PREVIEW],
        started_at=min(one.sent_at for one in moved),
        last_client_at=max(one.sent_at for one in moved),
        awaited=True,
    )
    session.add(other)
    await session.flush()
    return other


async def _shorten(session: Session, brand: Brand, request: Request, left: list[Message]) -> None:
    """The open wait begins with the oldest unanswered message that is left, or is handed over."""
    request.started_at = min(one.sent_at for one in left)
    request.last_client_at = max(one.sent_at for one in left)
    wait = await open_wait(session, request.id)
    if wait is None:
        return
    waiting = [one.sent_at for one in left if one.sent_at >= wait.started_at]
    if waiting:
        wait.started_at = min(waiting)
        await replan_wait(session, brand, wait)
    else:
        _hand_over(wait)
        request.status = RequestStatus.ANSWERED
    await session.flush()
