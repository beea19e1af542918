"""Posts of the brands' channels: which comments and reactions they drew, and their reach."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from storage.engine import Session
from storage.tables import Post, Request
from storage.vocabulary import Kind, RequestStatus

Thread = tuple[int, int]
"""The discussion group, and the head of one post's comments in it."""


@dataclass(frozen=True, slots=True)
class PostFigures:
    """What one post drew within a period."""

    post: Post
    kinds: dict[Kind, int] = field(default_factory=dict)

    @property
    def reactions(self) -> Counter[str]:
        """How many of each emoji, "custom" and "paid" ones together."""
        return sum(map(Counter, self.post.counted.values()), Counter())

    @property
    def requests(self) -> int:
        return sum(self.kinds.values())


async def find_post(session: Session, channel_id: int, message_id: int) -> Post | None:
    """The post of a channel's message, which may be a part of an album."""
    post = await session.scalar(
        select(Post)
        .where(Post.channel_id == channel_id, Post.channel_message_id <= message_id)
        .order_by(col(Post.channel_message_id).desc())
        .limit(1)
    )
    return post if post is not None and message_id <= post.last_message_id else None


ALBUM = 10
"""Parts that an album has at most; a channel numbers them one after another."""


async def post_of_album(
    session: Session, channel_id: int, message_id: int, album_id: str
) -> Post | None:
    """The post of the other parts of an album, by its name in the channel or in the group."""
    return await session.scalar(
        select(Post).where(
            Post.channel_id == channel_id,
            col(Post.channel_message_id).between(message_id - ALBUM, message_id + ALBUM),
            (col(Post.album_id) == album_id) | (col(Post.copy_album_id) == album_id),
        )
    )


async def posts_of_threads(session: Session, threads: Iterable[Thread]) -> dict[Thread, int]:
    """The post's row of each thread that is known."""
    wanted = set(threads)
    rows = await session.execute(
        select(col(Post.chat_id), col(Post.thread_id), col(Post.id)).where(
            col(Post.chat_id).in_({chat for chat, _ in wanted}),
            col(Post.thread_id).in_({thread for _, thread in wanted}),
        )
    )
    return {
        (chat, thread): row
        for chat, thread, row in rows
        if chat is not None and thread is not None and (chat, thread) in wanted
    }


async def channel_of_name(session: Session, brand_id: int, name: str) -> int | None:
    """The channel of a public name, as the links of its posts tell it."""
    prefix = f"https://t.me/{name.lower()}/"
    return await session.scalar(
        select(Post.channel_id)
        .where(Post.brand_id == brand_id, func.lower(Post.link).startswith(prefix, autoescape=True))
        .order_by(col(Post.id).desc())
        .limit(1)
    )


async def post_figures(
    session: Session, brand_id: int, start: datetime, end: datetime, limit: int
) -> list[PostFigures]:
    """Posts of [start, end), and older ones that still drew requests then; the busiest first."""
    rows = await session.execute(
        select(col(Request.post_id), col(Request.kind), func.count())
        .where(
            col(Request.post_id).is_not(None),
            col(Request.brand_id) == brand_id,
            col(Request.started_at) >= start,
            col(Request.started_at) < end,
            col(Request.status) != RequestStatus.DISMISSED,
        )
        .group_by(col(Request.post_id), col(Request.kind))
    )
    kinds: dict[int, dict[Kind, int]] = defaultdict(dict)
    for post_id, kind, count in rows:
        kinds[post_id or 0][kind] = count
    within = (
        (col(Post.brand_id) == brand_id)
        & (col(Post.posted_at) >= start)
        & (col(Post.posted_at) < end)
    )
    posts = await session.scalars(
        select(Post).where(within | col(Post.id).in_(kinds)),
        execution_options={"populate_existing": True},
    )
    found = [PostFigures(post, kinds.get(post.id, {})) for post in posts]
    lively = [one for one in found if one.requests or one.post.reactions]
    return sorted(lively, key=lambda one: (-one.requests, -one.post.reactions))[:limit]
