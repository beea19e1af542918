"""Who the bot is, what it registered about itself, and no webhook."""

import json
import re
from typing import Any

from bot.sandbox.business import get_business_connection
from bot.sandbox.errors import bad_request
from bot.sandbox.messages import Json
from bot.sandbox.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_COMMANDS_LIMIT = 100
_TEXT_LIMITS = {"description": 512, "short_description": 120, "name": 64}


def get_me(world: World, _params: Json) -> Json:
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def delete_webhook(world: World, params: Json) -> bool:
    world.updates.delete_webhook()
    if params.get("drop_pending_updates"):
        world.updates.clear()
    return True


def get_webhook_info(world: World, _params: Json) -> Json:
    return {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }


def set_my_commands(world: World, params: Json) -> bool:
    given = params.get("commands")
    if not isinstance(given, list):
        raise bad_request("can't parse commands JSON object")
    if len(given) > _COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_checked(one) for one in given]
    world.commands[_scope(params)] = commands
    return True


def get_my_commands(world: World, params: Json) -> list[Json]:
    return world.commands.get(_scope(params), [])


def delete_my_commands(world: World, params: Json) -> bool:
    world.commands.pop(_scope(params), None)
    return True


class ProfileText:
    """A text of the bot's profile, one per language: set and get."""

    def __init__(self, field: str) -> None:
        self._field = field

    def set(self, world: World, params: Json) -> bool:
        text = str(params.get(self._field) or "")
        if len(text) > _TEXT_LIMITS[self._field]:
            raise bad_request(f"{self._field.replace('_', ' ')} is too long")
        world.profile_texts[self._field, _language(params)] = text
        return True

    def get(self, world: World, params: Json) -> Json:
        texts = world.profile_texts
        default = texts.get((self._field, ""), "")
        return {self._field: texts.get((self._field, _language(params)), default)}


def _checked(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", ""))
    if not _COMMAND.fullmatch(name) or not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def _scope(params: Json) -> tuple[str, str]:
    scope = params.get("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), _language(params)


def _language(params: Json) -> str:
    return str(params.get("language_code") or "")


_description = ProfileText("description")
_short_description = ProfileText("short_description")
_name = ProfileText("name")

METHODS = {
    "getBusinessConnection": get_business_connection,
    "getMe": get_me,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyDescription": _description.set,
    "getMyDescription": _description.get,
    "setMyShortDescription": _short_description.set,
    "getMyShortDescription": _short_description.get,
    "setMyName": _name.set,
    "getMyName": _name.get,
}
