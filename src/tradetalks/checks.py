"""What callers hand in, turned into numbers or refused in the package's own words."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import PolicyError, TradetalksError


def shown(value: object) -> str:
    """A value as a message shows it: what it is and, where that is short, what it says."""
    text = repr(value)
    return f"{text if len(text) <= 60 else text[:57] + '...'} ({type(value).__name__})"


def real(
    value: object, what: str, expected: str = "a finite number", error: type[TradetalksError] = PolicyError
) -> float:
    """A finite number as a float; text, None, truth values, complex numbers and NaN are none.

    Raises:
        PolicyError (or ``error``): naming ``what``, the value and what was expected.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        hint = ""
        if isinstance(value, str) and value.strip().endswith("%"):
            hint = "; per cent are written as fractions: 25% is 0.25"
        raise error(f"{what}: found {shown(value)}, expected {expected}{hint}")
    return float(value)


def real_array(value: Any, what: str, error: type[TradetalksError] = PolicyError) -> NDArray[np.float64]:
    """An array of floats, the given one if it is that; complex numbers and text are refused, not cut down to what fits.

    Raises:
        PolicyError (or ``error``): naming ``what`` and what was found.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind in "cSUMmV":
            raise TypeError(f"an array of {array.dtype}")
        return np.asarray(array, dtype=float)
    except (TypeError, ValueError) as problem:
        raise error(f"{what}: found {shown(value)}, expected an array of real numbers ({problem})") from None
