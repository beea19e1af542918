"""A brand and its chats."""

from datetime import datetime

from bot.brand_settings import NAME_LIMIT, SettingError
from bot.departments import retire_departments
from bot.lost_desk import know_found
from bot.notices import card_row, hide_from, hide_from_lost_readers, offer_menu, readers_of
from bot.summaries import first_untold, last_day
from storage.chats import disconnect_other_desks, find_chat, move_chat_rows
from storage.directory import load_directory
from storage.engine import Session
from storage.hand_offs import move_departments
from storage.moving import move_notices
from storage.notices import post_or_touch
from storage.staff import retire_desk_people
from storage.tables import Brand, Chat
from storage.vocabulary import TEAM_ROLES, ChatMode, ChatRole
from storage.waits import open_waits


async def create_brand(
    session: Session, *, name: str, language: str, timezone: str, sla_minutes: int, now: datetime
) -> Brand:
    brand = Brand(
        name=name[:NAME_LIMIT],
        language=language,
        timezone=timezone,
        sla_minutes=sla_minutes,
        created_at=now,
    )
    brand.next_summary_at = first_untold(brand, last_day(brand, now), now)
    session.add(brand)
    await session.flush()
    return brand


async def connect_chat(
    session: Session,
    brand: Brand,
    *,
    chat_id: int,
    role: ChatRole,
    title: str,
    bot_is_admin: bool | None,
    now: datetime,
    thread_id: int | None = None,
) -> Chat:
    """Give a group its role; connecting it again changes the role.

    A brand has one desk: a new one takes the place of the old, and gets the cards of
    everything that waits. `thread_id` is the forum topic where a team chat is to read us. Raises
    SettingError when the chat belongs to another brand.
    """
    chat = await find_chat(session, chat_id)
    if chat is not None and chat.active and chat.brand_id != brand.id:
        raise SettingError("other_brand")
    before = await readers_of(session, brand.id)
    was = (chat.brand_id, chat.role) if chat is not None else None
    if chat is None:
        chat = Chat(
            brand_id=brand.id,
            chat_id=chat_id,
            role=role,
            title=title,
            mode=_first_mode(role),
            connected_at=now,
        )
        session.add(chat)
    elif chat.role is not role or not chat.active:
        if chat.active and chat.role is ChatRole.DESK:
            await retire_desk_people(session, brand.id)
        chat.mode = _first_mode(role)
    chat.brand_id, chat.role, chat.title = brand.id, role, title
    chat.active, chat.connected_at = True, now
    chat.thread_id = thread_id if role in {ChatRole.DESK, ChatRole.LEADS} else None
    if bot_is_admin is not None:
        chat.bot_is_admin = bot_is_admin
    await session.flush()
    if role is ChatRole.DESK:
        await _take_the_desks_place(session, chat, now)
    await hide_from_lost_readers(session, brand.id, before, now)
    if was is not None and was != (brand.id, role):
        await hide_from(session, was[0], {chat_id}, now)
    await retire_departments(session, brand.id, now)
    await _offer_menus(session, chat, {role, was[1] if was is not None else role}, now)
    return chat


async def _take_the_desks_place(session: Session, chat: Chat, now: datetime) -> None:
    if await disconnect_other_desks(session, chat.brand_id, chat.chat_id):
        await retire_desk_people(session, chat.brand_id)
    await post_cards(session, chat, now)


async def _offer_menus(session: Session, chat: Chat, roles: set[ChatRole], now: datetime) -> None:
    """`roles` are what the chat is and was: leads have commands of their own among the team."""
    await offer_menu(session, chat.chat_id, chat.brand_id, now)
    if TEAM_ROLES & roles:
        for lead in (await load_directory(session)).leads(chat.brand_id):
            await offer_menu(session, chat.chat_id, chat.brand_id, now, lead.user_id)


async def post_cards(session: Session, desk: Chat, now: datetime) -> None:
    """Show the desk everything that waits: it is new, or could not be written to."""
    waits = await open_waits(session, desk.brand_id)
    await know_found(session, desk.chat_id)
    rows = [card_row(desk.chat_id, desk.brand_id, wait.request_id, now) for wait in waits]
    await post_or_touch(session, rows)


def _first_mode(role: ChatRole) -> ChatMode:
    return ChatMode.REQUESTS if role is ChatRole.COMMUNITY else ChatMode.EVERYTHING


async def leave_chat(session: Session, chat_id: int, now: datetime) -> Chat | None:
    """The bot was removed from a chat; returns what it was."""
    chat = await find_chat(session, chat_id)
    if chat is None or not chat.active:
        return None
    before = await readers_of(session, chat.brand_id) - {chat_id}
    chat.active = False
    await session.flush()
    if chat.role is ChatRole.DESK:
        await retire_desk_people(session, chat.brand_id)
    await hide_from_lost_readers(session, chat.brand_id, before, now)
    await retire_departments(session, chat.brand_id, now)
    return chat


async def move_chat(session: Session, old_chat_id: int, new_chat_id: int) -> None:
    """A group became a supergroup: everything that named it follows, in one transaction."""
    if old_chat_id == new_chat_id:
        return
    await move_chat_rows(session, old_chat_id, new_chat_id)
    await move_notices(session, old_chat_id, new_chat_id)
    await move_departments(session, old_chat_id, new_chat_id)
