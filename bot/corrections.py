"""Puts right what was understood wrongly when a request was logged by hand."""

from datetime import datetime

from bot.requests import record, replan_wait, set_kind
from bot.typed import BY_NAME, Who
from storage.by_hand import (
    client_known_as,
    forget_client,
    give_request_to,
    has_other_requests,
)
from storage.engine import Session
from storage.requests import messages_of, open_wait
from storage.tables import Brand, Client, Member, Message, Request, Wait
from storage.vocabulary import Direction, Kind, Source

TYPED = (BY_NAME, "unnamed:")
"""How clients are known whom a member named, or did not."""


async def correct_source(
    session: Session,
    request: Request,
    source: Source,
    member: Member,
    now: datetime,
    *,
    own: str = "",
) -> None:
    """`own` is the brand's own name for the source. A client known by a name is known there."""
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


def is_name_typed(client: Client) -> bool:
    """Whether a member may put a client's name right: an account has its own."""
    return client.external_id.startswith((*TYPED, "hidden:"))


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
    wait = await open_wait(session, request.id)
    if wait is not None:  # a best friend has a target of their own
        await replan_wait(session, await session.get_one(Brand, request.brand_id), wait)


async def correct_kind(
    session: Session, request: Request, kind: Kind, member: Member, now: datetime
) -> None:
    await set_kind(session, request, kind, member, now)


def is_time_typed(request: Request, message: Message) -> bool:
    """Whether a member may put a message's date right: what Telegram brought has its own."""
    return request.chat_id is None or message.chat_id != request.chat_id


async def correct_time(
    session: Session,
    brand: Brand,
    request: Request,
    message: Message,
    sent_at: datetime,
    member: Member,
    now: datetime,
) -> bool:
    """Say when (UTC) a logged message was written; deadline and alerts follow.

    The open wait begins with the oldest of its messages. False when the date is Telegram's own.
    """
    if not is_time_typed(request, message):
        return False
    wait = await open_wait(session, request.id)
    of_wait = await _messages_of_wait(session, wait) if wait is not None else []
    message.sent_at = sent_at
    await session.flush()
    said = await messages_of(session, request.id, direction=Direction.IN)
    request.started_at = min(one.sent_at for one in said)
    request.last_client_at = max(one.sent_at for one in said)
    if wait is not None and message.id in {one.id for one in of_wait}:
        wait.started_at = min(one.sent_at for one in of_wait)
        await replan_wait(session, brand, wait)
    await record(session, request, "corrected", now, actor=member.name)
    return True


async def _messages_of_wait(session: Session, wait: Wait) -> list[Message]:
    """The client's messages that wait: logged since the last answer, none from before the wait.

    By when they were logged: a message from before the answer may be logged after it.
    """
    said = await messages_of(session, wait.request_id)
    answered = max((one.id for one in said if one.direction is Direction.OUT), default=0)
    return [
        one
        for one in said
        if one.direction is Direction.IN and one.id > answered and one.sent_at >= wait.started_at
    ]
