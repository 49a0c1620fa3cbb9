"""What the equations do to arrays: NumPy's, real or complex, or those of a library that differentiates.

Everything is solved and differentiated in NumPy; the tests trace the same functions with JAX, as a reference for the
derivatives that are written by hand. Leading axes stack counterfactuals: every function takes arrays with or without
them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any
"""An array of NumPy's, or one that is traced."""


def namespace(*arrays: Array) -> Any:
    """The namespace of the first array that is not NumPy's, else ``numpy``."""
    for array in arrays:
        if not isinstance(array, (np.ndarray, np.generic, float, int)):
            return array.__array_namespace__()
    return np


def put(array: Array, index: Any, value: Array) -> Array:
    """A copy of ``array`` with ``value`` at ``index``."""
    if not isinstance(array, np.ndarray):
        return array.at[index].set(value)
    changed = array.copy()
    changed[index] = value
    return changed


def by_region(x: Array, matrix: Array) -> Array:
    """``[..., region, a]`` times ``[region, a, b]``, each region by its own matrix: ``[..., region, b]``."""
    xp = namespace(x, matrix)
    rows = x.reshape(-1, *x.shape[-2:]).swapaxes(0, 1)
    if xp is np and np.iscomplexobj(rows):  # products of real matrices cost half
        found = np.empty((*rows.shape[:-1], matrix.shape[-1]), complex)
        found.real, found.imag = np.matmul(rows.real, matrix), np.matmul(rows.imag, matrix)
    else:
        found = xp.matmul(rows, matrix)
    return found.swapaxes(0, 1).reshape(*x.shape[:-1], matrix.shape[-1])


def held(array: Array) -> Array:
    """A shift near ``array`` that has no slope, for what cancels, such as the largest exponent.

    The slope of a maximum looks for the entries equal to it; a compiled program may compute those anew, other in the
    last digit, find none and divide by zero. A whole number has no slope at all.
    """
    if isinstance(array, (np.ndarray, np.generic)):
        return array.real
    return namespace(array).floor(array)


def in_parts(x: Array, shape: tuple[int, int]) -> tuple[Array, Array, Array]:
    """``[state, column]`` as wages ``[n,c]``, prices and spending ``[n,s,c]``."""
    n, s = shape
    rest = np.ascontiguousarray(x[n:]).reshape(2, n, s, -1)
    return x[:n], rest[0], rest[1]


def in_one(wage: Array, price: Array, spending: Array) -> Array:
    """``in_parts`` undone."""
    columns = wage.shape[-1]
    return np.concatenate([wage, price.reshape(-1, columns), spending.reshape(-1, columns)])
