# SPDX-License-Identifier: MIT
"""How sure a share is that was counted on few cases."""

from __future__ import annotations

from math import sqrt

_Z95 = 1.959963984540054
"""Quantile of the normal law for 95 %."""


def wilson(successes: int, trials: int, *, z: float = _Z95) -> tuple[float, float] | None:
    """Return the interval that holds the true share with 95 % confidence (Wilson 1927), None without trials.

    Unlike the textbook interval it stays inside [0, 1] and is right for small counts and for 0 % or 100 %.
    """
    if not 0 <= successes <= trials:
        raise ValueError((successes, trials))
    if trials == 0:
        return None
    share = successes / trials
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    centre, scale = share + z * z / (2 * trials), 1 + z * z / trials
    low = 0.0 if successes == 0 else max(0.0, (centre - spread) / scale)
    high = 1.0 if successes == trials else min(1.0, (centre + spread) / scale)
    return low, high
