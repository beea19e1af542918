"""Every view of hand-made rows: all that Vidhuk can say, without a database."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from aiogram.utils.formatting import Text

from bot.delivery import STILL_TRIED
from bot.figures import Compliance, DayFact, Share
from bot.reporting import More, Report
from bot.speed import Closer, Times
from handlers.texts import Texts
from handlers.views import (
    alert,
    asking,
    card,
    lists,
    logged,
    setup,
    status,
    story,
    summary,
    trouble,
    undelivered,
)
from handlers.views import help as help_views
from handlers.views import settings as settings_views
from handlers.views.more import more_view
from handlers.views.receipt import receipt
from handlers.views.view import View
from storage.edits import Edit
from storage.requests import Page
from storage.slices import Slice
from storage.status import Status
from storage.tables import Brand, Event
from storage.vocabulary import (
    ChatRole,
    Direction,
    Kind,
    NoticeKind,
    Outcome,
    RequestStatus,
    Source,
    WaitStop,
)
from tests.handlers.doors_and_teamwork import doors_and_teamwork
from tests.handlers.quality_views import period, quality_views, some_loyalty, some_quality
from tests.handlers.rows import (
    BIG,
    HOUR,
    NOW,
    brand,
    directory,
    edits_of,
    every_wait,
    matter,
    message,
    wait,
)


def every_view(
    t: Texts, words: str = "Де моє замовлення?", name: str = "Олена"
) -> Iterator[tuple[str, View]]:
    """(what it is, the view) for everything that Vidhuk can say, of clients and teams so called."""
    ours = brand(t.language)
    yield from _cards(t, ours, words, name)
    yield from _alerts(t, ours, words, name)
    yield from _answers(t, ours, words, name)
    yield from _set_up(t, name)
    yield from _settings(t, name)
    yield from _figures(t, ours, words, name)
    yield from doors_and_teamwork(t, words, name)
    yield from quality_views(t, words, name)


def _cards(t: Texts, ours: Brand, words: str, name: str) -> Iterator[tuple[str, View]]:
    media = ("photo", "video", "voice", "video_note", "audio", "document", "sticker", "location")
    said = [
        message("", name, 1, content=media[0], album_id="1"),
        message(words, name, 2, content=media[0], album_id="1"),
        *[message("", name, 10 + number, content=one) for number, one in enumerate(media)],
        message(words, name, 30),
        message(words, name, 31, direction=Direction.OUT),
    ]
    for state, one in every_wait().items():
        for taken in (False, True):
            facts = card.CardFacts(
                matter(words, name, one, taken=taken), said, {30: edits_of(words)}
            )
            yield f"card, {state}, taken: {taken}", card.card(t, ours, facts, NOW)
    for number in range(len(media)):
        facts = card.CardFacts(matter(words, name), said[number : number + 3], {})
        yield f"card, media {number}", card.card(t, ours, facts, NOW)
    waiting = matter(words, name, wait(due_in=20 * HOUR), source=Source.PHONE, chat_role=None)
    for menu in ("outcome", "kind", "snooze"):
        facts = card.CardFacts(waiting, said, {}, menu)
        yield f"card, menu {menu}", card.card(t, ours, facts, NOW)
    for outcome in Outcome:
        ended = wait(due_in=HOUR, stopped=WaitStop.ANSWERED)
        done = matter(
            words, name, ended, status=RequestStatus.CLOSED, outcome=outcome, note=words,
            undeliverable="blocked", kind=Kind.COMPLAINT, chat_role=ChatRole.COMMENTS,
        )  # fmt: skip
        yield f"card, {outcome}", card.card(t, ours, card.CardFacts(done, said, {}), NOW)
    failing = matter(words, name, wait(due_in=HOUR), undeliverable=f"{STILL_TRIED} 502")
    for runs_on in (False, True):
        facts = card.CardFacts(failing, said, {}, runs_on=runs_on)
        yield f"card, delayed, {runs_on}", card.card(t, ours, facts, NOW)
    spam = matter(words, name, status=RequestStatus.DISMISSED)
    yield "card, dismissed", card.card(t, ours, card.CardFacts(spam, [], {}), NOW)


def _alerts(t: Texts, ours: Brand, words: str, name: str) -> Iterator[tuple[str, View]]:
    rows = []
    for state, one in every_wait().items():
        if one is None:
            continue
        rows.append((matter(words, name, one), one, name))
        if one.stopped_at is None:
            for taken in (False, True):
                about = matter("" if taken else words, name, one, taken=taken)
                yield f"alert, {state}, taken: {taken}", alert.alert(t, ours, about, one, NOW)
        for by in (name, ""):
            about = matter(words, name, one, taken=True)
            yield (
                f"settled alert, {state}, by {by}",
                alert.settled_alert(t, ours, about, one, by, NOW),
            )
    spam = matter(words, name, status=RequestStatus.DISMISSED)
    gone = wait(due_in=HOUR, stopped=WaitStop.DISMISSED)
    yield "settled alert, dismissed", alert.settled_alert(t, ours, spam, gone, name, NOW)
    yield "digest", alert.digest(t, ours, rows, NOW)
    yield "digest, long", alert.digest(t, ours, rows * 6, NOW)
    yield "digest, settled", alert.digest(t, ours, [row for row in rows if row[1].stop], NOW)


def _answers(t: Texts, ours: Brand, words: str, name: str) -> Iterator[tuple[str, View]]:
    about = matter(words, name, wait(due_in=HOUR), taken=True)
    for source in Source:
        request = matter(words, name, source=source, chat_role=None).request
        yield f"not carried, {source}", asking.not_carried(t, request)
    yield "not staff", asking.not_staff(t)
    yield "leads only", asking.plain(asking.leads_only(t))
    for menu in ("", "source", "kind", "time"):
        told = logged.Told(message(words, name, 1) if menu else None)
        yield f"logged, {menu}", logged.logged_view(t, ours, about, told, NOW, menu)
    named = matter(words, name, wait(due_in=HOUR))
    named.client.external_id = f"name:{name}"
    reply = message(words, name, 2, direction=Direction.OUT)
    told = logged.Told(message(words, name, 1), (), reply, is_added=True)
    yield "logged, added", logged.logged_view(t, ours, named, told, NOW)
    burst = [message(words, name, n, content="photo" if n % 2 else "text") for n in range(1, 10)]
    told = logged.Told(burst[-1], burst)
    yield "logged, many at once", logged.logged_view(t, ours, named, told, NOW)
    for minutes in (15, 90, 24 * 60, 48 * 60):
        for hours in ("", "mon-fri 09:00-18:00"):
            promising = brand(t.language, working_hours=hours)
            yield f"receipt, {minutes} min, {hours}", receipt(t, promising, minutes * HOUR / 60)
    for left in (-HOUR, HOUR / 6, 25 * HOUR):
        yield f"receipt, {left} left", receipt(t, brand(t.language), 48 * HOUR, left)
    for reason in ("bot was blocked by the user", "user is deactivated", "123"):
        yield f"undelivered, {reason}", undelivered.undelivered(t, about, {"reason": reason})
    for kind in (NoticeKind.ALERT, NoticeKind.SUMMARY):
        yield f"unseen, {kind}", View(Text(trouble.unseen(t, ours, NOW, kind)))
    troubles: list[dict[str, Any]] = [
        {"code": "set_aside", "update_id": BIG},
        {"code": "desk_lost", "chat": name, "reason": words},
        *[
            {"code": "outage", "from": (NOW - span).isoformat(), "to": NOW.isoformat()}
            for span in (HOUR, 30 * HOUR)
        ],
        {"code": "outage", "from": (NOW - HOUR).isoformat(), "to": NOW.isoformat(), "rival": True},
        {"code": "unread", "from": NOW.isoformat(), "rival": True, "partly": True},
        {"code": "desk_unseen", "chat": "Менеджери"},
        *[{"code": "unread", "from": NOW.isoformat(), "rival": one} for one in (False, True)],
    ]
    for number, payload in enumerate(troubles):
        view = trouble.trouble(t, ours, payload)
        assert view is not None
        yield f"trouble {number}", view


def _set_up(t: Texts, name: str) -> Iterator[tuple[str, View]]:
    ours = brand(t.language)
    for connected in (False, True):
        for admin in (False, True):
            known = directory(ours, name, connected=connected, admin=admin)
            facts = setup.SetupFacts(
                known,
                "vidhuk_bot",
                [] if admin else [name],
                () if admin else (name, name),
                () if admin else (name,),
            )
            yield f"checklist, {connected}, {admin}", setup.checklist(t, ours, facts)
            facts_now = Status(3, 2, 1, int(admin), int(admin), NOW - HOUR if admin else None)
            yield (
                f"status, {connected}, {admin}",
                status.status_view(t, ours, known, facts_now, NOW),
            )
    known = directory(ours, name, connected=True)
    yield "what is this group", setup.what_group_is(t, name)
    mine = [ours, brand(t.language, name=name)]
    for role in ChatRole:
        yield f"role given, {role}", setup.role_given(t, name, role)
        yield f"what is this group, so far {role}", setup.what_group_is(t, name, (), role)
        yield f"end the desk, {role}", setup.end_desk(t, name, role)
    yield "what is this group, of several brands", setup.what_group_is(t, name, mine)
    for role in setup.CONNECTABLE:
        yield f"connected, {role}", setup.connected(t, role)
        yield f"connected, {role}, of several", setup.connected(t, role, mine[1])
    team = known.staff(1)
    yield "staff", setup.staff_list(t, ours, team, team[0])
    yield "removal", setup.confirm_removal(t, team[1])
    for lead in (False, True):
        yield f"help, lead: {lead}", help_views.help_for_team(t, lead=lead)
    yield "help for a client", help_views.help_for_client(t, ours)


def _settings(t: Texts, name: str) -> Iterator[tuple[str, View]]:
    for ladder in ("", "2h 30m, repeat off", "off, repeat 4h", "off, repeat off"):
        hours = "mon-fri 09:00-18:00, sat 10:00-14:00, off 2026-12-25" if ladder else ""
        ours = brand(t.language, ladder=ladder, working_hours=hours)
        known = directory(ours, name, connected=True)
        yield f"settings, {ladder}", settings_views.settings(t, ours, known)
        for key in settings_views.KEYS:
            yield f"choices of {key}, {ladder}", settings_views.choices(t, ours, key)
    for key in settings_views.TYPED:
        yield f"question for {key}", settings_views.ask_value(t, key)
    chat = directory(ours, name, connected=True).chats_of(1, ChatRole.COMMUNITY)[0]
    yield "modes", settings_views.mode_choices(t, chat)


def _figures(t: Texts, ours: Brand, words: str, name: str) -> Iterator[tuple[str, View]]:
    late = matter(words, name, wait(due_in=-3 * HOUR))
    week = 7 * 24 * HOUR
    full = period(week, dict.fromkeys(Kind, 12), Compliance(47, 3), Times(40, 3000.0, 70000.0))
    empty = period(week, {}, Compliance(0, 0), Times(0, None, None))
    poor = period(week, {Kind.PRAISE: 1}, Compliance(2, 48), Times(40, 90000.0, 190000.0))
    good, none = some_quality(name), some_quality(name, n=0)
    days = (
        DayFact(date(2026, 10, 27), Compliance(9, 1)),
        DayFact(date(2026, 10, 30), Compliance(1, 9)),
    )
    for number, report in enumerate(
        (
            Report(full, poor, good, late=[late] * 3, late_in_all=7, pending=21),
            Report(poor, empty, none, late=[late], late_in_all=1, pending=1),
            Report(empty, full, none),
            Report(full, poor, good, Slice(kind=Kind.PRAISE)),
        )
    ):
        yield f"summary {number}", summary.summary(t, ours, report, t("weekly summary"), NOW)
        for working in (None, full.first):
            more = More(Closer(days, full.first, working), Share(1, 2), some_loyalty(name))
            yield f"more {number}, {working}", more_view(t, ours, report, more, name)
    page = Page([matter(words, name, one, taken=True) for one in every_wait().values()][:6], 30)
    yield "list", lists.request_list(t, ours, t("With you"), page, 6, "queue", NOW)
    yield "remarks", lists.remark_list(t, ours, t("With you"), page, 6, NOW)
    yield "story", _story(t, ours, words, name)


def _story(t: Texts, ours: Brand, words: str, name: str) -> View:
    until = (NOW + 3 * HOUR).isoformat()
    said = {"at": (NOW - 2 * HOUR).isoformat()}
    data = {"until": until, "from": "question", "to": "complaint", "note": words, **said}
    plain = "wrote_again reopened taken released snoozed kind answered note dismissed undelivered"
    events = [
        Event(brand_id=1, request_id=BIG, at=NOW - HOUR, what=what, actor=name, data=data)
        for what in ("logged", *plain.split(), "arrived", "nobody_to_alert", "corrected")
    ]
    events += [
        Event(brand_id=1, request_id=BIG, at=NOW, what="undelivered", data={"delayed": True, **one})
        for one in ({}, {"runs_on": True})
    ]
    events += [
        Event(brand_id=1, request_id=BIG, at=NOW, what="alerted", data={"level": level})
        for level in ("due_soon", "breach", "late")
    ]
    events += [
        Event(brand_id=1, request_id=BIG, at=NOW, what="closed", actor=name, data={"outcome": one})
        for one in Outcome
    ]
    events.append(Event(brand_id=1, request_id=BIG, at=NOW, what="logged"))
    at_once = NOW - 2 * HOUR
    events.append(Event(brand_id=1, request_id=BIG, at=at_once, what="answered", data=said))
    waits = [one for one in every_wait().values() if one is not None]
    edits = [Edit(NOW, name, words, words), Edit(NOW, name, "", words)]
    return story.story(t, ours, matter(words, name, waits[2]), waits, events, edits, NOW)
