# SPDX-License-Identifier: MIT
"""How far a share counted in a few cases may be from the true one: without it, 9 of 10 would pass for 90 %."""

from __future__ import annotations

from math import sqrt

from veille.nouns import noun

LOW_SAMPLE = 30
"""Cases under which a share says little, whatever it is."""

_Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: 95 % lie between it and its opposite."""


@noun
class Share:
    """A share counted in `total` cases, and the interval that holds the true one 95 times of 100."""

    count: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself."""
        return self.count / self.total

    @property
    def low_sample(self) -> bool:
        """There are too few cases to conclude anything."""
        return self.total < LOW_SAMPLE


def wilson(count: int, total: int) -> Share | None:
    """Return the score interval of a share; None of no case at all. `wilson(9, 10)` is 0.60 to 0.98.

    E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, Journal of the American
    Statistical Association 22 (1927), 209-212: right for few cases too, and for shares near 0 and 1.
    """
    if not 0 <= count <= total:
        raise ValueError((count, total))
    if total == 0:
        return None
    share, square = count / total, _Z * _Z
    centre = share + square / (2 * total)
    reach = _Z * sqrt(share * (1 - share) / total + square / (4 * total * total))
    scale = 1 + square / total
    low, high = (centre - reach) / scale, (centre + reach) / scale
    # Rounding must not leave a share of all, or of none, outside its own interval.
    return Share(count=count, total=total, low=max(0.0, min(low, share)), high=min(1.0, max(high, share)))
