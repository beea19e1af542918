"""/settings: each by button and typed; what is refused changes nothing."""

from bot.sandbox import Message, Person
from storage.tables import Brand
from tests.stage import Stage


def labels(message: Message) -> list[str]:
    return [text for row in message.buttons for text, _ in row]


async def opened(stage: Stage, person: Person | None = None) -> Message:
    (person or stage.owner).writes("/settings")
    return await stage.seen(person or stage.owner, "My brand: settings")


async def tap(stage: Stage, menu: Message, *path: str) -> None:
    for label in path:
        await stage.owner.presses(menu, label)
        await stage.quiet(0)


async def typed(stage: Stage, name: str, words: str) -> None:
    menu = stage.said(stage.owner, ": settings")[-1]
    await tap(stage, menu, name, "Type another")
    question = await stage.seen(stage.owner, "Send it as a reply to this message.")
    stage.owner.writes(words, reply_to=question)
    await stage.quiet()


async def brand(stage: Stage) -> dict[str, object]:
    [row] = await stage.record.rows(Brand.__table__.select())
    return dict(row._mapping)


async def test_every_setting_by_button(stage: Stage) -> None:
    await stage.set_up()
    menu = await opened(stage)
    assert [
        "My brand: settings",
        "Name: My brand",
        "Language: English",
        "Time zone: Europe/Kyiv",
        "Time to answer: 24 hr",
        "Time for best friends: as everybody",
        "Time by kind: the same",
        "Alerts: 4 hr and 1 hr before, then every 4 hr",
        "Working hours: around the clock",
        "Quiet hours: none",
        "Summary day: Monday",
        "Summary time: 09:00",
        "Reopening window: 3 days",
        "Own sources: none",
        "Causes: the usual ones",
        "Ratings: in private chats",
        "Recommending: never",
        "Scorecard: 30, 20, 20, 20, 10",
    ] == menu.text.split("\n")
    for path in (
        ("Time zone", "Europe/Warsaw"),
        ("Time to answer", "8 hr"),
        ("Alerts", "2 hr and 30 min before"),
        ("Working hours", "Mon-Fri 09:00-18:00"),
        ("Quiet hours", "22:00-08:00"),
        ("Summary day", "Friday"),
        ("Summary time", "18:00"),
        ("Reopening window", "7 days"),
    ):
        await tap(stage, menu, *path)
    assert [
        "Time zone: Europe/Warsaw",
        "Time to answer: 8 hr",
        "Time for best friends: as everybody",
        "Time by kind: the same",
        "Alerts: 2 hr and 30 min before, then every 2 hr",
        "Working hours: Mon-Fri 09:00-18:00",
        "Quiet hours: 22:00-08:00",
        "Summary day: Friday",
        "Summary time: 18:00",
        "Reopening window: 7 days",
        "Own sources: none",
        "Causes: the usual ones",
        "Ratings: in private chats",
        "Recommending: never",
        "Scorecard: 30, 20, 20, 20, 10",
    ] == menu.text.split("\n")[3:]
    await tap(stage, menu, "Working hours")
    assert "• Mon-Fri 09:00-18:00" in labels(menu)
    await tap(stage, menu, "‹ Back")
    assert "My brand: settings" in menu.text
    assert [menu] == stage.said(stage.owner, "settings")


async def test_settings_are_typed_too(stage: Stage) -> None:
    await stage.set_up()
    await opened(stage)
    for name, words, shown in (
        ("Name", "Пекарня «Зерно» & Ко", "Name: Пекарня «Зерно» & Ко"),
        ("Time zone", "Asia/Kathmandu", "Time zone: Asia/Kathmandu"),
        ("Time to answer", "1,5", "Time to answer: 1 hr 30 min"),
        ("Time for best friends", "2", "Time for best friends: 2 hr"),
        ("Time by kind", "скарга 4, питання 12", "Time by kind: complaint 4 hr, question 12 hr"),
        ("Alerts", "30 хв, кожні 2 год", "Alerts: 30 min before, then every 2 hr"),
        ("Working hours", "mon-fri 10:00-19:00, sat 10:00-14:00", "Mon-Fri 10:00-19:00"),
        ("Quiet hours", "23-7", "Quiet hours: 23:00-07:00"),
        ("Summary time", "7:30", "Summary time: 07:30"),
    ):
        await typed(stage, name, words)
        assert shown in stage.said(stage.owner, ": settings")[-1].text
    row = await brand(stage)
    assert ("Пекарня «Зерно» & Ко", 90) == (row["name"], row["sla_minutes"])
    olena = stage.sandbox.person("Олена", language="en")
    olena.writes("Де моя посилка?")  # a question: its own time is promised, not everybody's
    await stage.seen(olena, "Протягом 12 годин робочого часу вам відповість людина.")


ABSURD = {
    "Time to answer": ("within 0.25–720 hr, for", ["-5", "0", "nan", "1e9", "доба"]),
    "Name": ("A name ", ["я" * 65, "Чай\nі кава", "Чай\u202e"]),
    "Time zone": ("Example: Europe/Kyiv", ["Kyiv", "../../etc/passwd", "Europe", "+3"]),
    "Alerts": ("Example: 4h 1h, repeat 4h", ["-4h", "0", "скоро", "5h repeat 1m", "999999999h"]),
    "Working hours": ("Example: mon-fri", ["25:00-26:00", "mon 10:00", "завжди"]),
    "Quiet hours": ("Example: 22:00-08:00", ["22:00", "99-1", "-1:00-2:00"]),
    "Summary time": ("Please send a time such as 09:00.", ["24:00", "-1", "зранку"]),
}


async def test_an_absurd_value_is_refused_with_the_reason_and_changes_nothing(
    stage: Stage,
) -> None:
    await stage.set_up()
    menu = await opened(stage)
    before = await brand(stage)
    for name, (reason, values) in ABSURD.items():
        await tap(stage, menu, name, "Type another")
        question = await stage.seen(stage.owner, "Send it as a reply to this message.")
        for words in values:
            refused = len(stage.said(stage.owner, reason))
            stage.owner.writes(words, reply_to=question)
            await stage.sandbox.wait_for(
                lambda why=reason, n=refused: len(stage.said(stage.owner, why)) > n
            )
            question = stage.said(stage.owner, reason)[-1]
            assert "Nothing was changed. Reply to this message" in question.text
        await tap(stage, menu, "‹ Back")
    assert before == await brand(stage)


async def test_what_is_shown_can_be_typed_and_what_makes_no_sense_together_is_refused(
    stage: Stage,
) -> None:
    await stage.set_up()
    before = await brand(stage)
    for name, words, reason in (
        ("Time to answer", "24 год", None),
        ("Time for best friends", "як усім", None),
        ("Time by kind", "The same", None),
        ("Alerts", "4 hr and 1 hr before, then every 4 hr", None),
        ("Alerts", "30d", "but after the message: less than 24 hr ahead."),
        ("Working hours", "круглосуточно", None),
        ("Working hours", "mon 09:00-09:01", "more than half a year."),
        ("Quiet hours", "немає", None),
        ("Quiet hours", "00:00-23:59", "may last up to 20 hours a day"),
    ):
        await opened(stage)
        await typed(stage, name, words)
        told = stage.said(stage.owner)[-1].text
        assert (reason or ": settings") in told, words
    assert before | {"ladder": "4h 1h, repeat 4h"} == await brand(stage)
    await opened(stage)
    await typed(stage, "Working hours", "sat 10:00-11:00")
    menu = stage.said(stage.owner, ": settings")[-1]
    await tap(stage, menu, "Time to answer")
    answer = await stage.owner.presses(menu, "48 hr")
    assert "With so few working hours" in (answer.text or "")
    assert 24 * 60 == (await brand(stage))["sla_minutes"]


FALLBACK = "To answer a client, reply to the request's card."


async def test_in_private_the_next_message_answers_the_newest_question_for_ten_minutes(
    stage: Stage,
) -> None:
    await stage.set_up()
    menu = await opened(stage)
    await tap(stage, menu, "Name", "Type another")
    question = await stage.seen(stage.owner, "Send it as a reply to this message.")
    assert {
        "force_reply": True,
        "selective": True,
        "input_field_placeholder": "Your answer",
    } == question.markup
    stage.owner.writes("Солодка Мрія")
    await stage.seen(stage.owner, "Name: Солодка Мрія")
    stage.owner.writes("Добрий день")  # answered: the next message is none
    await stage.seen(stage.owner, FALLBACK)

    await tap(stage, stage.said(stage.owner, ": settings")[-1], "Name", "Type another")
    stage.owner.writes("/queue")
    await stage.seen(stage.owner, "Nobody is waiting.")  # a command is no answer, nor is a forward
    await stage.fast_forward(minutes=11)
    stage.owner.writes("Пізно")
    await stage.sandbox.wait_for(lambda: 2 == len(stage.said(stage.owner, FALLBACK)))
    assert "Солодка Мрія" == (await brand(stage))["name"]


async def test_in_a_group_a_question_names_whom_it_asks_and_takes_replies_alone(
    stage: Stage,
) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    stage.lead.writes("/settings", chat=stage.leads)
    menu = await stage.seen(stage.leads, "My brand: settings")
    for label in ("Name", "Type another"):
        await stage.lead.presses(menu, label)
        await stage.quiet(0)
    question = await stage.seen(stage.leads, "Send it as a reply to this message.")
    assert question.text.startswith("👉 Леся\n")
    [mention] = [one for one in question.raw["entities"] if one["type"] == "text_mention"]
    assert stage.lead.id == mention["user"]["id"]
    assert question.markup is not None
    assert question.markup["selective"]
    stage.lead.writes("Балачки", chat=stage.leads)
    await stage.quiet()
    assert "My brand" == (await brand(stage))["name"]
    stage.lead.writes("я" * 65, chat=stage.leads, reply_to=question)
    again = await stage.seen(stage.leads, "A name has from 1 to 64 characters.")
    assert again.text.startswith("A name")  # it replies to her: that names her
    assert again.markup is not None
    stage.lead.writes("Солодка Мрія", chat=stage.leads, reply_to=again)
    await stage.seen(stage.leads, "Name: Солодка Мрія")


async def test_a_new_promise_is_planned_anew_and_shown_on_the_cards(stage: Stage) -> None:
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    assert "⏳ answer by: Tue 3 Nov, 12:00" in card.text
    menu = await opened(stage)
    await stage.fast_forward(hours=1)
    await tap(stage, menu, "Time to answer", "8 hr")
    await stage.turns(card, "⏳ answer by: Mon 2 Nov, 20:00")
    await tap(stage, menu, "Working hours", "Mon-Fri 09:00-18:00")
    await stage.turns(card, "⏳ answer by: Tue 3 Nov, 11:00")
    await tap(stage, menu, "Time zone", "UTC")
    await stage.turns(card, "⏳ answer by: Mon 2 Nov, 18:00")
    await tap(stage, menu, "Working hours", "around the clock")
    await tap(stage, menu, "Time to answer", "1 hr")
    await stage.turns(card, "🔴 late: was due Mon 2 Nov, 11:00")
    await stage.seen(stage.leads, "#1: the deadline has passed")


async def test_another_language_changes_what_the_team_reads(stage: Stage) -> None:
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1 · question")
    menu = await opened(stage)
    await tap(stage, menu, "Language", "Українська")
    assert "Мова: Українська" in menu.text
    await stage.turns(card, "#1 · запитання")
    stage.iryna.writes("/queue", chat=stage.desk)
    await stage.seen(stage.desk, "#1 Олена")
    checklist = stage.said(stage.owner)[0]
    assert checklist.text.startswith("My brand: ")
    assert "getting ready" not in checklist.text
    await tap(stage, menu, "Мова", "Русский")
    await stage.turns(card, "#1 · вопрос")


async def test_the_mode_of_a_client_chat(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await stage.connect("community", "Fans", [olena])
    menu = await opened(stage)
    assert "In “Fans” I log: what asks for an answer" in menu.text

    remarks = iter(("Гарна сьогодні погода", "Ходили вчора в парк", "Купила собі капці"))
    olena.writes(next(remarks), chat=group)
    await stage.quiet()
    await tap(stage, menu, "Fans", "only mentions")
    assert "In “Fans” I log: only mentions" in menu.text
    olena.writes("Де моя посилка?", chat=group)
    olena.writes(next(remarks), chat=group)
    await stage.quiet()
    assert [] == stage.said(stage.desk, "#")
    olena.writes("@vidhuk_test_bot агов", chat=group)
    await stage.seen(stage.desk, "агов")
    await tap(stage, menu, "Fans", "every message")
    marko = stage.sandbox.person("Марко")
    group.join(marko)
    marko.writes(next(remarks), chat=group)
    await stage.seen(stage.desk, "Купила собі капці")
    stage.owner.writes("/connect community", chat=group)  # does not forget it
    await stage.quiet()
    assert "every message" in (await opened(stage)).text


async def test_settings_are_for_leads(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.iryna, "manager")
    await stage.enrol(stage.lead, "lead")
    before = await brand(stage)
    stage.iryna.writes("/settings")
    await stage.seen(stage.iryna, "Only leads and the owner can do this.")
    stage.lead.writes("/settings", chat=stage.leads)
    menu = await stage.seen(stage.leads, "My brand: settings")
    assert "Only leads and the owner" in (await stage.iryna.forges(menu, "s:sla:1")).text
    for forged in ("s:sla:0", "s:sla:9999", "s:nothing:1", "s:mode77:everything", "s:hours:x"):
        assert "out of date" in (await stage.lead.forges(menu, forged)).text
    await stage.lead.presses(menu, "Name")
    await stage.quiet()
    await stage.lead.presses(menu, "Type another")
    question = await stage.seen(stage.leads, "Send it as a reply")
    stage.leads.join(stage.iryna)
    stage.iryna.writes("Моя назва", chat=stage.leads, reply_to=question)
    await stage.seen(stage.leads, "Only leads and the owner can do this.")
    assert before == await brand(stage)
