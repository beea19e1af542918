"""Registers the command menus: per kind of chat, in each language."""

from collections.abc import Callable

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    BotCommandScopeUnion,
)

from handlers.texts import LANGUAGES, SOURCE, Texts, texts
from handlers.views.help import client_commands, lead_commands, team_commands
from storage.directory import Directory
from storage.vocabulary import TEAM_ROLES, MemberRole


async def set_default_menu(bot: Bot) -> None:
    """What a stranger sees in the private chat."""
    await _set(bot, BotCommandScopeAllPrivateChats(), client_commands)


async def set_menu_of(bot: Bot, directory: Directory, chat_id: int) -> None:
    """Give a chat, or a member's private chat, the menu of what it is by now."""
    scope = BotCommandScopeChat(chat_id=chat_id)
    chat = directory.chats.get(chat_id)
    members = directory.members.get(chat_id, [])
    if chat is not None and chat.role in TEAM_ROLES:
        await _set(bot, scope, team_commands)
    elif members:
        leads = any(member.role is not MemberRole.MANAGER for member in members)
        await _set(bot, scope, lead_commands if leads else team_commands)
    else:  # clients need no menu of ours in their group, and have the common one in private
        await _clear(bot, scope)


async def set_menu_in_group(bot: Bot, directory: Directory, chat_id: int, user_id: int) -> None:
    """Give a lead their own menu in a chat of the team; take it from whoever is none, or there."""
    scope = BotCommandScopeChatMember(chat_id=chat_id, user_id=user_id)
    chat = directory.chats.get(chat_id)
    member = directory.member(chat.brand_id, user_id) if chat is not None else None
    is_team = chat is not None and chat.role in TEAM_ROLES
    if is_team and member is not None and member.role is not MemberRole.MANAGER:
        await _set(bot, scope, _in_group)
    else:
        await _clear(bot, scope)


def _in_group(t: Texts) -> dict[str, str]:
    """The checklist is shown in private."""
    return {name: what for name, what in lead_commands(t).items() if name != "start"}


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
