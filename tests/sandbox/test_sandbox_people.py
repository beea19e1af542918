import asyncio
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from bot.sandbox import CallbackAnswer, Person, Sandbox

BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="✋ Take", callback_data="take:1"),
            InlineKeyboardButton(text="Take all", callback_data="take:all"),
            InlineKeyboardButton(text="Site", url="https://example.com"),
        ]
    ]
)


async def last_message(bot: Bot) -> Message:
    (update,) = await bot.get_updates(offset=-1)
    message = update.message or update.edited_message
    assert message is not None
    return message


async def test_starting_opens_the_chat_with_a_command(bot: Bot, olena: Person) -> None:
    olena.starts(payload="brand7")

    message = await last_message(bot)

    assert message.text == "/start brand7"
    assert message.entities is not None
    assert (message.entities[0].type, message.entities[0].length) == ("bot_command", 6)
    assert message.from_user is not None
    assert message.from_user.language_code == "uk"
    assert message.chat.id == message.from_user.id == olena.id > 2**32


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("👍 /new and @olena", [("bot_command", 3, 4), ("mention", 12, 6)]),
        ("mail me@example.com or 1/2", []),
        ("https://a.example/x #скарга", [("url", 0, 19), ("hashtag", 20, 7)]),
    ],
)
async def test_marks_are_found_in_what_people_write(
    bot: Bot, olena: Person, text: str, expected: list[tuple[str, int, int]]
) -> None:
    olena.writes(text)

    entities = (await last_message(bot)).entities or []

    assert [(one.type, one.offset, one.length) for one in entities] == expected


async def test_a_message_can_be_dated(sandbox: Sandbox, bot: Bot, olena: Person) -> None:
    yesterday = sandbox.clock() - timedelta(days=1)

    said = olena.writes("late to arrive", at=yesterday)

    assert (await last_message(bot)).date == said.date == yesterday


async def test_an_edit_reaches_the_bot(sandbox: Sandbox, bot: Bot, olena: Person) -> None:
    said = olena.writes("helo")
    await sandbox.advance(minutes=1)

    olena.edits(said, "hello")

    (_, update) = await bot.get_updates()
    assert update.edited_message is not None
    assert update.edited_message.text == "hello"
    assert update.edited_message.edit_date == sandbox.clock().timestamp()
    assert (said.text, said.edits, olena.inbox) == ("hello", ["helo"], [said])


async def test_a_forward_tells_its_origin_or_hides_it(
    bot: Bot, olena: Person, taras: Person
) -> None:
    complaint = taras.writes("Привезли холодне")

    olena.writes("", forward_of=complaint)
    open_forward = await last_message(bot)
    again = olena.writes("", forward_of=olena.inbox[-1])
    olena.writes("", forward_of=complaint, forward_hidden=True)
    hidden = await last_message(bot)

    assert open_forward.text == hidden.text == again.text == "Привезли холодне"
    assert isinstance(open_forward.forward_origin, MessageOriginUser)
    assert open_forward.forward_origin.sender_user.id == taras.id
    assert open_forward.forward_origin.date == complaint.date
    assert again.raw["forward_origin"]["sender_user"]["id"] == taras.id
    assert isinstance(hidden.forward_origin, MessageOriginHiddenUser)
    assert hidden.forward_origin.sender_user_name == "Тарас Мельник"


@pytest.mark.parametrize(
    "kind",
    [
        "photo",
        "voice",
        "video",
        "video_note",
        "sticker",
        "document",
        "audio",
        "animation",
        "location",
        "contact",
    ],
)
async def test_any_medium_parses(bot: Bot, olena: Person, kind: str) -> None:
    olena.sends(kind)

    assert (await last_message(bot)).content_type == kind


async def test_an_album_is_several_messages(bot: Bot, olena: Person) -> None:
    first = olena.sends("photo", caption="розбите #скло", album="77")
    olena.sends("photo", album="77")

    updates = await bot.get_updates()

    assert [one.message.media_group_id for one in updates if one.message] == ["77", "77"]
    assert first.text == "розбите #скло"
    assert first.raw["caption_entities"][0]["type"] == "hashtag"


async def test_a_caption_can_be_edited(bot: Bot, olena: Person) -> None:
    sent = olena.sends("photo", caption="before")

    olena.edits(sent, "after")

    edited = await last_message(bot)
    assert (edited.caption, edited.photo is not None) == ("after", True)


async def test_a_reaction_tells_what_it_replaces(bot: Bot, olena: Person) -> None:
    await bot.get_updates(allowed_updates=["message_reaction"])
    said = olena.writes("hi")

    olena.reacts(said, "👍")
    olena.reacts(said, None)

    reactions = [update.message_reaction for update in await bot.get_updates()]
    assert [(len(one.old_reaction), len(one.new_reaction)) for one in reactions if one] == [
        (0, 1),
        (1, 0),
    ]


async def answer_next_query(bot: Bot, text: str) -> None:
    while True:
        for update in await bot.get_updates(timeout=1):
            if update.callback_query:
                await update.callback_query.answer(text, show_alert=True)
                return


async def test_a_pressed_button_waits_for_the_answer(bot: Bot, olena: Person) -> None:
    olena.starts()
    await bot.send_message(olena.id, "#1", reply_markup=BUTTONS)

    answer, _ = await asyncio.gather(
        olena.presses(olena.inbox[-1], "Take"), answer_next_query(bot, "Yours")
    )

    assert answer == CallbackAnswer("Yours", show_alert=True)
    (update,) = await bot.get_updates(offset=-1)
    assert update.callback_query is not None
    assert (update.callback_query.data, update.callback_query.from_user.id) == ("take:1", olena.id)


async def test_pressing_what_cannot_be_pressed(bot: Bot, olena: Person) -> None:
    olena.starts()
    await bot.send_message(olena.id, "#1", reply_markup=BUTTONS)

    with pytest.raises(LookupError, match="no button 'Close'"):
        await olena.presses(olena.inbox[-1], "Close")
    with pytest.raises(ValueError, match="'Site' sends no callback"):
        await olena.presses(olena.inbox[-1], "Site")
    with pytest.raises(TimeoutError, match="no answer to 'take:all' from Олена"):
        await olena.presses(olena.inbox[-1], "Take all", timeout=0.05)


async def test_callback_data_can_be_forged(bot: Bot, olena: Person, taras: Person) -> None:
    olena.starts()
    await bot.send_message(olena.id, "#1", reply_markup=BUTTONS)

    with pytest.raises(TimeoutError):
        await taras.forges(olena.inbox[-1], "close:124", timeout=0.05)
    with pytest.raises(LookupError, match="the bot has said nothing"):
        await taras.forges(None, "close:124", timeout=0.05)

    (update,) = await bot.get_updates(offset=-1)
    assert update.callback_query is not None
    assert (update.callback_query.data, update.callback_query.from_user.id) == (
        "close:124",
        taras.id,
    )


async def test_a_deleted_message_is_inaccessible_in_its_callback(bot: Bot, olena: Person) -> None:
    olena.starts()
    await bot.send_message(olena.id, "#1", reply_markup=BUTTONS)
    shown = olena.inbox[-1]
    olena.deletes(shown)

    with pytest.raises(TimeoutError):
        await olena.presses(shown, "Take", timeout=0.05)

    (update,) = await bot.get_updates(offset=-1)
    assert update.callback_query is not None
    assert isinstance(update.callback_query.message, InaccessibleMessage)


async def test_an_old_or_unknown_query_cannot_be_answered(
    sandbox: Sandbox, bot: Bot, olena: Person
) -> None:
    refusal = "query is too old and response timeout expired or query ID is invalid"
    olena.starts()
    await bot.send_message(olena.id, "#1", reply_markup=BUTTONS)
    with pytest.raises(TimeoutError):
        await olena.presses(olena.inbox[-1], "Take", timeout=0.05)
    (update,) = await bot.get_updates(offset=-1)
    assert update.callback_query is not None

    await sandbox.advance(hours=1)

    with pytest.raises(TelegramBadRequest, match=refusal):
        await update.callback_query.answer("late")
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.answer_callback_query("1")


async def test_waiting_tells_what_was_last_said(sandbox: Sandbox, bot: Bot, olena: Person) -> None:
    olena.starts()
    await bot.send_message(olena.id, "Вітаю!")

    with pytest.raises(TimeoutError, match="Вітаю!"):
        await sandbox.wait_for(lambda: len(olena.inbox) > 2, timeout=0.05)


async def test_waiting_returns_what_it_waited_for(
    sandbox: Sandbox, bot: Bot, olena: Person
) -> None:
    olena.starts()
    waiting = asyncio.ensure_future(
        sandbox.wait_for(lambda: [one for one in olena.inbox if one.by_bot])
    )

    await bot.send_message(olena.id, "Вітаю!")

    (said,) = await asyncio.wait_for(waiting, 1)
    assert said.text == "Вітаю!"
