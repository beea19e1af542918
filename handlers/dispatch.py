"""Feeds raw updates to the dispatcher, each with its scene, inside the intake's transaction."""

from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import Chat, Update, User

from bot.intake import Feed, Raw
from bot.unit import Unit
from handlers.answers import answer_router
from handlers.card_buttons import card_button_router
from handlers.clients import is_from_client, read_client
from handlers.commands import command_router
from handlers.corrections import correction_router
from handlers.edits import edit_router
from handlers.fallback import fallback_router
from handlers.log_by_hand import log_router
from handlers.membership import membership_router
from handlers.people import note_people
from handlers.prompts import prompt_router
from handlers.scene import Defaults, set_scene
from handlers.settings import settings_router
from handlers.setup import setup_router
from handlers.staff import staff_router

ALLOWED_UPDATES = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",  # off by default, and needs admin rights: who joins and leaves the desk
]


def build_dispatcher() -> Dispatcher:
    """The routers in the order in which they are asked."""
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(
        membership_router(),
        setup_router(),
        command_router(),
        staff_router(),
        settings_router(),
        log_router(),
        correction_router(),
        prompt_router(),
        answer_router(),
        card_button_router(),
        edit_router(),
        fallback_router(),
    )
    return dispatcher


def feeder(dispatcher: Dispatcher, bot: Bot, me: User, defaults: Defaults) -> Feed:
    async def feed(raw: Raw, unit: Unit) -> None:
        # With the bot in its context the update is not dumped and validated a second time.
        update = Update.model_validate(raw, context={"bot": bot})
        place, user = _surroundings(update)
        scene = await set_scene(unit, bot, me, defaults, update.update_id, place, user)
        await note_people(scene)
        # Clients' messages, which are most of all updates, need no router to be found.
        if update.message is not None and is_from_client(update.message, scene):
            unit.log(read_client(update.message, scene))
            return
        result: Any = await dispatcher.feed_update(bot, update, scene=scene)
        if result is UNHANDLED and update.callback_query is not None:
            scene.toast(update.callback_query, scene.t("This button is out of date."))

    return feed


def _surroundings(update: Update) -> tuple[Chat | None, User | None]:
    query = update.callback_query
    if query is not None:
        return (query.message.chat if query.message else None), query.from_user
    event = update.message or update.event
    return getattr(event, "chat", None), getattr(event, "from_user", None)
