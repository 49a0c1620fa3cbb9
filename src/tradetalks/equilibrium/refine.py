"""Solving with the exact Jacobian at a point without forming it, either way up, from an inverse near by.

Generalised conjugate residuals (Eisenstat, Elman & Schultz 1983, SIAM J. Numer. Anal. 20(2)), which makes residuals as
small as GMRES does: the inverse that a solver has at hand proposes each direction, derivatives of the model's own
residual measure it. A few directions a right-hand side reach rounding, where a factorisation costs tens of times more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.arrays import in_one, in_parts
from tradetalks.equilibrium.inverse import inverse_of
from tradetalks.equilibrium.jacobian import exact
from tradetalks.equilibrium.lagrangian import Here
from tradetalks.equilibrium.structure import (
    Inverse,
    apply,
    apply_transposed,
    linearised,
    plain,
    times,
    times_transposed,
)
from tradetalks.errors import NotConverged

Array = NDArray[Any]
ENOUGH = 1e-11  # largest residual, relative to the right-hand side, that counts as solved
_ROUNDING, _MOST = 1e-14, 40  # where directions stop, and most of them
_HELD = 8  # directions held, which new ones are orthogonal to
_SINGULAR = "slopes: how the equilibrium responds to policy is not determined there (its Jacobian is all but singular)"


def solve_near(here: Here, inverse: Inverse, right: Array, *, transposed: bool = False) -> tuple[Array, Inverse]:
    """``J^{-1} right`` or ``J^{-T} right`` at a point.

    Args:
        inverse: of the Jacobian at a point near by, as ``prepare`` or ``find_near`` gives it.
        right: ``[column, state]``.

    Returns:
        ``[column, state]``, each column's residual at most ENOUGH of its right-hand side, and the inverse that served:
        a fresh one where that given was taken too far away.

    Raises:
        NotConverged: the Jacobian is singular there, or next to it.
    """
    operate = _operator(here, transposed)
    found, left = _directions(operate, inverse, right, transposed)
    if not left <= ENOUGH:
        try:
            inverse = inverse_of(here.benchmark, here.policy, here.flows, len(here.vector))
        except np.linalg.LinAlgError:
            raise NotConverged(_SINGULAR) from None
        found, left = _directions(operate, inverse, right, transposed)
    if not left <= ENOUGH:
        raise NotConverged(_SINGULAR)
    return found, inverse


def _operator(here: Here, transposed: bool) -> Callable[[Array], Array]:
    """The Jacobian at a point, or its transpose, times ``[column, state]``."""
    b, p = here.benchmark, here.policy
    if not (exact(p) and plain(b, len(here.vector))):
        return (lambda x: here.pull(x).state) if transposed else here.push
    linear, way = linearised(b, p, here.flows), apply_transposed if transposed else apply

    def by_structure(x: Array) -> Array:
        return in_one(*way(linear, *in_parts(x.T, here.shape))).T

    return by_structure


@np.errstate(all="ignore")  # what is no finite number is not solved
def _directions(
    operate: Callable[[Array], Array], inverse: Inverse, right: Array, transposed: bool
) -> tuple[Array, float]:
    """Solutions ``[column, state]``, and the largest residual left, relative."""
    propose = times_transposed if transposed else times
    size = np.maximum(np.linalg.norm(right, axis=1), np.finfo(right.dtype).tiny)

    def gap(left: Array) -> float:
        return float((np.linalg.norm(left, axis=1) / size).max(initial=0.0))

    found, left, last = np.zeros(right.shape, right.dtype), np.ascontiguousarray(right), np.inf
    images, steps = (np.zeros((len(right), _HELD, right.shape[1]), right.dtype) for _ in range(2))
    for count in range(_MOST):
        now = gap(left)
        if not _ROUNDING < now < last:
            break
        last = now
        move = np.ascontiguousarray(propose(inverse, left.T).T)
        image = np.ascontiguousarray(operate(move))
        held, place = min(count, _HELD), count % _HELD  # beyond, the oldest makes room
        known, those = images[:, :held], steps[:, :held]
        for _ in range(2):  # orthogonal to rounding
            part = (known @ image[..., None]).swapaxes(-1, -2)
            image, move = image - (part @ known)[:, 0], move - (part @ those)[:, 0]
        length = np.linalg.norm(image, axis=1, keepdims=True)
        scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
        image *= scale
        move *= scale
        far = np.einsum("ce,ce->c", image, left)[:, None]
        found, left = found + far * move, left - far * image
        images[:, place], steps[:, place] = image, move
    return found, gap(right - operate(found))
