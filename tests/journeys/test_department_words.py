"""What a department is asked and what it says arrives whole, and is found again."""

from bot.sandbox import Message
from bot.sandbox.text import utf16_slice
from tests.journeys.test_hand_offs import asks, picks, with_department
from tests.journeys.test_media import media
from tests.stage import Stage

LONG = "ПОЧАТОК " + "слово " * 650 + "ВИСНОВОК: повернути гроші"
"""Almost as long as a message can be."""


async def test_each_message_of_a_department_reaches_the_desk_whole_and_stays_on_record(
    stage: Stage,
) -> None:
    group, taras = await with_department(stage)
    await asks(stage, "Чи впала оплата?")
    asked = await stage.seen(group, "Чи впала оплата?")
    await stage.quiet()
    await stage.stop_bot()  # both come in one batch
    taras.writes(LONG, chat=group, reply_to=asked)
    taras.writes("ВАЖЛИВО: не повертати, це шахрай", chat=group, reply_to=asked)
    await stage.start_bot()
    later = await stage.seen(stage.desk, "ВАЖЛИВО: не повертати, це шахрай")
    assert later.text.startswith("➡️ IT answered about #1 (Тарас)")
    first, rest = stage.said(stage.desk, "слово")
    assert first.text.startswith("➡️ IT answered about #1 (Тарас):\nПОЧАТОК")
    assert rest.text.startswith("… ➡️ IT answered about #1 (Тарас):")
    assert "ВИСНОВОК: повернути гроші" in rest.text
    assert 650 == first.text.count("слово") + rest.text.count("слово")

    stage.iryna.writes("/why 1", chat=stage.desk)
    story = await stage.seen(stage.desk, "The story of #1")
    assert "Ірина asked IT: Чи впала оплата?" in story.text
    assert "IT answered (Тарас): ПОЧАТОК" in story.text
    assert "IT answered (Тарас): ВАЖЛИВО: не повертати" in story.text
    for word in ("шахрай", "висновок", "впала оплата"):
        stage.iryna.writes(f"/find {word}", chat=stage.desk)
        assert "#1" in (await stage.seen(stage.desk, f"Found: “{word}”")).text


async def test_the_whole_conversation_holds_what_the_department_was_asked_and_said(
    stage: Stage,
) -> None:
    group, taras = await with_department(stage)
    _olena, card = await asks(stage, "Чи впала оплата?")
    asked = await stage.seen(group, "Чи впала оплата?")
    said = taras.writes("Так, впала", chat=group, reply_to=asked)
    await stage.seen(stage.desk, "IT answered about #1")
    taras.edits(said, "Ні, не впала")
    await stage.seen(stage.desk, "IT corrected its answer")
    await stage.quiet()
    await stage.quiet()
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "Whole conversation")
    await stage.iryna.presses(card, "Whole conversation")
    whole = (await stage.seen(stage.desk, "The whole conversation of #1")).text
    for words in ("Чи впала оплата?", "Так, впала", "Ні, не впала"):
        assert 1 == whole.count(words)


async def test_a_question_that_is_too_long_is_refused_and_the_longest_arrives_whole(
    stage: Stage,
) -> None:
    group, _taras = await with_department(stage)
    _olena, _card, prompt = await picks(stage)
    stage.iryna.writes("П" * 2001, chat=stage.desk, reply_to=prompt)
    await stage.seen(stage.desk, "That is longer than 2000 characters")
    await stage.quiet()
    assert [] == stage.said(group, "ППП")
    stage.iryna.writes("П" * 1990 + " ОПЛАТА?", chat=stage.desk, reply_to=prompt)
    assert "П" * 1990 + " ОПЛАТА?" in (await stage.seen(group, "ППП")).text
    await stage.seen(stage.desk, "IT is asked about #1")


def marked(message: Message, kind: str) -> list[str]:
    """The parts of a message that are marked so."""
    entities = message.raw.get("entities", [])
    return [
        utf16_slice(message.text, one["offset"], one["length"])
        for one in entities
        if one["type"] == kind
    ]


async def test_what_a_department_says_comes_back_with_its_links_and_formatting(
    stage: Stage,
) -> None:
    group, taras = await with_department(stage)
    await asks(stage, "Чи впала оплата?")
    asked = await stage.seen(group, "Чи впала оплата?")
    text = "😀 Так, ось журнал #впала\nцитата"
    entities = [
        {"type": "bold", "offset": 3, "length": 3},
        {"type": "text_link", "offset": 12, "length": 6, "url": "https://log.example/"},
        {"type": "hashtag", "offset": 19, "length": 6},
        {"type": "blockquote", "offset": 26, "length": 6},
    ]
    said = taras.writes(text, chat=group, reply_to=asked, entities=entities)
    back = await stage.seen(stage.desk, text)
    assert "Так" in marked(back, "bold")
    assert ["журнал"] == marked(back, "text_link")
    assert [text] == marked(back, "blockquote")  # our own: quotes hold no quotes
    [link] = [one for one in back.raw["entities"] if one["type"] == "text_link"]
    assert "https://log.example/" == link["url"]

    right = [{**entities[1], "url": "https://log.example/2"}]
    taras.edits(said, text, entities=right)
    corrected = await stage.seen(stage.desk, "IT corrected its answer about #1")
    assert "https://log.example/2" in [one.get("url") for one in corrected.raw["entities"]]
    await stage.seen(group, "The desk has your correction")
    taras.edits(said, text, entities=right)
    await stage.quiet()
    assert 1 == len(stage.said(stage.desk, "IT corrected its answer about #1"))


async def test_formatting_goes_on_in_the_second_of_two_messages(stage: Stage) -> None:
    group, taras = await with_department(stage)
    await asks(stage, "Чи впала оплата?")
    asked = await stage.seen(group, "Чи впала оплата?")
    everything = {"type": "italic", "offset": 0, "length": len(LONG)}
    taras.writes(LONG, chat=group, reply_to=asked, entities=[everything])
    rest = await stage.seen(stage.desk, "ВИСНОВОК")
    first, _ = stage.said(stage.desk, "слово")
    assert LONG == "".join(marked(first, "italic") + marked(rest, "italic"))


async def test_a_question_that_is_edited_reads_anew_where_it_was_asked(stage: Stage) -> None:
    group, taras = await with_department(stage)
    _olena, _card, prompt = await picks(stage)
    question = stage.iryna.writes("Чи впала оплата на 10 грн?", chat=stage.desk, reply_to=prompt)
    asked = await stage.seen(group, "Чи впала оплата на 10 грн?")
    await stage.recorded()
    stage.iryna.edits(question, "Чи впала оплата на 100 грн?")
    told = await stage.seen(stage.desk, "IT reads the new question now.")
    assert question.id == told.reply_to_id
    await stage.turns(asked, "Чи впала оплата на 100 грн?")
    stage.iryna.edits(question, "Чи впала оплата на 100 грн?")  # nothing that can be seen
    stage.iryna.edits(question, "П" * 2001)
    await stage.seen(stage.desk, "IT keeps the question as it was: that is longer than 2000")
    await stage.quiet()
    assert 1 == len(stage.said(stage.desk, "IT reads the new question now."))
    taras.writes("Так", chat=group, reply_to=asked)
    await stage.seen(stage.desk, "IT answered about #1")
    stage.iryna.edits(question, "Чи впала оплата на 1000 грн?")
    await stage.seen(stage.desk, "IT has answered the question as it was.")
    await stage.quiet()
    assert "на 100 грн?" in asked.text
    stage.iryna.writes("/why 1", chat=stage.desk)
    story = (await stage.seen(stage.desk, "The story of #1")).text
    assert "Ірина asked IT: Чи впала оплата на 10 грн?" in story
    assert "✏️ Ірина corrected the question to IT: Чи впала оплата на 100 грн?" in story


async def test_what_goes_along_with_a_question_bears_its_words_no_second_time(
    stage: Stage,
) -> None:
    group, _taras = await with_department(stage)
    _olena, _card, prompt = await picks(stage)
    parts = [
        stage.iryna.sends("photo", chat=stage.desk, caption=text, album="a", reply_to=prompt)
        for text in (None, "Подивіться", "Чому так?")
    ]
    asked = await stage.seen(group, "Чому так?")
    await stage.recorded()
    assert ["", "", ""] == [one.text for one in media(group)]
    stage.iryna.edits(parts[1], "Чи впала оплата?")
    await stage.turns(asked, "📷 photo\nЧи впала оплата?\nЧому так?")
    stage.iryna.edits(parts[0], "Дивіться:")
    await stage.turns(asked, "Дивіться:\nЧи впала оплата?\nЧому так?")
