"""The end of a long answer is never cut off without a word."""

import pytest

from bot.sandbox import Message, Person
from tests.journeys.test_business import account_of, asked, got
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
    method = "sendMessage" if medium == "text" else "copyMessage"
    stage.sandbox.fail_next(method, status=500, chat_id=olena.id)
    await answers(stage, card, medium, text)
    await tried(stage, method, olena, text)
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


async def reads(stage: Stage, olena: Person, *texts: str) -> None:
    await stage.sandbox.wait_for(lambda: heard(olena) == [*texts])
    await stage.recorded()


async def test_such_a_caption_is_corrected_where_it_stands(stage: Stage) -> None:
    olena, card = await question(stage)
    said = await answers(stage, card, "photo", words(2000))
    await reads(stage, olena, words(2000), "")
    for corrected in ("С" + words(2000)[1:], "Коротко", words(3000)):
        stage.iryna.edits(said, corrected)
        await reads(stage, olena, corrected, "")
    stage.iryna.edits(said, "// Клієнтка скандальна")
    await stage.seen(stage.desk, "stays among the team")
    stage.iryna.edits(said, "")
    told = await stage.seen(stage.desk, "your correction did not reach Олена.")
    assert said.id == told.reply_to_id
    assert [words(3000), ""] == heard(olena)


@pytest.mark.parametrize("status", [None, 429, 500])
async def test_a_caption_that_became_too_long_is_said_once_beside_what_it_was_under(
    stage: Stage, status: int | None
) -> None:
    olena, card = await question(stage)
    said = await answers(stage, card, "photo", "Коротко")
    await reads(stage, olena, "Коротко")
    if status:
        stage.sandbox.fail_next("editMessageCaption", status=status, retry_after=60)
    stage.iryna.edits(said, words(2000))
    await tried(stage, "sendMessage", olena, words(2000))
    await stage.fast_forward(minutes=2)
    await reads(stage, olena, "", words(2000))
    photo, apart = olena.inbox[-2:]
    assert photo.id == apart.reply_to_id
    stage.iryna.edits(said, "Усе ж коротко")
    await reads(stage, olena, "", "Усе ж коротко")


async def test_what_was_perhaps_said_beside_it_already_says_so(stage: Stage) -> None:
    olena, card = await question(stage)
    said = await answers(stage, card, "photo", "Коротко")
    await reads(stage, olena, "Коротко")
    stage.sandbox.fail_next("sendMessage", status=500, chat_id=olena.id)
    stage.iryna.edits(said, words(2000))
    await tried(stage, "sendMessage", olena, words(2000))
    await stage.fast_forward(minutes=2)
    await reads(stage, olena, "", "🔁 Можливо, повтор:\n" + words(2000))


async def test_in_a_business_chat_too(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    said = await answers(stage, card, "photo", words(2000))
    for text in ("С" + words(2000)[1:], "Коротко"):
        await stage.recorded()
        stage.iryna.edits(said, text)
        await stage.sandbox.wait_for(lambda: got(account, olena) == [text, ""])  # noqa: B023


async def test_a_long_caption_that_became_a_note_while_the_photo_waited_is_told(
    stage: Stage,
) -> None:
    olena, card = await question(stage)
    stage.sandbox.fail_next("copyMessage", status=429, retry_after=60, chat_id=olena.id)
    said = await answers(stage, card, "photo", words(2000))
    await tried(stage, "copyMessage", olena)
    stage.iryna.edits(said, "// Клієнтка скандальна")
    await stage.fast_forward(minutes=2)
    told = await stage.seen(stage.desk, "did not reach Олена")
    assert "may have reached them" in told.text
    assert [words(2000)] == heard(olena)
