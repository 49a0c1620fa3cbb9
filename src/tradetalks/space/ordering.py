"""Rows of numbers put in order, as many of their columns at once as fit one number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
_ROOM = 2**62  # whole numbers that an addition cannot overflow
_FEW = 2_000  # rows sorted by all columns at once


def ordered(columns: Sequence[Any]) -> Whole:
    """The order of rows by columns, the first counting most, equal rows as they came: ``numpy.lexsort`` of the columns
    turned round, and faster: one number is sorted, and only where it ties a number of the columns that are left.

    Args:
        columns: each ``[row]``; whole or real numbers, no NaN.
    """
    return _ordered(columns, 0)


def _ordered(columns: Sequence[Any], tied_by: int) -> Whole:
    """``ordered``, where no row differs from all others by so many of the first columns."""
    if len(columns[0]) <= _FEW:
        return np.lexsort(tuple(reversed(columns)))
    code, taken = _first_few(columns)
    if taken <= tied_by:
        return np.lexsort(tuple(reversed(columns)))
    order = np.argsort(code)  # of equal ones in any order
    ranked = code[order]
    same = np.concatenate([[False], ranked[1:] == ranked[:-1], [False]])
    tied = np.flatnonzero(same[1:] | same[:-1])
    if len(tied):
        some = np.sort(order[tied])  # as they came
        place = np.empty(len(code), dtype=np.int64)
        place[order] = np.cumsum(~same[:-1])
        rest = [place[some], *(column[some] for column in columns[taken:])]
        order[tied] = some[_ordered(rest, 1) if len(rest) > 1 else np.argsort(rest[0], kind="stable")]
    return order


def _first_few(columns: Sequence[Any]) -> tuple[Any, int]:
    """As many of the first columns as one number holds, in it, and how many these are; the first at least."""
    code, room = columns[0], 1
    for number, column in enumerate(columns):
        if column.dtype.kind != "i":
            return code, max(1, number)
        least = int(column.min())
        room *= int(column.max()) - least + 1
        if room >= _ROOM:
            return code, max(1, number)
        code = code * (int(column.max()) - least + 1) + (column - least) if number else column - least
    return code, len(columns)


def apart(values: Any, groups: Whole) -> Whole:
    """Values in their order within a group, those of later groups above all of earlier ones."""
    if values.dtype.kind != "i" or (int(values.max()) - int(values.min()) + 1) * (int(groups.max()) + 1) >= _ROOM:
        values = np.unique(values, return_inverse=True)[1].ravel()
    low = int(values.min())
    return values - low + groups * (int(values.max()) - low + 1)
