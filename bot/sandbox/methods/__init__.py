"""The Bot API's methods, a file per family. getUpdates lives with the server: it waits."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.messages import Json
from bot.sandbox.methods import callbacks, chats, editing, identity, media, sending, things
from bot.sandbox.world import World

Method = Callable[[World, Json], Any]

METHODS: dict[str, Method] = {
    name.lower(): method
    for family in (callbacks, chats, editing, identity, media, sending, things)
    for name, method in family.METHODS.items()
}
"""By lower-case name: Telegram ignores the case."""
