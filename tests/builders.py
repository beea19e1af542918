"""Builders that speak the domain: a brand with its people, what clients write, what was said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import col, select

from bot import brand_settings, requests
from bot.answers import Answer, answer_request
from bot.incoming import Incoming
from bot.logbook import log_messages
from bot.watch import watch
from storage.directory import load_directory
from storage.engine import Session, Store
from storage.requests import events_of, get_request, open_wait, waits_of
from storage.tables import Brand, Chat, Member, Notice, Request, Wait
from storage.vocabulary import (
    ChatMode,
    ChatRole,
    Kind,
    MemberRole,
    NoticeKind,
    Outcome,
    Source,
)
from tests.emptying import empty_store

NOON = datetime(2026, 11, 2, 10, tzinfo=UTC)
"""Monday, 12:00 in Kyiv."""

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

BEGINNING = NOON - 30 * DAY

PEOPLE = [
    ("Оксана", MemberRole.OWNER),
    ("Леся", MemberRole.LEAD),
    ("Ірина", MemberRole.MANAGER),
]
CHATS = [
    (ChatRole.DESK, ChatMode.EVERYTHING),
    (ChatRole.LEADS, ChatMode.EVERYTHING),
    (ChatRole.COMMUNITY, ChatMode.REQUESTS),
    (ChatRole.COMMENTS, ChatMode.EVERYTHING),
]

_message_ids = count(1)


@dataclass(slots=True)
class Shop:
    """A brand with a desk, a leads' chat, two client chats and a person of each role."""

    store: Store
    brand_id: int
    owner: Member
    lead: Member
    iryna: Member  # a manager
    desk: int = 0
    leads: int = 0
    community: int = 0
    comments: int = 0
    clients: dict[str, int] = field(default_factory=dict)

    @classmethod
    async def alone(cls, store: Store, **settings: str) -> "Shop":
        """For one of many examples: what those before it left would be read again each time."""
        await empty_store(store)
        return await cls.open(store, **settings)

    @classmethod
    async def open(
        cls, store: Store, *, name: str = "Кава", leads_chat: bool = True, **settings: str
    ) -> "Shop":
        """`settings` are typed as a lead types them: ladder="4h 1h, repeat 4h"."""
        async with store.write() as session:
            brand = Brand(
                name=name,
                language="uk",
                timezone="UTC",
                sla_minutes=24 * 60,
                created_at=BEGINNING,
                next_summary_at=NOON.replace(hour=9) + 7 * DAY,
            )
            session.add(brand)
            await session.flush()
            people = [
                Member(
                    brand_id=brand.id,
                    user_id=brand.id * 1000 + place,
                    role=role,
                    name=named,
                    private_chat=role is not MemberRole.MANAGER,
                    joined_at=BEGINNING,
                )
                for place, (named, role) in enumerate(PEOPLE)
            ]
            chats = {
                role: Chat(
                    brand_id=brand.id,
                    chat_id=-(brand.id * 1000 + place),
                    role=role,
                    title=str(role),
                    mode=mode,
                    bot_is_admin=True,
                    connected_at=BEGINNING,
                )
                for place, (role, mode) in enumerate(CHATS, start=1)
                if leads_chat or role is not ChatRole.LEADS
            }
            session.add_all([*people, *chats.values()])
            await session.flush()
            for key, text in settings.items():
                await brand_settings.change_setting(session, brand, key, text, BEGINNING)
        shop = cls(store, brand.id, people[0], people[1], people[2])
        shop.desk, shop.community, shop.comments = (
            chats[role].chat_id for role in (ChatRole.DESK, ChatRole.COMMUNITY, ChatRole.COMMENTS)
        )
        shop.leads = chats[ChatRole.LEADS].chat_id if leads_chat else 0
        return shop

    # --- clients ------------------------------------------------------------------------------

    def message(
        self,
        text: str = "Де моє замовлення?",
        *,
        client: str = "Олена",
        at: datetime = NOON,
        role: ChatRole = ChatRole.DIRECT,
        **about: Any,
    ) -> Incoming:
        """A client's message as a handler understood it."""
        user_id = self.clients.setdefault(client, self.brand_id * 1000 + 500 + len(self.clients))
        place = {
            ChatRole.DIRECT: user_id,
            ChatRole.COMMUNITY: self.community,
            ChatRole.COMMENTS: self.comments,
        }[role]
        known = {
            "brand_id": self.brand_id,
            "source": Source.TELEGRAM,
            "external_id": str(user_id),
            "name": client,
            "sent_at": at,
            "content": "text",
            "text": text,
            "kind": Kind.QUESTION,
            "language": "uk",
            "chat_id": place,
            "chat_role": role,
            "mode": ChatMode.REQUESTS if role is ChatRole.COMMUNITY else ChatMode.EVERYTHING,
            "message_id": next(_message_ids),
        }
        return Incoming(**{**known, **about})

    async def log(self, *messages: Incoming, now: datetime | None = None) -> list[int | None]:
        """The request of each, all of them in one batch."""
        async with self.store.write() as session:
            return await log_messages(
                session,
                await load_directory(session),
                messages,
                now or max(one.sent_at for one in messages),
            )

    async def client_writes(self, text: str = "Де моє замовлення?", **about: Any) -> Request:
        [request_id] = await self.log(self.message(text, **about))
        assert request_id is not None
        return await self.request(request_id)

    # --- the team -----------------------------------------------------------------------------

    async def answers(
        self, request: Request, *, at: datetime, now: datetime | None = None, **about: Any
    ) -> Wait | None:
        known = {
            "chat_id": self.desk,
            "message_id": next(_message_ids),
            "sent_at": at,
            "author": self.iryna.name,
            "member_id": self.iryna.id,
            "content": "text",
            "text": "Вже їде",
        }
        async with self.store.write() as session:
            row = await _fresh(session, request)
            return await answer_request(session, row, Answer(**{**known, **about}), now or at)

    async def takes(self, request: Request, *, at: datetime) -> bool:
        async with self.store.write() as session:
            return await requests.take(session, await _fresh(session, request), self.iryna, at)

    async def snoozes(self, request: Request, pause: timedelta, *, at: datetime) -> None:
        async with self.store.write() as session:
            await requests.snooze(session, await _fresh(session, request), self.iryna, pause, at)

    async def closes(
        self, request: Request, *, at: datetime, outcome: Outcome = Outcome.SOLVED
    ) -> bool:
        async with self.store.write() as session:
            row = await _fresh(session, request)
            return await requests.close(session, row, outcome, self.iryna, at)

    async def dismisses(self, request: Request, *, at: datetime) -> bool:
        async with self.store.write() as session:
            return await requests.dismiss(session, await _fresh(session, request), self.iryna, at)

    async def reopens(self, request: Request, *, at: datetime) -> bool:
        async with self.store.write() as session:
            brand = await session.get_one(Brand, self.brand_id)
            row = await _fresh(session, request)
            return await requests.reopen(session, brand, row, self.iryna, at)

    async def sets(self, *, at: datetime = NOON, **settings: str) -> None:
        async with self.store.write() as session:
            brand = await session.get_one(Brand, self.brand_id)
            for key, text in settings.items():
                await brand_settings.change_setting(session, brand, key, text, at)

    # --- what became of it --------------------------------------------------------------------

    async def brand(self) -> Brand:
        async with self.store.read() as session:
            return await session.get_one(Brand, self.brand_id)

    async def request(self, request_id: int) -> Request:
        async with self.store.read() as session:
            found = await get_request(session, request_id)
        assert found is not None
        return found

    async def wait(self, request: Request) -> Wait | None:
        """The open one."""
        async with self.store.read() as session:
            return await open_wait(session, request.id)

    async def waits(self, request: Request) -> Sequence[Wait]:
        async with self.store.read() as session:
            return await waits_of(session, request.id)

    async def story(self, request: Request) -> list[str]:
        async with self.store.read() as session:
            return [event.what for event in await events_of(session, request.id)]

    async def rows(self, model: type[Any], *conditions: Any) -> list[Any]:
        """The brand's rows of a table, in the order in which they were written."""
        async with self.store.read() as session:
            query = select(model).where(model.brand_id == self.brand_id, *conditions)
            return list(await session.scalars(query.order_by(model.id)))

    async def notices(self, kind: NoticeKind) -> list[Notice]:
        return await self.rows(Notice, col(Notice.kind) == kind)

    async def alerts(self) -> list[tuple[str, int]]:
        """(step, chat) of every alert queued so far."""
        return [
            (":".join(one.dedup_key.split(":")[4:-2]), one.chat_id)
            for one in await self.notices(NoticeKind.ALERT)
        ]

    async def alerted(self, now: datetime, **how: bool) -> list[tuple[str, int]]:
        """Let the watch look; what it said, and to whom."""
        before = len(await self.alerts())
        await watch(self.store, now, **how)
        return (await self.alerts())[before:]


async def _fresh(session: Session, request: Request) -> Request:
    found = await get_request(session, request.id)
    assert found is not None
    return found
