"""/log alone is a form: a tap for the source, then the client's name and words, or a photo."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.buttons import OnForm
from handlers.log_by_hand import NAMED, by_hand, log_one
from handlers.reading import content_of, file_of
from handlers.refusals import pressed
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.log_form import OWN, own_sources
from handlers.views.names import source_name
from storage.tables import Brand
from storage.vocabulary import Source


async def choose_source(query: CallbackQuery, callback_data: OnForm, scene: Scene) -> None:
    press = await pressed(query, scene)
    if press is None:
        return
    chosen = _chosen(press.brand, callback_data.source)
    if chosen is None:
        scene.toast(query, scene.t("This button is out of date."))
        return
    source, own = chosen
    scene.toast(query)
    said = scene.t(
        "{source}: who wrote what? Reply to this message, for example: Olena: where is my order? "
        "A photo will do as well.",
        source=own or source_name(scene.t, source),
    )
    await scene.say(plain(said), prompt={"ask": "log_form", "source": source.value, "own": own})


def _chosen(brand: Brand, value: str) -> tuple[Source, str] | None:
    own = own_sources(brand)
    if value.startswith(OWN) and value.removeprefix(OWN).isdecimal():
        place = int(value.removeprefix(OWN)[:3])
        return (Source.OTHER, own[place]) if place < len(own) else None
    return (Source(value), "") if value in set(Source) else None


async def on_form(message: Message, scene: Scene, prompt: dict[str, Any], words: str) -> None:
    """The reply to "who wrote what?"."""
    named = NAMED.fullmatch(words)
    name, said = (named["name"].strip(), named["words"].strip()) if named else ("", words)
    incoming = by_hand(
        message,
        scene,
        Source(prompt["source"]),
        name,
        said,
        own=prompt["own"],
        content=content_of(message),
        file_id=file_of(message),
    )
    await log_one(message, scene, incoming)


def log_form_router() -> Router:
    router = Router(name="log form")
    router.callback_query.register(choose_source, OnForm.filter())
    return router
