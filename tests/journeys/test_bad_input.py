"""Forged, stale, broken and absurd input: a word to the right person, and nothing is lost."""

import asyncio
import logging
from datetime import UTC, datetime

import pytest

from bot.sandbox import Person
from storage.tables import Brand, Chat, DeadLetter, Event, Member, Notice, Request, Wait
from storage.tables import Client as ClientRow
from storage.tables import Message as Logged
from storage.vocabulary import ChatMode, ChatRole, Kind, MemberRole, RequestStatus, Source
from tests.journeys.deeds import types_setting
from tests.stage import MONDAY_NOON, Stage

REFUSAL = "These buttons are for the team. Thank you for understanding!"
TABLES = (Brand, Chat, Member, Request, Wait, Event, Logged)


@pytest.fixture(autouse=True)
def nothing_is_logged_as_an_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What our own code had to say in the log."""
    ours = {"bot", "handlers", "storage"}
    return [one.getMessage() for one in caplog.records if one.name.split(".")[0] in ours]


async def everything(stage: Stage) -> list[object]:
    """All rows that a press could change."""
    return [await stage.record.rows(table.__table__.select()) for table in TABLES]


async def second_brand(stage: Stage, owner: Person) -> int:
    """Another brand with an owner and a request; returns the request's row."""
    await stage.record.add(
        Brand(
            id=2,
            name="Other",
            language="en",
            timezone="UTC",
            sla_minutes=60,
            created_at=MONDAY_NOON,
        )
    )
    await stage.record.add(
        Member(
            id=20,
            brand_id=2,
            user_id=owner.id,
            role=MemberRole.OWNER,
            name=owner.name,
            private_chat=True,
            joined_at=MONDAY_NOON,
        )
    )
    await stage.record.add(
        Chat(
            id=20,
            brand_id=2,
            chat_id=-77,
            role=ChatRole.COMMUNITY,
            title="Theirs",
            mode=ChatMode.REQUESTS,
            connected_at=MONDAY_NOON,
        )
    )
    client = {"brand_id": 2, "source": Source.PHONE, "name": "Їхній клієнт"}
    await stage.record.add(
        ClientRow(id=20, external_id="name:x", first_seen_at=MONDAY_NOON, **client)
    )
    await stage.record.add(
        Request(
            id=20,
            brand_id=2,
            number=1,
            client_id=20,
            kind=Kind.QUESTION,
            status=RequestStatus.OPEN,
            source=Source.PHONE,
            language="uk",
            preview="Таємниця",
            started_at=MONDAY_NOON,
            last_client_at=MONDAY_NOON,
            awaited=True,
        )
    )
    return 20


VERBS = ("take:", "release:", "close:solved", "snooze:3", "kind:praise", "dismiss:", "reopen:")


async def test_a_button_is_only_for_the_requests_own_team(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.set_up()
    await stage.enrol(stage.iryna, "manager")
    olena = stage.sandbox.person("Олена", language="en")
    olena.writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    rival = stage.sandbox.person("Конкурент", language="en")
    theirs = await second_brand(stage, rival)
    stage.owner.writes("/staff")
    team = await stage.seen(stage.owner, "the team")
    await stage.owner.forges(team, "m:sure:2")  # Iryna is off the team
    stage.owner.writes("/settings")
    settings = await stage.seen(stage.owner, "settings")
    stage.owner.writes("/queue")
    queue = await stage.seen(stage.owner, "soonest due first")
    stage.iryna.writes("/log", chat=stage.desk)
    await stage.quiet()
    before = await everything(stage)

    presses = [
        (card, "r:1:menu:outcome"),
        (card, "r:1:show:"),
        (card, "l:1:source:viber:0"),
        (card, "a:1"),
        (team, "m:sure:1"),
        (settings, "s:sla:1"),
        (queue, "p:queue:0"),
        (stage.desk, "c:leads"),
        *((card, f"r:1:{verb}") for verb in VERBS),
    ]
    for person in (olena, stage.sandbox.person("Зоя", language="en"), stage.iryna, rival):
        answers = await asyncio.gather(*(person.forges(*press) for press in presses))
        assert {(REFUSAL, True)} == {(answer.text, answer.show_alert) for answer in answers}

    # Nor may our own owner touch theirs.
    for message, data in (
        (card, f"r:{theirs}:close:solved"),
        (card, f"r:{theirs}:show:"),
        (card, f"l:{theirs}:kind:praise:0"),
        (team, "m:sure:20"),
    ):
        assert REFUSAL == (await stage.owner.forges(message, data)).text
    assert "out of date" in (await stage.owner.forges(settings, "s:mode20:everything")).text
    await stage.quiet()
    assert before == await everything(stage)
    stage.owner.writes("/find Таємниця")
    await stage.seen(stage.owner, "Nothing found.")
    assert [] == complaints(caplog)


FORGED = (
    *("", "x", "r", "r:", "r:1", "r:1:", "r:1:take", "r:x:take:", "r:-1:take:", "r:1e3:take:"),
    *("r:9223372036854775808:take:", f"r:{'9' * 40}:take:", "r:77:take:", "r:1:fly:", "r:1::"),
    *("r:1:close:", "r:1:close:won", "r:1:kind:bad", "r:1:snooze:999", "r:1:snooze:-1"),
    *("r:1:snooze:x", "r:1:snooze:²", "r:1:menu:kitchen", "p:queue:-5", f"p:queue:{'9' * 30}"),
    *("p:nothing:0", "p:find:0", "c:direct", "c:owner", "s:", "s::", "s:name:", "s:name:x"),
    *("s:mode:", "s:mode1:loud", "m:sure:", f"m:sure:{'9' * 30}", "m:fly:1", "l:1:time:99999:1"),
    *("l:1:time:-3:1", "l:1:time:²:1", "l:1:source:mars:1", "l:1:::"),
    *("a:", "a:99", f"a:{'9' * 30}"),
    *("я" * 32, "\x00", "r:1:\x00:", "%s%n{0}", "z:1:2:3"),
)


async def test_forged_data_is_answered_and_changes_nothing(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    await stage.iryna.forges(card, "x")  # on the roster from now on
    await stage.quiet()
    before = await everything(stage)
    for person in (stage.iryna, stage.owner):
        await asyncio.gather(*(person.forges(card, data) for data in FORGED))
    await stage.quiet()
    assert before == await everything(stage)
    assert [] == complaints(caplog)
    assert 0 == await stage.record.count(DeadLetter)


async def test_stale_buttons_and_deleted_messages(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    stage.iryna.writes("/queue", chat=stage.desk)
    queue = await stage.seen(stage.desk, "soonest due first")
    close = "r:1:close:solved"
    await stage.iryna.forges(card, close)
    await stage.turns(card, "closed")
    assert "#1 is closed already." == (await stage.iryna.forges(card, close)).text
    assert "#1 is closed already." == (await stage.iryna.forges(card, "r:1:take:")).text
    await stage.iryna.forges(queue, "p:queue:6")
    await stage.turns(queue, "Nobody is waiting. Well done!")

    stage.owner.deletes(card)
    assert "#1 is open again." == (await stage.iryna.forges(card, "r:1:reopen:")).text
    again = await stage.seen(stage.desk, "#1 · question")  # the card is posted anew
    assert "⏳ answer by" in again.text
    assert [] == complaints(caplog)


async def test_an_update_that_cannot_be_read_holds_nothing_up_and_is_kept(stage: Stage) -> None:
    await stage.set_up()
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    olena.writes("Де посилка?")
    broken = {"message": {"message_id": 5, "chat": {"id": olena.id, "type": "moon"}, "text": "?"}}
    update_id = stage.sandbox.push_raw(broken)
    stage.sandbox.push_raw({"a_kind_that_is_newer_than_we_are": {"id": 1}})
    marko.writes("А моя де?")
    await stage.seen(stage.desk, "Де посилка?")
    await stage.seen(stage.desk, "А моя де?")
    told = await stage.seen(stage.owner, f"an update from Telegram (number {update_id})")
    assert "It is kept as it came; nothing else was held up." in told.text
    letters = await stage.record.rows(DeadLetter.__table__.select())
    assert '"type": "moon"' in letters[0].raw
    assert "a_kind_that_is_newer_than_we_are" in letters[1].raw
    assert 2 == await stage.record.count(Request)
    stage.owner.writes("/status")
    await stage.seen(stage.owner, "updates set aside (see the log): 2")


async def test_words_of_every_kind_are_carried_and_quoted_intact(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.set_up()
    wild = ("<b>&amp;</b> \u202eשלום\u202c {name} %s _*`[x](y) 🎂" * 200)[:4096]
    wild = wild.encode("utf-16-le")[: 2 * 4096].decode("utf-16-le", "ignore").strip()
    olena = stage.sandbox.person("<Олена & Ко> \u202e", username="olena")
    olena.writes(wild)
    card = await stage.seen(stage.desk, "#1")
    assert "👤 <Олена & Ко> " in card.text
    quoted = next(line for line in card.text.split("\n") if line.startswith("<b>"))
    assert wild.startswith(quoted.removesuffix("…"))
    assert len(quoted) > 500
    stage.iryna.writes(wild, chat=stage.desk, reply_to=card)
    await stage.quiet()
    assert wild == olena.inbox[-1].text
    assert wild == (await stage.record.rows(Logged.__table__.select()))[0].text
    stage.iryna.writes(f"/find {wild}", chat=stage.desk)
    await stage.seen(stage.desk, "Found: “<b>&amp;</b>")

    deleted = stage.sandbox.person("", language=None)
    deleted.writes("Де посилка?")
    await stage.seen(stage.desk, "👤 ? · first request")
    elsewhere = stage.sandbox.group("Another group", [deleted])
    stage.owner.writes("", forward_of=deleted.writes("А чек?", chat=elsewhere))
    await stage.seen(stage.owner, "👤 ?")
    marko = stage.sandbox.person("Ма\x00рко\ud800")
    marko.writes("Де\x00 моя\ud800 вафля?")
    found = await stage.seen(stage.desk, "вафля?")
    assert "👤 Марко" in found.text.replace("\ufffd", "")
    assert [] == complaints(caplog)
    assert 0 == await stage.record.count(DeadLetter)
    assert 0 == await stage.record.count(Notice, Notice.status == "dead")


async def test_channels_and_chats_that_nobody_connected(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.set_up()
    channel = stage.sandbox.channel("News", stage.owner)
    stage.sandbox.add_bot(channel, by=stage.owner)
    told = await stage.seen(stage.owner, "“News” is connected")
    assert "discussion group" in told.text
    channel.posts("Нові торти вже в продажу?")
    stage.sandbox.push_raw({"channel_post": {**channel.posts("Ще один?").raw}})
    unknown = {"id": -100_555, "type": "supergroup", "title": "Unknown"}
    author = {"id": 5, "is_bot": False, "first_name": "Хтось"}
    date = int(datetime(2026, 11, 2, tzinfo=UTC).timestamp())
    stage.sandbox.push_raw(
        {"message": {"message_id": 1, "chat": unknown, "from": author, "date": date, "text": "?"}}
    )
    stage.sandbox.push_raw({"edited_message": {**told.raw, "edit_date": date, "text": "інше"}})
    await stage.quiet()
    assert 0 == await stage.record.count(Request)
    assert [] == [message for message in channel.messages if message.by_bot]
    assert [] == complaints(caplog)


async def test_of_alerts_that_make_no_sense_it_is_said_what_is_wrong(stage: Stage) -> None:
    await stage.set_up()
    for typed, reason in (
        ("100d", "Warnings come up to 30 days ahead, repeats up to 30 days apart."),
        ("4h, repeat 5m", "Repeats come at least 15 minutes apart"),
        ("4h 4h", "one stands there twice."),
        ("6h 5h 4h 3h 2h 1h", "Up to 5 warnings before the deadline, please."),
        ("4h 0m", "At the deadline itself the breach is told anyway"),
    ):
        await types_setting(stage, "Alerts", "4 hr", typed)
        refusal = await stage.seen(stage.owner, reason)
        assert "Example: 4h 1h, repeat 4h Nothing was changed." in refusal.text


async def test_a_report_of_a_year_is_of_that_year(stage: Stage) -> None:
    await stage.set_up()
    stage.owner.writes("/report 2026")
    assert "Thu 1 Jan – Mon 2 Nov" in (await stage.seen(stage.owner, "📊")).text
