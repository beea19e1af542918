import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from aiogram.utils.formatting import Bold, Text

from bot.sandbox import Person, Sandbox


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=label, callback_data=label) for label in labels]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def marks(message: Message) -> list[tuple[str, int, int]]:
    return [(one.type, one.offset, one.length) for one in message.entities or []]


async def test_a_message_arrives_as_it_was_sent(bot: Bot, sandbox: Sandbox, olena: Person) -> None:
    asked = olena.starts()

    sent = await bot.send_message(
        olena.id,
        reply_parameters=ReplyParameters(message_id=asked.id),
        reply_markup=keyboard("Take", "Close"),
        disable_notification=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        **Text("Номер ", Bold("#124"), " 👍").as_kwargs(),
    )

    got = olena.inbox[-1]
    assert (got.id, got.text, got.by_bot) == (sent.message_id, "Номер #124 👍", True)
    assert got.buttons == [[("Take", "Take"), ("Close", "Close")]]
    assert got.reply_to_id == asked.id
    assert got.date == sent.date == sandbox.clock()
    assert marks(sent) == [("bold", 6, 4)]
    assert sent.from_user is not None
    assert sent.from_user.id == bot.id


async def test_html_is_turned_into_entities(bot: Bot, olena: Person) -> None:
    olena.starts()

    sent = await bot.send_message(olena.id, "<b>1 &lt; 2</b> 👍 <i>так</i>", parse_mode="HTML")

    assert sent.text == "1 < 2 👍 так"
    assert marks(sent) == [("bold", 0, 5), ("italic", 9, 3)]


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("<script>x</script>", 'Unsupported start tag "script" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        (
            "<b><i>test</b></i>",
            'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"',
        ),
    ],
)
async def test_broken_html_is_refused(bot: Bot, olena: Person, source: str, refusal: str) -> None:
    olena.starts()

    with pytest.raises(TelegramBadRequest) as refused:
        await bot.send_message(olena.id, source, parse_mode="HTML")

    assert f"can't parse entities: {refusal}" in str(refused.value)
    assert len(olena.inbox) == 1


async def test_outer_white_space_is_dropped_and_entities_move_along(
    bot: Bot, olena: Person
) -> None:
    olena.starts()
    marked = [MessageEntity(type="bold", offset=0, length=8)]

    sent = await bot.send_message(olena.id, "  bold \n ", entities=marked)

    assert sent.text == "bold"
    assert marks(sent) == [("bold", 0, 4)]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (" \n ", "message text is empty"),
        ("x" * 4097, "message is too long"),
        ("👍" * 2049, "message is too long"),
    ],
)
async def test_a_text_too_short_or_too_long_is_refused(
    bot: Bot, olena: Person, text: str, refusal: str
) -> None:
    olena.starts()

    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_message(olena.id, text)


async def test_the_longest_text_passes(bot: Bot, olena: Person) -> None:
    olena.starts()

    html = await bot.send_message(olena.id, "&amp;" * 4096, parse_mode="HTML")
    emoji = await bot.send_message(olena.id, "👍" * 2048)

    assert html.text == "&" * 4096
    assert emoji.text == "👍" * 2048


@pytest.mark.parametrize(
    ("kind", "offset", "length", "refusal"),
    [
        ("sparkle", 0, 1, "can't parse MessageEntity: Unsupported type specified"),
        ("bold", -1, 1, "receive an entity with incorrect offset -1"),
        ("bold", 9, 1, "entity begins after the end of the text at UTF-16 offset 9"),
        ("bold", 0, 9, "ends after the end of the text at UTF-16 offset 9"),
    ],
)
async def test_a_broken_entity_is_refused(
    bot: Bot, olena: Person, kind: str, offset: int, length: int, refusal: str
) -> None:
    olena.starts()
    entity = MessageEntity(type=kind, offset=offset, length=length)

    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_message(olena.id, "привіт", entities=[entity])


async def test_a_reply_to_nothing_is_refused_unless_it_may_go_without(
    bot: Bot, olena: Person
) -> None:
    gone = olena.starts()
    olena.deletes(gone)

    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(olena.id, "hi", reply_parameters=ReplyParameters(message_id=gone.id))
    await bot.send_message(
        olena.id,
        "hi",
        reply_parameters=ReplyParameters(message_id=gone.id, allow_sending_without_reply=True),
    )

    assert [message.reply_to_id for message in olena.inbox] == [None]


async def test_callback_data_is_limited_in_bytes(bot: Bot, olena: Person) -> None:
    olena.starts()
    await bot.send_message(olena.id, "ok", reply_markup=keyboard("ї" * 32))

    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await bot.send_message(olena.id, "ok", reply_markup=keyboard("ї" * 33))


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        (InlineKeyboardButton(text="idle"), "Text buttons are unallowed in the inline keyboard"),
        (InlineKeyboardButton(text="x", url="no-url"), "URL 'no-url' is invalid: Wrong HTTP URL"),
    ],
)
async def test_a_button_that_does_nothing_is_refused(
    bot: Bot, olena: Person, button: InlineKeyboardButton, refusal: str
) -> None:
    olena.starts()
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])

    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_message(olena.id, "ok", reply_markup=markup)
