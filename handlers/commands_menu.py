"""Registers the command menus: per kind of chat, in each language."""

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
)

from handlers.texts import LANGUAGES, SOURCE, texts
from handlers.views.help import client_commands, lead_commands, team_commands

CLIENT_CHATS = frozenset({"community", "comments"})


async def set_default_menu(bot: Bot) -> None:
    """What a stranger sees in the private chat."""
    await _set(bot, BotCommandScopeAllPrivateChats(), "client")


async def set_menu_of(bot: Bot, chat_id: int, role: str) -> None:
    """`role` is a chat's role, or a member's for a private chat."""
    await _set(bot, BotCommandScopeChat(chat_id=chat_id), role)


async def _set(bot: Bot, scope: BotCommandScopeUnion, role: str) -> None:
    if role in CLIENT_CHATS:  # clients need no menu of ours in their own group
        await bot.delete_my_commands(scope=scope)
        return
    choose = {"client": client_commands, "desk": lead_commands, "leads": lead_commands}
    commands_in = {**choose, "lead": lead_commands}.get(role, team_commands)
    for language in LANGUAGES:
        commands = [
            BotCommand(command=name, description=what)
            for name, what in commands_in(texts(language)).items()
        ]
        await bot.set_my_commands(commands, scope=scope, language_code=language)
        if language == SOURCE:  # for every other language of a phone
            await bot.set_my_commands(commands, scope=scope)
