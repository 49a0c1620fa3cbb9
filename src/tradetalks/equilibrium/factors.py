"""Solving with an assembled Jacobian, either way up, by its blocks: prices do not respond to spending.

``J = [[ww, wP, wX], [Pw, PP, 0], [Xw, XP, XX]]``: two factors of region-sectors each and one of regions take a quarter
of the work of one of all unknowns. With earnings among the unknowns the whole is factored, in an eighth of the time
that its inverse takes; a solve then costs what a product with that inverse would.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[Any]


class Whole:
    """A square matrix factored by rows, ``P L U`` of its transpose, in the precision it comes in.

    Of the transpose: that is contiguous as LAPACK reads it, and few columns are then solved faster.

    Raises:
        numpy.linalg.LinAlgError: it is singular.
    """

    def __init__(self, matrix: Matrix) -> None:
        from scipy.linalg.lapack import get_lapack_funcs

        factor, self._solve = get_lapack_funcs(("getrf", "getrs"), (matrix,))
        self._lu, self._rows, fault = factor(matrix.T)
        if fault:
            raise np.linalg.LinAlgError("Singular matrix")

    def solve(self, right: Matrix, *, transposed: bool = False) -> Matrix:
        """``matrix^{-1} right`` or its transpose's, ``right`` of ``[row]`` or ``[row, column]``."""
        rows = self._rows.copy()  # SciPy counts them from one and back while LAPACK works: threads would see each other
        found, _ = self._solve(self._lu, rows, right.astype(self._lu.dtype), trans=int(not transposed))
        return found


class Factors:
    """A factored Jacobian of ``jacobian.assemble``; ``shape``: how many regions and how many sectors."""

    def __init__(self, matrix: Matrix, shape: tuple[int, int]) -> None:
        import scipy.linalg

        n, wide = shape[0], shape[0] * shape[1]
        self._whole: Whole | None = None
        if len(matrix) != n + 2 * wide:  # earnings tie prices and spending together
            self._whole = Whole(matrix)
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
            return self._whole.solve(right, transposed=transposed)
        import scipy.linalg

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
        import scipy.linalg

        wide = self._p.stop - self._p.start
        lower = self._matrix[self._x, self._p]
        if transposed:
            spending = scipy.linalg.lu_solve(self._spending, right[wide:], check_finite=False)
            price = scipy.linalg.lu_solve(self._prices, right[:wide] - lower.T @ spending, check_finite=False)
        else:
            price = scipy.linalg.lu_solve(self._prices, right[:wide], trans=1, check_finite=False)
            spending = scipy.linalg.lu_solve(self._spending, right[wide:] - lower @ price, trans=1, check_finite=False)
        return np.concatenate([price, spending])
