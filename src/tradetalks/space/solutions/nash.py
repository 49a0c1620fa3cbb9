"""Nash (1950, Econometrica 18): the largest product of gains, each to the power of the party's bargaining power.

It is taken among packages that all strictly prefer to no deal. A party that gains strictly by no rational package is
indifferent to the outcome: the product is taken over the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.choice import INDIFFERENT, Choice, Solution, able, largest, rational, weights, why_none
from tradetalks.space.lotteries import nash_chances

Array = NDArray[np.float64]


def nash(gains: Array, powers: Sequence[float] | None = None) -> Choice:
    """Rows of the largest product of gains, each to the party's bargaining power (equal if None)."""
    gains = np.asarray(gains, dtype=float)
    weight = np.where(able(gains), weights(gains, powers), 0.0)
    strict = np.flatnonzero(np.all(gains[:, weight > 0] > INDIFFERENT, axis=1) & rational(gains))
    if len(strict) == 0 or not weight.any():
        return Choice((), why_none(gains))
    product = np.log(np.maximum(gains[strict], 1e-300)) @ weight
    return Choice(largest(strict, product[:, None]))


def chances(gains: Array, ideal: Array, power: Array) -> Array:
    """Probabilities of the largest product of expected gains."""
    return nash_chances(gains, power)


SOLUTION = Solution(
    title="Nash", pick=nash, chances=chances, for_those_who_gain=True, column=True, order=1, plain="fair split"
)
