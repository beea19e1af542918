"""Rows made by hand, as the database would give them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from storage.directory import Directory
from storage.requests import Matter
from storage.tables import Brand, Chat, Client, Member, Message, Request, Revision, Wait
from storage.vocabulary import (
    ChatMode,
    ChatRole,
    Direction,
    Kind,
    MemberRole,
    RequestStatus,
    Source,
    WaitStop,
)

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
BIG = 2**52  # Telegram's largest ids, for the length of callback data


def brand(language: str, name: str = "Крамниця", **more: Any) -> Brand:
    return Brand(
        id=1,
        name=name,
        language=language,
        timezone="Europe/Kyiv",
        sla_minutes=24 * 60,
        created_at=NOW,
        **more,
    )


def member(role: MemberRole, name: str, number: int = 1, **more: Any) -> Member:
    return Member(
        id=number, brand_id=1, user_id=BIG + number, role=role, name=name, joined_at=NOW, **more
    )


def wait(*, due_in: timedelta, stopped: WaitStop | None = None, late: bool = False) -> Wait:
    due_at = NOW + due_in
    stopped_at = (due_at + HOUR if late else due_at - HOUR) if stopped else None
    started_at = due_at - 24 * HOUR
    return Wait(
        id=BIG, brand_id=1, request_id=BIG, started_at=started_at, due_at=due_at,
        stopped_at=stopped_at, stop=stopped,
    )  # fmt: skip


def matter(words: str, name: str, the_wait: Wait | None = None, **more: Any) -> Matter:
    taken = more.pop("taken", False)
    row: dict[str, Any] = {
        "id": BIG, "brand_id": 1, "number": 1240, "client_id": 1, "kind": Kind.QUESTION,
        "status": RequestStatus.OPEN, "source": Source.TELEGRAM, "chat_id": -BIG,
        "chat_role": ChatRole.DIRECT, "language": "uk", "preview": words[:200],
        "started_at": NOW - 20 * HOUR, "last_client_at": NOW, "awaited": True,
        "taken_at": NOW if taken else None,
    }  # fmt: skip
    request = Request(**row | more)
    client = Client(
        id=1, brand_id=1, source=request.source, external_id="1", name=name, username="client",
        first_seen_at=NOW,
    )  # fmt: skip
    assignee = member(MemberRole.MANAGER, name, 2) if taken else None
    return Matter(request, client, the_wait, assignee, before=5)


def message(words: str, author: str, number: int, **more: Any) -> Message:
    row: dict[str, Any] = {
        "id": number, "brand_id": 1, "request_id": BIG, "direction": Direction.IN, "chat_id": -BIG,
        "message_id": number, "author": author, "sent_at": NOW, "content": "text", "text": words,
    }  # fmt: skip
    return Message(**row | more)


def every_wait() -> dict[str, Wait | None]:
    return {
        "no answer needed": None,
        "in time": wait(due_in=20 * HOUR),
        "due soon": wait(due_in=HOUR),
        "breached this moment": wait(due_in=timedelta(0)),
        "late": wait(due_in=-3 * HOUR),
        "answered": wait(due_in=HOUR, stopped=WaitStop.ANSWERED),
        "answered late": wait(due_in=-3 * HOUR, stopped=WaitStop.ANSWERED, late=True),
        "closed": wait(due_in=HOUR, stopped=WaitStop.CLOSED),
    }


def directory(the_brand: Brand, name: str, *, connected: bool, admin: bool = False) -> Directory:
    roles = list(ChatRole)[:4] if connected else []
    chats = {
        -BIG - number: Chat(
            id=number + 1, brand_id=1, chat_id=-BIG - number, role=role, title=name,
            mode=ChatMode.REQUESTS, bot_is_admin=admin, connected_at=NOW,
        )
        for number, role in enumerate(roles)
    }  # fmt: skip
    team = [
        member(MemberRole.OWNER, name, 1, private_chat=True),
        member(MemberRole.LEAD, name, 2, username="lead"),
        member(MemberRole.MANAGER, name, 3, from_desk=True),
    ]
    members = {one.user_id: [one] for one in team} if connected else {}
    return Directory({1: the_brand}, chats, members)


def edits_of(words: str) -> list[Revision]:
    """A message was edited twice."""
    return [
        Revision(id=number, message_row_id=1, edited_at=NOW, text=words[number:])
        for number in (1, 2)
    ]
