"""A picture of a period for a phone: times against the deadline, days, hours, causes."""

from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

from babel.dates import format_date, get_day_names
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.ticker import MaxNLocator

from handlers.files.facts import Dot, Fate, FileFacts
from handlers.texts import SOURCE, Texts
from handlers.wording import clip, percent

SIZE = (7.2, 12.8)  # inches; with DPI a phone's upright screen
DPI = 150
LETTERS = 15
"""Points: read without zooming where the picture fills a phone's width."""

TOP = 2.0
"""Of the allowed time: what took longer is drawn at this edge, with a mark of its own, so that one
answer after a week does not flatten all the others.
"""

MARKS = {Fate.IN_TIME: "o", Fate.LATE: "o", Fate.OPEN: "x"}


class Look(NamedTuple):
    ground: str
    ink: str
    faint: str
    good: str
    bad: str
    heat: str


LIGHT = Look("#ffffff", "#14181c", "#8a97a3", "#2e9e6b", "#d64545", "Blues")
DARK = Look("#17212b", "#f2f5f7", "#7c8b99", "#4ccb94", "#ff6b6b", "viridis")


def draw(facts: FileFacts, *, dark: bool = False) -> bytes:
    """The PNG. The font that comes with matplotlib has Cyrillic letters."""
    figure = figure_of(facts, dark=dark)
    out = BytesIO()
    figure.savefig(out, format="png", facecolor=figure.get_facecolor())
    return out.getvalue()


def figure_of(facts: FileFacts, *, dark: bool = False) -> Any:
    look = DARK if dark else LIGHT
    figure = Figure(figsize=SIZE, dpi=DPI, facecolor=look.ground, layout="constrained")
    FigureCanvasAgg(figure)
    title = f"{_drawable(clip(facts.title, 34))}\n{facts.span}"
    figure.suptitle(title, color=look.ink, fontsize=LETTERS + 4, fontweight="bold")
    panels: Any = figure.subplots(4, 1, height_ratios=[1.25, 1, 1.25, 1])
    for panel, drawing in zip(panels, (_times, _days, _hours, _causes), strict=True):
        _style(panel, look)
        drawing(panel, facts, look)
    return figure


@cache
def _letters() -> frozenset[int]:
    """The characters of the font that comes with matplotlib; it has Cyrillic, and no emoji."""
    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())


def _drawable(text: str) -> str:
    """Without what the font would draw as empty boxes; a dollar sign begins no formula."""
    return "".join(one for one in text if ord(one) in _letters()).replace("$", r"\$").strip()


def _style(panel: Any, look: Look) -> None:
    panel.set_facecolor(look.ground)
    panel.tick_params(colors=look.ink, labelsize=LETTERS - 3)
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        panel.spines[side].set_color(look.faint)


def _title(panel: Any, words: str, look: Look) -> None:
    panel.set_title(words, color=look.ink, fontsize=LETTERS, loc="left")


def _nothing(panel: Any, t: Texts, look: Look) -> None:
    panel.set_axis_off()
    panel.text(
        0.5, 0.5, t("no data"), color=look.faint, ha="center", va="center", fontsize=LETTERS,
        transform=panel.transAxes,
    )  # fmt: skip


def _times(panel: Any, facts: FileFacts, look: Look) -> None:
    """Every answer as a dot: when it came, and the share of its own allowed time that it took. The
    line is the deadline of each, whatever the kind, the client or the hours.
    """
    t = facts.t
    title = t("Time to answer: 100 % is the deadline")
    _title(panel, title if facts.every == 1 else f"{title} (1:{facts.every})", look)
    if not facts.dots:
        _nothing(panel, t, look)
        return
    for fate in Fate:
        colour = look.good if fate is Fate.IN_TIME else look.bad
        for beyond in (False, True):
            shown = [one for one in facts.dots if one.fate is fate and (one.used > TOP) is beyond]
            if shown:
                mark = "^" if beyond and fate is not Fate.OPEN else MARKS[fate]
                _scatter(panel, shown, colour, mark)
    panel.axhline(1, color=look.bad, linewidth=2)
    panel.set_ylim(0, TOP * 1.08)
    ticks = [0, 0.5, 1, 1.5, TOP]
    names = [percent(t, one) for one in ticks]
    panel.set_yticks(ticks, [*names[:-1], f"≥ {names[-1]}"])
    _lasts(panel, facts)
    if any(one.fate is Fate.OPEN for one in facts.dots):
        panel.text(
            0.99, 0.03, t("× still without an answer"), color=look.bad, ha="right", va="bottom",
            fontsize=LETTERS - 4, transform=panel.transAxes,
        )  # fmt: skip


def _scatter(panel: Any, dots: list[Dot], colour: str, mark: str) -> None:
    moments = [one.at.replace(tzinfo=None) for one in dots]
    heights = [min(one.used, TOP) for one in dots]
    # A cross has no face, only its lines.
    lines = {"linewidths": 2.5 if mark == "x" else 0}
    panel.scatter(
        moments, heights, color=colour, marker=mark, s=52 if mark != "o" else 26, alpha=0.8, **lines
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _lasts(panel: Any, facts: FileFacts) -> None:
    """The axis is the whole period, however few answers came; each day is named at its noon."""
    known = [one.day for one in facts.days]
    panel.set_xlim(_midnight(known[0]), _midnight(known[-1] + timedelta(days=1)))
    named = known[:: _step(known)]
    noons = [_midnight(one) + timedelta(hours=12) for one in named]
    panel.set_xticks(noons, [_date(facts, one) for one in named])


def _step(days: list[date]) -> int:
    """So that no more than seven are named."""
    return max(1, -(-len(days) // 7))


def _date(facts: FileFacts, one: date) -> str:
    """In the reader's order, and short: seven of them stand side by side."""
    english = facts.t.language == SOURCE
    return format_date(one, "d MMM" if english else "d.MM", locale=facts.t.language)


def _days(panel: Any, facts: FileFacts, look: Look) -> None:
    """Deadlines met and missed by day, with n/N above each; a day without any keeps its place."""
    t, days = facts.t, list(facts.days)
    _title(panel, t("Deadlines by day: met and missed"), look)
    if not any(one.compliance.n for one in days):
        _nothing(panel, t, look)
        return
    places = range(len(days))
    met = [one.compliance.met for one in days]
    missed = [one.compliance.breached for one in days]
    panel.bar(places, met, color=look.good)
    panel.bar(places, missed, bottom=met, color=look.bad)
    if len(days) <= 10:
        for place, one in enumerate(days):
            counted = one.compliance
            words = f"{counted.met}/{counted.n}" if counted.n else "–"
            panel.text(
                place, counted.n, words, ha="center", va="bottom", color=look.ink,
                fontsize=LETTERS - 3,
            )  # fmt: skip
    step = _step([one.day for one in days])
    panel.set_xticks(list(places)[::step], [_date(facts, one.day) for one in days[::step]])
    panel.set_xlim(-0.5, len(days) - 0.5)
    panel.set_ylim(0, 1.18 * max(one.compliance.n for one in days))
    panel.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))


def _hours(panel: Any, facts: FileFacts, look: Look) -> None:
    """When clients write: weekday by hour."""
    t = facts.t
    _title(panel, t("When clients write: day and hour"), look)
    if not facts.begun:
        _nothing(panel, t, look)
        return
    grid = [[facts.begun[(weekday, hour)] for hour in range(24)] for weekday in range(7)]
    image = panel.imshow(grid, aspect="auto", cmap=look.heat, vmin=0)
    names = get_day_names("abbreviated", "stand-alone", t.language)
    panel.set_yticks(range(7), [str(names[number]) for number in range(7)])
    panel.set_xticks(range(0, 24, 3), [f"{hour}" for hour in range(0, 24, 3)])
    scale = panel.figure.colorbar(
        image, ax=panel, ticks=MaxNLocator(nbins=4, integer=True), pad=0.02
    )
    scale.ax.tick_params(colors=look.ink, labelsize=LETTERS - 3)
    scale.outline.set_visible(False)


FEWEST_BARS = 4
"""Room is kept for so many, so that one bar is not a wall."""


def _causes(panel: Any, facts: FileFacts, look: Look) -> None:
    t = facts.t
    _title(panel, t("Causes of closed complaints"), look)
    known = list(facts.report.quality.causes) if facts.report else []
    if not known:
        _nothing(panel, t, look)
        return
    ordered = list(reversed(known))
    names = [_drawable(clip(name, 18)) if name else t("no cause recorded") for name, _ in ordered]
    counts = [count for _, count in ordered]
    panel.barh(range(len(names)), counts, color=look.good)
    panel.set_yticks(range(len(names)), names)
    for place, count in enumerate(counts):
        panel.text(count, place, f" {count}", va="center", color=look.ink, fontsize=LETTERS - 3)
    panel.set_xticks([])
    panel.set_ylim(len(names) - max(len(names), FEWEST_BARS) - 0.5, len(names) - 0.5)
    panel.margins(x=0.12)
