"""A correction that did not reach the client: they keep the words they got."""

from datetime import datetime

from bot.edits import copies_of
from bot.notices import SOON
from bot.requests import record
from storage.clients import get_client
from storage.directory import load_directory
from storage.engine import Session
from storage.merging import standing_request
from storage.notices import add_notices, notice_row
from storage.outbox import record_failure
from storage.relays import keeps_earlier
from storage.requests import get_request
from storage.tables import Message, Notice
from storage.vocabulary import ChatRole, Direction, NoticeKind, NoticeStatus


async def not_corrected(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """The answer stands as it was sent, and so does the clock; the desk is told."""
    await record_failure(session, notice, NoticeStatus.SENT, reason)
    own = await get_request(session, notice.request_id or 0)
    request = await standing_request(session, notice.request_id or 0)
    if own is None or request is None:
        return
    client = await get_client(session, own.client_id)
    message = [notice.payload["from_chat_id"], notice.payload["message_id"]]
    data = {"reason": reason, "message": message}
    await record(session, request, "uncorrected", now, data=data)
    desk = (await load_directory(session)).chat_of(request.brand_id, ChatRole.DESK)
    if desk is None:
        return
    told = {
        "uncorrected": True,
        "reason": reason,
        "client": client.name if client is not None else "",
        "reply_to": message[1] if message[0] == desk.chat_id else None,
    }
    row = notice_row(
        NoticeKind.UNDELIVERED,
        desk.chat_id,
        f"uncorrected:{notice.id}:{notice.version}",
        now,
        brand_id=request.brand_id,
        request_id=request.id,
        priority=SOON,
        payload=told,
    )
    await add_notices(session, [row])


async def uncorrected(session: Session, edited: list[Message]) -> set[int]:
    """Those of the edited answers that some client still reads as they were before."""
    answers = [one for one in edited if one.direction is Direction.OUT and not one.business_id]
    return {
        one.id
        for one in answers
        if any(keeps_earlier(copy) for copy in await copies_of(session, one))
    }
