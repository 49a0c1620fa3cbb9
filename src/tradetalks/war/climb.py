"""Projected Newton on levers: exact slopes, active bounds, a Hessian kept as long as it serves.

Bertsekas (1982, SIAM J. Control and Optimization 20(2)): levers at a bound that the gradient pushes out of stay there,
the rest take a Newton step on their own block of the Hessian, made negative definite where it is not. A Hessian costs
as much as five gradients and more, so the last one serves again while each step cuts the slope by more than
``_SERVES`` (a chord method; Kelley 1995, ch. 5.4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import NotConverged
from tradetalks.war.levers import LEVERS, Levers
from tradetalks.war.slopes import At, Task

Array = NDArray[np.float64]
_STEPS, _LINE = 80, 30
_SERVES = 0.3
_DROWNED = 1e-9  # predicted gains below this drown in the solver's own residuals: slopes, not values, then judge
STALLED = 1e-7  # largest slope accepted where slopes shrink no more


class Curve:
    """A Hessian, and the inverse of its block on the levers that were free last, its eigenvalues made negative."""

    def __init__(self, hessian: Array) -> None:
        self.hessian = hessian
        self._loose: NDArray[np.bool_] | None = None
        self._inverse = np.zeros((0, 0))

    def inverse(self, loose: NDArray[np.bool_]) -> Array:
        """``[free, free]``, symmetric and negative definite."""
        if self._loose is None or not np.array_equal(loose, self._loose):
            self._loose, self._inverse = loose, _negative_inverse(self.hessian[np.ix_(loose, loose)])
        return self._inverse


def _negative_inverse(block: Array) -> Array:
    scale = np.sqrt(np.maximum(np.abs(np.diag(block)), 1e-300))
    values, vectors = np.linalg.eigh(block / np.outer(scale, scale))
    values = -np.maximum(np.abs(values), 1e-8 * np.abs(values).max())
    vectors = vectors / scale[:, None]
    return (vectors / values) @ vectors.T


@dataclass(frozen=True, eq=False)
class Top:
    """Where a climb ended: the point, its projected slope, the curve last used, and steps taken."""

    at: At
    slope: float
    curve: Curve | None
    steps: int

    @property
    def rates(self) -> Array:
        return self.at.rates

    @property
    def value(self) -> float:
        return self.at.value


def climb(
    task: Task, rates: Array, vector: Array | None = None, tolerance: float = 1e-9, curve: Curve | None = None
) -> Top:
    """Climb to a local maximum of the task's mixture.

    Args:
        rates: where to start, ``[lever]``; clipped to the bounds. vector: a state vector near by.
        tolerance: largest projected slope asked for; up to STALLED is accepted where rounding lets it shrink no more.
        curve: a Hessian from near by, to try before a fresh one.

    Raises:
        NotConverged: no equilibrium on the way, or the steps run out; names the lever with the largest slope.
    """
    levers = task.levers
    low, high = levers.low, levers.high
    at = task.at(np.clip(np.array(rates, dtype=float), low, high), task.start() if vector is None else vector)
    slope, gradient = np.inf, np.zeros_like(low)
    fresh, taken = False, 0
    while taken < _STEPS:
        gradient = at.gradient()
        last, slope = slope, projected(levers, at.rates, gradient)
        stalled = fresh and slope > 0.5 * last
        if slope <= tolerance or (slope <= STALLED and stalled):
            return Top(at, slope, curve, taken)
        if curve is None or slope > _SERVES * last:
            curve, fresh = Curve(at.hessian()), True
        else:
            fresh = False
        trial = _ahead(at, gradient, direction(levers, at.rates, gradient, curve))
        if trial is None and not fresh:
            curve, fresh = Curve(at.hessian()), True
            trial = _ahead(at, gradient, direction(levers, at.rates, gradient, curve))
        if trial is None:
            break
        at, taken = trial, taken + 1
    else:
        slope = projected(levers, at.rates, at.gradient())
    if slope <= STALLED:
        return Top(at, slope, curve, taken)
    raise NotConverged(
        f"optimal tariffs of {', '.join(levers.players)}: projected gradient {slope:.1e} left, largest in"
        f" {_worst(levers, gradient)}; try other bounds or another start"
    )


def _ahead(at: At, gradient: Array, move: Array) -> At | None:
    """The next point along a move, shortened until it climbs; None if it never does."""
    task = at.task
    length = 1.0
    for _ in range(_LINE):
        rates = np.clip(at.rates + length * move, task.levers.low, task.levers.high)
        promised = float(gradient @ (rates - at.rates))
        try:
            trial = task.at(rates, at.vector)
        except NotConverged:
            length /= 2
            continue
        if trial.value >= at.value + 1e-4 * promised or promised < _DROWNED:
            return trial
        length /= 2
    return None


def free(levers: Levers, rates: Array, gradient: Array) -> NDArray[np.bool_]:
    """Levers not held at a bound that the gradient pushes out of."""
    edge = 1e-12
    return ~(((rates <= levers.low + edge) & (gradient < 0)) | ((rates >= levers.high - edge) & (gradient > 0)))


def projected(levers: Levers, rates: Array, gradient: Array) -> float:
    """Largest slope that could still be climbed."""
    return float(np.abs(gradient[free(levers, rates, gradient)]).max(initial=0.0))


def curvature(levers: Levers, rates: Array, gradient: Array, hessian: Array) -> float:
    """Largest eigenvalue of the Hessian on the free levers: negative at a strict local maximum; NaN if all are held."""
    loose = free(levers, rates, gradient)
    return float(np.linalg.eigvalsh(hessian[np.ix_(loose, loose)]).max()) if loose.any() else float("nan")


def direction(levers: Levers, rates: Array, gradient: Array, curve: Curve) -> Array:
    """Newton's step on the free levers, at most one unit a lever."""
    move, loose = np.zeros_like(rates), free(levers, rates, gradient)
    if loose.any():
        move[loose] = np.clip(-curve.inverse(loose) @ gradient[loose], -1.0, 1.0)
    return move


def _worst(levers: Levers, gradient: Array) -> str:
    world, j = levers.world, int(np.argmax(np.abs(gradient)))
    partner = levers.exporter[j] if LEVERS[levers.kind[j]] == "tariff" else levers.importer[j]
    where = "all partners" if partner < 0 else world.regions[partner]
    return f"the {LEVERS[levers.kind[j]]} on {where} {world.sectors[levers.sector[j]]}"
