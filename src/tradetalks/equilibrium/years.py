"""Figures at each horizon joined into a path over the years after a measure.

Year 1's figure holds in the first year; between horizons a path is a straight line (years 2-3 stand in their middle,
2.5); the long run is reached LONG_RUN_YEARS after the measure, when relative wages have gone all but three per cent of
their way, and holds from then on.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.horizons import HORIZONS

Array = NDArray[np.float64]
LONG_RUN_YEARS = 20.0
"""Years after which the long run holds: ``1 - 2^(-20/4)`` of the way of relative wages is 0.97."""
KNOTS = np.array([min(one.years, LONG_RUN_YEARS) for one in HORIZONS])
"""Years at which figures are solved; a path is a straight line between them."""
_SMALL = 1e-3  # rate times years below which exponentials are series


def on_path(figures: Array, years: float) -> Array:
    """``[...]`` a path ``[horizon, ...]`` some years after its measure."""
    flat = figures.reshape(len(KNOTS), -1)
    found = [np.interp(years, KNOTS, column) for column in flat.T]
    return np.array(found).reshape(figures.shape[1:])


def present_value(figures: Array, rates: Array | float, years: float) -> Array:
    """``[region]`` present value of the first ``years`` of a path ``[horizon, region]``: its integral times
    ``exp(-rate t)``, in closed form on each of its lines.

    On a line of length ``L`` that starts at ``v`` with slope ``m``: ``v (1 - e^(-rL)) / r + m (1 - e^(-rL) (1 + rL)) /
    r^2``, discounted to today from where it starts.
    """
    rate = np.broadcast_to(np.asarray(rates, dtype=float), figures.shape[1:])
    ends = [0.0, *(float(k) for k in KNOTS if k < years), years]
    value = np.zeros(figures.shape[1:])
    for begin, end in pairwise(ends):
        first, last, length = on_path(figures, begin), on_path(figures, end), end - begin
        level, slope = _weights(rate * length)
        value += np.exp(-rate * begin) * length * (first * level + (last - first) * slope)
    return value


def _weights(x: Array) -> tuple[Array, Array]:
    """``(1 - e^-x) / x`` and ``(1 - e^-x (1 + x)) / x^2``, by their series near zero."""
    small = np.abs(x) < _SMALL
    safe = np.where(small, 1.0, x)
    level = np.where(small, 1 - x / 2 + x**2 / 6 - x**3 / 24, -np.expm1(-safe) / safe)
    slope = np.where(small, 0.5 - x / 3 + x**2 / 8, (-np.expm1(-safe) - safe * np.exp(-safe)) / safe**2)
    return level, slope


def year_by_year(figures: Array, years: int) -> Array:
    """``[year, ...]`` mean of a path ``[horizon, ...]`` in each of its first years."""
    sums = [present_value(figures, 0.0, float(year)) for year in range(years + 1)]
    return np.diff(np.array(sums), axis=0)
