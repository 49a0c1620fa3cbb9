"""Kalai & Smorodinsky (1975, Econometrica 43), on a finite set read as leximin of gains over each party's best gain.

For more than two parties: Imai (1983, Econometrica 51). Ratios are taken over the parties that can gain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.choice import Choice, Solution, able, largest, rational, why_none
from tradetalks.space.lotteries import leximin_chances

Array = NDArray[np.float64]


def kalai_smorodinsky(gains: Array) -> Choice:
    """Rows whose gains, each over the party's best rational gain, are leximin-largest."""
    fair = np.flatnonzero(rational(gains))
    gaining = able(gains)
    if not gaining.any():
        return Choice((), why_none(gains))
    own = gains[np.ix_(fair, np.flatnonzero(gaining))]
    return Choice(largest(fair, np.sort(own / own.max(0), axis=1)))


def chances(gains: Array, ideal: Array, power: Array) -> Array:
    """Probabilities whose expected gains over the ideal are leximin-largest."""
    return leximin_chances(gains / ideal, gains)


SOLUTION = Solution(
    title="Kalai-Smorodinsky",
    pick=kalai_smorodinsky,
    chances=chances,
    for_those_who_gain=True,
    column=True,
    order=2,
    plain="even shares of the best each could have",
)
