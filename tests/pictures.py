"""Writes docs/cards/*.svg: python -m tests.pictures. The real bot plays each state of a card."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from html import escape
from pathlib import Path
from textwrap import wrap

from bot.sandbox import Message, Person
from bot.sandbox.messages import Json
from tests.stage import Stage

FOLDER = Path(__file__).parents[1] / "docs" / "cards"

WIDTH, LINE, EDGE = 360, 20, 12
COLUMNS = 44  # characters that fit the bubble
FONT = "font-family=\"-apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif\" font-size=\"14\""


async def states() -> AsyncIterator[tuple[str, Message]]:
    """(name, the card) for every state, one after another."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/vidhuk.sqlite3"
        async with Stage.open(url) as stage:
            await stage.set_up()
            stage.iryna.writes("I am here", chat=stage.desk)
            async for one in _one_request(stage):
                yield one
            async for one in _with_a_department(stage):
                yield one
            async for one in _ended_otherwise(stage):
                yield one


async def _asks(stage: Stage, name: str, words: str) -> tuple[Person, Message]:
    client = stage.sandbox.person(name, username=name.lower())
    client.writes(words)
    return client, await stage.seen(stage.desk, words)


async def _press(stage: Stage, card: Message, *labels: str) -> None:
    for label in labels:
        await stage.offers(card, label)
        await stage.iryna.presses(card, label)
        await stage.quiet()


async def _one_request(stage: Stage) -> AsyncIterator[tuple[str, Message]]:
    olena, card = await _asks(stage, "Olena", "The parcel came with a broken cup. What now?")
    olena.writes("I need it for Friday!")
    await stage.turns(card, "for Friday")
    yield "waiting", card
    await _press(stage, card, "Take")
    yield "taken", card
    await stage.fast_forward(hours=21)
    await stage.turns(card, "soon due")
    yield "soon-due", card
    await stage.fast_forward(hours=4)
    await stage.turns(card, "late")
    yield "late", card
    words = "A new cup leaves today and is with you on Thursday; keep the broken one."
    stage.iryna.writes(words, chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")
    yield "answered-late", card
    await _press(stage, card, "Close", "quality", "Solved", "Yes, they know")
    await stage.turns(card, "closed")
    yield "closed", card


async def _with_a_department(stage: Stage) -> AsyncIterator[tuple[str, Message]]:
    crew = stage.sandbox.person("Taras")
    depot = stage.sandbox.group("Delivery", members=[crew], admins=[stage.owner])
    stage.sandbox.add_bot(depot, by=stage.owner)
    await stage.quiet()
    stage.owner.writes("/departments Delivery 8h", chat=depot)
    await stage.seen(depot, "Delivery")
    _petro, card = await _asks(stage, "Petro", "Where is my order from Friday?")
    await _press(stage, card, "More…", "Ask a department…", "Delivery")
    question = await stage.seen(stage.desk, "Delivery")
    stage.iryna.writes("Where is parcel 20451?", chat=stage.desk, reply_to=question)
    await stage.turns(card, "Delivery")
    await stage.fast_forward(hours=2)
    yield "department-asked", card
    asked = await stage.seen(depot, "20451")
    crew.writes("In Lviv, with the courier since noon.", chat=depot, reply_to=asked)
    await stage.turns(card, "answered by Taras")
    yield "department-answered", card
    stage.iryna.writes("It is in Lviv and comes today.", chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")
    yield "answered", card


async def _ended_otherwise(stage: Stage) -> AsyncIterator[tuple[str, Message]]:
    _spammer, spam = await _asks(stage, "Bob", "Crypto signals, 300 % a day?")
    await _press(stage, spam, "Not a request")
    yield "set-aside", spam
    _olha, first = await _asks(stage, "Olha", "Do you deliver to Odesa?")
    await _asks(stage, "Ivan", "My wife Olha asked about Odesa: do you?")
    await _press(stage, first, "More…", "Merge into…", "#5 Ivan")
    await stage.turns(first, "goes on in")
    yield "merged", first


def svg(message: Message) -> str:
    """The message as a phone shows it: its words, its quotations, its buttons."""
    lines = list(_lines(message))
    height = EDGE + LINE * len(lines) + EDGE
    parts = [f'<rect width="{WIDTH}" height="{height}" rx="12" fill="#ffffff" stroke="#c9d3dc"/>']
    for number, (line, is_bold, is_quoted) in enumerate(lines):
        y = EDGE + LINE * number
        if is_quoted:
            parts.append(f'<rect x="{EDGE}" y="{y}" width="3" height="{LINE}" fill="#3390ec"/>')
        x = EDGE + (10 if is_quoted else 0)
        weight = ' font-weight="600"' if is_bold else ""
        parts.append(f'<text x="{x}" y="{y + 15}" fill="#14181c"{weight}>{escape(line)}</text>')
    top = height + 4
    for row in message.buttons:
        parts += _buttons([label for label, _ in row], top)
        top += 34
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + 2}" height="{top + 1}" '
        f'viewBox="-1 -1 {WIDTH + 2} {top + 1}" {FONT}>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _buttons(labels: list[str], top: int) -> Iterator[str]:
    width = (WIDTH - 4 * (len(labels) - 1)) / len(labels)
    for number, label in enumerate(labels):
        x = number * (width + 4)
        yield (
            f'<rect x="{x:.1f}" y="{top}" width="{width:.1f}" height="30" rx="8" fill="#d9e6f2"/>'
        )
        yield (
            f'<text x="{x + width / 2:.1f}" y="{top + 20}" fill="#1c5a92" '
            f'text-anchor="middle">{escape(label)}</text>'
        )


def _lines(message: Message) -> Iterator[tuple[str, bool, bool]]:
    """(the words, bold, quoted) of each line as it is wrapped."""
    marks = message.raw.get("entities", [])
    place = 0
    for line in message.text.split("\n"):
        bold = _marked(marks, "bold", place)
        quoted = _marked(marks, "blockquote", place)
        for part in wrap(line, COLUMNS) or [""]:
            yield part, bold, quoted
        place += len(line.encode("utf-16-le")) // 2 + 1


def _marked(marks: list[Json], kind: str, place: int) -> bool:
    return any(
        one["type"] == kind and one["offset"] <= place < one["offset"] + one["length"]
        for one in marks
    )


async def pictures() -> dict[str, str]:
    return {f"{name}.svg": svg(card) async for name, card in states()}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, picture in asyncio.run(pictures()).items():
        (FOLDER / name).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
