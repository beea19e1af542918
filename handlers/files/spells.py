"""Days of a long period, gathered so that each bar can still be seen; and what its axis says."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from babel.dates import format_date

from bot.figures import DayFact
from handlers.texts import SOURCE, Texts

MOST_DAYS = 45
"""Bars of single days; of more a bar is a week."""

MOST_IN_WEEKS = 400
"""Days shown as weeks; of more a bar is a month."""

NAMED = 7
"""Moments named on an axis at the most."""


class Spell(StrEnum):
    """What a bar stands for."""

    DAY = "day"
    WEEK = "week"  # from Monday
    MONTH = "month"


def spell_of(days: Sequence[DayFact]) -> Spell:
    if len(days) <= MOST_DAYS:
        return Spell.DAY
    return Spell.WEEK if len(days) <= MOST_IN_WEEKS else Spell.MONTH


def gathered(days: Sequence[DayFact]) -> list[DayFact]:
    """The same deadlines by day, week or month, each by its first day within the period."""
    spell = spell_of(days)

    def begin(one: DayFact) -> date:
        if spell is Spell.WEEK:
            return one.day - timedelta(days=one.day.weekday())
        return one.day.replace(day=1) if spell is Spell.MONTH else one.day

    return [
        DayFact(first.day, sum((one.compliance for one in rest), first.compliance))
        for first, *rest in (list(group) for _, group in groupby(days, begin))
    ]


def step(n: int) -> int:
    """Of `n` moments each such one is named."""
    return max(1, -(-n // NAMED))


def date_labels(t: Texts, dates: Sequence[date], *, by_month: bool = False) -> list[str]:
    """In the reader's order, and short: seven of them stand side by side. Where a year begins
    meanwhile, below the first of each year stands which it is.
    """
    form = "LLL" if by_month else "d MMM" if t.language == SOURCE else "d.MM"
    labels = [str(format_date(one, form, locale=t.language)) for one in dates]
    years = [one.year for one in dates]
    if len(set(years)) < 2:
        return labels
    firsts = {years.index(year) for year in years}
    return [f"{label}\n{years[at]}" if at in firsts else label for at, label in enumerate(labels)]
