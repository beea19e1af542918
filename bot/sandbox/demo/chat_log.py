"""Prints the story as a chat log: when, in which chat, who said what, and who saw it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.sandbox.demo.looks import (
    OPEN_RIGHT,
    button_rows,
    changed_lines,
    first_line,
    marked,
)
from bot.sandbox.messages import Json

PLAIN_WIDTH = 100
WIDEST = 110
START = ("cp .env.example .env", "make run")
_ANSWER = "↩️"
"""Begins a card's line with the answer, which the log has just shown."""

_QUOTED = 44
"""Characters of the message replied to."""


@dataclass(frozen=True, slots=True)
class Place:
    """A chat as the log names it; `readers` see what is said there."""

    title: str
    style: str
    readers: str = ""


class ChatLog:
    def __init__(self, lines: Mapping[str, str], language: str, timezone: str) -> None:
        self.console = Console(highlight=False, emoji=False, markup=False)
        width = min(self.console.width, WIDEST) if self.console.is_terminal else PLAIN_WIDTH
        self.console.width = width
        self._lines = lines
        self._language = language
        self._zone = ZoneInfo(timezone)
        self._day: date | None = None
        self._is_spaced = False  # an empty line was the last
        self._told: set[tuple[datetime, Place, str]] = set()

    def title(self, text: str, about: str) -> None:
        body = Text(about)
        self.console.print(Panel(body, title=Text(text, style="bold"), padding=(1, 2)))

    def narrate(self, text: str, at: datetime | None = None) -> None:
        if at is not None:
            self._show_day(at.astimezone(self._zone).date())
        if not self._is_spaced:
            self.console.print()
        self.console.print(Text(text, style="italic dim"))
        self.console.print()
        self._is_spaced = True

    def recap(self, title: str, text: str, what_next: str) -> None:
        body = Group(
            Text(text), Text(), Text(what_next), *[Text(f"  $ {c}", "bold") for c in START]
        )
        self.console.print()
        self.console.print(Panel(body, title=Text(title, style="bold"), padding=(1, 2)))

    def says(self, at: datetime, place: Place, name: str, words: str, reply_to: str) -> None:
        body = Text.assemble((name, "bold"), ": ", words)
        if reply_to:
            body.append(f"  ↪ {first_line(reply_to, _QUOTED)}", style="dim")
        self._row(at, place, body)

    def acts(self, at: datetime, place: Place, what: str) -> None:
        self._row(at, place, Text(what, style="italic"))

    def presses(self, at: datetime, place: Place, name: str, label: str, toast: str) -> None:
        body = Text.assemble((name, "bold"), f" {self._lines['ui_presses']} ")
        body.append(f"[{label}]", style="bold reverse")
        if toast:
            body.append(f"  → “{toast}”", style="dim")
        self._row(at, place, body)

    def posts(self, at: datetime, place: Place, raw: Json) -> None:
        """A message of the bot's own."""
        parts: list[RenderableType] = []
        replied = raw.get("reply_to_message", {})
        if reply_to := replied.get("text") or replied.get("caption"):
            parts.append(Text(f"↪ {first_line(reply_to, _QUOTED)}", style="dim"))
        words = raw.get("text") or raw.get("caption") or ""
        parts.append(marked(words, raw.get("entities", [])))
        parts += button_rows(raw)
        self._row(at, place, self._panel(place, parts), all_readers=True)

    def edits(
        self, at: datetime, place: Place, before: Json, after: Json, *, brief: bool = False
    ) -> None:
        """What an edit of a message of the bot's own changed; in brief, how things stand now."""
        earlier, words = before.get("text", ""), after.get("text", "")
        changed = changed_lines(earlier, words)
        buttons = button_rows(after) if button_rows(after) != button_rows(before) else []
        if brief:
            changed, buttons = [line for line in changed if not line.startswith(_ANSWER)], []
        news = at, place, "\n".join([*changed, *map(str, buttons)])
        if not news[2] or news in self._told:
            return  # every alert of a request changes in the same way: once is enough
        self._told.add(news)
        head = Text(f"✎ {self._lines['ui_edited']}  ", style="dim")
        if not changed or changed[0] != words.split("\n")[0]:
            head.append(first_line(words, 60))
        body: list[RenderableType] = [head, *[Text(f"  {line}") for line in changed], *buttons]
        if len(changed) == 1 and not buttons and changed[0] == words.split("\n")[0]:
            body = [head.append(changed[0])]
        self._row(at, place, Group(*body))

    def fails(self, at: datetime, place: Place, reason: str) -> None:
        said = f"⛔ {self._lines['ui_refused']}: {reason}"
        self._row(at, place, Text(said, style="red"))

    def _panel(self, place: Place, parts: list[RenderableType]) -> Panel:
        return Panel(
            Group(*parts),
            box=OPEN_RIGHT,
            title=Text("Vidhuk", style="bold"),
            title_align="left",
            border_style=place.style,
        )

    def _row(
        self, at: datetime, place: Place, body: RenderableType, *, all_readers: bool = False
    ) -> None:
        local = at.astimezone(self._zone)
        self._show_day(local.date())
        label = Text(place.title, style=place.style)
        if all_readers and place.readers:
            label.append(f"\n👀 {place.readers}", style="dim")
        row = Table.grid(padding=(0, 1), expand=True)
        row.add_column(width=5)
        row.add_column(width=20, overflow="fold")
        row.add_column(ratio=1, overflow="fold")
        row.add_row(Text(f"{local:%H:%M}", style="dim"), label, body)
        self.console.print(row)
        self._is_spaced = False

    def _show_day(self, day: date) -> None:
        if day == self._day:
            return
        self._day = day
        name = format_date(day, "EEEE, d MMMM", locale=self._language)
        self.console.print()
        self.console.print(Rule(Text(name, style="bold"), style="dim"))
        self._is_spaced = False
