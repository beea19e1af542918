"""What a client asked after an answer waits, however late we learn of that answer."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.edits import record_edit
from bot.incoming import Incoming
from bot.logbook import log_edit, log_messages
from storage.directory import load_directory
from storage.engine import Store
from storage.tables import Request
from storage.vocabulary import ChatMode, ChatRole, Kind, RequestStatus, WaitStop
from tests.builders import HOUR, MINUTE, NOON, Shop

DIRECT, COMMUNITY, COMMENTS = ChatRole.DIRECT, ChatRole.COMMUNITY, ChatRole.COMMENTS
EVERYTHING, REQUESTS, MENTIONS = ChatMode.EVERYTHING, ChatMode.REQUESTS, ChatMode.MENTIONS
ADDRESSED = {"addressed": True}
REMARK = {"kind": Kind.COMMENT}
PRAISE = {"kind": Kind.PRAISE}
THANKS = {"kind": Kind.COMMENT, "courtesy": True}
PLAIN = {"kind": Kind.QUESTION, "courtesy": False, "addressed": False}

LATE = NOON + 9 * HOUR
"""When answers become known here."""


async def began(shop: Shop, request: Request) -> list[float]:
    """Hours from noon to the start of each wait that counts."""
    waits = [one for one in await shop.waits(request) if one.stop is not WaitStop.MERGED]
    return [(one.started_at - NOON) / HOUR for one in waits]


async def since(shop: Shop, request: Request) -> float | None:
    """Hours from noon to the start of the wait that is open."""
    wait = await shop.wait(request)
    return (wait.started_at - NOON) / HOUR if wait is not None else None


async def edits(shop: Shop, said: Incoming, at: datetime, text: str, **about: Any) -> bool:
    """A client's edit as handlers/edits.py hears it; whether somebody began to wait by it."""
    assert said.chat_id is not None
    assert said.message_id is not None
    now = replace(said, text=text, sent_at=at, **about)
    async with shop.store.write() as session:
        edited = await record_edit(
            session,
            chat_id=said.chat_id,
            message_id=said.message_id,
            text=text,
            edited_at=at,
            now=at,
        )
        directory = await load_directory(session)
        if edited is None:  # chatter until now, where only mentions count
            return (await log_messages(session, directory, [now], at)) != [None]
        return await log_edit(session, directory, edited.message, said, now, at)


TABLE: list[tuple[ChatRole, ChatMode, dict[str, Any], bool]] = [
    (COMMUNITY, REQUESTS, {}, True),
    (COMMUNITY, REQUESTS, REMARK, False),
    (COMMUNITY, REQUESTS, REMARK | ADDRESSED, True),
    (COMMUNITY, REQUESTS, PRAISE | ADDRESSED, False),  # as a reply to the answer is
    (COMMUNITY, REQUESTS, THANKS | ADDRESSED, False),
    (COMMUNITY, MENTIONS, {}, False),
    (COMMUNITY, MENTIONS, ADDRESSED, True),
    (COMMUNITY, MENTIONS, REMARK | ADDRESSED, True),
    (COMMUNITY, MENTIONS, {"by_hand": True}, True),
    (COMMUNITY, EVERYTHING, REMARK, True),
    (COMMUNITY, EVERYTHING, THANKS, False),
    (COMMENTS, REQUESTS, REMARK | ADDRESSED, True),
    (DIRECT, REQUESTS, PRAISE, True),
    (DIRECT, REQUESTS, THANKS, False),
]


@pytest.mark.parametrize(("role", "mode", "about", "waits"), TABLE)
async def test_what_was_written_after_an_answer_waits_as_if_that_had_been_known_at_once(
    store: Store, role: ChatRole, mode: ChatMode, about: dict[str, Any], *, waits: bool
) -> None:
    """What was decided when it was logged holds: its words would say the opposite."""
    shop = await Shop.open(store)
    place: dict[str, Any] = {"role": role, "mode": mode}
    found = {}
    for client, known in (("Олена", NOON + HOUR), ("Марко", LATE)):
        asked = {"client": client, "at": NOON, **ADDRESSED}
        request = await shop.client_writes(**asked, **place)
        for now in (NOON + HOUR, LATE):
            if now == known:
                await shop.answers(request, at=NOON + HOUR, now=now)
            if now != LATE:
                said = {"client": client, "at": NOON + 3 * HOUR, **place, **about}
                await shop.log(shop.message("Дякую" if waits else "А коли?", **said))
        found[client] = await began(shop, request)
    assert {"Олена": [0, 3] if waits else [0], "Марко": [0, 3] if waits else [0]} == found


ABOUT = [{}, REMARK, REMARK | ADDRESSED, PRAISE | ADDRESSED, THANKS, PRAISE]
Deed = tuple[str, int, int]  # writes, edits or answers; how; which message
deeds = st.lists(
    st.tuples(st.sampled_from(["writes", "writes", "edits"]), st.integers(0, 5), st.integers(0, 5)),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own brand
)
@given(deeds=deeds, answered=st.integers(0, 6), mode=st.sampled_from(list(ChatMode)))
async def test_known_at_once_or_last_an_answer_leaves_the_same_waits(
    store: Store, deeds: list[Deed], answered: int, mode: ChatMode
) -> None:
    """A message may be edited once, by a client who wrote in a group; one thing each hour."""
    found = []
    for at_once in (True, False):
        shop = await Shop.open(store)
        place: dict[str, Any] = {"role": COMMUNITY, "mode": mode}
        request = await shop.client_writes(at=NOON, **place, **ADDRESSED)
        said: list[Incoming] = []
        for hour, (what, how, which) in enumerate(deeds, start=1):
            if at_once and hour == answered + 1:
                await shop.answers(request, at=NOON + (answered + 0.5) * HOUR)
            at, about = NOON + hour * HOUR, ABOUT[how]
            if what == "writes":
                said.append(shop.message(f"{hour}", at=at, **place, **about))
                await shop.log(said[-1])
            elif said:
                one = said.pop(which % len(said))
                await edits(shop, one, at, f"{hour}", **{**PLAIN, **about})
        if not at_once or answered >= len(deeds):
            await shop.answers(request, at=NOON + (answered + 0.5) * HOUR, now=LATE)
        found.append(await began(shop, request))
    assert found[0] == found[1]


async def test_praise_waits_after_a_late_answer_where_the_policy_names_it(store: Store) -> None:
    shop = await Shop.open(store, by_kind="praise 48")
    request = await shop.client_writes(at=NOON, role=COMMUNITY)
    await shop.client_writes("Краса!", at=NOON + 2 * HOUR, role=COMMUNITY, **PRAISE)
    await shop.answers(request, at=NOON + HOUR, now=LATE)
    assert 2 == await since(shop, request)


async def test_nothing_is_too_far_back_to_wait(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.client_writes("А коли?", at=NOON + 2 * HOUR)
    thanks = [shop.message("Дякую", at=NOON + 3 * HOUR + n * MINUTE, **THANKS) for n in range(250)]
    await shop.log(*thanks)
    await shop.answers(request, at=NOON + HOUR, now=LATE)
    assert 2 == await since(shop, request)
    assert RequestStatus.OPEN is (await shop.request(request.id)).status


# --- edits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answered", "waits"), [(1, 4), (3, 4), (4, None), (5, None)])
async def test_a_remark_edited_into_a_question_waits_from_the_edit(
    store: Store, answered: int, waits: float | None
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON, role=COMMUNITY)
    remark = shop.message("Я тут", at=NOON + 2 * HOUR, role=COMMUNITY, **REMARK)
    await shop.log(remark)
    await edits(shop, remark, NOON + 4 * HOUR, "Я тут, а де посилка?", kind=Kind.QUESTION)
    assert 0 == await since(shop, request)
    await shop.answers(request, at=NOON + answered * HOUR, now=LATE)
    assert waits == await since(shop, request)


async def test_an_edit_that_only_mends_a_question_begins_nothing(store: Store) -> None:
    shop = await Shop.open(store)
    question = shop.message(at=NOON, role=COMMUNITY)
    [request_id] = await shop.log(question)
    request = await shop.request(request_id or 0)
    await edits(shop, question, NOON + 2 * HOUR, "Де моє замовлення №5?")
    await shop.answers(request, at=NOON + HOUR, now=LATE)
    assert await since(shop, request) is None


async def test_a_question_edited_away_waits_since_it_was_asked(store: Store) -> None:
    """As it would have, had the answer been known by then: an edit ends no clock."""
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    question = shop.message("А коли?", at=NOON + 2 * HOUR)
    await shop.log(question)
    await edits(shop, question, NOON + 3 * HOUR, "Дякую", **THANKS)
    await shop.answers(request, at=NOON + HOUR, now=LATE)
    assert 2 == await since(shop, request)


async def test_an_edit_while_the_client_waits_changes_nothing_yet(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON, role=COMMUNITY)
    remark = shop.message("Я тут", at=NOON + 2 * HOUR, role=COMMUNITY, **REMARK)
    await shop.log(remark)
    before = await shop.request(request.id)
    assert not await edits(shop, remark, NOON + 4 * HOUR, "Жах!", kind=Kind.COMPLAINT)
    assert before == await shop.request(request.id)
    assert [0] == await began(shop, request)
