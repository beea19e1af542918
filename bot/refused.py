"""An answer that did not arrive was none: whether its client waits again, across merges too."""

from collections.abc import Sequence

from bot.endings import answers_of, end_with, lost_of, wait_of
from bot.merging import wait_again
from bot.places import relays_of, said_by
from bot.undoing import ENDED, end_without, last_answer
from storage.clients import get_client
from storage.engine import Session
from storage.log import Origin
from storage.merging import merged_requests
from storage.relays import still_carried
from storage.requests import events_of, get_request, get_wait, last_event, message_at
from storage.tables import Event, Notice, Request
from storage.vocabulary import WaitStop


async def waits_again(session: Session, request: Request, notice: Notice) -> bool:
    """Have the wait run on unless some answer reached the client, or still may."""
    said = said_by(notice)
    if await still_carried(session, relays_of(said), said, but=notice.id):
        return False
    message = await message_at(session, *said)
    if message is not None and message.request_id == request.id and message.written_to_id:
        before = await get_request(session, message.written_to_id)
        return before is not None and await _across_merge(session, request, before, said)
    answered = await last_answer(session, request)
    if answered is None:
        return False
    story = await events_of(session, request.id)
    wait = await get_wait(session, wait_of(answered) or 0)
    given = answers_of(story, wait) if wait is not None else []
    arrived = _arrived(given, story, said)
    return not await end_without(session, request, answered, arrived)


async def _across_merge(session: Session, request: Request, before: Request, said: Origin) -> bool:
    """The same of an answer that was given before its request, `before`, was merged into this one.

    Not where the whole matter has had an answer since.
    """
    story = await events_of(session, before.id)
    merged = max((one.id for one in story if one.what == "merged"), default=0)
    since = [one for one in await events_of(session, request.id) if one.id > merged]
    if request.status in ENDED or any(one.what == "answered" for one in since):
        return False
    answers = [one for one in story if one.what == "answered"]
    refused = next((one for one in answers if tuple(one.data.get("message", [])) == said), None)
    wait = await get_wait(session, wait_of(refused) or 0) if refused is not None else None
    if wait is None or wait.stop is not WaitStop.ANSWERED:
        return False
    given = answers_of(story, wait)
    if any(one.id > given[0].id and one not in given for one in answers):
        return False  # the client waited anew, and was answered then
    arrived = _arrived(given, [*story, *since], said)
    if arrived:
        await end_with(session, wait, arrived)
        return False
    await wait_again(session, request, before, wait)
    return True


def _arrived(given: Sequence[Event], story: Sequence[Event], said: Origin) -> list[Event]:
    failed = [list(said[:2]), *lost_of(story)]
    return [one for one in given if one.data.get("message", [])[:2] not in failed]


LOST = "undelivered"


async def untold_of(session: Session, request: Request) -> list[str]:
    """The clients of a merged matter whom its last answer did not reach."""
    merged = await merged_requests(session, request.id)
    if not merged:
        return []
    story = await events_of(session, request.id)
    names, answered = _untold(story), [one.id for one in story if one.what == "answered"]
    for one in merged:
        before = await events_of(session, one.id)
        joined = max((event.id for event in before if event.what == "merged"), default=0)
        if not any(event_id > joined for event_id in answered):
            names += _untold(before)
    return list(dict.fromkeys(names))


def _untold(story: Sequence[Event]) -> list[str]:
    names: list[str] = []
    for event in story:
        match event.what:
            case "answered":
                names = [*event.data.get("untold", [])]
            case "unanswered":
                names = []
            case "undelivered" if event.data.get("client"):
                names.append(event.data["client"])
            case "arrived":
                names = [one for one in names if one != event.data["client"]]
    return names


async def whose_place(session: Session, notice: Notice) -> str:
    """Of merged requests each client has a chat of their own: to whom this carries the answer."""
    part = await get_request(session, notice.request_id or 0)
    client = await get_client(session, part.client_id) if part is not None else None
    return client.name if client is not None else ""


async def runs_on(session: Session, request: Request) -> bool:
    """Whether the clock runs because the last answer did not reach a client."""
    told_in = [request.id, *(one.id for one in await merged_requests(session, request.id))]
    refused = [await last_event(session, one, LOST) for one in told_in]
    last = max((one for one in refused if one is not None), key=lambda one: one.id, default=None)
    return last is not None and bool(last.data.get("runs_on"))
