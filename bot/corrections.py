"""Puts right what was understood wrongly when a request was logged by hand."""

from datetime import datetime
from typing import Any

from bot.endings import GIVEN_IN
from bot.planning import replan_wait
from bot.requests import record, set_kind
from bot.retiming import begin_anew, counted_from, wait_of_message
from bot.typed import BY_NAME, HIDDEN, NAMESAKE, UNNAMED, Who
from storage.by_hand import (
    client_known_as,
    forget_client,
    give_request_to,
    has_other_requests,
)
from storage.engine import Session
from storage.messages import span_of
from storage.requests import get_request, open_wait
from storage.tables import Brand, Client, Member, Message, Request, Wait
from storage.vocabulary import Kind, Source, WaitStop

TYPED = (BY_NAME, UNNAMED, NAMESAKE)
"""How clients are known whom a member named, or did not."""


async def correct_source(
    session: Session,
    request: Request,
    source: Source,
    member: Member,
    now: datetime,
    *,
    own: str = "",
) -> bool:
    """`own` is the brand's own name for the source. A client known by a name is known there.

    False where the words stand in a chat of ours: answers go there, whatever the source is called.
    """
    if not is_source_typed(request):
        return False
    client = await session.get_one(Client, request.client_id, populate_existing=True)
    if client.external_id.startswith(BY_NAME):
        said = client.external_id.removeprefix(BY_NAME).removeprefix(request.own_source.casefold())
        external_id = f"{BY_NAME}{own.casefold()}{said.removeprefix(':')}"
    else:
        external_id = client.external_id
    request.source, request.own_source = source, own
    if external_id.startswith(TYPED):
        who = Who(client.name, client.username or "")
        await _call(session, request, client, source, external_id, who)
    await record(session, request, "corrected", now, actor=member.name)
    return True


def is_source_typed(request: Request) -> bool:
    """Whether a member may put right where a client wrote: what stands in Telegram shows it."""
    return request.chat_id is None


def is_name_typed(client: Client) -> bool:
    """Whether a member may put a client's name right: an account has its own."""
    return client.external_id.startswith((*TYPED, HIDDEN))


async def correct_name(
    session: Session, request: Request, who: Who, member: Member, now: datetime
) -> bool:
    """Say who the client is; the next message of that name is theirs. False: an account's."""
    client = await session.get_one(Client, request.client_id, populate_existing=True)
    if not is_name_typed(client) or not who.shown:
        return False
    await _call(session, request, client, request.source, who.key(request.own_source), who)
    await record(session, request, "corrected", now, actor=member.name)
    return True


async def _call(
    session: Session,
    request: Request,
    client: Client,
    source: Source,
    external_id: str,
    who: Who,
) -> None:
    """Have the request's client known so: as whoever is known so already, if anybody is."""
    known = await client_known_as(session, client.brand_id, source, external_id)
    alone = not await has_other_requests(session, request)
    if known is None and not alone:  # the other requests stay with the client they had
        known = Client(
            **client.model_dump(include={"brand_id", "language", "tier", "do_not_message"}),
            source=source,
            external_id=external_id,
            name=who.shown,
            username=who.handle or None,
            first_seen_at=request.started_at,
        )
        session.add(known)
        await session.flush()
    if known is None or known.id == client.id:
        client.source, client.external_id = source, external_id
        client.name, client.username = who.shown, who.handle or None
        await session.flush()
        return
    await give_request_to(session, request, known)
    if alone:
        known.note = f"{known.note}\n{client.note}".strip()
        await forget_client(session, client, known)
    wait = await open_wait(session, request.merged_into_id or request.id)
    if wait is not None:  # a best friend has a target of their own
        await replan_wait(session, await session.get_one(Brand, request.brand_id), wait)


async def correct_kind(
    session: Session, request: Request, kind: Kind, member: Member, now: datetime
) -> None:
    await set_kind(session, request, kind, member, now)


def is_time_typed(request: Request, message: Message) -> bool:
    """Whether a member may put a message's date right: what Telegram brought has its own."""
    return request.chat_id is None or message.chat_id != request.chat_id


class EndedBeforeError(Exception):
    """The client cannot have written after the answer to it, or after it was closed."""

    def __init__(self, wait: Wait, ended_at: datetime) -> None:
        super().__init__(ended_at.isoformat())
        self.ended_at = ended_at
        self.was_answered = wait.stop is WaitStop.ANSWERED


async def correct_time(
    session: Session,
    brand: Brand,
    request: Request,
    message: Message,
    sent_at: datetime,
    member: Member,
    now: datetime,
) -> bool:
    """Say when (UTC) a logged message was written; its wait follows, with deadline and alerts.

    The wait begins with the oldest of its messages, ended or not: whether it was answered in time
    is decided anew. False when the date is Telegram's own. Raises EndedBeforeError, and changes
    nothing, when the wait had ended by then.
    """
    own = await get_request(session, message.written_to_id or request.id) or request
    if not is_time_typed(own, message):
        return False
    wait = await wait_of_message(session, own, message)
    ended_at = wait.stopped_at if wait is not None else None
    if wait is not None and ended_at is not None and wait.stop in GIVEN_IN and sent_at > ended_at:
        raise EndedBeforeError(wait, ended_at)
    was, counted, message.sent_at = message.sent_at, counted_from(message), sent_at
    data: dict[str, Any] = {"message": message.id, "was": was.isoformat()}  # to know it told again
    if message.asked_at is not None:
        message.asked_at = sent_at
    await session.flush()
    span = await span_of(session, request.id)
    if span is not None:
        request.started_at, request.last_client_at = span.first, span.last
    if wait is not None:
        data |= {"wait": wait.id, "began": wait.started_at.isoformat()}
        await begin_anew(session, wait, own, message, counted)
        await replan_wait(session, brand, wait)
        if ended_at is not None:
            wait.stopped_at, wait.next_alert_at = max(ended_at, wait.started_at), None
    await record(session, request, "corrected", now, actor=member.name, data=data)
    return True
