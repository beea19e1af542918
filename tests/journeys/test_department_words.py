"""What a department is asked and what it says arrives whole, and is found again."""

from tests.journeys.test_hand_offs import asks, picks, with_department
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
