"""Finds whom the team's words in a client chat answer: the facts for bot/attribution.py."""

from dataclasses import dataclass

from bot.attribution import Answered, Asked, Reply, ReplyTo, Said, Waiting, attribute
from storage.engine import Session
from storage.log import album_requests
from storage.merging import standing_request
from storage.messages import last_request_in
from storage.notices import notice_of_message
from storage.requests import (
    client_row,
    get_request,
    message_at,
    open_wait,
    waiting_in_chat,
)
from storage.tables import Message, Request
from storage.vocabulary import Direction, NoticeKind


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was said: a client chat of a brand, and the thread in it."""

    brand_id: int
    chat_id: int
    thread_id: int | None = None
    business_id: int | None = None
    is_ones: bool = False  # one client's own place: they read whatever is said there


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose answer it was; `unsure` holds the candidates to ask about."""

    request: Request | None = None
    unsure: tuple[Request, ...] = ()


async def reply_in_chat(
    session: Session, spot: Spot, message_id: int, *, author: str | None, by_team: bool
) -> Reply:
    """What a message in a client chat is, for one that replies to it.

    `author` is its writer's external id; `by_team` whether they are of the team.
    """
    logged = await message_at(session, spot.chat_id, message_id, spot.business_id or 0)
    request = await _request_of(session, spot, logged, message_id)
    if request is not None and request.brand_id != spot.brand_id:
        return Reply(ReplyTo.OTHER)  # the chat was another brand's before
    if request is not None:
        is_clients = logged is not None and logged.direction is Direction.IN
        to = ReplyTo.CLIENT if is_clients else ReplyTo.ANSWER
        client_id = await whose_words(session, request, logged)
        return Reply(to, request.id, client_id, request.kind)
    if by_team:
        return Reply(ReplyTo.TEAM)
    client = await client_row(session, spot.brand_id, author) if author else None
    return Reply(ReplyTo.CLIENT, client_id=client)


async def whose_words(session: Session, request: Request, logged: Message | None) -> int:
    """The client who wrote the message, of all whose requests go on in this one."""
    origin = logged.written_to_id if logged is not None else None
    own = await get_request(session, origin) if origin is not None else None
    return (own or request).client_id


async def _request_of(
    session: Session, spot: Spot, logged: Message | None, message_id: int
) -> Request | None:
    """The request of a logged message, or of the answer that we carried to the chat."""
    if logged is not None:
        return await get_request(session, logged.request_id)
    carried = await notice_of_message(session, spot.chat_id, message_id, spot.business_id or 0)
    if carried is None or carried.kind is not NoticeKind.RELAY or carried.request_id is None:
        return None
    return await standing_request(session, carried.request_id)


async def waiting_of(session: Session, request: Request) -> list[Waiting]:
    """The request alone, if its client waits: for words about it and no other."""
    wait = await open_wait(session, request.id)
    if wait is None:
        return []
    return [Waiting(request.id, request.client_id, wait.started_at, request.kind)]


async def credit(
    session: Session, spot: Spot, said: Said, *, album_id: str | None = None
) -> Credit:
    """Whom the words answer, by the rules of bot/attribution.py.

    An album is one answer: its parts go where the first went. And what is said in a client's own
    place while nobody waits there is still said to them: it belongs to their last request.
    """
    albums = await album_requests(session, {(spot.chat_id, album_id)} if album_id else ())
    for request_id in albums.values():
        return Credit(request=await get_request(session, request_id))
    waiting = [
        Waiting(request.id, client.id, wait.started_at, request.kind, client.username or "")
        for request, client, wait in await waiting_in_chat(
            session, spot.brand_id, spot.chat_id, spot.thread_id, spot.business_id
        )
    ]
    match attribute(said, waiting):
        case Answered(request_id):
            return Credit(request=await get_request(session, request_id))
        case Asked(candidates):
            wanted = [await get_request(session, one) for one in candidates]
            return Credit(unsure=tuple(one for one in wanted if one is not None))
    if not spot.is_ones or said.is_reaction or said.text.startswith("/"):
        return Credit()
    last = await last_request_in(
        session, spot.brand_id, spot.chat_id, spot.thread_id, spot.business_id or 0
    )
    return Credit(request=last)
