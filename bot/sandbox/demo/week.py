"""Scenes of the rest of the week, up to Monday's summary."""

import re

from bot.sandbox.demo.cast import Cast
from bot.sandbox.demo.play import Play
from bot.sandbox.demo.two_days import close, number_of
from bot.sandbox.messages import Message

_SHARE = re.compile(r"\((\d+)/(\d+)\)")

QUICK = (
    ("wed 15:05", "nadiia", "wed 15:20"),
    ("wed 18:20", "pavlo", "wed 18:32"),
    ("thu 13:15", "oleh", "thu 14:40"),
    ("thu 16:50", "vira", "thu 17:05"),
    ("fri 10:30", "roman", "fri 10:41"),
    ("fri 17:30", "daryna", "fri 19:10"),
    ("sat 11:10", "taras", "sat 11:14"),
    ("sat 14:25", "polina", "sat 15:00"),
)
"""Asked when, by whom, answered when. The words are lines: who_asks, who_answer."""


async def week(play: Play, cast: Cast) -> None:
    await _two_at_once(play, cast)
    await _from_instagram(play, cast)
    await play.tell("n_brief")
    play.brief = True
    await _ask_and_answer(play, cast, "wed")
    play.brief = False
    await _blocked(play, cast)
    play.brief = True
    await play.tell("n_rest")
    for day in ("thu", "fri", "sat"):
        await _ask_and_answer(play, cast, day)
        if day == "fri":
            await _spam(play, cast)
    play.brief = False
    await _monday_again(play, cast)


async def _two_at_once(play: Play, cast: Cast) -> None:
    await play.at("wed 10:02")
    await play.tell("n_two")
    bohdan, sofiia = cast.client("bohdan"), cast.client("sofiia")
    await play.says(bohdan, play.line("bohdan_asks"), cast.club)
    await cast.card(play.line("bohdan_asks"))
    question = await play.says(sofiia, play.line("sofiia_asks"), cast.club)
    await cast.card(play.line("sofiia_asks"))
    await play.at("wed 10:06")
    await play.says(cast.iryna, play.line("bohdan_answer"), cast.club)
    whose = await play.seen(cast.desk, play.line("bohdan_answer"), "a:")
    await play.presses(cast.iryna, whose, "a:")  # the first is who waits longest: Bohdan
    await play.at("wed 10:09")
    await play.says(cast.iryna, play.line("sofiia_answer"), cast.club, question)


async def _from_instagram(play: Play, cast: Cast) -> None:
    await play.at("wed 12:30")
    await play.tell("n_instagram")
    words = play.line("instagram_asks")
    asked = await play.says(
        cast.iryna, f"/log instagram {play.line('instagram_name')}: {words}", cast.desk
    )
    logged = await play.seen(cast.desk, words, "l:", after=asked)
    await play.presses(cast.iryna, logged, ":time:")
    await play.presses(cast.iryna, logged, ":time:1")
    card = await cast.card(words)
    await play.at("wed 12:34")
    said = await play.says(cast.iryna, play.line("instagram_answer"), cast.desk, card)
    await play.seen(cast.desk, after=said)


async def _ask_and_answer(play: Play, cast: Cast, day: str) -> None:
    for asked, name, answered in QUICK:
        if not asked.startswith(day):
            continue
        client = cast.client(name)
        await play.at(asked)
        words = play.line(f"{name}_asks")
        if name == "vira":
            await play.sends(client, "voice", "")
        else:
            await play.says(client, words)
        card = await cast.card(words if name != "vira" else client.name)
        await play.at(answered)
        answer = play.line(f"{name}_answer")
        await play.says(cast.dmytro, answer, cast.desk, card)
        await play.seen(client, answer)


async def _spam(play: Play, cast: Cast) -> None:
    await play.at("fri 20:00")
    await play.says(cast.client("spammer"), play.line("spammer_asks"))
    card = await cast.card(play.line("spammer_asks"))
    await play.presses(cast.iryna, card, ":dismiss")


async def _blocked(play: Play, cast: Cast) -> None:
    denys = cast.client("denys")
    await play.at("thu 11:00")
    await play.tell("n_blocked")
    await play.says(denys, play.line("denys_asks"))
    card = await cast.card(play.line("denys_asks"))
    await play.at("thu 11:20")
    await play.acts("denys_blocks", denys)
    denys.blocks()
    said = await play.says(cast.iryna, play.line("denys_answer"), cast.desk, card)
    await play.seen(cast.desk, number_of(card), after=said)
    await close(play, cast.iryna, card, "nothing_needed")


async def _monday_again(play: Play, cast: Cast) -> None:
    await play.at("sun 07:40")
    await play.tell("n_sunday")
    await play.says(cast.client("kateryna"), play.line("kateryna_asks"))
    card = await cast.card(play.line("kateryna_asks"))
    number = number_of(card)
    alert: Message | None = None
    for when in ("next mon 03:40", "next mon 06:40", "next mon 07:41"):
        await play.at(when)
        alert = await play.seen(cast.leads, number, ":show:", after=alert)
    await play.at("next mon 09:00")
    await play.tell("n_summary")
    summary = await play.seen(cast.leads, number, "p:late")
    await play.at("next mon 09:04")
    await play.presses(cast.lesia, summary, ":show:")
    shown = await play.seen(cast.leads, number, ":end:", after=summary)
    await play.says(cast.lesia, play.line("kateryna_answer"), cast.leads, shown)
    await play.seen(cast.client("kateryna"), play.line("kateryna_answer"))
    await _recap(play, int(number[1:]), summary)


async def _recap(play: Play, requests: int, summary: Message) -> None:
    """What the bot's own summary says of the week's deadlines."""
    share = await play.until(lambda: _SHARE.search(summary.text))
    met, due = int(share[1]), int(share[2])
    text = play.line("recap", requests=requests, due=due, met=met, late=due - met)
    play.log.recap(play.line("recap_title"), text, play.line("next"))
