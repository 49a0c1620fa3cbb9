"""Solving with an assembled Jacobian, either way up, by its blocks: prices do not respond to spending.

``J = [[ww, wP, wX], [Pw, PP, 0], [Xw, XP, XX]]``: two factors of region-sectors each and one of regions take a quarter
of the work of one of all unknowns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


class Factors:
    """A factored Jacobian of ``jacobian.assemble``; ``regions``, ``cells``: how many wages and how many prices."""

    def __init__(self, matrix: Matrix, shape: tuple[int, int]) -> None:
        n, wide = shape[0], shape[0] * shape[1]
        self._whole: Any = None
        if len(matrix) != n + 2 * wide:  # earnings tie prices and spending together
            self._whole = scipy.linalg.lu_factor(matrix, overwrite_a=True, check_finite=False)
            return
        self._w, self._p, self._x = slice(0, n), slice(n, n + wide), slice(n + wide, n + 2 * wide)
        self._matrix = matrix
        self._prices, self._spending = (
            scipy.linalg.lu_factor(matrix[part, part].T, check_finite=False) for part in (self._p, self._x)
        )
        response = self._inner(matrix[n:, self._w], transposed=False)
        self._wages = scipy.linalg.lu_factor(matrix[self._w, self._w] - matrix[self._w, n:] @ response)
        self._by_wage = response

    def solve(self, right: Matrix, *, transposed: bool = False) -> Matrix:
        """``J^{-1} right`` or ``J^{-T} right``, ``right`` of ``[state, column]``."""
        if self._whole is not None:
            return scipy.linalg.lu_solve(self._whole, right, trans=int(transposed), check_finite=False)
        n = self._w.stop
        if transposed:
            wage = scipy.linalg.lu_solve(self._wages, right[:n] - self._by_wage.T @ right[n:], trans=1)
            rest = self._inner(right[n:] - self._matrix[self._w, n:].T @ wage, transposed=True)
        else:
            inner = self._inner(right[n:], transposed=False)
            wage = scipy.linalg.lu_solve(self._wages, right[:n] - self._matrix[self._w, n:] @ inner)
            rest = inner - self._by_wage @ wage
        return np.concatenate([wage, rest])

    def _inner(self, right: Matrix, *, transposed: bool) -> Matrix:
        """With prices and spending alone; factors are of the transposed blocks, which are contiguous."""
        wide = self._p.stop - self._p.start
        lower = self._matrix[self._x, self._p]
        if transposed:
            spending = scipy.linalg.lu_solve(self._spending, right[wide:], check_finite=False)
            price = scipy.linalg.lu_solve(self._prices, right[:wide] - lower.T @ spending, check_finite=False)
        else:
            price = scipy.linalg.lu_solve(self._prices, right[:wide], trans=1, check_finite=False)
            spending = scipy.linalg.lu_solve(self._spending, right[wide:] - lower @ price, trans=1, check_finite=False)
        return np.concatenate([price, spending])
