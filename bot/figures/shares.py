"""Shares with their uncertainty, and quantiles: what all other figures are told with."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt

Range = tuple[float, float]
"""A closed range of shares, the lower end first."""


def wilson(successes: int, n: int, z: float = 1.96) -> Range:
    """Give the Wilson score interval of a share, within which the true share likely lies.

        (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n),  p = successes / n

    z = 1.96 gives 95 %. Without data anything is possible: (0, 1). Raises ValueError for counts
    that cannot be. Source: E. B. Wilson (1927), "Probable inference, the law of succession, and
    statistical inference", JASA 22 (158), 209-212.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"there cannot be {successes} successes out of {n}")
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    centre = share + z * z / (2 * n)
    margin = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # At the extremes the formula gives exactly 0 and 1; floating point would miss them by a hair.
    low = 0.0 if successes == 0 else max(0.0, (centre - margin) / scale)
    high = 1.0 if successes == n else min(1.0, (centre + margin) / scale)
    return low, high


def overlap(a: Range, b: Range) -> bool:
    """Tell whether two closed ranges share a point: if so, a difference may be chance."""
    return a[0] <= b[1] and b[0] <= a[1]


def quantile(values: Sequence[float], q: float) -> float | None:
    """Give the q-quantile (q = 0.9 is the 90th percentile), None without data.

        h = (n - 1)·q;  x[⌊h⌋] + (h - ⌊h⌋)·(x[⌊h⌋ + 1] - x[⌊h⌋]),  x sorted, counted from 0

    Linear interpolation, the default of R, NumPy and spreadsheets. Raises ValueError for q
    outside [0, 1]. Source: type 7 in R. J. Hyndman, Y. Fan (1996), "Sample quantiles in
    statistical packages", The American Statistician 50 (4), 361-365.
    """
    if not 0 <= q <= 1:
        raise ValueError(f"a quantile lies between 0 and 1, not at {q}")
    if not values:
        return None
    ordered = sorted(values)
    position = (len(ordered) - 1) * q
    below = floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def median(values: Sequence[float]) -> float | None:
    """Give the middle value, the mean of the two middle ones for an even number: quantile 0.5."""
    return quantile(values, 0.5)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many: always shown as n/N."""

    part: int
    n: int

    @property
    def share(self) -> float | None:
        """Give part / n, None without data."""
        return self.part / self.n if self.n else None

    @property
    def interval(self) -> Range:
        """Give the 95 % Wilson interval of the share."""
        return wilson(self.part, self.n)


def engagement_rate(reactions: int, reach: int | None) -> float | None:
    """ERR, the engagement rate by reach: reactions / reach, a share; None without a reach.

    Source: the usual definition in social media reporting, ERR = reactions / reach x 100 %.
    """
    return reactions / reach if reach else None
