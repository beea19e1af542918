"""Where the clients of one matter wrote, each in their own place, and what carries an answer there.

One chat may hold several clients' places, and several clients may share one.
"""

from collections.abc import Iterable

from storage.log import Origin
from storage.tables import Client, Notice, Request
from storage.vocabulary import ChatRole

Where = tuple[int, int | None, int]
"""Chat, thread or topic, Business account or 0."""


def where_of(request: Request) -> Where | None:
    """None for what came from where nothing can be carried: a call, a website."""
    if request.chat_id is None:
        return None
    return (request.chat_id, request.thread_id, request.business_id or 0)


def places_of(parties: Iterable[tuple[Request, Client]]) -> dict[Where, list[Client]]:
    """Who reads what is said in each place."""
    places: dict[Where, list[Client]] = {}
    for own, client in parties:
        if (where := where_of(own)) is not None:
            readers = places.setdefault(where, [])
            if client not in readers:
                readers.append(client)
    return places


def said_by(notice: Notice) -> Origin:
    """The answer that this carries."""
    payload = notice.payload
    return (payload["from_chat_id"], payload["message_id"], payload.get("from_business", 0))


def relays_of(said: Origin) -> str:
    """What the names of all that carries an answer begin with, wherever it goes."""
    chat_id, message_id, _ = said
    return f"relay:{chat_id}:{message_id}:"


def relay_key(said: Origin, to: Where) -> str:
    """Names what carries an answer to a client's place."""
    doors = [said[2], to[1] or 0, to[2]]
    place = "".join(f":{one}" for one in doors) if any(doors) else ""
    return f"{relays_of(said)}{to[0]}{place}"


def topic_of(request: Request) -> dict[str, int | None]:
    """Messages to a channel are answered in the client's own topic, forums in the thread's.

    Comments are no topic: an answer comes under their post by being a reply there.
    """
    match request.chat_role:
        case ChatRole.DIRECT:
            return {"topic_id": request.thread_id}
        case ChatRole.COMMENTS:
            return {"root_id": request.thread_id}
    return {"thread_id": request.thread_id}
