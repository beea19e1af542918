"""A picture of a period for a phone: times against the deadline, days, hours, causes."""

from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

from babel.dates import format_date, get_day_names
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.ticker import MaxNLocator

from handlers.files.facts import FileFacts
from handlers.texts import Texts
from handlers.wording import clip

SIZE = (7.2, 12.8)  # inches; with DPI a phone's upright screen
DPI = 150
LETTERS = 15
"""Points: read without zooming where the picture fills a phone's width."""


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
    look = DARK if dark else LIGHT
    figure = Figure(figsize=SIZE, dpi=DPI, facecolor=look.ground, layout="constrained")
    FigureCanvasAgg(figure)
    title = f"{_drawable(clip(facts.brand.name, 34))}\n{facts.span}"
    figure.suptitle(title, color=look.ink, fontsize=LETTERS + 4, fontweight="bold")
    panels: Any = figure.subplots(4, 1, height_ratios=[1.15, 1, 1.25, 1])
    for panel, drawn in zip(panels, (_times, _days, _hours, _causes), strict=True):
        _style(panel, look)
        drawn(panel, facts, look)
    out = BytesIO()
    figure.savefig(out, format="png", facecolor=look.ground)
    return out.getvalue()


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
    panel.text(0.5, 0.5, t("no data"), color=look.faint, ha="center", va="center", fontsize=LETTERS)


def _times(panel: Any, facts: FileFacts, look: Look) -> None:
    """Every answer as a dot: its day, the hours it took; the line is the promise."""
    t = facts.t
    title = t("Hours to the answer, and the promise")
    _title(panel, title if facts.every == 1 else f"{title} (1:{facts.every})", look)
    if not facts.answers:
        _nothing(panel, t, look)
        return
    promised = facts.brand.sla_minutes / 60
    moments = [one.at.replace(tzinfo=None) for one in facts.answers]
    hours = [one.hours for one in facts.answers]
    colours = [look.good if one.in_time else look.bad for one in facts.answers]
    panel.scatter(moments, hours, c=colours, s=26, alpha=0.75, linewidths=0)
    panel.axhline(promised, color=look.bad, linewidth=2)
    panel.set_ylim(0, max(promised * 1.3, max(hours) * 1.08))
    _dates(panel, facts)


def _dates(panel: Any, facts: FileFacts) -> None:
    known = [one.day for one in facts.days]
    chosen = known[:: max(1, -(-len(known) // 7))]
    panel.set_xticks(chosen, [_date(facts, one) for one in chosen])


def _date(facts: FileFacts, one: Any) -> str:
    return format_date(one, "d.MM", locale=facts.t.language)


def _days(panel: Any, facts: FileFacts, look: Look) -> None:
    """Deadlines met and missed by day, with n/N above each."""
    t = facts.t
    _title(panel, t("Deadlines by day: met and missed"), look)
    days = [one for one in facts.days if one.compliance.n]
    if not days:
        _nothing(panel, t, look)
        return
    places = range(len(days))
    met = [one.compliance.met for one in days]
    missed = [one.compliance.breached for one in days]
    panel.bar(places, met, color=look.good)
    panel.bar(places, missed, bottom=met, color=look.bad)
    if len(days) <= 10:
        for place, one in zip(places, days, strict=True):
            words = f"{one.compliance.met}/{one.compliance.n}"
            panel.text(
                place, one.compliance.n, words, ha="center", va="bottom", color=look.ink,
                fontsize=LETTERS - 3,
            )  # fmt: skip
    step = max(1, -(-len(days) // 7))
    panel.set_xticks(list(places)[::step], [_date(facts, one.day) for one in days][::step])
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
    panel.imshow(grid, aspect="auto", cmap=look.heat, vmin=0)
    names = get_day_names("abbreviated", "stand-alone", t.language)
    panel.set_yticks(range(7), [str(names[number]) for number in range(7)])
    panel.set_xticks(range(0, 24, 3), [f"{hour}" for hour in range(0, 24, 3)])


FEWEST_BARS = 4
"""Room is kept for so many, so that one bar is not a wall."""


def _causes(panel: Any, facts: FileFacts, look: Look) -> None:
    t, quality = facts.t, facts.report.quality if facts.report else None
    _title(panel, t("Causes of closed complaints"), look)
    known = list(quality.causes) if quality else []
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
