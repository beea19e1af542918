"""How a Telegram message looks in a terminal: its marks, its buttons, what an edit changed."""

from difflib import ndiff

from rich.box import Box
from rich.text import Text

from bot.sandbox.messages import Json

OPEN_RIGHT = Box("╭── \n│   \n│   \n│   \n│   \n│   \n│   \n╰── \n")
"""No right edge: terminals disagree about the width of emoji, and a ragged edge would show it."""

_STYLES = {"bold": "bold", "italic": "italic", "code": "cyan", "url": "underline", "mention": ""}
_QUOTE = "▏ "


def marked(text: str, entities: list[Json]) -> Text:
    """The text with its entities as styles; a quotation has a bar before each line."""
    places = _character_places(text)
    shown = Text(text)
    quoted: list[range] = []
    for one in entities:
        start, end = places[one["offset"]], places[one["offset"] + one["length"]]
        if one["type"] == "blockquote":
            quoted.append(range(start, end))
            shown.stylize("italic", start, end)
        else:
            shown.stylize(_STYLES.get(one["type"], ""), start, end)
    place = 0
    lines = []
    for line in shown.split("\n", allow_blank=True):
        is_quoted = any(place in span for span in quoted)
        lines.append(Text(_QUOTE, style="dim") + line if is_quoted else line)
        place += len(line) + 1
    return Text("\n").join(lines)


def _character_places(text: str) -> dict[int, int]:
    """From Telegram's UTF-16 offsets to places in the string."""
    places, units = {}, 0
    for place, character in enumerate(text):
        places[units] = place
        units += 2 if ord(character) > 0xFFFF else 1
    places[units] = len(text)
    return places


def button_rows(raw: Json) -> list[Text]:
    rows = raw.get("reply_markup", {}).get("inline_keyboard", [])
    return [
        Text(" ").join(Text(f"[{button['text']}]", style="bold reverse") for button in row)
        for row in rows
    ]


def changed_lines(before: str, after: str) -> list[str]:
    """The lines of `after` that `before` did not have."""
    compared = ndiff(before.split("\n"), after.split("\n"))
    return [line[2:] for line in compared if line.startswith("+ ") and line[2:].strip()]


def first_line(text: str, limit: int) -> str:
    line = text.strip().split("\n")[0]
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
