"""A picture of a period for a phone: times against the deadline, days, hours, causes."""

import unicodedata
from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

from babel.dates import get_day_names
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator

from bot.figures import Compliance
from handlers.files.facts import Dot, Fate, FileFacts
from handlers.files.spells import Spell, date_labels, gathered, spell_of, step
from handlers.texts import Texts
from handlers.wording import clip, percent

SIZE = (7.2, 12.8)  # inches; with DPI a phone's upright screen
DPI = 150
LETTERS = 15
"""Points: read without zooming where the picture fills a phone's width."""

WORDS = 90
"""Characters of a name, more than any width has room for."""

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


LIGHT = Look("#ffffff", "#14181c", "#8a97a3", "#2e9e6b", "#d64545", "#08408a")
DARK = Look("#17212b", "#f2f5f7", "#7c8b99", "#4ccb94", "#ff6b6b", "#6fc3ff")


def draw(facts: FileFacts, *, dark: bool = False) -> bytes:
    """The PNG. The font that comes with matplotlib has Cyrillic letters."""
    figure = figure_of(facts, dark=dark)
    out = BytesIO()
    figure.savefig(out, format="png", facecolor=figure.get_facecolor())
    return out.getvalue()


def figure_of(facts: FileFacts, *, dark: bool = False) -> Any:
    look = DARK if dark else LIGHT
    layout = ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.1)
    figure = Figure(figsize=SIZE, dpi=DPI, facecolor=look.ground, layout=layout)
    FigureCanvasAgg(figure)
    points = LETTERS + 4
    title = f"{_fitted(facts.title, points, SIZE[0] - 0.4, 'bold')}\n{facts.span}"
    figure.suptitle(title, color=look.ink, fontsize=points, fontweight="bold", parse_math=False)
    panels: Any = figure.subplots(4, 1, height_ratios=[1.25, 1, 1.15, 1.2])
    for panel, drawing in zip(panels, (_times, _days, _hours, _causes), strict=True):
        _style(panel, look)
        drawing(panel, facts, look)
    return figure


@cache
def _letters() -> frozenset[int]:
    """The characters of the font that comes with matplotlib; it has Cyrillic, and no emoji."""
    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())


def _drawable(text: str) -> str:
    """Without what the font would draw as empty boxes; where nothing else is there, the signs'
    own names: two causes of an emoji each are still two.
    """
    known = "".join(one for one in text if ord(one) in _letters() and one.isprintable())
    if any(map(str.isalnum, known)):
        return " ".join(known.split())
    signs = [unicodedata.name(one, "") for one in text if unicodedata.category(one) == "So"]
    return " ".join(filter(None, signs)).lower()


def _fitted(text: str, points: float, inches: float, weight: str = "normal") -> str:
    """What the font can draw of it, cut where it is wider."""
    font = FontProperties(size=points, weight=weight)
    whole = clip(_drawable(clip(text, WORDS)), WORDS)

    def is_too_wide(limit: int) -> bool:
        shown = clip(whole, limit)
        width, *_ = text_to_path.get_text_width_height_descent(shown, font, ismath=False)
        return bool(width > 72 * inches)

    # Halving: each measuring takes a millisecond or two.
    fitting = bisect_left(range(2, len(whole) + 1), True, key=is_too_wide)  # noqa: FBT003 - the value sought
    return clip(whole, fitting + 1) if fitting else whole


def _style(panel: Any, look: Look) -> None:
    panel.set_facecolor(look.ground)
    panel.tick_params(colors=look.ink, labelsize=LETTERS - 3)
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        panel.spines[side].set_color(look.faint)


def _title(panel: Any, words: str, look: Look) -> None:
    panel.set_title(words, color=look.ink, fontsize=LETTERS, loc="left", pad=8)


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
        key = t("× still without an answer")  # below: within, it would cover quick answers
        panel.set_xlabel(key, color=look.bad, loc="right", fontsize=LETTERS - 3)


def _scatter(panel: Any, dots: list[Dot], colour: str, mark: str) -> None:
    moments = [one.at.replace(tzinfo=None) for one in dots]
    heights = [min(one.used, TOP) for one in dots]
    # A cross has no face, only its lines. At an edge marks are drawn whole.
    lines = {"linewidths": 2.5 if mark == "x" else 0, "clip_on": False}
    panel.scatter(
        moments, heights, color=colour, marker=mark, s=52 if mark != "o" else 26, alpha=0.8, **lines
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _lasts(panel: Any, facts: FileFacts) -> None:
    """The axis is the whole period, however few answers came; each day is named at its noon, and
    of one day its hours.
    """
    known = [one.day for one in facts.days]
    begin = _midnight(known[0])
    panel.set_xlim(begin, _midnight(known[-1] + timedelta(days=1)))
    if len(known) == 1:
        hours = range(0, 25, 6)
        panel.set_xticks(
            [begin + timedelta(hours=one) for one in hours], [f"{n}:00" for n in hours]
        )
        return
    named = known[:: step(len(known))]
    noons = [_midnight(one) + timedelta(hours=12) for one in named]
    panel.set_xticks(noons, date_labels(facts.t, named))


FEWEST_BARS = 4
"""Room is kept for so many, so that one bar is not a wall."""

MOST_WORDS = 10
"""Bars that have room for n/N above each."""

ROOM = 56
"""Characters of them that stand side by side."""


def _days(panel: Any, facts: FileFacts, look: Look) -> None:
    """Deadlines met and missed by day, week or month; a day without any keeps its place."""
    t, spell, bars = facts.t, spell_of(facts.days), gathered(facts.days)
    titles = {
        Spell.DAY: t("Deadlines by day: met and missed"),
        Spell.WEEK: t("Deadlines by week: met and missed"),
        Spell.MONTH: t("Deadlines by month: met and missed"),
    }
    _title(panel, titles[spell], look)
    highest = max((one.compliance.n for one in bars), default=0)
    if not highest:
        _nothing(panel, t, look)
        return
    places = range(len(bars))
    met = [one.compliance.met for one in bars]
    panel.bar(places, met, color=look.good)
    panel.bar(places, [one.compliance.breached for one in bars], bottom=met, color=look.bad)
    if len(bars) <= MOST_WORDS:
        _counts(panel, [one.compliance for one in bars], look)
    each = step(len(bars))
    labels = date_labels(t, [one.day for one in bars[::each]], by_month=spell is Spell.MONTH)
    panel.set_xticks(list(places)[::each], labels)
    spare = max(0, FEWEST_BARS - len(bars)) / 2
    panel.set_xlim(-0.5 - spare, len(bars) - 0.5 + spare)
    panel.set_ylim(0, 1.3 * highest)
    panel.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))


def _counts(panel: Any, bars: list[Compliance], look: Look) -> None:
    """n/N above each bar, in two lines where they would not stand side by side."""
    longest = max(len(f"{one.met}/{one.n} ") for one in bars)
    slash = "/" if longest * len(bars) <= ROOM else "/\n"
    for place, one in enumerate(bars):
        words = f"{one.met}{slash}{one.n}" if one.n else "–"
        panel.text(
            place, one.n, words, ha="center", va="bottom", color=look.ink, fontsize=LETTERS - 3,
            linespacing=0.9,
        )  # fmt: skip


def _hours(panel: Any, facts: FileFacts, look: Look) -> None:
    """When clients write: weekday by hour."""
    t = facts.t
    _title(panel, t("When clients write: day and hour"), look)
    if not facts.begun:
        _nothing(panel, t, look)
        return
    grid = [[facts.begun[(weekday, hour)] for hour in range(24)] for weekday in range(7)]
    colours = LinearSegmentedColormap.from_list("heat", [look.ground, look.heat])
    image = panel.imshow(grid, aspect="auto", cmap=colours, vmin=0)
    names = get_day_names("abbreviated", "stand-alone", t.language)
    panel.set_yticks(range(7), [str(names[number]) for number in range(7)])
    panel.set_xticks(range(0, 24, 3), [f"{hour}" for hour in range(0, 24, 3)])
    scale = panel.figure.colorbar(
        image, ax=panel, ticks=MaxNLocator(nbins=4, integer=True), pad=0.02
    )
    scale.ax.tick_params(colors=look.ink, labelsize=LETTERS - 3)
    scale.outline.set_visible(False)


CAUSE_WIDTH = 5.3
"""Inches for the name of a cause: it stands above its bar, where there is room for it."""


def _causes(panel: Any, facts: FileFacts, look: Look) -> None:
    t = facts.t
    _title(panel, t("Causes of closed complaints"), look)
    known = list(facts.report.quality.causes) if facts.report else []
    if not known:
        _nothing(panel, t, look)
        return
    ordered = list(reversed(known))
    points = LETTERS - 3
    names = [
        _fitted(name, points, CAUSE_WIDTH) if name else t("no cause recorded")
        for name, _ in ordered
    ]
    counts = [count for _, count in ordered]
    places = range(len(names))
    panel.barh(places, counts, height=0.45, color=look.good)
    above = [place + 0.27 for place in places]
    panel.set_yticks(above, names, ha="left", va="bottom", parse_math=False)
    panel.tick_params(axis="y", length=0, pad=-3)
    for place, count in enumerate(counts):
        panel.text(count, place, f" {count}", va="center", color=look.ink, fontsize=points)
    panel.set_xticks([])
    panel.set_ylim(len(names) - max(len(names), FEWEST_BARS) - 0.4, len(names) - 0.2)
    panel.margins(x=0.12)
