"""The desk: cards, their buttons, and replies that reach the client."""

from bot.sandbox import Message, Person
from storage.tables import Message as Logged
from tests.stage import Stage


async def asked(stage: Stage, words: str = "Де моє замовлення?") -> tuple[Person, Message]:
    olena = stage.sandbox.person("Олена", username="olena")
    olena.writes(words)
    return olena, await stage.seen(stage.desk, words)


def lines(message: Message) -> list[str]:
    return message.text.split("\n")


def labels(message: Message) -> list[list[str]]:
    return [[text for text, _ in row] for row in message.buttons]


MAIN = [["Take", "Close", "Snooze"], ["Kind", "Not a request", "More…"]]


async def test_a_card_tells_all_in_every_state_and_stays_one_message(stage: Stage) -> None:
    await stage.set_up()
    olena, card = await asked(stage)
    assert [
        "❓ #1 · question · Telegram, private chat",
        "👤 Олена (@olena) · first request",
        "Де моє замовлення?",
        "⏳ answer by: Tue 3 Nov, 12:00",
        "Reply to this message: your answer goes to the client.",
    ] == lines(card)
    assert MAIN == labels(card)

    olena.writes("Ви там живі?!")
    await stage.turns(card, "Де моє замовлення?\nВи там живі?!\n⏳ answer by: Tue 3 Nov, 12:00")
    assert "#1 is yours." in (await stage.iryna.presses(card, "Take")).text
    await stage.turns(card, "🙋 with Ірина")
    assert "Release" == labels(card)[0][0]
    await stage.iryna.presses(card, "Snooze")
    await stage.quiet()
    assert [["1 hr", "3 hr", "8 hr"], ["‹ Back"]] == labels(card)
    toast = await stage.iryna.presses(card, "3 hr")
    assert "Reminders rest until today at 15:00. The client's clock runs on." == toast.text
    await stage.fast_forward(hours=20)
    await stage.turns(card, "🟡 soon due: Tue 3 Nov, 12:00")
    await stage.fast_forward(hours=5)
    await stage.turns(card, "🔴 late: was due Tue 3 Nov, 12:00")

    stage.iryna.writes("// дзвонила на склад", chat=stage.desk, reply_to=card)
    await stage.turns(card, "📝 дзвонила на склад")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.turns(card, "🟠 answered in 25 hr, 1 hr late")
    assert "↩️ Ірина: Вже їде" in card.text
    await stage.iryna.presses(card, "Close")
    await stage.quiet()
    assert [["Solved", "Explained"], ["Refused", "Nothing needed"], ["‹ Back"]] == labels(card)
    assert "Closed: explained." == (await stage.iryna.presses(card, "Explained")).text
    await stage.turns(card, "☑️ closed: explained")
    assert [["Reopen", "Kind", "More…"]] == labels(card)
    question = await stage.seen(stage.desk, "To leave a note for the team, reply")
    stage.iryna.writes("склад переїхав", chat=stage.desk, reply_to=question)
    await stage.turns(card, "📝 дзвонила на склад\nсклад переїхав")
    assert 1 == len(stage.said(stage.desk, "#1 · question"))

    await stage.fast_forward(days=5)
    olena.writes("А де чек?")
    newer = await stage.seen(stage.desk, "А де чек?")
    assert "❓ #2 · question" in newer.text
    assert "👤 Олена (@olena) · 1 request before" in newer.text


async def test_every_button_of_a_card(stage: Stage) -> None:
    await stage.set_up()
    _, card = await asked(stage)
    petro = stage.sandbox.person("Петро")
    stage.desk.join(petro)

    async def press(person: Person, label: str) -> str:
        said = (await person.presses(card, label)).text
        await stage.quiet(0)
        return said

    await press(stage.iryna, "Take")
    assert "#1 is yours already." == (await stage.iryna.forges(card, "r:1:take:")).text
    assert "#1 is yours." in (await petro.forges(card, "r:1:take:")).text
    await stage.turns(card, "🙋 with Петро")
    assert "#1 is free to take." == await press(petro, "Release")
    assert MAIN == labels(card)
    await press(petro, "Kind")
    assert "Noted: complaint." == await press(petro, "🔥 complaint")
    assert "🔥 #1 · complaint" in card.text

    assert "#1 is set aside: not a request." == await press(petro, "Not a request")
    assert "🚫 not a request" == lines(card)[3]
    assert [["Reopen", "Kind", "More…"]] == labels(card)
    assert "#1 is closed already." == (await petro.forges(card, "r:1:take:")).text
    assert "#1 is open again." == await press(petro, "Reopen")
    assert "⏳ answer by: Tue 3 Nov, 12:00" in card.text
    await press(petro, "Close")
    assert MAIN[0] != labels(card)[0]
    await press(petro, "‹ Back")
    assert MAIN == labels(card)
    await press(petro, "Close")
    await press(petro, "Without a cause")
    await press(petro, "Nothing needed")
    await press(petro, "Not yet")
    assert "⚪ closed without an answer" in card.text
    assert "#1 is closed already." == (await petro.forges(card, "r:1:close:solved")).text
    assert "closed: nothing needed" in card.text
    await press(petro, "Reopen")
    assert "#1 is open already." == (await petro.forges(card, "r:1:reopen:")).text
    assert "⏳ answer by: Tue 3 Nov, 12:00" in card.text


async def test_a_menu_opens_on_the_pressed_card_only(stage: Stage) -> None:
    await stage.set_up()
    _, card = await asked(stage)
    stage.iryna.writes("/request 1", chat=stage.desk)
    await stage.sandbox.wait_for(lambda: 2 == len(stage.said(stage.desk, "#1 · question")))
    second = stage.said(stage.desk, "#1 · question")[1]
    await stage.iryna.presses(second, "Close")
    await stage.quiet()
    assert "Solved" == labels(second)[0][0]
    assert MAIN == labels(card)
    await stage.iryna.presses(second, "Solved")
    await stage.turns(card, "⚪ closed without an answer")
    await stage.turns(second, "⚪ closed without an answer")


async def test_an_open_menu_gives_way_to_what_can_be_done_once_the_client_is_answered(
    stage: Stage,
) -> None:
    await stage.set_up()
    _, card = await asked(stage)
    await stage.iryna.presses(card, "Snooze")
    await stage.quiet()
    stage.iryna.writes("Їде!", chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")
    assert "Close" in labels(card)[0]


async def test_an_answer_in_any_medium_reaches_the_client(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    question = olena.sends("photo", caption="Це нормально?")
    card = await stage.seen(stage.desk, "📷 photo: Це нормально?")
    for medium in ("sticker", "photo", "voice", "document", "video_note"):
        caption = "Ні!" if medium in {"photo", "document"} else None
        sent = stage.iryna.sends(medium, chat=stage.desk, reply_to=card, caption=caption)
        await stage.quiet()
        carried = olena.inbox[-1]
        assert question.id == carried.reply_to_id
        assert sent.content == carried.content
    assert "🟢 answered in" in card.text  # a sticker is an answer too


async def test_what_stays_among_the_team(stage: Stage) -> None:
    await stage.set_up()
    olena, card = await asked(stage)
    stage.iryna.writes("// не відповідати, це конкурент", chat=stage.desk, reply_to=card)
    await stage.turns(card, "📝 не відповідати, це конкурент")
    stage.owner.writes_as(stage.desk, "// теж так думаю", reply_to=card)
    await stage.turns(card, "теж так думаю")
    stage.iryna.writes("//", chat=stage.desk, reply_to=card)
    stage.iryna.writes("/colse", chat=stage.desk, reply_to=card)
    await stage.seen(stage.desk, "I do not know this command.")
    stage.iryna.writes("Хто візьме?", chat=stage.desk)
    await stage.quiet()
    assert ["Де моє замовлення?"] == [m.text for m in olena.inbox if not m.by_bot]
    assert 1 == len(stage.said(olena))  # the receipt
    assert "⏳ answer by: Tue 3 Nov, 12:00" in card.text

    stage.owner.writes_as(stage.desk, "Добрий день! Вже шукаємо", reply_to=card)
    await stage.seen(olena, "Добрий день! Вже шукаємо")
    await stage.turns(card, "↩️ the team: Добрий день!")


async def test_a_client_who_blocked_the_bot(stage: Stage) -> None:
    await stage.set_up()
    olena, card = await asked(stage)
    olena.blocks()
    answer = stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    told = await stage.seen(stage.desk, "#1: your answer did not reach Олена.")
    assert answer.id == told.reply_to_id
    assert "The client has blocked the bot." in told.text
    await stage.turns(card, "⛔ the last answer did not reach the client")

    olena.unblocks()
    olena.writes("Ой, випадково")
    await stage.turns(card, "Ой, випадково")
    assert "⛔ the last answer did not reach the client\n" in f"{card.text}\n"  # they wait anew
    assert "runs on" not in card.text
    stage.iryna.writes("Буває! Вже їде", chat=stage.desk, reply_to=card)
    await stage.seen(olena, "Буває!")
    await stage.sandbox.wait_for(lambda: "⛔" not in card.text)


async def test_an_answer_in_the_clients_own_chat_counts(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("/mine", chat=stage.desk)
    olena = stage.sandbox.person("Олена")
    group = await stage.connect("community", "Fans", [olena, stage.iryna])
    question = olena.writes("Чи є безглютенові?", chat=group)
    card = await stage.seen(stage.desk, "❓ #1 · question · Telegram, group")
    stage.iryna.writes("/ban@other_bot", chat=group)  # no answer to anybody
    stage.iryna.writes("!", chat=stage.desk)
    await stage.quiet()
    assert "⏳ answer by" in card.text
    stage.iryna.writes("Так, щодня!", chat=group, reply_to=question)
    await stage.turns(card, "🟢 answered in")
    assert "↩️ Ірина: Так, щодня!" in card.text
    assert [] == [m for m in group.messages if m.by_bot and "Так" in m.text]

    second = olena.writes("А з собою можна?", chat=group)
    await stage.turns(card, "А з собою можна?")
    stage.iryna.writes("Звісно", chat=stage.desk, reply_to=card)
    carried = await stage.seen(group, "Звісно")
    assert second.id == carried.reply_to_id


async def test_a_reply_to_an_alert_answers_too(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    olena, card = await asked(stage)
    await stage.fast_forward(hours=24)
    alert = await stage.seen(stage.leads, "#1: the deadline has passed")
    stage.lead.writes("Перепрошую! Зараз буде", chat=stage.leads, reply_to=alert)
    await stage.seen(olena, "Перепрошую!")
    await stage.turns(alert, "answered by Леся")
    await stage.turns(card, "↩️ Леся: Перепрошую!")

    stage.sandbox.remove_bot(stage.leads, by=stage.owner)
    olena.writes("І скільки ще?!")
    await stage.fast_forward(hours=20)
    warning = await stage.seen(stage.lead, "#1: 4 hr left to answer")  # in private now
    stage.lead.writes("Пів години", reply_to=warning)
    await stage.seen(olena, "Пів години")
    await stage.turns(warning, "answered by Леся")
    assert 4 == await stage.record.count(Logged)
