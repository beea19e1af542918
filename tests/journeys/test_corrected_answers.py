"""A correction reaches the client also when it is made before the answer has gone out."""

import pytest

from bot.sandbox import BusinessAccount, Message, Person
from storage.tables import Event, Wait
from tests.journeys.deeds import asks
from tests.journeys.test_business import account_of, asked, got
from tests.stage import Stage

NOTE = "// Клієнтка скандальна"


async def question(stage: Stage) -> tuple[Person, Message]:
    await stage.set_up()
    olena = stage.sandbox.person("Олена", language="en")
    card = await asks(stage, olena, "Скільки коштує?")
    await stage.quiet()
    return olena, card


async def tried(stage: Stage, method: str, client: Person, words: str = "") -> None:
    """Until something that says so was sent to the client, or should have been."""
    await stage.sandbox.wait_for(
        lambda: any(
            one.params.get("chat_id") == client.id
            and words in (one.params.get("text") or one.params.get("caption") or "")
            for one in stage.sandbox.calls.of(method)
        )
    )


def heard(client: Person, *, after: int = 1) -> list[str]:
    """What the client reads, without the receipt."""
    return [one.text for one in client.inbox if one.by_bot][after:]


async def waits_on(stage: Stage) -> bool:
    [wait] = await stage.record.all(Wait)
    return wait.stopped_at is None


async def test_what_became_a_note_while_the_bot_was_down_is_not_sent(stage: Stage) -> None:
    olena, card = await question(stage)
    await stage.stop_bot()
    said = stage.iryna.writes("Клієнтка скандальна", chat=stage.desk, reply_to=card)
    await stage.fast_forward(seconds=30)
    stage.iryna.edits(said, NOTE)
    await stage.start_bot()
    told = await stage.seen(stage.desk, "did not reach Олена")
    assert said.id == told.reply_to_id
    assert "became a note for the team" in told.text
    assert "The clock runs on" in told.text
    await stage.fast_forward(minutes=5)
    assert [] == heard(olena)
    assert await waits_on(stage)
    assert "answer by" in card.text
    assert [] == stage.said(stage.desk, "stays among the team")
    stage.iryna.edits(said, "Це коштує 100 грн")
    told = await stage.seen(stage.desk, "This was not sent to the client")
    assert said.id == told.reply_to_id
    assert [] == heard(olena)


@pytest.mark.parametrize("status", [429, 500])
async def test_what_became_a_note_before_the_second_try_is_not_sent(
    stage: Stage, status: int
) -> None:
    olena, card = await question(stage)
    stage.sandbox.fail_next("sendMessage", status=status, retry_after=60, chat_id=olena.id)
    said = stage.iryna.writes("Клієнтка скандальна", chat=stage.desk, reply_to=card)
    await tried(stage, "sendMessage", olena, "Клієнтка скандальна")
    stage.iryna.edits(said, NOTE)
    await stage.fast_forward(minutes=3)
    told = await stage.seen(stage.desk, "did not reach Олена")
    assert ("may have reached them" in told.text) is (status == 500)
    assert [] == heard(olena)
    assert await waits_on(stage)


async def test_what_became_a_note_once_it_was_on_its_way_stays_as_it_was(stage: Stage) -> None:
    olena, card = await question(stage)
    stage.sandbox.hang("sendMessage", seconds=0.5, chat_id=olena.id)
    said = stage.iryna.writes("100 грн", chat=stage.desk, reply_to=card)
    await stage.seen(olena, "100 грн")
    stage.iryna.edits(said, NOTE)
    told = await stage.seen(stage.desk, "stays among the team")
    assert "If the answer has gone out already" in told.text
    await stage.recorded()
    await stage.fast_forward(minutes=3)
    assert ["100 грн"] == heard(olena)
    assert not await waits_on(stage)


@pytest.mark.parametrize("status", [429, 500])
async def test_a_second_try_sends_the_corrected_words(stage: Stage, status: int) -> None:
    olena, card = await question(stage)
    stage.sandbox.fail_next("sendMessage", status=status, retry_after=60, chat_id=olena.id)
    said = stage.iryna.writes("100 грн", chat=stage.desk, reply_to=card)
    await tried(stage, "sendMessage", olena, "100 грн")
    bold = {"type": "bold", "offset": 0, "length": 4}
    stage.iryna.edits(said, "1000 грн", entities=[bold])
    await stage.fast_forward(minutes=3)
    mark = "🔁 Можливо, повтор:\n" if status == 500 else ""
    assert [f"{mark}1000 грн"] == heard(olena)
    [entity] = olena.inbox[-1].raw["entities"]
    assert {**bold, "offset": len(mark.encode("utf-16-le")) // 2} == entity
    await stage.turns(card, "1000 грн")
    stage.iryna.edits(said, "2000 грн")
    await stage.sandbox.wait_for(lambda: heard(olena) == [f"{mark}2000 грн"])  # still a repeat


async def test_a_caption_corrected_meanwhile_goes_out_corrected(stage: Stage) -> None:
    olena, card = await question(stage)
    stage.sandbox.fail_next("copyMessage", status=429, retry_after=60, chat_id=olena.id)
    said = stage.iryna.sends("photo", caption="100 грн", chat=stage.desk, reply_to=card)
    await tried(stage, "copyMessage", olena)
    stage.iryna.edits(said, "1000 грн")
    await stage.fast_forward(minutes=3)
    assert ["1000 грн"] == heard(olena)
    assert "photo" in olena.inbox[-1].raw
    stage.iryna.edits(said, "")
    await stage.sandbox.wait_for(lambda: heard(olena) == [""])


@pytest.mark.parametrize("medium", ["text", "photo"])
async def test_a_correction_made_while_the_answer_is_under_way_follows_it(
    stage: Stage, medium: str
) -> None:
    olena, card = await question(stage)
    method = "sendMessage" if medium == "text" else "copyMessage"
    stage.sandbox.hang(method, seconds=0.5, chat_id=olena.id)
    if medium == "text":
        said = stage.iryna.writes("100 грн", chat=stage.desk, reply_to=card)
    else:
        said = stage.iryna.sends("photo", caption="100 грн", chat=stage.desk, reply_to=card)
    await stage.seen(olena, "100 грн")
    stage.iryna.edits(said, "1000 грн")
    await stage.sandbox.wait_for(lambda: heard(olena) == ["1000 грн"])
    await stage.recorded()
    await stage.fast_forward(minutes=3)
    assert ["1000 грн"] == heard(olena)


async def test_of_several_corrections_the_last_stands_though_the_first_had_to_be_repeated(
    stage: Stage,
) -> None:
    olena, card = await question(stage)
    said = stage.iryna.writes("100 грн", chat=stage.desk, reply_to=card)
    await stage.seen(olena, "100 грн")
    await stage.recorded()
    stage.sandbox.fail_next("editMessageText", status=500, times=4, chat_id=olena.id)
    stage.iryna.edits(said, "1000 грн")
    await tried(stage, "editMessageText", olena)
    stage.iryna.edits(said, "2000 грн")
    await stage.fast_forward(minutes=5)
    assert ["2000 грн"] == heard(olena)


async def test_in_a_business_chat_too(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    stage.sandbox.fail_next("sendMessage", status=429, retry_after=60, chat_id=olena.id)
    said = stage.iryna.writes("100 грн", chat=stage.desk, reply_to=card)
    await tried(stage, "sendMessage", olena, "100 грн")
    stage.iryna.edits(said, "1000 грн")
    await stage.fast_forward(minutes=3)
    assert ["1000 грн"] == got(account, olena)
    stage.iryna.edits(said, "1500 грн")
    await _reads(stage, account, olena, "1500 грн")


async def test_in_a_business_chat_while_it_is_under_way(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    stage.sandbox.hang("sendMessage", seconds=0.5, chat_id=olena.id)
    said = stage.iryna.writes("100 грн", chat=stage.desk, reply_to=card)
    await _reads(stage, account, olena, "100 грн")
    stage.iryna.edits(said, "1000 грн")
    await _reads(stage, account, olena, "1000 грн")


async def _reads(stage: Stage, account: BusinessAccount, client: Person, words: str) -> None:
    await stage.sandbox.wait_for(lambda: got(account, client) == [words])


async def test_words_corrected_after_a_kill_go_out_corrected(stage_url: str) -> None:
    async with Stage.open(stage_url, own_process=True) as stage:
        olena, card = await question(stage)
        stage.sandbox.hang("sendMessage", chat_id=olena.id)
        said = stage.iryna.writes("100 грн", chat=stage.desk, reply_to=card)
        await stage.seen(olena, "100 грн")
        await stage.kill_bot()
        stage.iryna.edits(said, "1000 грн")
        await stage.start_bot()
        await stage.quiet()
        await stage.fast_forward(minutes=3)
        await stage.recorded()
        assert ["100 грн", "🔁 Можливо, повтор:\n1000 грн"] == heard(olena)


@pytest.mark.parametrize("why", ["blocked", "refused"])
async def test_a_correction_that_does_not_arrive_is_told_and_shown(stage: Stage, why: str) -> None:
    olena, card = await question(stage)
    said = stage.iryna.writes("100 грн", chat=stage.desk, reply_to=card)
    await stage.seen(olena, "100 грн")
    await stage.turns(card, "answered in")
    await stage.recorded()
    if why == "blocked":
        olena.blocks()
    else:
        stage.sandbox.fail_next(
            "editMessageText",
            status=400,
            description="Bad Request: message can't be edited",
            chat_id=olena.id,
        )
    stage.iryna.edits(said, "1000 грн")
    told = await stage.seen(stage.desk, "#1: your correction did not reach Олена.")
    assert said.id == told.reply_to_id
    assert ("blocked the bot" in told.text) is (why == "blocked")
    assert "The client keeps the words they got" in told.text
    await stage.turns(card, "⛔ the client keeps the earlier words")
    assert "answered in" in card.text
    assert not await waits_on(stage)
    assert ["100 грн"] == heard(olena)
    assert "uncorrected" in [one.what for one in await stage.record.all(Event)]
    stage.iryna.writes("/why 1", chat=stage.desk)
    await stage.seen(stage.desk, "⛔ a correction did not reach the client")
    if why == "refused":
        stage.iryna.edits(said, "2000 грн")
        await stage.sandbox.wait_for(lambda: heard(olena) == ["2000 грн"])
        await stage.recorded()
        await stage.quiet()
        assert "keeps the earlier words" not in card.text
