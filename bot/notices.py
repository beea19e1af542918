"""Which notices a change calls for. They are inserted in the change's own transaction."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.draft import Draft
from storage.directory import Directory, load_directory
from storage.engine import Session
from storage.log import Row, insert_rows
from storage.notices import add_notices, notice_row, post_or_touch, touch, touch_chats
from storage.tables import Member, Notice, Request
from storage.vocabulary import TEAM_ROLES, ChatRole, NoticeKind

URGENT, SOON, USUAL, AFTER = 1, 3, 5, 7
"""Priorities: an answer or an alert before a receipt, that before a card, that before a copy."""

LIVE = (NoticeKind.CARD, NoticeKind.ALERT, NoticeKind.RATED)

FOR_READERS = (
    NoticeKind.CARD,
    NoticeKind.ALERT,
    NoticeKind.LIST,
    NoticeKind.SUMMARY,
    NoticeKind.UNDELIVERED,
    NoticeKind.CHECKLIST,
    NoticeKind.HANDOFF_LATE,
    NoticeKind.OUTCOME,
    NoticeKind.ADDED,
    NoticeKind.COPY,
    NoticeKind.MEDIA,
    NoticeKind.WINDOW,
    NoticeKind.RATED,
)
"""What shows clients' words and the team's notes: only to those who may read them now."""


def card_row(desk_chat_id: int, brand_id: int, request_id: int, now: datetime) -> Row:
    return notice_row(
        NoticeKind.CARD,
        desk_chat_id,
        f"card:{request_id}:{desk_chat_id}",
        now,
        brand_id=brand_id,
        request_id=request_id,
        priority=USUAL,
    )


async def offer_menu(
    session: Session, chat_id: int, brand_id: int, now: datetime, user_id: int | None = None
) -> None:
    """Have the command menu of a chat registered, or a person's own in it, as their role now is."""
    key = f"commands:{chat_id}" + (f":{user_id}" if user_id is not None else "")
    payload = {"user_id": user_id} if user_id is not None else {}
    row = notice_row(NoticeKind.COMMANDS, chat_id, key, now, brand_id=brand_id, payload=payload)
    await post_or_touch(session, [row])


async def offer_menus(session: Session, member: Member, now: datetime) -> None:
    """After a change of their role: in private, and in the team's chats, where leads have more."""
    if member.private_chat:
        await offer_menu(session, member.user_id, member.brand_id, now)
    directory = await load_directory(session)
    for role in TEAM_ROLES:
        for chat in directory.chats_of(member.brand_id, role):
            await offer_menu(session, chat.chat_id, member.brand_id, now, member.user_id)


async def show_card(
    session: Session, directory: Directory, request: Request, now: datetime
) -> None:
    """Post the request's card to the desk, or have it edited if it stands there."""
    desk = directory.chat_of(request.brand_id, ChatRole.DESK)
    if desk is not None:
        await post_or_touch(session, [card_row(desk.chat_id, request.brand_id, request.id, now)])


async def refresh(session: Session, request_id: int, now: datetime) -> None:
    """Edit the request's card and its alerts to show how things stand."""
    await touch(session, [request_id], LIVE, now)


async def say(
    session: Session,
    chat_id: int,
    key: str,
    payload: dict[str, Any],
    now: datetime,
    *,
    brand_id: int | None = None,
    request_id: int | None = None,
    priority: int = SOON,
) -> None:
    """Queue a text made beforehand (`payload` is what a send method takes)."""
    await add_notices(
        session,
        [
            notice_row(
                NoticeKind.SAY,
                chat_id,
                key,
                now,
                brand_id=brand_id,
                request_id=request_id,
                payload=payload,
                priority=priority,
            )
        ],
    )


def leads_chats(directory: Directory, brand_id: int) -> list[int]:
    """Where the leads hear: their chat, else each lead who can be written to, else the owner.

    Where somebody of them is on shift, they alone do, beside the chat.
    """
    chats = directory.chats_of(brand_id, ChatRole.LEADS)
    members = [member for member in directory.leads(brand_id) if member.private_chat]
    on_shift = [member.user_id for member in members if member.on_shift]
    if chats or on_shift:
        return [*(chat.chat_id for chat in chats), *on_shift]
    leads = [member.user_id for member in members if member.role == "lead"]
    return leads or [member.user_id for member in members]


def next_reader(
    directory: Directory, brand_id: int, tried: Sequence[int], *, or_team: bool
) -> int | None:
    """Whom to tell when a reader cannot be reached: other leads, the owner; of what no channel may
    leave unsaid (`or_team`) at last the desk, and whichever manager can be written to.
    """
    candidates = [
        *(chat.chat_id for chat in directory.chats_of(brand_id, ChatRole.LEADS)),
        *(m.user_id for m in _on_shift_first(directory.leads(brand_id)) if m.private_chat),
    ]
    if or_team:
        managers = _on_shift_first(directory.staff(brand_id))
        candidates += [chat.chat_id for chat in directory.chats_of(brand_id, ChatRole.DESK)]
        candidates += [member.user_id for member in managers if member.private_chat]
    return next((chat for chat in candidates if chat not in tried), None)


def _on_shift_first(members: Sequence[Member]) -> list[Member]:
    return sorted(members, key=lambda member: not member.on_shift)


def may_read(directory: Directory, brand_id: int, chat_id: int) -> bool:
    """Whether the brand's affairs are shown there: people leave, chats change their role."""
    chat = directory.chats.get(chat_id)
    if chat is not None:
        return chat.brand_id == brand_id and chat.role in TEAM_ROLES
    return directory.member(brand_id, chat_id) is not None


def may_be_asked(directory: Directory, brand_id: int, chat_id: int) -> bool:
    """Whether a department of the brand is asked there: in a group of its own, or a member."""
    chat = directory.chats.get(chat_id)
    if chat is not None:
        return chat.brand_id == brand_id and chat.role is ChatRole.DEPARTMENT
    return directory.member(brand_id, chat_id) is not None


def is_for_department(notice: Notice) -> bool:
    """A question, or what goes along with it."""
    return notice.kind is NoticeKind.HANDOFF or bool(notice.payload.get("to_department"))


async def readers_of(session: Session, brand_id: int) -> set[int]:
    """Every chat that may read the brand's affairs."""
    directory = await load_directory(session)
    known = {*directory.chats, *directory.members}
    return {chat_id for chat_id in known if may_read(directory, brand_id, chat_id)}


async def hide_from_lost_readers(
    session: Session, brand_id: int, before: set[int], now: datetime
) -> None:
    """Have what stands with those who could read it `before`, and may no longer, shown anew."""
    if lost := before - await readers_of(session, brand_id):
        await hide_from(session, brand_id, lost, now)


async def hide_from(session: Session, brand_id: int, chat_ids: set[int], now: datetime) -> None:
    """Have what stands in these chats shown anew: where it may not be read, it is taken back."""
    await touch_chats(session, brand_id, chat_ids, (*FOR_READERS, NoticeKind.HANDOFF), now)


async def announce(
    session: Session,
    desks: Mapping[int, int],
    drafts: Iterable[Draft],
    silent: Container[int],
    now: datetime,
) -> None:
    """The cards of what clients wrote, and their receipts.

    `silent` are the clients to whom nothing is said by itself.
    """
    cards = [
        (one.is_new, card_row(desks[one.brand_id], one.brand_id, one.request_id, now))
        for one in drafts
        if one.shown and one.brand_id in desks
    ]
    receipts = [
        notice_row(
            NoticeKind.RECEIPT,
            draft.chat_id,
            f"receipt:{draft.request_id}",
            now,
            brand_id=draft.brand_id,
            request_id=draft.request_id,
            priority=SOON,
            payload={"reply_to": draft.receipt_to, "topic_id": draft.thread_id},
        )
        for draft in drafts
        if draft.receipt_to and draft.chat_id and draft.client_id not in silent
    ]
    await post_or_touch(session, [card for is_new, card in cards if not is_new])
    # A new request's notices are new: there is nothing that they could repeat.
    await insert_rows(session, Notice, [*(card for is_new, card in cards if is_new), *receipts])
