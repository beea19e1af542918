"""Who waits and since when is told by the facts alone, in whatever order they become known.

The model knows words, answers and to whose words they were given, and nothing of waits: a client
waits since the oldest of their words that needs an answer and has none that arrived, or still may.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from bot.delivery import Delivery, Failed, Refused, Sent
from bot.outcomes import STILL_FAILS, record_outcome
from bot.pacing import Pacer
from bot.requests import set_kind
from storage.engine import Store
from storage.requests import events_of
from storage.tables import Notice, Request, Wait
from storage.vocabulary import ChatRole, Kind, RequestStatus
from tests.bot.test_merging import merges, splits
from tests.bot.test_undoing import undo
from tests.builders import MINUTE, NOON, Shop

CLIENTS = {"Олена": ChatRole.COMMUNITY, "Петро": ChatRole.DIRECT, "Зоя": ChatRole.COMMUNITY}
NAMES = list(CLIENTS)
OUTCOMES: dict[str, Delivery] = {
    "arrives": Sent(7),
    "refused": Refused("Bad Request: message is too long"),
    "delayed": Failed("502", maybe_sent=True),
}
ENDED = {RequestStatus.CLOSED, RequestStatus.DISMISSED}


@dataclass(eq=False)
class Word:
    text: str
    at: int
    matter: int
    closed: int = 0  # with which closing its matter ended without an answer to it
    needless: int = 0  # at which naming of a kind it was found to need no answer


@dataclass(eq=False)
class Said:
    """An answer, to all that its matter had heard by then."""

    message: int
    words: list[Word]
    carriers: dict[int, str]  # what carries it, and what became of that
    undone: bool = False

    @property
    def counts(self) -> bool:
        return not self.undone and not {"sent", "pending"}.isdisjoint(self.carriers.values())


@dataclass
class Model:
    words: list[Word] = field(default_factory=list)
    answers: list[Said] = field(default_factory=list)
    namings: int = 0

    def answered(self, word: Word) -> bool:
        return any(one.counts and word in one.words for one in self.answers)

    def of(self, matter: int) -> list[Word]:
        return [one for one in self.words if one.matter == matter]

    def waiting(self, matter: int) -> list[Word]:
        return [
            one for one in self.of(matter) if not (one.closed or one.needless or self.answered(one))
        ]

    def running(self) -> dict[int, int]:
        """Which matters wait, and since when."""
        matters = dict.fromkeys(one.matter for one in self.words)
        waits = {matter: self.waiting(matter) for matter in matters}
        return {matter: min(one.at for one in ones) for matter, ones in waits.items() if ones}

    def close(self, matter: int, now: int) -> None:
        for one in self.of(matter):
            one.closed = one.closed or now

    def reopen(self, matter: int) -> None:
        """What this closing ended; of what has only ever been a remark, all of it."""
        theirs = self.of(matter)
        last = max((one.closed for one in theirs if not one.needless), default=0)
        if all(one.needless and not self.answered(one) for one in theirs):
            self.need_again(theirs)
        for one in theirs:
            if one.closed == last:
                one.closed = 0

    def need_none(self, matter: int) -> None:
        self.namings += 1
        for one in self.waiting(matter):
            one.needless = self.namings

    def need_one(self, matter: int) -> None:
        if not self.waiting(matter):
            self.need_again(self.of(matter))

    def need_again(self, theirs: Sequence[Word]) -> None:
        latest = max(theirs, key=lambda one: one.at)
        if latest.needless:
            for one in theirs:
                if one.needless == latest.needless:
                    one.needless = one.closed = 0


class Story:
    """Plays the steps, on the real thing and in the model; a step that cannot be is left out."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.model, self.clock = shop, Model(), 0

    @property
    def now(self) -> datetime:
        return NOON + self.clock * MINUTE

    async def play(self, what: str, which: int) -> None:
        self.clock += 10
        if what in OUTCOMES:
            await self.delivery(what, which)
        else:
            await getattr(self, what)(which)

    async def matters(self, *, closed: bool = False) -> list[Request]:
        rows = await self.shop.rows(Request, col(Request.merged_into_id).is_(None))
        return [one for one in rows if (one.status in ENDED) == closed]

    async def pick(self, which: int, *, closed: bool = False) -> Request | None:
        found = await self.matters(closed=closed)
        return found[which % len(found)] if found else None

    async def writes(self, which: int) -> None:
        client, text = NAMES[which % len(NAMES)], f"Де замовлення {self.clock}?"
        role = CLIENTS[client]
        request = await self.shop.client_writes(text, client=client, at=self.now, role=role)
        self.model.words.append(Word(text, self.clock, request.id))

    async def answers(self, which: int) -> None:
        await self.is_answered(await self.pick(which))

    async def answers_closed(self, which: int) -> None:
        """What was closed, or set aside as no request, is answered all the same."""
        await self.is_answered(await self.pick(which, closed=True))

    async def is_answered(self, request: Request | None) -> None:
        if request is None:
            return
        await self.shop.answers(request, at=self.now, message_id=self.clock)
        carriers = await self.shop.rows(
            Notice, col(Notice.dedup_key).startswith(f"relay:{self.shop.desk}:{self.clock}:")
        )
        words = self.model.of(request.id)
        said = Said(self.clock, words, {one.id: "pending" for one in carriers})
        self.model.answers.append(said)

    def on_the_way(self) -> Iterator[tuple[Said, int]]:
        for said in self.model.answers:
            for carrier, state in said.carriers.items():
                if state in {"pending", "delayed"}:
                    yield said, carrier

    async def delivery(self, what: str, which: int) -> None:
        on_the_way = list(self.on_the_way())
        if not on_the_way:
            return
        said, carrier = on_the_way[which % len(on_the_way)]
        [notice] = await self.shop.rows(Notice, Notice.id == carrier)
        notice.attempts = STILL_FAILS
        async with self.shop.store.write() as session:
            await record_outcome(session, notice, OUTCOMES[what], Pacer(), self.now)
        said.carriers[carrier] = {"arrives": "sent"}.get(what, what)

    async def undo(self, which: int) -> None:
        request = await self.pick(which)
        if request is None or not await undo(self.shop, request, self.now):
            return
        async with self.shop.store.read() as session:
            story = {one.id: one for one in await events_of(session, request.id)}
        taken = max((one for one in story.values() if one.what == "unanswered"), key=lambda e: e.id)
        gone = [story[one].data["message"][1] for one in taken.data["events"]]
        for said in self.model.answers:
            said.undone = said.undone or said.message in gone

    async def praise(self, which: int) -> None:
        await self.kind(which, Kind.PRAISE)

    async def question(self, which: int) -> None:
        await self.kind(which, Kind.QUESTION)

    async def kind(self, which: int, kind: Kind) -> None:
        """Among several clients somebody else's words may need an answer: left out here."""
        group = [
            one
            for one in await self.shop.rows(Request, col(Request.merged_into_id).is_(None))
            if one.chat_role is ChatRole.COMMUNITY
            and one.status is not RequestStatus.DISMISSED
            and not await self.is_shared(one)
        ]
        if not group:
            return
        request = group[which % len(group)]
        async with self.shop.store.write() as session:
            row = await session.get_one(Request, request.id)
            await set_kind(session, row, kind, self.shop.iryna, self.now)
        if kind is Kind.PRAISE:
            self.model.need_none(request.id)
        else:
            self.model.need_one(request.id)

    async def is_shared(self, request: Request) -> bool:
        return bool(await self.shop.rows(Request, col(Request.merged_into_id) == request.id))

    async def merge(self, which: int) -> None:
        found = await self.matters()
        if len(found) < 2:
            return
        one, into = found[which % len(found)], found[(which // 3 + 1) % len(found)]
        if one.id != into.id and await merges(self.shop, one, into, self.now):
            for word in self.model.of(one.id):
                word.matter = into.id

    async def split(self, which: int) -> None:
        request = await self.pick(which)
        words = self.model.of(request.id) if request is not None else []
        if request is None or not words:
            return
        word = words[which // 3 % len(words)]
        other = await splits(self.shop, request, word.text, self.now)
        if other is not None:
            word.matter, word.closed, word.needless = other.id, 0, 0

    async def close(self, which: int) -> None:
        request = await self.pick(which)
        if request is not None and await self.shop.closes(request, at=self.now):
            self.model.close(request.id, self.clock)

    async def dismiss(self, which: int) -> None:
        request = await self.pick(which)
        if request is not None and await self.shop.dismisses(request, at=self.now):
            self.model.close(request.id, self.clock)

    async def reopen(self, which: int) -> None:
        request = await self.pick(which, closed=True)
        if request is not None and await self.shop.reopens(request, at=self.now):
            self.model.reopen(request.id)

    async def running(self) -> dict[int, int]:
        async with self.shop.store.read() as session:
            rows = await session.scalars(
                select(Wait).where(
                    Wait.brand_id == self.shop.brand_id, col(Wait.stopped_at).is_(None)
                )
            )
            return {one.request_id: (one.started_at - NOON) // MINUTE for one in rows}


DEEDS = {
    "writes": 4,
    "answers": 3,
    "answers_closed": 2,
    "arrives": 2,
    "refused": 2,
    "delayed": 3,
    "praise": 1,
    "question": 1,
    "merge": 2,
    "split": 2,
    "close": 1,
    "dismiss": 1,
    "reopen": 2,
    "undo": 1,
}
deeds = st.sampled_from([what for what, often in DEEDS.items() for _ in range(often)])


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(steps=st.lists(st.tuples(deeds, st.integers(0, 8)), min_size=3, max_size=14))
@example([("writes", 0), ("answers", 0), ("split", 0), ("refused", 0)])
@example([("writes", 7), ("answers", 7), ("merge", 6), ("split", 1)])
@example([("answers", 5), ("close", 4), ("writes", 3), ("undo", 6)])
@example([("answers", 5), ("writes", 0), ("writes", 4), ("praise", 6), ("refused", 6)])
@example([("answers", 6), ("writes", 0), ("answers", 3), ("delayed", 4), ("delayed", 7)])
@example([("answers", 6), ("writes", 0), ("close", 8), ("delayed", 7), ("reopen", 8)])
@example([("writes", 7), ("merge", 3), ("split", 5), ("praise", 6)])
@example([("close", 0), ("writes", 6), ("split", 6), ("praise", 6), ("reopen", 6)])
@example([("answers", 6), ("writes", 3), ("praise", 2), *[("answers", 2)] * 2, ("undo", 2)])
@example([("answers", 0), ("writes", 6), ("split", 2), ("delayed", 8)])
async def test_after_each_step_those_wait_who_have_no_answer(
    store: Store, steps: list[tuple[str, int]]
) -> None:
    story = Story(await Shop.open(store))
    await story.play("writes", 0)
    for what, which in steps:
        await story.play(what, which)
        assert story.model.running() == await story.running(), (story.clock, what)
