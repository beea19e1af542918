"""Takes back an answer that was credited wrongly: the wait runs on as if nothing had happened."""

from datetime import datetime

from bot.requests import record
from storage.engine import Session
from storage.requests import events_of, get_wait, message_at, open_wait
from storage.tables import Event, Member, Request
from storage.undoing import forget_message
from storage.vocabulary import RequestStatus, WaitStop

ENDED = frozenset({RequestStatus.CLOSED, RequestStatus.DISMISSED})

ABOUT_ANSWERS = frozenset({"answered", "unanswered", "closed", "dismissed", "merged_here", "split"})
"""Events after which an earlier answer can no longer simply be taken back."""


async def last_answer(session: Session, request: Request) -> Event | None:
    """The answer that ended the request's wait, where it can be taken back now.

    Not after closing (reopen it first), and only the newest: others have built upon an older one.
    """
    if request.status in ENDED:
        return None
    told = [event for event in await events_of(session, request.id) if event.what in ABOUT_ANSWERS]
    newest = told[-1] if told else None
    stopped = newest is not None and newest.what == "answered" and newest.data.get("stopped")
    return newest if stopped else None


async def undo_answer(session: Session, request: Request, member: Member, now: datetime) -> bool:
    """Restore the wait exactly: its start, deadline and next alert; False when there is none.

    What the client wrote since belongs to the same wait again. Words that were carried to the
    client stay on record, as they were said; words said in the client's own chat are free to be
    the answer to somebody else.
    """
    answered = await last_answer(session, request)
    before = answered.data.get("before", {}) if answered is not None else {}
    wait = await get_wait(session, before.get("wait_id") or 0)
    if answered is None or wait is None or wait.stop is not WaitStop.ANSWERED:
        return False
    newer = await open_wait(session, request.id)
    if newer is not None:
        newer.stopped_at, newer.stop, newer.next_alert_at = newer.started_at, WaitStop.MERGED, None
        await session.flush()  # a request has one open wait at a time
    wait.stopped_at = wait.stop = wait.stopped_by = None
    wait.next_alert_at = _moment(before["next_alert_at"])
    request.status = RequestStatus(before["status"])
    request.answered_at = _moment(before["answered_at"])
    request.undeliverable = before["undeliverable"]
    request.assignee_id = before["assignee_id"]
    await _free_words(session, request, answered)
    await record(session, request, "unanswered", now, actor=member.name)
    return True


async def _free_words(session: Session, request: Request, answered: Event) -> None:
    chat_id, message_id, business_id = answered.data["message"]
    said = await message_at(session, chat_id, message_id, business_id)
    in_client_chat = chat_id == request.chat_id  # nothing was carried: it was said there
    if said is not None and said.request_id == request.id and in_client_chat:
        await forget_message(session, said)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
