"""The last router: a word for those whose message meant nothing to us."""

from aiogram import Router
from aiogram.types import Message

from handlers.reading import is_said, words_of
from handlers.scene import Scene
from handlers.views.asking import plain


async def explain(message: Message, scene: Scene) -> None:
    if message.chat.type != "private" or not is_said(message):
        return
    t = scene.t
    if scene.brand is None:
        said = t("Hello! I am Vidhuk, and I am not set up yet. Please come back a little later.")
    elif words_of(message).startswith("/"):
        said = t("I do not know this command. /help shows what I can do.")
    else:
        said = t(
            "To answer a client, reply to the request's card. To put a request on record, "
            "forward the client's message to me or send /log. /help shows the rest."
        )
    await scene.say(plain(said), reply_to=message.message_id)


def fallback_router() -> Router:
    router = Router(name="fallback")
    router.message.register(explain)
    return router
