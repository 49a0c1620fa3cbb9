"""Residuals judged: a number that is not there, not a number or below zero is never a small one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Real


def worst(residuals: Iterable[object]) -> float:
    """The largest of some residuals; infinity if one is missing, no number, not finite, or negative.

    Python's ``max`` passes over a NaN that is not its first argument; a residual is the size of a gap, so that one
    below zero was never measured.
    """
    return max((_sound(one) for one in residuals), default=math.inf)


def below(residual: object, bound: float) -> bool:
    """Is it a finite number, zero or more, and less than ``bound``?"""
    return _sound(residual) < bound


def _sound(residual: object) -> float:
    if isinstance(residual, bool) or not isinstance(residual, Real):
        return math.inf
    value = float(residual)
    return value if value >= 0 else math.inf  # NaN is not
