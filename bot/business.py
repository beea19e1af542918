"""Telegram Business accounts: who may be answered in the owner's name, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.checklist import refresh_checklists
from bot.notices import URGENT, refresh
from storage.business import (
    connection_named,
    connection_of,
    get_connection,
    last_heard,
    mark_deleted,
    windows_closing,
)
from storage.directory import load_directory
from storage.engine import Session, Store
from storage.notices import add_notices, notice_row
from storage.tables import BusinessConnection, Request
from storage.vocabulary import ChatRole, NoticeKind

WINDOW = timedelta(hours=24)
"""Telegram lets a bot write so long after the client's last message."""

WARN = timedelta(hours=2)
"""How long before its end the desk is warned."""


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """A connection as Telegram shows it."""

    connection_id: str
    user_id: int
    name: str
    user_chat_id: int
    enabled: bool
    can_reply: bool


async def note_connection(
    session: Session, brand_id: int, facts: ConnectionFacts, now: datetime
) -> BusinessConnection:
    """Keep how a connection stands. A known one stays with its brand.

    Connecting an account again gives it a new name: it is the same account with the same chats.
    What is still said of an old name that ended changes nothing.
    """
    row = await connection_named(session, facts.connection_id)
    if row is None:
        row = await connection_of(session, brand_id, facts.user_id)
        if row is not None and not facts.enabled:
            return row
    if row is None:
        row = BusinessConnection(
            brand_id=brand_id,
            connection_id=facts.connection_id,
            user_id=facts.user_id,
            name=facts.name,
            user_chat_id=facts.user_chat_id,
            connected_at=now,
        )
        session.add(row)
    row.connection_id, row.user_chat_id = facts.connection_id, facts.user_chat_id
    row.name, row.can_reply = facts.name, facts.can_reply
    row.ended_at = None if facts.enabled else (row.ended_at or now)
    row.enabled = facts.enabled
    await session.flush()
    await refresh_checklists(session, row.brand_id, now)
    return row


async def reply_problem(session: Session, request: Request, now: datetime) -> str:
    """Why the bot cannot write to this business chat now: ended, rights or window; "" if it can."""
    row = await get_connection(session, request.business_id or 0)
    if row is None or not row.enabled:
        return "ended"
    if not row.can_reply:
        return "rights"
    heard = await heard_at(session, request)
    return "window" if now >= heard + WINDOW else ""


async def heard_at(session: Session, request: Request) -> datetime:
    """When the client last wrote in the request's business chat, about this or anything else."""
    heard = await last_heard(session, request.business_id or 0, request.chat_id or 0)
    return heard or request.last_client_at


async def note_deleted(
    session: Session, row: BusinessConnection, chat_id: int, message_ids: list[int], now: datetime
) -> None:
    """Deletions are evidence: the words stay on record, with the time. No clock moves."""
    for request_id in await mark_deleted(session, chat_id, row.id, message_ids, now):
        await refresh(session, request_id, now)


async def watch_windows(store: Store, now: datetime) -> int:
    """Warn the desk, once for each silence of a client, before it can answer no more.

    Not where it may not answer anyway: the leads learned of that when it came about.
    """
    warned = 0
    async with store.write() as session:
        closing = await windows_closing(session, now - WINDOW, now - WINDOW + WARN)
        if not closing:
            return 0
        directory = await load_directory(session)
        rows = []
        for request, wait, heard_last in closing:
            desk = directory.chat_of(request.brand_id, ChatRole.DESK)
            if desk is None:
                continue
            heard = int(heard_last.timestamp())
            rows.append(
                notice_row(
                    NoticeKind.WINDOW,
                    desk.chat_id,
                    f"window:{request.id}:{heard}",
                    now,
                    brand_id=request.brand_id,
                    request_id=request.id,
                    wait_id=wait.id,
                    priority=URGENT,
                    payload={"heard": heard},
                )
            )
            warned += 1
        await add_notices(session, rows)
    return warned
