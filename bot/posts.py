"""Channel posts: remembered with their links, so that comments can be told apart by post."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.incoming import PRIVATE_ID, Incoming, PostFacts
from storage.engine import Session
from storage.posts import Thread, channel_of_name, find_post, post_of_album, posts_of_threads
from storage.tables import Post
from storage.vocabulary import ChatRole

PREVIEW = 80
"""Characters of a post's words kept to recognise it by."""

MOST_REACH = 10**10

_LINK = re.compile(
    r"(?:https?://)?(?:t|telegram)\.me/(?:c/(?P<private>\d{1,15})|(?P<name>\w{4,32}))/"
    r"(?:\d+/)?(?P<message>\d{1,15})(?:\?\S*)?",
    re.IGNORECASE,
)


class PostError(ValueError):
    """`code` says what is wrong with what was typed: link, number, unknown."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def remember_post(
    session: Session, brand_id: int, facts: PostFacts, thread: Thread | None = None
) -> Post:
    """Put the post on record, with the thread of its comments once it is known.

    An album is one post: it has the link and the thread of its first part, and whichever words.
    """
    post = await find_post(session, facts.channel_id, facts.message_id)
    if post is None and facts.album_id:
        post = await post_of_album(session, facts.channel_id, facts.message_id, facts.album_id)
    if post is None:
        post = Post(
            brand_id=brand_id,
            channel_id=facts.channel_id,
            channel_message_id=facts.message_id,
            last_message_id=facts.message_id,
            posted_at=facts.posted_at,
        )
        session.add(post)
    is_first = facts.message_id <= post.channel_message_id
    post.channel_message_id = min(facts.message_id, post.channel_message_id)
    post.last_message_id = max(facts.message_id, post.last_message_id)
    post.preview = facts.text.strip()[:PREVIEW] or post.preview
    if is_first:
        post.link = facts.link
    if thread is None:
        post.album_id = facts.album_id or post.album_id
    else:
        post.copy_album_id = facts.album_id or post.copy_album_id
        if is_first or post.chat_id != thread[0]:
            post.chat_id, post.thread_id = thread
    await session.flush()
    return post


async def tie_to_posts(session: Session, incoming: Sequence[Incoming]) -> Sequence[Incoming]:
    """Comments with their posts; one never seen is known from a comment that shows it.

    Where there is no post there is no thread: in a discussion group every chain of replies has
    a thread's id, which means nothing.
    """
    comments = {
        (one.chat_id, one.thread_id): one
        for one in sorted(incoming, key=lambda one: one.post is not None)
        if one.chat_role is ChatRole.COMMENTS and one.chat_id and one.thread_id
    }
    if not comments:
        return incoming
    found = await posts_of_threads(session, comments)
    for thread, one in comments.items():
        if thread not in found and one.post is not None:
            post = await remember_post(session, one.brand_id, one.post, thread)
            found[thread] = post.id
    return [_tied(one, found) for one in incoming]


def _tied(one: Incoming, found: Mapping[Thread, int]) -> Incoming:
    if one.chat_role is not ChatRole.COMMENTS:
        return one
    post_id = found.get((one.chat_id or 0, one.thread_id or 0))
    return replace(one, post_id=post_id, thread_id=one.thread_id if post_id else None)


async def thread_of_post(session: Session, chat_id: int, thread_id: int) -> int | None:
    """The thread, where it is a post's comments and not just a chain of replies."""
    found = await posts_of_threads(session, [(chat_id, thread_id)])
    return thread_id if found else None


async def count_reactions(
    session: Session, brand_id: int, facts: PostFacts, counts: Mapping[str, int]
) -> None:
    """Keep how many reactions a post has by now, as Telegram counts them by emoji.

    It counts those of an album's parts apart.
    """
    post = await find_post(session, facts.channel_id, facts.message_id)
    if post is None:
        post = await remember_post(session, brand_id, facts)
    post.counted = {**post.counted, str(facts.message_id): dict(counts)}
    post.reactions = sum(sum(of_part.values()) for of_part in post.counted.values())
    await session.flush()


async def enter_reach(session: Session, brand_id: int, typed: str) -> Post:
    """Note how many people a post reached, from "<link> <number>". Raises PostError.

    Telegram shows bots no views, so a person reads the figure in the app and enters it.
    """
    found = _link(typed)
    reach = _number(typed.strip()[found.end() :])
    post = await _post_at(session, brand_id, found)
    post.reach = reach
    await session.flush()
    return post


async def find_linked(session: Session, brand_id: int, typed: str) -> Post:
    """The brand's post that a link names. Raises PostError."""
    return await _post_at(session, brand_id, _link(typed))


def _link(typed: str) -> re.Match[str]:
    found = _LINK.match(typed.strip())
    if found is None:
        raise PostError("link")
    return found


async def _post_at(session: Session, brand_id: int, found: re.Match[str]) -> Post:
    channel_id = (
        PRIVATE_ID - int(found["private"])
        if found["private"]
        else await channel_of_name(session, brand_id, found["name"])
    )
    post = await find_post(session, channel_id, int(found["message"])) if channel_id else None
    if post is None or post.brand_id != brand_id:
        raise PostError("unknown")
    return post


def _number(text: str) -> int:
    digits = re.sub(r"[\s.,'\u00a0\u202f]", "", text)
    if not digits.isdecimal() or not 0 < int(digits[:20]) <= MOST_REACH:
        raise PostError("number")
    return int(digits)
