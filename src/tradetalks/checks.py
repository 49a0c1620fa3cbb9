"""What callers hand in, turned into numbers or refused in the package's own words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import PolicyError, TradetalksError


def shown(value: object) -> str:
    """A value as a message shows it: what it is and, where that is short, what it says."""
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype}, shape {value.shape}"
    text = " ".join(repr(value).split())
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


def one(code: object, kind: str, error: type[TradetalksError] = PolicyError) -> str:
    """A code, which is text; raises PolicyError (or ``error``) for anything else."""
    if not isinstance(code, str):
        raise error(f"{kind}: found {shown(code)}, expected a code, which is text")
    return code


def several(codes: object, kind: str, error: type[TradetalksError] = PolicyError) -> list[str]:
    """One code or several as a list; raises PolicyError (or ``error``) for none, and for anything that is no text."""
    wanted = [codes] if isinstance(codes, str) else codes
    if not isinstance(wanted, Iterable) or isinstance(wanted, bytes) or not (listed := list(wanted)):
        raise error(f"{kind}s: found {shown(codes)}, expected a code, a group, several of them, or None for all")
    return [one(code, kind, error) for code in listed]
