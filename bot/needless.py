"""A wait that needed no answer: a member said of what kind the client's words are."""

from datetime import datetime

from bot.endings import needed_after_all
from bot.policy import policy_of
from bot.resuming import resume_wait
from storage.directory import load_directory
from storage.engine import Session
from storage.merging import merged_requests, parts_of
from storage.messages import mark_asking, mark_needless
from storage.requests import events_of, last_wait, open_wait, waits_of
from storage.tables import Brand, Member, Request, Wait
from storage.vocabulary import (
    ChatMode,
    ChatRole,
    Kind,
    Outcome,
    RequestStatus,
    WaitStop,
)


async def end_needless(
    session: Session, brand: Brand, request: Request, kind: Kind, member: Member, now: datetime
) -> bool:
    """End the open wait where this kind needs no answer, as if it had never begun.

    False where nobody waits, or every message there is to be answered whatever its kind.
    """
    wait = await open_wait(session, request.id)
    if wait is None or await _is_awaited(session, brand, request, kind, wait):
        return False
    wait.stopped_at, wait.stop = max(now, wait.started_at), WaitStop.NOT_NEEDED
    wait.stopped_by, wait.next_alert_at = member.id, None
    await session.flush()
    await mark_needless(session, request.id, wait.started_at)
    before = await last_wait(session, request.id)
    request.awaited = before is not None
    if before is not None and before.stop is WaitStop.ANSWERED:
        request.status = RequestStatus.ANSWERED
    else:
        request.status, request.closed_at = RequestStatus.CLOSED, now
        request.outcome = Outcome.NOTHING_NEEDED
    return True


async def _is_awaited(
    session: Session, brand: Brand, request: Request, kind: Kind, wait: Wait
) -> bool:
    """By policy, by the chat's mode, by hand, or for another client's sake."""
    if kind in policy_of(brand).awaited:
        return True
    if await parts_of(session, wait.id) and await merged_requests(session, request.id):
        return True
    chat = (await load_directory(session)).chats.get(request.chat_id or 0)
    in_public = request.chat_role in {ChatRole.COMMUNITY, ChatRole.COMMENTS}
    if not in_public or chat is None or chat.mode is not ChatMode.REQUESTS:
        return True
    story = await events_of(session, request.id)
    return any(one.what in {"logged", "added"} and one.actor for one in story)


async def resume_needless(session: Session, brand: Brand, request: Request) -> bool:
    """The wait that ended so runs on from its start, or ends with the answer that was given since.

    False where there is none, or nothing without an answer, or where the client waits anyway.
    """
    if await open_wait(session, request.id) is not None:
        return False
    waits = await waits_of(session, request.id)
    wait = max(waits, key=lambda one: one.id, default=None)
    if wait is None or wait.stop is not WaitStop.NOT_NEEDED or wait.stopped_at is None:
        return False
    named_at = wait.stopped_at
    runs = await resume_wait(session, brand, request, wait)
    await mark_asking(session, request.id, wait.started_at)
    needed_after_all(request, named_at)
    if runs:
        request.status = RequestStatus.OPEN
        request.closed_at = request.outcome = None
    await session.flush()
    return runs
