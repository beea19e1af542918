"""Scenes of Monday and Tuesday: an answer at once, one taken, one nearly late, one too late."""

import re

from bot.sandbox.demo.cast import Cast
from bot.sandbox.demo.play import Play
from bot.sandbox.messages import Message
from bot.sandbox.people import Person


async def monday(play: Play, cast: Cast) -> None:
    await _answered_at_once(play, cast)
    await _taken(play, cast)
    await play.at("mon 12:10")
    await play.tell("n_group")
    await play.says(cast.client("marta"), play.line("marta_asks"), cast.club)
    await cast.card(play.line("marta_asks"))
    await _in_another_language(play, cast)
    await play.at("mon 15:40")
    await play.tell("n_parcel")
    await play.says(cast.client("ivan"), play.line("ivan_asks"))
    await cast.card(play.line("ivan_asks"))
    await play.at("mon 17:00")
    await play.says(cast.client("yuliia"), play.line("yuliia_praises"), cast.club)
    await play.tell("n_praise")
    await play.at("mon 19:00")
    asked = await play.says(cast.iryna, "/queue", cast.desk)
    await play.seen(cast.desk, after=asked)


async def tuesday(play: Play, cast: Cast) -> None:
    await _nearly_late(play, cast)
    card = await _too_late(play, cast)
    await _closed_with_note(play, cast, number_of(card))


def number_of(card: Message) -> str:
    """The request's number, such as "#5"."""
    found = re.search(r"#\d+", card.text)
    assert found is not None  # noqa: S101 - every card shows its number
    return found[0]


async def close(play: Play, who: Person, card: Message, outcome: str) -> None:
    """A complaint is asked for its cause as well, and whether the client knows the outcome."""
    await play.presses(who, card, ":end:")
    await play.until(lambda: _offers(card, ":cause:") or _offers(card, ":close:"))
    is_complaint = _offers(card, ":cause:")
    if is_complaint:
        await play.presses(who, card, ":cause:")
    await play.presses(who, card, f":close:{outcome}")
    if is_complaint:
        await play.presses(who, card, ":told:yes")


def _offers(card: Message, data: str) -> bool:
    return any(data in one for row in card.buttons for _, one in row)


async def _answered_at_once(play: Play, cast: Cast) -> None:
    olena = cast.client("olena")
    await play.at("mon 10:12")
    await play.tell("n_first")
    await play.says(olena, play.line("olena_asks"))
    card = await cast.card(play.line("olena_asks"))
    await play.at("mon 10:15")
    await play.says(cast.iryna, play.line("olena_answer"), cast.desk, card)
    await play.seen(olena, play.line("olena_answer"))
    await play.at("mon 10:16")
    await play.says(olena, play.line("olena_thanks"))
    await play.tell("n_courtesy")
    await close(play, cast.iryna, card, "solved")
    await play.tell("n_rating")
    await play.presses(olena, await play.seen(olena, data="q:"), ":5")


async def _taken(play: Play, cast: Cast) -> None:
    andrii = cast.client("andrii")
    await play.at("mon 11:05")
    await play.tell("n_complaint")
    await play.sends(andrii, "photo", play.line("andrii_asks"))
    card = await cast.card(play.line("andrii_asks"))
    await play.at("mon 11:10")
    await play.presses(cast.dmytro, card, ":take:")
    await play.at("mon 11:40")
    await play.says(cast.dmytro, play.line("andrii_answer"), cast.desk, card)
    await play.seen(andrii, play.line("andrii_answer"))
    await close(play, cast.dmytro, card, "solved")


async def _in_another_language(play: Play, cast: Cast) -> None:
    foreigner = cast.client("foreigner")
    await play.at("mon 13:30")
    await play.tell("n_foreigner")
    await play.says(foreigner, play.line("foreigner_asks"))
    card = await cast.card(play.line("foreigner_asks"))
    await play.at("mon 13:34")
    await play.says(cast.iryna, play.line("foreigner_answer"), cast.desk, card)
    await play.seen(foreigner, play.line("foreigner_answer"))


async def _nearly_late(play: Play, cast: Cast) -> None:
    card = await cast.card(play.line("marta_asks"))
    await play.at("tue 08:10")
    await play.tell("n_due_soon")
    await play.seen(cast.leads, number_of(card), ":show:")
    await play.at("tue 08:25")
    question = next(m for m in cast.club.messages if m.text == play.line("marta_asks"))
    await play.says(cast.iryna, play.line("marta_answer"), cast.club, question)
    await play.becomes(lambda: not _alerts(cast, number_of(card)))
    await play.tell("n_resolved")


def _alerts(cast: Cast, number: str) -> list[Message]:
    """Alerts of this request in the leads' chat that still ask for something."""
    return [m for m in cast.leads.messages if m.by_bot and number in m.text and m.buttons]


async def _too_late(play: Play, cast: Cast) -> Message:
    card = await cast.card(play.line("ivan_asks"))
    number = number_of(card)
    await play.at("tue 11:40")
    await play.tell("n_forgotten")
    warning = await play.seen(cast.leads, number, ":show:")
    await play.at("tue 14:40")
    warning = await play.seen(cast.leads, number, ":show:", after=warning)
    await play.at("tue 15:41")
    await play.tell("n_breach")
    alert = await play.seen(cast.leads, number, ":show:", after=warning)
    await play.at("tue 15:50")
    await play.presses(cast.lesia, alert, ":take:")
    await play.becomes(lambda: not _alerts(cast, number))
    await play.at("tue 16:20")
    await play.says(cast.lesia, play.line("ivan_answer"), cast.leads, alert)
    await play.seen(cast.client("ivan"), play.line("ivan_answer"))
    await play.at("tue 16:24")
    await play.says(cast.client("ivan"), play.line("ivan_thanks"))
    return card


async def _closed_with_note(play: Play, cast: Cast, number: str) -> None:
    await play.at("tue 16:30")
    await play.tell("n_note")
    asked = await play.says(cast.lesia, f"/request {number.removeprefix('#')}", cast.leads)
    card = await play.seen(cast.leads, data=":end:", after=asked)
    await close(play, cast.lesia, card, "solved")
    question = await play.seen(cast.leads, number, after=card)
    await play.says(cast.lesia, play.line("ivan_note"), cast.leads, question)
    asked = await play.says(cast.lesia, f"/why {number.removeprefix('#')}", cast.leads)
    await play.seen(cast.leads, number, after=asked)
