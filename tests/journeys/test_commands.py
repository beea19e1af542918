"""The team's commands, and who may see their answers."""

import json
import re

from bot.sandbox import Message, Person
from tests.stage import Stage


async def answered(stage: Stage, person: Person, command: str) -> Message:
    """What the bot says to a command at the desk."""
    before = len(stage.said(stage.desk))
    person.writes(command, chat=stage.desk)
    await stage.sandbox.wait_for(lambda: len(stage.said(stage.desk)) > before)
    return stage.said(stage.desk)[-1]


def lines(message: Message) -> list[str]:
    return message.text.split("\n")


def labels(message: Message) -> list[list[str]]:
    return [[text for text, _ in row] for row in message.buttons]


async def test_the_queue_is_paged_soonest_due_first(stage: Stage) -> None:
    await stage.set_up()
    assert "Nobody is waiting. Well done!" == (await answered(stage, stage.iryna, "/queue")).text
    for number in range(1, 9):
        stage.sandbox.person(f"Клієнт {number}").writes(f"Де посилка {number}?")
        await stage.fast_forward(minutes=1)
    card = await stage.seen(stage.desk, "#2 · question")
    await stage.iryna.presses(card, "Take")

    queue = await answered(stage, stage.iryna, "/queue")
    assert "Waiting for an answer, soonest due first · 8" == lines(queue)[0]
    assert ["❓ #1 Клієнт 1", "Де посилка 1?", "⏳ answer by: tomorrow at 12:00"] == lines(queue)[
        2:5
    ]
    assert "❓ #2 Клієнт 2 · 🙋 Ірина" in queue.text
    assert [["#1", "#2", "#3"], ["#4", "#5", "#6"], ["More ›"]] == labels(queue)
    await stage.iryna.presses(queue, "More ›")
    await stage.turns(queue, "#8 Клієнт 8")
    assert [["#7", "#8"], ["‹ Back"]] == labels(queue)
    await stage.iryna.presses(queue, "#8")
    await stage.sandbox.wait_for(lambda: 2 == len(stage.said(stage.desk, "#8 · question")))
    await stage.iryna.presses(queue, "‹ Back")
    await stage.turns(queue, "#1 Клієнт 1")

    mine = await answered(stage, stage.iryna, "/mine")
    assert ["With you · 1", "❓ #2 Клієнт 2 · 🙋 Ірина"] == [lines(mine)[0], lines(mine)[2]]
    petro = stage.sandbox.person("Петро")
    stage.desk.join(petro)
    assert "Nothing waits with you." in (await answered(stage, petro, "/mine")).text


async def test_the_queue_quotes_what_the_client_waits_for_now(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    stage.iryna.writes("Уже їде", chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")
    await stage.fast_forward(minutes=1)
    second = olena.writes("А чи можна повернути?")
    await stage.turns(card, "можна повернути")
    assert "А чи можна повернути?" == lines(await answered(stage, stage.iryna, "/queue"))[3]
    olena.edits(second, "А чи можна обміняти?")
    await stage.turns(card, "обміняти")
    assert "А чи можна обміняти?" == lines(await answered(stage, stage.iryna, "/queue"))[3]
    stage.iryna.writes("Так", chat=stage.desk, reply_to=card)
    await stage.turns(card, "↩️ Ірина: Так")
    await stage.fast_forward(minutes=1)
    olena.sends("voice")
    await stage.turns(card, "voice message")
    assert "🎤 voice message" == lines(await answered(stage, stage.iryna, "/queue"))[3]


async def test_one_request_and_its_story(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    await stage.iryna.presses(card, "Take")
    await stage.fast_forward(hours=21)
    stage.iryna.writes("У дорозі", chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")

    assert lines(card) == lines(await answered(stage, stage.iryna, "/request 1"))
    stage.iryna.writes("/request", chat=stage.desk, reply_to=card)
    await stage.sandbox.wait_for(lambda: 3 == len(stage.said(stage.desk, "❓ #1 · question")))
    for command in ("/request №1", "/request #1"):
        assert lines(card) == lines(await answered(stage, stage.iryna, command))
    assert [
        "The story of #1",
        "yesterday at 12:00 — ⏱ the client began to wait; due today at 12:00",
        "yesterday at 12:00 — 📥 logged",
        "yesterday at 12:00 — 🙋 taken by Ірина",
        "today at 08:00 — 🔔 warning: due soon",
        "today at 09:00 — ⏹ the wait ended in time",
        "today at 09:00 — 💬 answered by Ірина",
        "🟢 answered in 21 hr",
    ] == lines(await answered(stage, stage.iryna, "/why 1"))
    for command, said in {
        "/request 77": "There is no request #77.",
        "/request 0": "There is no request #0.",
        "/request 99999999999999999999": "There is no request #99999999999999999999.",
        "/request": "Which request? Add its number, for example: /request 124",
        "/why ²": "Which request?",
        "/why": "Which request?",
    }.items():
        assert said in (await answered(stage, stage.iryna, command)).text


async def test_finding(stage: Stage) -> None:
    await stage.set_up()
    said = {
        "Олена": "Не привезли ТОРТ «Київський»?",
        "Марко": "Знижка 100% чи 10_0?",
        "Яна": "Скільки коштує 100 штук?",
    }
    for name, words in said.items():
        stage.sandbox.person(name, username=f"user_{name == 'Яна'}".lower()).writes(words)
        await stage.seen(stage.desk, words)

    async def found(words: str) -> list[str]:
        answer = await answered(stage, stage.iryna, f"/find {words}")
        return sorted(re.findall(r"^\S+ (#\d+) ", answer.text, re.MULTILINE))

    assert ["#1"] == await found("торт")
    assert ["#1"] == await found("київсЬкий")
    assert ["#2"] == await found("100%")
    assert ["#2"] == await found("10_0")
    assert ["#2", "#3"] == await found("100")
    assert ["#3"] == await found("@user_true")
    assert ["#3"] == await found("яна")
    assert ["#2"] == await found("#2")
    assert ["#1", "#2"] == await found("user_false")
    assert ["#1"] == await found("листопад торт")
    assert ["#1", "#2", "#3"] == await found("ноябрь 2026")
    assert [] == await found("October торт")
    stage.sandbox.person("Марта").writes("Жовтень був кращий?")
    await stage.seen(stage.desk, "#4")
    assert ["#4"] == await found("Марта")  # a name, and a word, before it is a month
    assert ["#4"] == await found("жовтень")
    assert [] == await found("жовтень 2026")
    for nothing in ("вафлі", "²", "'; DROP TABLE client; --", "\\", "я" * 4000):
        assert [] == await found(nothing)
    assert "What shall I look for?" in (await answered(stage, stage.iryna, "/find")).text


async def test_reports_and_status(stage: Stage) -> None:
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=1)
    stage.iryna.writes("У дорозі", chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")
    await stage.fast_forward(hours=24)
    for period in (
        "",
        " week",
        " month",
        " 7",
        " 2026-11-01..2026-11-03",
        " 03.11.2026",
        " листопад",
        " ноября 2026",
        " 2..3 November",
    ):
        report = await answered(stage, stage.iryna, f"/report{period}")
        assert "📊 My brand: report" == lines(report)[0]
        assert "(1/1)" in report.text
    assert "no deadline fell" in (await answered(stage, stage.iryna, "/report 1.11.2026")).text
    for period, reason in {
        "2026-12-01": "This period has not begun yet.",
        "грудень 2026": "This period has not begun yet.",
        "02.11.2026..01.11.2026": "The period ends before it begins.",
        "2001-01-01..2026-11-01": "That is too long: up to three years, please.",
        "99999": "That is too long",
        "0": "I could not read the period.",
        "-7": "I could not read the period.",
        "колись": "I could not read the period or the part",
        "31.02.2026": "I could not read the period.",
    }.items():
        refused = (await answered(stage, stage.iryna, f"/report {period}")).text
        assert refused.startswith(reason)
        assert "Examples: /report week, /report month" in refused

    stage.sandbox.person("Марко").writes("А де моя?")
    await stage.seen(stage.desk, "#2")
    assert [
        "My brand: how things stand",
        "⏳ waiting, in time: 1",
        "🔴 waiting, late: 0",
        "📤 messages still to be sent: 0",
        "📡 Telegram: in touch",
        "I watch these chats, and every private message:",
        "• Desk — managers' desk",
        "• Leads — leads' chat",
    ] == lines(await answered(stage, stage.iryna, "/status"))


async def test_help_and_the_command_menus_suit_the_reader(stage: Stage) -> None:
    await stage.set_up()
    helped = await answered(stage, stage.iryna, "/help")
    assert "/queue — who is waiting, soonest due first" in helped.text
    assert "/settings" not in helped.text
    helped = await answered(stage, stage.owner, "/help")
    assert "/start — the set-up's checklist" in helped.text
    assert "/settings — " in helped.text
    for language, said in {"uk": "Людина", "ru": "Человек", "en": "A person"}.items():
        stranger = stage.sandbox.person("Зоя", language=language)
        stranger.writes("/help")
        await stage.seen(stranger, said)

    def menu(language: str = "", **scope: object) -> list[str]:
        registered = stage.sandbox.commands.get((json.dumps(scope, sort_keys=True), language), [])
        return [one["command"] for one in registered]

    def own(chat_id: int, person: Person, language: str = "") -> list[str]:
        return menu(language, type="chat_member", chat_id=chat_id, user_id=person.id)

    await stage.enrol(stage.iryna, "manager")
    team = [
        "queue",
        "mine",
        "remarks",
        "request",
        "why",
        "find",
        "client",
        "shift",
        "templates",
        "log",
    ]
    team += ["report", "goal", "reach", "status", "help"]
    leads = [
        "export",
        "review",
        "staff",
        "invite",
        "connect",
        "brand",
        "departments",
        "apikey",
        "settings",
    ]
    for language in ("", "uk", "ru", "en"):
        assert ["start", "help"] == menu(language, type="all_private_chats")
        assert team == menu(language, type="chat", chat_id=stage.iryna.id)
        assert [*team, "start", *leads] == menu(language, type="chat", chat_id=stage.owner.id)
        for chat_id in (stage.desk.id, stage.leads.id):
            assert team == menu(language, type="chat", chat_id=chat_id)
            assert [*team, *leads] == own(chat_id, stage.owner, language)
            assert [] == own(chat_id, stage.iryna, language)
    await stage.enrol(stage.lead, "lead")
    assert [*team, *leads] == own(stage.desk.id, stage.lead)  # also where they do not speak yet
    stage.owner.writes("/staff")
    roster = await stage.seen(stage.owner, "My brand: the team")
    await stage.owner.presses(roster, "Remove Леся")
    await stage.offers(roster, "Yes, remove")
    await stage.owner.presses(roster, "Yes, remove")
    await stage.quiet()
    assert [] == own(stage.desk.id, stage.lead) + own(stage.leads.id, stage.lead)
    stage.owner.writes("/connect community", chat=stage.leads)
    await stage.seen(stage.leads, "I watch this group now")
    await stage.quiet()
    for language in ("", "uk", "ru", "en"):
        assert [] == menu(language, type="chat", chat_id=stage.leads.id)
        assert [] == own(stage.leads.id, stage.owner, language)


async def test_commands_among_clients_give_nothing_away(stage: Stage) -> None:
    await stage.set_up()
    await answered(stage, stage.iryna, "/mine")
    olena, petro = stage.sandbox.person("Олена"), stage.sandbox.person("Петро")
    group = await stage.connect("community", "Fans", [olena, stage.iryna])
    olena.writes("Де моя посилка?", chat=group)
    await stage.seen(stage.desk, "#1")
    before = len(stage.said(group))
    private = "/queue /mine /find /report /status /help /why /request /settings /staff /invite"
    private += " /client /shift /templates /reach /departments /apikey"
    for command in private.split():
        stage.owner.writes(f"{command} 1", chat=group)
        olena.writes(f"{command} 1", chat=group)
    stage.iryna.writes("/queue", chat=group)
    stage.iryna.writes("/connect desk", chat=group)
    await stage.quiet()
    assert before == len(stage.said(group))
    assert [] == stage.said(olena)
    hint = "The team's commands work at the desk, in the leads' chat and in private with me."
    assert len(private.split()) == len(stage.said(stage.owner, hint))
    assert 1 == len(stage.said(stage.desk, hint))  # Iryna cannot be written to

    for command in ("/queue", "/request 1", "/settings"):
        petro.writes(command)
        await stage.sandbox.wait_for(lambda: petro.inbox[-1].by_bot)
        assert petro.inbox[-1].text.startswith("Це лише для команди.")
    petro.writes("/queue_of_mine")  # no command of ours: the words of a client
    card = await stage.seen(stage.desk, "/queue_of_mine")
    petro.writes("/report прийшов зламаний чайник")  # whatever it begins with
    await stage.seen(stage.desk, "зламаний чайник")
    assert "Петро" in card.text


async def test_bare_commands_among_clients_are_no_requests(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = stage.sandbox.group("Друзі", members=[olena], admins=[stage.owner])
    await stage.connect("community", "Друзі", [], group=group)
    before = len(stage.said(group))
    for command in ("/start@vidhuk_test_bot", "/queue", "/rules@RoseBot", "/help@vidhuk_test_bot"):
        olena.writes(command, chat=group)
    olena.writes("/rules де моя посилка?", chat=group)
    await stage.seen(stage.desk, "#1 · question")
    await stage.quiet()
    assert [1] == await stage.record.numbers()
    assert before == len(stage.said(group))
