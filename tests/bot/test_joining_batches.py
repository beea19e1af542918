"""However a stream of messages is cut into batches, the record is the same: as the rules say."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from bot import requests
from bot.answers import Answer, answer_request
from bot.incoming import Incoming
from bot.logbook import log_messages
from storage.directory import load_directory
from storage.engine import Session, Store
from storage.requests import events_of, messages_of, request_by_number, waits_of
from storage.tables import Request
from storage.vocabulary import ChatMode, ChatRole, Direction, Kind, NoticeKind, Outcome
from tests.bot.joining_model import Model
from tests.builders import NOON, Shop
from tests.emptying import empty_store

LAST = timedelta(days=9)  # later than any message


@dataclass(frozen=True)
class Said:
    """A message before it has a brand."""

    client: str
    role: ChatRole
    minutes: int
    message_id: int
    about: dict[str, Any]

    def to(self, shop: Shop, modes: dict[ChatRole, ChatMode]) -> Incoming:
        album = self.about["album_id"] and f"{self.client}-{self.about['album_id']}"
        return shop.message(
            f"{self.message_id}",
            client=self.client,
            role=self.role,
            at=NOON + timedelta(minutes=self.minutes),
            message_id=self.message_id,
            **{**self.about, "album_id": album, "mode": modes[self.role]},
        )


@dataclass(frozen=True)
class Done:
    """What a member does to a request between two batches."""

    what: str
    number: int
    minutes: int


said = st.builds(
    Said,
    client=st.sampled_from(["Олена", "Петро"]),
    role=st.sampled_from([ChatRole.DIRECT, ChatRole.COMMUNITY, ChatRole.COMMENTS]),
    minutes=st.integers(0, 8 * 1440) | st.integers(0, 90),
    message_id=st.integers(1, 30),
    about=st.fixed_dictionaries(
        {
            "kind": st.sampled_from(Kind),
            "courtesy": st.booleans(),
            "addressed": st.booleans(),
            "by_hand": st.sampled_from([False, False, False, True]),
            "album_id": st.sampled_from([None, None, "a", "b"]),
        }
    ),
)
done = st.builds(
    Done,
    what=st.sampled_from(["answer", "close", "dismiss"]),
    number=st.integers(1, 4),
    minutes=st.integers(0, 8 * 1440) | st.integers(0, 90),
)


def is_heard_as(one: Said) -> tuple[str | None, ChatRole, int]:
    """What makes two messages the same: a message that comes again comes unchanged."""
    return (one.client if one.role is ChatRole.DIRECT else None, one.role, one.message_id)


Story = list[tuple[list[Said], Done | None]]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    messages = draw(st.lists(said, min_size=1, max_size=14, unique_by=is_heard_as))
    batches = st.lists(st.sampled_from(messages), min_size=1, max_size=8)
    return draw(st.lists(st.tuples(batches, st.none() | done), min_size=1, max_size=4))


modes_of_chats = st.fixed_dictionaries(
    {
        ChatRole.DIRECT: st.just(ChatMode.EVERYTHING),
        ChatRole.COMMUNITY: st.sampled_from(ChatMode),
        ChatRole.COMMENTS: st.sampled_from(ChatMode),
    }
)


async def act(session: Session, shop: Shop, action: Done, answers: int) -> None:
    request = await request_by_number(session, shop.brand_id, action.number)
    if request is None:
        return
    at = NOON + timedelta(minutes=action.minutes)
    match action.what:
        case "answer":
            answer = Answer(shop.desk, answers, at, "Ірина", shop.iryna.id, "text")
            await answer_request(session, request, answer, at)
        case "close":
            await requests.close(session, request, Outcome.SOLVED, shop.iryna, at)
        case "dismiss":
            await requests.dismiss(session, request, shop.iryna, at)


def act_in_model(model: Model, action: Done) -> None:
    if action.number > len(model.requests):
        return
    request = model.requests[action.number - 1]
    at = NOON + timedelta(minutes=action.minutes)
    since = request.waiting_since
    is_closed = request.closed_at is not None and not request.dismissed
    if action.what == "answer":
        request.answer(at)
    elif (action.what == "close" and not is_closed) or (
        action.what == "dismiss" and not request.dismissed
    ):
        request.stop(max(at, since) if since else at)
        request.closed_at, request.dismissed = at, action.what == "dismiss"


async def tell(
    shop: Shop,
    story: Story,
    modes: dict[ChatRole, ChatMode],
    *,
    one_by_one: bool,
) -> None:
    for step, (batch, action) in enumerate(story):
        messages = [one.to(shop, modes) for one in batch]
        async with shop.store.write() as session:
            directory = await load_directory(session)
            for some in [[one] for one in messages] if one_by_one else [messages]:
                await log_messages(session, directory, some, NOON + LAST)
            if action is not None:
                await act(session, shop, action, 1000 + step)


async def record(shop: Shop) -> list[dict[str, Any]]:
    """All that is on record, told without ids."""
    rows = await shop.rows(Request)
    numbers = {row.id: row.number for row in rows}
    names = {str(user_id): name for name, user_id in shop.clients.items()}
    async with shop.store.read() as session:
        return [
            row.model_dump(exclude={"id", "brand_id", "client_id", "assignee_id", "chat_id"})
            | {
                "previous_id": numbers.get(row.previous_id or 0),
                "messages": sorted(
                    (one.direction, one.message_id, one.author, one.text, one.sent_at)
                    for one in await messages_of(session, row.id)
                ),
                "waits": [
                    (one.started_at, one.due_at, one.next_alert_at, one.stopped_at, one.stop)
                    for one in await waits_of(session, row.id)
                ],
                "events": sorted(one.what for one in await events_of(session, row.id)),
                "names": names.get(str(row.chat_id)),
            }
            for row in rows
        ]


async def said_of(shop: Shop) -> set[tuple[str, str]]:
    """What is to be shown, by kind and request."""
    numbers = {row.id: row.number for row in await shop.rows(Request)}
    return {
        (kind, f"#{numbers[notice.request_id]} {notice.payload}")
        for kind in (NoticeKind.CARD, NoticeKind.RECEIPT)
        for notice in await shop.notices(kind)
    }


THANKS_THEN_COMPLAINT = [
    Said(
        "Петро",
        ChatRole.COMMUNITY,
        minutes=0,
        message_id=number,
        about={
            "kind": Kind.COMPLAINT,
            "courtesy": number == 1,
            "addressed": False,
            "by_hand": False,
            "album_id": "a",
        },
    )
    for number in (1, 2)
]
"""An album: its first piece needs no answer, its second does."""


@example(
    story=[(THANKS_THEN_COMPLAINT, None)],
    modes=dict.fromkeys(
        (ChatRole.DIRECT, ChatRole.COMMUNITY, ChatRole.COMMENTS), ChatMode.EVERYTHING
    ),
    targets="off",
)
@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],  # shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brands
)
@given(
    story=stories(),
    modes=modes_of_chats,
    targets=st.sampled_from(["off", "complaint 4, question 12"]),
)
async def test_batches_singles_and_the_plain_model_agree(
    store: Store,
    story: Story,
    modes: dict[ChatRole, ChatMode],
    targets: str,
) -> None:
    await empty_store(store)
    whole, single = [await Shop.open(store, by_kind=targets) for _ in range(2)]
    await tell(whole, story, modes, one_by_one=False)
    await tell(single, story, modes, one_by_one=True)
    on_record = await record(whole)

    assert await record(single) == on_record
    assert await said_of(single) == await said_of(whole)

    hours = {} if targets == "off" else {Kind.COMPLAINT: 4, Kind.QUESTION: 12}
    for row in on_record:
        for started, due, _, stopped, _ in row["waits"]:
            target = timedelta(hours=hours.get(row["kind"], 24))
            assert stopped is not None or due == started + target

    model = Model()
    for batch, action in story:
        for one in batch:
            model.hear(one.to(whole, modes))
        if action is not None:
            act_in_model(model, action)
    assert [sorted(one.texts) for one in model.requests] == [
        sorted(text for way, _, _, text, _ in row["messages"] if way is Direction.IN)
        for row in on_record
    ]
    assert [one.all_waits() for one in model.requests] == [
        [(started, stopped) for started, _, _, stopped, _ in row["waits"]] for row in on_record
    ]
