import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BotCommand, BotCommandScopeChat, BotCommandScopeDefault

from bot.sandbox import Person, Sandbox


async def test_the_bot_knows_itself(sandbox: Sandbox, bot: Bot) -> None:
    me = await bot.get_me()

    assert (me.id, me.username, me.is_bot) == (42, "vidhuk_test_bot", True)
    assert me.can_read_all_group_messages is True


async def test_commands_are_kept_by_scope_and_language(bot: Bot, olena: Person) -> None:
    start = BotCommand(command="start", description="Start")
    start_uk = BotCommand(command="start", description="Почати")
    stats = BotCommand(command="stats", description="Stats")
    here = BotCommandScopeChat(chat_id=olena.id)

    await bot.set_my_commands([start])
    await bot.set_my_commands([start_uk], language_code="uk")
    await bot.set_my_commands([stats], scope=here)

    assert await descriptions(bot) == ["Start"]
    assert await descriptions(bot, language_code="uk") == ["Почати"]
    assert [one.command for one in await bot.get_my_commands(scope=here)] == ["stats"]
    await bot.delete_my_commands(scope=BotCommandScopeDefault())
    assert await descriptions(bot) == []
    assert await descriptions(bot, language_code="uk") == ["Почати"]


async def descriptions(bot: Bot, language_code: str | None = None) -> list[str]:
    return [one.description for one in await bot.get_my_commands(language_code=language_code)]


@pytest.mark.parametrize(
    ("name", "description"),
    [("Start", "x"), ("a" * 33, "x"), ("дякую", "x"), ("a-b", "x"), ("a", ""), ("a", "x" * 257)],
)
async def test_a_bad_command_is_refused(bot: Bot, name: str, description: str) -> None:
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command=name, description=description)])


async def test_descriptions_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_description("Hears every client")
    await bot.set_my_description("Чує кожного", language_code="uk")
    await bot.set_my_short_description("Hears")

    assert (await bot.get_my_description()).description == "Hears every client"
    assert (await bot.get_my_description(language_code="uk")).description == "Чує кожного"
    assert (await bot.get_my_description(language_code="ru")).description == "Hears every client"
    assert (await bot.get_my_short_description()).short_description == "Hears"
    with pytest.raises(TelegramBadRequest, match="description is too long"):
        await bot.set_my_description("x" * 513)


async def test_there_is_no_webhook(bot: Bot) -> None:
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.delete_webhook()
