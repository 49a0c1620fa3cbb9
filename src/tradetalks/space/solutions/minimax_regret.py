"""Minimax regret (Savage 1951): leximin of how far each party is from its best gain, the farthest first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.choice import Choice, Solution, largest, rational, why_none
from tradetalks.space.lotteries import leximin_chances

Array = NDArray[np.float64]


def minimax_regret(gains: Array) -> Choice:
    """Rows whose largest shortfall from a party's best rational gain is smallest, then the next largest, and so on."""
    fair = np.flatnonzero(rational(gains))
    if len(fair) == 0:
        return Choice((), why_none(gains))
    return Choice(largest(fair, np.sort(gains[fair] - gains[fair].max(0), axis=1)))


def chances(gains: Array, ideal: Array, power: Array) -> Array:
    """Probabilities whose expected shortfalls are leximin-smallest."""
    return leximin_chances(gains - ideal, gains)


SOLUTION = Solution(title="minimax regret", pick=minimax_regret, chances=chances, order=5, plain="least regret")
