"""Bargaining solutions on a finite set of gains over no deal. Each returns the chosen row, or None.

Nash (1950, Econometrica 18): the largest product of gains. Kalai & Smorodinsky (1975, Econometrica 43), on a finite set
read as leximin of gains normalised by each party's best individually rational gain. Utilitarian: the largest sum.
Egalitarian: leximin of gains.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

INDIFFERENT = 1e-6
"""Gains smaller than this (a thousand dollars a year) count as zero: solvers leave dust of 1e-9."""


def rational(gains: Array) -> NDArray[np.bool_]:
    """Rows in which no party is worse off than without a deal."""
    return np.all(np.asarray(gains) >= -INDIFFERENT, axis=1)


def nash(gains: Array) -> int | None:
    """Row of the largest product of gains among rows that all parties strictly prefer to no deal."""
    gains = np.asarray(gains, dtype=float)
    strict = np.flatnonzero(np.all(gains > INDIFFERENT, axis=1))
    if len(strict) == 0:
        return None
    return int(strict[np.log(gains[strict]).sum(1).argmax()])


def kalai_smorodinsky(gains: Array) -> int | None:
    """Row whose gains, each over the party's best rational gain, are leximin-largest."""
    gains = np.asarray(gains, dtype=float)
    fair = np.flatnonzero(rational(gains))
    if len(fair) == 0:
        return None
    ideal = gains[fair].max(0)
    if np.any(ideal <= INDIFFERENT):
        return None
    return int(fair[_leximin(gains[fair] / ideal)])


def egalitarian(gains: Array) -> int | None:
    """Row whose gains are leximin-largest."""
    gains = np.asarray(gains, dtype=float)
    fair = np.flatnonzero(rational(gains))
    return int(fair[_leximin(gains[fair])]) if len(fair) else None


def utilitarian(gains: Array) -> int | None:
    """Row of the largest sum of gains among individually rational rows."""
    gains = np.asarray(gains, dtype=float)
    fair = np.flatnonzero(rational(gains))
    return int(fair[gains[fair].sum(1).argmax()]) if len(fair) else None


def _leximin(values: Array) -> int:
    """Row whose sorted values (worst first) are lexicographically largest."""
    ranked = np.sort(values, axis=1)
    return int(np.lexsort(tuple(ranked[:, j] for j in reversed(range(ranked.shape[1]))))[-1])
