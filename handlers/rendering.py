"""Renders a notice at the moment of sending, from the facts as they are then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import ResultChatMemberUnion
from aiogram.utils.formatting import Bold, Text

from bot.exchange import exchange_of
from bot.hints import alike, normalised
from bot.policy import policy_of
from bot.reporting import make_report
from bot.unread import JUDGED, unread_since
from bot.untold import runs_on, uncorrected, untold_of
from handlers.alert_notices import alert_view, left_out_of_digest
from handlers.business_notices import window_view
from handlers.card_choices import choices_of
from handlers.hand_off_notices import hand_off_view
from handlers.lists import list_view
from handlers.people import may_answer_in
from handlers.ratings import rating_notice_view
from handlers.reports import closer_view
from handlers.texts import Texts, texts
from handlers.views.card import CardFacts, card
from handlers.views.receipt import LATE, receipt
from handlers.views.setup import SetupFacts, checklist, client_chats
from handlers.views.summary import summary
from handlers.views.trouble import trouble, unseen
from handlers.views.undelivered import undelivered
from handlers.views.view import View, lines
from handlers.wording import clip
from storage.belonging import works_for_several
from storage.business import blind_connections
from storage.directory import load_directory
from storage.edits import newest_words, revisions_of
from storage.engine import Session, Store
from storage.hand_offs import hand_offs_of
from storage.media import uncarried
from storage.messages import count_messages
from storage.ratings import ratings_of
from storage.requests import Matter, get_matter, messages_of
from storage.slices import Slice
from storage.tables import Brand, Message, Notice
from storage.vocabulary import ChatRole, NoticeKind, RequestStatus
from storage.words import latest_answers

NAMED = frozenset({NoticeKind.SUMMARY, NoticeKind.RATING})
"""What names its brand itself."""

DOUBTED = frozenset({*JUDGED, NoticeKind.SUMMARY})
"""What says, while Telegram cannot be read, that something may be unseen."""

MENU_OF = {
    "told": frozenset({RequestStatus.CLOSED}),
    "outcome": frozenset({RequestStatus.OPEN, RequestStatus.ANSWERED}),
    "snooze": frozenset({RequestStatus.OPEN}),
}
"""In which states of its request a menu of the card makes sense, where not in all."""


@dataclass(frozen=True, slots=True)
class Rendered:
    payload: dict[str, Any]  # what sendMessage takes
    language: str
    reply_to: int | None = None
    left_out: tuple[int, ...] = ()  # notices of a digest that have nothing left to say


class Renderer:
    def __init__(self, bot: Bot, store: Store) -> None:
        self._bot = bot
        self._store = store

    async def render(self, notice: Notice, now: datetime) -> Rendered | None:
        """None when there is nothing left to say."""
        if notice.kind is NoticeKind.CHECKLIST:
            return await self._checklist(notice)
        reply_to = notice.payload.get("reply_to")
        async with self._store.read() as session:
            brand = await session.get(Brand, notice.brand_id) if notice.brand_id else None
            language = brand.language if brand else "en"
            if notice.kind is NoticeKind.SAY:
                return Rendered(notice.payload["send"], language, reply_to)
            if brand is None:
                return None
            t = texts(language)
            if notice.kind is NoticeKind.RECEIPT:
                return await self._receipt(session, brand, notice, reply_to, now)
            view = await self._view(session, t, brand, notice, now)
            if view is not None and await _needs_name(session, notice):
                view = View(lines(Text("🏷 ", Bold(clip(brand.name, 40))), view.text), view.buttons)
            if view is not None and notice.message_id is None and notice.kind in DOUBTED:
                doubt = unseen(t, brand, await unread_since(session), notice.kind)
                view = View(lines(view.text, doubt), view.buttons)
            left_out = await left_out_of_digest(session, notice, now) if view else ()
        return Rendered(view.payload(), language, reply_to, left_out) if view else None

    async def _view(
        self, session: Session, t: Texts, brand: Brand, notice: Notice, now: datetime
    ) -> View | None:
        made: View | None = None
        match notice.kind:
            case NoticeKind.CARD:
                made = await self._card(session, t, brand, notice, now)
            case NoticeKind.ALERT:
                made = await alert_view(session, t, brand, notice, now)
            case NoticeKind.LIST:
                made = await list_view(session, t, brand, notice.payload, now)
            case (
                NoticeKind.HANDOFF | NoticeKind.HANDOFF_LATE | NoticeKind.OUTCOME | NoticeKind.ADDED
            ):
                made = await hand_off_view(session, t, brand, notice, now)
            case NoticeKind.RATING | NoticeKind.RATED:
                made = await rating_notice_view(session, t, brand, notice, now)
            case NoticeKind.WINDOW:
                made = await window_view(session, t, brand, notice, now)
            case NoticeKind.SUMMARY:
                made = await _summary(session, t, brand, notice, now)
            case NoticeKind.UNDELIVERED:
                made = await _undelivered(session, t, notice)
            case NoticeKind.TROUBLE:
                made = trouble(t, brand, notice.payload)
        return made

    async def _card(
        self, session: Session, t: Texts, brand: Brand, notice: Notice, now: datetime
    ) -> View | None:
        matter = await get_matter(session, notice.request_id or 0)
        if matter is None:
            return None
        messages = await messages_of(session, matter.request.id)
        revised = await revisions_of(session, [message.id for message in messages])
        menu = notice.payload.get("menu", "")
        if matter.request.status not in MENU_OF.get(menu, RequestStatus):
            menu = ""  # it was opened before the client was answered, wrote again, or it was closed
        choices = await choices_of(session, t, matter, menu)
        asked = await hand_offs_of(session, matter.request.id)
        rated = await ratings_of(session, matter.request.id)
        repeated = await _repeated(session, matter, messages)
        unseen = len(await uncarried(session, matter.request.id, notice.chat_id))
        earlier = await count_messages(session, matter.request.id) - len(messages)
        is_running = await _runs_on(session, matter)
        untold = await untold_of(session, matter.request)
        facts = CardFacts(
            matter,
            messages,
            revised,
            menu,
            choices,
            asked,
            rated,
            unseen,
            repeated,
            earlier,
            is_running,
            await uncorrected(session, [one for one in messages if one.id in revised]),
            untold,
        )
        return card(t, brand, facts, now)

    async def _checklist(self, notice: Notice) -> Rendered | None:
        # Asked each time: privacy mode is switched off elsewhere, with BotFather.
        me = await self._bot.get_me()
        async with self._store.read() as session:
            directory = await load_directory(session)
            cut_off = await blind_connections(session, notice.brand_id or 0)
        brand = directory.brands.get(notice.brand_id or 0)
        if brand is None:
            return None
        deaf = []
        if not me.can_read_all_group_messages:
            chats = client_chats(directory, brand.id)
            deaf = [chat.title for chat in chats if not await self._is_admin(chat.chat_id, me.id)]
        channels = directory.chats_of(brand.id, ChatRole.CHANNEL)
        unheard = [one.title for one in channels if not await self._hears(one.chat_id, me.id)]
        facts = SetupFacts(
            directory,
            me.username or "",
            deaf,
            tuple(one.name for one in cut_off),
            tuple(unheard),
        )
        return Rendered(checklist(texts(brand.language), brand, facts).payload(), brand.language)

    async def _is_admin(self, chat_id: int, my_id: int) -> bool:
        """Telegram's own word: we may have been an administrator before the chat was connected."""
        mine = await self._standing(chat_id, my_id)
        return mine is not None and mine.status == ChatMemberStatus.ADMINISTRATOR

    async def _hears(self, chat_id: int, my_id: int) -> bool:
        """Whether what people write to the channel reaches us."""
        mine = await self._standing(chat_id, my_id)
        return mine is not None and may_answer_in(mine)

    async def _standing(self, chat_id: int, my_id: int) -> ResultChatMemberUnion | None:
        try:
            return await self._bot.get_chat_member(chat_id, my_id)
        except (TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat):
            return None  # not there any more, at least not under this id

    async def _receipt(
        self, session: Session, brand: Brand, notice: Notice, reply_to: int | None, now: datetime
    ) -> Rendered | None:
        matter = await get_matter(session, notice.request_id or 0)
        wait = matter.wait if matter is not None else None
        if matter is None or wait is None or wait.stopped_at is not None:
            return None  # answered already: a receipt would only be noise
        language = matter.request.language
        policy = policy_of(brand, matter.client.tier, matter.request.kind)
        left = wait.due_at - now if now - wait.started_at > LATE else None
        view = receipt(texts(language), brand, policy.target, left)
        return Rendered(view.payload(), language, reply_to)


async def _needs_name(session: Session, notice: Notice) -> bool:
    """In the private chat of somebody who works for several brands, each word says for which."""
    is_private = notice.chat_id > 0 and notice.kind not in NAMED
    return is_private and await works_for_several(session, notice.chat_id)


async def _undelivered(session: Session, t: Texts, notice: Notice) -> View | None:
    matter = await get_matter(session, notice.request_id or 0)
    if matter is None or (notice.payload.get("arrived") and notice.message_id is None):
        return None  # it arrived before anybody heard that it had not
    return undelivered(t, matter, notice.payload)


async def _summary(session: Session, t: Texts, brand: Brand, notice: Notice, now: datetime) -> View:
    payload = notice.payload
    if "closer" in payload:
        return await closer_view(session, t, brand, notice, now)
    start, end = (datetime.fromisoformat(payload[name]) for name in ("start", "end"))
    part = Slice.of(payload.get("part", {}))
    report = await make_report(session, brand, start, end, now, part)
    title = t("report") if payload.get("on_demand") else t("weekly summary")
    if payload.get("part_name"):
        title = f"{title}: {clip(payload['part_name'], 40)}"
    return summary(t, brand, report, title, now)


async def _runs_on(session: Session, matter: Matter) -> bool:
    """Whether the clock runs because the last answer did not reach the client."""
    waits = matter.wait is not None and matter.wait.stopped_at is None
    return bool(matter.request.undeliverable) and waits and await runs_on(session, matter.request)


async def _repeated(session: Session, matter: Matter, messages: Sequence[Message]) -> int:
    """How many other clients lately got the words of the last answer."""
    last = exchange_of(messages, matter.wait)
    if last is None or matter.request.status is not RequestStatus.ANSWERED:
        return 0
    revised = await newest_words(session, [one.id for one in last.answer])
    request, client = matter.request, matter.client.name
    lately = await latest_answers(session, request.brand_id, but_to=request.client_id)
    others = [normalised(one.text, one.client, one.author) for one in lately]
    said = [(revised.get(one.id, one.text), one.author) for one in last.answer]
    return max(alike(normalised(words, client, author), others) for words, author in said)
