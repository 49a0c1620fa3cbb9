"""Solving with the Jacobian, either way up, by its blocks.

Without earnings among the unknowns prices do not respond to spending, ``J = [[ww, wP, wX], [Pw, PP, 0], [Xw, XP,
XX]]``: two factors of region-sectors each and one of regions take a quarter of the work of one of all unknowns, and an
inverse in such blocks three quarters of its memory. With them, earnings are solved for by sector (``earnings.py``) and
what is left, a third smaller, is factored: a third of the work of factoring the whole, and about half of that of a
solve.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.earnings import Earnings

Matrix = NDArray[Any]
_FEW = 5  # columns up to which LAPACK is faster one by one


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
        if right.ndim > 1 and 1 < right.shape[1] <= _FEW:
            found = [self.solve(column, transposed=transposed) for column in right.T]
            return np.stack(found, axis=1)
        rows = self._rows.copy()  # SciPy counts them from one and back while LAPACK works: threads would see each other
        found, _ = self._solve(self._lu, rows, right.astype(self._lu.dtype), trans=int(not transposed))
        return found


class InBlocks(NamedTuple):
    """The Jacobian's inverse where there are no earnings among the unknowns, prices and spending by themselves and what
    wages add to them apart."""

    by_price: Matrix  # prices and spending by gaps of prices, wages standing still [2 n s, n s]
    spending: Matrix  # spending by its own gaps [n s, n s]
    by_wage: Matrix  # how prices and spending fall as wages rise [2 n s, n]
    on_wages: Matrix  # gaps of labour markets by gaps of prices and spending [n, 2 n s]
    wages: Matrix  # the inverse of the wages' own matrix [n, n]

    @classmethod
    def of(cls, matrix: Matrix, regions: int) -> InBlocks:
        """Of an assembled Jacobian, in its precision; raises numpy's LinAlgError where it is singular."""
        wide = (len(matrix) - regions) // 2
        w, p, x = slice(0, regions), slice(regions, regions + wide), slice(regions + wide, None)
        with np.errstate(all="ignore"):
            price, spending = np.linalg.inv(matrix[p, p]), np.linalg.inv(matrix[x, x])
            lower = -spending @ (matrix[x, p] @ price)
            on_wages = np.hstack([matrix[w, p] @ price + matrix[w, x] @ lower, matrix[w, x] @ spending])
            by_wage = np.vstack([price @ matrix[p, w], lower @ matrix[p, w] + spending @ matrix[x, w]])
            # the Schur complement of prices and spending
            wages = np.linalg.inv(matrix[w, w] - matrix[w, regions:] @ by_wage)
        return cls(np.vstack([price, lower]), spending, by_wage, on_wages, wages)

    def solve(self, right: Matrix, *, transposed: bool = False) -> Matrix:
        """``J^{-1} right`` or ``J^{-T} right``, ``right`` of ``[state]`` or ``[state, column]``."""
        n, wide = len(self.wages), len(self.spending)
        right = right.astype(self.wages.dtype, copy=False)
        own, rest = right[:n], right[n:]
        found = np.empty_like(right)
        if transposed:
            wage = found[:n] = self.wages.T @ (own - self.by_wage.T @ rest)
            found[n : n + wide] = self.by_price.T @ rest
            found[n + wide :] = self.spending.T @ rest[wide:]
            found[n:] -= self.on_wages.T @ wage
        else:
            wage = found[:n] = self.wages @ (own - self.on_wages @ rest)
            np.matmul(self.by_price, rest[:wide], out=found[n:])
            found[n + wide :] += self.spending @ rest[wide:]
            found[n:] -= self.by_wage @ wage
        return found


class WithoutEarnings:
    """The Jacobian's inverse where earnings by sector are unknowns: ``earnings`` solved for in terms of all else.

    Args:
        inner, earnings: of ``jacobian.blocks_at``; both are taken in the precision ``kind``.

    Raises:
        numpy.linalg.LinAlgError: it is singular.
    """

    def __init__(self, inner: Matrix, earnings: Earnings, kind: Any = np.float64) -> None:
        self._inner = len(inner)
        self._earnings = here = earnings.astype(kind)
        self._among = np.linalg.inv(here.among())
        n, _ = here.shape
        matrix = -here.answers(self._among)
        matrix[: self._inner, : self._inner] += inner
        matrix[: self._inner, self._inner :] += here.felt_whole(np.eye(n, dtype=kind)).packed()
        matrix[self._inner :, self._inner :] -= np.eye(n, dtype=kind)
        self._whole = Whole(matrix)

    @property
    def dtype(self) -> Any:
        return self._among.dtype

    def solve(self, right: Matrix, *, transposed: bool = False) -> Matrix:
        """``J^{-1} right`` or ``J^{-T} right``, ``right`` of ``[state]`` or ``[state, column]``."""
        if right.ndim == 1:
            return self.solve(right[:, None], transposed=transposed)[:, 0]
        right, here = right.astype(self.dtype, copy=False), self._earnings
        rest, own = right[: self._inner], here.by_sector(right[self._inner :])
        if transposed:
            own = self._among.swapaxes(-1, -2) @ own
            moved, whole = here.moved_back(own)
            found = self._whole.solve(np.concatenate([rest - moved.packed(), -whole]), transposed=True)
            felt, _ = here.felt_back(here.rest(found[: self._inner]))
            felt += here.part[:, :, None] * found[self._inner :]
            earnings = own - self._among.swapaxes(-1, -2) @ felt
        else:
            own = self._among @ own
            found = self._whole.solve(np.concatenate([rest - here.felt(own).packed(), -here.sum(own)]))
            earnings = own - self._among @ here.moved(here.rest(found[: self._inner]), found[self._inner :])
        return np.concatenate([found[: self._inner], here.in_order(earnings)])


class Factors:
    """The factored Jacobian of ``jacobian.blocks_at``, in double precision.

    Raises:
        numpy.linalg.LinAlgError: it is singular.
    """

    def __init__(self, inner: Matrix, earnings: Earnings | None, regions: int) -> None:
        import scipy.linalg

        self._without = None if earnings is None else WithoutEarnings(inner, earnings)
        if self._without is not None:
            return
        n, matrix = regions, inner
        wide = (len(matrix) - n) // 2
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
        if self._without is not None:
            return self._without.solve(right, transposed=transposed)
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
