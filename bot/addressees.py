"""To whom an answer was given, through every merge and split before it and since; who has none."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.endings import CUT_OFF, answers_in, lost_of, said_at
from bot.places import relays_of
from storage.engine import Session
from storage.log import Origin
from storage.merging import merged_requests, standing_request
from storage.messages import asks_since, first_since
from storage.relays import still_carried
from storage.requests import events_of, get_request, request_by_number, waits_of
from storage.tables import Event, Request, Wait


async def course_of(session: Session, own: Request) -> list[Event]:
    """What happened to one client's own request, wherever it went on, in the order we learnt it.

    That of a request that was split off begins with what happened to it before, unless it turned
    out to be somebody else's: nothing was said to them.
    """
    events: list[Event] = []
    place, since = own.id, 0
    while True:
        story = sorted(await events_of(session, place), key=lambda one: one.id)
        if place == own.id:
            events += await _before_split(session, story)
        merged = [one for one in story if one.what == "merged" and one.id > since]
        until = merged[0].id if merged else None
        events += [one for one in story if one.id > since and (until is None or one.id <= until)]
        into = await _named(session, merged[0]) if merged else None
        if into is None or until is None:
            return events
        place, since = into.id, until


async def _before_split(session: Session, story: Iterable[Event]) -> list[Event]:
    split = next((one for one in story if one.what == "split_off"), None)
    source = await get_request(session, (split and split.data.get("of")) or 0)
    if split is None or source is None:
        return []
    return [one for one in await course_of(session, source) if one.id < split.id]


async def addressees(session: Session, answered: Event) -> list[Request]:
    """The clients' own requests to which it was given, as they stand apart or together by now."""
    found: dict[int, Request] = {}
    looked: set[int] = set()
    places = [answered.request_id or 0]
    while places:
        request = await standing_request(session, place := places.pop())
        if request is None or place in looked:
            continue
        looked |= {place, request.id}
        for own in [request, *await merged_requests(session, request.id)]:
            if own.id in found:
                continue
            if any(one.id == answered.id for one in await course_of(session, own)):
                found[own.id] = own
        for story_of in {place, request.id}:
            for event in await events_of(session, story_of):
                if event.what == "split" and event.id > answered.id:
                    other = await _named(session, event)
                    places += [other.id] if other is not None else []
    return list(found.values())


async def _named(session: Session, event: Event) -> Request | None:
    """The other request of a merge or a split."""
    return await request_by_number(session, event.brand_id, event.data["number"])


async def has_reached(session: Session, course: Sequence[Event], answered: Event) -> bool:
    """Whether some client got the answer, or still may: told where it was given, too."""
    said = answered.data.get("message", [])
    home = await standing_request(session, answered.request_id or 0)
    there = await events_of(session, home.id) if home is not None else ()
    told = {one.id: one for one in [*course, *there]}
    if said[:2] not in lost_of([told[key] for key in sorted(told)]):
        return True
    chat_id, message_id, business_id = said
    carried = (chat_id, message_id, business_id)
    return await still_carried(session, relays_of(carried), carried)


async def reached_by(
    session: Session, own: Request, *, but: Origin | None = None
) -> dict[int, Event]:
    """The answers to this client that arrived, or still may."""
    course = await course_of(session, own)
    return {
        one.id: one
        for one in answers_in(course)
        if tuple(one.data.get("message", ())) != but and await has_reached(session, course, one)
    }


async def unanswered(
    session: Session,
    request: Request,
    wait: Wait | None,
    reached: Mapping[int, Mapping[int, Event]],
) -> dict[int, datetime]:
    """Since when each of these clients waits for an answer: in this wait, or after the last one.

    `reached` are the answers that each of them had. What was closed, or needed none, stays so.
    """
    spans = [
        (one.started_at, one.stopped_at)
        for one in await waits_of(session, request.id)
        if one.stop in CUT_OFF and one.stopped_at is not None and one is not wait
    ]
    since: dict[int, datetime] = {}
    for own, given in reached.items():
        last = max((said_at(one) for one in given.values()), default=None)
        if wait is not None and (last is None or last < wait.started_at):
            began = await first_since(session, request.id, wait.started_at, written_to=own)
        else:
            began = (await asks_since(session, request.id, last)).get(own)
        while began and (over := [until for start, until in spans if start <= began <= until]):
            began = (await asks_since(session, request.id, max(over))).get(own)
        if began is not None:
            since[own] = began
    return since
