# ruff: noqa: E501 - a table reads by its rows
"""Who was answered: every way in which a team speaks, and whom it answers.

The stage of each case: Olena's complaint #1 (client 11) and Petro's praise #2 (client 12) are in
one chat; a case says who of them waits. Maria (client 13) has #3, answered long ago.
"""

from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attribution import (
    Answered,
    Asked,
    Noted,
    Nothing,
    Reply,
    ReplyTo,
    Said,
    Speaker,
    Verdict,
    Waiting,
    attribute,
)
from storage.vocabulary import Kind
from tests.builders import MINUTE, NOON

OLENA = Waiting(request_id=1, client_id=11, started_at=NOON, kind=Kind.COMPLAINT, handle="olena")
PETRO = Waiting(request_id=2, client_id=12, started_at=NOON, kind=Kind.PRAISE, handle="petro")
OLENA_AGAIN = Waiting(
    request_id=4, client_id=11, started_at=NOON, kind=Kind.QUESTION, handle="olena"
)
TO_OLENA = Reply(ReplyTo.CLIENT, request_id=1, client_id=11, kind=Kind.COMPLAINT)
TO_PETRO = Reply(ReplyTo.CLIENT, request_id=2, client_id=12, kind=Kind.PRAISE)
TO_MARIA = Reply(ReplyTo.CLIENT, request_id=3, client_id=13, kind=Kind.QUESTION)
TO_MARIAS_REMARK = Reply(ReplyTo.CLIENT, request_id=3, client_id=13, kind=Kind.COMMENT)
UNLOGGED_OLENA = Reply(ReplyTo.CLIENT, client_id=11)
UNLOGGED_STRANGER = Reply(ReplyTo.CLIENT)
TO_OUR_ANSWER_TO_OLENA = Reply(ReplyTo.ANSWER, request_id=1, client_id=11)
TO_OUR_ANSWER_TO_MARIA = Reply(ReplyTo.ANSWER, request_id=3, client_id=13)
TO_COLLEAGUE = Reply(ReplyTo.TEAM)
TO_ROOT = Reply(ReplyTo.ROOT)
TO_CARD_1 = Reply(ReplyTo.CARD, request_id=1, client_id=11)
TO_CARD_3 = Reply(ReplyTo.CARD, request_id=3, client_id=13)
TO_ALERT_1 = Reply(ReplyTo.ALERT, request_id=1, client_id=11)
TO_DIGEST = Reply(ReplyTo.MANY)
TO_REPORT = Reply(ReplyTo.OTHER)

NOBODY: tuple[Waiting, ...] = ()
ONE = (OLENA,)
BOTH = (OLENA, PETRO)
TWICE = (OLENA, OLENA_AGAIN)


class Case(NamedTuple):
    name: str
    waiting: tuple[Waiting, ...]
    said: Said
    verdict: Verdict


def says(
    text: str = "Вже їде, буде о 18:00",
    reply: Reply | None = None,
    *,
    by: Speaker = Speaker.MEMBER,
    **about: object,
) -> Said:
    return Said(sent_at=NOON + MINUTE, speaker=by, text=text, reply=reply, **about)  # type: ignore[arg-type]


def reacts(reply: Reply, emoji: str = "❤", *, by: Speaker = Speaker.MEMBER) -> Said:
    return Said(sent_at=NOON + MINUTE, speaker=by, text=emoji, reply=reply, is_reaction=True)


CASES = [
    # A reply in the client's chat goes first.
    Case("a reply answers its client", ONE, says(reply=TO_OLENA), Answered(1)),
    Case("a reply answers its client of several", BOTH, says(reply=TO_PETRO), Answered(2)),
    Case("a reply to who does not wait is an answer without a clock", ONE, says(reply=TO_MARIA), Answered(3)),
    Case("a reply to who was answered long ago, nobody waiting", NOBODY, says(reply=TO_OLENA), Answered(1)),
    Case("a reply to an old message answers what its client now waits for", (OLENA_AGAIN,), says(reply=TO_OLENA), Answered(4)),
    Case("a reply to one of two requests of a client answers that one", TWICE, says(reply=TO_OLENA), Answered(1)),
    Case("a reply to our answer goes on with its client", ONE, says(reply=TO_OUR_ANSWER_TO_OLENA), Answered(1)),
    Case("a reply to our answer to somebody else leaves who waits waiting", ONE, says(reply=TO_OUR_ANSWER_TO_MARIA), Answered(3)),
    Case("a reply to a message that is not on record answers its waiting writer", BOTH, says(reply=UNLOGGED_OLENA), Answered(1)),
    Case("a reply to a message not on record of one who does not wait", (PETRO,), says(reply=UNLOGGED_OLENA), Nothing()),
    Case("a reply to a message not on record of one who waits for two things", TWICE, says(reply=UNLOGGED_OLENA), Asked((1, 4))),
    Case("a reply to somebody unknown answers nobody", BOTH, says(reply=UNLOGGED_STRANGER), Nothing()),
    # Without a reply: the same thread, exactly one.
    Case("a message where one waits answers them", ONE, says(), Answered(1)),
    Case("a message where two wait is asked about", BOTH, says(), Asked((1, 2))),
    Case("a message where nobody waits answers nobody", NOBODY, says(), Nothing()),
    Case("a message where one client waits for two things is asked about", TWICE, says(), Asked((1, 4))),
    Case("a comment under the post without a reply is no reply", ONE, says(reply=TO_ROOT), Answered(1)),
    Case("a comment under the post where two wait", BOTH, says(reply=TO_ROOT), Asked((1, 2))),
    Case("a reply to a colleague is asked about, even where one waits", ONE, says(reply=TO_COLLEAGUE), Asked((1,))),
    Case("a reply to a colleague where two wait", BOTH, says(reply=TO_COLLEAGUE), Asked((1, 2))),
    Case("a reply to a colleague where nobody waits", NOBODY, says(reply=TO_COLLEAGUE), Nothing()),
    # Naming somebody.
    Case("naming one of two who wait answers that one", BOTH, says("@olena вже їде", addresses="olena"), Answered(1)),
    Case("a handle is named in any case of letters", BOTH, says("@OLENA вже їде", addresses="OLENA"), Answered(1)),
    Case("naming a client who waits for two things is asked about", TWICE, says("@olena їде", addresses="olena"), Asked((1, 4))),
    Case("naming somebody who does not wait is asked about", ONE, says("@maria дякуємо", addresses="maria"), Asked((1,))),
    Case("naming a client by their account, who has no handle", BOTH, says("Петре, дякуємо", addresses_client=12), Answered(2)),
    Case("naming an account that waits for nothing is asked about", ONE, says("Петре, дякуємо", addresses_client=12), Asked((1,))),
    Case("naming an account that is no client's is asked about", ONE, says("Маріє, вітаємо", addresses_client=0), Asked((1,))),
    Case("a reply counts more than a name", BOTH, says("@petro", TO_OLENA, addresses="petro"), Answered(1)),
    # Words among colleagues.
    Case("words to a colleague are asked about", ONE, says("@taras глянь", to_colleague=True), Asked((1,))),
    Case("words to a colleague as a reply to the client are asked about", ONE, says("@taras глянь", TO_OLENA, to_colleague=True), Asked((1,))),
    Case("words to a colleague about who does not wait change nothing", ONE, says("@taras глянь", TO_MARIA, to_colleague=True), Nothing()),
    Case("words to a colleague where nobody waits", NOBODY, says("@taras глянь", to_colleague=True), Nothing()),
    Case("words to a colleague under the card stay asked about", ONE, says("@taras глянь", TO_CARD_1, to_colleague=True), Asked((1,))),
    # Cards and alerts.
    Case("a reply to a card answers its client", BOTH, says(reply=TO_CARD_1), Answered(1)),
    Case("a reply to an alert answers its client", BOTH, says(reply=TO_ALERT_1), Answered(1)),
    Case("a reply to the card of an ended request still reaches its client", ONE, says(reply=TO_CARD_3), Answered(3)),
    Case("a reply to a card is for that request, whatever else its client waits for", (OLENA_AGAIN,), says(reply=TO_CARD_1), Answered(1)),
    Case("a reply to a digest answers nobody", ONE, says(reply=TO_DIGEST), Nothing()),
    Case("a reply to a report answers nobody", ONE, says(reply=TO_REPORT), Nothing()),
    Case("a reply to a card that begins with // stays inside", ONE, says("// він злий", TO_CARD_1), Noted(1)),
    Case("a note may follow its slashes at once", ONE, says("//злий", TO_ALERT_1), Noted(1)),
    Case("bare slashes are no note", ONE, says("//  ", TO_CARD_1), Nothing()),
    Case("a command under a card answers nobody", ONE, says("/why", TO_CARD_1), Nothing()),
    # Commands and notes among clients.
    Case("a command among clients answers nobody", ONE, says("/log"), Nothing()),
    Case("slashes among clients are no answer", ONE, says("// не тут"), Nothing()),
    Case("a reply with a command answers nobody", ONE, says("/log", TO_OLENA), Nothing()),
    # Who speaks.
    Case("an anonymous administrator is the team", ONE, says(by=Speaker.TEAM), Answered(1)),
    Case("the channel itself is the team", BOTH, says(reply=TO_OLENA, by=Speaker.TEAM), Answered(1)),
    Case("the owner of a business account answers their own chat", ONE, says(by=Speaker.OWNER), Answered(1)),
    Case("the owner of a business account with nobody waiting", NOBODY, says(by=Speaker.OWNER), Nothing()),
    Case("a bot's echo is no answer", ONE, says(by=Speaker.BOT), Nothing()),
    Case("a bot's echo is none as a reply either", ONE, says(reply=TO_OLENA, by=Speaker.BOT), Nothing()),
    Case("a greeting or away text is no answer", ONE, says(by=Speaker.AUTOMATIC), Nothing()),
    # Any medium.
    Case("a voice message without words answers", ONE, says(""), Answered(1)),
    Case("a sticker as a reply answers", BOTH, says("", TO_PETRO), Answered(2)),
    # Reactions.
    Case("a reaction to praise answers it", BOTH, reacts(TO_PETRO), Answered(2)),
    Case("a heart written as an emoji is a heart", BOTH, reacts(TO_PETRO, "❤\ufe0f"), Answered(2)),
    Case("an unkind reaction to praise is no answer", BOTH, reacts(TO_PETRO, "👎"), Nothing()),
    Case("a custom reaction may say anything", BOTH, reacts(TO_PETRO, ""), Nothing()),
    Case("a reaction to a complaint is no answer", BOTH, reacts(TO_OLENA), Nothing()),
    Case("a reaction to a remark that waits no more changes nothing", ONE, reacts(TO_MARIAS_REMARK), Nothing()),
    Case("a reaction to a message not on record", BOTH, reacts(UNLOGGED_OLENA), Nothing()),
    Case("a reaction of the channel counts like a member's", BOTH, reacts(TO_PETRO, by=Speaker.TEAM), Answered(2)),
    Case("a bot's reaction is no answer", BOTH, reacts(TO_PETRO, by=Speaker.BOT), Nothing()),
    # Time.
    Case("what was said before the question is not its answer", (OLENA._replace(started_at=NOON + 2 * MINUTE),), says(), Nothing()),
    Case("of two, who asked later cannot have been meant", (OLENA, PETRO._replace(started_at=NOON + 2 * MINUTE)), says(), Answered(1)),
    Case("the same second counts", (OLENA._replace(started_at=NOON + MINUTE),), says(), Answered(1)),
]  # fmt: skip


def test_the_table_is_long_enough_and_names_each_case_once() -> None:
    assert len(CASES) >= 40
    assert len(CASES) == len({case.name for case in CASES})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_who_was_answered(case: Case) -> None:
    assert case.verdict == attribute(case.said, case.waiting)


waitings = st.lists(
    st.builds(
        Waiting,
        request_id=st.integers(1, 6),
        client_id=st.integers(11, 14),
        started_at=st.integers(-5, 5).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        kind=st.sampled_from(Kind),
        handle=st.sampled_from(["olena", "petro", ""]),
    ),
    max_size=4,
    unique_by=lambda one: one.request_id,
).map(tuple)
replies = st.builds(
    Reply,
    st.sampled_from(ReplyTo),
    request_id=st.none() | st.integers(1, 8),
    client_id=st.none() | st.integers(11, 16),
    kind=st.none() | st.sampled_from(Kind),
)
sayings = st.builds(
    Said,
    sent_at=st.just(NOON),
    speaker=st.sampled_from(Speaker),
    text=st.sampled_from(["", "❤", "Їде", "/why", "// нотатка", "@taras"]),
    reply=st.none() | replies,
    is_reaction=st.booleans(),
    to_colleague=st.booleans(),
    addresses=st.sampled_from(["", "olena", "nobody"]),
    addresses_client=st.none() | st.just(0) | st.integers(11, 16),
)


@given(said=sayings, waiting=waitings)
def test_whatever_is_said_nobody_is_credited_who_was_neither_meant_nor_alone(
    said: Said, waiting: tuple[Waiting, ...]
) -> None:
    verdict = attribute(said, waiting)
    could = {one.request_id for one in waiting if one.started_at <= said.sent_at}
    named = {said.reply.request_id} if said.reply else set()
    match verdict:
        case Answered(request_id):
            assert said.speaker not in {Speaker.BOT, Speaker.AUTOMATIC}
            assert said.is_reaction or not said.text.startswith("/")
            assert request_id in named | could
        case Asked(candidates):
            assert candidates
            assert set(candidates) <= could | named
        case Noted(request_id):
            assert said.text.startswith("//")
            assert request_id in named
