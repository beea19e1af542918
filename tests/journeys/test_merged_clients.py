"""Several clients of one matter, as the desk lives with them: who has had an answer, who not."""

from bot.sandbox import Group, Message, Person
from handlers.buttons import OnLog
from storage.tables import Client
from storage.tables import Message as Logged
from tests.journeys.test_business import account_of, asked, got
from tests.journeys.test_hand_offs import picks, with_department
from tests.journeys.test_teamwork import at_work, chooses
from tests.stage import Stage


async def in_group(stage: Stage, name: str, words: str) -> tuple[Group, Person, Message, Message]:
    """A group of its own with Iryna and a client who wrote there; the card of what they wrote."""
    client = stage.sandbox.person(name, username=name.lower())
    group = await stage.connect("community", f"Чат {name}", [client, stage.iryna])
    await stage.record.set_chat(group.id, mode="everything")
    said = client.writes(words, chat=group)
    return group, client, said, await stage.seen(stage.desk, words)


async def test_words_in_a_merged_clients_group_stop_the_clock_and_the_rest_are_named(
    stage: Stage,
) -> None:
    await at_work(stage)
    group, _olena, _said, first = await in_group(stage, "Olena", "Де моя посилка?")
    petro = stage.sandbox.person("Петро")
    petro.writes("Я чоловік Олени, теж чекаю")
    second = await stage.seen(stage.desk, "теж чекаю")
    await chooses(stage, stage.iryna, first, "Merge into…", "#2 Петро")
    await stage.turns(first, "🔗 goes on in #2")
    stage.iryna.writes("@olena вже їде", chat=group)
    await stage.turns(second, "🟢 answered in")
    told = await stage.seen(stage.desk, "#2: not everyone merged here got this answer.")
    assert "Петро: it was said to another client\nTo tell them too, reply to the card." in told.text
    await stage.turns(second, "⛔ the last answer did not reach Петро")
    await stage.quiet()
    assert [] == stage.said(petro, "вже їде")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=second)
    await stage.seen(petro, "Вже їде")
    await stage.turns(second, "↩️ Ірина: Вже їде")
    assert "did not reach" not in second.text


async def test_a_heart_on_a_merged_clients_praise_answers_the_matter(stage: Stage) -> None:
    await at_work(stage)
    _group, _olena, praise, first = await in_group(stage, "Olena", "Дуже смачно, ви супер!")
    _other, _petro, _said, second = await in_group(stage, "Petro", "Найкраща кава, дякую!")
    await chooses(stage, stage.iryna, first, "Merge into…", "#2 Petro")
    await stage.turns(first, "🔗 goes on in #2")
    stage.iryna.reacts(praise, "❤")
    await stage.turns(second, "🟢 answered in")
    await stage.turns(second, "⛔ the last answer did not reach Petro")


async def test_the_owners_own_answer_to_a_merged_client_counts(stage: Stage) -> None:
    account = await account_of(stage)
    olena, first = await asked(stage, account)
    petro = stage.sandbox.person("Петро")
    petro.writes("Я чоловік Олени, теж чекаю")
    second = await stage.seen(stage.desk, "теж чекаю")
    await chooses(stage, stage.iryna, first, "Merge into…", "#2 Петро")
    await stage.turns(first, "🔗 goes on in #2")
    await stage.fast_forward(hours=22, minutes=5)
    warning = await stage.seen(stage.desk, "#2: I can answer only until")
    assert "Олена\nДе моя посилка?" in warning.text
    account.answers(olena, "Олено, вже їде")
    await stage.turns(second, "🟢 answered in")
    await stage.seen(stage.desk, "Петро: it was said to another client")
    assert [] == stage.said(petro, "вже їде")


async def test_whom_the_card_cannot_reach_is_named_once_with_the_reason(stage: Stage) -> None:
    account = await account_of(stage)
    olena, first = await asked(stage, account)
    petro = stage.sandbox.person("Петро")
    petro.writes("Я чоловік Олени, теж чекаю")
    second = await stage.seen(stage.desk, "теж чекаю")
    stage.iryna.writes("/log phone Зоя: дзвонила про ту ж посилку", chat=stage.desk)
    await chooses(stage, stage.iryna, first, "Merge into…", "#2 Петро")
    await stage.turns(first, "🔗 goes on in #2")
    card = await stage.seen(stage.desk, "#3 ·")
    await chooses(stage, stage.iryna, card, "Merge into…", "#2 Петро")
    await stage.turns(card, "🔗 goes on in #2")
    account.allows(can_reply=False)
    await stage.seen(stage.leads, "I may not answer")
    reply = stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=second)
    await stage.seen(petro, "Вже їде")
    told = await stage.seen(stage.desk, "not everyone merged here")
    assert reply.id == told.reply_to_id
    assert "Олена: I may not answer in the Business account\nЗоя: I cannot write there" in told.text
    await stage.turns(second, "⛔ the last answer did not reach Олена, Зоя")
    await stage.quiet()
    assert 1 == len(stage.said(stage.desk, "not everyone"))
    assert [] == stage.said(stage.desk, "Not sent")
    assert [] == got(account, olena)


EACH = "Several clients get this, each with their own name; those who share a chat, without one."


async def canned(stage: Stage, card: Message, text: str) -> Message:
    """A canned answer of these words, chosen on the card; its preview."""
    stage.owner.writes(f"/templates add uk Доставка: {text}", chat=stage.desk)
    await stage.seen(stage.desk, "Kept: “Доставка” (uk).")
    await chooses(stage, stage.iryna, card, "Canned answer…", "Доставка")
    return await stage.seen(stage.desk, "Your answer to #")


async def test_each_client_reads_their_own_name_in_a_canned_answer(stage: Stage) -> None:
    await at_work(stage)
    olena, petro = stage.sandbox.person("Олена"), stage.sandbox.person("Петро")
    olena.writes("Де моя посилка?")
    first = await stage.seen(stage.desk, "Де моя посилка?")
    petro.writes("Я чоловік Олени, теж чекаю")
    second = await stage.seen(stage.desk, "теж чекаю")
    await chooses(stage, stage.iryna, first, "Merge into…", "#2 Петро")
    await stage.turns(first, "🔗 goes on in #2")
    preview = await canned(stage, second, "Доброго дня, {client}! №{number} вже їде.")
    assert f"Доброго дня, Петро! №2 вже їде.\n{EACH}" in preview.text
    await stage.iryna.presses(preview, "Send to the client")
    await stage.seen(petro, "Доброго дня, Петро! №2 вже їде.")
    await stage.seen(olena, "Доброго дня, Олена! №2 вже їде.")


async def test_where_two_read_one_message_neither_is_named(stage: Stage) -> None:
    await at_work(stage)
    group, _olena, _said, first = await in_group(stage, "Olena", "Де моя посилка?")
    petro = stage.sandbox.person("Петро")
    group.join(petro)
    petro.writes("Я чоловік Олени, теж чекаю", chat=group)
    second = await stage.seen(stage.desk, "теж чекаю")
    await chooses(stage, stage.iryna, first, "Merge into…", "#2 Петро")
    await stage.turns(first, "🔗 goes on in #2")
    preview = await canned(stage, second, "Доброго дня, {client}! {client}, вже їде.")
    assert EACH not in preview.text
    await stage.iryna.presses(preview, "Send to the client")
    await stage.seen(group, "Доброго дня! Вже їде.")


async def test_a_canned_answer_is_sent_once_and_crosses_others_as_any_does(stage: Stage) -> None:
    await at_work(stage)
    stage.owner.writes("Я теж", chat=stage.desk)
    olena = stage.sandbox.person("Олена")
    olena.writes("Де моя посилка?")
    card = await stage.seen(stage.desk, "Де моя посилка?")
    preview = await canned(stage, card, "Вже їде")
    button = next(data for row in preview.buttons for text, data in row if "Send" in text)
    stage.owner.writes("Завтра буде", chat=stage.desk, reply_to=card)
    await stage.seen(olena, "Завтра буде")
    await stage.iryna.presses(preview, "Send to the client")
    await stage.seen(stage.desk, "Оксана answered #1 a moment ago")
    await stage.seen(stage.desk, "Ірина has answered #1 as well")
    toast = await stage.owner.forges(preview, button)
    assert "Ірина has sent it already." == toast.text
    await stage.quiet()
    assert "Ірина answered #1:" in preview.text
    assert 1 == len(stage.said(olena, "Вже їде"))


async def test_a_canned_answer_to_what_is_closed_says_so(stage: Stage) -> None:
    await at_work(stage)
    olena = stage.sandbox.person("Олена")
    olena.writes("Де моя посилка?")
    card = await stage.seen(stage.desk, "Де моя посилка?")
    preview = await canned(stage, card, "Вже їде")
    await stage.offers(card, "Close")
    await stage.iryna.presses(card, "Close")
    await stage.offers(card, "Solved")
    await stage.iryna.presses(card, "Solved")
    await stage.turns(card, "☑️ closed")
    await stage.iryna.presses(preview, "Send to the client")
    await stage.seen(olena, "Вже їде")
    await stage.seen(stage.desk, "#1 is closed and stays closed.")


async def two_by_hand(stage: Stage) -> tuple[Message, Message]:
    """What was understood of Olena, who is about to be merged into Petro; his card."""
    await at_work(stage)
    stage.iryna.writes("/log phone Олена: де моя посилка?", chat=stage.desk)
    shown = await stage.seen(stage.desk, "On record as #1")
    stage.sandbox.person("Петро").writes("Я чоловік Олени, теж чекаю")
    return shown, await stage.seen(stage.desk, "теж чекаю")


async def merges_first(stage: Stage, second: Message) -> None:
    card = await stage.seen(stage.desk, "#1 ·")
    await chooses(stage, stage.iryna, card, "Merge into…", "#2 Петро")
    await stage.turns(card, "🔗 goes on in #2")
    await stage.turns(second, "де моя посилка?")


async def test_a_name_typed_across_a_merge_is_the_merged_clients(stage: Stage) -> None:
    shown, second = await two_by_hand(stage)
    await stage.offers(shown, "Who")
    await stage.iryna.presses(shown, "Who")
    prompt = await stage.seen(stage.desk, "Who wrote #1?")
    await merges_first(stage, second)
    stage.iryna.writes("Олена Коваль @olena", chat=stage.desk, reply_to=prompt)
    told = await stage.seen(stage.desk, "On record as #2")
    assert "👤 Олена Коваль (@olena)" in told.text
    await stage.quiet()
    assert "👤 Петро" in second.text
    names = {one.name for one in await stage.record.all(Client)}
    assert {"Олена Коваль", "Петро"} == names


async def test_a_time_typed_across_a_merge_moves_the_clock_where_it_runs(stage: Stage) -> None:
    shown, second = await two_by_hand(stage)
    await stage.offers(shown, "Time")
    await stage.iryna.presses(shown, "Time")
    await stage.offers(shown, "Type the time")
    await stage.iryna.presses(shown, "Type the time")
    prompt = await stage.seen(stage.desk, "When did the client write #1?")
    await merges_first(stage, second)
    stage.iryna.writes("09:30", chat=stage.desk, reply_to=prompt)
    told = await stage.seen(stage.desk, "On record as #2")
    assert "🕒 wrote today at 09:30" in told.text
    await stage.turns(second, "answer by: Tue 3 Nov, 09:30")
    await stage.offers(told, "Time")
    await stage.iryna.presses(told, "Time")  # and its buttons go on
    await stage.offers(told, "3 hr")
    await stage.iryna.presses(told, "3 hr")
    await stage.turns(second, "answer by: Tue 3 Nov, 09:00")


async def test_the_time_of_what_telegram_brought_stands_in_a_merged_request_too(
    stage: Stage,
) -> None:
    await at_work(stage)
    group, _olena, _said, first = await in_group(stage, "Olena", "Де моя посилка?")
    stage.iryna.writes("/log phone Зоя: теж чекаю", chat=stage.desk)
    shown = await stage.seen(stage.desk, "On record as #2")
    await chooses(stage, stage.iryna, first, "Merge into…", "#2 Зоя")
    await stage.turns(first, "🔗 goes on in #2")
    logged = {one.text: one for one in await stage.record.all(Logged)}
    button = OnLog(
        request_id=logged["теж чекаю"].request_id,
        field="time",
        value="3",
        message=logged["Де моя посилка?"].id,
    )
    assert group.id == logged["Де моя посилка?"].chat_id
    toast = await stage.iryna.forges(shown, button.pack())
    assert "Telegram brought this message itself: its time stands." == toast.text


async def test_a_department_corrects_across_a_merge_and_the_desk_hears(stage: Stage) -> None:
    group, taras = await with_department(stage)
    _olena, card, prompt = await picks(stage)
    stage.iryna.writes("Чи впала оплата?", chat=stage.desk, reply_to=prompt)
    asked_there = await stage.seen(group, "Чи впала оплата?")
    said = taras.writes("Полагодимо за годину", chat=group, reply_to=asked_there)
    await stage.seen(stage.desk, "Полагодимо за годину")
    stage.sandbox.person("Петро").writes("Я чоловік Олени")
    second = await stage.seen(stage.desk, "Я чоловік Олени")
    await stage.iryna.forges(card, "r:1:merge:2")
    await stage.turns(card, "🔗 goes on in #2")
    taras.edits(said, "Полагодимо за дві години")
    told = await stage.seen(stage.desk, "Полагодимо за дві години")
    assert "#2" in told.text
    await stage.turns(second, "➡️ IT")


async def test_a_correction_reaches_every_client_after_a_split_too(stage: Stage) -> None:
    await at_work(stage)
    olena, petro = stage.sandbox.person("Олена"), stage.sandbox.person("Петро")
    olena.writes("Де моя посилка?")
    first = await stage.seen(stage.desk, "Де моя посилка?")
    petro.writes("Я чоловік Олени, теж чекаю")
    second = await stage.seen(stage.desk, "теж чекаю")
    await chooses(stage, stage.iryna, first, "Merge into…", "#2 Петро")
    await stage.turns(first, "🔗 goes on in #2")
    said = stage.iryna.writes("Вже їде, буде о п'ятій", chat=stage.desk, reply_to=second)
    copies = [await stage.seen(one, "буде о п'ятій") for one in (olena, petro)]
    await stage.turns(second, "🟢 answered in")
    await chooses(stage, stage.iryna, second, "Split off…", "Де моя посилка?")
    other = await stage.seen(stage.desk, "#3 ·")
    assert "💬 answered Mon 2 Nov, 12:00" in other.text
    stage.iryna.edits(said, "Вже їде, буде о шостій")
    for copy in copies:
        await stage.turns(copy, "буде о шостій")


async def test_the_question_whose_answer_it_is_names_who_waits_in_that_group(
    stage: Stage,
) -> None:
    await at_work(stage)
    group, _olena, _said, first = await in_group(stage, "Olena", "Де моя посилка?")
    stage.sandbox.person("Петро").writes("Я чоловік Олени, теж чекаю")
    await stage.seen(stage.desk, "теж чекаю")
    await chooses(stage, stage.iryna, first, "Merge into…", "#2 Петро")
    await stage.turns(first, "🔗 goes on in #2")
    maria = stage.sandbox.person("Марія")
    group.join(maria)
    maria.writes("А мені коли відповісте?", chat=group)
    await stage.seen(stage.desk, "А мені коли відповісте?")
    stage.iryna.writes("Завтра", chat=group)
    question = await stage.seen(stage.desk, "Whose answer is it?")
    shown = [text for row in question.buttons for text, _ in row]
    assert ["#2 Olena", "#3 Марія", "Not an answer"] == shown
