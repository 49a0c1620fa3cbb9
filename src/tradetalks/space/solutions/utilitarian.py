"""Utilitarian: the largest sum of gains."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.choice import Choice, Solution, largest, rational, why_none
from tradetalks.space.lotteries import best_lottery

Array = NDArray[np.float64]


def utilitarian(gains: Array) -> Choice:
    """Rows of the largest sum of gains among individually rational rows."""
    fair = np.flatnonzero(rational(gains))
    return Choice(largest(fair, gains[fair].sum(1)[:, None])) if len(fair) else Choice((), why_none(gains))


def chances(gains: Array, ideal: Array, power: Array) -> Array:
    """Probabilities of the largest sum of expected gains."""
    return best_lottery(gains, np.ones(gains.shape[1])).x


SOLUTION = Solution(title="utilitarian", pick=utilitarian, chances=chances, order=4, plain="largest sum")
