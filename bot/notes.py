"""A note among the team that its author edits."""

from datetime import datetime
from itertools import chain

from bot.notices import refresh
from bot.requests import record
from storage.engine import Session
from storage.merging import standing_request
from storage.requests import events_of, get_request
from storage.tables import Event

NOTES = frozenset({"note", "note_edited"})


async def note_of(session: Session, request_id: int, chat_id: int, message_id: int) -> Event | None:
    """The note that a message left on a request, as it reads now."""
    notes = await _notes_on(session, request_id)
    found = [one for one in notes if one.data.get("message") == [chat_id, message_id]]
    return max(found, key=lambda one: one.id, default=None)


async def perhaps_note(session: Session, request_id: int, sent_at: datetime) -> bool:
    """Whether a message of this date may be one of the notes there of which it was not kept yet
    in which message they stand.
    """
    notes = await _notes_on(session, request_id)
    return any("message" not in one.data and one.at >= sent_at for one in notes)


async def _notes_on(session: Session, request_id: int) -> list[Event]:
    request = await standing_request(session, request_id)
    within = {request_id, *([request.id] if request is not None else [])}
    stories = [await events_of(session, one) for one in within]
    return [event for event in chain(*stories) if event.what in NOTES]


async def edit_note(session: Session, noted: Event, words: str, now: datetime) -> None:
    """The card shows the new words in the place of the old; the story keeps both."""
    before = noted.data["note"]
    own = await get_request(session, noted.request_id or 0)
    stands = await standing_request(session, noted.request_id or 0)
    if own is None or words == before:
        return
    for one in {own.id: own, **({stands.id: stands} if stands is not None else {})}.values():
        one.note = one.note.replace(before, words, 1)
    data = {**noted.data, "note": words, "before": before}
    await record(session, own, "note_edited", now, actor=noted.actor, data=data)
    if stands is not None:
        await refresh(session, stands.id, now)
