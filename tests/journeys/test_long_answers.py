"""The end of a long answer is never cut off without a word."""

import pytest

from bot.sandbox import Message, Person
from tests.journeys.test_corrected_answers import heard, question, tried
from tests.stage import Stage

END = "КІНЕЦЬ"


def words(length: int) -> str:
    return ("слово " * 1000)[: length - len(END)] + END


async def answers(stage: Stage, card: Message, medium: str, text: str) -> Message:
    if medium == "text":
        return stage.iryna.writes(text, chat=stage.desk, reply_to=card)
    return stage.iryna.sends(medium, caption=text, chat=stage.desk, reply_to=card)


async def said_again(stage: Stage, olena: Person, card: Message, medium: str, text: str) -> None:
    stage.sandbox.fail_next("copyMessage", status=500, chat_id=olena.id)
    await answers(stage, card, medium, text)
    await tried(stage, "copyMessage", olena)
    await stage.fast_forward(minutes=2)


@pytest.mark.parametrize(("medium", "length"), [("text", 4090), ("photo", 1016)])
async def test_a_repeat_without_room_for_the_mark_comes_after_it(
    stage: Stage, medium: str, length: int
) -> None:
    olena, card = await question(stage)
    await said_again(stage, olena, card, medium, words(length))
    mark, answer = heard(olena)
    assert "🔁 Можливо, повтор:" == mark
    assert words(length) == answer


async def test_a_long_answer_is_corrected_to_its_end(stage: Stage) -> None:
    olena, card = await question(stage)
    for medium, length in (("text", 4096), ("photo", 1024)):
        said = await answers(stage, card, medium, words(length))
        await stage.seen(olena, words(length))
        await stage.recorded()
        corrected = "С" + words(length)[1:]
        stage.iryna.edits(said, corrected)
        await stage.sandbox.wait_for(lambda: heard(olena)[-1] == corrected)  # noqa: B023


async def test_a_caption_longer_than_we_may_write_goes_as_a_message_of_its_own(
    stage: Stage,
) -> None:
    """Premium users may write 4096."""
    olena, card = await question(stage)
    stage.sandbox.fail_next("copyMessage", status=429, retry_after=60, chat_id=olena.id)
    said = await answers(stage, card, "photo", words(2000))
    await tried(stage, "copyMessage", olena)
    corrected = "С" + words(2000)[1:]
    stage.iryna.edits(said, corrected)
    await stage.fast_forward(minutes=2)
    assert [corrected, ""] == heard(olena)
    assert "photo" in olena.inbox[-1].raw
