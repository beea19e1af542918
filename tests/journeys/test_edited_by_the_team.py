"""What a member mends of their own: a /log is read like a typed one, a note stays a note."""

import pytest

from bot.sandbox import Message, Person
from storage.tables import Client, Event, Request
from tests.journeys.deeds import asks, closes
from tests.stage import Stage


async def why(stage: Stage) -> str:
    before = len(stage.said(stage.desk, "The story of #1"))
    stage.iryna.writes("/why 1", chat=stage.desk)
    await stage.sandbox.wait_for(lambda: len(stage.said(stage.desk, "The story of #1")) > before)
    return stage.said(stage.desk, "The story of #1")[-1].text


async def test_a_log_that_is_mended_changes_the_clients_words_alone(stage: Stage) -> None:
    await stage.set_up()
    told = stage.iryna.writes("/log instagram Олена: де мй торт?", chat=stage.desk)
    card = await stage.seen(stage.desk, "#1 · ")
    await stage.quiet()
    stage.iryna.edits(told, "/log instagram Олена: де мій торт?")
    await stage.turns(card, "де мій торт?")
    assert "/log" not in card.text
    assert "instagram" not in card.text
    assert "✏️ Ірина edited: “де мй торт?” → “де мій торт?”" in await why(stage)
    assert [] == stage.said(stage.desk, "changes the client's words only")
    assert ["де мій торт?"] == [one.preview for one in await stage.record.all(Request)]


async def test_source_and_name_are_not_mended_by_an_edit_and_that_is_said(stage: Stage) -> None:
    await stage.set_up()
    told = stage.iryna.writes("/log instagram Олена: хочу повернути 100 грн", chat=stage.desk)
    card = await stage.seen(stage.desk, "#1 · ")
    await stage.quiet()
    stage.iryna.edits(told, "/log facebook Ганна: хочу повернути 900 грн")
    said = await stage.seen(stage.desk, "changes the client's words only")
    assert told.id == said.reply_to_id
    await stage.turns(card, "хочу повернути 900 грн")
    assert ["Олена"] == [one.name for one in await stage.record.all(Client)]
    assert "Instagram" in card.text
    assert "facebook" not in card.text


async def test_words_logged_afterwards_and_under_a_photo_are_read_so_too(stage: Stage) -> None:
    await stage.set_up()
    told = stage.iryna.writes("instagram Олена: де мй торт?", chat=stage.desk)
    stage.iryna.writes("/log", chat=stage.desk, reply_to=told)
    card = await stage.seen(stage.desk, "#1 · ")
    stage.iryna.edits(told, "instagram Олена: де мій торт?")
    await stage.turns(card, "де мій торт?")
    assert "instagram" not in card.text

    photo = stage.iryna.sends("photo", caption="/log viber Ганна: зламн", chat=stage.desk)
    card = await stage.seen(stage.desk, "#2 · ")
    stage.iryna.edits(photo, "/log viber Ганна: зламана")
    await stage.turns(card, "зламана")
    assert "/log" not in card.text


async def noted(stage: Stage) -> tuple[Person, Message, Message]:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    card = await asks(stage, olena, "Де посилка?")
    note = stage.iryna.writes("// подзвонити о 15", chat=stage.desk, reply_to=card)
    await stage.turns(card, "📝 подзвонити о 15")
    return olena, card, note


async def test_an_edited_note_reads_anew_on_the_card(stage: Stage) -> None:
    _olena, card, note = await noted(stage)
    stage.iryna.writes("// алергія", chat=stage.desk, reply_to=card)
    await stage.turns(card, "алергія")
    for hour in (17, 18):
        stage.iryna.edits(note, f"// подзвонити о {hour}")
        await stage.turns(card, f"📝 подзвонити о {hour}\nалергія")
    [request] = await stage.record.all(Request)
    assert "подзвонити о 18\nалергія" == request.note
    assert "✏️ Ірина: подзвонити о 18" in await why(stage)


async def test_a_note_edited_into_an_answer_is_not_sent_and_that_is_said(stage: Stage) -> None:
    olena, card, note = await noted(stage)
    before = len(olena.inbox)
    stage.iryna.edits(note, "Подзвонимо о 17")
    said = await stage.seen(stage.desk, "This was not sent to the client")
    assert note.id == said.reply_to_id
    await stage.quiet()
    assert before == len(olena.inbox)
    assert "answer by" in card.text
    assert "📝 подзвонити о 15" in card.text


@pytest.mark.parametrize("words", ["// подзвонити о 15", "//"])
async def test_an_edit_that_says_nothing_new_leaves_the_note(stage: Stage, words: str) -> None:
    _olena, card, note = await noted(stage)
    stage.iryna.edits(note, words)
    await stage.quiet()
    assert "📝 подзвонити о 15" in card.text
    assert 1 == len([one for one in await stage.record.all(Event) if "note" in one.what])


async def test_a_note_left_on_closing_reads_anew_too(stage: Stage) -> None:
    olena, card, _note = await noted(stage)
    await closes(stage, card)
    prompt = await stage.seen(stage.desk, "To leave a note for the team")
    note = stage.iryna.writes("алергія на горіхи", chat=stage.desk, reply_to=prompt)
    await stage.turns(card, "алергія на горіхи")
    before = len(olena.inbox)
    stage.iryna.edits(note, "алергія на мед")
    await stage.turns(card, "📝 подзвонити о 15\nалергія на мед")
    await stage.quiet()
    assert before == len(olena.inbox)


@pytest.mark.parametrize("words", ["// подзвонити о 17", "Подзвонимо о 17"])
async def test_a_note_of_which_the_message_is_not_known_stays_as_it_was_and_that_is_said(
    stage: Stage, words: str
) -> None:
    olena, card, note = await noted(stage)
    await stage.record.unnumber_notes()
    before = len(olena.inbox)
    stage.iryna.edits(note, words)
    if words.startswith("//"):
        said = await stage.seen(stage.desk, "The note stays as it was")
    else:
        said = await stage.seen(stage.desk, "This was not sent to the client")
    assert note.id == said.reply_to_id
    await stage.quiet()
    assert before == len(olena.inbox)
    assert "📝 подзвонити о 15" in card.text
    assert "answer by" in card.text


async def test_what_was_written_after_the_last_such_note_is_no_edit_of_one(stage: Stage) -> None:
    _olena, card, _note = await noted(stage)
    await stage.record.unnumber_notes()
    await stage.fast_forward(minutes=1)
    unknown = stage.iryna.writes("/такої-команди-нема", chat=stage.desk, reply_to=card)
    await stage.seen(stage.desk, "I do not know this command")
    stage.iryna.edits(unknown, "/і-такої-теж")
    await stage.quiet()
    assert [] == stage.said(stage.desk, "was not sent") + stage.said(stage.desk, "stays as it was")
