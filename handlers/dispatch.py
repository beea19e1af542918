"""Feeds raw updates to the dispatcher, each with its scene, inside the intake's transaction."""

from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import Chat, Update, User

from bot.intake import Feed, Raw
from bot.unit import Unit
from handlers.answers import answer_router
from handlers.api_keys import api_key_router
from handlers.brands import brand_router
from handlers.business import business_router
from handlers.card_buttons import card_button_router
from handlers.channel_messages import enter_direct_messages
from handlers.clients import is_from_client, read_client
from handlers.commands import command_router
from handlers.connecting import connecting_router
from handlers.corrections import correction_router
from handlers.departments import department_router
from handlers.edits import edit_router
from handlers.exports import Exporter, export_router
from handlers.fallback import fallback_router
from handlers.forwards import forward_router
from handlers.goals import goal_router
from handlers.hand_offs import hand_off_router
from handlers.log_by_hand import log_router
from handlers.log_form import log_form_router
from handlers.membership import membership_router
from handlers.people import hold_unknown, note_people
from handlers.posts import post_router
from handlers.profiles import profile_router
from handlers.prompts import prompt_router
from handlers.ratings import rating_router, take_words
from handlers.reports import report_router
from handlers.reviews import review_router
from handlers.scene import Defaults, set_scene
from handlers.settings import settings_router
from handlers.setup import setup_router
from handlers.shifts import shift_router
from handlers.staff import staff_router
from handlers.templates import template_router
from handlers.topics import topic_of

ALLOWED_UPDATES = [
    "message",
    "edited_message",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "channel_post",  # where we are an administrator of the channel itself
    "message_reaction",  # off by default, and needs admin rights: a heart may answer praise
    "message_reaction_count",  # off by default: how a channel's posts are liked
    "callback_query",
    "my_chat_member",
    "chat_member",  # off by default, and needs admin rights: who joins and leaves the desk
]


BUSINESS = frozenset(one for one in ALLOWED_UPDATES if "business" in one)


def build_dispatcher(exporter: Exporter) -> Dispatcher:
    """The routers in the order in which they are asked."""
    dispatcher = Dispatcher(disable_fsm=True, exporter=exporter)
    dispatcher.include_routers(
        membership_router(),
        setup_router(),
        connecting_router(),
        command_router(),
        report_router(),
        goal_router(),
        export_router(),
        review_router(),
        post_router(),
        staff_router(),
        shift_router(),
        template_router(),
        department_router(),
        hand_off_router(),
        api_key_router(),
        profile_router(),
        brand_router(),
        business_router(),
        settings_router(),
        log_router(),
        forward_router(),
        log_form_router(),
        correction_router(),
        prompt_router(),
        answer_router(),
        card_button_router(),
        rating_router(),
        edit_router(),
        fallback_router(),
    )
    return dispatcher


def feeder(dispatcher: Dispatcher, bot: Bot, me: User, defaults: Defaults) -> Feed:
    async def feed(raw: Raw, unit: Unit) -> None:
        # With the bot in its context the update is not dumped and validated a second time.
        update = Update.model_validate(raw, context={"bot": bot})
        place, user = _surroundings(update)
        scene = await set_scene(
            unit, bot, me, defaults, update.update_id, place, user, _replied_to(update)
        )
        scene.topic = topic_of(update)
        await enter_direct_messages(scene)
        await note_people(scene)
        if update.message is not None:
            hold_unknown(update.message, scene)
        # Clients' messages, which are most of all updates, need no router to be found.
        if update.message is not None and is_from_client(update.message, scene):
            if await take_words(update.message, scene):
                return
            unit.log(read_client(update.message, scene))
            return
        result: Any = await dispatcher.feed_update(bot, update, scene=scene)
        if result is UNHANDLED and update.callback_query is not None:
            scene.toast(update.callback_query, scene.t("This button is out of date."))

    return feed


def _surroundings(update: Update) -> tuple[Chat | None, User | None]:
    message, query = update.message, update.callback_query
    if message is not None:  # as most are: the rest is looked for among all kinds
        return message.chat, message.from_user
    if query is not None:
        return (query.message.chat if query.message else None), query.from_user
    if update.event_type in BUSINESS:  # the chat of two others: no private chat of ours
        return None, None
    event = update.event
    user = getattr(event, "from_user", None) or getattr(event, "user", None)  # who reacts
    return getattr(event, "chat", None), user


def _replied_to(update: Update) -> int | None:
    earlier = update.message.reply_to_message if update.message is not None else None
    return earlier.message_id if earlier is not None else None
