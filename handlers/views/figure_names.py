"""How the figures' own words are shown, in a chat and in a file.

No aiogram here: what makes a file starts in a third of the time without it.
"""

from bot.figures import DayFact, Mark, Standing
from handlers.texts import Texts
from handlers.views.names import kind_icon
from handlers.wording import clip, local_day
from storage.posts import PostFigures
from storage.vocabulary import Kind

MOST_SHOWN = 3
"""Kinds of reactions named for one post."""


def standing_name(t: Texts, standing: Standing) -> str:
    return {
        Standing.MET: t("met 🎉"),
        Standing.ON_TRACK: t("on track"),
        Standing.BEHIND: t("behind"),
        Standing.MISSED: t("missed"),
        Standing.UNKNOWN: t("no data yet"),
    }[standing]


def mark_name(t: Texts, mark: Mark) -> str:
    return {
        Mark.CAUSE: t("the cause"),
        Mark.DEPARTMENT: t("the department"),
        Mark.TOLD: t("the client told"),
        Mark.RATED: t("a mark"),
    }[mark]


def day_named(t: Texts, fact: DayFact) -> str:
    return f"{local_day(t, fact.day)} ({fact.compliance.met}/{fact.compliance.n})"


def post_title(drew: PostFigures) -> str:
    return clip(drew.post.preview.partition("\n")[0] or drew.post.link, 40)


def what_it_drew(t: Texts, drew: PostFigures) -> list[str]:
    """The requests of a post's comments by kind, and its reactions."""
    kinds = [f"{kind_icon(kind)} {drew.kinds[kind]}" for kind in Kind if drew.kinds.get(kind)]
    return [*kinds, *([_reactions(t, drew)] if drew.post.reactions else [])]


def _reactions(t: Texts, drew: PostFigures) -> str:
    """How many there are, and of which most."""
    names = {"custom": "⭐ " + t("custom emoji"), "paid": "⭐"}
    most = [f"{names.get(one, one)} {n}" for one, n in drew.reactions.most_common(MOST_SHOWN)]
    said = t.plural("{n} reaction", "{n} reactions", drew.post.reactions)
    return f"{said} ({', '.join(most)})" if most else said
