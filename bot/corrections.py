"""Puts right what was understood wrongly when a request was logged by hand."""

from datetime import datetime

from bot.policy import policy_of
from bot.requests import record, replan, set_kind
from storage.engine import Session
from storage.requests import open_wait
from storage.tables import Brand, Member, Request
from storage.vocabulary import Kind, Source


async def correct_source(
    session: Session, request: Request, source: Source, member: Member, now: datetime
) -> None:
    request.source = source
    await record(session, request, "corrected", now, actor=member.name)


async def correct_kind(
    session: Session, request: Request, kind: Kind, member: Member, now: datetime
) -> None:
    await set_kind(session, request, kind, member, now)


async def correct_time(
    session: Session,
    brand: Brand,
    request: Request,
    started_at: datetime,
    member: Member,
    now: datetime,
) -> None:
    """Move the start of the open wait (UTC); its deadline and alerts follow."""
    request.started_at = started_at
    wait = await open_wait(session, request.id)
    if wait is not None:
        wait.started_at = started_at
        replan(policy_of(brand), wait)
    await record(session, request, "corrected", now, actor=member.name)
