"""What was measured, and whether it is good enough."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure of Vidhuk's beside the same figure of the least that could do the job.

    Exactly one of `at_least` and `at_most` bounds the ratio; neither, where a figure is only
    shown.
    """

    what: str
    measured: float
    unit: str
    floor: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.measured / self.floor if self.floor else None

    @property
    def is_met(self) -> bool:
        if self.ratio is None:
            return True
        if self.at_least is not None:
            return self.ratio >= self.at_least
        return self.at_most is None or self.ratio <= self.at_most

    @property
    def target(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:.2f}"
        return f"≤ {self.at_most:.2f}" if self.at_most is not None else ""


def show(comparisons: Sequence[Comparison], console: Console) -> None:
    table = Table(title="Vidhuk against the floor, medians of one run")
    table.add_column("what")
    for name in ("measured", "floor", "ratio", "target"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for one in comparisons:
        table.add_row(
            one.what,
            _figure(one.measured, one.unit),
            _figure(one.floor, one.unit) if one.floor else "",
            f"{one.ratio:.2f}" if one.ratio else "",
            one.target,
            _verdict(one),
        )
    console.print(table)


def _figure(number: float, unit: str) -> str:
    return f"{number:,.0f} {unit}" if number >= 100 else f"{number:.2f} {unit}"


def _verdict(one: Comparison) -> str:
    if not one.target:
        return ""
    return "[green]ok[/]" if one.is_met else "[bold red]missed[/]"
