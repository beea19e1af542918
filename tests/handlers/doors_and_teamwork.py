"""The views of the doors and of teamwork, of hand-made rows."""

from collections.abc import Iterator
from dataclasses import replace

from bot.answers import NotCarriedError
from bot.clients import Profile
from bot.cutting import PIECE
from bot.delivery import CUT_OFF, NO_READER, NOT_ON_RECORD, STILL_TRIED, UNCARRIABLE
from handlers.texts import Texts
from handlers.views import (
    asking,
    card,
    client,
    conversation,
    hand_off,
    log_form,
    trouble,
    undelivered,
)
from handlers.views.card_menus import Choice
from handlers.views.view import View
from storage.requests import Matter
from storage.tables import Brand, Client, Department, Event, HandOff, Post
from storage.vocabulary import ChatRole, Direction, RequestStatus, Source, Tier
from tests.handlers.rows import BIG, HOUR, NOW, brand, edits_of, matter, message, wait


def doors_and_teamwork(t: Texts, words: str, name: str) -> Iterator[tuple[str, View]]:
    ours = brand(t.language)
    yield from _cards(t, ours, words, name)
    yield from _hand_offs(t, ours, words, name)
    yield from _profiles(t, ours, words, name)
    for own in ("", "Rozetka, Prom", ", ".join([name[:20] or "x"] * 6)):
        yield f"log form, {own}", log_form.ask_source(t, brand(t.language, own_sources=own))
    for problem in ("ended", "rights", "window", "do_not_message", "medium"):
        error = NotCarriedError(problem, name, "checklist")
        yield f"not sent, {problem}", asking.not_sent(t, error, 124)
    for status in (RequestStatus.CLOSED, RequestStatus.DISMISSED):
        ended = matter(words, name, status=status).request
        yield f"sent though {status}", asking.sent_though_ended(t, ended)
    yield from _undelivered(t, words, name)
    yield from _departments_in_trouble(t, ours, words, name)


def _undelivered(t: Texts, words: str, name: str) -> Iterator[tuple[str, View]]:
    for reason in (CUT_OFF, NOT_ON_RECORD, UNCARRIABLE):
        told = {"reason": reason, "runs_on": reason is CUT_OFF}
        yield f"undelivered, {reason}", undelivered.undelivered(t, matter(words, name), told)
    for how in ({"runs_on": True}, {"runs_on": False}, {"arrived": True}):
        told = {"reason": f"{STILL_TRIED} 502", "delayed": True, "client": name, **how}
        yield f"delayed, {told}", undelivered.undelivered(t, matter(words, name), told)
    problems = ("another", "do_not_message", "source", "medium", "ended", "rights", "window")
    for several in (problems, problems[1:], problems * 3):
        untold = [{"client": name, "problem": one} for one in several]
        told = {"untold": untold, "content": "checklist"}
        yield f"untold, {len(several)}", undelivered.undelivered(t, matter(words, name), told)


def _departments_in_trouble(
    t: Texts, ours: Brand, words: str, name: str
) -> Iterator[tuple[str, View]]:
    lost = {"code": "topic_lost", "chat": name, "role": "desk"}
    gone = {"code": "department_gone", "department": name[:32]}
    for payload in (lost, gone):
        if shown := trouble.trouble(t, ours, payload):
            yield payload["code"], shown
    for way in ("to", "from"):
        unshown = {"reason": "400", "department": name, "file": way}
        yield f"not shown, {way}", undelivered.undelivered(t, matter(words, name), unshown)
    for reason in (NO_READER, "400"):
        unasked = {"reason": reason, "department": name}
        yield f"not asked, {reason}", undelivered.undelivered(t, matter(words, name), unasked)


def departments(words: str, name: str) -> Iterator[tuple[str, HandOff, Department]]:
    asked = {
        "id": BIG, "brand_id": 1, "request_id": BIG, "department_id": 1, "question": words,
        "asked_at": NOW - 9 * HOUR, "due_at": NOW + HOUR,
    }  # fmt: skip
    one = Department(id=1, brand_id=1, name=name[:32], chat_id=1, target_minutes=480)
    done = {"answered_at": NOW, "answered_by": name}
    yield "waiting", HandOff(**asked), one
    yield "late", HandOff(**asked | {"due_at": NOW - HOUR}), one
    yield "answered", HandOff(**asked, **done, answer=words), one
    yield "answered by button", HandOff(**asked, **done), one
    yield "withdrawn", HandOff(**asked, withdrawn_at=NOW), one


def _cards(t: Texts, ours: Brand, words: str, name: str) -> Iterator[tuple[str, View]]:
    waiting = matter(words, name, wait(due_in=20 * HOUR), chat_role=ChatRole.COMMENTS)
    asked = [(one, department) for _, one, department in departments(words, name)]
    said = [
        message(words, name, 1),
        message(words, name, 2, deleted_at=NOW),
        message(words, name, 3, direction=Direction.OUT),
    ]
    post = Post(
        id=1, brand_id=1, channel_id=-BIG, channel_message_id=7, link="https://t.me/shop/7",
        preview=words, posted_at=NOW,
    )  # fmt: skip
    for what, shown in {
        "with departments": card.CardFacts(waiting, said, {1: edits_of(words)}, asked=asked),
        "under a post": card.CardFacts(replace(waiting, post=post), said, {}),
        "of a best friend": card.CardFacts(_of_friend(waiting), said, {}),
    }.items():
        yield f"card, {what}", card.card(t, ours, shown, NOW)
    for runs_on in (True, False):
        unreached = card.CardFacts(waiting, said, {}, runs_on=runs_on, untold=[name] * 9)
        yield f"card, untold, {runs_on}", card.card(t, ours, unreached, NOW)
    for answered_at in (NOW - HOUR, None):
        alone = matter(words, name, status=RequestStatus.CLOSED, answered_at=answered_at)
        yield (
            f"card, split off, {answered_at}",
            card.card(t, ours, card.CardFacts(alone, said, {}), NOW),
        )
    unseen = card.CardFacts(waiting, said, {}, unseen=12)
    yield "card, with photos not shown", card.card(t, ours, unseen, NOW)
    notes = [Event(brand_id=1, at=NOW, what="note", actor=name, data={"note": words})]
    for revised in ({}, {1: words + "!"}):
        talk = conversation.all_said(t, ours, said, revised, notes, NOW)
        shown = conversation.conversation(t, waiting, talk * 20, 1)
        yield f"conversation, edited: {bool(revised)}", shown
    merged = matter(words, name, status=RequestStatus.DISMISSED, merged_into_id=BIG)
    merged = replace(merged, merged_into=1239)
    yield "card, merged", card.card(t, ours, card.CardFacts(merged, [], {}), NOW)
    choices = [Choice(name or "x", "give", str(BIG)) for _ in range(8)]
    facts = card.CardFacts(waiting, said, {}, "give", choices)
    yield "card, menu of members", card.card(t, ours, facts, NOW)
    own = matter(words, name, source=Source.OTHER, own_source="Prom", chat_role=None, chat_id=None)
    yield "card, own source", card.card(t, ours, card.CardFacts(own, said, {}), NOW)


def _of_friend(waiting: Matter) -> Matter:
    known = waiting.client.model_dump() | {"tier": Tier.FRIEND, "do_not_message": True}
    return replace(waiting, client=Client(**known))


def _hand_offs(t: Texts, ours: Brand, words: str, name: str) -> Iterator[tuple[str, View]]:
    about = matter(words, name, wait(due_in=20 * HOUR))
    said = [message(words, name, number) for number in range(5)]
    for what, asked, department in departments(words, name):
        for newest in ({}, {4: words + "!"}):
            quoted = hand_off.Quoted(said, newest)
            view = hand_off.asked_view(t, ours, about, asked, quoted, NOW)
            yield f"asked, {what}, edited: {bool(newest)}", view
        yield f"added, {what}", hand_off.added_view(t, about, words)
        late = replace_due(asked)
        yield f"late, {what}", hand_off.late_view(t, about, late, department, NOW)
        view = hand_off.reminder_view(t, about, asked, department)
        yield f"outcome, {what}, reminder", view
        for corrected, goes_on in ((False, False), (False, True), (True, False)):
            bold = [{"type": "bold", "offset": 0, "length": 1}]
            told = hand_off.Outcome(name, words[: PIECE // 2], corrected, goes_on, bold)
            view = hand_off.outcome_view(t, about, department, told)
            yield f"outcome, {what}, corrected: {corrected}, goes on: {goes_on}", view


def replace_due(asked: HandOff) -> HandOff:
    return HandOff(**asked.model_dump() | {"due_at": NOW - HOUR})


def _profiles(t: Texts, ours: Brand, words: str, name: str) -> Iterator[tuple[str, View]]:
    latest = [matter(words, name, id=BIG + number, number=number).request for number in range(1, 6)]
    for tier in Tier:
        names = [
            Client(
                id=number, brand_id=1, source=source, external_id=str(number), name=name,
                username="client", first_seen_at=NOW, tier=tier, note=words,
                do_not_message=tier is Tier.FRIEND,
            )
            for number, source in enumerate(Source, 1)
        ]  # fmt: skip
        fates = dict.fromkeys(RequestStatus, 21)
        for many in (names, names[:1]):
            profile = Profile(tuple(many), fates, tuple(latest))
            yield f"profile, {tier}, {len(many)}", client.profile_view(t, ours, profile)
    for number, view in enumerate(client.notes_views(t, names[0])):
        yield f"all notes, {number}", view
    yield "profile, new", client.profile_view(t, ours, Profile((names[0],), {}, ()))
    yield "clients found", client.clients_found(t, names)
