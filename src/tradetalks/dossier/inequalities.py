"""Linear programmes over what a party's statements or choices say of values: how far they conflict, what they leave."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def least_slack(rows: Array, least: Array, bounds: Sequence[Any], equal: Sequence[bool] = ()) -> Array:
    """``[row]`` by how much each of ``rows @ values >= least`` must fail so that all hold: the smallest sum.

    Args:
        bounds: of each value, as SciPy's ``linprog`` takes them. equal: rows that must be met from both sides; none if
            left out.
    """
    from scipy.optimize import linprog

    count, width = len(rows), len(bounds)
    if not count:
        return np.zeros(0)
    both = [k for k, same in enumerate(equal) if same]
    own = np.eye(count)
    upper = np.vstack([np.hstack([-rows, -own]), np.hstack([rows[both], -own[both]])])
    limit = np.concatenate([-least, least[both]])
    cost = np.concatenate([np.zeros(width), np.ones(count)])
    solved = linprog(cost, A_ub=upper, b_ub=limit, bounds=[*bounds, *[(0, None)] * count], method="highs")
    return np.asarray(solved.x[width:])


def end(row: Array, sign: int, upper: Array, limit: Array, bounds: Sequence[Any]) -> float:
    """The lowest (sign 1) or highest (-1) value of ``row`` where ``upper @ values <= limit``; infinite if nothing
    bounds it."""
    from scipy.optimize import linprog

    extra: dict[str, Any] = {"A_ub": upper, "b_ub": limit} if len(upper) else {}
    solved = linprog(sign * row, bounds=bounds, method="highs", **extra)
    return sign * float(solved.fun) if solved.status == 0 else -sign * math.inf
