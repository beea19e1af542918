"""A team works on cards together: giving, merging, splitting, canned answers, shifts."""

from bot.sandbox import Message, Person
from storage.tables import Event, Member, Request, Template
from tests.stage import Stage


async def asked(stage: Stage, who: str, words: str) -> tuple[Person, Message]:
    client = stage.sandbox.person(who)
    client.writes(words)
    return client, await stage.seen(stage.desk, words)


async def chooses(stage: Stage, who: Person, card: Message, menu: str, choice: str) -> str:
    """Through "More…" to the menu and to the choice in it; what the toast says."""
    await who.presses(card, "More…")
    await stage.offers(card, menu)
    await who.presses(card, menu)
    await stage.offers(card, choice)
    return (await who.presses(card, choice)).text


async def at_work(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("Я тут", chat=stage.desk)
    await stage.quiet()


async def test_a_request_is_given_to_a_colleague_who_sees_it_in_private(stage: Stage) -> None:
    await at_work(stage)
    await stage.enrol(stage.lead, "lead")
    _olena, card = await asked(stage, "Олена", "Де моя посилка?")
    said = await chooses(stage, stage.iryna, card, "Give to…", "Леся")
    assert "#1 is with Леся now." == said
    await stage.turns(card, "🙋 with Леся")
    mine = await stage.seen(stage.lead, "Де моя посилка?")
    stage.lead.writes("Вже їде", reply_to=mine)
    await stage.turns(card, "🟢 answered in")


async def test_two_requests_of_one_matter_become_one(stage: Stage) -> None:
    await at_work(stage)
    olena, first = await asked(stage, "Олена", "Де моя посилка?")
    await stage.fast_forward(hours=1)
    petro, second = await asked(stage, "Петро", "Це про посилку Олени, я її чоловік")
    said = await chooses(stage, stage.iryna, first, "Merge into…", "#2 Петро")
    assert "#1 goes on in #2." == said
    await stage.turns(first, "🔗 goes on in #2")
    await stage.turns(second, "Де моя посилка?")
    assert "3 Nov, 12:00" in second.text  # the earlier deadline
    assert [["Show #2"]] == [[text for text, _ in row] for row in first.buttons]
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=second)
    await stage.seen(petro, "Вже їде")
    carried = await stage.seen(olena, "Вже їде")
    assert "Де моя посилка?" == carried.raw["reply_to_message"]["text"]
    await stage.turns(second, "🟢 answered in 1 hr")
    olena.blocks()
    stage.iryna.writes("Кур'єр подзвонить", chat=stage.desk, reply_to=second)
    await stage.seen(petro, "Кур'єр подзвонить")
    await stage.seen(stage.desk, "#2: your answer did not reach Олена.")
    assert [] == stage.said(stage.desk, "did not reach Петро")


async def test_a_reply_to_the_card_of_a_merged_request_answers_where_it_goes_on(
    stage: Stage,
) -> None:
    await at_work(stage)
    olena, first = await asked(stage, "Олена", "Де моя посилка?")
    petro, second = await asked(stage, "Петро", "Я її чоловік, теж чекаю")
    await chooses(stage, stage.iryna, first, "Merge into…", "#2 Петро")
    await stage.turns(first, "🔗 goes on in #2")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=first)
    await stage.turns(second, "↩️ Ірина: Вже їде")
    assert "🟢 answered" in second.text
    await stage.seen(petro, "Вже їде")
    await stage.seen(olena, "Вже їде")


async def test_a_message_is_split_off_and_waits_by_itself(stage: Stage) -> None:
    await at_work(stage)
    olena, card = await asked(stage, "Олена", "Де моя посилка?")
    olena.writes("І чому сайт не працює?")
    await stage.turns(card, "І чому сайт не працює?")
    said = await chooses(stage, stage.iryna, card, "Split off…", "І чому сайт не працює?")
    assert "It is #2 now." == said
    other = await stage.seen(stage.desk, "#2")
    assert "І чому сайт не працює?" in other.text
    await stage.quiet()
    assert "сайт" not in card.text
    stage.iryna.writes("/why 2", chat=stage.desk)
    assert "split it off #1" in (await stage.seen(stage.desk, "The story of #2")).text


async def test_a_canned_answer_is_seen_before_it_is_sent(stage: Stage) -> None:
    await at_work(stage)
    stage.owner.writes(
        "/templates add uk Доставка: Доброго дня, {client}! Замовлення №{number} вже їде.",
        chat=stage.desk,
    )
    await stage.seen(stage.desk, "Kept: “Доставка” (uk).")
    olena, card = await asked(stage, "Олена", "Де моя посилка?")
    await chooses(stage, stage.iryna, card, "Canned answer…", "Доставка")
    preview = await stage.seen(stage.desk, "Your answer to #1")
    assert "Доброго дня, Олена! Замовлення №1 вже їде." in preview.text
    assert [] == stage.said(olena, "Доброго дня, Олена")
    await stage.iryna.presses(preview, "Send to the client")
    got = await stage.seen(olena, "Доброго дня, Олена")
    assert "Доброго дня, Олена! Замовлення №1 вже їде." == got.text
    await stage.turns(card, "🟢 answered in")
    await stage.turns(preview, "Ірина answered #1")


async def test_a_template_with_an_unknown_place_or_from_a_manager_is_refused(stage: Stage) -> None:
    await at_work(stage)
    stage.owner.writes("/templates add Вітання: Доброго дня, {ім'я}!", chat=stage.desk)
    assert "{client}" in (await stage.seen(stage.desk, "I do not know {ім'я}.")).text
    for text in ("Вітаю, {client! Їде", "Вітаю, client}! Їде", "Вітаю {{client}}!", "{{}} Їде"):
        before = len(stage.said(stage.desk))
        stage.owner.writes(f"/templates add Вітання: {text}", chat=stage.desk)
        await stage.sandbox.wait_for(lambda before=before: len(stage.said(stage.desk)) > before)
        refused = stage.said(stage.desk)[-1].text
        assert "{client}" in refused
        assert "Kept" not in refused
    await stage.seen(stage.desk, "A brace stands there without its other half")
    for typed in ("add", "add uk", "add Доставка:", "забудь"):
        before = len(stage.said(stage.desk, "To add one:"))
        stage.owner.writes(f"/templates {typed}", chat=stage.desk)
        await stage.sandbox.wait_for(
            lambda before=before: len(stage.said(stage.desk, "To add one:")) > before
        )
    stage.iryna.writes("/templates add Вітання: Привіт!", chat=stage.desk)
    await stage.seen(stage.desk, "Only leads and the owner can do this.")
    assert 0 == await stage.record.count(Template)


async def test_a_template_is_removed_by_a_lead_only(stage: Stage) -> None:
    await at_work(stage)
    stage.owner.writes("/templates add Вітання: Привіт!", chat=stage.desk)
    await stage.seen(stage.desk, "Kept:")
    stage.owner.writes("/templates", chat=stage.desk)
    shown = await stage.seen(stage.desk, "Canned answers")
    refused = await stage.iryna.presses(shown, "Remove “Вітання”")
    assert "Only leads and the owner can do this." == refused.text
    await stage.owner.presses(shown, "Remove “Вітання”")
    await stage.turns(shown, "There are no canned answers yet.")


async def test_who_is_on_shift_hears_first(stage: Stage) -> None:
    await stage.set_up(leads_chat=False)
    await stage.enrol(stage.lead, "lead")
    other = stage.sandbox.person("Марко")
    await stage.enrol(other, "lead")
    other.writes("/shift on")
    await stage.seen(other, "You are on shift: alerts come to you first.")
    stage.lead.writes("/shift")
    assert "On shift: Марко." in (await stage.seen(stage.lead, "On shift")).text
    await asked(stage, "Олена", "Де моя посилка?")
    await stage.fast_forward(hours=20)
    await stage.seen(other, "left to answer")
    assert [] == stage.said(stage.lead, "left to answer")
    other.writes("/shift off")
    await stage.seen(other, "Have a good rest!")
    await stage.fast_forward(hours=4)
    await stage.seen(stage.lead, "the deadline has passed")
    assert 0 == await stage.record.count(Member, Member.on_shift)


async def test_a_forged_choice_changes_nothing(stage: Stage) -> None:
    await at_work(stage)
    _olena, card = await asked(stage, "Олена", "Де моя посилка?")
    [request_id] = [row[0] for row in await stage.record.rows(stage.record.ids(Request))]
    for verb, value in (
        ("assign", "999"),
        ("merge", "999"),
        ("merge", str(request_id)),
        ("split", "999"),
        ("template", "999"),
        ("send", "x"),
        ("assign", "9" * 30),
    ):
        await stage.iryna.forges(card, f"r:{request_id}:{verb}:{value}")
    await stage.quiet()
    assert 1 == await stage.record.count(Request)
    assert "⏳ answer by" in card.text


async def test_edits_are_shown_beside_the_first_words_and_corrected_at_the_client(
    stage: Stage,
) -> None:
    await at_work(stage)
    olena = stage.sandbox.person("Олена")
    promise = olena.writes("Ви обіцяли 100 грн?")
    card = await stage.seen(stage.desk, "Ви обіцяли 100 грн?")
    olena.edits(promise, "Ви обіцяли 900 грн?")
    await stage.turns(card, "✏️ Mon 2 Nov, 12:00, before: Ви обіцяли 100 грн?")
    assert "Ви обіцяли 900 грн?" in card.text
    priced = stage.iryna.sends("photo", chat=stage.desk, caption="ціна 100", reply_to=card)
    carried = await stage.seen(olena, "ціна 100")
    stage.iryna.edits(priced, "ціна 1000")
    await stage.turns(carried, "ціна 1000")
    assert "photo" in carried.raw
    stage.iryna.edits(priced, "// клієнтка скандальна")
    await stage.seen(stage.desk, "This stays among the team.")
    stage.iryna.sends("photo", chat=stage.desk, caption="// ось накладна", reply_to=card)
    await stage.turns(card, "photo: ось накладна")
    [note] = [one for one in await stage.record.all(Event) if one.what == "note"]
    assert note.data["file_id"]
    stage.iryna.writes("/why 1", chat=stage.desk)
    told = await stage.seen(stage.desk, "The story of #1")
    assert "Олена edited: “Ви обіцяли 100 грн?” → “Ви обіцяли 900 грн?”" in told.text
    assert "Ірина edited: “ціна 100” → “ціна 1000”" in told.text
    assert "ціна 1000" == carried.text


async def test_a_menu_of_many_has_pages(stage: Stage) -> None:
    await at_work(stage)
    _olena, card = await asked(stage, "Олена", "Де моя посилка?")
    for number in range(13):
        stage.sandbox.person(f"Клієнт {number:02}").writes(f"питання {number}?")
    await stage.quiet()
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "Merge into…")
    await stage.iryna.presses(card, "Merge into…")
    await stage.offers(card, "Клієнт 12")  # the newest first
    await stage.iryna.presses(card, "›")
    await stage.offers(card, "Клієнт 00")
    assert "›" not in {text for row in card.buttons for text, _ in row}
    await stage.iryna.presses(card, "‹")
    await stage.offers(card, "Клієнт 12")
    await stage.iryna.presses(card, "›")
    await stage.offers(card, "Клієнт 00")
    assert "#1 goes on in #2." == (await stage.iryna.presses(card, "Клієнт 00")).text


async def test_a_corrected_answer_keeps_its_links_and_formatting(stage: Stage) -> None:
    await at_work(stage)
    olena, card = await asked(stage, "Олена", "Де моя посилка?")
    said = stage.iryna.writes("Вона тут", chat=stage.desk, reply_to=card)
    priced = stage.iryna.sends("photo", chat=stage.desk, caption="чек", reply_to=card)
    copy, photo = await stage.seen(olena, "Вона тут"), await stage.seen(olena, "чек")
    link = {"type": "text_link", "offset": 9, "length": 3, "url": "https://track.example/1"}
    stage.iryna.edits(said, "🚚 Вона: тут", entities=[link])
    stage.iryna.edits(priced, "😀 Чек: тут", entities=[{**link, "offset": 8}])
    await stage.turns(copy, "🚚 Вона: тут")
    await stage.turns(photo, "😀 Чек: тут")
    assert [link] == copy.raw["entities"]
    assert [{**link, "offset": 8}] == photo.raw["caption_entities"]
