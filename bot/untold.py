"""Whom an answer did not reach, and what the desk is told of it; of its corrections too."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.edits import copies_of
from bot.notices import SOON, next_reader
from bot.requests import record
from storage.clients import get_client
from storage.directory import load_directory
from storage.engine import Session
from storage.merging import merged_requests, standing_request
from storage.notices import add_notices, notice_row, notices_named, show_anew
from storage.outbox import record_failure
from storage.relays import keeps_earlier
from storage.requests import events_of, get_request, last_event
from storage.tables import Event, Message, Notice, Request
from storage.vocabulary import ChatRole, Direction, NoticeKind, NoticeStatus

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


def _note_key(notice: Notice) -> str:
    """Names what tells the desk that this did not carry its answer."""
    return f"undelivered:{notice.id}:"


async def tell_desk(
    session: Session, request: Request, notice: Notice, told: dict[str, Any], now: datetime
) -> None:
    """Once that it is still tried, and once that it was refused."""
    for one in await notices_named(session, _note_key(notice)):  # of its having been delayed
        await show_anew(session, one, told, now)
    what = "delayed" if told["delayed"] else "lost"
    said = (notice.payload["from_chat_id"], notice.payload["message_id"])
    await _tell(session, request, _note_key(notice) + what, said, told, now)


async def tell_desk_it_arrived(session: Session, notice: Notice, now: datetime) -> None:
    for told in await notices_named(session, _note_key(notice)):
        await show_anew(session, told, {"arrived": True}, now)


async def _tell(
    session: Session,
    request: Request,
    key: str,
    said: tuple[int, int],
    told: dict[str, Any],
    now: datetime,
) -> None:
    """In reply to the answer, where it was said there; to the leads where there is no desk."""
    directory = await load_directory(session)
    desk = directory.chat_of(request.brand_id, ChatRole.DESK)
    reader = desk.chat_id if desk else next_reader(directory, request.brand_id, [], or_team=False)
    if reader is None:
        return
    row = notice_row(
        NoticeKind.UNDELIVERED,
        reader,
        key,
        now,
        brand_id=request.brand_id,
        request_id=request.id,
        priority=SOON,
        payload={**told, "reply_to": said[1] if said[0] == reader else None},
    )
    await add_notices(session, [row])


async def not_corrected(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """The answer stands as it was sent, and so does the clock: the client keeps the words they
    got, and the desk is told.
    """
    await record_failure(session, notice, NoticeStatus.SENT, reason)
    request = await standing_request(session, notice.request_id or 0)
    if request is None:
        return
    said = (notice.payload["from_chat_id"], notice.payload["message_id"])
    data = {"reason": reason, "message": list(said)}
    await record(session, request, "uncorrected", now, data=data)
    told = {"uncorrected": True, "reason": reason, "client": await whose_place(session, notice)}
    await _tell(session, request, f"uncorrected:{notice.id}:{notice.version}", said, told, now)


async def uncorrected(session: Session, edited: list[Message]) -> set[int]:
    """Those of the edited answers that some client still reads as they were before."""
    answers = [one for one in edited if one.direction is Direction.OUT and not one.business_id]
    return {
        one.id
        for one in answers
        if any(keeps_earlier(copy) for copy in await copies_of(session, one))
    }
