import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReactionTypeEmoji,
)

from bot.sandbox import Person, Sandbox


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=label, callback_data=label) for label in labels]
    return InlineKeyboardMarkup(inline_keyboard=[row])


async def test_an_edit_shows_in_place_and_keeps_the_earlier_text(bot: Bot, olena: Person) -> None:
    olena.starts()
    sent = await bot.send_message(olena.id, "open", reply_markup=keyboard("Take"))

    edited = await sent.edit_text("taken")

    shown = olena.inbox[-1]
    assert not isinstance(edited, bool)
    assert (shown.text, shown.edits, shown.buttons) == ("taken", ["open"], [])
    assert edited.edit_date is not None


async def test_buttons_can_be_changed_alone(bot: Bot, olena: Person) -> None:
    olena.starts()
    sent = await bot.send_message(olena.id, "open", reply_markup=keyboard("Take"))

    await sent.edit_reply_markup(reply_markup=keyboard("Close"))

    assert (olena.inbox[-1].text, olena.inbox[-1].edits) == ("open", [])
    assert olena.inbox[-1].buttons == [[("Close", "Close")]]
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_reply_markup(reply_markup=keyboard("Close"))


async def test_edits_that_telegram_refuses(bot: Bot, olena: Person) -> None:
    hers = olena.starts()
    sent = await bot.send_message(olena.id, "open", reply_markup=keyboard("Take"))

    with pytest.raises(
        TelegramBadRequest,
        match="message is not modified: specified new message content and reply markup are "
        "exactly the same as a current content and reply markup of the message",
    ):
        await sent.edit_text("open", reply_markup=keyboard("Take"))
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=olena.id, message_id=hers.id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=olena.id, message_id=999)
    await sent.delete()
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await sent.edit_text("too late")


async def test_an_edit_takes_only_an_inline_keyboard(
    sandbox: Sandbox, bot: Bot, olena: Person
) -> None:
    olena.starts()
    sent = await bot.send_message(olena.id, "ask", reply_markup=ForceReply())
    session = await bot.session.create_session()  # type: ignore[attr-defined]
    body = {
        "chat_id": olena.id,
        "message_id": sent.message_id,
        "text": "x",
        "reply_markup": {"force_reply": True},
    }

    url = f"{sandbox.url}/bot{sandbox.token}/editMessageText"
    async with session.post(url, json=body) as response:
        answer = await response.json()

    assert (response.status, answer["description"]) == (
        400,
        "Bad Request: inline keyboard expected",
    )


async def test_a_recorded_answer_is_not_changed_by_a_later_edit(
    sandbox: Sandbox, bot: Bot, olena: Person
) -> None:
    olena.starts()
    sent = await bot.send_message(olena.id, "first")
    await sent.edit_text("second")

    answer = sandbox.calls.of("sendMessage")[0].answer

    assert answer is not None
    assert answer["result"]["text"] == "first"


async def test_a_message_is_deleted_once(bot: Bot, olena: Person) -> None:
    olena.starts()
    sent = await bot.send_message(olena.id, "oops")

    assert await sent.delete()

    assert [message.text for message in olena.inbox] == ["/start"]
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await sent.delete()


async def test_an_old_message_can_no_longer_be_deleted(
    sandbox: Sandbox, bot: Bot, olena: Person
) -> None:
    olena.starts()
    sent = await bot.send_message(olena.id, "old")

    await sandbox.advance(hours=48)

    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await sent.delete()


async def test_a_copy_carries_the_content_but_not_the_author(
    bot: Bot, olena: Person, taras: Person
) -> None:
    taras.starts()
    photo = olena.sends("photo", caption="розбита чашка")

    copied = await bot.copy_message(taras.id, olena.id, photo.id, reply_markup=keyboard("Take"))

    copy = taras.inbox[-1]
    assert (copy.id, copy.text) == (copied.message_id, "розбита чашка")
    assert copy.raw["photo"] == photo.raw["photo"]
    assert "forward_origin" not in copy.raw
    with pytest.raises(TelegramBadRequest, match="message to copy not found"):
        await bot.copy_message(taras.id, olena.id, 999)


async def test_a_copy_with_a_caption_of_its_own_has_nothing_of_the_earlier_one(
    bot: Bot, olena: Person, taras: Person
) -> None:
    taras.starts()
    photo = olena.sends("photo", caption="розбита чашка #брак", caption_above=True)
    assert "caption_entities" in photo.raw
    await bot.copy_message(taras.id, olena.id, photo.id, caption="чашка")
    assert "чашка" == taras.inbox[-1].text
    await bot.copy_message(taras.id, olena.id, photo.id, caption=" ")  # as good as none
    for copy in taras.inbox[-2:]:
        assert photo.raw["photo"] == copy.raw["photo"]
        assert {"caption_entities", "show_caption_above_media"}.isdisjoint(copy.raw)
    assert "caption" not in taras.inbox[-1].raw


async def test_a_caption_whose_links_alone_are_others_is_edited(bot: Bot, olena: Person) -> None:
    olena.starts()
    photo = olena.sends("photo", caption="тут")
    sent = await bot.copy_message(olena.id, olena.id, photo.id, caption="тут")
    link = MessageEntity(type="text_link", offset=0, length=3, url="https://a.example/")
    where = {"chat_id": olena.id, "message_id": sent.message_id, "caption": "тут"}
    await bot.edit_message_caption(**where, caption_entities=[link])
    assert "https://a.example/" == olena.inbox[-1].raw["caption_entities"][0]["url"]
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_caption(**where, caption_entities=[link])


async def test_a_forward_names_the_author(bot: Bot, olena: Person, taras: Person) -> None:
    taras.starts()
    said = olena.writes("Де замовлення?")

    forwarded = await bot.forward_message(taras.id, olena.id, said.id)

    assert forwarded.text == "Де замовлення?"
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "user"
    with pytest.raises(TelegramBadRequest, match="message to forward not found"):
        await bot.forward_message(taras.id, olena.id, 999)


async def test_an_uploaded_file_can_be_sent_again_by_its_id_and_downloaded(
    bot: Bot, olena: Person
) -> None:
    olena.starts()
    report = BufferedInputFile(b"a;b\n1;2\n", filename="report.csv")

    sent = await bot.send_document(olena.id, report, caption="Звіт")
    assert sent.document is not None
    again = await bot.send_document(olena.id, sent.document.file_id)

    assert (sent.document.file_name, sent.caption) == ("report.csv", "Звіт")
    assert again.document == sent.document
    downloaded = await bot.download(sent.document)
    assert downloaded is not None
    assert downloaded.read() == b"a;b\n1;2\n"


async def test_a_picture_is_uploaded(bot: Bot, olena: Person) -> None:
    olena.starts()

    sent = await bot.send_photo(olena.id, BufferedInputFile(b"\x89PNG", filename="chart.png"))

    assert sent.photo is not None
    assert sent.photo[-1].file_size == 4


async def test_voices_videos_and_stickers_go_by_their_id(
    bot: Bot, olena: Person, taras: Person
) -> None:
    taras.starts()
    voice = olena.sends("voice").raw["voice"]["file_id"]
    video = olena.sends("video").raw["video"]["file_id"]
    sticker = olena.sends("sticker").raw["sticker"]["file_id"]

    await bot.send_voice(taras.id, voice)
    await bot.send_video(taras.id, video)
    await bot.send_sticker(taras.id, sticker)

    assert ["voice", "video", "sticker"] == [
        next(kind for kind in ("voice", "video", "sticker") if kind in message.raw)
        for message in taras.inbox[1:]
    ]


async def test_files_that_telegram_refuses(bot: Bot, olena: Person) -> None:
    voice = olena.sends("voice").raw["voice"]["file_id"]

    with pytest.raises(TelegramBadRequest, match="wrong file identifier/HTTP URL specified"):
        await bot.send_photo(olena.id, "AgACforeign")
    with pytest.raises(TelegramBadRequest, match="can't use file of type VoiceNote as Photo"):
        await bot.send_photo(olena.id, voice)
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_voice(olena.id, voice, caption="x" * 1025)
    with pytest.raises(TelegramBadRequest, match="file must be non-empty"):
        await bot.send_photo(olena.id, BufferedInputFile(b"", filename="empty.png"))


async def test_the_bot_reacts_with_a_known_emoji_only(bot: Bot, olena: Person) -> None:
    said = olena.writes("дякую")

    await bot.set_message_reaction(olena.id, said.id, reaction=[ReactionTypeEmoji(emoji="👍")])

    assert said.reactions == {bot.id: ["👍"]}
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await bot.set_message_reaction(olena.id, said.id, reaction=[ReactionTypeEmoji(emoji="✅")])


async def test_typing_is_shown(bot: Bot, olena: Person) -> None:
    olena.starts()

    assert await bot.send_chat_action(olena.id, "typing")
    with pytest.raises(TelegramBadRequest, match="wrong parameter action in request"):
        await bot.send_chat_action(olena.id, "dancing")
