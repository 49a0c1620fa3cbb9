"""Egalitarian (Kalai 1977, Econometrica 45): leximin of gains."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.choice import Choice, Solution, largest, rational, why_none
from tradetalks.space.lotteries import leximin_chances

Array = NDArray[np.float64]


def egalitarian(gains: Array) -> Choice:
    """Rows whose gains are leximin-largest."""
    fair = np.flatnonzero(rational(gains))
    return Choice(largest(fair, np.sort(gains[fair], axis=1))) if len(fair) else Choice((), why_none(gains))


def chances(gains: Array, ideal: Array, power: Array) -> Array:
    """Probabilities whose expected gains are leximin-largest."""
    return leximin_chances(gains, gains)


SOLUTION = Solution(title="egalitarian", pick=egalitarian, chances=chances, order=3, plain="even split of gains")
