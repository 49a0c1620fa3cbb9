"""The inverse Jacobian that steers the iteration, made as cheaply as the world allows.

Without earnings among the unknowns prices do not respond to spending, ``J = [[ww, wP, wX], [Pw, PP, 0],
[Xw, XP, XX]]``: two inverses of half the size and a few products give that of the whole. With them it is factored, not
inverted (``factors.Whole``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import model
from tradetalks.equilibrium.factors import Whole
from tradetalks.equilibrium.jacobian import assemble
from tradetalks.equilibrium.structure import Inverse, fits, structured, times

_SINGLE = 1e-3


def inverse_of(b: model.Benchmark, p: model.Policy, f: model.Flows, unknowns: int) -> Inverse:
    """The inverse Jacobian at the point whose flows are ``f``: by structure for large worlds, else dense or factored,
    in single precision where that is close enough (it only steers the iteration; residuals are double).

    Raises:
        numpy.linalg.LinAlgError: the Jacobian is singular.
    """
    if fits(b, unknowns):
        return structured(b, p, f)
    matrix = assemble(b, p, f)
    regions, sectors = f.output.shape
    plain = unknowns == regions + 2 * regions * sectors  # earnings tie prices and spending together
    try:
        less = matrix.astype(np.float32)
        single = _by_blocks(less, regions, regions * sectors) if plain else Whole(less)
    except np.linalg.LinAlgError:  # singular in single precision perhaps, in double not
        return np.linalg.inv(matrix)
    tried = np.random.default_rng(0).standard_normal((len(matrix), 4))
    with np.errstate(all="ignore"):  # what overflows is not close
        close = np.abs(matrix @ times(single, tried) - tried).max() < _SINGLE
    return single if close else np.linalg.inv(matrix)


def _by_blocks(matrix: NDArray[Any], regions: int, wide: int) -> NDArray[Any]:
    """Inverse of an assembled Jacobian of ``regions`` wages and ``wide`` prices."""
    w, p, x = slice(0, regions), slice(regions, regions + wide), slice(regions + wide, None)
    with np.errstate(all="ignore"):
        price, spending = np.linalg.inv(matrix[p, p]), np.linalg.inv(matrix[x, x])
        lower = -spending @ (matrix[x, p] @ price)
        found = np.zeros_like(matrix)
        found[p, p], found[x, p], found[x, x] = price, lower, spending
        # wages: the Schur complement of prices and spending
        on_wages = np.hstack([matrix[w, p] @ price + matrix[w, x] @ lower, matrix[w, x] @ spending])
        by_wage = np.vstack([price @ matrix[p, w], lower @ matrix[p, w] + spending @ matrix[x, w]])
        wages = np.linalg.inv(matrix[w, w] - matrix[w, regions:] @ by_wage)
        found[w, w], found[w, regions:], found[regions:, w] = wages, -wages @ on_wages, -by_wage @ wages
        found[regions:, regions:] += by_wage @ (wages @ on_wages)
    return found
