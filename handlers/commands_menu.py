"""Registers the command menus: per kind of chat, in each language."""

from collections.abc import Callable

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
)

from handlers.scene import TEAM_ROLES
from handlers.texts import LANGUAGES, SOURCE, Texts, texts
from handlers.views.help import client_commands, lead_commands, team_commands
from storage.directory import Directory
from storage.vocabulary import MemberRole


async def set_default_menu(bot: Bot) -> None:
    """What a stranger sees in the private chat."""
    await _set(bot, BotCommandScopeAllPrivateChats(), client_commands)


async def set_menu_of(bot: Bot, directory: Directory, chat_id: int) -> None:
    """Give a chat, or a member's private chat, the menu of what it is by now."""
    scope = BotCommandScopeChat(chat_id=chat_id)
    chat = directory.chats.get(chat_id)
    members = directory.members.get(chat_id, [])
    if chat is not None and chat.role in TEAM_ROLES:
        await _set(bot, scope, lead_commands)
    elif members:
        leads = any(member.role is not MemberRole.MANAGER for member in members)
        await _set(bot, scope, lead_commands if leads else team_commands)
    else:  # clients need no menu of ours in their group, and have the common one in private
        await _clear(bot, scope)


async def _clear(bot: Bot, scope: BotCommandScopeUnion) -> None:
    for language in (None, *LANGUAGES):
        await bot.delete_my_commands(scope=scope, language_code=language)


async def _set(
    bot: Bot, scope: BotCommandScopeUnion, commands_in: Callable[[Texts], dict[str, str]]
) -> None:
    for language in LANGUAGES:
        commands = [
            BotCommand(command=name, description=what)
            for name, what in commands_in(texts(language)).items()
        ]
        await bot.set_my_commands(commands, scope=scope, language_code=language)
        if language == SOURCE:  # for every other language of a phone
            await bot.set_my_commands(commands, scope=scope)
