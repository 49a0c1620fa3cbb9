"""The inverse Jacobian that steers the iteration, made as cheaply as the world allows.

Without earnings among the unknowns prices do not respond to spending, ``J = [[ww, wP, wX], [Pw, PP, 0],
[Xw, XP, XX]]``: two inverses of half the size and a few products do for that of the whole (``factors.InBlocks``). Where
there are earnings, they are solved for by sector and the rest is factored, not inverted (``factors.WithoutEarnings``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import model
from tradetalks.equilibrium.arrays import in_one, in_parts
from tradetalks.equilibrium.earnings import Earnings
from tradetalks.equilibrium.factors import InBlocks, WithoutEarnings
from tradetalks.equilibrium.jacobian import assemble, blocks_at
from tradetalks.equilibrium.structure import Inverse, apply, fits, linearised, structured, times

_SINGLE, _SINGLE_BY_STRUCTURE = 1e-3, 1e-2  # the second: contractions that are cut short leave thousandths anyway


def inverse_of(b: model.Benchmark, p: model.Policy, f: model.Flows, unknowns: int) -> Inverse:
    """The inverse Jacobian at the point whose flows are ``f``: by structure for large worlds, else dense or factored,
    in single precision where that is close enough (it only steers the iteration; residuals are double).

    Raises:
        numpy.linalg.LinAlgError: the Jacobian is singular.
    """
    tried = np.random.default_rng(0).standard_normal((unknowns, 4))

    def close(single: Inverse, operate: Callable[[NDArray[Any]], NDArray[Any]], most: float) -> bool:
        with np.errstate(all="ignore"):  # what overflows is not close
            return bool(np.abs(operate(times(single, tried)) - tried).max() < most)

    if fits(b, unknowns):
        linear = linearised(b, p, f)
        with np.errstate(all="ignore"):
            lean = structured(linear, np.float32)
        serves = close(
            lean, lambda change: in_one(*apply(linear, *in_parts(change, f.output.shape))), _SINGLE_BY_STRUCTURE
        )
        return lean if serves else structured(linear)
    matrix, earnings = blocks_at(b, p, f)
    try:
        if earnings is None:
            single = InBlocks.of(matrix.astype(np.float32), len(f.output))
        else:
            single = WithoutEarnings(matrix, earnings, np.float32)
    except np.linalg.LinAlgError:  # singular in single precision perhaps, in double not
        return np.linalg.inv(assemble(b, p, f))
    serves = close(single, lambda change: _times(matrix, earnings, change), _SINGLE)
    return single if serves else np.linalg.inv(assemble(b, p, f))


def _times(matrix: NDArray[Any], earnings: Earnings | None, change: NDArray[Any]) -> NDArray[Any]:
    """The Jacobian of ``jacobian.blocks_at`` times changes of the state ``[state, column]``."""
    if earnings is None:
        return matrix @ change
    inner, own = change[: len(matrix)], earnings.by_sector(change[len(matrix) :])
    whole = earnings.sum(own)
    rows = matrix @ inner + earnings.felt(own).packed() + earnings.felt_whole(whole).packed()
    own_rows = earnings.among() @ own + earnings.moved(earnings.rest(inner), whole)
    return np.concatenate([rows, earnings.in_order(own_rows)])
