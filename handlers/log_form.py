"""/log alone is a form: a tap for the source, then the client's name and words, or a photo."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.typed import NOBODY, Who, read_words
from handlers.buttons import OnForm
from handlers.by_hand import log_one, log_parts_before, read_told
from handlers.refusals import pressed
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.log_form import chosen_source
from handlers.views.names import source_name
from handlers.wording import clip
from storage.vocabulary import Source


async def ask_what(
    message: Message, scene: Scene, source: Source, own: str, who: Who = NOBODY
) -> None:
    """Who wrote what, or what somebody wrote; `own` is the brand's own name for the source."""
    name = own or source_name(scene.t, source)
    if who.shown:
        said = scene.t(
            "{source}: what did {name} write? Reply to this message. A photo will do as well.",
            source=name,
            name=clip(who.shown, 40),
        )
    else:
        said = _who_wrote_what(scene, name)
    prompt = {"ask": "log_form", "source": source.value, "own": own, "who": list(who)}
    await scene.say(plain(said), reply_to=message.message_id, prompt=prompt)


def _who_wrote_what(scene: Scene, source: str) -> str:
    return scene.t(
        "{source}: who wrote what? Reply to this message, for example: Olena: where is my order? "
        "A photo will do as well.",
        source=source,
    )


async def choose_source(query: CallbackQuery, callback_data: OnForm, scene: Scene) -> None:
    press = await pressed(query, scene)
    if press is None:
        return
    chosen = chosen_source(press.brand, callback_data.source)
    if chosen is None:
        scene.toast(query, scene.t("This button is out of date."))
        return
    source, own = chosen
    scene.toast(query)
    said = _who_wrote_what(scene, own or source_name(scene.t, source))
    await scene.say(plain(said), prompt={"ask": "log_form", "source": source.value, "own": own})


async def on_form(message: Message, scene: Scene, prompt: dict[str, Any], words: str) -> None:
    """The reply to "who wrote what?", or to what somebody wrote: then all of it is their words."""
    who, said = Who(*prompt.get("who", NOBODY)), words
    if not who.shown:
        who, said = read_words(words)
    source, own = Source(prompt["source"]), prompt["own"]
    await log_one(message, scene, read_told(message, scene, source, who, said, own=own))
    await log_parts_before(message, scene)


def log_form_router() -> Router:
    router = Router(name="log form")
    router.callback_query.register(choose_source, OnForm.filter())
    return router
