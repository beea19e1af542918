"""The client gets what we read of an answer, as it was formatted, and nothing written since."""

import pytest

from bot.sandbox import Message, Person
from tests.journeys.test_corrected_answers import NOTE, heard, question, tried
from tests.journeys.test_long_answers import words
from tests.stage import Stage

HERE = {"type": "text_link", "offset": 0, "length": 3}
BOTH = ("copyMessage", "sendMessage")


async def is_held_up(stage: Stage, olena: Person) -> None:
    """Whatever is carried to her now is put off for a minute."""
    for method in BOTH:
        stage.sandbox.fail_next(method, status=429, retry_after=60, chat_id=olena.id)


async def becomes_note_unread(stage: Stage, said: Message, field: str) -> None:
    """Edited, and the news of it has not come to us."""
    content = {name: one for name, one in said.content.items() if name != "entities"}
    said.change({**content, field: NOTE}, int(stage.clock().timestamp()))


async def test_a_text_that_became_a_note_unread_goes_out_as_we_read_it(stage: Stage) -> None:
    olena, card = await question(stage)
    await is_held_up(stage, olena)
    said = stage.iryna.writes("100 грн", chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")
    await becomes_note_unread(stage, said, "text")
    await stage.fast_forward(minutes=2)
    assert ["100 грн"] == heard(olena)


@pytest.mark.parametrize("caption", ["100 грн", None])
async def test_a_caption_that_became_a_note_unread_goes_out_as_we_read_it(
    stage: Stage, caption: str | None
) -> None:
    olena, card = await question(stage)
    await is_held_up(stage, olena)
    said = stage.iryna.sends("photo", caption=caption, chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")
    await becomes_note_unread(stage, said, "caption")
    await stage.fast_forward(minutes=2)
    assert [caption or ""] == heard(olena)
    assert said.raw["photo"] == olena.inbox[-1].raw["photo"]


async def test_links_formatting_emoji_and_the_choice_of_preview_are_kept(stage: Stage) -> None:
    olena, card = await question(stage)
    entities = [
        {**HERE, "url": "https://a.example/"},
        {"type": "bold", "offset": 0, "length": 8},
        {"type": "custom_emoji", "offset": 9, "length": 2, "custom_emoji_id": "5"},
    ]
    preview = {"url": "https://a.example/", "prefer_small_media": True}
    text = "тут грн. 🎂"
    stage.iryna.writes(text, chat=stage.desk, reply_to=card, entities=entities, preview=preview)
    got = (await stage.seen(olena, text)).raw
    assert entities == got["entities"]
    assert preview == got["link_preview_options"]
    bare = stage.iryna.writes("https://b.example/", chat=stage.desk, reply_to=card)
    await stage.seen(olena, "https://b.example/")
    await stage.recorded()
    stage.iryna.edits(bare, "https://c.example/")
    await stage.sandbox.wait_for(lambda: heard(olena)[-1] == "https://c.example/")
    assert not olena.inbox[-1].raw["link_preview_options"].get("is_disabled")


async def test_a_caption_keeps_its_links_and_its_place(stage: Stage) -> None:
    olena, card = await question(stage)
    said = stage.iryna.sends(
        "photo", caption="#тут", caption_above=True, chat=stage.desk, reply_to=card
    )
    got = await stage.seen(olena, "#тут")
    assert said.raw["caption_entities"] == got.raw["caption_entities"]
    assert got.raw["show_caption_above_media"]
    await stage.recorded()
    stage.iryna.edits(said, "#там")
    await stage.sandbox.wait_for(lambda: heard(olena) == ["#там"])
    assert got.raw["show_caption_above_media"]


@pytest.mark.parametrize("medium", ["text", "photo"])
async def test_a_link_corrected_alone_reaches_the_client(stage: Stage, medium: str) -> None:
    olena, card = await question(stage)
    if medium == "text":
        wrong = [{**HERE, "url": "https://wrong.example/"}]
        said = stage.iryna.writes("тут", chat=stage.desk, reply_to=card, entities=wrong)
    else:
        said = stage.iryna.sends("photo", caption="тут", chat=stage.desk, reply_to=card)
    got = await stage.seen(olena, "тут")
    await stage.recorded()
    right = [{**HERE, "url": "https://right.example/"}]
    stage.iryna.edits(said, "тут", entities=right)
    field = "entities" if medium == "text" else "caption_entities"
    await stage.sandbox.wait_for(lambda: got.raw.get(field) == right)
    await stage.recorded()
    edits = len(got.edits)
    stage.iryna.edits(said, "тут", entities=right)  # Telegram tells of more than words
    await stage.quiet()
    assert edits == len(got.edits)
    assert [] == stage.said(stage.desk, "did not reach")


async def test_a_link_corrected_before_the_answer_went_out_goes_out_corrected(
    stage: Stage,
) -> None:
    olena, card = await question(stage)
    await is_held_up(stage, olena)
    wrong = [{**HERE, "url": "https://wrong.example/"}]
    said = stage.iryna.writes("тут", chat=stage.desk, reply_to=card, entities=wrong)
    await tried(stage, "sendMessage", olena, "тут")
    right = [{**HERE, "url": "https://right.example/"}]
    stage.iryna.edits(said, "тут", entities=right)
    await stage.fast_forward(minutes=2)
    assert ["тут"] == heard(olena)
    assert right == olena.inbox[-1].raw["entities"]


async def test_a_long_caption_is_said_once_though_the_photo_had_to_wait(stage: Stage) -> None:
    olena, card = await question(stage)
    stage.sandbox.fail_next("copyMessage", status=429, retry_after=60, chat_id=olena.id)
    stage.iryna.sends("photo", caption=words(2000), chat=stage.desk, reply_to=card)
    await tried(stage, "copyMessage", olena)
    await stage.fast_forward(minutes=2)
    assert [words(2000), ""] == heard(olena)
    assert "photo" in olena.inbox[-1].raw
