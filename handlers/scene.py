"""Where an update plays: the chat, the brand, who acts. What handlers get instead of globals."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.types import CallbackQuery, ForceReply, User
from aiogram.types import Chat as TelegramChat
from aiogram.utils.formatting import Text, TextMention

from bot.notices import SOON, say
from bot.staff import Person
from bot.unit import Unit
from bot.visible import shown_name
from handlers.texts import Texts, language_of_user, texts
from handlers.views.view import View, lines
from handlers.wording import clip
from storage.belonging import brand_of_message, brand_of_stranger
from storage.directory import Directory
from storage.engine import Session
from storage.notices import add_notices, notice_row
from storage.tables import Brand, Chat, Member
from storage.vocabulary import TEAM_ROLES, ChatRole, MemberRole, NoticeKind

INVITATIONS = frozenset({"note"})
"""Prompts that nobody need answer: they ask for no reply, and take none but a reply."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a new brand begins with, and who may begin one."""

    language: str
    timezone: str
    sla_minutes: int
    owner_ids: frozenset[int]


@dataclass(slots=True)
class Scene:
    """One update's surroundings. `chat` and `member` are None for strangers."""

    unit: Unit
    bot: Bot
    me: User
    defaults: Defaults
    update_id: int
    directory: Directory
    place: TelegramChat | None  # Telegram's chat
    user: User | None
    chat: Chat | None = None
    brand: Brand | None = None
    member: Member | None = None
    said: int = field(default=0)
    topic: int | None = None  # the forum topic that it plays in

    @property
    def now(self) -> datetime:
        return self.unit.now

    async def session(self) -> Session:
        """The transaction, with the clients' messages before this update written."""
        return await self.unit.session()

    @property
    def t(self) -> Texts:
        """The brand's language among the team, a stranger's or client's own with them."""
        fallback = self.brand.language if self.brand else self.defaults.language
        if self.member is not None or (self.place is not None and self.place.type != "private"):
            return texts(fallback)
        return texts(language_of_user(self.user.language_code if self.user else None, fallback))

    @property
    def person(self) -> Person:
        """Raises ValueError for an update without a user."""
        if self.user is None:
            raise ValueError("this update has no user")
        return Person(self.user.id, shown_name(self.user.full_name), self.user.username)

    @property
    def may_lead(self) -> bool:
        return self.member is not None and self.member.role is not MemberRole.MANAGER

    async def say(
        self,
        view: View,
        *,
        to: int | None = None,
        reply_to: int | None = None,
        prompt: dict[str, Any] | None = None,
        request_id: int | None = None,
        once: str = "",
        asks: str = "",
        logged: int | None = None,
    ) -> None:
        """Queue a message; `prompt` makes it a question whose reply comes back with that.

        `asks` marks a question with buttons, to be found while it is open: storage.asked_in.
        What is named `once` is not said again while it is remembered: bot.notices.say.
        `logged` is the message (its row, 0 for the newest) that this confirms to be on record:
        a reply is the answer to it.
        """
        chat_id = to if to is not None else self._here()
        payload: dict[str, Any] = {"send": view.payload(), **self.topic_in(chat_id)}
        if prompt is not None and not view.buttons and prompt.get("ask") not in INVITATIONS:
            payload["send"] = self._question(view, to_all=chat_id < 0 and reply_to is None)
        if reply_to is not None:
            payload["reply_to"] = reply_to
        if prompt is not None:
            payload["prompt"] = prompt
        if asks:
            payload["asks"] = asks
        if logged is not None:
            payload["logged"] = logged
        await say(
            await self.session(),
            chat_id,
            once or self._key("say"),
            payload,
            self.now,
            brand_id=self.brand.id if self.brand else None,
            request_id=request_id,
        )

    def _question(self, view: View, *, to_all: bool) -> dict[str, Any]:
        """Telegram opens the reply by itself, for the one who is asked.

        In a group that is whom the question replies to, else whom it names.
        """
        if to_all and self.user is not None:
            name = TextMention(clip(self.person.name, 40), user=self.user)
            view = View(lines(Text("👉 ", name), view.text))
        markup = ForceReply(selective=True, input_field_placeholder=self.t("Your answer"))
        return view.payload() | {"reply_markup": markup.model_dump(exclude_none=True)}

    async def say_once(self, view: View) -> None:
        """Something that no record keeps once it was said: a secret."""
        await say(
            await self.session(),
            self._here(),
            self._key("once"),
            {"send": view.payload(), "forget": True, **self.topic_in(self._here())},
            self.now,
            brand_id=self.brand.id if self.brand else None,
        )

    async def post(self, kind: NoticeKind, payload: dict[str, Any]) -> None:
        """Queue something that is rendered when it is sent."""
        row = notice_row(
            kind,
            self._here(),
            self._key(kind.value),
            self.now,
            brand_id=self.brand.id if self.brand else None,
            payload={**payload, **self.topic_in(self._here())},
            priority=SOON,
        )
        await add_notices(await self.session(), [row])

    async def say_aside(
        self,
        view: View,
        *,
        reply_to: int | None = None,
        request_id: int | None = None,
        logged: int | None = None,
    ) -> None:
        """The same where clients do not read it: among them the desk hears it instead."""
        if self.chat is None or self.chat.role in TEAM_ROLES:
            await self.say(view, reply_to=reply_to, request_id=request_id, logged=logged)
            return
        desk = self.directory.chat_of(self.chat.brand_id, ChatRole.DESK)
        if desk is not None:
            await self.say(view, to=desk.chat_id, request_id=request_id, logged=logged)
        elif self.member is not None and self.member.private_chat:
            await self.say(view, to=self.member.user_id, request_id=request_id, logged=logged)

    async def say_in_private(self, view: View) -> bool:
        """Tell the member alone; False when they never wrote to us, so that we cannot."""
        if self.member is None or not self.member.private_chat:
            return False
        await self.say(view, to=self.member.user_id)
        return True

    async def edit(self, message_id: int, view: View) -> None:
        """Queue an edit of one of our own messages here."""
        row = notice_row(
            NoticeKind.EDIT,
            self._here(),
            self._key("edit"),
            self.now,
            brand_id=self.brand.id if self.brand else None,
            payload={"send": view.payload(), "message_id": message_id},
            priority=SOON,
        )
        await add_notices(await self.session(), [row])

    def toast(self, query: CallbackQuery, text: str = "", *, alert: bool = False) -> None:
        """Answer a button press once the transaction is committed: 200 characters at most."""
        bot = self.bot

        async def answer() -> None:
            await bot.answer_callback_query(query.id, text=text[:200] or None, show_alert=alert)

        self.unit.afterwards.append(answer)

    async def refresh_roster(self) -> None:
        """After a change of chats, staff or settings: this and later updates see it."""
        self.unit.roster_changed()
        self.directory = await self.unit.directory()
        if self.place is None:
            return
        self.chat = self.directory.chats.get(self.place.id)
        if self.chat is not None:
            self.brand = self.directory.brands[self.chat.brand_id]
        elif self.brand is not None:
            self.brand = self.directory.brands.get(self.brand.id)
        else:
            self.brand = self.directory.default_brand()
        if self.user is not None and self.brand is not None:
            self.member = self.directory.member(self.brand.id, self.user.id)

    def topic_in(self, chat_id: int) -> dict[str, int]:
        """What a notice's payload says of the topic it answers: 0 is General, not the chat's own.

        Nothing for another chat than this, or one without topics.
        """
        here = self.place is not None and self.place.id == chat_id
        is_forum = self.topic is not None or bool(self.place and self.place.is_forum)
        return {"thread_id": self.topic or 0} if here and is_forum else {}

    def _here(self) -> int:
        if self.place is None:
            raise ValueError("this update has no chat")
        return self.place.id

    def _key(self, what: str) -> str:
        self.said += 1
        return f"{what}:{self.me.id}:{self.update_id}:{self.now:%Y-%m-%d}:{self.said}"


async def set_scene(
    unit: Unit,
    bot: Bot,
    me: User,
    defaults: Defaults,
    update_id: int,
    place: TelegramChat | None,
    user: User | None,
    replied_to: int | None = None,
) -> Scene:
    directory = await unit.directory()
    scene = Scene(unit, bot, me, defaults, update_id, directory, place, user)
    if place is None:
        return scene
    if place.type == "private":
        await _in_private(scene, place.id, replied_to)
    else:
        scene.chat = directory.chats.get(place.id)
        if scene.chat is not None:
            scene.brand = directory.brands[scene.chat.brand_id]
            if user is not None:
                scene.member = directory.member(scene.brand.id, user.id)
    return scene


async def _in_private(scene: Scene, user_id: int, replied_to: int | None) -> None:
    """In one private chat several brands may speak: a reply is for the one replied to.

    Else a member's words are for the brand they chose, a client's for the one that they came to
    or that spoke with them last. Where there is one brand only nothing need be asked.
    """
    known = scene.directory.brands
    memberships = scene.directory.members.get(user_id, [])
    candidates = [one.brand_id for one in memberships] or list(known)
    brand_id = None
    if len(candidates) > 1:
        session = scene.unit.peek()
        if replied_to is not None:
            brand_id = await brand_of_message(session, candidates, user_id, replied_to)
        if brand_id is None and not memberships:
            brand_id = await brand_of_stranger(session, candidates, user_id)
    if memberships:
        scene.member = scene.directory.member(brand_id or 0, user_id) or memberships[0]
        scene.brand = known[scene.member.brand_id]
    else:
        scene.brand = known.get(brand_id or 0, scene.directory.default_brand())
