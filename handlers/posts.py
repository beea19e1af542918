"""Channel posts: remembered where they appear, counted by their reactions, and their reach."""

from collections import Counter

from aiogram import Router
from aiogram.types import (
    Message,
    MessageReactionCountUpdated,
    ReactionTypeEmoji,
    ReactionTypePaid,
    ReactionTypeUnion,
)

from bot.figures import engagement_rate
from bot.incoming import PostFacts
from bot.posts import PostError, count_reactions, enter_reach, remember_post
from handlers.filters import Says
from handlers.reading import post_of, sent_at, words_of
from handlers.refusals import is_staff
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.wording import percent_near


async def remember_root(message: Message, scene: Scene) -> None:
    """A channel post arrived in its discussion group: the head of its comments, no request."""
    if scene.chat is None or scene.brand is None or message.sender_chat is None:
        return
    session = await scene.session()
    if scene.chat.linked_id != message.sender_chat.id:
        scene.chat.linked_id = message.sender_chat.id
    facts = post_of(message)
    if facts is not None:
        thread = (message.chat.id, message.message_id)
        await remember_post(session, scene.brand.id, facts, thread)


async def remember_channel_post(message: Message, scene: Scene) -> None:
    """The same where we are an administrator of the channel itself."""
    brand = scene.directory.brand_of_channel(message.chat.id)
    if brand is None:
        return
    facts = PostFacts(
        channel_id=message.chat.id,
        message_id=message.message_id,
        posted_at=sent_at(message),
        text=words_of(message),
        username=message.chat.username,
        album_id=message.media_group_id,
    )
    await remember_post(await scene.session(), brand.id, facts)


async def note_reactions(update: MessageReactionCountUpdated, scene: Scene) -> None:
    """Telegram counts a post's reactions for the channel's administrators, some minutes late."""
    brand = scene.directory.brand_of_channel(update.chat.id)
    if brand is None or update.chat.type != "channel":
        return
    facts = PostFacts(update.chat.id, update.message_id, update.date, "", update.chat.username)
    counts = Counter[str]()
    for one in update.reactions:
        counts[_name_of(one.type)] += one.total_count
    await count_reactions(await scene.session(), brand.id, facts, counts)


def _name_of(reaction: ReactionTypeUnion) -> str:
    """Emoji are their own names; whose picture a custom one is, bots are not shown."""
    if isinstance(reaction, ReactionTypeEmoji):
        return reaction.emoji
    return "paid" if isinstance(reaction, ReactionTypePaid) else "custom"


async def say_reach(message: Message, scene: Scene, args: str) -> None:
    """/reach <post link> N: what the app shows its people and keeps from bots."""
    if not await is_staff(message, scene) or scene.brand is None:
        return
    t = scene.t
    try:
        post = await enter_reach(await scene.session(), scene.brand.id, args)
    except PostError as error:
        reasons = {
            "link": t("I need the post's link and how many people it reached."),
            "number": t("The reach is a number from 1 on."),
            "unknown": t(
                "I do not know this post. I see the posts of a channel once I am its "
                "administrator, or once somebody comments in its connected discussion group."
            ),
        }
        example = t("For example: /reach https://t.me/yourchannel/123 1500")
        await scene.say(plain(f"{reasons[error.code]} {example}"), reply_to=message.message_id)
        return
    rate = engagement_rate(post.reactions, post.reach) or 0.0
    said = t(
        "Noted. ERR = reactions / reach = {reactions} / {reach} = {rate}. Telegram shows bots no "
        "views: the reach is as you entered it.",
        reactions=post.reactions,
        reach=post.reach,
        rate=percent_near(t, rate),
    )
    if rate > 1:
        said += " " + t("That is more than everybody who saw it: please check the reach.")
    await scene.say(plain(said), reply_to=message.message_id)


def post_router() -> Router:
    router = Router(name="posts")
    router.channel_post.register(remember_channel_post)
    router.message_reaction_count.register(note_reactions)
    router.message.register(say_reach, Says("reach"))
    return router
