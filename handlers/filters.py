"""Filters that cost little: aiogram runs synchronous ones in a thread, 24 times as dear."""

from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message
from magic_filter import MagicFilter

from handlers.reading import words_of
from handlers.scene import Scene


class Awaited(Filter):
    """A magic filter, resolved without leaving the event loop."""

    def __init__(self, condition: MagicFilter) -> None:
        self._condition = condition

    async def __call__(self, message: Message) -> bool:
        return bool(self._condition.resolve(message))


class Says(Filter):
    """One of our commands, addressed to us or to nobody by name; passes on its `args`."""

    def __init__(self, *commands: str) -> None:
        self._commands = frozenset(commands)

    async def __call__(self, message: Message, scene: Scene) -> dict[str, Any] | bool:
        words = words_of(message)
        if not words.startswith("/"):
            return False
        head, *rest = words.split(maxsplit=1)
        command, _, whom = head[1:].partition("@")
        if whom and whom.lower() != (scene.me.username or "").lower():
            return False
        return {"args": "".join(rest).strip()} if command.lower() in self._commands else False
