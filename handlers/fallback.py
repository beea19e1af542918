"""The last router: a word for those whose message meant nothing to us."""

import re

from aiogram import Router
from aiogram.types import Message

from handlers.reading import is_said, words_of
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.help import lead_commands
from storage.vocabulary import TEAM_ROLES

_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(\s|$)?")
"""What is meant for one: a word after the slash; then it ends, or something sticks to it."""


async def explain(message: Message, scene: Scene) -> None:
    """In private whatever was said; among the team its commands alone; among clients nothing."""
    if not is_said(message):
        return
    words = words_of(message)
    if message.chat.type != "private":
        if scene.member is None or scene.chat is None or scene.chat.role not in TEAM_ROLES:
            return
        said = _of_command(scene, words)
    elif scene.brand is None:
        said = scene.t(
            "Hello! I am Vidhuk, and I am not set up yet. Please come back a little later."
        )
    elif words.startswith("/"):
        said = _of_command(scene, words) or _unknown(scene)
    else:
        said = scene.t(
            "To answer a client, reply to the request's card. To put a request on record, "
            "forward the client's message to me or send /log. /help shows the rest."
        )
    if said:
        await scene.say(plain(said), reply_to=message.message_id)


def _of_command(scene: Scene, words: str) -> str:
    """What is wrong with it; "" for what is no command, or another bot's."""
    found = _COMMAND.match(words)
    if found is None:
        return ""
    command, whom, end = found.groups()
    if whom and whom.lower() != (scene.me.username or "").lower():
        return ""
    if end is None and scene.member is not None and command.lower() in lead_commands(scene.t):
        return scene.t("After /{command} comes a space, then the rest.", command=command.lower())
    return _unknown(scene)


def _unknown(scene: Scene) -> str:
    return scene.t("I do not know this command. /help shows what I can do.")


def fallback_router() -> Router:
    router = Router(name="fallback")
    router.message.register(explain)
    return router
