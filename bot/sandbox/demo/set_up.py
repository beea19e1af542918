"""Scenes: from an empty database to a working brand, in a quarter of an hour."""

import re

from bot.sandbox.demo.cast import Cast
from bot.sandbox.demo.play import Play
from bot.sandbox.groups import Group

_LINK = re.compile(r"(https://\S+\?start=)(\S+)")
_SHOWN = 6
"""Characters of a secret that the log shows."""


async def set_up(play: Play, cast: Cast) -> None:
    await _own(play, cast)
    await _name(play, cast)
    await play.at("mon 09:05")
    await play.tell("n_groups")
    for role, group in {"desk": cast.desk, "leads": cast.leads, "community": cast.club}.items():
        await _connect(play, cast, role, group)
    await _gather_team(play, cast)


async def _own(play: Play, cast: Cast) -> None:
    """Whoever holds the link that the bot printed owns it."""
    link = await play.until(lambda: _LINK.search(play.bot.said))
    secret = link[2]
    await play.tell("n_link", link=f"{link[1]}{secret[:_SHOWN]}…")
    await play.says(cast.owner, f"/start {secret}", shown=f"/start {secret[:_SHOWN]}…")
    await play.seen(cast.owner)


async def _name(play: Play, cast: Cast) -> None:
    await play.at("mon 09:02")
    await play.tell("n_name")
    owner = cast.owner
    await play.says(owner, "/settings")
    settings = await play.seen(owner, data="s:name")
    await play.presses(owner, settings, "s:name")
    await play.presses(owner, settings, "s:name:?")
    question = await play.seen(owner, after=settings)
    named = await play.says(owner, play.line("brand"), reply_to=question)
    await play.seen(owner, play.line("brand"), after=named)


async def _connect(play: Play, cast: Cast, role: str, group: Group) -> None:
    await play.acts("adds_bot", group)
    play.sandbox.add_bot(group, by=cast.owner)
    question = await play.seen(group, data=f"c:{role}")
    await play.presses(cast.owner, question, f"c:{role}")
    await play.becomes(lambda: not question.buttons)


async def _gather_team(play: Play, cast: Cast) -> None:
    await play.at("mon 09:12")
    await play.tell("n_team")
    await play.says(cast.iryna, play.line("iryna_hello"), cast.desk)
    await play.says(cast.dmytro, play.line("dmytro_hello"), cast.desk)
    asked = await play.says(cast.owner, "/invite lead")
    invitation = await play.seen(cast.owner, "?start=", after=asked)
    link = await play.until(lambda: _LINK.search(invitation.text))
    await play.acts("lesia_opens", cast.lesia)
    await play.says(cast.lesia, f"/start {link[2]}", shown=f"/start {link[2][:_SHOWN]}…")
    await play.seen(cast.lesia)
    asked = await play.says(cast.owner, "/staff")
    await play.seen(cast.owner, after=asked)
