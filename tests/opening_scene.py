"""A brand that was set up once, by its people and the real bot, for all stories that begin so.

Setting up takes longer than most stories. It is played through once in each process; then
everybody begins from a copy of what the bot had on record and of what Telegram remembered, as
after a restart of the bot. With JOURNEYS_ON=postgres (`make soak`) every story plays it itself.
"""

import pickle
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import Person, Sandbox

_OF_THE_RUN = ("clock", "callbacks")
"""What belongs to a running emulator and is no memory of Telegram's."""


@dataclass(frozen=True)
class OpeningScene:
    database: bytes
    telegram: bytes
    names: dict[str, int]  # of people and groups, as the stage calls them

    @classmethod
    def keep(cls, database: Path, sandbox: Sandbox, names: dict[str, int]) -> "OpeningScene":
        """The bot must have stopped: its database is one file then."""
        remembered = {
            name: value for name, value in vars(sandbox._world).items() if name not in _OF_THE_RUN
        }
        return cls(database.read_bytes(), pickle.dumps(remembered), names)

    def put_up(self, database: Path, sandbox: Sandbox) -> None:
        """The bot must not have started."""
        database.write_bytes(self.database)
        vars(sandbox._world).update(pickle.loads(self.telegram))


def is_empty(sandbox: Sandbox, owner: Person) -> bool:
    """Whether nobody but the owner is there, and nothing was said or changed."""
    world = sandbox._world
    return (
        [world.bot_id, owner.id] == [*world.users]
        and [owner.id] == [*world.chats]
        and not (owner.inbox or sandbox.pending or world.privacy)
    )


_scenes: dict[bool, OpeningScene] = {}


async def opening_scene(
    leads_chat: bool, rehearse: Callable[[], Awaitable[OpeningScene]]
) -> OpeningScene:
    """With a leads' chat or without; rehearsed where nobody has yet."""
    if leads_chat not in _scenes:
        _scenes[leads_chat] = await rehearse()
    return _scenes[leads_chat]
