"""A brand's set-up: its chats and its settings."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.checklist import refresh_checklists
from bot.ladder import Ladder
from bot.notices import card_row, hide_from_lost_readers, offer_menu, readers_of
from bot.policy import policy_of
from bot.requests import replan
from bot.sla import Quiet, WorkingHours
from bot.summaries import next_summary
from storage.chats import disconnect_other_desks, find_chat, move_chat_rows
from storage.engine import Session
from storage.moving import move_notices
from storage.notices import post_or_touch, touch
from storage.staff import retire_desk_people
from storage.tables import Brand, Chat
from storage.vocabulary import ChatMode, ChatRole, NoticeKind
from storage.waits import open_waits

SLA_LIMITS = (timedelta(minutes=15), timedelta(days=30))
REOPEN_LIMITS = (0, 30)
NAME_LIMIT = 64
LANGUAGES = ("uk", "ru", "en")


class SettingError(ValueError):
    """A setting cannot have this value. `code` names the reason for the texts."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code
        self.detail = detail


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
    brand.next_summary_at = next_summary(brand, now)
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
) -> Chat:
    """Give a group its role; connecting it again changes the role.

    A brand has one desk: a new one takes the place of the old, and gets the cards of
    everything that waits. Raises SettingError when the chat belongs to another brand.
    """
    chat = await find_chat(session, chat_id)
    if chat is not None and chat.active and chat.brand_id != brand.id:
        raise SettingError("other_brand")
    before = await readers_of(session, brand.id)
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
    if bot_is_admin is not None:
        chat.bot_is_admin = bot_is_admin
    await session.flush()
    if role is ChatRole.DESK:
        if await disconnect_other_desks(session, brand.id, chat_id):
            await retire_desk_people(session, brand.id)
        waits = await open_waits(session, brand.id)
        await post_or_touch(
            session, [card_row(chat_id, brand.id, wait.request_id, now) for wait in waits]
        )
    await hide_from_lost_readers(session, brand.id, before, now)
    await offer_menu(session, chat_id, brand.id, now)
    return chat


def _first_mode(role: ChatRole) -> ChatMode:
    return ChatMode.REQUESTS if role is ChatRole.COMMUNITY else ChatMode.EVERYTHING


async def leave_chat(session: Session, chat_id: int) -> Chat | None:
    """The bot was removed from a chat; returns what it was."""
    chat = await find_chat(session, chat_id)
    if chat is None or not chat.active:
        return None
    chat.active = False
    await session.flush()
    if chat.role is ChatRole.DESK:
        await retire_desk_people(session, chat.brand_id)
    return chat


async def move_chat(session: Session, old_chat_id: int, new_chat_id: int) -> None:
    """A group became a supergroup: everything that named it follows, in one transaction."""
    await move_chat_rows(session, old_chat_id, new_chat_id)
    await move_notices(session, old_chat_id, new_chat_id)


def _number(text: str, low: float, high: float) -> float:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError as error:
        raise SettingError("number", f"{low:g}–{high:g}") from error
    if not low <= value <= high:
        raise SettingError("number", f"{low:g}–{high:g}")
    return value


def _wall_time(text: str) -> time:
    try:
        hours, _, minutes = text.strip().replace(".", ":").partition(":")
        return time(int(hours), int(minutes or 0))
    except ValueError as error:
        raise SettingError("time") from error


def apply_setting(brand: Brand, key: str, text: str) -> None:
    """Set one setting from what a person typed or tapped.

    Raises SettingError and changes nothing when the value does not fit.
    """
    if key not in SETTERS:
        raise SettingError("unknown", key)
    SETTERS[key](brand, text.strip())


def _set_name(brand: Brand, text: str) -> None:
    if not text or len(text) > NAME_LIMIT:
        raise SettingError("name", str(NAME_LIMIT))
    brand.name = text


def _set_language(brand: Brand, text: str) -> None:
    if text not in LANGUAGES:
        raise SettingError("language")
    brand.language = text


def _set_timezone(brand: Brand, text: str) -> None:
    try:
        zone = ZoneInfo(text)
    except (ValueError, OSError, LookupError) as error:
        raise SettingError("timezone") from error
    brand.timezone = zone.key


def _set_sla(brand: Brand, text: str) -> None:
    low, high = (limit.total_seconds() / 3600 for limit in SLA_LIMITS)
    brand.sla_minutes = round(_number(text, low, high) * 60)


def _set_ladder(brand: Brand, text: str) -> None:
    brand.ladder = _checked(lambda: Ladder.parse(text).describe(), "ladder")


def _set_hours(brand: Brand, text: str) -> None:
    zone = brand.timezone
    brand.working_hours = (
        ""
        if _is_off(text)
        else _checked(lambda: WorkingHours.parse(text, zone).describe(), "hours")
    )


def _set_quiet(brand: Brand, text: str) -> None:
    zone = brand.timezone
    brand.quiet_hours = "" if _is_off(text) else _checked(lambda: _quiet_text(text, zone), "quiet")


def _set_summary_day(brand: Brand, text: str) -> None:
    brand.summary_weekday = int(_number(text, 0, 6))


def _set_summary_time(brand: Brand, text: str) -> None:
    brand.summary_time = _wall_time(text).isoformat("minutes")


def _set_reopen(brand: Brand, text: str) -> None:
    brand.reopen_days = int(_number(text, *REOPEN_LIMITS))


SETTERS: dict[str, Callable[[Brand, str], None]] = {
    "name": _set_name,
    "language": _set_language,
    "timezone": _set_timezone,
    "sla": _set_sla,
    "ladder": _set_ladder,
    "hours": _set_hours,
    "quiet": _set_quiet,
    "summary_day": _set_summary_day,
    "summary_time": _set_summary_time,
    "reopen": _set_reopen,
}


def _is_off(text: str) -> bool:
    return text.casefold() in {"-", "off", "none", "24/7", "ні", "немає", "нет", "вимк", "выкл"}


def _checked(parse: Callable[[], str], code: str) -> str:
    try:
        return parse()
    except ValueError as error:
        raise SettingError(code, str(error)) from error


def _quiet_text(text: str, timezone: str) -> str:
    quiet = Quiet.parse(text, timezone)
    return f"{quiet.start:%H:%M}-{quiet.end:%H:%M}"


PLANNED_BY = frozenset({"sla", "ladder", "hours", "quiet", "timezone"})
SHOWN_ON_CARDS = PLANNED_BY | {"language"}


async def change_setting(
    session: Session, brand: Brand, key: str, text: str, now: datetime
) -> None:
    """Apply a setting, and re-plan what depends on it: open waits from their start, the summary.

    The cards of those who wait show it, and so does the checklist.
    """
    apply_setting(brand, key, text)
    waits = await open_waits(session, brand.id) if key in SHOWN_ON_CARDS else []
    if key in PLANNED_BY:
        policy = policy_of(brand)
        for wait in waits:
            replan(policy, wait)
    if key in {"summary_day", "summary_time", "timezone"}:
        brand.next_summary_at = next_summary(brand, now)
    await session.flush()
    await touch(session, [wait.request_id for wait in waits], [NoticeKind.CARD], now)
    if key in {"name", "language"}:
        await refresh_checklists(session, brand.id, now)
