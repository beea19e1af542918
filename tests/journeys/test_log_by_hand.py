"""What reached the brand elsewhere, put on record by a member."""

from datetime import timedelta

from sqlmodel import col, select

from bot.sandbox import Message
from storage.tables import Client, Request
from storage.tables import Message as Logged
from tests.stage import MONDAY_NOON, Stage

HOUR = timedelta(hours=1)


def lines(message: Message) -> list[str]:
    return message.text.split("\n")


async def test_a_forward_keeps_its_author_and_its_date(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.iryna, "manager")
    chatter = stage.sandbox.person("Олена", "Коваль", username="olena")
    shy = stage.sandbox.person("Таємна")
    elsewhere = stage.sandbox.group("Another group", [chatter, shy, stage.iryna])
    said = chatter.writes("Де посилка?", chat=elsewhere, at=MONDAY_NOON - 3 * HOUR)

    forwarded = stage.iryna.writes("", forward_of=said)
    shown = await stage.seen(stage.iryna, "On record as #1")
    assert [
        "📥 On record as #1",
        "Telegram · ❓ question",
        "👤 Олена Коваль (@olena)",
        "🕒 wrote today at 09:00",
        "Де посилка?",
        "⏳ answer by: tomorrow at 09:00",
    ] == lines(shown)
    assert forwarded.id == shown.reply_to_id
    card = await stage.seen(stage.desk, "#1")
    assert "Олена Коваль (@olena) · first request" in card.text
    assert "answer by: Tue 3 Nov, 09:00" in card.text

    hidden = shy.writes("Поверніть гроші!", chat=elsewhere, at=MONDAY_NOON - HOUR)
    stage.iryna.writes("", chat=stage.desk, forward_of=hidden, forward_hidden=True)
    shown = await stage.seen(stage.desk, "On record as #2")
    assert ["Telegram · 🔥 complaint", "👤 Таємна", "🕒 wrote today at 11:00"] == lines(shown)[1:4]

    stage.iryna.writes("", chat=stage.desk, forward_of=said)
    told = await stage.seen(stage.desk, "This message is on record already: #1.")
    assert [told] == stage.said(stage.desk, "already")
    assert 2 == await stage.record.count(Logged)


async def test_an_album_of_forwards_is_one_request_shown_once(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.iryna, "manager")
    chatter = stage.sandbox.person("Олена")
    elsewhere = stage.sandbox.group("Another group", [chatter])
    at = MONDAY_NOON - HOUR
    photos = [
        chatter.sends("photo", chat=elsewhere, caption=caption, at=at)
        for caption in ("Ось такий прийшов", None, None)
    ]
    for album in ("fwd-1", "fwd-2"):
        for photo in photos:
            stage.iryna.writes("", forward_of=photo, album=album)
        await stage.quiet()
    assert 1 == len(stage.said(stage.iryna, "On record as #1"))
    assert 1 == len(stage.said(stage.iryna, "on record already: #1"))
    assert 3 == await stage.record.count(Logged)
    card = await stage.seen(stage.desk, "#1")
    await stage.turns(card, "📷 photo ×3: Ось такий прийшов")


async def test_typed_with_the_source_and_the_name(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("/log instagram Олена: де моє замовлення?", chat=stage.desk)
    shown = await stage.seen(stage.desk, "On record as #1")
    assert ["Instagram · ❓ question", "👤 Олена"] == lines(shown)[1:3]
    card = await stage.seen(stage.desk, "Answer via Instagram, then reply here")
    assert "де моє замовлення?" in card.text

    stage.iryna.writes("/log instagram Олена: і де чек?", chat=stage.desk)
    shown = await stage.seen(stage.desk, "Added to #1 of Олена, open since today at 12:00")
    assert "і де чек?" in shown.text

    for words in ("телефон: не привезли", "телефон: грубий кур'єр"):  # two people, unnamed
        stage.iryna.writes(f"/log {words}", chat=stage.desk)
    await stage.seen(stage.desk, "On record as #3")
    stage.iryna.writes("/log найкращий торт у житті ❤️", chat=stage.desk)
    shown = await stage.seen(stage.desk, "On record as #4")
    assert "other source · 💚 praise" == lines(shown)[1]
    stage.iryna.writes("/log о 10:30 не було нікого, https://t.me/c/1", chat=stage.desk)
    shown = await stage.seen(stage.desk, "On record as #5")
    assert ["👤 Client", "🕒 wrote today at 12:00"] == lines(shown)[2:4]
    assert 5 == await stage.record.count(Client)
    stage.iryna.writes("/log", chat=stage.desk)
    await stage.seen(stage.desk, "Where did it come from?")

    stage.iryna.writes("Написала їй, що в дорозі", chat=stage.desk, reply_to=card)
    await stage.seen(stage.desk, "Recorded as the answer to #1.")
    await stage.turns(card, "🟢 answered in")


async def test_a_reply_with_log_puts_a_missed_message_on_record(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("/mine", chat=stage.desk)
    olena = stage.sandbox.person("Олена")
    group = await stage.connect("community", "Fans", [olena, stage.iryna])
    among_clients = len(stage.said(group))
    missed = olena.writes("Ну й торти у вас цього року", chat=group)
    await stage.fast_forward(hours=2)
    assert [] == stage.said(stage.desk, "#1")  # counted as a remark, nobody is bothered

    stage.iryna.writes("/log", chat=group, reply_to=missed)
    shown = await stage.seen(stage.desk, "On record as #1")
    assert "⏳ answer by: tomorrow at 12:00" in shown.text
    card = await stage.seen(stage.desk, "Reply to this message: your answer goes to the client.")
    stage.iryna.writes("/log", chat=group, reply_to=missed)
    await stage.seen(stage.desk, "This message is on record already: #1.")
    own = stage.iryna.writes("Скоро відповімо", chat=group, reply_to=missed)
    await stage.turns(card, "answered in")
    stage.iryna.writes("/log", chat=group, reply_to=own)
    await stage.seen(stage.desk, "This message is the team's own")
    stage.iryna.writes("/log", chat=group)
    await stage.seen(stage.desk, "Where did it come from?")
    assert among_clients == len(stage.said(group))
    assert 1 == await stage.record.count(Request)

    told = stage.iryna.writes("viber Марта: чи є без цукру?", chat=stage.desk)
    stage.iryna.writes("/log", chat=stage.desk, reply_to=told)
    shown = await stage.seen(stage.desk, "On record as #2")
    assert ["Viber · ❓ question", "👤 Марта"] == lines(shown)[1:3]
    before = len(stage.said(stage.desk, "Tell me who wrote what"))
    stage.iryna.writes("/log", chat=stage.desk, reply_to=card)
    await stage.sandbox.wait_for(
        lambda: len(stage.said(stage.desk, "Tell me who wrote what")) > before
    )


async def test_what_was_understood_is_corrected_by_buttons_and_by_typing(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("/log Олена: тістечко було черстве", chat=stage.desk)
    shown = await stage.seen(stage.desk, "On record as #1")
    card = await stage.seen(stage.desk, "#1 · ")

    async def press(*labels: str) -> None:
        for label in labels:
            await stage.iryna.presses(shown, label)
            await stage.quiet(0)

    await press("Source", "Google reviews")
    await press("Kind", "🔥 complaint")
    await press("Time", "3 hr ago")
    assert [
        "Google reviews · 🔥 complaint",
        "👤 Олена",
        "🕒 wrote today at 09:00",
        "тістечко було черстве",
        "⏳ answer by: tomorrow at 09:00",
    ] == lines(shown)[1:]
    assert ["Source", "Kind", "Time", "Who"] == [text for text, _ in shown.buttons[0]]
    assert "🔥 #1 · complaint · Google reviews" in card.text
    assert "answer by: Tue 3 Nov, 09:00" in card.text
    await press("Source", "‹ Back")
    assert ["Source", "Kind", "Time", "Who"] == [text for text, _ in shown.buttons[0]]

    await press("Time", "Type the time")
    question = await stage.seen(stage.desk, "When did the client write #1?")
    for wrong, reason in {
        "колись": "I could not read the time.",
        "23:30": "This moment has not come yet.",
        "01.01.2020 10:00": "That is over a year ago.",
    }.items():
        stage.iryna.writes(wrong, chat=stage.desk, reply_to=question)
        question = await stage.seen(stage.desk, reason)
        assert "For example: 10:30, yesterday 18:00 or 21.11 09:15." in question.text
    assert "answer by: Tue 3 Nov, 09:00" in card.text
    stage.iryna.writes("вчора о 18:30", chat=stage.desk, reply_to=question)
    await stage.turns(card, "answer by: Mon 2 Nov, 18:30")
    await stage.seen(stage.desk, "🕒 wrote yesterday at 18:30")
    stage.iryna.writes("31.10 11:00", chat=stage.desk, reply_to=question)
    await stage.turns(card, "🔴 late: was due Sun 1 Nov, 11:00")
    await stage.seen(stage.leads, "#1 is late by 25 hr")  # the alerts follow the clock


async def logs(stage: Stage, words: str, shown: str) -> Message:
    before = len(stage.said(stage.desk, shown))
    stage.iryna.writes(f"/log {words}", chat=stage.desk)
    await stage.sandbox.wait_for(lambda: len(stage.said(stage.desk, shown)) > before)
    return stage.said(stage.desk, shown)[-1]


async def test_a_name_alone_is_no_proof_and_a_handle_is(stage: Stage) -> None:
    await stage.set_up()
    await logs(stage, "instagram Олена: де мій торт?", "On record as #1")
    shown = await logs(stage, "instagram Олена: поверніть гроші", "Added to #1 of Олена")
    assert "open since today at 12:00" in shown.text
    await stage.iryna.presses(shown, "Somebody else")
    await stage.turns(shown, "On record as #2")
    assert "🔥 complaint" in shown.text
    assert 2 == await stage.record.count(Client)
    rows = await stage.record.rows(select(col(Logged.request_id)))
    assert 2 == len({row[0] for row in rows})
    again = await logs(stage, "instagram Олена: і ще свічки", "Added to #1 of Олена")
    assert ["Somebody else"] == [text for text, _ in again.buttons[1]]

    shown = await logs(stage, "instagram Олена @olena_k: чи є тістечка?", "On record as #3")
    assert "👤 Олена (@olena_k)" in lines(shown)
    shown = await logs(stage, "instagram @Olena_K а еклери?", "On record as #3")
    assert "👤 Олена (@Olena_K)" in lines(shown)
    assert 1 == len(shown.buttons)
    await stage.iryna.forges(shown, shown.buttons[0][0][1].replace(":source:", ":else:"))
    await stage.quiet()
    assert 3 == await stage.record.count(Request)


async def test_a_corrected_source_or_name_is_known_next_time(stage: Stage) -> None:
    await stage.set_up()
    shown = await logs(stage, "Олена: де мій торт?", "On record as #1")
    for label in ("Source", "Instagram"):
        await stage.iryna.presses(shown, label)
        await stage.quiet(0)
    await stage.turns(shown, "Instagram")
    await logs(stage, "інста\nОлена: і свічки", "Added to #1 of Олена")

    shown = await logs(stage, "вайбер де мій чай?", "On record as #2")
    await stage.iryna.presses(shown, "Who")
    question = await stage.seen(stage.desk, "Who wrote #2?")
    stage.iryna.writes("Марта @marta", chat=stage.desk, reply_to=question)
    await stage.seen(stage.desk, "👤 Марта (@marta)")
    await logs(stage, "viber @marta дякую, а кава?", "On record as #2")

    shown = await logs(stage, "viber Марко: а мій?", "On record as #3")
    await stage.iryna.presses(shown, "Who")
    question = await stage.seen(stage.desk, "Who wrote #3?")
    stage.iryna.writes("@marta", chat=stage.desk, reply_to=question)  # it was she as well
    await stage.sandbox.wait_for(lambda: 2 == len(stage.said(stage.desk, "On record as #3")))
    assert 2 == await stage.record.count(Client)


async def test_a_picture_with_the_command_under_it_is_kept_and_an_album_is_one(
    stage: Stage,
) -> None:
    await stage.set_up()
    stage.iryna.sends("photo", chat=stage.desk, caption="/log instagram Олена: ось такий прийшов")
    shown = await stage.seen(stage.desk, "On record as #1")
    assert "👤 Олена" in lines(shown)
    await stage.stop_bot()
    said = "/log інста Марта: чи є такі?"
    for caption in (None, said, None):
        stage.iryna.sends("photo", chat=stage.desk, caption=caption, album="a1")
    await stage.start_bot()
    shown = await stage.seen(stage.desk, "On record as #2")
    stage.iryna.sends("photo", chat=stage.desk, album="a1")  # in a batch of its own
    card = await stage.seen(stage.desk, "#2 · ")
    await stage.turns(card, "📷 photo ×4: чи є такі?")
    assert "чи є такі?" in shown.text
    assert 1 == len(stage.said(stage.desk, "On record as #2"))
    rows = await stage.record.rows(select(col(Logged.content), col(Logged.file_id)))
    assert [("photo", True)] * 5 == [(content, file is not None) for content, file in rows]
    assert 2 == await stage.record.count(Client)


async def test_a_reply_to_the_confirmation_is_the_answer_as_one_to_the_card_is(
    stage: Stage,
) -> None:
    await stage.set_up()
    stage.iryna.writes("/log instagram Зоя: де посилка?", chat=stage.desk)
    shown = await stage.seen(stage.desk, "On record as #1")
    card = await stage.seen(stage.desk, "Answer via Instagram, then reply here")
    await stage.quiet()
    stage.iryna.writes("// дзвонила двічі", chat=stage.desk, reply_to=shown)
    await stage.turns(card, "дзвонила двічі")
    assert "answer by" in card.text
    stage.iryna.writes("Відповіла їй: їде", chat=stage.desk, reply_to=shown)
    await stage.seen(stage.desk, "Recorded as the answer to #1.")
    await stage.turns(card, "🟢 answered in")


async def test_so_it_is_in_private_and_of_a_forward(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.iryna, "manager")
    olena = stage.sandbox.person("Олена")
    olena.writes("Дякую")  # may be written to
    elsewhere = stage.sandbox.group("Another group", [olena, stage.iryna])
    said = olena.writes("Де посилка?", chat=elsewhere)
    stage.iryna.writes("", forward_of=said)
    shown = await stage.seen(stage.iryna, "On record as #")
    card = await stage.seen(stage.desk, "Де посилка?")
    await stage.quiet()
    stage.iryna.writes("Відповіла їй: їде", reply_to=shown)
    await stage.seen(stage.iryna, "Recorded as the answer to #")
    await stage.turns(card, "🟢 answered in")


async def test_a_reply_to_it_follows_the_message_that_was_somebody_elses(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("/log instagram Олена: де торт?", chat=stage.desk)
    await stage.seen(stage.desk, "On record as #1")
    stage.iryna.writes("/log instagram Олена: а де чек?", chat=stage.desk)
    shown = await stage.seen(stage.desk, "Added to #1")
    await stage.iryna.presses(shown, "Somebody else")
    await stage.turns(shown, "On record as #2")
    stage.iryna.writes("Надіслала чек", chat=stage.desk, reply_to=shown)
    await stage.seen(stage.desk, "Recorded as the answer to #2.")
    await stage.quiet()
    waiting = {one.request_id for one in await stage.record.waits() if one.stopped_at is None}
    first = (await stage.record.all(Request))[0]
    assert {first.id} == waiting
