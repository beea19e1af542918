"""An answer whose delivery keeps failing is none until it has arrived."""

from datetime import datetime

from bot.delivery import STILL_TRIED
from bot.endings import answers_in, await_the_rest, end_earlier, member_of, said_at
from bot.places import relays_of, said_by
from bot.refused import whose_place
from bot.requests import record, stop_wait
from storage.engine import Session
from storage.merging import standing_request
from storage.notices import notices_named, show_anew
from storage.relays import any_delayed, is_delayed
from storage.requests import events_of
from storage.tables import Event, Notice, Request, Wait
from storage.vocabulary import RequestStatus, WaitStop


async def answer_arrived(session: Session, notice: Notice, now: datetime) -> None:
    """One that was given up for the while was sent after all: its own date ends the wait."""
    request = await standing_request(session, notice.request_id or 0)
    if request is None or not is_delayed(notice):
        return
    said = said_by(notice)
    ended = await end_after_all(session, request, notice)
    if ended is not None:
        await await_the_rest(session, request, ended)
    marked = request.undeliverable.startswith(STILL_TRIED)
    if marked and not await any_delayed(session, relays_of(said), said):
        request.undeliverable = ""
    data = {"message": list(said[:2]), "client": await whose_place(session, notice)}
    await record(session, request, "arrived", now, data=data)
    for told in await notices_named(session, note_key(notice)):
        await show_anew(session, told, {"arrived": True}, now)


def note_key(notice: Notice) -> str:
    """Names what tells the desk that this did not carry its answer."""
    return f"undelivered:{notice.id}:"


async def end_after_all(session: Session, request: Request, notice: Notice) -> Wait | None:
    """Have the answer count from its own date; returns the open wait that it ended."""
    answered = await _given(session, request, notice)
    if answered is None:
        return None
    at, member_id = said_at(answered), await member_of(session, answered)
    ended = await stop_wait(session, request, at, WaitStop.ANSWERED, member_id)
    if ended is None:
        await end_earlier(session, request, at, member_id)
    elif request.status is RequestStatus.OPEN:
        request.status = RequestStatus.ANSWERED
    request.answered_at = max(at, request.answered_at or at)
    if request.assignee_id is None:
        request.assignee_id = member_id
    await session.flush()
    return ended


async def _given(session: Session, request: Request, notice: Notice) -> Event | None:
    """The answer as it stands in the story, unless it was taken back."""
    said = list(said_by(notice))
    for request_id in dict.fromkeys([request.id, notice.request_id or 0]):
        for event in answers_in(await events_of(session, request_id)):
            if event.data.get("message") == said:
                return event
    return None
