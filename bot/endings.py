"""With which answer a wait ended: the earliest that was one, whenever that became known."""

from collections.abc import Sequence
from datetime import datetime

from bot.classify import classify, is_courtesy
from bot.planning import replan_wait
from bot.policy import policy_of
from storage.directory import load_directory
from storage.edits import newest_words
from storage.engine import Session
from storage.requests import message_at, messages_of, waits_of
from storage.tables import Brand, Chat, Event, Message, Request, Wait
from storage.vocabulary import ChatMode, ChatRole, Direction, Kind, RequestStatus, WaitStop

ENDED = frozenset({WaitStop.ANSWERED, WaitStop.CLOSED})


async def end_earlier(
    session: Session, request: Request, at: datetime, member_id: int | None
) -> Wait | None:
    """An answer of which we learn late ends its wait at its own date, if that is the earlier.

    Returns the ended wait that it was given in: the last that had begun by then.
    """
    waits = await waits_of(session, request.id)
    begun = [one for one in waits if one.stop in ENDED and one.started_at <= at]
    wait = max(begun, key=lambda one: (one.started_at, one.id), default=None)
    # Telegram's dates are whole seconds: closing in the same one came after the answer.
    closed_then = wait is not None and wait.stop is WaitStop.CLOSED and at == wait.stopped_at
    if wait is not None and wait.stopped_at is not None and (closed_then or at < wait.stopped_at):
        wait.stopped_at, wait.stop, wait.stopped_by = at, WaitStop.ANSWERED, member_id
        await session.flush()
    return wait


async def await_the_rest(session: Session, request: Request, ended: Wait) -> None:
    """An answer of which we learn late says nothing to what its client wrote after it: that waits,
    as it would have if we had learnt of it at once.
    """
    if ended.stopped_at is None or request.last_client_at <= ended.stopped_at:
        return  # nearly always: of most answers we learn before the client writes again
    brand = await session.get_one(Brand, request.brand_id)
    chats, awaited = (await load_directory(session)).chats, policy_of(brand).awaited
    written = await messages_of(session, request.id, direction=Direction.IN)
    revised = await newest_words(session, [one.id for one in written])
    since = [
        one.sent_at
        for one in written
        if one.sent_at > ended.stopped_at
        and _asks(one, revised.get(one.id, one.text), chats.get(one.chat_id or 0), awaited)
    ]
    if not since:
        return
    began = min(since)
    wait = Wait(brand_id=brand.id, request_id=request.id, started_at=began, due_at=began)
    await replan_wait(session, brand, wait)
    session.add(wait)
    request.status = RequestStatus.OPEN
    await session.flush()


def _asks(one: Message, words: str, chat: Chat | None, awaited: frozenset[Kind]) -> bool:
    """Whether it starts a wait by its words alone, as they read by now."""
    if is_courtesy(words, one.content):
        return False
    in_public = chat is not None and chat.role in {ChatRole.COMMUNITY, ChatRole.COMMENTS}
    if chat is None or not in_public or chat.mode is ChatMode.EVERYTHING:
        return True
    return classify(words, one.content) in awaited


async def end_with(session: Session, wait: Wait, given: Sequence[Event]) -> Event:
    """Have the wait end with the earliest of these answers; returns which that is."""
    first = earliest(given)
    wait.stopped_at = max(said_at(first), wait.started_at)
    wait.stopped_by = await member_of(session, first)
    await session.flush()
    return first


def answers_in(story: Sequence[Event]) -> list[Event]:
    """The answers that were not taken back."""
    taken_back = [one.data.get("events", []) for one in story if one.what == "unanswered"]
    undone = {event_id for ids in taken_back for event_id in ids}
    return [one for one in story if one.what == "answered" and one.id not in undone]


def answers_of(story: Sequence[Event], wait: Wait) -> list[Event]:
    """Those given in this wait, as we learnt of them."""
    found: list[Event] = []
    for event in answers_in(story):
        of = wait_of(event)
        # Before it was on record, what stopped nothing followed what had.
        follows = of is None and "wait" not in event.data and bool(found)
        if of == wait.id or follows:
            found.append(event)
    return found


def lost_of(story: Sequence[Event]) -> list[list[int]]:
    """The answers (chat, message) that did not arrive, or have not yet."""
    lost: list[list[int]] = []
    for event in story:
        if event.what == "undelivered":
            lost.append(event.data.get("message", []))
        elif event.what == "arrived":
            lost = [one for one in lost if one != event.data["message"]]
    return lost


def wait_of(event: Event) -> int | None:
    """The wait in which an answer was given; None where nobody had waited."""
    stopped = event.data.get("before", {}).get("wait_id") if event.data.get("stopped") else None
    wait_id: int | None = event.data.get("wait", stopped)
    return wait_id


def whole_of(answered: Event, given: Sequence[Event]) -> list[Event]:
    """The answer with the rest of its album."""
    album = answered.data.get("album")
    parts = [one for one in given if album and one.data.get("album") == album]
    return parts or [answered]


def earliest(given: Sequence[Event]) -> Event:
    return min(given, key=lambda one: (said_at(one), one.id))


def said_at(event: Event) -> datetime:
    return datetime.fromisoformat(event.data["at"])


async def member_of(session: Session, event: Event) -> int | None:
    """Who gave the answer; None for the team."""
    if "member" in event.data:
        member_id: int | None = event.data["member"]
        return member_id
    said = await message_at(session, *event.data["message"])
    return said.member_id if said is not None and said.direction is Direction.OUT else None
